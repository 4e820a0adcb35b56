//! What comes most often, in bounded memory: counts that are exact while few things are counted, and too low by a known bound afterwards.

use std::collections::HashMap;

/// Different witnesses that are told apart.
const WITNESSES: usize = 3;

/// The count of a thing, and whether more than one person said it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    count: u64,
    /// Hashes of different witnesses, as many as fit; 0 where there is none.
    witnesses: [u32; WITNESSES],
}

impl Entry {
    fn witness(&mut self, witness: u32) {
        let free = self
            .witnesses
            .iter_mut()
            .find(|known| **known == 0 || **known == witness);
        if let Some(place) = free {
            *place = witness;
        }
    }
}

/// Counts of at most `capacity` things.
///
/// When one more comes, every count loses the median of all and those at 0 go: J. Misra, D. Gries, "Finding repeated elements" (1982), with the purge of
/// D. Anderson et al., "A high-performance algorithm for identifying frequent items in data streams" (2017), section 2. What was lost is at most
/// [`HeavyHitters::error`], and two of them merge within the sum of their errors.
#[derive(Clone, Debug)]
pub struct HeavyHitters {
    entries: HashMap<Box<str>, Entry>,
    capacity: usize,
    error: u64,
}

impl HeavyHitters {
    /// For at most `capacity` things.
    pub fn new(capacity: usize) -> Self {
        HeavyHitters {
            entries: HashMap::new(),
            capacity: capacity.max(2),
            error: 0,
        }
    }

    /// Counts a thing once; `witness` is a hash of who said it.
    pub fn add(&mut self, thing: &str, witness: u32) {
        let witness = witness.max(1);
        if let Some(entry) = self.entries.get_mut(thing) {
            entry.count += 1;
            entry.witness(witness);
            return;
        }
        let mut entry = Entry {
            count: 1,
            ..Entry::default()
        };
        entry.witness(witness);
        self.entries.insert(thing.into(), entry);
        self.purge();
    }

    /// Adds all that another has counted.
    pub fn merge(&mut self, other: &HeavyHitters) {
        for (thing, theirs) in &other.entries {
            let ours = self.entries.entry(thing.clone()).or_default();
            ours.count = ours.count.saturating_add(theirs.count);
            for witness in theirs.witnesses.iter().filter(|witness| **witness != 0) {
                ours.witness(*witness);
            }
        }
        self.error = self.error.saturating_add(other.error);
        self.purge();
    }

    fn purge(&mut self) {
        if self.entries.len() <= self.capacity {
            return;
        }
        let mut counts: Vec<u64> = self.entries.values().map(|entry| entry.count).collect();
        let middle = counts.len() / 2;
        let (_, median, _) = counts.select_nth_unstable(middle);
        let median = *median;
        self.entries.retain(|_, entry| {
            entry.count = entry.count.saturating_sub(median);
            entry.count > 0
        });
        self.error = self.error.saturating_add(median);
    }

    /// The count of a thing; the true one is at most [`HeavyHitters::error`] higher.
    pub fn count(&self, thing: &str) -> u64 {
        self.entries.get(thing).map_or(0, |entry| entry.count)
    }

    /// By how much a count may be too low; 0 while there was room for all.
    pub fn error(&self) -> u64 {
        self.error
    }

    /// Every thing that is remembered, with its count and how many different witnesses it has (at most 3 are told apart), in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64, usize)> {
        self.entries.iter().map(|(thing, entry)| {
            let witnesses = entry.witnesses.iter().filter(|known| **known != 0).count();
            (&**thing, entry.count, witnesses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::HeavyHitters;
    use proptest::prelude::{prop_assert, proptest};
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn counts_are_within_the_error_and_parts_merge(things in proptest::collection::vec(0_u32..60, 0..600), cut in 0_usize..600, capacity in 4_usize..80) {
            let mut truth: HashMap<String, u64> = HashMap::new();
            let (mut one, mut two) = (HeavyHitters::new(capacity), HeavyHitters::new(capacity));
            for (at, thing) in things.iter().enumerate() {
                // A tenth of the things make up most of the counts.
                let thing = (thing * thing / 60).to_string();
                *truth.entry(thing.clone()).or_default() += 1;
                if at < cut { one.add(&thing, 1) } else { two.add(&thing, 2) }
            }
            one.merge(&two);
            for (thing, count) in &truth {
                let seen = one.count(thing);
                prop_assert!(seen <= *count && *count <= seen + one.error());
            }
            if truth.len() <= capacity {
                prop_assert!(one.error() == 0);
            }
        }
    }

    #[test]
    fn witnesses_are_told_apart() {
        let mut heavy = HeavyHitters::new(8);
        for witness in [7, 7, 7, 9] {
            heavy.add("a", witness);
            heavy.add("b", 5);
        }
        let mut all: Vec<_> = heavy.iter().collect();
        all.sort_unstable();
        assert_eq!(all, [("a", 4, 2), ("b", 4, 1)]);
    }
}
