//! What rises: terms whose share of recent posts is higher than it was, beyond chance.

use super::slots::Terms;
use crate::stats::{Contrast, benjamini_hochberg};

/// Recent posts that must hold a term, and different authors of them: one person who repeats themselves is no trend.
const FEWEST: u64 = 3;
const AUTHORS: usize = 2;
/// The prior's weight, in posts: what was usual counts as so many recent ones.
const PRIOR: f64 = 50.0;
/// Posts before the recent time without which there is no baseline.
const BASELINE: u64 = 30;

/// The kinds of terms, by the mark that their keys begin with.
pub(super) const KINDS: [(char, &str, &str); 4] = [
    ('w', "term", "Words"),
    ('#', "hashtag", "Hashtags"),
    ('l', "link", "Links"),
    ('t', "topic", "Topics"),
];

/// A term that rises.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Riser {
    pub(super) term: String,
    pub(super) recent: u64,
    pub(super) before: u64,
    /// Recent share over the share before; the prior stands in for what was never seen.
    pub(super) times: f64,
    pub(super) z: f64,
    pub(super) p: f64,
}

/// Whether there is enough of a past to compare with.
pub(super) fn has_baseline(before: &Terms) -> bool {
    before.posts >= BASELINE
}

/// The terms of a kind that rise, the surest first, at most the share `q` of them by chance.
pub(super) fn rising(recent: &Terms, before: &Terms, mark: char, q: f64, top: usize) -> Vec<Riser> {
    if !has_baseline(before) {
        return Vec::new();
    }
    let (n, m) = (recent.posts as f64, before.posts as f64);
    let all = || {
        recent
            .heavy
            .iter()
            .filter(|(key, _, _)| key.starts_with(mark))
    };
    // Every term that was met is a test: to count only those that came often would be to look first.
    let tests = all().count();
    let mut risers: Vec<Riser> = all()
        .filter(|(_, count, authors)| *count >= FEWEST && *authors >= AUTHORS)
        .map(|(key, count, _)| {
            // What the counts before may have lost counts against a rise.
            let lost = before.heavy.error();
            let there = (before.heavy.count(key) + lost).min(before.posts);
            let usual = (there as f64 + count as f64) / (n + m);
            let prior = (usual * PRIOR, PRIOR);
            let contrast = Contrast::new((count as f64, n), (there as f64, m), prior);
            Riser {
                term: key.chars().skip(1).collect(),
                recent: count,
                before: there,
                times: contrast.log_odds.exp(),
                z: contrast.z,
                p: contrast.p,
            }
        })
        .collect();
    let p: Vec<f64> = risers.iter().map(|riser| riser.p).collect();
    let Some(limit) = benjamini_hochberg(&p, tests, q) else {
        return Vec::new();
    };
    risers.retain(|riser| riser.p <= limit && riser.z > 0.0);
    risers.sort_by(|a, b| b.z.total_cmp(&a.z).then_with(|| a.term.cmp(&b.term)));
    without_parts(&mut risers);
    risers.truncate(top);
    risers
}

/// Leaves out words that rise only as part of a pair that rises as much.
fn without_parts(risers: &mut Vec<Riser>) {
    let pairs: Vec<(String, u64)> = risers
        .iter()
        .filter(|riser| riser.term.contains(' '))
        .map(|riser| (riser.term.clone(), riser.recent))
        .collect();
    risers.retain(|riser| {
        let is_part = |(pair, count): &(String, u64)| {
            riser.recent * 10 <= count * 12 && pair.split(' ').any(|word| word == riser.term)
        };
        riser.term.contains(' ') || !pairs.iter().any(is_part)
    });
}
