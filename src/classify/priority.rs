//! What to look at first, 0 to 100.

use super::intent::Judged;
use super::message::Message;
use crate::record::Intent;

/// Followers at which reach counts in full: ten times the audience that makes an author a senior's matter.
const WIDE: f64 = 100_000.0;

/// Shares below this are not worth telling.
const WORTH_TELLING: f64 = 0.02;

/// What raised a priority, the greatest share first.
pub(super) fn reasons(
    judged: &Judged,
    urgency: f64,
    level: u8,
    message: &Message<'_>,
) -> Vec<String> {
    let intent = judged.intent.name();
    if is_nobodys(judged, level) {
        return vec![format!("intent {intent}")];
    }
    let [of_urgency, of_level, tone, reach, awaited, toxicity] =
        shares(judged, urgency, level, message);
    let mut told = vec![
        (tone, format!("negative tone {:.2}", judged.tone.exact[0])),
        (
            reach,
            format!(
                "author followed by {}",
                message.author_followers.unwrap_or(0)
            ),
        ),
        (awaited, format!("intent {intent}")),
        (toxicity, format!("toxicity {:.2}", judged.toxicity)),
    ];
    told.extend(pressing(urgency, of_urgency, level, of_level));
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    let told = told
        .into_iter()
        .filter(|(share, _)| *share >= WORTH_TELLING);
    let mut told: Vec<String> = told.map(|(_, reason)| reason).collect();
    if told.is_empty() {
        told.push("nothing that presses".to_owned());
    }
    told
}

fn pressing(urgency: f64, of_urgency: f64, level: u8, of_level: f64) -> [(f64, String); 2] {
    [
        (of_urgency, format!("{URGENCY}{urgency:.2}")),
        (of_level, format!("{LEVEL}{level}")),
    ]
}

/// How the reasons begin that change with urgency and level.
const URGENCY: &str = "urgency ";
const LEVEL: &str = "level ";

/// Tells the reasons anew after urgency and level have changed.
pub(super) fn retell(reasons: &mut Vec<String>, urgency: f64, level: u8) {
    reasons.retain(|reason| !reason.starts_with(URGENCY) && !reason.starts_with(LEVEL));
    let mut told = pressing(urgency, of_urgency(urgency), level, of_level(level));
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    let told = told
        .into_iter()
        .filter(|(share, _)| *share >= WORTH_TELLING);
    reasons.splice(0..0, told.map(|(_, reason)| reason));
}

/// Combines urgency, level, tone and reach; each takes its share of the remaining distance to 100.
pub(super) fn judge(judged: &Judged, urgency: f64, level: u8, message: &Message<'_>) -> u8 {
    if is_nobodys(judged, level) {
        return LEAST;
    }
    let left: f64 = shares(judged, urgency, level, message)
        .iter()
        .map(|share| 1.0 - share)
        .product();
    hundred(1.0 - left)
}

/// Spam waits, unless there is a grave matter in what looks like it.
fn is_nobodys(judged: &Judged, level: u8) -> bool {
    judged.intent == Intent::Spam && level < 3
}

/// The priority of what nobody has to see.
const LEAST: u8 = 5;

/// The shares of urgency, level, tone, reach, of being awaited, and of toxicity.
fn shares(judged: &Judged, urgency: f64, level: u8, message: &Message<'_>) -> [f64; 6] {
    let followers = message.author_followers.unwrap_or(0);
    // A root, so that 1,000 followers count a tenth and 25,000 a half of 100,000.
    let reach = (followers as f64 / WIDE).min(1.0).sqrt();
    let awaited = match judged.intent {
        Intent::Other | Intent::Praise => 0.0,
        _ => 0.1,
    };
    [
        of_urgency(urgency),
        of_level(level),
        0.25 * judged.tone.exact[0],
        0.4 * reach,
        awaited,
        0.1 * judged.toxicity,
    ]
}

fn of_urgency(urgency: f64) -> f64 {
    0.75 * urgency
}

fn of_level(level: u8) -> f64 {
    match level {
        3 => 0.7,
        2 => 0.35,
        _ => 0.0,
    }
}

/// What urgency and level leave of the distance to 100.
fn pressure(urgency: f64, level: u8) -> f64 {
    (1.0 - of_urgency(urgency)) * (1.0 - of_level(level))
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
