//! Telephone numbers: with a country code (ITU-T E.164), or as they are written in France, Belgium, Switzerland, Luxembourg, Canada, the United States,
//! the United Kingdom, Germany, Spain, Italy and Portugal.
//!
//! How the digits are grouped tells a number to call from dates, prices and ids; where it does not, a word such as "call" must stand before it.

use super::digits::{Gap, Numbers};
use super::words::stem_before;
use super::{Found, Pii};

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
/// Stems of words that say that a number to call comes, in folded form.
const STEMS: &[&str] = &[
    "tel", "phone", "fono", "mobil", "movil", "cell", "call", "appel", "rappel", "whats", "sms",
    "text", "contact", "ruf", "anruf", "handy", "joindre", "joign", "llam", "chiam", "ligu",
    "liga", "ring", "fax", "gsm", "natel", "portable", "reach", "fon", "ligne", "dial", "hotline",
];
/// Most groups and digits of a number.
const MOST_GROUPS: usize = 8;
const MOST_DIGITS: usize = 17;

/// Numbers, appended in their order.
pub(super) fn find(numbers: Numbers<'_>, found: &mut Vec<Found>) {
    let mut at = 0;
    while at < numbers.groups.len() {
        at += match phone_at(numbers, at) {
            Some((one, groups)) => {
                found.push(one);
                groups
            }
            None => 1,
        };
    }
}

/// Groups that may be one number, from the first on.
struct Run {
    digits: [u8; MOST_DIGITS],
    digit_count: usize,
    sizes: [usize; MOST_GROUPS],
    group_count: usize,
    gaps: [Gap; MOST_GROUPS],
    gap_count: usize,
}

impl Run {
    fn new() -> Self {
        Run {
            digits: [0; MOST_DIGITS],
            digit_count: 0,
            sizes: [0; MOST_GROUPS],
            group_count: 0,
            gaps: [Gap::Other; MOST_GROUPS],
            gap_count: 0,
        }
    }

    /// Takes a group of digits; nothing when there are too many.
    fn push(&mut self, digits: &[u8]) -> Option<()> {
        let end = self.digit_count + digits.len();
        self.digits
            .get_mut(self.digit_count..end)?
            .copy_from_slice(digits);
        *self.sizes.get_mut(self.group_count)? = digits.len();
        self.digit_count = end;
        self.group_count += 1;
        Some(())
    }

    fn push_gap(&mut self, gap: Gap) {
        if let Some(slot) = self.gaps.get_mut(self.gap_count) {
            *slot = gap;
            self.gap_count += 1;
        }
    }

    fn digits(&self) -> &[u8] {
        self.digits.get(..self.digit_count).unwrap_or_default()
    }

    fn sizes(&self) -> &[usize] {
        self.sizes.get(..self.group_count).unwrap_or_default()
    }

    /// The marks between the groups.
    fn gaps(&self) -> &[Gap] {
        let between = self.gap_count.min(self.group_count.saturating_sub(1));
        self.gaps.get(..between).unwrap_or_default()
    }

    fn starts_with(&self, digits: &str) -> bool {
        self.digits().starts_with(digits.as_bytes())
    }

    fn digit(&self, at: usize) -> u8 {
        self.digits().get(at).map_or(0, |digit| digit - b'0')
    }

    /// The mark between the groups, if it is the same everywhere.
    fn gap(&self) -> Option<Gap> {
        let first = *self.gaps().first()?;
        self.gaps().iter().all(|gap| *gap == first).then_some(first)
    }
}

/// How a number begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// With `+`.
    Plus,
    /// With a bracket.
    Bracket,
    Plain,
}

fn phone_at(numbers: Numbers<'_>, first: usize) -> Option<(Found, usize)> {
    let group = *numbers.groups.get(first)?;
    let (start, kind) = beginning(numbers, first)?;
    // Most groups of most texts end here: too few digits follow.
    if group.len() > 15 || group.len() < 6 && numbers.gap(first) == Gap::Other {
        return None;
    }
    let called = std::cell::OnceCell::new();
    let is_called = || *called.get_or_init(|| stem_before(numbers.text, start, 40, STEMS));
    let mut run = Run::new();
    let mut best = None;
    for (place, group) in numbers
        .groups
        .iter()
        .skip(first)
        .take(MOST_GROUPS)
        .enumerate()
    {
        let digits = numbers.digits(*group);
        if run.push(digits).is_none() {
            break;
        }
        if run.digit_count >= SHORTEST
            && ends_well(numbers, first + place, &run)
            && is_phone(&run, kind, &is_called)
        {
            let end = group.end + usize::from(closes_late(numbers, start, group.end));
            best = Some((
                Found {
                    kind: Pii::Phone,
                    start,
                    end,
                },
                place + 1,
            ));
        }
        match numbers.gap(first + place) {
            Gap::Other | Gap::Tight => break,
            gap => run.push_gap(gap),
        }
    }
    best
}

/// Fewer digits are no number to call (555-1234).
const SHORTEST: usize = 7;

/// `(0612345678)` keeps its brackets, `(555) 123` has closed them.
fn closes_late(numbers: Numbers<'_>, start: usize, end: usize) -> bool {
    let text = numbers.text.get(start..end).unwrap_or_default();
    text.contains('(') && !text.contains(')') && numbers.after(end) == Some(')')
}

/// Where the number begins, with its plus sign or bracket; nothing in the middle of something else.
fn beginning(numbers: Numbers<'_>, first: usize) -> Option<(usize, Start)> {
    let digits = numbers.groups.get(first)?.start;
    let before = numbers.before(digits);
    let (start, kind) = match before {
        Some('+') => (digits - 1, Start::Plus),
        Some('(') => match numbers.before(digits - 1) {
            Some('+') => (digits - 2, Start::Plus),
            _ => (digits - 1, Start::Bracket),
        },
        _ => (digits, Start::Plain),
    };
    let odd = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | '@' | '#' | '€' | '$' | '£' | '=' | '&' | '?' | '+' | '%' | '*'
            )
    };
    if numbers.before(start).is_some_and(odd) {
        return None;
    }
    let joined = first.checked_sub(1).map(|before| numbers.gap(before));
    let is_inside = matches!(joined, Some(Gap::Dot | Gap::Dash | Gap::Slash | Gap::Tight));
    (!is_inside || kind == Start::Plus).then_some((start, kind))
}

/// Whether the number may end with this group.
fn ends_well(numbers: Numbers<'_>, last: usize, run: &Run) -> bool {
    let Some(group) = numbers.groups.get(last) else {
        return false;
    };
    if numbers
        .after(group.end)
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '%' | '€' | '$' | '£'))
    {
        return false;
    }
    let Some(next) = numbers.groups.get(last + 1) else {
        return true;
    };
    match numbers.gap(last) {
        Gap::Tight => false,
        gap @ (Gap::Dot | Gap::Dash) => {
            run.gap().is_some_and(|inner| inner != gap) && numbers.digits(*next).starts_with(b"0")
        }
        // A list of numbers goes on with a figure like the last one; another number to call begins with a zero.
        Gap::Space => {
            next.len() != group.len() || group.len() > 5 || numbers.digits(*next).starts_with(b"0")
        }
        _ => true,
    }
}

fn is_phone(run: &Run, start: Start, is_called: &dyn Fn() -> bool) -> bool {
    if run
        .digits()
        .iter()
        .all(|digit| Some(digit) == run.digits().first())
        || run.digits() == b"0123456789"
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

/// A number with the zero of calls from inside the country.
fn is_national(run: &Run, is_called: &dyn Fn() -> bool) -> bool {
    let gap = run.gap();
    let dotted = gap == Some(Gap::Dot);
    let free = !dotted;
    let sizes = run.sizes();
    let toll_free = matches!(run.digit(1), 8 | 9);
    match (run.digit_count, sizes) {
        (_, [1, 3, 3, 3] | [1, 3, 2, 2, 2]) => toll_free,
        (
            10,
            [10] | [2, 2, 2, 2, 2] | [4, 2, 2, 2] | [3, 3, 2, 2] | [4, 3, 3] | [2, 4, 4] | [2, 8],
        ) => true,
        (
            10,
            [4, 6]
            | [3, 7]
            | [3, 3, 4]
            | [5, 5]
            | [3, 4, 3]
            | [2, 4, 2, 2]
            | [2, 2, 2, 4]
            | [2, 2, 3, 3]
            | [4, 4, 2],
        ) => free,
        (9, [2, 3, 2, 2] | [3, 2, 2, 2] | [3, 3, 3]) => gap != Some(Gap::Dot) || sizes.len() == 4,
        (9, [2, 7] | [3, 6]) => free,
        (9, [9]) => is_called(),
        (11, [11]) => {
            run.starts_with("07")
                || run.starts_with("015")
                || run.starts_with("016")
                || run.starts_with("017")
                || is_called()
        }
        (
            11,
            [5, 6]
            | [5, 3, 3]
            | [4, 3, 4]
            | [3, 4, 4]
            | [4, 7]
            | [3, 8]
            | [3, 2, 2, 2, 2]
            | [4, 4, 3]
            | [4, 3, 2, 2],
        ) => free,
        (12, [12]) => run.starts_with("015") || run.starts_with("016") || run.starts_with("017"),
        (12, [4, 8] | [5, 7] | [4, 4, 4] | [4, 2, 2, 2, 2] | [4, 4, 2, 2] | [5, 3, 4]) => free,
        (8, [3, 5] | [4, 4] | [2, 6]) => gap == Some(Gap::Slash) || is_called(),
        _ => false,
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
        [10] | [11] if is_plan => is_called(),
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
