//! How soon a message must be answered: 0 no clock, 0.5 today, 1 within the hour.

use super::intent::Judged;
use super::message::Options;
use super::signal::{Signal, Signals};
use crate::record::Intent;

/// What brings the clock nearer, and by how much: the share of the remaining distance to 1.
const CLOCKS: &[(Signal, f64)] = &[
    (Signal::Injury, 0.75),
    (Signal::Health, 0.7),
    (Signal::Breach, 0.7),
    (Signal::Threat, 0.5),
    (Signal::Outage, 0.6),
    (Signal::Urgent, 0.6),
    (Signal::Deadline, 0.6),
    (Signal::Investigation, 0.5),
    (Signal::Death, 0.4),
    (Signal::Boycott, 0.4),
    (Signal::Spread, 0.35),
    (Signal::Racism, 0.35),
    (Signal::Scandal, 0.3),
    (Signal::Repeated, 0.2),
    (Signal::Legal, 0.2),
    (Signal::Anger, 0.15),
    (Signal::OpenProblem, 0.1),
];

/// What the phrases add to the model's judgement: their share of the remaining distance to 1.
const WORDS_BESIDE_MODEL: f64 = 0.4;

/// Urgency in [0, 1]; from 0.7 on it is a matter of the next hour or two.
pub(super) fn judge(judged: &Judged, signals: &Signals, options: &Options) -> f64 {
    let by_words = by_words(judged, signals);
    let Some(routing) = judged.routing else {
        return by_words;
    };
    // A root, so that the model's even chance stands at 0.7.
    let beside = if options.phrases {
        WORDS_BESIDE_MODEL
    } else {
        0.0
    };
    1.0 - (1.0 - routing.urgent.sqrt()) * (1.0 - beside * by_words)
}

/// What an intent alone says of the clock.
pub(super) fn of_intent(intent: Intent) -> f64 {
    match intent {
        Intent::Complaint
        | Intent::Defect
        | Intent::OrderDelivery
        | Intent::BillingRefund
        | Intent::Press => 0.3,
        Intent::Question => 0.25,
        Intent::Job | Intent::Suggestion => 0.1,
        Intent::Praise | Intent::Other => 0.05,
        Intent::Spam => 0.0,
    }
}

/// What brings the clock of this message nearer, and by which share of the remaining distance.
pub(super) fn clocks(judged: &Judged, signals: &Signals) -> impl Iterator<Item = (Signal, f64)> {
    // In praise, chat and spam the same words are mostly manners of speaking.
    let weight = match judged.intent {
        Intent::Spam => 0.0,
        Intent::Praise => 0.2,
        Intent::Other | Intent::Suggestion if !judged.tone.negative() => 0.5,
        _ => 1.0,
    };
    CLOCKS.iter().map(move |&(signal, share)| {
        let strength = f64::from(signals.get(signal).min(1.5)) / 1.5;
        (signal, weight * share * strength.min(1.0))
    })
}

/// Urgency by the phrases alone.
fn by_words(judged: &Judged, signals: &Signals) -> f64 {
    let left: f64 = clocks(judged, signals)
        .map(|(_, share)| 1.0 - share)
        .product();
    1.0 - (1.0 - of_intent(judged.intent)) * left
}
