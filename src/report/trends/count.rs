//! Counting posts and buckets for trends.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::options::TrendOptions;
use super::period::{self, Period};
use super::slots::Slots;
use crate::report::line::{Line, Sort};
use crate::report::row::LineProblem;
use crate::report::wall::Wall;
use crate::report::words::{page, terms};

/// Groups that are told apart; what would be one more is left out and counted.
const MOST_GROUPS: usize = 500;

/// The keys of a group.
pub(super) type Keys = Vec<Option<String>>;

/// What is counted of a group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) periods: BTreeMap<i64, Period>,
    pub(super) slots: Slots,
    /// Posts of others with words, and those of buckets, which have none.
    pub(super) worded: u64,
    pub(super) bucketed: u64,
}

/// Counts while lines come in; parts counted apart merge.
#[derive(Clone, Debug)]
pub struct Trends {
    pub(super) options: TrendOptions,
    pub(super) wall: Wall,
    pub(super) groups: BTreeMap<Keys, Group>,
    /// Times of the first and the last post, in seconds since 1970.
    pub(super) span: Option<(i64, i64)>,
    pub(super) undated: u64,
    pub(super) too_many: u64,
    other_types: u64,
}

impl Trends {
    /// Nothing counted yet.
    pub fn new(options: &TrendOptions) -> Self {
        Trends {
            options: options.clone(),
            wall: Wall::new(options.zone.clone()),
            groups: BTreeMap::new(),
            span: None,
            undated: 0,
            too_many: 0,
            other_types: 0,
        }
    }

    /// Counts a line of JSON: a post or a bucket; other records are only counted as left out.
    pub fn add_line(&mut self, text: &str) -> Result<(), LineProblem> {
        let (line, sort) = Line::read(text)?;
        if !matches!(sort, Sort::Post | Sort::Bucket) {
            self.other_types += 1;
            return Ok(());
        }
        let of_client = self.options.client.as_deref();
        if of_client.is_some() && line.client.as_deref() != of_client {
            return Ok(());
        }
        if sort == Sort::Bucket && line.post_count.is_none() {
            return Err(LineProblem {
                column: 0,
                message: "missing field `post_count`".to_owned(),
            });
        }
        let Some(at) = line.at(sort)? else {
            self.undated += 1;
            return Ok(());
        };
        let range = &self.options.range;
        if range.is_open() || range.contains_millis(at.saturating_mul(1000)) {
            self.count(&line, sort, at);
        }
        Ok(())
    }

    fn count(&mut self, line: &Line<'_>, sort: Sort, at: i64) {
        let keys = self
            .options
            .by
            .iter()
            .map(|key| key.of(line).map(str::to_owned));
        let keys: Keys = keys.collect();
        if self.groups.len() >= MOST_GROUPS && !self.groups.contains_key(&keys) {
            self.too_many += 1;
            return;
        }
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
        let number = period::number(self.options.every, &mut self.wall, at);
        let recent = self.options.recent;
        let group = self.groups.entry(keys).or_insert_with(|| Group {
            periods: BTreeMap::new(),
            slots: Slots::new(recent),
            worded: 0,
            bucketed: 0,
        });
        let period = group.periods.entry(number).or_default();
        match (sort, line.own) {
            (Sort::Bucket, Some(true)) => {}
            (Sort::Bucket, _) => {
                period.add_bucket(line);
                group.bucketed += 1;
            }
            // Reach that was paid for says nothing about what is given.
            (_, Some(true)) if line.paid == Some(true) => {}
            (_, Some(true)) => period.add_own(line),
            _ => {
                period.add_mention(line.sentiment());
                let author = line
                    .author_name()
                    .or(line.id.as_deref())
                    .unwrap_or_default();
                #[expect(clippy::cast_possible_truncation, reason = "half a hash is a hash")]
                let witness = xxh3_64(author.as_bytes()) as u32;
                group.slots.add(at, &keys_of_terms(line), witness);
                group.worded += 1;
            }
        }
    }

    /// Adds all that another has counted, with the same options.
    pub fn merge(&mut self, other: Trends) {
        for (keys, theirs) in other.groups {
            let Some(ours) = self.groups.get_mut(&keys) else {
                self.groups.insert(keys, theirs);
                continue;
            };
            for (number, period) in &theirs.periods {
                ours.periods.entry(*number).or_default().merge(period);
            }
            ours.slots.merge(theirs.slots);
            ours.worded = ours.worded.saturating_add(theirs.worded);
            ours.bucketed = ours.bucketed.saturating_add(theirs.bucketed);
        }
        self.span = match (self.span, other.span) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (ours, theirs) => ours.or(theirs),
        };
        self.undated = self.undated.saturating_add(other.undated);
        self.too_many = self.too_many.saturating_add(other.too_many);
        self.other_types = self.other_types.saturating_add(other.other_types);
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Records that are neither posts nor buckets.
    pub fn other_types(&self) -> u64 {
        self.other_types
    }
}

/// The terms of a post, each with the mark of its kind (see [`super::rising::KINDS`]) before it.
fn keys_of_terms(line: &Line<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    for text in [&line.title, &line.text].into_iter().flatten() {
        keys.extend(terms(text, true).into_iter().map(|term| format!("w{term}")));
    }
    keys.extend(
        line.hashtags
            .iter()
            .take(30)
            .map(|tag| format!("#{}", tag.to_lowercase())),
    );
    let pages = line.links.iter().take(30).filter_map(|link| page(link));
    keys.extend(pages.map(|page| format!("l{page}")));
    keys.extend(
        line.labels
            .topics
            .iter()
            .take(30)
            .map(|topic| format!("t{}", &**topic)),
    );
    keys.sort_unstable();
    keys.dedup();
    keys
}
