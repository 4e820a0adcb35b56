//! Periods: hours, days, weeks and months by number, what was counted in each, and their names.

use chrono::Datelike;

use super::options::Every;
use crate::document::Cell;
use crate::report::dimension::{Key, Local, date};
use crate::report::line::Line;
use crate::report::wall::Wall;
use crate::stats::Histogram;

/// What was counted in a period.
#[derive(Clone, Debug, Default)]
pub(super) struct Period {
    pub(super) posts: u64,
    pub(super) labelled: u64,
    pub(super) negative: u64,
    pub(super) positive: u64,
    /// Reach, impressions and views of our own posts.
    pub(super) reach: [Histogram; 3],
}

impl Period {
    /// Counts a post of others.
    pub(super) fn add_mention(&mut self, tone: Option<&str>) {
        self.posts = self.posts.saturating_add(1);
        self.labelled += u64::from(tone.is_some());
        self.negative += u64::from(tone == Some("negative"));
        self.positive += u64::from(tone == Some("positive"));
    }

    /// Counts a post of ours.
    pub(super) fn add_own(&mut self, line: &Line<'_>) {
        let metrics = &line.metrics;
        let figures = [
            metrics.reach_count,
            metrics.impression_count,
            metrics.view_count,
        ];
        for (histogram, figure) in self.reach.iter_mut().zip(figures) {
            if let Some(figure) = figure {
                histogram.add(figure);
            }
        }
    }

    /// Counts a bucket.
    pub(super) fn add_bucket(&mut self, line: &Line<'_>) {
        let own = line.own_count.unwrap_or(0);
        let posts = line.post_count.unwrap_or(0).saturating_sub(own);
        let all = |tone: &str| (line.sentiment() == Some(tone)).then_some(posts);
        let labelled = line.labelled_count.or(line.sentiment().map(|_| posts));
        let count = |count: Option<u64>| count.unwrap_or(0).min(posts);
        self.posts = self.posts.saturating_add(posts);
        self.labelled = self.labelled.saturating_add(count(labelled));
        self.negative = self
            .negative
            .saturating_add(count(line.negative_count.or(all("negative"))));
        self.positive = self
            .positive
            .saturating_add(count(line.positive_count.or(all("positive"))));
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, other: &Period) {
        self.posts = self.posts.saturating_add(other.posts);
        self.labelled = self.labelled.saturating_add(other.labelled);
        self.negative = self.negative.saturating_add(other.negative);
        self.positive = self.positive.saturating_add(other.positive);
        for (ours, theirs) in self.reach.iter_mut().zip(&other.reach) {
            ours.merge(theirs);
        }
    }

    /// The share of negative posts among the labelled.
    pub(super) fn negative_share(&self) -> Option<f64> {
        (self.labelled > 0).then(|| self.negative as f64 / self.labelled as f64)
    }
}

/// The number of the period of an instant, in seconds since 1970; the next one's is one more.
pub(super) fn number(every: Every, wall: &mut Wall, at: i64) -> i64 {
    let local = wall.local(at.saturating_mul(1000));
    match every {
        Every::Hour => at.div_euclid(3600),
        Every::Day => local.day(),
        // Weeks begin on Monday; 1970-01-01 was a Thursday.
        Every::Week => (local.day() + 3).div_euclid(7),
        Every::Month => date(local.day()).map_or(0, |date| {
            i64::from(date.year()) * 12 + i64::from(date.month0())
        }),
    }
}

/// The name of a period.
pub(super) fn cell(every: Every, wall: &mut Wall, number: i64) -> Cell {
    match every {
        Every::Hour => {
            let start = number.saturating_mul(3600);
            let Local { offset, .. } = wall.local(start.saturating_mul(1000));
            Key::Hour(start, offset).cell()
        }
        Every::Day => Key::Day(number).cell(),
        Every::Week => Key::Week(number.saturating_mul(7) - 3).cell(),
        Every::Month => Key::Month(number).cell(),
    }
}
