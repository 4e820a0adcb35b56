//! Which department owns the answer: a legal or safety matter wins, then the press, then the default of the intent.

use super::intent::Judged;
use super::level::MANAGEMENT;
use super::message::Options;
use super::model::DEPARTMENTS;
use super::signal::{Signal, Signals};
use crate::record::Intent;

/// How much the table of the guide counts beside the model, in logits: the best of 0, 0.3, 0.6, 1 on the held-out messages
/// of all writers together.
const TABLE_BESIDE_MODEL: f64 = 0.3;

/// Who owns no grave matter, whatever the message is for; customer service may, but not a threat to sue or a leak.
const NOT_FOR_GRAVE: &[&str] = &["marketing", "sales", "research"];

/// The department: what the model learnt, and the table of the labelling guide beside it.
pub(super) fn department(
    judged: &Judged,
    signals: &Signals,
    level: u8,
    options: &Options,
) -> &'static str {
    let by_table = by_table(judged, signals);
    let routing = judged.routing;
    let Some(routing) = routing.filter(|_| judged.intent != Intent::Spam || level == 3) else {
        return by_table;
    };
    let grave = level == 3 && signals.any(MANAGEMENT);
    let of_law = grave && signals.any(&[Signal::Legal, Signal::Breach]);
    let may_own = |name: &str| match name {
        "customer-service" => !of_law,
        name => !grave || !NOT_FOR_GRAVE.contains(&name),
    };
    let mut best = (f64::MIN, by_table);
    for (name, logit) in DEPARTMENTS.into_iter().zip(routing.department) {
        let beside = if name == by_table && options.phrases {
            TABLE_BESIDE_MODEL
        } else {
            0.0
        };
        let score = logit + beside;
        if score > best.0 && may_own(name) {
            best = (score, name);
        }
    }
    best.1
}

/// The department by the table of the labelling guide alone.
fn by_table(judged: &Judged, signals: &Signals) -> &'static str {
    if judged.intent == Intent::Spam {
        return "marketing";
    }
    if signals.any(&[Signal::Legal, Signal::Breach, Signal::Privacy]) || signals.has(Signal::Injury)
    {
        return "legal";
    }
    if signals.has(Signal::Health) && judged.intent != Intent::Praise {
        return "product";
    }
    let public = [Signal::Investigation, Signal::Boycott, Signal::Scandal];
    if judged.intent == Intent::Press || signals.any(&public) {
        return "pr";
    }
    if judged.intent == Intent::Job || signals.any(&[Signal::Dispute, Signal::Work]) {
        return "hr";
    }
    if signals.has(Signal::Sales)
        && matches!(
            judged.intent,
            Intent::Question | Intent::Other | Intent::OrderDelivery
        )
    {
        return "sales";
    }
    if signals.any(&[Signal::Rumour, Signal::Spread])
        && judged.intent == Intent::Other
        && judged.tone.negative()
    {
        return "pr";
    }
    match judged.intent {
        Intent::Question | Intent::Other | Intent::Suggestion if signals.has(Signal::Contest) => {
            "marketing"
        }
        Intent::Suggestion => "product",
        Intent::Defect if signals.has(Signal::Repeated) => "product",
        Intent::Praise => "marketing",
        Intent::Other if signals.has(Signal::Rival) => "research",
        Intent::Other if !judged.tone.negative() => "marketing",
        _ => "customer-service",
    }
}
