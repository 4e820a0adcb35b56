//! What buckets are not counted by. Asked about it they know nothing, which must not pass for posts of which nothing is known.

use std::collections::BTreeMap;

use super::dimension::{Dimension, Key};
use super::partial;
use super::summary::{BREAKDOWNS, Groupings};
use super::wall::Wall;
use crate::document::Note;
use crate::record::Bucket;

/// Buckets know nothing of what is asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct NotCountedBy {
    /// What is asked.
    pub asked: Dimension,
    /// What the buckets are counted by.
    pub counted_by: Vec<&'static str>,
    /// The clock that times are read from.
    pub zone: String,
}

impl NotCountedBy {
    fn message(&self) -> String {
        let asked = self.asked.name();
        let counted_by = match self.counted_by.as_slice() {
            [] => "nothing".to_owned(),
            names => names.join(","),
        };
        let again = format!("count the posts again with --partial --by ...,{asked}");
        if self.asked.is_time() {
            let zone = &self.zone;
            return format!(
                "the buckets are counted by {counted_by}, and none of them lies within one {asked} on the clock of {zone}; {again} and the same --tz"
            );
        }
        format!("the buckets are counted by {counted_by}, not by {asked}; {again}")
    }
}

/// Posts of buckets that are not counted by something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blind {
    pub(super) dimension: Dimension,
    pub(super) posts: u64,
    /// Nothing is known of any post.
    pub(super) all: bool,
}

/// What is met while buckets are counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Uncounted {
    missing: [Missing; Dimension::ALL.len()],
    /// Posts of ours in buckets that hold mentions too.
    pub(super) mixed: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Missing {
    /// Posts of buckets that say what they are counted by, and this is not it.
    said: u64,
    /// Posts of buckets that say nothing and do not have it.
    unsaid: u64,
    /// Some bucket that says nothing has it.
    seen: bool,
    /// Some bucket is counted by it.
    counted: bool,
}

impl Missing {
    /// Where nothing is said, one bucket that has it says that the others could have had it.
    fn posts(self) -> u64 {
        let unsaid = if self.seen { 0 } else { self.unsaid };
        self.said.saturating_add(unsaid)
    }
}

impl Uncounted {
    /// Looks at a bucket that counts; without `by` it is asked what the page of key figures asks.
    pub(super) fn look(&mut self, bucket: &Bucket, by: &[Dimension], wall: &mut Wall) {
        let posts = bucket.post_count;
        if posts == 0 {
            return;
        }
        for &dimension in Dimension::ALL {
            let name = dimension.name();
            let said = bucket.by.as_ref();
            self.missing[dimension as usize].counted |= bucket.group.contains_key(name)
                || said.is_some_and(|said| said.iter().any(|by| by == name));
        }
        if !by.is_empty() {
            for &dimension in by {
                self.ask(bucket, dimension, posts, wall);
            }
            return;
        }
        let own = bucket.own_count.unwrap_or(0);
        let mentions = posts.saturating_sub(own);
        if mentions == 0 {
            return;
        }
        self.mixed = self.mixed.saturating_add(own);
        for dimension in BREAKDOWNS.into_iter().chain([Dimension::Day]) {
            self.ask(bucket, dimension, mentions, wall);
        }
    }

    fn ask(&mut self, bucket: &Bucket, dimension: Dimension, posts: u64, wall: &mut Wall) {
        let known = partial::key(bucket, dimension, wall) != Key::Absent;
        let missing = &mut self.missing[dimension as usize];
        let tally = match &bucket.by {
            _ if dimension.is_time() => {
                // Posts without a time are in no stretch of it.
                if known || bucket.start_at.is_none() {
                    return;
                }
                &mut missing.said
            }
            None if known => {
                missing.seen = true;
                return;
            }
            None => &mut missing.unsaid,
            Some(by) if known || by.iter().any(|by| by == dimension.name()) => return,
            Some(_) => &mut missing.said,
        };
        *tally = tally.saturating_add(posts);
    }

    /// Adds what another has met.
    pub(super) fn merge(&mut self, other: &Uncounted) {
        self.mixed = self.mixed.saturating_add(other.mixed);
        for (ours, theirs) in self.missing.iter_mut().zip(&other.missing) {
            ours.said = ours.said.saturating_add(theirs.said);
            ours.unsaid = ours.unsaid.saturating_add(theirs.unsaid);
            ours.seen |= theirs.seen;
            ours.counted |= theirs.counted;
        }
    }

    pub(super) fn counted_by(&self) -> Vec<&'static str> {
        let counted = Dimension::ALL.iter().zip(&self.missing);
        counted
            .filter(|(_, missing)| missing.counted)
            .map(|(dimension, _)| dimension.name())
            .collect()
    }

    /// What was asked in vain, given the rows before they are arranged.
    pub(super) fn blind(&self, groupings: &Groupings) -> Vec<Blind> {
        let all = Dimension::ALL.iter().zip(&self.missing);
        all.filter(|(_, missing)| missing.posts() > 0)
            .map(|(&dimension, missing)| Blind {
                dimension,
                posts: missing.posts(),
                all: groupings.knows_nothing_of(dimension),
            })
            .collect()
    }
}

impl Groupings {
    /// Whether the rows have no value of something they are grouped by.
    fn knows_nothing_of(&self, dimension: Dimension) -> bool {
        let mut by = self.options.by.iter();
        let Some(place) = by.position(|by| *by == dimension) else {
            return false;
        };
        let before = self.previous.iter().flat_map(|previous| &previous.rows);
        let mut rows = self.rows.iter().chain(before);
        rows.all(|(keys, _)| keys.get(place) == Some(&Key::Absent))
    }

    /// What is asked of buckets that all know nothing of it, if anything is.
    pub fn not_counted_by(&self) -> Option<NotCountedBy> {
        let blind = self.blind.iter().find(|blind| blind.all)?;
        Some(NotCountedBy {
            asked: blind.dimension,
            counted_by: self.counted_by.clone(),
            zone: self.options.zone.name().to_owned(),
        })
    }

    /// What the reader must know of buckets that know less than was asked.
    pub(super) fn uncounted_notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.mixed > 0 {
            let posts = super::scope::posts(self.mixed);
            notes.push(Note::warning(format!(
                "{posts} of ours count as mentions in tone and tables: their buckets do not tell them apart"
            )));
        }
        let mut alike: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for blind in &self.blind {
            let names = alike.entry(blind.posts).or_default();
            names.push(blind.dimension.name());
        }
        let notes_of = alike.into_iter().rev().map(|(posts, names)| {
            let posts = super::scope::posts(posts);
            Note::warning(format!(
                "{posts} stand in buckets that are not counted by {}, and are not shown by it",
                names.join(", ")
            ))
        });
        notes.extend(notes_of);
        notes
    }

    /// The same in words for whoever reads no notes.
    pub fn uncounted(&self) -> Vec<String> {
        let notes = self.uncounted_notes().into_iter();
        notes.map(|note| note.text).collect()
    }
}
