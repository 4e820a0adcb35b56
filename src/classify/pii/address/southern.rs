//! "Calle Mayor, 5", "Via Roma 10", "Rua Augusta, nº 100", "Rue de la Loi 16, 1000 Bruxelles": the kind of street, its name, the number.

use super::french::{FR_STRONG, FR_WEAK};
use super::{CONNECTORS, UNITS, town_after};
use crate::classify::pii::digits::{Group, Numbers};
use crate::classify::pii::words::{Folded, Word, Words, word_after, word_before};

/// Streets of Spain, Italy, Portugal and their languages: before the name, the number after it.
static SOUTH_STRONG: Words = Words::new(&[
    "calle",
    "avenida",
    "avda",
    "viale",
    "piazza",
    "piazzale",
    "vicolo",
    "rua",
    "praca",
    "travessa",
    "travesia",
    "carrer",
    "alameda",
    "rodovia",
    "glorieta",
    "lungomare",
]);

static SOUTH_WEAK: Words = Words::new(&[
    "via",
    "corso",
    "largo",
    "strada",
    "plaza",
    "paseo",
    "camino",
    "ronda",
    "carretera",
    "estrada",
    "av",
    "c",
    "rue",
    "avenue",
    "chaussee",
    "chemin",
    "boulevard",
    "bd",
    "quai",
    "route",
    "place",
]);

/// Names after "via" that are no streets.
static ROUTES: Words = Words::new(&[
    "mail",
    "email",
    "e-mail",
    "sms",
    "app",
    "web",
    "whatsapp",
    "twitter",
    "x",
    "instagram",
    "insta",
    "facebook",
    "messenger",
    "paypal",
    "telegram",
    "youtube",
    "tiktok",
    "linkedin",
    "zoom",
    "teams",
    "skype",
    "google",
    "amazon",
    "internet",
    "chat",
    "post",
    "fax",
    "pec",
    "dm",
    "bluetooth",
    "usb",
    "spotify",
    "discord",
]);

/// "n° 12".
static NUMBER: Words = Words::new(&["n", "no", "num", "numero"]);

/// "Calle Mayor, 5", "Via Roma 10", "Rua Augusta, nº 100", "Rue de la Loi 16, 1000 Bruxelles".
pub(super) fn find(
    numbers: Numbers<'_>,
    group: Group,
    house: usize,
    floor: usize,
) -> Option<(usize, usize)> {
    let text = numbers.text;
    let head = text.get(floor..group.start)?;
    let bare = head.trim_end_matches([' ', '\u{a0}', ',', '.', 'º', '°']);
    let mut at = floor + bare.len();
    let comma = head.get(bare.len()..)?.contains(',');
    if bare.len() == head.len() {
        return None;
    }
    if let Some(mark) = word_before(text, at).filter(|word| word.is_any(&NUMBER)) {
        at = text.get(..mark.start)?.trim_end_matches([' ', ',']).len();
    }
    let mut names = 0;
    for place in 0..7 {
        let word = word_before(text, at)
            .filter(|word| word.start >= floor && (place == 0 || at - word.end <= 1))?;
        if place == 0 && !word.is_name() {
            return None;
        }
        let folded = Folded::of(word.text);
        let slash =
            text.get(word.end..)?.starts_with("/ ") || text.get(word.end..)?.starts_with('/');
        let strong = folded.is_any(&SOUTH_STRONG);
        let weak = folded.is_any(&SOUTH_WEAK);
        if names > 0 && (strong || weak) {
            return southern_end(numbers, house, word, strong || slash, comma);
        }
        match word.is_name() {
            true if folded.is_any(&ROUTES) => return None,
            true => names += 1,
            false if !folded.is_any(&CONNECTORS) => return None,
            false => {}
        }
        let before = text.get(..word.start)?;
        at = before.trim_end_matches(['.', '/', ' ']).len();
        if before.len() - at > 2 {
            return None;
        }
    }
    None
}

fn southern_end(
    numbers: Numbers<'_>,
    end: usize,
    street: Word<'_>,
    strong: bool,
    comma: bool,
) -> Option<(usize, usize)> {
    let text = numbers.text;
    let next = word_after(text, end);
    if next.is_some_and(|word| word.is_any(&UNITS))
        || numbers
            .before(street.start)
            .is_some_and(|c| c.is_alphanumeric() || c == '#')
    {
        return None;
    }
    let town = town_after(text, end);
    let french = street.text.len() > 2 && (street.is_any(&FR_STRONG) || street.is_any(&FR_WEAK));
    let sure = town.is_some()
        || strong && (street.is_name() || comma || next.is_none_or(|word| !word.is_name()))
        || !french && (street.is_name() || comma);
    sure.then_some((street.start, town.unwrap_or(end)))
}
