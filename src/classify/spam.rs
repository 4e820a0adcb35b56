//! Unsolicited promotion and scam.

use super::language::Lang;
use super::math::sigmoid;
use super::message::Message;
use super::model::{Logits, Model, SPAM};
use super::signal::{Signal, Signals};

/// The score of a few words that promote nothing at most: a greeting is like the beginning of many a scam.
const TERSE: f64 = 0.2;
/// Words from which a text says enough to be called spam without a phrase or a link.
const ENOUGH: usize = 4;

/// Spam score in [0, 1].
pub(super) fn judge(
    model: &Model,
    logits: &Logits,
    signals: &Signals,
    lang: Option<Lang>,
    message: &Message<'_>,
) -> f64 {
    let head = &model.header().heads[3];
    if !head.trained {
        return by_rules(signals);
    }
    let score = head.probability(logits[SPAM], lang);
    if is_terse(message) && signals.get(Signal::Spam) <= 0.0 {
        score.min(TERSE)
    } else {
        score
    }
}

/// Fewer than a few words and no link.
fn is_terse(message: &Message<'_>) -> bool {
    let texts = [message.title.unwrap_or_default(), message.text];
    let mut words = texts.iter().flat_map(|text| text.split_whitespace());
    let leads_nowhere = |word: &str| !word.contains(['.', '/', '@', '#']);
    // The first that leads somewhere, or one too many, ends the search.
    (1..=ENOUGH)
        .map_while(|at| words.next().map(|word| (at, word)))
        .all(|(at, word)| at < ENOUGH && leads_nowhere(word))
}

/// The judgement of the phrases alone.
pub(super) fn by_rules(signals: &Signals) -> f64 {
    sigmoid(2.0 * (f64::from(signals.get(Signal::Spam)) - 1.4))
}
