//! Counts of several readers as one, before anything is judged.

use super::engine::{Alerts, DIGESTS, MOST_SERIES};
use super::quiet::Quiet;

impl Alerts {
    /// With intervals of so many seconds from whole multiples of that on, whatever comes first; what is counted apart on one grid merges.
    #[must_use]
    pub fn on_grid(mut self, seconds: u32) -> Self {
        self.grid = Some((seconds.max(1), 0));
        self.given_grid = true;
        self
    }

    /// Adds all that another has counted on the same grid and with the same options; neither may have judged anything yet.
    pub fn merge(&mut self, other: Alerts) {
        self.sample = self.sample.min(other.sample);
        for (keys, theirs) in other.groups {
            if self.groups.len() >= MOST_SERIES && !self.groups.contains_key(&keys) {
                let posts = theirs.pending.values().map(|cell| cell.posts);
                self.left_out.too_many += posts.sum::<u64>();
                continue;
            }
            let ours = self.groups.entry(keys).or_default();
            for (start, cell) in theirs.pending {
                let place = ours.pending.entry(start).or_default();
                place.merge(cell, self.sample);
            }
        }
        for (key, theirs) in other.sources {
            if self.sources.len() < MOST_SERIES || self.sources.contains_key(&key) {
                let ours = self.sources.entry(key);
                ours.or_insert_with(Quiet::new).merge(theirs);
            }
        }
        self.service.merge(other.service);
        self.latest = self.latest.max(other.latest);
        self.heard |= other.heard;
        self.left_out.merge(other.left_out);
        self.recount();
        if self.digests > DIGESTS {
            self.shorten();
        }
    }
}
