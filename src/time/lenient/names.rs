//! Names of months and zones in dates.

/// Month names and their usual short forms, without accents, in English, French, German, Spanish, Italian, Portuguese and Dutch.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "janvier", "janv", "januar", "janner", "enero", "ene", "gennaio", "gen",
        "janeiro", "januari",
    ],
    &[
        "february",
        "feb",
        "fevrier",
        "fevr",
        "fev",
        "februar",
        "feber",
        "febrero",
        "febbraio",
        "fevereiro",
        "februari",
    ],
    &[
        "march", "mar", "mars", "marz", "maerz", "mrz", "marzo", "marco", "maart", "mrt",
    ],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei"],
    &[
        "june", "jun", "juin", "juni", "junio", "giugno", "giu", "junho",
    ],
    &[
        "july", "jul", "juillet", "juil", "juli", "julio", "luglio", "lug", "julho",
    ],
    &["august", "aug", "aout", "agosto", "ago", "augustus"],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "set",
        "setembro",
    ],
    &[
        "october", "oct", "octobre", "oktober", "okt", "octubre", "ottobre", "ott", "outubro",
        "out",
    ],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dec",
        "decembre",
        "dezember",
        "dez",
        "diciembre",
        "dic",
        "dicembre",
        "dezembro",
    ],
];

/// The number of a month by its name (lower case, no accents).
pub(super) fn month(word: &str) -> Option<u32> {
    (1..)
        .zip(MONTHS)
        .find(|(_, names)| names.contains(&word))
        .map(|(number, _)| number)
}

/// Zone abbreviations and their offset in minutes east of UTC: RFC 5322 section 4.3, and those that feeds write. `ist` is India's, `cst`, `est`,
/// `mst`, `pst` are North America's, `bst` is British summer time: the most frequent reading each.
#[rustfmt::skip]
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("mez", 60),
    ("met", 60),
    ("cest", 120),
    ("mesz", 120),
    ("mest", 120),
    ("eet", 120),
    ("sast", 120),
    ("eest", 180),
    ("msk", 180),
    ("ist", 330),
    ("wib", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("acst", 570),
    ("aest", 600),
    ("acdt", 630),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("ndt", -150),
    ("nst", -210),
    ("brt", -180),
    ("art", -180),
    ("adt", -180),
    ("ast", -240),
    ("edt", -240),
    ("est", -300),
    ("cdt", -300),
    ("cst", -360),
    ("mdt", -360),
    ("mst", -420),
    ("pdt", -420),
    ("pst", -480),
    ("akdt", -480),
    ("akst", -540),
    ("hst", -600),
];

/// Offset of a zone abbreviation (lower case) in minutes east of UTC.
pub(super) fn zone(word: &str) -> Option<i32> {
    ZONES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, minutes)| *minutes)
}

/// Words that stand in dates and say nothing: ordinals, prepositions, "o'clock".
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "er", "st", "nd", "rd", "th", "de", "of", "le", "the", "at", "um", "uhr", "alle", "ore", "las",
    "del", "den", "am", "a", "o", "d",
];

/// Whether a word in a date says nothing.
pub(super) fn filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// A letter in lower case without its accent, for the languages of `MONTHS`.
pub(super) fn fold(char: char) -> char {
    match char {
        'é' | 'è' | 'ê' | 'É' | 'È' | 'Ê' => 'e',
        'û' | 'ù' | 'ü' | 'Û' | 'Ü' => 'u',
        'ä' | 'â' | 'à' | 'á' | 'Ä' | 'Â' | 'À' | 'Á' => 'a',
        'ç' | 'Ç' => 'c',
        'ö' | 'ó' | 'Ö' => 'o',
        'í' | 'ì' => 'i',
        char => char.to_ascii_lowercase(),
    }
}
