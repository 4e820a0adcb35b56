//! Dates in a text against the calendar and against the time at which the post goes out.

mod past;
mod read;
#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike, Weekday};

use super::finding::Found;
use super::lang::Lang;
use super::phrases::Folded;
use super::scope::Scope;
pub(super) use past::past;
use read::{Mention, mentions, names_in, weekday_of};

/// When the post goes out, local; `None` when nothing is known.
fn goes_out(scope: &Scope<'_>) -> Option<NaiveDateTime> {
    scope.subject.at.map(|at| scope.zone.local(at))
}

/// The day from which a date without a year is the nearest.
fn reference(scope: &Scope<'_>) -> NaiveDate {
    let at = scope
        .subject
        .at
        .or(scope.subject.earliest_at)
        .unwrap_or(scope.now);
    scope.zone.local(at).date()
}

/// The language in which the text's dates are read: its own, or where it is too short to tell, that of its weekdays and months.
fn tongue(scope: &Scope<'_>) -> Option<Lang> {
    let said = scope.subject.lang.is_some() || scope.charter.lang.is_some();
    if said || scope.lang.is_some() {
        return scope.lang;
    }
    let [french, english] = [Lang::French, Lang::English].map(|lang| names_in(scope, lang));
    Some(if english > french {
        Lang::English
    } else {
        Lang::French
    })
}

/// The day that is meant: with its year, or else the one nearest to the post.
fn day_of(mention: &Mention, reference: NaiveDate) -> Option<NaiveDate> {
    if let Some(year) = mention.year {
        return NaiveDate::from_ymd_opt(year, mention.month, mention.day);
    }
    (-1..=1)
        .filter_map(|years| {
            NaiveDate::from_ymd_opt(reference.year() + years, mention.month, mention.day)
        })
        .min_by_key(|day| (*day - reference).num_days().abs())
}

fn is_possible(mention: &Mention) -> bool {
    // 2024 is a leap year: 29 February is possible where no year is named.
    NaiveDate::from_ymd_opt(mention.year.unwrap_or(2024), mention.month, mention.day).is_some()
}

pub(super) fn weekday(scope: &Scope<'_>, found: &mut Found) {
    let Some(lang) = tongue(scope) else { return };
    for mention in mentions(scope, lang) {
        let (Some(said), Some(day)) = (mention.weekday, day_of(&mention, reference(scope))) else {
            continue;
        };
        if day.weekday() != said {
            let near = nearest(day, said);
            found
                .at(
                    mention.range.clone(),
                    format!(
                        "{} is a {}, not a {}",
                        long(day),
                        english(day.weekday()),
                        english(said)
                    ),
                )
                .hint(format!(
                    "write {} or {}",
                    named(day, lang),
                    named(near, lang)
                ));
        }
    }
}

pub(super) fn impossible(scope: &Scope<'_>, found: &mut Found) {
    let Some(lang) = tongue(scope) else { return };
    for mention in mentions(scope, lang) {
        if !is_possible(&mention) {
            let written = scope
                .text
                .raw
                .get(mention.range.clone())
                .unwrap_or_default()
                .to_owned();
            found
                .at(mention.range, format!("there is no {written}"))
                .hint("look at the calendar");
        }
    }
}

/// A word that stands for a day counted from the post's own.
fn offset(words: &[&str]) -> Option<(usize, i64)> {
    match words {
        ["après", "demain", ..] => Some((2, 2)),
        ["avant", "hier", ..] => Some((2, -2)),
        ["demain" | "tomorrow", ..] => Some((1, 1)),
        ["hier" | "yesterday", ..] => Some((1, -1)),
        ["cet", "après", ..] => Some((3, 0)),
        ["aujourd", "hui", ..]
        | ["ce", "soir" | "matin" | "midi", ..]
        | ["this", "morning" | "evening" | "afternoon", ..]
        | ["c", "est", ..]
        | ["it", "s", ..] => Some((2, 0)),
        [
            "today" | "tonight" | "bon" | "joyeux" | "happy" | "good",
            ..,
        ] => Some((1, 0)),
        _ => None,
    }
}

/// The hour from which a part of the day is over.
fn over_at(words: &[&str]) -> Option<u32> {
    match words {
        ["ce", "matin", ..] | ["this", "morning", ..] => Some(13),
        ["ce", "midi", ..] => Some(15),
        ["cet", "après", "midi", ..] | ["this", "afternoon", ..] => Some(19),
        ["ce", "soir", ..] | ["this", "evening", ..] | ["tonight", ..] => Some(24),
        _ => None,
    }
}

pub(super) fn slot(scope: &Scope<'_>, found: &mut Found) {
    let (Some(lang), Some(at)) = (tongue(scope), goes_out(scope)) else {
        return;
    };
    let dates = mentions(scope, lang);
    for place in 0..scope.words.len() {
        let ahead = scope
            .words
            .get(place..(place + 4).min(scope.words.len()))
            .unwrap_or_default();
        let words: Vec<&str> = ahead.iter().map(|(word, _)| word.as_str()).collect();
        let Some(first) = ahead.first().map(|(_, range)| range.clone()) else {
            continue;
        };
        if over_at(&words).is_some_and(|hour| at.hour() >= hour) {
            let said = words.get(..2).unwrap_or(&words).join(" ");
            found
                .at(
                    first.clone(),
                    format!(
                        "`{said}` is over at {:02}:{:02}, when the post goes out",
                        at.hour(),
                        at.minute()
                    ),
                )
                .hint("publish earlier, or say it otherwise");
        }
        let Some((taken, days)) = offset(&words) else {
            continue;
        };
        let day = if days < 0 {
            at.date().checked_sub_days(Days::new(days.unsigned_abs()))
        } else {
            at.date().checked_add_days(Days::new(days.unsigned_abs()))
        };
        let Some(day) = day else { continue };
        let Some((range, said)) = contradiction(scope, (place, taken), &dates, day, lang) else {
            continue;
        };
        let whole = first.start..range.end;
        let said_words = words.get(..taken).unwrap_or_default().join(" ");
        found
            .at(
                whole,
                format!(
                    "`{said_words}` is {} {}, not {said}",
                    english(day.weekday()),
                    long(day)
                ),
            )
            .hint(format!(
                "the post goes out on {} {}",
                english(at.weekday()),
                long(at.date())
            ));
    }
}

/// The weekday or date right after a word such as `demain`, when it is another day than that.
fn contradiction(
    scope: &Scope<'_>,
    (place, taken): (usize, usize),
    dates: &[Mention],
    day: NaiveDate,
    lang: Lang,
) -> Option<(Range<usize>, String)> {
    let after_time = past_time(scope.words, place + taken);
    if after_time > place + taken {
        return timed(scope, after_time, dates, day);
    }
    let (word, range) = scope.words.get(place + taken)?;
    let between = scope
        .words
        .get(place + taken - 1)
        .and_then(|(_, before)| scope.text.raw.get(before.end..range.start));
    // A sentence that ends in between says something else.
    if between.is_some_and(|between| between.contains(['.', '!', '?', '\n', ';'])) {
        return None;
    }
    // `C’est vendredi prochain` counts from elsewhere.
    let next = scope
        .words
        .get(place + taken + 1)
        .map(|(word, _)| word.as_str());
    if matches!(
        next,
        Some("prochain" | "dernier" | "que" | "qui" | "next" | "last" | "that")
    ) {
        return None;
    }
    let first = dates.partition_point(|mention| mention.range.start < range.start);
    let near = dates
        .get(first)
        .filter(|mention| mention.range.start <= range.end + 4);
    if let Some(mention) = near
        && let Some(said) = day_of(mention, day).filter(|said| *said != day)
    {
        return Some((mention.range.clone(), long(said)));
    }
    let said = weekday_of(word, lang).filter(|said| *said != day.weekday() && near.is_none())?;
    Some((range.clone(), format!("a {}", english(said))))
}

/// The place after a time of the day such as `à 18 h` or `from 10 am to noon`.
fn past_time(words: &[Folded], from: usize) -> usize {
    const OF_TIME: &[&str] = &[
        "à", "a", "de", "dès", "vers", "at", "from", "to", "until", "h", "heures", "heure", "am",
        "pm", "midi", "minuit", "noon",
    ];
    let is_time = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains('/')
            || OF_TIME.contains(&word)
    };
    let ahead = words.iter().skip(from).take(8);
    let taken = ahead.take_while(|(word, _)| is_time(word)).count();
    from + taken
}

/// The date with its weekday that stands right after a time, when it is another day. A date with a time of its own is another event.
fn timed(
    scope: &Scope<'_>,
    place: usize,
    dates: &[Mention],
    day: NaiveDate,
) -> Option<(Range<usize>, String)> {
    let (_, range) = scope.words.get(place)?;
    let (_, before) = scope.words.get(place.checked_sub(1)?)?;
    let between = scope.text.raw.get(before.end..range.start)?;
    let first = dates.partition_point(|mention| mention.range.start < range.start);
    let mention = dates
        .get(first)
        .filter(|mention| mention.range.start == range.start && mention.weekday.is_some())?;
    let next = scope
        .words
        .partition_point(|(_, range)| range.start < mention.range.end);
    if between.contains(['.', '!', '?', '\n', ';']) || past_time(scope.words, next) > next {
        return None;
    }
    let said = day_of(mention, day).filter(|said| *said != day)?;
    Some((mention.range.clone(), long(said)))
}

/// The day of that weekday nearest to another.
fn nearest(day: NaiveDate, wanted: Weekday) -> NaiveDate {
    (-3..=3)
        .filter_map(|days| day.checked_add_signed(chrono::TimeDelta::days(days)))
        .find(|near| near.weekday() == wanted)
        .unwrap_or(day)
}

fn long(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn english(day: Weekday) -> &'static str {
    read::ENGLISH_DAYS
        .get(day.num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default()
}

/// The day as the text's language writes it.
fn named(day: NaiveDate, lang: Lang) -> String {
    let weekday = day.weekday().num_days_from_monday() as usize;
    let month = day.month0() as usize;
    match lang {
        Lang::French => format!(
            "{} {}{} {}",
            read::FRENCH_DAYS.get(weekday).copied().unwrap_or_default(),
            day.day(),
            if day.day() == 1 { "er" } else { "" },
            read::FRENCH_MONTHS.get(month).copied().unwrap_or_default()
        ),
        Lang::English => format!("{} {}", english(day.weekday()), day.format("%-d %B")),
    }
}
