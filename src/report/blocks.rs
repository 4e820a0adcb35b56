//! Sums of a group by stretches of its period, which say how much chance there is in a change from period to period.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::aggregate::Measure;
use super::groups::Tally;
use crate::time::Range;

/// Longest list of blocks: enough for a year of days.
const MOST: i64 = 400;

/// How a period is cut: into days, or hours when it is shorter than four days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    start: i64,
    length: i64,
    pub(super) count: i64,
}

impl Cut {
    /// The cut of a period with both bounds.
    pub(super) fn of(range: Range) -> Option<Self> {
        let (start, until) = (
            range.since?.timestamp_millis(),
            range.until?.timestamp_millis(),
        );
        let (length, hour) = (until.checked_sub(start)?, 3_600_000);
        let unit = if length < 4 * 24 * hour {
            hour
        } else {
            24 * hour
        };
        (length > 0).then(|| Cut {
            start,
            length,
            count: ((length + unit / 2) / unit).clamp(1, MOST),
        })
    }

    /// The block of an instant inside the period.
    pub(super) fn block(&self, millis: i64) -> Option<u16> {
        let since = i128::from(millis.checked_sub(self.start)?);
        let block = since * i128::from(self.count) / i128::from(self.length);
        u16::try_from(block)
            .ok()
            .filter(|block| i64::from(*block) < self.count)
    }
}

/// The period of the same length that ends where a period begins.
pub(super) fn before(range: Range) -> Option<Range> {
    let (since, until) = (range.since?, range.until?);
    let length: TimeDelta = until - since;
    Some(Range {
        since: Some(since.checked_sub_signed(length)?),
        until: Some(since),
    })
}

/// What is summed in a block.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    posts: u64,
    sums: [i64; Measure::ALL.len()],
}

/// The blocks of a group that are not empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks(BTreeMap<u16, Block>);

impl Blocks {
    /// Adds to a block.
    pub(super) fn add(&mut self, block: u16, posts: u64, sums: [i64; Measure::ALL.len()]) {
        let block = self.0.entry(block).or_default();
        block.posts = block.posts.saturating_add(posts);
        for (ours, more) in block.sums.iter_mut().zip(sums) {
            *ours = ours.saturating_add(more);
        }
    }

    /// Posts of every block, the empty ones too.
    pub(super) fn posts(&self, cut: Cut) -> Vec<f64> {
        self.list(cut, |block| block.posts as f64)
    }

    /// A sum of every block.
    pub(super) fn sums(&self, cut: Cut, measure: Measure) -> Vec<f64> {
        self.list(cut, |block| block.sums[measure as usize] as f64)
    }

    /// Two sums of every block.
    pub(super) fn pairs(&self, cut: Cut, over: Measure, of: Option<Measure>) -> Vec<(f64, f64)> {
        self.list(cut, |block| {
            let of = of.map_or(block.posts as f64, |of| block.sums[of as usize] as f64);
            (block.sums[over as usize] as f64, of)
        })
    }

    fn list<T>(&self, cut: Cut, read: impl Fn(&Block) -> T) -> Vec<T> {
        let none = Block::default();
        (0..cut.count)
            .map(|index| {
                let block = u16::try_from(index)
                    .ok()
                    .and_then(|index| self.0.get(&index));
                read(block.unwrap_or(&none))
            })
            .collect()
    }
}

impl Tally for Blocks {
    fn merge(&mut self, other: Self) {
        for (index, block) in other.0 {
            self.add(index, block.posts, block.sums);
        }
    }
}
