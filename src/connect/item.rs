//! What all items of networks share when they become posts: impossible dates, a run's reach back in time, notes of what was left out.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::connector::{Cursor, Start};
use crate::time::rfc3339;

/// Clocks differ by as much, so that a post of the next minutes is none of the future.
const SKEW: TimeDelta = TimeDelta::minutes(10);

/// Before this there was no web: 1991-01-01.
const BEFORE_THE_WEB: i64 = 662_688_000;

/// Whether a date cannot be right.
pub(super) fn is_suspect(published: DateTime<Utc>, fetched_at: DateTime<Utc>) -> bool {
    published.timestamp() < BEFORE_THE_WEB || published > fetched_at + SKEW
}

/// A note that items were left out, if any were; `why` follows "it was" or "they were".
pub(super) fn left_out(notes: &mut Vec<String>, count: usize, why: &str) {
    match count {
        0 => {}
        1 => notes.push(format!("an item was left out: {why}")),
        count => notes.push(format!("{count} items were left out: {why}")),
    }
}

/// From when on everything is to be read: where the last run was, or where the range begins, whichever is later.
pub(super) fn read_from(start: &Start<'_>) -> Option<DateTime<Utc>> {
    let cursor = start.cursor.and_then(|Cursor(text)| rfc3339(text));
    cursor.max(start.range.since)
}

/// A cursor that is a time: up to when this run reads everything. Networks that are asked several questions for one source cannot do with ids.
pub(super) fn reads_until(start: &Start<'_>) -> Cursor {
    let until = start.range.until.unwrap_or(start.now).min(start.now);
    Cursor(until.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Range;

    #[test]
    fn a_run_goes_on_where_the_last_one_was() {
        let at = |text: &str| rfc3339(text).unwrap();
        let cursor = Cursor("2026-11-20T00:00:00Z".into());
        let mut start = Start {
            cursor: Some(&cursor),
            session: None,
            range: Range::default(),
            now: at("2026-11-22T12:00:00Z"),
        };
        assert_eq!(read_from(&start), Some(at("2026-11-20T00:00:00Z")));
        assert_eq!(reads_until(&start).0, "2026-11-22T12:00:00Z");
        start.range.since = Some(at("2026-11-21T00:00:00Z"));
        start.range.until = Some(at("2026-11-22T00:00:00Z"));
        assert_eq!(read_from(&start), start.range.since);
        // What is later than the range is for another run.
        assert_eq!(reads_until(&start).0, "2026-11-22T00:00:00Z");
        start.range.until = Some(at("2027-01-01T00:00:00Z"));
        assert_eq!(reads_until(&start).0, "2026-11-22T12:00:00Z");
        assert!(is_suspect(at("2026-11-22T12:11:00Z"), start.now));
        assert!(is_suspect(at("0001-10-14T00:00:00Z"), start.now));
        assert!(!is_suspect(at("2026-11-22T12:09:00Z"), start.now));
    }
}
