//! Times: how far back a run reaches and up to when it reads, dates that cannot be, how times are written.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::connector::{Cursor, Start};
use crate::http::Reply;
use crate::record::Post;
use crate::time::rfc3339;

/// Clocks differ by as much, so that a post of the next minutes is none of the future.
pub(super) const SKEW: TimeDelta = TimeDelta::minutes(10);

/// 1990-01-01, in seconds since 1970: before that there was no web to publish on.
const WEB: i64 = 631_152_000;

/// Whether a date cannot be right.
fn is_suspect(published: DateTime<Utc>, fetched_at: DateTime<Utc>) -> bool {
    published.timestamp() < WEB || published > fetched_at + SKEW
}

/// Dates a post and says whether that can be.
pub(super) fn publish(post: &mut Post, at: Option<DateTime<Utc>>, reply: &Reply) {
    post.published_at = at;
    let odd = at.is_some_and(|at| is_suspect(at, reply.fetched_at));
    post.time_suspect = odd.then_some(true);
}

/// Time of a cursor that is a time; none of the future, which a clock that was wrong may have left behind.
pub(super) fn left_at(start: &Start<'_>) -> Option<DateTime<Utc>> {
    let Cursor(text) = start.cursor?;
    rfc3339(text).map(|at| at.min(start.now))
}

/// From when on everything is to be read: where the last run was, or where the range begins, whichever is later.
pub(super) fn read_from(start: &Start<'_>) -> Option<DateTime<Utc>> {
    left_at(start).max(start.range.since)
}

/// The same with an overlap for what appears late, which does not reach back before the range.
pub(super) fn read_again_from(start: &Start<'_>, overlap: TimeDelta) -> Option<DateTime<Utc>> {
    let again = left_at(start).and_then(|at| at.checked_sub_signed(overlap));
    again.max(start.range.since)
}

/// A cursor that is a time: up to when this run reads everything. Networks that are asked several questions for one source cannot do with ids. None if
/// the range begins after the last run ended: what lies between is left for another run.
pub(super) fn reads_until(start: &Start<'_>) -> Option<String> {
    let skips = left_at(start)
        .zip(start.range.since)
        .is_some_and(|(left, since)| since > left);
    let until = start.range.until.unwrap_or(start.now);
    (!skips).then(|| written(until.min(start.now)))
}

/// A time in RFC 3339, to the second: `2026-11-22T12:00:00Z`.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The second at which an instant is over, in seconds since 1970.
pub(super) fn second_after(at: DateTime<Utc>) -> i64 {
    at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
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
        let until = |start: &Start<'_>| reads_until(start).unwrap();
        assert_eq!(until(&start), "2026-11-22T12:00:00Z");
        start.range.since = Some(at("2026-11-21T00:00:00Z"));
        start.range.until = Some(at("2026-11-22T00:00:00Z"));
        assert_eq!(read_from(&start), start.range.since);
        // What lies between is for another run as well.
        assert_eq!(reads_until(&start), None);
        start.range.since = Some(at("2026-11-20T00:00:00Z"));
        // What is later than the range is for another run.
        assert_eq!(until(&start), "2026-11-22T00:00:00Z");
        start.range.until = Some(at("2027-01-01T00:00:00Z"));
        assert_eq!(until(&start), "2026-11-22T12:00:00Z");
        // A cursor of the future is the work of a clock that was wrong.
        let cursor = Cursor("2027-01-01T00:00:00Z".into());
        start.cursor = Some(&cursor);
        start.range.since = None;
        assert_eq!(read_from(&start), Some(start.now));
        let hour = TimeDelta::hours(1);
        assert_eq!(read_again_from(&start, hour), Some(start.now - hour));
        start.range.since = Some(start.now);
        assert_eq!(read_again_from(&start, hour), Some(start.now));
        assert_eq!(second_after(at("1970-01-01T00:00:01.5Z")), 2);
        assert!(is_suspect(at("2026-11-22T12:11:00Z"), start.now));
        assert!(is_suspect(at("0001-10-14T00:00:00Z"), start.now));
        assert!(!is_suspect(at("2026-11-22T12:09:00Z"), start.now));
    }
}
