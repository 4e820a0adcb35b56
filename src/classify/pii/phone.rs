//! Telephone numbers: with a country code (ITU-T E.164), or as they are written in France, Belgium, Switzerland, Luxembourg, Canada, the United States,
//! the United Kingdom, Germany, Spain, Italy and Portugal.
//!
//! How the digits are grouped tells a number to call from dates, prices and ids; where it does not, a word such as "call" must stand before it.

mod figures;
mod plans;

use self::figures::{ends_before_figure, is_date};
use self::plans::is_phone;
use super::digits::{Gap, Numbers};
use super::words::stem_before;
use super::{Found, Pii};

/// Stems of words that say that a number to call comes, in folded form.
const STEMS: &[&str] = &[
    "tel", "phone", "fono", "mobil", "movil", "cell", "call", "appel", "rappel", "whats", "sms",
    "text", "contact", "ruf", "anruf", "handy", "joindre", "joign", "llam", "chiam", "ligu",
    "liga", "ring", "fax", "gsm", "natel", "portable", "reach", "fon", "ligne", "dial", "hotline",
];

/// Stems of words that say that figures are drawn or won: without a word such as "call" these are no number to call.
const DRAWN: &[&str] = &[
    "loto",
    "lotto",
    "lotter",
    "euromil",
    "keno",
    "bingo",
    "tirage",
    "ziehung",
    "sorteo",
    "sorteio",
    "estrazion",
    "jackpot",
    "score",
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
    let drawn = std::cell::OnceCell::new();
    let is_drawn = || *drawn.get_or_init(|| stem_before(numbers.text, start, 30, DRAWN));
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
            && ends_well(numbers, first + place, (&run, kind), &is_called)
            && is_phone(&run, kind, &is_called)
            && (kind == Start::Plus || is_called() || !is_date(&run) && !is_drawn())
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
        // `(+33) 6`: the bracket goes as well.
        Some('+')
            if numbers.before(digits - 1) == Some('(') && numbers.gap(first) == Gap::Close =>
        {
            (digits - 2, Start::Plus)
        }
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
fn ends_well(
    numbers: Numbers<'_>,
    last: usize,
    (run, start): (&Run, Start),
    is_called: &dyn Fn() -> bool,
) -> bool {
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
        Gap::Space => ends_before_figure(numbers, last, run, start) || is_called(),
        _ => true,
    }
}
