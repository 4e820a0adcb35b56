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
    Audience,
    Verified,
    Insult,
    Leaving,
    /// What the model learnt from messages like it.
    Learnt,
}

/// Probability of level 3 from which a message goes to management, alone and when it holds a grave word. Well below a
/// half: a junior's answer to a grave matter costs more than a manager's glance at a harmless one.
const GRAVE: f64 = 0.18;
const GRAVE_WITH_WORD: f64 = 0.04;
/// The same for praise without such a word: below it, nine of ten were harmless on the held-out messages.
const GRAVE_IN_PRAISE: f64 = 0.5;
/// Probability of level 2 or 3 from which a message goes to a senior.
const DELICATE: f64 = 0.4;

/// Decides the level. Danger to life and the like go to management whatever else is said around them.
pub(super) fn judge(
    judged: &Judged,
    signals: &Signals,
    message: &Message<'_>,
    options: &Options,
) -> Level {
    let level = |level, reason| Level { level, reason };
    if signals.has(Signal::Peril) {
        return level(3, Reason::Matter(Signal::Peril));
    }
    let grave = MANAGEMENT
        .iter()
        .copied()
        .find(|&signal| signals.has(signal));
    let learnt = judged.routing.map(|routing| routing.level);
    // What looks like spam is nobody's matter, unless the model finds a grave one in it all the same.
    let harmless = matches!(judged.intent, Intent::Praise | Intent::Spam);
    if let Some(signal) = grave
        && learnt.map_or(!harmless, |p| p[2] >= GRAVE_WITH_WORD)
    {
        return level(3, Reason::Matter(signal));
    }
    if judged.intent == Intent::Spam {
        return level(1, Reason::Routine);
    }
    // The guide names these outright, however few words are around them.
    if signals.has(Signal::Boycott) && !judged.tone.positive() {
        return level(3, Reason::Matter(Signal::Boycott));
    }
    let enough = match judged.intent {
        Intent::Praise => GRAVE_IN_PRAISE,
        _ => GRAVE,
    };
    if learnt.is_some_and(|p| p[2] >= enough) {
        return level(3, Reason::Learnt);
    }
    let reproach =
        judged.tone.negative() || matches!(judged.intent, Intent::Complaint | Intent::Defect);
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
    if signals.has(Signal::Threat) && judged.toxicity >= f64::from(options.toxicity_threshold) {
        return level(2, Reason::Matter(Signal::Threat));
    }
    if let Some(p) = learnt {
        if p[1] + p[2] < DELICATE {
            return level(1, Reason::Routine);
        }
        return level(2, delicate.map_or(Reason::Learnt, Reason::Matter));
    }
    by_words(judged, signals, options, delicate, reproach)
}

/// Level 1 or 2 without a model.
fn by_words(
    judged: &Judged,
    signals: &Signals,
    options: &Options,
    delicate: Option<Signal>,
    reproach: bool,
) -> Level {
    let level = |level, reason| Level { level, reason };
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
