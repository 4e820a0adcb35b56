//! The numbering plans: which groups of digits are a number to call.

use super::{Run, Start};
use crate::classify::pii::digits::Gap;

/// Country codes, and how many digits may follow.
const COUNTRIES: &[(&str, usize, usize)] = &[
    ("1", 10, 10),
    ("33", 9, 9),
    ("32", 8, 9),
    ("41", 9, 9),
    ("352", 6, 9),
    ("44", 9, 10),
    ("49", 7, 11),
    ("34", 9, 9),
    ("39", 8, 11),
    ("351", 9, 9),
    ("31", 9, 9),
    ("43", 7, 12),
    ("45", 8, 8),
    ("46", 7, 9),
    ("47", 8, 8),
    ("48", 9, 9),
    ("353", 7, 9),
    ("30", 10, 10),
    ("36", 8, 9),
    ("420", 9, 9),
    ("212", 9, 9),
    ("213", 8, 9),
    ("216", 8, 8),
    ("7", 10, 10),
    ("90", 10, 10),
    ("55", 10, 11),
    ("52", 10, 11),
    ("54", 10, 11),
    ("91", 10, 10),
    ("86", 11, 11),
    ("81", 9, 10),
    ("61", 9, 9),
    ("64", 8, 10),
    ("27", 9, 9),
    ("225", 8, 10),
    ("221", 9, 9),
    ("237", 9, 9),
    ("40", 9, 9),
    ("358", 6, 10),
    ("380", 9, 9),
    ("376", 6, 6),
    ("377", 8, 9),
    ("262", 9, 9),
    ("590", 9, 9),
    ("596", 9, 9),
    ("594", 9, 9),
];

pub(super) fn is_phone(run: &Run, start: Start, is_called: &dyn Fn() -> bool) -> bool {
    if run
        .digits()
        .iter()
        .all(|digit| Some(digit) == run.digits().first())
        || run.digits() == b"0123456789" && !is_called()
    {
        return false;
    }
    if start == Start::Plus {
        return is_international(run, 0);
    }
    if run.starts_with("00") {
        return is_international(run, 2);
    }
    if run.starts_with("0") {
        return is_national(run, is_called);
    }
    is_american(run, start, is_called) || is_bare(run, is_called)
}

/// A country code, and as many digits as that country has.
fn is_international(run: &Run, prefix: usize) -> bool {
    let Some(digits) = run.digits().get(prefix..) else {
        return false;
    };
    let known = COUNTRIES
        .iter()
        .find(|(code, ..)| digits.starts_with(code.as_bytes()));
    let Some((code, least, most)) = known else {
        let in_thousands = run.sizes().iter().skip(1).all(|size| *size == 3);
        return prefix == 0
            && (9..=15).contains(&digits.len())
            && !in_thousands
            && digits.first() != Some(&b'0');
    };
    let national = digits.get(code.len()..).unwrap_or_default();
    // `+33 (0)6`: the zero of calls from inside the country.
    let national = match *code {
        "39" => national,
        _ => national.strip_prefix(b"0").unwrap_or(national),
    };
    let first = national.first().map_or(0, |digit| digit - b'0');
    let plausible = match *code {
        "1" => first >= 2 && national.get(3).is_some_and(|digit| *digit >= b'2'),
        "34" => first >= 6,
        "39" => first == 0 || first == 3,
        "351" => matches!(first, 2 | 3 | 6..=9),
        _ => first >= 1,
    };
    let in_thousands = run.group_count > 2 && national.ends_with(b"000000");
    plausible && !in_thousands && (*least..=*most).contains(&national.len())
}

/// Groups that are a number with any mark between them.
const ANYHOW: &[&[usize]] = &[
    &[10],
    &[2, 2, 2, 2, 2],
    &[4, 2, 2, 2],
    &[3, 3, 2, 2],
    &[4, 3, 3],
    &[2, 4, 4],
    &[2, 8],
    &[2, 3, 2, 2],
    &[3, 2, 2, 2],
];
/// Groups that may be another figure when dots stand between them.
const UNDOTTED: &[&[usize]] = &[
    &[3, 3, 3],
    &[2, 7],
    &[3, 6],
    &[4, 6],
    &[3, 7],
    &[3, 3, 4],
    &[5, 5],
    &[3, 4, 3],
    &[2, 4, 2, 2],
    &[2, 2, 2, 4],
    &[2, 2, 3, 3],
    &[4, 4, 2],
    &[5, 6],
    &[5, 3, 3],
    &[4, 3, 4],
    &[3, 4, 4],
    &[4, 7],
    &[3, 8],
    &[3, 2, 2, 2, 2],
    &[4, 4, 3],
    &[4, 3, 2, 2],
    &[4, 8],
    &[5, 7],
    &[4, 4, 4],
    &[4, 2, 2, 2, 2],
    &[4, 4, 2, 2],
    &[5, 3, 4],
];
/// How numbers of eleven and twelve digits in one piece begin: mobiles of Britain and Germany.
const LONG: &[&str] = &["07", "015", "016", "017"];

/// A number with the zero of calls from inside the country.
fn is_national(run: &Run, is_called: &dyn Fn() -> bool) -> bool {
    let gap = run.gap();
    match run.sizes() {
        [1, 3, 3, 3] | [1, 3, 2, 2, 2] => matches!(run.digit(1), 8 | 9),
        [9] => is_called(),
        [11 | 12] => {
            let begins = LONG.iter().any(|digits| run.starts_with(digits));
            begins || run.digit_count == 11 && is_called()
        }
        [3, 5] | [4, 4] | [2, 6] => gap == Some(Gap::Slash) || is_called(),
        sizes => ANYHOW.contains(&sizes) || gap != Some(Gap::Dot) && UNDOTTED.contains(&sizes),
    }
}

/// The North American plan: area and exchange begin with 2 to 9.
fn is_american(run: &Run, start: Start, is_called: &dyn Fn() -> bool) -> bool {
    let offset = usize::from(run.digit_count == 11 && run.starts_with("1"));
    let is_plan = run.digit(offset) >= 2 && run.digit(offset + 3) >= 2;
    let gap = run.gap();
    match run.sizes() {
        [3, 3, 4] | [1, 3, 3, 4] if is_plan => {
            let bracket = start == Start::Bracket || run.gaps().contains(&Gap::Open);
            let tight = matches!(gap, Some(Gap::Dash | Gap::Dot));
            bracket && run.gaps().contains(&Gap::Close) || tight || is_called()
        }
        [10 | 11] if is_plan => is_called(),
        [3, 4] => gap == Some(Gap::Dash) && is_called(),
        _ => false,
    }
}

/// Countries without a zero in front: Spain, Portugal, Italy's mobiles, Luxembourg.
fn is_bare(run: &Run, is_called: &dyn Fn() -> bool) -> bool {
    let first = run.digit(0);
    let spaced = run.gap() == Some(Gap::Space);
    match run.sizes() {
        [3, 2, 2, 2] => spaced && first >= 6,
        [3, 7] => first == 3 && (spaced || is_called()),
        [9] | [3, 3, 3] => matches!(first, 2 | 6..=9) && is_called(),
        [10] | [3, 3, 4] | [3, 3, 2, 2] => first == 3 && is_called(),
        _ => false,
    }
}
