//! Silence: a source that used to bring posts and brings none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::series::FORGET_SECONDS;
use crate::record::Severity;
use crate::stats::{BurstDetector, SilenceDetector};

/// Posts that a source must have brought before it can be missed.
const FEWEST_POSTS: u64 = 30;
/// Empty intervals that are silence.
const FEWEST_INTERVALS: u64 = 3;
/// Ratios to the longest usual gap from which silence is worth a look, a warning, and critical.
const WATCH: f64 = 1.0;
const WARNING: f64 = 2.0;
const CRITICAL: f64 = 4.0;

/// A silence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Gap {
    pub(super) start: i64,
    pub(super) seen: i64,
    pub(super) end: Option<i64>,
    /// Posts that were to be expected in it.
    pub(super) missing: f64,
    pub(super) ratio: f64,
    pub(super) told: Option<Severity>,
}

impl Gap {
    /// How bad it is.
    pub(super) fn severity(&self) -> Severity {
        if self.ratio >= CRITICAL {
            Severity::Critical
        } else if self.ratio >= WARNING {
            Severity::Warning
        } else {
            Severity::Watch
        }
    }
}

/// The posts of one source for one client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Quiet {
    /// Counts of intervals that are not judged yet, by their start.
    pending: BTreeMap<i64, u64>,
    state: Option<State>,
    pub(super) open: Option<Gap>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct State {
    first: i64,
    next: i64,
    posts: u64,
    usual: BurstDetector,
    silence: SilenceDetector,
}

impl Quiet {
    pub(super) fn new() -> Self {
        Quiet {
            pending: BTreeMap::new(),
            state: None,
            open: None,
        }
    }

    /// Counts posts of the interval that begins at `start`, unless it was judged before.
    pub(super) fn count(&mut self, start: i64, posts: u64) {
        if self.state.as_ref().is_none_or(|state| start >= state.next) {
            let count = self.pending.entry(start).or_default();
            *count = count.saturating_add(posts);
        }
    }

    /// Adds what another has counted, before anything is judged.
    pub(super) fn merge(&mut self, other: Quiet) {
        for (start, posts) in other.pending {
            self.count(start, posts);
        }
    }

    /// Judges all intervals that begin before `until`; `hour` tells the hour of the week of an instant. Gives back the silences that are over.
    pub(super) fn close(
        &mut self,
        until: i64,
        (seconds, min_history): (u32, i64),
        mut hour: impl FnMut(i64) -> usize,
    ) -> Vec<Gap> {
        let mut over = Vec::new();
        let step = i64::from(seconds);
        loop {
            let coming = self.pending.first_key_value().map(|(start, _)| *start);
            let next = match (&self.state, coming) {
                (Some(state), Some(start)) if start - state.next <= FORGET_SECONDS => state.next,
                (Some(state), None) if until - state.next <= FORGET_SECONDS => state.next,
                (_, Some(start)) if start < until => {
                    self.state = None;
                    over.extend(self.open.take());
                    start
                }
                _ => return over,
            };
            if next >= until {
                return over;
            }
            let count = self.pending.remove(&next).unwrap_or(0);
            let state = self.state.get_or_insert_with(|| State {
                first: next,
                next,
                posts: 0,
                usual: BurstDetector::new(seconds),
                silence: SilenceDetector::new(seconds),
            });
            state.next = next.saturating_add(step);
            state.posts = state.posts.saturating_add(count);
            let expected = state.usual.push(count as f64, hour(next)).expected;
            let silence = state.silence.push(count as f64, expected);
            if count > 0 {
                if let Some(mut gap) = self.open.take() {
                    gap.end = Some(next);
                    over.push(gap);
                }
            } else if silence.ratio >= WATCH
                && silence.intervals >= FEWEST_INTERVALS
                && state.posts >= FEWEST_POSTS
                && next - state.first >= min_history
            {
                let length = i64::try_from(silence.intervals).unwrap_or(0) * step;
                let gap = self.open.get_or_insert_with(|| Gap {
                    start: state.next - length,
                    seen: state.next,
                    end: None,
                    missing: 0.0,
                    ratio: 0.0,
                    told: None,
                });
                gap.missing = silence.missing;
                gap.ratio = silence.ratio;
            }
        }
    }
}
