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
    let level = match level {
        3 => 0.7,
        2 => 0.35,
        _ => 0.0,
    };
    let followers = message.author_followers.unwrap_or(0);
    // A root, so that 1,000 followers count a tenth and 25,000 a half of 100,000.
    let reach = (followers as f64 / WIDE).min(1.0).sqrt();
    let awaited = match judged.intent {
        Intent::Other | Intent::Praise => 0.0,
        _ => 0.1,
    };
    let left = (1.0 - 0.75 * urgency)
        * (1.0 - level)
        * (1.0 - 0.25 * judged.tone.exact[0])
        * (1.0 - 0.4 * reach)
        * (1.0 - awaited)
        * (1.0 - 0.1 * judged.toxicity);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100"
    )]
    let priority = (100.0 * (1.0 - left)).round().clamp(0.0, 100.0) as u8;
    priority
}
