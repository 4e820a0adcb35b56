//! Who may answer: 1 a junior, 2 a senior, 3 with management.

use super::intent::Judged;
use super::message::{Message, Options};
use super::signal::{Signal, Signals};
use crate::record::Intent;

/// Matters for management.
pub(super) const MANAGEMENT: &[Signal] = &[
    Signal::Health,
    Signal::Injury,
    Signal::Legal,
    Signal::Breach,
    Signal::Investigation,
    Signal::Boycott,
    Signal::Scandal,
    Signal::Death,
    Signal::Racism,
    Signal::Politics,
];

/// Matters for a senior.
pub(super) const SENIOR: &[Signal] = &[
    Signal::Spread,
    Signal::Repeated,
    Signal::Staff,
    Signal::Dishonesty,
    Signal::Discrimination,
    Signal::Rumour,
    Signal::Dispute,
    Signal::Privacy,
    Signal::Hate,
    Signal::Threat,
];

/// A level and what raised it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) level: u8,
    pub(super) reason: Reason,
}

/// Why a message is not for a junior alone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reason {
    Routine,
    Matter(Signal),
    Alarm,
    Audience,
    Verified,
    Insult,
    Leaving,
}

/// Decides the level.
pub(super) fn judge(
    judged: &Judged,
    signals: &Signals,
    message: &Message<'_>,
    options: &Options,
) -> Level {
    let level = |level, reason| Level { level, reason };
    if judged.intent == Intent::Spam {
        return level(1, Reason::Routine);
    }
    let grave = MANAGEMENT
        .iter()
        .copied()
        .find(|&signal| signals.has(signal));
    if let Some(signal) = grave
        && (judged.intent != Intent::Praise || signal == Signal::Breach)
    {
        return level(3, Reason::Matter(signal));
    }
    let reproach =
        judged.tone.negative() || matches!(judged.intent, Intent::Complaint | Intent::Defect);
    if options.alarm_open && reproach {
        return level(3, Reason::Alarm);
    }
    if message
        .author_followers
        .is_some_and(|followers| followers >= options.senior_audience)
    {
        return level(2, Reason::Audience);
    }
    if message.author_verified && reproach {
        return level(2, Reason::Verified);
    }
    let delicate = SENIOR.iter().copied().find(|&signal| signals.has(signal));
    if let Some(signal) = delicate
        && judged.intent != Intent::Praise
        && (reproach
            || matches!(
                signal,
                Signal::Rumour | Signal::Dispute | Signal::Privacy | Signal::Hate
            ))
    {
        return level(2, Reason::Matter(signal));
    }
    if judged.toxicity >= f64::from(options.toxicity_threshold)
        && signals.has(Signal::Insult)
        && reproach
    {
        return level(2, Reason::Insult);
    }
    if signals.has(Signal::Churn) && judged.intent == Intent::BillingRefund {
        return level(2, Reason::Leaving);
    }
    level(1, Reason::Routine)
}
