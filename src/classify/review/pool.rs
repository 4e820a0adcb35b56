//! The best of many, without keeping the others.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Candidate;

/// The candidates with the highest scores; of two alike the earlier one.
#[derive(Debug)]
pub(super) struct Pool {
    most: usize,
    heap: BinaryHeap<Entry>,
}

#[derive(Debug)]
struct Entry {
    score: f64,
    candidate: Candidate,
}

impl Pool {
    pub(super) fn new(most: usize) -> Self {
        Pool {
            most,
            heap: BinaryHeap::new(),
        }
    }

    /// Keeps a candidate if it is among the best so far; only then is it copied.
    pub(super) fn offer(
        &mut self,
        score: f64,
        candidate: &Candidate,
        hint: impl FnOnce() -> String,
    ) {
        let worst = self.heap.peek().map(|entry| entry.score);
        let full = self.heap.len() >= self.most;
        if full && worst.is_none_or(|worst| score <= worst) {
            return;
        }
        let candidate = Candidate {
            hint: hint(),
            ..candidate.clone()
        };
        self.heap.push(Entry { score, candidate });
        if full {
            self.heap.pop();
        }
    }

    /// The best first.
    pub(super) fn into_sorted(self) -> Vec<Candidate> {
        let entries = self.heap.into_sorted_vec().into_iter();
        entries.map(|entry| entry.candidate).collect()
    }
}

/// The greatest is the one to drop first: least score, then latest.
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then(self.candidate.order.cmp(&other.candidate.order))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}
