//! What to look at first, 0 to 100.

use super::intent::Judged;
use super::message::Message;
use crate::record::Intent;

/// Followers at which reach counts in full: ten times the audience that makes an author a senior's matter.
const WIDE: f64 = 100_000.0;

/// Combines urgency, level, tone and reach; each takes its share of the remaining distance to 100.
pub(super) fn judge(judged: &Judged, urgency: f64, level: u8, message: &Message<'_>) -> u8 {
    if judged.intent == Intent::Spam {
        return 5;
    }
    let followers = message.author_followers.unwrap_or(0);
    // A root, so that 1,000 followers count a tenth and 25,000 a half of 100,000.
    let reach = (followers as f64 / WIDE).min(1.0).sqrt();
    let awaited = match judged.intent {
        Intent::Other | Intent::Praise => 0.0,
        _ => 0.1,
    };
    let left = pressure(urgency, level)
        * (1.0 - 0.25 * judged.tone.exact[0])
        * (1.0 - 0.4 * reach)
        * (1.0 - awaited)
        * (1.0 - 0.1 * judged.toxicity);
    hundred(1.0 - left)
}

/// What urgency and level leave of the distance to 100.
fn pressure(urgency: f64, level: u8) -> f64 {
    let level = match level {
        3 => 0.7,
        2 => 0.35,
        _ => 0.0,
    };
    (1.0 - 0.75 * urgency) * (1.0 - level)
}

/// The priority after urgency and level have changed, everything else being the same.
pub(super) fn moved(priority: u8, before: (f64, u8), after: (f64, u8)) -> u8 {
    let left = 1.0 - f64::from(priority) / 100.0;
    let share = pressure(after.0, after.1) / pressure(before.0, before.1);
    hundred(1.0 - left * share)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=100"
)]
fn hundred(share: f64) -> u8 {
    (100.0 * share).round().clamp(0.0, 100.0) as u8
}
