//! Dates as people write them in a sentence: `mardi 24 novembre`, `le 1er mai 2027`, `Tuesday, November 24th`, `mardi 24/11`.

use std::ops::Range;

use chrono::Weekday;

use super::super::lang::Lang;
use super::super::phrases::Folded;
use super::super::scope::Scope;

pub(super) const FRENCH_DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
pub(super) const ENGLISH_DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
pub(super) const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// A date of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) weekday: Option<Weekday>,
    pub(super) day: u32,
    pub(super) month: u32,
    pub(super) year: Option<i32>,
    pub(super) range: Range<usize>,
}

/// The weekday of a word in lower case.
pub(super) fn weekday_of(word: &str, lang: Lang) -> Option<Weekday> {
    let place = match lang {
        Lang::French => FRENCH_DAYS.iter().position(|day| *day == word),
        Lang::English => ENGLISH_DAYS
            .iter()
            .position(|day| day.to_lowercase() == word),
    };
    DAYS.get(place?).copied()
}

/// The weekday of a word that stands before a date, where it may be short: `ven`, `Mon`.
fn short_weekday(word: &str, lang: Lang) -> Option<Weekday> {
    let place = match lang {
        Lang::French => FRENCH_DAYS
            .iter()
            .position(|day| word.len() == 3 && day.starts_with(word)),
        Lang::English => ENGLISH_DAYS.iter().position(|day| {
            let day = day.to_lowercase();
            let short = word.len() == 3 || ["tues", "thur", "thurs"].contains(&word);
            short && day.starts_with(word)
        }),
    };
    weekday_of(word, lang).or_else(|| DAYS.get(place?).copied())
}

/// How many weekdays, months and dates the text names in a language.
pub(super) fn names_in(scope: &Scope<'_>, lang: Lang) -> usize {
    // A thousand words say enough.
    let words = scope.words.get(..1000).unwrap_or(scope.words);
    let is_name = |word: &str| {
        let whole = word.chars().count() > 3;
        weekday_of(word, lang).is_some() || whole && month_of(word, lang).is_some()
    };
    let count = words.iter().filter(|(word, _)| is_name(word)).count();
    count + mentions(scope, lang).len()
}

fn month_of(word: &str, lang: Lang) -> Option<u32> {
    let plain = word.replace('é', "e").replace('û', "u");
    let is = |name: &&'static str| name.replace('é', "e").replace('û', "u") == plain;
    let place = match lang {
        Lang::French => FRENCH_MONTHS.iter().position(is),
        Lang::English => ENGLISH_MONTHS.iter().position(|month| {
            *month == word
                || (word.len() == 3 && month.starts_with(word) && word != "mar" && word != "may")
        }),
    };
    u32::try_from(place? + 1).ok()
}

/// `24`, `1er`, `24th`
fn day_of_month(word: &str) -> Option<u32> {
    let digits = word
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(word.len());
    let (number, rest) = word.split_at_checked(digits)?;
    let ordinal = rest.is_empty() || ["er", "st", "nd", "rd", "th"].contains(&rest);
    number
        .parse()
        .ok()
        .filter(|day| ordinal && digits <= 2 && (1..=39).contains(day))
}

fn year(word: &str) -> Option<i32> {
    let year: i32 = word.parse().ok().filter(|_| word.len() == 4)?;
    (1900..2200).contains(&year).then_some(year)
}

/// `24/11`, `24/11/2026`, `24.11.26`: the day first, as in French.
fn numeric(word: &str) -> Option<(u32, u32, Option<i32>)> {
    let mut parts = word.split(['/', '.']);
    let (day, month) = (parts.next()?, parts.next()?);
    let year_part = parts.next();
    let whole = |text: &str| -> Option<u32> {
        text.parse()
            .ok()
            .filter(|_| text.len() <= 2 && !text.is_empty())
    };
    let (day, month) = (whole(day)?, whole(month)?);
    let year = match year_part {
        None => None,
        Some(text) => Some(year(text).or_else(|| {
            text.parse()
                .ok()
                .filter(|_| text.len() == 2)
                .map(|year: i32| year + 2000)
        })?),
    };
    (parts.next().is_none() && (1..=31).contains(&day) && (1..=12).contains(&month))
        .then_some((day, month, year))
}

/// The day and the month of `24/11` in a language: as in English may be either first, only what can be read in one way.
fn day_and_month(word: &str, lang: Lang) -> Option<(u32, u32, Option<i32>)> {
    let (first, second, year) = numeric(word)?;
    match lang {
        Lang::French => Some((first, second, year)),
        Lang::English if first > 12 || first == second => Some((first, second, year)),
        Lang::English => None,
    }
}

/// The later date whose month a day such as `mercredi 24` in `mercredi 24 et jeudi 25 novembre` shares.
fn shared(words: &[Folded], lang: Lang, raw: &str) -> Option<(u32, u32, Option<i32>)> {
    const BETWEEN: &[&str] = &["et", "ou", "au", "le", "and", "or", "to", "the"];
    let skip = words
        .iter()
        .take(2)
        .take_while(|(word, _)| BETWEEN.contains(&word.as_str()))
        .count();
    let (first, range) = words.get(skip)?;
    let weekday = usize::from(short_weekday(first, lang).is_some());
    let (next, end) = words.get(skip + weekday)?;
    let day = day_of_month(next)?;
    let inside = raw.get(words.first()?.1.start.min(range.start)..end.end)?;
    if inside.contains(['.', '\n', '!', '?', ';', ':', '(']) {
        return None;
    }
    let at = skip + weekday + 1;
    let month = words.get(at).and_then(|(word, _)| month_of(word, lang));
    if let Some(month) = month {
        let year = words.get(at + 1).and_then(|(word, _)| year(word));
        return Some((day, month, year));
    }
    Some((day, 0, None))
}

/// Month and year of a day whose own month stands after later days.
fn month_of_list(
    day: u32,
    mut words: &[Folded],
    lang: Lang,
    raw: &str,
) -> Option<(u32, Option<i32>)> {
    let mut latest = day;
    // More than a week of days is no list of them.
    for _ in 0..7 {
        let (next, month, year) = shared(words, lang, raw)?;
        let falls = next <= latest;
        latest = next;
        if month > 0 && falls {
            return Some(if month == 1 {
                (12, year.map(|year| year - 1))
            } else {
                (month - 1, year)
            });
        }
        if month > 0 {
            return Some((month, year));
        }
        if falls {
            return None;
        }
        let digit = |(word, _): &Folded| day_of_month(word) == Some(next);
        let taken = words.iter().position(digit)? + 1;
        words = words.get(taken..)?;
    }
    None
}

/// Every date that the text names, in its order.
pub(super) fn mentions(scope: &Scope<'_>, lang: Lang) -> Vec<Mention> {
    let words = scope.words;
    let mut found = Vec::new();
    let mut place = 0;
    while place < words.len() {
        match mention(words.get(place..).unwrap_or_default(), lang, scope.text.raw) {
            Some((mention, taken)) => {
                found.push(mention);
                place += taken.max(1);
            }
            None => place += 1,
        }
    }
    found
}

/// Day, month, year if it is named, and the words taken after a weekday or without one.
fn day_of_year(
    words: &[Folded],
    has_weekday: bool,
    lang: Lang,
    raw: &str,
) -> Option<(u32, u32, Option<i32>, usize)> {
    let word = |at: usize| words.get(at).map(|(word, _)| word.as_str());
    let here = word(0)?;
    if let Some(day) = day_of_month(here) {
        let of = usize::from(lang == Lang::English && word(1) == Some("of"));
        if let Some(month) = word(1 + of).and_then(|word| month_of(word, lang)) {
            return Some((day, month, None, 2 + of));
        }
        // Without a weekday `24` may be anything.
        let rest = words.get(1..).filter(|_| has_weekday)?;
        let (month, year) = month_of_list(day, rest, lang, raw)?;
        return Some((day, month, year, 1));
    }
    if let Some((day, month, year)) = day_and_month(here, lang) {
        // Without a weekday or a year `24/11` may be a fraction.
        return (has_weekday || year.is_some()).then_some((day, month, year, 1));
    }
    if lang == Lang::English {
        let month = month_of(here, lang)?;
        return Some((day_of_month(word(1)?)?, month, None, 2));
    }
    None
}

/// A date that the words begin with, and how many words it takes.
fn mention(words: &[Folded], lang: Lang, raw: &str) -> Option<(Mention, usize)> {
    let word = |at: usize| words.get(at).map(|(word, _)| word.as_str());
    let weekday = short_weekday(word(0)?, lang);
    let at = match (weekday, word(1)) {
        (Some(_), Some("le" | "the")) => 2,
        (Some(_), _) => 1,
        (None, _) => 0,
    };
    let (day, month, mut year_said, taken) =
        day_of_year(words.get(at..)?, weekday.is_some(), lang, raw)?;
    let mut taken = at + taken;
    if year_said.is_none()
        && let Some(year) = word(taken).and_then(year)
    {
        year_said = Some(year);
        taken += 1;
    }
    let start = words.first()?.1.start;
    let end = words.get(taken - 1)?.1.end;
    // Words of two sentences or lines are no date together.
    let inside = raw.get(start..end)?;
    if inside.contains(['\n', '!', '?', ';', ':', '(']) {
        return None;
    }
    Some((
        Mention {
            weekday,
            day,
            month,
            year: year_said,
            range: start..end,
        },
        taken,
    ))
}
