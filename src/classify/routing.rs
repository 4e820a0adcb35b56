//! What the model says of who must answer, and how: department, level, stance, urgency. The rules have the last word.

use std::ops::Range;

use super::math::{sigmoid, softmax};
use super::model::{DEPARTMENT, LEVEL, Logits, Model, STANCE, URGENCY};
use super::train::Head;

/// The judgement of the model alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Routing {
    /// Logits in the order of [`super::model::DEPARTMENTS`].
    pub(super) department: [f64; 8],
    /// Probabilities of levels 1, 2, 3.
    pub(super) level: [f64; 3],
    /// Logits in the order of [`crate::record::Stance::ALL`].
    pub(super) stance: [f64; 9],
    /// Probability of a message that cannot wait.
    pub(super) urgent: f64,
}

impl Routing {
    /// Reads the heads; none when one of them was never trained.
    pub(super) fn judge(model: &Model, logits: &Logits) -> Option<Routing> {
        let heads = [Head::Department, Head::Level, Head::Stance, Head::Urgency];
        if heads.iter().any(|&head| !model.head(head).trained) {
            return None;
        }
        let urgency = model.head(Head::Urgency);
        let threshold = f64::from(urgency.thresholds.last().copied().unwrap_or(0.0));
        let mut level = scaled(model, logits, Head::Level, LEVEL);
        softmax(&mut level);
        Some(Routing {
            department: scaled(model, logits, Head::Department, DEPARTMENT),
            level,
            stance: scaled(model, logits, Head::Stance, STANCE),
            urgent: sigmoid((logits[URGENCY] - threshold) / f64::from(urgency.temperature)),
        })
    }
}

/// The logits of a head over its temperature.
fn scaled<const N: usize>(
    model: &Model,
    logits: &Logits,
    head: Head,
    columns: Range<usize>,
) -> [f64; N] {
    let temperature = f64::from(model.head(head).temperature);
    let mut scaled = [0.0; N];
    for (value, logit) in scaled.iter_mut().zip(&logits[columns]) {
        *value = logit / temperature;
    }
    scaled
}
