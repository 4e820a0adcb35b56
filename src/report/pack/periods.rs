//! Counts of the stretch asked for and of the one before, for sections that are made of counts.

use std::any::Any;
use std::collections::BTreeMap;

use super::section::{Answer, Part, Plan};
use crate::document::Block;
use crate::report::aggregate::Aggregate;
use crate::report::dimension::{Dimension, Key};
use crate::report::groups::Tally;
use crate::report::options::{SummaryOptions, TooManyGroups};
use crate::report::row::LineProblem;
use crate::report::summary::Summary;

/// Groups by their keys, in the order that was asked for; whether a post is ours stands last.
pub(super) type Rows = Vec<(Vec<Key>, Aggregate)>;

/// What was counted.
pub(super) struct Counted {
    /// In the stretch asked for.
    pub(super) now: Rows,
    /// In the one before; nothing when there is none to look at.
    pub(super) before: Option<Rows>,
}

/// A section of counts.
pub(super) struct Periods {
    now: Summary,
    before: Option<Summary>,
    say: fn(&Plan, &Counted) -> Vec<Block>,
}

impl Periods {
    pub(super) fn new(
        plan: &Plan,
        by: &[Dimension],
        compared: bool,
        say: fn(&Plan, &Counted) -> Vec<Block>,
    ) -> Self {
        let count = |range| {
            Summary::new(&SummaryOptions {
                by: by.to_vec(),
                range,
                ..plan.options.clone()
            })
        };
        Periods {
            now: count(plan.options.range),
            before: plan.before.filter(|_| compared).map(count),
            say,
        }
    }
}

impl Part for Periods {
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.now.add_line(line)?;
        match &mut self.before {
            Some(before) => before.add_line(line),
            None => Ok(()),
        }
    }

    fn other_types(&self) -> u64 {
        self.now.skipped().other_types
    }

    fn merge(&mut self, other: Box<dyn Part>) {
        // Parts of one plan are of one kind in each place.
        let Ok(other) = other.into_any().downcast::<Periods>() else {
            return;
        };
        self.now.merge(other.now);
        if let (Some(ours), Some(theirs)) = (&mut self.before, other.before) {
            ours.merge(theirs);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>, plan: &Plan) -> Result<Answer, TooManyGroups> {
        let skipped = self.now.skipped();
        let now = self.now.finish()?.rows;
        let spans = now.iter().filter_map(|(_, group)| group.span.0);
        let span = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        if now.is_empty() {
            return Ok(Answer {
                posts: Some(false),
                ..Answer::default()
            });
        }
        let counted = Counted {
            now,
            before: match self.before {
                Some(before) => Some(before.finish()?.rows),
                None => None,
            },
        };
        Ok(Answer {
            blocks: (self.say)(plan, &counted),
            span,
            posts: Some(true),
            skipped,
        })
    }
}

/// Whether the last key says that the group is ours.
pub(super) fn is_ours(keys: &[Key]) -> bool {
    keys.last() == Some(&Key::Flag(true))
}

/// The groups of mentions.
pub(super) fn mentions(rows: &Rows) -> impl Iterator<Item = &(Vec<Key>, Aggregate)> {
    rows.iter().filter(|(keys, _)| !is_ours(keys))
}

/// Groups by their first key alone.
pub(super) fn by_first<'a>(
    rows: impl Iterator<Item = &'a (Vec<Key>, Aggregate)>,
) -> BTreeMap<Key, Aggregate> {
    let mut groups: BTreeMap<Key, Aggregate> = BTreeMap::new();
    for (keys, group) in rows {
        let key = keys.first().cloned().unwrap_or(Key::Absent);
        Tally::merge(groups.entry(key).or_default(), group.clone());
    }
    groups
}

/// All groups as one.
pub(super) fn total<'a>(rows: impl Iterator<Item = &'a (Vec<Key>, Aggregate)>) -> Aggregate {
    rows.fold(Aggregate::default(), |mut all, (_, group)| {
        Tally::merge(&mut all, group.clone());
        all
    })
}
