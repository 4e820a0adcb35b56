//! What is done to the rows of a summary once everything is counted: stretches without posts filled in, small groups put together.

use std::collections::{BTreeMap, BTreeSet};

use super::aggregate::Aggregate;
use super::dimension::{Dimension, Key};
use super::groups::Tally;
use super::summary::Groupings;
use super::wall::Wall;

/// The most rows of 0 that are added.
const MOST_GAPS: usize = 100_000;
/// The key of groups that are too small to be shown.
pub(super) const SUPPRESSED: &str = "other (suppressed)";

/// Rows of a summary.
type Rows = Vec<(Vec<Key>, Aggregate)>;

impl Groupings {
    /// Arranges the rows as the options ask for.
    pub(super) fn arrange(&mut self) {
        if let Some(previous) = &self.previous {
            let here: BTreeSet<&[Key]> =
                self.rows.iter().map(|(keys, _)| keys.as_slice()).collect();
            let gone: Rows = previous
                .rows
                .iter()
                .filter(|(keys, _)| !here.contains(keys.as_slice()))
                .map(|(keys, _)| (keys.clone(), Aggregate::default()))
                .collect();
            self.rows.extend(gone);
        }
        if self.options.gaps {
            self.fill_gaps();
        }
        if self.options.min_group > 1 && !self.options.by.is_empty() {
            self.suppress();
        }
        self.rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    }

    /// Adds a row of 0 for each stretch of time without posts, between the bounds asked for, else between the first and the last post.
    fn fill_gaps(&mut self) {
        let mut stretches = (0..)
            .zip(&self.options.by)
            .filter(|(_, by)| by.is_stretch());
        let (Some((place, &stretch)), None) = (stretches.next(), stretches.next()) else {
            return;
        };
        let mut wall = Wall::new(self.options.zone.clone());
        let range = self.options.range;
        let mut key = |millis: i64| stretch.time_key(wall.local(millis));
        let known = || {
            let keys = self.rows.iter().filter_map(|(keys, _)| keys.get(place));
            keys.filter(|key| **key != Key::Absent)
        };
        let first = range.since.map(|since| key(since.timestamp_millis()));
        let last = range.until.map(|until| key(until.timestamp_millis() - 1));
        let (Some(first), Some(last)) = (
            first.or_else(|| known().min().cloned()),
            last.or_else(|| known().max().cloned()),
        ) else {
            return;
        };
        let mut others: BTreeSet<Vec<Key>> = self
            .rows
            .iter()
            .filter(|(keys, _)| keys.get(place) != Some(&Key::Absent))
            .map(|(keys, _)| without(keys, place))
            .collect();
        if self.options.by.len() == 1 {
            others.insert(Vec::new());
        }
        let most = MOST_GAPS / others.len().max(1);
        let steps: Vec<Key> = steps(&first, &last, &mut wall).take(most + 1).collect();
        if steps.len() > most {
            self.gaps_left_out = true;
            return;
        }
        let here: BTreeSet<Vec<Key>> = self.rows.iter().map(|(keys, _)| keys.clone()).collect();
        for other in &others {
            for step in &steps {
                let mut keys = other.clone();
                keys.insert(place.min(keys.len()), step.clone());
                if !here.contains(&keys) {
                    self.rows.push((keys, Aggregate::default()));
                }
            }
        }
    }

    /// Puts groups of fewer posts than asked for together: first those of the same stretch of time, then all that are still too small; what is too small
    /// even then is in no row.
    fn suppress(&mut self) {
        let least = self.options.min_group;
        let by = self.options.by.clone();
        let within = |keys: &[Key]| -> Vec<Key> {
            let fold = |(dimension, key): (&Dimension, &Key)| {
                if dimension.is_stretch() {
                    key.clone()
                } else {
                    Key::Text(SUPPRESSED.to_owned())
                }
            };
            by.iter().zip(keys).map(fold).collect()
        };
        let over_all = |_: &[Key]| -> Vec<Key> {
            let fold = |dimension: &Dimension| {
                if dimension.is_stretch() {
                    Key::Absent
                } else {
                    Key::Text(SUPPRESSED.to_owned())
                }
            };
            by.iter().map(fold).collect()
        };
        if by.iter().any(|dimension| !dimension.is_stretch()) {
            self.fold(&self.small(least), within);
        }
        self.fold(&self.small(least), over_all);
        let left = self.small(least);
        for (keys, group) in &self.rows {
            if left.contains(keys) {
                self.suppressed = self.suppressed.saturating_add(group.post_count);
            }
        }
        self.rows.retain(|(keys, _)| !left.contains(keys));
        if let Some(previous) = &mut self.previous {
            previous.rows.retain(|(keys, _)| !left.contains(keys));
        }
    }

    /// Keys of groups that are too small now or were so before; a group without posts gives nobody away.
    fn small(&self, least: u64) -> BTreeSet<Vec<Key>> {
        let before = self.previous.iter().flat_map(|previous| &previous.rows);
        self.rows
            .iter()
            .chain(before)
            .filter(|(_, group)| (1..least).contains(&group.post_count))
            .map(|(keys, _)| keys.clone())
            .collect()
    }

    fn fold(&mut self, small: &BTreeSet<Vec<Key>>, into: impl Fn(&[Key]) -> Vec<Key>) {
        self.rows = folded(std::mem::take(&mut self.rows), small, &into);
        if let Some(previous) = &mut self.previous {
            previous.rows = folded(std::mem::take(&mut previous.rows), small, &into);
        }
    }
}

fn folded(rows: Rows, small: &BTreeSet<Vec<Key>>, into: &impl Fn(&[Key]) -> Vec<Key>) -> Rows {
    let mut groups: BTreeMap<Vec<Key>, Aggregate> = BTreeMap::new();
    for (keys, group) in rows {
        let keys = if small.contains(&keys) {
            into(&keys)
        } else {
            keys
        };
        groups.entry(keys).or_default().merge(group);
    }
    groups.into_iter().collect()
}

/// Keys but for one.
fn without(keys: &[Key], place: usize) -> Vec<Key> {
    let mut keys = keys.to_vec();
    if place < keys.len() {
        keys.remove(place);
    }
    keys
}

/// The stretches from the first to the last.
fn steps<'w>(first: &Key, last: &Key, wall: &'w mut Wall) -> impl Iterator<Item = Key> + use<'w> {
    let last = last.clone();
    let mut next = move |key: &Key| {
        Some(match key {
            Key::Hour(start, _) => {
                let millis = start.checked_add(3600)?.checked_mul(1000)?;
                Dimension::Hour.time_key(wall.local(millis))
            }
            Key::Day(day) => Key::Day(day + 1),
            Key::Week(monday) => Key::Week(monday + 7),
            Key::Month(month) => Key::Month(month + 1),
            Key::Quarter(quarter) => Key::Quarter(quarter + 1),
            Key::Year(year) => Key::Year(year + 1),
            _ => return None,
        })
    };
    std::iter::successors(Some(first.clone()), move |key| next(key))
        .take_while(move |key| *key <= last)
}
