//! Unsolicited promotion and scam.

use super::math::sigmoid;
use super::model::{Logits, Model, SPAM};
use super::signal::{Signal, Signals};

/// Spam score in [0, 1].
pub(super) fn judge(model: &Model, logits: &Logits, signals: &Signals) -> f64 {
    let head = &model.header().heads[3];
    if head.trained {
        sigmoid(logits[SPAM] / f64::from(head.temperature) + f64::from(head.shift))
    } else {
        by_rules(signals)
    }
}

/// The judgement of the phrases alone.
pub(super) fn by_rules(signals: &Signals) -> f64 {
    sigmoid(2.0 * (f64::from(signals.get(Signal::Spam)) - 1.4))
}
