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

/// A date that the words begin with, and how many words it takes.
fn mention(words: &[Folded], lang: Lang, raw: &str) -> Option<(Mention, usize)> {
    let word = |at: usize| words.get(at).map(|(word, _)| word.as_str());
    let mut at = 0;
    let weekday = weekday_of(word(0)?, lang);
    if weekday.is_some() {
        at += 1;
        if matches!(word(at), Some("le" | "the")) {
            at += 1;
        }
    }
    let (day, month, mut year_said, mut taken) = match (day_of_month(word(at)?), numeric(word(at)?))
    {
        (Some(day), _) => {
            let of = usize::from(lang == Lang::English && word(at + 1) == Some("of"));
            (day, month_of(word(at + 1 + of)?, lang)?, None, at + 2 + of)
        }
        // Without a weekday `24/11` may be a fraction, in English also a month and a day.
        (None, Some((day, month, year)))
            if (weekday.is_some() || year.is_some()) && lang == Lang::French =>
        {
            (day, month, year, at + 1)
        }
        _ if lang == Lang::English => {
            let month = month_of(word(at)?, lang)?;
            (day_of_month(word(at + 1)?)?, month, None, at + 2)
        }
        _ => return None,
    };
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
