//! What a plan can be made of: options that make sense, drafts with names of their own that do not wait for each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

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
    #[error(
        "the range has {days} days, at most {MAX_DAYS} are planned at once; give a nearer --to"
    )]
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

/// Drafts as far as a plan can be made of them.
pub(super) struct Checked {
    /// An order in which each comes after those it waits for.
    pub(super) order: Vec<usize>,
    /// What is wrong with a draft by itself; the others are planned without it.
    pub(super) faults: BTreeMap<usize, String>,
}

/// Looks at the drafts one by one: a bad one keeps out itself and what comes after it, nothing else.
pub(super) fn check_drafts(drafts: &[Draft]) -> Checked {
    let mut faults = BTreeMap::new();
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        let id = &draft.id;
        if id.is_empty() {
            faults.insert(number, format!("id: draft number {} has none", number + 1));
        } else if ids.contains_key(id.as_str()) {
            let fault = format!("id: two drafts are called `{id}`, and this is the second one");
            faults.insert(number, fault);
        } else {
            ids.insert(id, number);
        }
        let wrong = |priority: &u8| !(1..=5).contains(priority);
        if let Some(priority) = draft.priority.filter(wrong) {
            let fault = format!("priority: {priority} is not one of 1 to 5");
            faults.entry(number).or_insert(fault);
        }
    }
    let mut preds = vec![Vec::new(); drafts.len()];
    let live = |(_, draft): &(usize, &Draft)| is_live(draft);
    for (number, draft) in drafts.iter().enumerate().filter(live) {
        for after in &draft.after {
            if let Some(pred) = ids.get(after.as_str()) {
                preds[number].push(*pred);
                continue;
            }
            let known = drafts.iter().map(|draft| draft.id.as_str());
            let hint = closest::hint(closest::closest(after, known));
            let fault = format!("after: draft `{after}` is not among the drafts{hint}");
            faults.entry(number).or_insert(fault);
        }
    }
    let mut order = topological(&preds);
    while let Err(cycle) = order {
        let ids: Vec<&str> = cycle
            .iter()
            .map(|number| drafts[*number].id.as_str())
            .collect();
        let fault = format!("after: drafts wait for each other: {}", ids.join(" after "));
        for number in cycle {
            faults.entry(number).or_insert_with(|| fault.clone());
            preds[number].clear();
        }
        order = topological(&preds);
    }
    Checked {
        order: order.unwrap_or_default(),
        faults,
    }
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
