//! What a summary is asked.

use super::author_key::AuthorKey;
use super::dimension::Dimension;
use super::rate::Per;
use crate::time::{Range, Zone};

/// What is asked.
#[derive(Clone, Debug)]
pub struct SummaryOptions {
    /// What posts are grouped by; nothing for one group of all.
    pub by: Vec<Dimension>,
    /// Where the clock hangs that days and hours are read from.
    pub zone: Zone,
    /// Only posts published in it; with a bound, posts without a time are left out and counted in [`Skipped`].
    pub range: Range,
    /// Only posts of these clients; all when empty.
    pub clients: Vec<String>,
    /// The period, with both bounds, that is compared with the one of the same length before it; groups must not be stretches of time then.
    pub compare: Option<Range>,
    /// Say so when there are no posts in the period before.
    pub compare_said: bool,
    /// What engagement is divided by; nothing for the denominator that most posts have.
    pub per: Option<Per>,
    /// Rows of 0 for stretches of time without posts.
    pub gaps: bool,
    /// Groups of fewer posts are put together, so that nobody is known by their figures; 0 and 1 for none.
    pub min_group: u64,
    /// How many ids of posts are kept of each group, to be found again; 0 for none.
    pub ids: usize,
    /// The key that authors are hashed with, for buckets that give nobody away.
    pub author_key: Option<AuthorKey>,
    /// More groups than this are refused, so that memory is bounded.
    pub max_groups: usize,
}

/// Groups that a report may have when nothing is said: some hundred bytes each, and more for those with many posts.
pub const MAX_GROUPS: usize = 200_000;

/// More groups than asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "more than {0} groups, which would take more memory than was allowed; group by less, or allow more with --max-groups"
)]
pub struct TooManyGroups(pub usize);

impl Default for SummaryOptions {
    fn default() -> Self {
        SummaryOptions {
            by: Vec::new(),
            zone: Zone::utc(),
            range: Range::default(),
            clients: Vec::new(),
            compare: None,
            compare_said: false,
            per: None,
            gaps: false,
            min_group: 0,
            ids: 0,
            author_key: None,
            max_groups: MAX_GROUPS,
        }
    }
}

/// Lines that are not counted, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Records that are neither posts nor buckets.
    pub other_types: u64,
    /// Posts without a time when a range is asked for.
    pub undated: u64,
    /// Posts without a time that are counted, but in no day or hour.
    pub timeless: u64,
    /// Posts outside the range or of other clients.
    pub not_asked: u64,
}
