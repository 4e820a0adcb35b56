//! Insult, hate, threat, obscenity aimed at somebody.

use super::language::Lang;
use super::math::sigmoid;
use super::model::{Logits, Model, TOXICITY};
use super::signal::{Signal, Signals};

/// Toxicity in [0, 1]; 0.5 is where most would call it toxic.
pub(super) fn judge(model: &Model, logits: &Logits, signals: &Signals, lang: Option<Lang>) -> f64 {
    let head = &model.header().heads[2];
    if head.trained {
        head.probability(logits[TOXICITY], lang)
    } else {
        by_rules(signals)
    }
}

/// The judgement of the word lists alone.
pub(super) fn by_rules(signals: &Signals) -> f64 {
    let get = |signal| f64::from(signals.get(signal));
    let strength = 1.2 * get(Signal::Insult)
        + 1.5 * get(Signal::Hate)
        + 1.8 * get(Signal::Threat)
        + 0.6 * get(Signal::Obscene);
    sigmoid(2.2 * (strength - 1.0))
}
