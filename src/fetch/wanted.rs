//! Which posts of a source this run wants, beside what earlier runs gave.

use chrono::{DateTime, Utc};

use crate::time::Range;

/// Which posts of a source are wanted, and how that compares with what was given before.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// Inclusive.
    pub(super) since: Option<DateTime<Utc>>,
    /// Exclusive.
    pub(super) until: Option<DateTime<Utc>>,
    /// From when on everything was given before; nothing if it was never asked.
    #[expect(
        clippy::option_option,
        reason = "never asked, asked for everything, and asked from a time on are three things"
    )]
    pub(super) covered: Option<Option<DateTime<Utc>>>,
    /// Older posts are wanted than before: neither cursor nor validators count.
    pub(super) wider: bool,
}

impl Wanted {
    /// The bounds.
    pub(super) fn range(&self) -> Range {
        Range {
            since: self.since,
            until: self.until,
        }
    }

    /// Whether a post before `since` was promised to earlier runs and would be lost if this run went on from here.
    pub(super) fn owes(&self, at: DateTime<Utc>) -> bool {
        self.covered
            .is_some_and(|floor| floor.is_none_or(|floor| at >= floor))
    }

    /// From when on everything was given, once this run is complete.
    pub(super) fn floor(&self) -> Option<DateTime<Utc>> {
        match self.covered {
            Some(floor) => floor.min(self.since),
            None => self.since,
        }
    }
}
