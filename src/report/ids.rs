//! The ids of posts behind the figures of a group: all of them while there are few, then a sample that does not depend on any order.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::groups::Tally;

/// Ids whose hashes are the smallest: a random sample of all ("bottom-k", Cohen and Kaplan, "Summarizing Data using Bottom-k Sketches", PODC 2007).
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    kept: BTreeMap<u64, Box<str>>,
    most: usize,
}

impl Ids {
    /// Adds an id; at most `most` are kept.
    pub(super) fn add(&mut self, id: &str, most: usize) {
        self.most = self.most.max(most);
        let hash = xxh3_64(id.as_bytes());
        let full = self.kept.len() >= self.most;
        if full
            && self
                .kept
                .last_key_value()
                .is_none_or(|(last, _)| hash >= *last)
        {
            return;
        }
        self.kept.insert(hash, id.into());
        self.shorten();
    }

    fn shorten(&mut self) {
        while self.kept.len() > self.most {
            self.kept.pop_last();
        }
    }

    /// The ids in the order of their letters.
    pub(super) fn list(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.kept.values().map(|id| &**id).collect();
        ids.sort_unstable();
        ids
    }
}

impl Tally for Ids {
    fn merge(&mut self, other: Self) {
        self.most = self.most.max(other.most);
        self.kept.extend(other.kept);
        self.shorten();
    }
}
