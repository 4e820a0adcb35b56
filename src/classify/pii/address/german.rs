//! "Musterstr. 5", "Berliner Straße 12a, 10115 Berlin": the name with the kind of street in it, the number.

use super::{UNITS, ends_there, town_after};
use crate::classify::pii::digits::{Group, Numbers};
use crate::classify::pii::words::{Folded, Word, Words, word_after, word_before};

/// German streets, as the end of a word.
const DE_STRONG: &[&[u8]] = &[b"strasse", b"str", b"gasse", b"allee", b"chaussee"];

const DE_WEAK: &[&[u8]] = &[
    b"weg", b"platz", b"ring", b"damm", b"ufer", b"steig", b"pfad", b"markt", b"hof", b"graben",
];

static DE_OTHERS: Words = Words::new(&[
    "parkplatz",
    "sitzplatz",
    "arbeitsplatz",
    "spielplatz",
    "stellplatz",
    "stehplatz",
    "startplatz",
    "tabellenplatz",
    "listenplatz",
    "sendeplatz",
    "hinweg",
    "umweg",
    "heimweg",
    "ruckweg",
    "hinterweg",
    "arbeitsweg",
    "schulweg",
    "boxring",
    "bahnhof",
    "supermarkt",
    "baumarkt",
    "friedhof",
    "ausweg",
    "studienplatz",
    "ausbildungsplatz",
    "speicherplatz",
    "campingplatz",
    "fussballplatz",
    "bauernhof",
    "flughafen",
    "transferring",
    "spring",
    "string",
    "during",
    "monitoring",
    "engineering",
    "marketing",
    "verkehrsweg",
    "hauptbahnhof",
    "aktienmarkt",
    "weihnachtsmarkt",
    "flohmarkt",
    "spitzenplatz",
    "schadstr",
    "lebensweg",
    "abstieg",
    "aufstieg",
    "anstieg",
]);

/// "Musterstr. 5", "Berliner Straße 12a, 10115 Berlin".
pub(super) fn find(numbers: Numbers<'_>, group: Group, end: usize) -> Option<(usize, usize)> {
    let text = numbers.text;
    let head = text.get(..group.start)?;
    let bare = head.strip_suffix([' ', '\u{a0}'])?;
    let dotted = bare.strip_suffix('.').unwrap_or(bare);
    let word = word_before(text, dotted.len())
        .filter(|word| word.end == dotted.len() && group.len() <= 3)?;
    if word.text.len() < 3 {
        return None;
    }
    let folded = Folded::of(word.text);
    let ends_in = |ends: &[&[u8]]| {
        ends.iter()
            .find(|end| folded.bytes().ends_with(end))
            .map(|end| folded.bytes().len() - end.len())
    };
    let strong = ends_in(DE_STRONG);
    let front = strong.or_else(|| ends_in(DE_WEAK).filter(|_| dotted.len() == bare.len()))?;
    let unit = word_after(text, end).is_some_and(|word| word.is_any(&UNITS));
    if unit
        || folded.is_any(&DE_OTHERS)
        || dotted.len() < bare.len() && !folded.bytes().ends_with(b"str")
    {
        return None;
    }
    let town = town_after(text, end);
    let whole = town.unwrap_or(end);
    if front == 0 {
        // "Berliner Straße 12", "Unter der Allee 3" only with its place.
        let name = word_before(text, word.start).filter(Word::is_name)?;
        let is_street = strong.is_some() && name.text.ends_with("er") || town.is_some();
        return (is_street && word.is_name()).then_some((name.start, whole));
    }
    let likely = strong.is_some()
        && front >= 3
        && (word.is_name()
            || town.is_some()
            || folded.bytes().ends_with(b"strasse")
            || dotted.len() < bare.len())
        || front >= 3
            && word.is_name()
            && (town.is_some() || ends_there(text, end) || next_is_small(text, end));
    likely.then_some((word.start, whole))
}

/// Whether the text goes on with a word in small letters, or in another way that ends a street.
fn next_is_small(text: &str, end: usize) -> bool {
    word_after(text, end).is_none_or(|word| !word.is_name())
}
