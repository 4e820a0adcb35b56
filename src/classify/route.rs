//! Which department owns the answer: a legal or safety matter wins, then the press, then the default of the intent.

use super::intent::Judged;
use super::signal::{Signal, Signals};
use crate::record::Intent;

/// The department, by the table of the labelling guide.
pub(super) fn department(judged: &Judged, signals: &Signals) -> &'static str {
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
