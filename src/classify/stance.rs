//! How to react: support, complete, rectify, contradict, and what surrounds these four.

use super::intent::Judged;
use super::level::MANAGEMENT;
use super::message::Options;
use super::signal::{Signal, Signals};
use crate::record::{Intent, Stance};

/// Signals of rude words.
const RUDE: &[Signal] = &[
    Signal::Insult,
    Signal::Hate,
    Signal::Threat,
    Signal::Obscene,
];

/// Toxicity that needs no rude word beside it.
const SURE: f64 = 0.8;

/// Decides the stance.
pub(super) fn judge(judged: &Judged, signals: &Signals, level: u8, options: &Options) -> Stance {
    // Without a rude word the model must be quite sure before somebody's message is hidden.
    let rude = RUDE.iter().any(|&signal| signals.get(signal) > 0.0);
    let toxic = judged.toxicity >= f64::from(options.toxicity_threshold)
        && (rude || judged.toxicity >= SURE);
    if level == 3 {
        return Stance::Escalate;
    }
    if judged.intent == Intent::Spam || signals.any(&[Signal::Hate, Signal::Threat]) && toxic {
        return Stance::Moderate;
    }
    if let Some(routing) = judged.routing {
        let grave = judged.intent != Intent::Praise && signals.any(MANAGEMENT);
        let pleased = !grave && !signals.has(Signal::Irony);
        return learnt(&routing.stance, toxic, pleased);
    }
    by_words(judged, signals, toxic)
}

/// The likeliest stance that is left once the level is known; nobody is thanked for what has a grave word in it, or for thanks that are none.
fn learnt(logits: &[f64; 9], toxic: bool, pleased: bool) -> Stance {
    if toxic {
        return Stance::Moderate;
    }
    Stance::ALL
        .iter()
        .zip(logits)
        .filter(|(stance, _)| match stance {
            Stance::Escalate => false,
            Stance::Thank | Stance::Support => pleased,
            _ => true,
        })
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map_or(Stance::Answer, |(stance, _)| *stance)
}

/// The stance by the phrases alone.
fn by_words(judged: &Judged, signals: &Signals, toxic: bool) -> Stance {
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
