//! Terms by slots of time, so that what is recent can be told from what was before once the last post is known.

use std::collections::BTreeMap;

use crate::stats::HeavyHitters;

/// Slots that are kept apart, terms of each, and terms of all that is older.
const SLOTS: usize = 32;
const SLOT_TERMS: usize = 2048;
const OLDER_TERMS: usize = 16_384;
/// Slots that the recent time is made of.
const RECENT_SLOTS: i64 = 4;

/// The terms of a stretch of time.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) posts: u64,
    pub(super) heavy: HeavyHitters,
}

impl Terms {
    fn new(capacity: usize) -> Self {
        Terms {
            posts: 0,
            heavy: HeavyHitters::new(capacity),
        }
    }

    fn merge(&mut self, other: &Terms) {
        self.posts = self.posts.saturating_add(other.posts);
        self.heavy.merge(&other.heavy);
    }
}

/// The slots of a group.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    seconds: i64,
    recent: BTreeMap<i64, Terms>,
    older: Terms,
    /// The latest slot that went to the older ones.
    oldest: i64,
}

impl Slots {
    /// For a recent time of `recent` seconds.
    pub(super) fn new(recent: i64) -> Self {
        Slots {
            seconds: (recent / RECENT_SLOTS).max(1),
            recent: BTreeMap::new(),
            older: Terms::new(OLDER_TERMS),
            oldest: i64::MIN,
        }
    }

    /// Counts a post of `at` seconds since 1970 with its terms.
    pub(super) fn add(&mut self, at: i64, terms: &[String], witness: u32) {
        let slot = at.div_euclid(self.seconds);
        let place = if slot <= self.oldest {
            &mut self.older
        } else {
            self.recent
                .entry(slot)
                .or_insert_with(|| Terms::new(SLOT_TERMS))
        };
        place.posts = place.posts.saturating_add(1);
        for term in terms {
            place.heavy.add(term, witness);
        }
        self.age();
    }

    fn age(&mut self) {
        while self.recent.len() > SLOTS {
            let Some((slot, terms)) = self.recent.pop_first() else {
                return;
            };
            self.oldest = self.oldest.max(slot);
            self.older.merge(&terms);
        }
    }

    /// Adds all that another has counted.
    pub(super) fn merge(&mut self, other: Slots) {
        self.older.merge(&other.older);
        self.oldest = self.oldest.max(other.oldest);
        for (slot, terms) in other.recent {
            if slot <= self.oldest {
                self.older.merge(&terms);
            } else {
                let ours = self.recent.entry(slot);
                ours.or_insert_with(|| Terms::new(SLOT_TERMS)).merge(&terms);
            }
        }
        while let Some((&slot, _)) = self.recent.first_key_value()
            && slot <= self.oldest
        {
            if let Some(terms) = self.recent.remove(&slot) {
                self.older.merge(&terms);
            }
        }
        self.age();
    }

    /// The recent terms, those before, and when the recent time begins; `latest` is the time of the last post of all groups.
    pub(super) fn split(self, latest: i64) -> (Terms, Terms, i64) {
        let from = latest.div_euclid(self.seconds) - RECENT_SLOTS + 1;
        let mut recent = Terms::new(SLOT_TERMS * SLOTS);
        let mut before = Terms::new(OLDER_TERMS * 2);
        before.merge(&self.older);
        for (slot, terms) in &self.recent {
            if *slot >= from {
                recent.merge(terms);
            } else {
                before.merge(terms);
            }
        }
        (recent, before, from.saturating_mul(self.seconds))
    }
}
