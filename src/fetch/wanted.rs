//! Which posts of a source this run wants, beside what earlier runs gave.

use chrono::{DateTime, Utc};
use xxhash_rust::xxh3::xxh3_64;

use crate::connect::Brief;
use crate::state::Standing;
use crate::time::Range;

/// What earlier runs gave of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Covered {
    /// It was never asked.
    #[default]
    Nothing,
    /// Everything from then on.
    Since(DateTime<Utc>),
    /// Everything there was.
    Everything,
}

impl Covered {
    /// What a standing says.
    pub(super) fn of(standing: &Standing) -> Self {
        match (standing.known, standing.floor_at) {
            (false, _) => Covered::Nothing,
            (true, Some(floor)) => Covered::Since(floor),
            (true, None) => Covered::Everything,
        }
    }
}

/// What an address is known by to its validator. "Unchanged" is true for what was looked for then: whoever corrects a query must get what it finds in
/// an answer that was sieved before.
pub(super) fn sieved(url: &str, brief: &Brief) -> String {
    if *brief == Brief::default() {
        return url.to_owned();
    }
    format!(
        "{url}\u{1f}{:016x}",
        xxh3_64(format!("{brief:?}").as_bytes())
    )
}

/// Which posts of a source are wanted, and how that compares with what was given before.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// Inclusive.
    pub(super) since: Option<DateTime<Utc>>,
    /// That bound is the age that a first contact takes, and nobody asked for it.
    pub(super) by_age: bool,
    /// Exclusive.
    pub(super) until: Option<DateTime<Utc>>,
    /// What was given before.
    pub(super) covered: Covered,
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
        match self.covered {
            Covered::Nothing => false,
            Covered::Since(floor) => at >= floor,
            Covered::Everything => true,
        }
    }

    /// From when on everything was given, once this run is complete.
    pub(super) fn floor(&self) -> Option<DateTime<Utc>> {
        match self.covered {
            Covered::Nothing => self.since,
            Covered::Since(floor) => self.since.map(|since| since.min(floor)),
            Covered::Everything => None,
        }
    }
}
