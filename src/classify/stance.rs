//! How to react: support, complete, rectify, contradict, and what surrounds these four.

use super::intent::Judged;
use super::message::Options;
use super::signal::{Signal, Signals};
use crate::record::{Intent, Stance};

/// Decides the stance.
pub(super) fn judge(judged: &Judged, signals: &Signals, level: u8, options: &Options) -> Stance {
    let toxic = judged.toxicity >= f64::from(options.toxicity_threshold);
    if judged.intent == Intent::Spam || signals.any(&[Signal::Hate, Signal::Threat]) && toxic {
        return Stance::Moderate;
    }
    if level == 3 {
        return Stance::Escalate;
    }
    let asks = matches!(
        judged.intent,
        Intent::Question
            | Intent::Defect
            | Intent::OrderDelivery
            | Intent::BillingRefund
            | Intent::Job
            | Intent::Press
    );
    if toxic && (!asks || signals.has(Signal::Insult)) {
        return Stance::Moderate;
    }
    if signals.has(Signal::Defends) && !judged.tone.negative() {
        return Stance::Support;
    }
    if signals.any(&[Signal::Mistaken, Signal::Rumour]) {
        return Stance::Rectify;
    }
    if signals.has(Signal::Dishonesty) && matches!(judged.intent, Intent::Complaint | Intent::Other)
    {
        return Stance::Contradict;
    }
    if asks {
        return Stance::Answer;
    }
    if signals.has(Signal::Completes) && !judged.tone.negative() {
        return Stance::Complete;
    }
    match judged.intent {
        Intent::Praise | Intent::Suggestion => Stance::Thank,
        Intent::Complaint => Stance::Answer,
        _ if signals.has(Signal::Thanks) && judged.tone.positive() => Stance::Thank,
        _ => Stance::Ignore,
    }
}
