//! When a crisis began that only a longer window shows: most of the intervals in it have no post at all.

use std::collections::VecDeque;

use super::crisis::Moment;

/// Posts that are expected beyond what is known: one night post after empty hours is no beginning.
const PRIOR: f64 = 0.5;

/// How many of the recent intervals belong to the crisis that is noticed at `now`, the last ones.
///
/// It began where the posts since then are the least likely to be usual: the highest log-likelihood ratio of a Poisson count to the expected one, over
/// all beginnings (the generalised likelihood ratio of Lorden, "Procedures for reacting to a change in distribution", 1971).
pub(super) fn intervals_since(recent: &VecDeque<Moment>, now: &Moment, seconds: u32) -> usize {
    let (mut posts, mut expected) = (now.posts as f64, now.expected + PRIOR);
    let mut best = (unlikely(posts, expected), 0);
    let mut next = now.start;
    for (back, moment) in recent.iter().rev().enumerate() {
        // After a crisis there is a hole: what comes before it is told already.
        if next.saturating_sub(moment.start) != i64::from(seconds) {
            break;
        }
        next = moment.start;
        posts += moment.posts as f64;
        expected += moment.expected;
        let here = unlikely(posts, expected);
        if moment.posts > 0 && here > best.0 {
            best = (here, back + 1);
        }
    }
    best.1
}

fn unlikely(posts: f64, expected: f64) -> f64 {
    if posts <= expected {
        0.0
    } else {
        posts * (posts / expected).ln() - (posts - expected)
    }
}
