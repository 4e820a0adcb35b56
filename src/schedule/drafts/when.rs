//! Dates and times of a spreadsheet's cells, in French and English.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};

use super::super::sheet::folded;
use crate::time::lenient::{Spelled, spelled};
use crate::time::rfc3339;

/// What a cell says of time.
pub(super) enum When {
    Instant(DateTime<Utc>),
    Local(NaiveDate, Option<NaiveTime>),
}

/// Why a cell says nothing of time; displayed after the cell.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoDate {
    #[error("is not a date; write 2026-11-26 or 26/11/2026, with 18:30 after it for a fixed time")]
    Unreadable,
    #[error("has no year; write it, as in 26/11/2026")]
    NoYear,
    #[error("is a {0}; correct the weekday or the date")]
    OtherWeekday(&'static str),
}

const WEEKDAYS: [(Weekday, &str, &[&str]); 7] = [
    (Weekday::Mon, "Monday", &["monday", "mon", "lundi", "lun"]),
    (
        Weekday::Tue,
        "Tuesday",
        &["tuesday", "tue", "tues", "mardi", "mar"],
    ),
    (
        Weekday::Wed,
        "Wednesday",
        &["wednesday", "wed", "mercredi", "mer"],
    ),
    (
        Weekday::Thu,
        "Thursday",
        &["thursday", "thu", "thur", "thurs", "jeudi", "jeu"],
    ),
    (
        Weekday::Fri,
        "Friday",
        &["friday", "fri", "vendredi", "ven"],
    ),
    (
        Weekday::Sat,
        "Saturday",
        &["saturday", "sat", "samedi", "sam"],
    ),
    (
        Weekday::Sun,
        "Sunday",
        &["sunday", "sun", "dimanche", "dim"],
    ),
];

/// The date of a cell, with its time if it has one.
pub(super) fn date_and_time(text: &str) -> Result<When, NoDate> {
    if let Some(at) = rfc3339(text) {
        return Ok(When::Instant(at));
    }
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    let text = text.trim();
    // `mar 24 2026` is a day of March, `mar 24 nov 2026` a Tuesday.
    match local(text) {
        Err(NoDate::Unreadable) => {}
        read => return read,
    }
    let text = text.strip_prefix("le ").unwrap_or(text);
    let (first, rest) = text.split_once(' ').ok_or(NoDate::Unreadable)?;
    let first = folded(first.trim_end_matches(['.', ',']));
    let (weekday, ..) = WEEKDAYS
        .iter()
        .find(|(_, _, names)| names.contains(&first.as_str()))
        .ok_or(NoDate::Unreadable)?;
    let when = local(rest.trim_start())?;
    match when {
        When::Local(day, _) if day.weekday() != *weekday => {
            let is = WEEKDAYS.iter().find(|(known, ..)| *known == day.weekday());
            Err(NoDate::OtherWeekday(is.map_or("", |(_, name, _)| *name)))
        }
        when => Ok(when),
    }
}

fn local(text: &str) -> Result<When, NoDate> {
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    if let Some(day) = day(date) {
        let time = time.map(|time| clock(time).ok_or(NoDate::Unreadable));
        return Ok(When::Local(day, time.transpose()?));
    }
    if is_day_of_no_year(date) {
        return Err(NoDate::NoYear);
    }
    match spelled(text) {
        Some(Spelled::Day(day, time)) if is_plausible(day) => Ok(When::Local(day, time)),
        Some(Spelled::NoYear) => Err(NoDate::NoYear),
        _ => Err(NoDate::Unreadable),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let formats: &[&str] = match text.len() {
        // `%Y` would take a year of two digits for one of antiquity.
        8 => &["%d/%m/%y", "%d.%m.%y", "%d-%m-%y", "%Y%m%d"],
        _ => &["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"],
    };
    let read = |format: &&str| NaiveDate::parse_from_str(text, format).ok();
    formats
        .iter()
        .find_map(read)
        .filter(|day| is_plausible(*day))
}

fn is_plausible(day: NaiveDate) -> bool {
    (1970..2200).contains(&day.year())
}

/// `26/11`
fn is_day_of_no_year(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text
        .split(['/', '.', '-'])
        .map(|part| part.parse().ok())
        .collect();
    matches!(parts.as_slice(), [Some(1..=31), Some(1..=12)])
}

/// `18:30`, `18:30:00`, `18h30`, `18 h 30`, `18h`, `18`, `6:30 pm`, `7pm`.
pub(super) fn clock(text: &str) -> Option<NaiveTime> {
    let text = text.to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    let mut text = text.trim();
    for before in ["à ", "at "] {
        text = text.strip_prefix(before).unwrap_or(text).trim();
    }
    let halves = [("am", 0), ("a.m.", 0), ("pm", 12), ("p.m.", 12)];
    let half = halves.into_iter().find_map(|(name, hours)| {
        let time = text.strip_suffix(name)?;
        Some((time.trim_end(), hours))
    });
    let (time, later) = half.map_or((text, None), |(time, hours)| (time, Some(hours)));
    // Blanks stand around the `h` alone: `9 h 30`, but not `9 30`.
    let parts: Vec<&str> = time.split(['h', ':']).map(str::trim).collect();
    let last_is_empty = parts.last().is_some_and(|part| part.is_empty());
    let given = parts
        .get(..parts.len() - usize::from(last_is_empty && parts.len() > 1))
        .unwrap_or_default();
    let number = |part: &&str| -> Option<u32> {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|_| digits)
    };
    let numbers: Vec<u32> = given.iter().map(number).collect::<Option<_>>()?;
    let (hour, minute, second) = match numbers.as_slice() {
        [hour] => (*hour, 0, 0),
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let hour = match later {
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        Some(_) => return None,
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

#[cfg(test)]
mod tests {
    use super::{NoDate, When, clock, date_and_time};

    fn read(text: &str) -> Result<String, String> {
        match date_and_time(text) {
            Ok(When::Local(day, Some(time))) => Ok(format!("{day} {}", time.format("%H:%M"))),
            Ok(When::Local(day, None)) => Ok(day.to_string()),
            Ok(When::Instant(at)) => Ok(at.to_rfc3339()),
            Err(fault) => Err(fault.to_string()),
        }
    }

    #[test]
    fn dates_of_both_countries() {
        for (text, day) in [
            ("2026-11-28", "2026-11-28"),
            ("28/11/2026", "2026-11-28"),
            ("28.11.26", "2026-11-28"),
            ("28 Nov 2026", "2026-11-28"),
            ("28-Nov-26", "2026-11-28"),
            ("28th of November 2026", "2026-11-28"),
            ("Nov 29 2026", "2026-11-29"),
            ("November 29th, 2026", "2026-11-29"),
            ("Mar 24 2026", "2026-03-24"),
            ("mar 24 nov 2026", "2026-11-24"),
            ("vendredi 27 novembre 2026", "2026-11-27"),
            ("Ven. 27 nov. 2026", "2026-11-27"),
            ("ven. 27/11/2026", "2026-11-27"),
            ("le 1er décembre 2026", "2026-12-01"),
            ("le mardi 1er décembre 2026", "2026-12-01"),
            ("Friday, 27 November 2026", "2026-11-27"),
            ("3 févr. 2027", "2027-02-03"),
            ("2026-11-28 18:30", "2026-11-28 18:30"),
            ("28/11/2026 9 h 30", "2026-11-28 09:30"),
            ("28/11/2026 à 18h", "2026-11-28 18:00"),
            ("28/11/2026 6:30 PM", "2026-11-28 18:30"),
            ("28 Nov 2026 7pm", "2026-11-28 19:00"),
            ("28 Nov 2026, 10:00 AM", "2026-11-28 10:00"),
            ("vendredi 27 novembre 2026 à 18h30", "2026-11-27 18:30"),
        ] {
            assert_eq!(read(text), Ok(day.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_may_be_another_day_is_refused() {
        for text in [
            "26/11",
            "26/11 18:30",
            "ven. 27/11",
            "28 Nov",
            "vendredi 27 novembre",
            "Nov 28 6 pm",
        ] {
            assert_eq!(read(text), Err(NoDate::NoYear.to_string()), "{text}");
        }
        for text in [
            "11/28/2026",
            "31/02/2026",
            "31 Nov 2026",
            "avant 26/11/2026",
            "before 28 Nov 2026",
            "28 Nov 2026 or later",
            "26/11/2026 25h",
            "soon",
            "2026",
            "",
        ] {
            assert_eq!(read(text), Err(NoDate::Unreadable.to_string()), "{text}");
        }
        assert_eq!(
            read("jeudi 27 novembre 2026"),
            Err(NoDate::OtherWeekday("Friday").to_string())
        );
    }

    #[test]
    fn times_of_both_countries() {
        for (text, time) in [
            ("18:30", "18:30"),
            ("18:30:00", "18:30"),
            ("18h30", "18:30"),
            ("9 h 30", "09:30"),
            ("9\u{a0}h\u{202f}30", "09:30"),
            ("9h", "09:00"),
            ("9", "09:00"),
            ("10:00 AM", "10:00"),
            ("6:30 pm", "18:30"),
            ("6:30 p.m.", "18:30"),
            ("7pm", "19:00"),
            ("12 am", "00:00"),
            ("12 pm", "12:00"),
        ] {
            let read = clock(text).map(|time| time.format("%H:%M").to_string());
            assert_eq!(read.as_deref(), Some(time), "{text}");
        }
        for text in [
            "25h", "18:60", "13 pm", "0 am", "9 30", "pm", "", "h", "1:2:3:4", "noonish",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
    }
}
