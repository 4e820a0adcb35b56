//! The zone of the database that keeps the clock of a VTIMEZONE which does not say what it is.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::content::Component;
use super::windows;
use super::zones::{Observance, begins, local};
use crate::schedule::recurrence::Budget;
use crate::time::Zone;

/// Looked at first, because many calendars are kept there.
const COMMON: &[&str] = &[
    "Europe/Paris",
    "Europe/London",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Australia/Sydney",
];

/// Years after the last date of the entries in which the clocks must agree.
const AHEAD: i32 = 5;

/// The years that the recurring entries in a zone speak of: that of the first start, and the last in which one was made or begins.
pub(super) fn years(calendar: &Component, tzid: &str) -> Option<(i32, i32)> {
    let year = |entry: &Component, name: &str| Some(local(&entry.get(name)?.value)?.year());
    let recurs = calendar.children.iter().filter(|entry| {
        let start = entry.get("DTSTART").or_else(|| entry.get("DUE"));
        let own = start.and_then(|start| start.parameter("TZID"));
        entry.get("RRULE").is_some() && own.is_some_and(|own| own.trim() == tzid)
    });
    let mut found: Option<(i32, i32)> = None;
    for entry in recurs {
        for name in ["DTSTART", "DUE", "DTSTAMP", "CREATED", "LAST-MODIFIED"] {
            let Some(year) = year(entry, name).map(|year| year.clamp(1970, 2100)) else {
                continue;
            };
            let (first, last) = found.unwrap_or((year, year));
            found = Some((first.min(year), last.max(year)));
        }
    }
    found
}

/// A zone with the same offsets in those years and some more; one with the same offsets at least from the last of them on, when there is none.
/// `preferred` is looked at first.
pub(super) fn alike(
    observances: &[Observance],
    (first, last): (i32, i32),
    preferred: &Zone,
) -> Option<Zone> {
    let listed = COMMON.iter().copied().chain(windows::places());
    let zones: Vec<Zone> = std::iter::once(preferred.clone())
        .chain(listed.filter_map(|name| Zone::named(name).ok()))
        .collect();
    [first, last].into_iter().find_map(|first| {
        let points = points(observances, first, last + AHEAD)?;
        let agrees = |zone: &&Zone| {
            let same = |(at, offset): &(DateTime<Utc>, i64)| {
                i64::from(zone.offset_seconds(*at)) == *offset
            };
            points.iter().all(same)
        };
        zones.iter().find(agrees).cloned()
    })
}

/// The offsets of the years: around every change, and once a week, so that a change which only another zone has is seen too.
fn points(observances: &[Observance], first: i32, last: i32) -> Option<Vec<(DateTime<Utc>, i64)>> {
    let start = NaiveDate::from_ymd_opt(first, 1, 1)?.and_time(NaiveTime::MIN);
    let end = NaiveDate::from_ymd_opt(last + 1, 1, 1)?.and_time(NaiveTime::MIN);
    let changes = changes(observances, start, end)?;
    let earliest = observances.iter().min_by_key(|one| one.start)?.before;
    let offset = |at: NaiveDateTime| {
        let begun = changes.partition_point(|(change, _)| *change <= at);
        let last = begun.checked_sub(1).and_then(|last| changes.get(last));
        last.map_or(earliest, |(_, after)| *after)
    };
    let mut at = start;
    let mut found = Vec::new();
    while at < end {
        found.push(at);
        at = at.checked_add_days(Days::new(7))?;
    }
    for (change, _) in changes.iter().filter(|(at, _)| *at > start && *at < end) {
        found.extend([*change - TimeDelta::seconds(1), *change]);
    }
    Some(
        found
            .into_iter()
            .map(|at| (at.and_utc(), offset(at)))
            .collect(),
    )
}

/// The changes up to the end in UTC, each with the offset after it, those of the year before the start among them.
fn changes(
    observances: &[Observance],
    start: NaiveDateTime,
    end: NaiveDateTime,
) -> Option<Vec<(NaiveDateTime, i64)>> {
    let from = start.checked_sub_days(Days::new(400))?;
    let mut budget = Budget::default();
    let mut found = Vec::new();
    for observance in observances {
        for begin in begins(observance, from, end, &mut budget) {
            let before = TimeDelta::try_seconds(observance.before)?;
            found.push((begin.checked_sub_signed(before)?, observance.after));
        }
    }
    found.sort_unstable();
    Some(found)
}
