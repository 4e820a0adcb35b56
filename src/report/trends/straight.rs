//! The straight trends of a group: volume, tone, organic reach; each with its interval and a plain word.

use std::collections::BTreeMap;

use super::options::Every;
use super::period::Period;
use crate::stats::{Trend, theil_sen};

/// Periods that a trend is drawn through; of more, the last ones.
const MOST: i64 = 1000;
/// What a count of 0 is taken for beside the others, where growth is by factors.
const HALF: f64 = 0.5;

/// A trend of a figure.
#[derive(Clone, Debug)]
pub(super) struct Straight {
    /// The figure by its stable name, and for people.
    pub(super) figure: &'static str,
    pub(super) label: &'static str,
    /// The change in thirty days and its 95 % interval: a factor less one, or for shares the difference; `None` with too few periods.
    pub(super) change: Option<(f64, f64, f64)>,
    /// Periods, and the two-sided probability of such a trend by chance.
    pub(super) n: usize,
    pub(super) p: Option<f64>,
}

impl Straight {
    /// `up`, `down`, `no clear trend`, `too few to tell`.
    pub(super) fn word(&self) -> &'static str {
        match self.change {
            None => "too few to tell",
            Some((_, low, _)) if low > 0.0 => "up",
            Some((_, _, high)) if high < 0.0 => "down",
            Some(_) => "no clear trend",
        }
    }
}

/// The figures that our posts' reach is read from, the best first.
const REACH: [(&str, &str); 3] = [
    ("reach_count", "Reach of a post of ours (median)"),
    ("impression_count", "Impressions of a post of ours (median)"),
    ("view_count", "Views of a post of ours (median)"),
];

/// The figure that most of our posts have, by its place, its stable name and its name for people.
pub(super) fn best_reach(
    periods: &BTreeMap<i64, Period>,
) -> Option<(usize, &'static str, &'static str)> {
    let known = |index: usize| -> u64 {
        let reach = periods
            .values()
            .filter_map(|period| period.reach.get(index));
        reach.map(crate::stats::Histogram::len).sum()
    };
    let best = (0..REACH.len()).max_by_key(|index| (known(*index), std::cmp::Reverse(*index)))?;
    let (figure, label) = *REACH.get(best)?;
    (known(best) > 0).then_some((best, figure, label))
}

/// The trends of a group; `first` and `last` are the numbers of its whole periods.
pub(super) fn straight(
    periods: &BTreeMap<i64, Period>,
    (first, last): (i64, i64),
    every: Every,
) -> Vec<Straight> {
    let from = first.max(last.saturating_sub(MOST - 1));
    let whole = || (from..=last).map(|number| (number, periods.get(&number)));
    let counts = whole().map(|(number, period)| {
        let posts = period.map_or(0, |period| period.posts) as f64;
        (number, Some(posts.max(HALF).ln()))
    });
    let tone = whole().map(|(number, period)| (number, period.and_then(Period::negative_share)));
    let mut all = vec![
        of("post_count", "Posts", counts, every, f64::exp_m1),
        of("negative_share", "Negative share", tone, every, |change| {
            change
        }),
    ];
    if let Some((index, figure, label)) = best_reach(periods) {
        let medians = whole().map(|(number, period)| {
            let reach = period.and_then(|period| period.reach.get(index)?.quantile(0.5));
            (number, reach.map(|median| median.max(HALF).ln()))
        });
        all.push(of(figure, label, medians, every, f64::exp_m1));
    }
    let mentions = periods.values().any(|period| period.posts > 0);
    all.retain(|trend| trend.n > 0 && (mentions || trend.figure != "post_count"));
    all
}

fn of(
    figure: &'static str,
    label: &'static str,
    points: impl Iterator<Item = (i64, Option<f64>)>,
    every: Every,
    change: impl Fn(f64) -> f64,
) -> Straight {
    let mut origin = None;
    let points: Vec<(f64, f64)> = points
        .filter_map(|(number, figure)| {
            let first = *origin.get_or_insert(number);
            Some(((number - first) as f64, figure?))
        })
        .collect();
    let trend = theil_sen(&points);
    let a_month = |slope: f64| change(slope * every.a_month());
    Straight {
        figure,
        label,
        change: trend.map(
            |Trend {
                 slope, low, high, ..
             }| { (a_month(slope), a_month(low), a_month(high)) },
        ),
        n: points.len(),
        p: trend.map(|trend| trend.p),
    }
}
