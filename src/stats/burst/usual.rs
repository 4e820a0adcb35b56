//! What excess is usual: a record that fades, and what the same hour of last week saw.

use serde::{Deserialize, Serialize};

use super::WEEK_HOURS;

/// How much the usual excess may rise in an interval, as a factor, and how far it then goes towards what it saw.
const RISE: f64 = 1.5;
const RISE_SHARE: f64 = 0.85;
/// An excess is compared with the usual one plus this: nothing is a burst that is not some posts above the level.
const FLOOR: f64 = 1.0;
/// What last week's usual excess of this hour keeps when this week had less.
const WEEK_KEEP: f64 = 0.8;

/// The usual excess of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Usual {
    /// The decaying record, and what it was after each interval of the window, the oldest first.
    record: f64,
    past: Vec<f64>,
    /// For each hour of the week, the highest of this or the last one that was there.
    now: Vec<f64>,
    /// The same of the weeks before.
    before: Vec<f64>,
}

impl Usual {
    pub(super) fn new() -> Self {
        Usual {
            record: 0.0,
            past: Vec::new(),
            now: vec![0.0; WEEK_HOURS],
            before: vec![0.0; WEEK_HOURS],
        }
    }

    /// Called when an hour of the week begins.
    pub(super) fn enter(&mut self, hour: usize) {
        if let (Some(now), Some(before)) = (self.now.get_mut(hour), self.before.get_mut(hour)) {
            *before = now.max(*before * WEEK_KEEP);
            *now = 0.0;
        }
    }

    /// The usual excess at an hour of the week: now, and before the window.
    pub(super) fn at(&self, hour: usize) -> (f64, f64) {
        let (last, next) = (
            (hour + WEEK_HOURS - 1) % WEEK_HOURS,
            (hour + 1) % WEEK_HOURS,
        );
        let seen = |list: &[f64], hour: usize| list.get(hour).copied().unwrap_or(0.0);
        let week = seen(&self.before, last)
            .max(seen(&self.before, hour))
            .max(seen(&self.before, next))
            .max(seen(&self.now, next));
        let past = self.past.first().copied().unwrap_or(self.record);
        (self.record.max(week), self.record.min(past).max(week))
    }

    pub(super) fn see(
        &mut self,
        excess: f64,
        hour: usize,
        (decay, window): (f64, usize),
        warm: bool,
    ) {
        self.record *= decay;
        let capped = if warm {
            excess.min(RISE * (self.record + FLOOR))
        } else {
            excess
        };
        if capped > self.record {
            self.record += RISE_SHARE * (capped - self.record);
        }
        if let Some(now) = self.now.get_mut(hour) {
            *now = now.max(excess);
        }
        if self.past.len() >= window {
            self.past.rotate_left(1);
            self.past.truncate(window - 1);
        }
        self.past.push(self.record);
    }
}

/// One kind of excess beside what is usual.
pub(super) struct Track {
    pub(super) ratio: f64,
    pub(super) above: f64,
    pub(super) level: f64,
    pub(super) bar: f64,
}

impl Track {
    pub(super) fn new(
        excess: f64,
        (usual, usual_before): (f64, f64),
        (level, scale): (f64, f64),
        weight: f64,
    ) -> Self {
        Track {
            ratio: weight * excess / (usual + FLOOR),
            above: weight * excess / (usual_before + FLOOR),
            level,
            bar: level + (usual_before + FLOOR) * scale / weight,
        }
    }
}
