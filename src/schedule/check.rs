//! What a plan can be made of: options that make sense, drafts with names of their own that do not wait for each other.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use chrono::NaiveDate;

use crate::record::{Draft, DraftStatus};
use crate::text::closest;

use super::plan::PlanOptions;
use super::settings::channel_key;

/// The longest range that is planned at once, in days: three years.
pub const MAX_DAYS: i64 = 1_100;

/// The most places (days x places a day x channels) that are planned at once; each takes about 50 bytes.
const MAX_PLACES: i64 = 20_000_000;

/// Drafts or options that no plan can be made of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// `to` is not after `from`.
    #[error(
        "the range {from} to {to} is empty; the second date is exclusive and must be the later one"
    )]
    EmptyRange {
        /// First day.
        from: NaiveDate,
        /// The day after the last.
        to: NaiveDate,
    },
    /// Longer than `MAX_DAYS`.
    #[error("the range has {days} days, at most {MAX_DAYS} are planned at once")]
    LongRange {
        /// Its length.
        days: i64,
    },
    /// Too many places.
    #[error(
        "{channels} channels x {days} days on a grid of {step} min are more than {MAX_PLACES} places; plan a shorter range or use a larger step"
    )]
    TooLarge {
        /// Channels named by the drafts.
        channels: usize,
        /// Days of the range.
        days: i64,
        /// The grid.
        step: u32,
    },
    /// A draft without a name.
    #[error("draft number {number} has no id")]
    NoId {
        /// Its place among the drafts, from 1.
        number: usize,
    },
    /// Two drafts of the same name.
    #[error("two drafts have the id `{id}`; ids must be unique")]
    DuplicateId {
        /// The name.
        id: String,
    },
    /// A priority that is none.
    #[error("draft `{id}`: priority {priority} is not one of 1 to 5")]
    Priority {
        /// The draft.
        id: String,
        /// What it says.
        priority: u8,
    },
    /// `after` names nobody.
    #[error("draft `{id}` comes after `{after}`, which is not among the drafts{}", closest::hint(suggestion.as_deref()))]
    UnknownAfter {
        /// The draft.
        id: String,
        /// What it names.
        after: String,
        /// A draft of a similar name.
        suggestion: Option<String>,
    },
    /// Drafts that wait for each other.
    #[error("drafts wait for each other: {}; take one of them out of `after`", ids.join(" after "))]
    Cycle {
        /// The drafts, the first one again at the end.
        ids: Vec<String>,
    },
}

pub(super) fn check_options(drafts: &[Draft], options: &PlanOptions) -> Result<(), PlanError> {
    let days = (options.to - options.from).num_days();
    if days <= 0 {
        return Err(PlanError::EmptyRange {
            from: options.from,
            to: options.to,
        });
    }
    if days > MAX_DAYS {
        return Err(PlanError::LongRange { days });
    }
    let mut channels: Vec<String> = drafts
        .iter()
        .flat_map(|draft| &draft.channels)
        .map(|name| channel_key(name))
        .collect();
    channels.sort_unstable();
    channels.dedup();
    let step = options.rules.step.max(1);
    let a_day = i64::from(24 * 60 / step) + 1;
    let count = i64::try_from(channels.len()).unwrap_or(i64::MAX);
    if count.saturating_mul(days * a_day) > MAX_PLACES {
        return Err(PlanError::TooLarge {
            channels: channels.len(),
            days,
            step,
        });
    }
    Ok(())
}

/// Whether a draft is still to be placed.
fn is_live(draft: &Draft) -> bool {
    !matches!(
        draft.status,
        Some(DraftStatus::Published | DraftStatus::Rejected | DraftStatus::Expired)
    )
}

/// The drafts in an order in which each comes after those it waits for.
pub(super) fn check_drafts(drafts: &[Draft]) -> Result<Vec<usize>, PlanError> {
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        if draft.id.is_empty() {
            return Err(PlanError::NoId { number: number + 1 });
        }
        if ids.insert(&draft.id, number).is_some() {
            return Err(PlanError::DuplicateId {
                id: draft.id.clone(),
            });
        }
        if let Some(priority) = draft
            .priority
            .filter(|priority| !(1..=5).contains(priority))
        {
            return Err(PlanError::Priority {
                id: draft.id.clone(),
                priority,
            });
        }
    }
    let mut preds = vec![Vec::new(); drafts.len()];
    for (number, draft) in drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| is_live(draft))
    {
        for after in &draft.after {
            let Some(pred) = ids.get(after.as_str()) else {
                let known = drafts.iter().map(|draft| draft.id.as_str());
                return Err(PlanError::UnknownAfter {
                    id: draft.id.clone(),
                    after: after.clone(),
                    suggestion: closest::closest(after, known).map(str::to_owned),
                });
            };
            preds[number].push(*pred);
        }
    }
    topological(&preds).map_err(|cycle| PlanError::Cycle {
        ids: cycle
            .into_iter()
            .map(|number| drafts[number].id.clone())
            .collect(),
    })
}

/// Numbers in an order in which each comes after its predecessors, the lowest first (Kahn 1962); or a cycle, its start again at the end.
fn topological(preds: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut left: Vec<usize> = preds.iter().map(Vec::len).collect();
    let mut succs = vec![Vec::new(); preds.len()];
    for (number, before) in preds.iter().enumerate() {
        for &pred in before {
            succs[pred].push(number);
        }
    }
    let free = (0..preds.len()).filter(|number| left[*number] == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = free.map(Reverse).collect();
    let mut order = Vec::with_capacity(preds.len());
    while let Some(Reverse(number)) = ready.pop() {
        order.push(number);
        for &succ in &succs[number] {
            left[succ] -= 1;
            if left[succ] == 0 {
                ready.push(Reverse(succ));
            }
        }
    }
    let Some(start) = left.iter().position(|left| *left > 0) else {
        return Ok(order);
    };
    // Whoever is left waits for somebody who is left; walking back must come round.
    let mut path = vec![start];
    loop {
        let here = path[path.len() - 1];
        let pred = preds[here]
            .iter()
            .copied()
            .find(|pred| left[*pred] > 0)
            .unwrap_or(here);
        if let Some(first) = path.iter().position(|number| *number == pred) {
            path.drain(..first);
            path.push(pred);
            return Err(path);
        }
        path.push(pred);
    }
}
