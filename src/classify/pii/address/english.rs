//! "221B Baker Street, London NW1 6XE", "1600 Pennsylvania Avenue NW": the number, the name, the kind of street.

use super::ends_there;
use crate::classify::pii::digits::{Group, Numbers};
use crate::classify::pii::words::{Folded, Word, Words, word_after, word_before};

/// Streets of the English-speaking countries: after the name.
static EN_STRONG: Words = Words::new(&[
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "terrace",
    "crescent",
    "highway",
    "hwy",
    "parkway",
    "pkwy",
    "mews",
    "drive",
    "dr",
]);

static EN_WEAK: Words = Words::new(&[
    "close", "court", "ct", "way", "place", "pl", "square", "sq", "gardens", "grove", "hill",
    "row", "park", "green",
]);

/// No name of a street begins with these.
static ARTICLES: Words = Words::new(&["the", "a", "in", "at", "for"]);

/// Words before "10 high street" without capitals.
static EN_LEADS: Words = Words::new(&["at", "address", "is", "lives", "live", "to"]);

static EN_STOPS: Words = Words::new(&[
    "minutes",
    "min",
    "mins",
    "hours",
    "hour",
    "miles",
    "mile",
    "km",
    "kms",
    "meters",
    "metres",
    "blocks",
    "people",
    "more",
    "different",
    "of",
    "the",
    "down",
    "from",
    "on",
    "in",
    "along",
    "across",
    "new",
    "times",
    "years",
    "other",
    "days",
    "am",
    "pm",
    "cars",
    "per",
    "a",
    "for",
    "main",
    "block",
    "minute",
    "yards",
    "feet",
]);

/// "221B Baker Street, London NW1 6XE", "1600 Pennsylvania Avenue NW".
pub(super) fn find(numbers: Numbers<'_>, group: Group, house: usize) -> Option<(usize, usize)> {
    let text = numbers.text;
    let led = word_before(text, group.start).is_some_and(|lead| lead.is_any(&EN_LEADS));
    let mut at = house;
    let mut capitals = true;
    let first = word_after(text, at)?;
    if !led && !first.is_name() && !first.text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    for place in 0..5 {
        let word = word_after(text, at).filter(|word| word.start > at && word.start - at <= 2)?;
        let folded = Folded::of(word.text);
        let strong = folded.is_any(&EN_STRONG);
        if place > 0
            && (strong || folded.is_any(&EN_WEAK))
            && (capitals == word.is_name() || capitals)
        {
            let end = word.end
                + usize::from(
                    strong && word.text.len() <= 4 && text.get(word.end..)?.starts_with('.'),
                );
            let full = english_town(text, end);
            let sure = capitals && (strong || ends_there(text, end)) || full.is_some();
            if sure || !capitals && strong && led {
                return Some((group.start, full.unwrap_or(end)));
            }
            if !strong || !capitals {
                return None;
            }
        }
        let ordinal = word.text.starts_with(|c: char| c.is_ascii_digit())
            && word.text.ends_with(|c: char| c.is_ascii_lowercase());
        let is_name = word.is_name() || ordinal;
        if place == 0 && folded.is_any(&ARTICLES)
            || !is_name && (place > 1 || folded.is_any(&EN_STOPS) || place > 0 && capitals)
        {
            return None;
        }
        capitals &= is_name;
        at = word.end;
    }
    None
}

/// `, London NW1 6XE`; `, Springfield, IL 62704`.
fn english_town(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    let mut before: Option<Word<'_>> = None;
    for _ in 0..8 {
        let rest = text.get(at..)?;
        let skipped = rest.len() - rest.trim_start_matches([',', '\n']).len();
        let word = word_after(text, at + skipped).filter(|word| word.start - at <= 3)?;
        let is_state = before.is_some_and(|state| {
            state.text.len() == 2 && state.text.bytes().all(|byte| byte.is_ascii_uppercase())
        });
        let zip = word.text.split('-').next().unwrap_or_default();
        if is_state && zip.len() == 5 && zip.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(word.end);
        }
        if before.is_some_and(|outward| is_outward(outward.text)) && is_inward(word.text) {
            return Some(word.end);
        }
        if !word.is_name()
            && !is_inward(word.text)
            && !word.text.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        before = Some(word);
        at = word.end;
    }
    None
}

/// The first half of a British code: `SW1A`.
fn is_outward(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digit = word.as_bytes().get(letters).is_some_and(u8::is_ascii_digit);
    (1..=2).contains(&letters) && digit && word.len() <= 4 && word.is_ascii()
}

/// The second half: `2AA`.
fn is_inward(word: &str) -> bool {
    matches!(word.as_bytes(), [digit, a, b] if digit.is_ascii_digit() && a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
}
