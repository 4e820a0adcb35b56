//! VTIMEZONE: the clock changes of a zone around the years that a recurring event needs.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc, Weekday};

use crate::time::Zone;

use super::text::Lines;

/// Years that are looked at to find the rule of a zone.
const LOOK: i32 = 6;
/// Years of changes that are listed one by one where no rule fits them.
const LIST: i32 = 12;

/// A clock change.
#[derive(Clone, Copy, Debug)]
struct Change {
    at: DateTime<Utc>,
    before: i32,
    after: i32,
}

impl Change {
    /// The wall-clock time just before it, as DTSTART wants it.
    fn wall(&self) -> NaiveDateTime {
        self.at.naive_utc() + TimeDelta::seconds(i64::from(self.before))
    }
}

/// Writes the VTIMEZONE of a zone, right from the year of `first` on.
pub(super) fn write(lines: &mut Lines, zone: &Zone, first: DateTime<Utc>) {
    let year = first.year().clamp(1, 9_900) - 1;
    lines.begin("VTIMEZONE");
    lines.text("TZID", zone.name());
    let looked = changes(zone, year, year + LOOK);
    let (forward, back): (Vec<Change>, Vec<Change>) = looked
        .iter()
        .partition(|change| change.after > change.before);
    if looked.is_empty() {
        let offset = zone.offset_seconds(first);
        observance(lines, "STANDARD", "19700101T000000", offset, offset, None);
    } else if let (Some(summer), Some(winter)) = (rule(&forward), rule(&back)) {
        with_rule(lines, "DAYLIGHT", &forward, &summer);
        with_rule(lines, "STANDARD", &back, &winter);
    } else {
        one_by_one(lines, zone, year);
    }
    lines.end("VTIMEZONE");
}

fn with_rule(lines: &mut Lines, name: &str, changes: &[Change], rule: &str) {
    if let Some(change) = changes.first() {
        observance(
            lines,
            name,
            &local(change.wall()),
            change.before,
            change.after,
            Some(rule),
        );
    }
}

/// Every change of the years, and before them the offset that held until the first.
fn one_by_one(lines: &mut Lines, zone: &Zone, year: i32) {
    let listed = changes(zone, year, year + LIST);
    let start = zone.offset_seconds(new_year(year));
    observance(
        lines,
        "STANDARD",
        &local(new_year(year).naive_utc()),
        start,
        start,
        None,
    );
    for change in listed {
        let name = if change.after > change.before {
            "DAYLIGHT"
        } else {
            "STANDARD"
        };
        observance(
            lines,
            name,
            &local(change.wall()),
            change.before,
            change.after,
            None,
        );
    }
}

fn observance(
    lines: &mut Lines,
    name: &str,
    start: &str,
    before: i32,
    after: i32,
    rule: Option<&str>,
) {
    lines.begin(name);
    lines.plain("DTSTART", start);
    if let Some(rule) = rule {
        lines.plain("RRULE", rule);
    }
    lines.plain("TZOFFSETFROM", &offset(before));
    lines.plain("TZOFFSETTO", &offset(after));
    lines.end(name);
}

fn local(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.abs();
    let rest = if seconds % 60 == 0 {
        String::new()
    } else {
        format!("{:02}", seconds % 60)
    };
    format!("{sign}{:02}{:02}{rest}", seconds / 3600, seconds / 60 % 60)
}

fn new_year(year: i32) -> DateTime<Utc> {
    let day = chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The changes of the years from `first` (inclusive) to `end` (exclusive): no zone changes twice within a week.
fn changes(zone: &Zone, first: i32, end: i32) -> Vec<Change> {
    let (mut at, end) = (new_year(first), new_year(end));
    let mut found = Vec::new();
    while at < end {
        let next = at + TimeDelta::days(7);
        let (before, after) = (zone.offset_seconds(at), zone.offset_seconds(next));
        if before != after {
            let (mut low, mut high) = (at.timestamp(), next.timestamp());
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                let instant = DateTime::from_timestamp(middle, 0).unwrap_or(at);
                if zone.offset_seconds(instant) == before {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            found.push(Change {
                at: DateTime::from_timestamp(high, 0).unwrap_or(at),
                before,
                after,
            });
        }
        at = next;
    }
    found
}

/// The yearly rule of changes: one a year for `LOOK` years, in the same month, on the same (or the last) such weekday, at the same wall-clock time.
fn rule(changes: &[Change]) -> Option<String> {
    let first = changes.first()?.wall();
    let walls = || changes.iter().map(Change::wall);
    let years_follow = walls()
        .zip(first.year()..)
        .all(|(wall, year)| wall.year() == year);
    let same = walls().all(|wall| {
        (wall.month(), wall.weekday(), wall.time())
            == (first.month(), first.weekday(), first.time())
    });
    if changes.len() != usize::try_from(LOOK).ok()? || !years_follow || !same {
        return None;
    }
    let number = |wall: &NaiveDateTime| wall.day0() / 7 + 1;
    let is_last = |wall: &NaiveDateTime| (*wall + TimeDelta::days(7)).month() != wall.month();
    let which = if walls().all(|wall| is_last(&wall)) {
        "-1".to_owned()
    } else if walls().all(|wall| number(&wall) == number(&first)) {
        number(&first).to_string()
    } else {
        return None;
    };
    let day = match first.weekday() {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    };
    Some(format!(
        "FREQ=YEARLY;BYMONTH={};BYDAY={which}{day}",
        first.month()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zone: &str) -> String {
        let mut lines = Lines::default();
        write(
            &mut lines,
            &Zone::named(zone).unwrap(),
            "2026-11-22T00:00:00Z".parse().unwrap(),
        );
        lines.into_text()
    }

    #[test]
    fn zones_with_a_rule_state_it() {
        let paris = written("Europe/Paris");
        assert!(paris.contains("BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"));
        assert!(paris.contains("BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"));
        let new_york = written("America/New_York");
        assert!(
            new_york.contains("BYMONTH=3;BYDAY=2SU") && new_york.contains("BYMONTH=11;BYDAY=1SU")
        );
        assert!(written("Australia/Sydney").contains("BYMONTH=10;BYDAY=1SU"));
    }

    #[test]
    fn others_list_their_changes_or_have_none() {
        let tokyo = written("Asia/Tokyo");
        assert!(!tokyo.contains("DAYLIGHT") && tokyo.contains("TZOFFSETTO:+0900"));
        assert!(written("Asia/Kolkata").contains("TZOFFSETTO:+0530"));
        // The clock followed Ramadan until it stopped changing: no yearly rule fits.
        let casablanca = written("Africa/Casablanca");
        assert!(!casablanca.contains("RRULE") && casablanca.contains("BEGIN:STANDARD"));
    }
}
