//! "12 bis, rue des Lilas, 75011 Paris": the number, the kind of street, its name.

use super::{CONNECTORS, town_after};
use crate::classify::pii::digits::{Group, Numbers};
use crate::classify::pii::words::{Folded, Word, Words, word_after};

/// Streets of France, Belgium, Switzerland, Québec: before the name. These are hardly anything else after a number.
pub(super) static FR_STRONG: Words = Words::new(&[
    "rue",
    "avenue",
    "av",
    "ave",
    "bd",
    "bld",
    "blvd",
    "boulevard",
    "impasse",
    "chemin",
    "allee",
    "ruelle",
    "chaussee",
    "faubourg",
    "fbg",
    "fg",
    "imp",
    "che",
]);

pub(super) static FR_WEAK: Words = Words::new(&[
    "place",
    "pl",
    "cours",
    "route",
    "rte",
    "quai",
    "square",
    "passage",
    "cite",
    "villa",
    "residence",
    "cour",
    "sentier",
    "voie",
    "esplanade",
    "promenade",
    "hameau",
    "lotissement",
    "lot",
    "montee",
    "rang",
]);

/// Words that stand between only at the start: "rue aux Ours", but "rue Hugo à Lyon".
static FIRST_CONNECTORS: Words = Words::new(&["a", "au", "aux", "en"]);

/// Words after "12 rue" that make it no address.
static FR_STOPS: Words = Words::new(&[
    "et", "ou", "qui", "est", "a", "pour", "sont", "fermee", "fermees", "barree", "sur", "plus",
    "dans", "avec", "pietonne", "mais", "on", "je",
]);

/// Streets are named after days.
static MONTHS: Words = Words::new(&[
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]);

/// "1 place de", "2 places à".
static OF: Words = Words::new(&["de", "a"]);

/// "12 bis, rue des Lilas, 75011 Paris".
pub(super) fn find(numbers: Numbers<'_>, group: Group, house: usize) -> Option<(usize, usize)> {
    let text = numbers.text;
    if group.len() > 4 {
        return None;
    }
    let comma = usize::from(text.get(house..)?.starts_with(','));
    let street = word_after(text, house + comma)?;
    let kind = Folded::of(street.text.trim_end_matches('.'));
    let strong = kind.is_any(&FR_STRONG);
    if street.start == house || !strong && !kind.is_any(&FR_WEAK) {
        return None;
    }
    let from = street.end + usize::from(text.get(street.end..)?.starts_with('.'));
    let name = street_name(text, from, strong)?;
    let town = town_after(text, name.end);
    let first = word_after(text, from)?;
    let few = numbers.digits(group) < b"4".as_slice() && group.len() == 1;
    let doubtful = !strong && (!name.is_name || few && first.is_any(&OF));
    if town.is_none() && (doubtful || strong && first.is_any(&FR_STOPS)) {
        return None;
    }
    Some((group.start, town.unwrap_or(name.end)))
}

/// The name of a street that follows its kind.
struct Name {
    end: usize,
    /// Some word of it has a capital.
    is_name: bool,
}

fn street_name(text: &str, from: usize, lower_too: bool) -> Option<Name> {
    let mut name = Name {
        end: from,
        is_name: false,
    };
    let mut at = from;
    let mut small = 0;
    let mut content = false;
    for _ in 0..7 {
        let Some(word) = word_after(text, at).filter(|word| word.start - at <= 2) else {
            break;
        };
        let folded = Folded::of(word.text);
        let is_figure = word.text.starts_with(|c: char| c.is_ascii_digit());
        let day = date_end(text, word).filter(|_| !content);
        if word.is_name() || is_elided_name(word.text) || day.is_some() {
            name.is_name = true;
            content = true;
            name.end = day.unwrap_or(word.end);
        } else if folded.is_any(&CONNECTORS) || !content && folded.is_any(&FIRST_CONNECTORS) {
            // Part of the name only if the name goes on.
        } else if lower_too
            && !name.is_name
            && small < 2
            && !is_figure
            && word
                .text
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
        {
            small += 1;
            content = true;
            name.end = word.end;
        } else {
            break;
        }
        at = name.end.max(word.end);
    }
    content.then_some(name)
}

/// Where a day that a street is named after ends: "8 mai 1945", "11-Novembre-1918", "4 septembre".
fn date_end(text: &str, day: Word<'_>) -> Option<usize> {
    let mut parts = day.text.split('-');
    let figure = parts.next()?.trim_end_matches("er");
    if figure.len() > 2 || figure.is_empty() || !figure.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(month) = parts.next() {
        return Folded::of(month).is_any(&MONTHS).then_some(day.end);
    }
    let next = |from| word_after(text, from).filter(|word| word.start - from == 1);
    let Some(month) = next(day.end).filter(|month| month.is_any(&MONTHS)) else {
        return Some(day.end);
    };
    let is_year = |word: &Word<'_>| {
        let century = ["17", "18", "19", "20"]
            .iter()
            .any(|century| word.text.starts_with(century));
        century && word.text.len() == 4 && word.text.bytes().all(|byte| byte.is_ascii_digit())
    };
    Some(
        next(month.end)
            .filter(is_year)
            .map_or(month.end, |year| year.end),
    )
}

/// `l'Église`, `d’Alésia`.
fn is_elided_name(word: &str) -> bool {
    let mut parts = word.splitn(2, ['\'', '’']);
    let _ = parts.next();
    parts
        .next()
        .is_some_and(|rest| rest.starts_with(char::is_uppercase))
}
