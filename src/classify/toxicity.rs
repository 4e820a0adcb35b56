//! Insult, hate, threat, obscenity aimed at somebody.

use super::math::sigmoid;
use super::model::{Logits, Model, TOXICITY};
use super::signal::{Signal, Signals};

/// Toxicity in [0, 1]; 0.5 is where most would call it toxic.
pub(super) fn judge(model: &Model, logits: &Logits, signals: &Signals) -> f64 {
    let head = &model.header().heads[2];
    let rules = by_rules(signals);
    if head.trained {
        let trained =
            sigmoid(logits[TOXICITY] / f64::from(head.temperature) + f64::from(head.shift));
        // Slurs and threats stand whatever the model thinks: it has seen few of them in most languages.
        if signals.any(&[Signal::Hate, Signal::Threat]) {
            trained.max(rules)
        } else {
            trained
        }
    } else {
        rules
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
