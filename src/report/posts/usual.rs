//! How far each post is above or below what is usual on its channel, on a logarithmic scale.
//!
//! The logarithm of a rate, less the median of its channel and the channel's slope over time (an audience that grows or an algorithm that turns is no
//! merit of a post), cut at so many robust standard deviations that one post that went round the world does not make a rule.

use std::collections::BTreeMap;

use super::kept::OwnPost;
use crate::report::Per;

/// Added to an engagement before the logarithm is taken, as half a like, so that nothing has a logarithm too.
const HALF: f64 = 0.5;
/// Robust standard deviations (1.4826 times the median deviation, which is the standard deviation of normal figures) at which figures are cut.
const CUT: f64 = 3.5;
/// Posts of a channel from which its slope over time is taken out.
const SLOPE_FROM: usize = 20;
/// Least variance between posts that is assumed, in squared logarithms.
const LEAST_VARIANCE: f64 = 0.02;

/// A post beside its channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Beside {
    /// The channel, by its place among all in the order of their names.
    pub(in crate::report) channel: usize,
    /// Logarithm of the rate.
    pub(in crate::report) log_rate: f64,
    /// Above or below what is usual on the channel, cut.
    pub(in crate::report) excess: f64,
    /// The same as far as it is more than the chance of few likes: shrunk, not cut.
    pub(in crate::report) merit: f64,
    /// Standard error of `merit`.
    pub(in crate::report) error: f64,
}

/// All posts beside their channels, in their order.
pub(in crate::report) fn beside(posts: &[&OwnPost], per: Per) -> Vec<Beside> {
    let mut channels: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, post) in posts.iter().enumerate() {
        channels.entry(&post.channel).or_default().push(at);
    }
    let nothing = Beside {
        channel: 0,
        log_rate: 0.0,
        excess: 0.0,
        merit: 0.0,
        error: 0.0,
    };
    let mut all = vec![nothing; posts.len()];
    for (channel, members) in channels.values().enumerate() {
        let of_channel: Vec<&OwnPost> = members
            .iter()
            .filter_map(|at| posts.get(*at).copied())
            .collect();
        for (at, one) in members.iter().zip(one_channel(&of_channel, per)) {
            if let Some(slot) = all.get_mut(*at) {
                *slot = Beside { channel, ..one };
            }
        }
    }
    all
}

fn one_channel(posts: &[&OwnPost], per: Per) -> Vec<Beside> {
    let logs: Vec<f64> = posts
        .iter()
        .map(|post| {
            let engagement = post.engagement as f64 + HALF;
            (engagement / post.exposure(per).unwrap_or(1.0)).ln()
        })
        .collect();
    let level = without_slope(posts, &logs);
    let deviation = 1.4826 * median(&level.iter().map(|value| value.abs()).collect::<Vec<_>>());
    let cut = if deviation > 0.0 {
        CUT * deviation
    } else {
        f64::INFINITY
    };
    let excess: Vec<f64> = level.iter().map(|value| value.clamp(-cut, cut)).collect();
    // Delta method: the logarithm of a Poisson count varies by about 1 / count.
    let chance = |post: &OwnPost| 1.0 / (post.engagement as f64 + HALF);
    let count = posts.len().max(1) as f64;
    let by_chance = posts.iter().map(|post| chance(post)).sum::<f64>() / count;
    let spread = excess.iter().map(|value| value * value).sum::<f64>() / count;
    let between = (spread - by_chance).max(LEAST_VARIANCE);
    let rows = logs.iter().zip(&level).zip(&excess).zip(posts);
    rows.map(|(((log_rate, level), excess), post)| {
        let kept = between / (between + chance(post));
        Beside {
            channel: 0,
            log_rate: *log_rate,
            excess: *excess,
            merit: level * kept,
            error: (kept * chance(post)).sqrt(),
        }
    })
    .collect()
}

/// Figures less their median and, where there are enough, their slope over time, which is that of figures that were cut before.
fn without_slope(posts: &[&OwnPost], logs: &[f64]) -> Vec<f64> {
    let centre = median(logs);
    let level: Vec<f64> = logs.iter().map(|log| log - centre).collect();
    if posts.len() < SLOPE_FROM {
        return level;
    }
    let deviation = 1.4826 * median(&level.iter().map(|value| value.abs()).collect::<Vec<_>>());
    let count = posts.len() as f64;
    let days: Vec<f64> = posts
        .iter()
        .map(|post| post.at as f64 / 86_400_000.0)
        .collect();
    let middle = days.iter().sum::<f64>() / count;
    let (mut over, mut of) = (0.0, 0.0);
    for (day, value) in days.iter().zip(&level) {
        over += (day - middle) * value.clamp(-2.0 * deviation, 2.0 * deviation);
        of += (day - middle).powi(2);
    }
    let slope = if of > 0.0 { over / of } else { 0.0 };
    let flat: Vec<f64> = level
        .iter()
        .zip(&days)
        .map(|(value, day)| value - slope * (day - middle))
        .collect();
    let centre = median(&flat);
    flat.iter().map(|value| value - centre).collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match (
        sorted.get(half),
        half.checked_sub(1).and_then(|below| sorted.get(below)),
    ) {
        (Some(above), Some(below)) if sorted.len().is_multiple_of(2) => {
            f64::midpoint(*above, *below)
        }
        (Some(middle), _) => *middle,
        _ => 0.0,
    }
}
