//! A stretch of time: from `since` (inclusive) to `until` (exclusive).

use chrono::{DateTime, Utc};

/// Bounds of a report or a fetch; an absent bound is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Inclusive.
    pub since: Option<DateTime<Utc>>,
    /// Exclusive.
    pub until: Option<DateTime<Utc>>,
}

impl Range {
    /// Whether an instant, in milliseconds since 1970, lies in the range.
    pub fn contains_millis(&self, millis: i64) -> bool {
        self.since
            .is_none_or(|since| millis >= since.timestamp_millis())
            && self
                .until
                .is_none_or(|until| millis < until.timestamp_millis())
    }

    /// Whether an instant lies in the range.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    /// Whether both bounds are open.
    pub fn is_open(&self) -> bool {
        *self == Range::default()
    }
}
