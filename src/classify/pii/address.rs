//! Postal addresses, from the number of the house: before the street ("12 bis rue des Lilas", "10 Downing Street") or after it ("Musterstr. 5",
//! "Via Roma 10", "Calle Mayor, 5"), with the code and the name of the place when they follow.
//!
//! The words for streets mean other things as well ("3 places", "via e-mail", "Platz 2"), so the weaker ones need a capital behind or before them,
//! or a postal code.

use super::digits::{Gap, Group, Numbers};
use super::words::{Folded, Word, Words, word_after, word_before};
use super::{Found, Pii};

/// Streets of France, Belgium, Switzerland, Québec: before the name. These are hardly anything else after a number.
static FR_STRONG: Words = Words::new(&[
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
static FR_WEAK: Words = Words::new(&[
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
/// What may follow the number of a house.
static REPEATS: Words = Words::new(&["bis", "ter", "quater"]);
/// Words between the kind of street and its name.
static CONNECTORS: Words = Words::new(&[
    "de", "du", "des", "la", "le", "les", "l", "d", "el", "los", "las", "del", "da", "do", "dos",
    "das", "di", "della", "dei", "degli", "delle", "dello", "y", "e", "et", "saint", "sainte",
    "san", "santa", "st", "ste",
]);
/// Words that stand between only at the start: "rue aux Ours", but "rue Hugo à Lyon".
static FIRST_CONNECTORS: Words = Words::new(&["a", "au", "aux", "en"]);
/// Words after "12 rue" that make it no address.
static FR_STOPS: Words = Words::new(&[
    "et", "ou", "qui", "est", "a", "pour", "sont", "fermee", "fermees", "barree", "sur", "plus",
    "dans", "avec", "pietonne", "mais", "on", "je",
]);
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
/// "n° 12".
static NUMBER: Words = Words::new(&["n", "no", "num", "numero"]);
/// "1 place de", "2 places à".
static OF: Words = Words::new(&["de", "a"]);
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
        let place = french(numbers, *group, house)
            .or_else(|| english(numbers, *group, house))
            .or_else(|| german(numbers, *group, house))
            .or_else(|| southern(numbers, *group, house, floor));
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
        && !tight(numbers.gap(at))
        && !numbers.digits(*group).starts_with(b"0")
}

/// The number with its letter: "12", "12b", "12 bis", "5-7".
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
    if let Some(more) = rest.strip_prefix(['-', '–']) {
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

/// "12 bis, rue des Lilas, 75011 Paris".
fn french(numbers: Numbers<'_>, group: Group, house: usize) -> Option<(usize, usize)> {
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
        let is_date = word.text.starts_with(|c: char| c.is_ascii_digit());
        if word.is_name()
            || is_elided_name(word.text)
            || is_date && !content && word.text.len() <= 2
        {
            name.is_name = true;
            content = true;
            name.end = word.end;
        } else if folded.is_any(&CONNECTORS) || !content && folded.is_any(&FIRST_CONNECTORS) {
            // Part of the name only if the name goes on.
        } else if lower_too
            && !name.is_name
            && small < 2
            && !is_date
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
        at = word.end;
    }
    content.then_some(name)
}

/// `l'Église`, `d’Alésia`.
fn is_elided_name(word: &str) -> bool {
    let mut parts = word.splitn(2, ['\'', '’']);
    let _ = parts.next();
    parts
        .next()
        .is_some_and(|rest| rest.starts_with(char::is_uppercase))
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

/// "221B Baker Street, London NW1 6XE", "1600 Pennsylvania Avenue NW".
fn english(numbers: Numbers<'_>, group: Group, house: usize) -> Option<(usize, usize)> {
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

/// Whether the phrase ends at a byte: a mark, the end, a point of the compass.
fn ends_there(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.trim_start_matches(' ').is_empty()
        || rest.starts_with([',', '.', '\n', ';', ')', '!', '?'])
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

/// "Musterstr. 5", "Berliner Straße 12a, 10115 Berlin".
fn german(numbers: Numbers<'_>, group: Group, end: usize) -> Option<(usize, usize)> {
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

/// "Calle Mayor, 5", "Via Roma 10", "Rua Augusta, nº 100", "Rue de la Loi 16, 1000 Bruxelles".
fn southern(
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
