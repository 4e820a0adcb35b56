//! Postal addresses, from the number of the house: before the street ("12 bis rue des Lilas", "10 Downing Street") or after it ("Musterstr. 5",
//! "Via Roma 10", "Calle Mayor, 5"), with the code and the name of the place when they follow.
//!
//! The words for streets mean other things as well ("3 places", "via e-mail", "Platz 2"), so the weaker ones need a capital behind or before them,
//! or a postal code.

mod english;
mod french;
mod german;
mod southern;

use super::digits::{Gap, Group, Numbers};
use super::words::{Words, word_after};
use super::{Found, Pii};

/// What may follow the number of a house.
static REPEATS: Words = Words::new(&["bis", "ter", "quater"]);

/// Words between the kind of street and its name.
static CONNECTORS: Words = Words::new(&[
    "de", "du", "des", "la", "le", "les", "l", "d", "el", "los", "las", "del", "da", "do", "dos",
    "das", "di", "della", "dei", "degli", "delle", "dello", "y", "e", "et", "saint", "sainte",
    "san", "santa", "st", "ste",
]);

/// What a figure counts when it is no number of a house.
static UNITS: Words = Words::new(&[
    "km", "m", "min", "mins", "minutes", "minuten", "uhr", "euro", "euros", "eur", "h", "heures",
    "jours", "tage", "ans", "fois", "times", "mal", "volte", "veces", "vezes", "stunden", "horas",
    "ore", "giorni", "dias", "personen", "x", "th", "sur", "von", "of", "jahre", "wochen",
    "prozent", "percent", "meter", "days", "hours", "years", "anni", "anos", "mois", "semaines",
]);

/// Addresses, appended in their order.
pub(super) fn find(numbers: Numbers<'_>, found: &mut Vec<Found>) {
    let mut floor = 0;
    for (at, group) in numbers.groups.iter().enumerate() {
        if group.start < floor || group.len() > 5 || !is_house(numbers, at) {
            continue;
        }
        let house = house_end(numbers, *group);
        let place = french::find(numbers, *group, house)
            .or_else(|| english::find(numbers, *group, house))
            .or_else(|| german::find(numbers, *group, house))
            .or_else(|| southern::find(numbers, *group, house, floor));
        if let Some((start, end)) = place {
            found.push(Found {
                kind: Pii::Address,
                start,
                end,
            });
            floor = end;
        }
    }
}

/// Whether the figure may be the number of a house: not part of another figure, no money.
fn is_house(numbers: Numbers<'_>, at: usize) -> bool {
    let Some(group) = numbers.groups.get(at) else {
        return false;
    };
    let tight = |gap| matches!(gap, Gap::Dot | Gap::Tight | Gap::Slash);
    let joined = at
        .checked_sub(1)
        .is_some_and(|before| tight(numbers.gap(before)));
    let before = numbers.before(group.start);
    let odd = before.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '#' | '@' | '€' | '$' | '£' | '+' | '_')
    });
    let after = numbers.after(group.end);
    let counts = after.is_some_and(|c| matches!(c, '%' | '€' | '$' | '£' | '°' | '_'));
    !joined
        && !odd
        && !counts
        && (!tight(numbers.gap(at)) || is_range(numbers, at))
        && !numbers.digits(*group).starts_with(b"0")
}

/// Whether it is the first of two numbers of one house: "12/14", but no date or score.
fn is_range(numbers: Numbers<'_>, at: usize) -> bool {
    let (Some(first), Some(second)) = (numbers.groups.get(at), numbers.groups.get(at + 1)) else {
        return false;
    };
    let rises = (first.len(), numbers.digits(*first)) < (second.len(), numbers.digits(*second));
    let ends = matches!(numbers.gap(at + 1), Gap::Space | Gap::Other);
    numbers.gap(at) == Gap::Slash && rises && second.len() <= 4 && ends
}

/// The number with its letter: "12", "12b", "12 bis", "5-7", "12/14".
fn house_end(numbers: Numbers<'_>, group: Group) -> usize {
    let text = numbers.text;
    let mut end = group.end;
    let rest = text.get(end..).unwrap_or_default();
    let mut tail = rest.chars();
    let letter = tail.next().filter(char::is_ascii_alphabetic);
    let alone = !tail.next().is_some_and(char::is_alphanumeric);
    if letter.is_some() && alone {
        return end + 1;
    }
    if let Some(more) = rest.strip_prefix(['-', '–', '/']) {
        let digits = more.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=4).contains(&digits) {
            end += rest.len() - more.len() + digits;
        }
    }
    if let Some(word) = word_after(text, end).filter(|word| word.text.len() <= 6) {
        let letter = matches!(word.text, "b" | "c" | "B" | "C") && word.start == end + 1;
        let starts = word.text.starts_with(['b', 't', 'q', 'B', 'T', 'Q']);
        if letter || starts && word.is_any(&REPEATS) {
            end = word.end;
        }
    }
    end
}

/// A postal code of four or five digits and the name of a place, after a comma or a blank.
fn town_after(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let bare = rest.trim_start_matches([' ', ',', '\u{a0}', '\n', '-', '–', ';']);
    let skipped = rest.len() - bare.len();
    if skipped == 0 || skipped > 6 {
        return None;
    }
    let country = ["CH-", "F-", "D-", "B-", "L-", "A-", "I-", "E-", "P-"];
    let prefix = country
        .iter()
        .find(|prefix| bare.starts_with(**prefix))
        .map_or(0, |prefix| prefix.len());
    let start = from + skipped + prefix;
    let digits = text
        .get(start..)?
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    let mut end = start + digits;
    let portuguese = text.get(end..).is_some_and(|rest| {
        rest.starts_with('-') && rest.bytes().skip(1).take_while(u8::is_ascii_digit).count() == 3
    });
    end += if digits == 4 && portuguese { 4 } else { 0 };
    if !matches!(digits, 4 | 5) {
        return None;
    }
    let first = word_after(text, end).filter(|word| word.start > end && !word.is_any(&UNITS))?;
    if digits == 4 && !first.is_name() || first.text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    end = first.end;
    for _ in 0..4 {
        match word_after(text, end).filter(|word| word.start == end + 1 && word.is_name()) {
            Some(word) => end = word.end,
            None => break,
        }
    }
    Some(end)
}

/// Whether the phrase ends at a byte: a mark, the end, a point of the compass.
fn ends_there(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.trim_start_matches(' ').is_empty()
        || rest.starts_with([',', '.', '\n', ';', ')', '!', '?'])
}
