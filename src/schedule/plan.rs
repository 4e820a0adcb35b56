//! The editorial calendar: drafts in, slots out. See docs/schedule.md for the rules as users know them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::record::{Draft, DraftStatus, Slot, Unplaced};
use crate::text::closest;

use super::constraint::{Commit, Setting, build};
use super::explain;
use super::settings::{Rules, channel_key};
use super::slots::Rates;
use super::solver::{Solution, solve};

/// The longest range that is planned at once, in days: three years.
pub const MAX_DAYS: i64 = 1_100;

/// The most places (days x places a day x channels) that are planned at once; each takes about 50 bytes.
const MAX_PLACES: i64 = 20_000_000;

/// What to plan.
#[derive(Clone, Debug)]
pub struct PlanOptions {
    /// First day, local to each channel.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
    /// What holds on each channel.
    pub rules: Rules,
    /// Nothing is placed before this instant: the present, when the range starts today. Fixed drafts are not held to it.
    pub not_before: Option<DateTime<Utc>>,
    /// Steps of the local search; `None` for as many as the number of drafts asks for. More steps never give a worse plan of the search itself.
    pub effort: Option<u32>,
}

/// A finished plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Drafts placed, in order of time.
    pub slots: Vec<Slot>,
    /// Drafts that got no place, in the order of the input.
    pub unplaced: Vec<Unplaced>,
    /// Sum of the values of the slots.
    pub objective: f64,
    /// No plan that obeys the rules has a greater objective.
    pub bound: f64,
    /// Steps it took.
    pub iterations: u64,
}

/// The figures of a plan, as `--stats` writes them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stats {
    /// Sum of the values of the slots.
    pub objective: f64,
    /// No plan that obeys the rules has a greater objective.
    pub bound: f64,
    /// (bound - objective) / bound; 0 when the plan is proven best.
    pub gap: f64,
    /// Number of slots.
    pub placed: usize,
    /// Number of drafts x channels without a slot.
    pub unplaced: usize,
    /// Steps it took.
    pub iterations: u64,
}

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

impl Plan {
    /// The figures of the plan.
    pub fn stats(&self) -> Stats {
        let gap = if self.bound > 0.0 {
            ((self.bound - self.objective) / self.bound).max(0.0)
        } else {
            0.0
        };
        Stats {
            objective: self.objective,
            bound: self.bound,
            // Below the rounding of the sums the plan is the best one.
            gap: if gap < 1e-8 { 0.0 } else { gap },
            placed: self.slots.len(),
            unplaced: self.unplaced.len(),
            iterations: self.iterations,
        }
    }
}

/// Plans the drafts: maximises the sum over placed (draft, channel) of 2^(priority-1) x rate(channel, local weekday, hour) under the rules.
pub fn plan(drafts: &[Draft], rates: &Rates, options: &PlanOptions) -> Result<Plan, PlanError> {
    check_options(drafts, options)?;
    let order = check_drafts(drafts)?;
    let setting = build(drafts, &order, rates, options);
    let solution = solve(&setting.problem, options.effort);
    Ok(report(drafts, &setting, &solution))
}

fn check_options(drafts: &[Draft], options: &PlanOptions) -> Result<(), PlanError> {
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
fn check_drafts(drafts: &[Draft]) -> Result<Vec<usize>, PlanError> {
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
            match ids.get(after.as_str()) {
                Some(pred) => preds[number].push(*pred),
                None => {
                    let known = drafts.iter().map(|draft| draft.id.as_str());
                    return Err(PlanError::UnknownAfter {
                        id: draft.id.clone(),
                        after: after.clone(),
                        suggestion: closest::closest(after, known).map(str::to_owned),
                    });
                }
            }
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

fn report(drafts: &[Draft], setting: &Setting<'_>, solution: &Solution<'_>) -> Plan {
    let problem = &setting.problem;
    let mut slots: Vec<Slot> = Vec::new();
    let mut committed = 0.0;
    for commit in &setting.commits {
        let slot = committed_slot(drafts, setting, commit);
        committed += slot.value;
        slots.push(slot);
    }
    let explain = explain::Explainer::new(drafts, &solution.state);
    let mut unplaced: Vec<(usize, Unplaced)> = Vec::new();
    for refusal in &setting.refusals {
        let reason = refusal.reason.clone();
        unplaced.push((
            refusal.draft,
            unplaced_record(&drafts[refusal.draft], &refusal.channel, reason),
        ));
    }
    for (item, about) in problem.items.iter().enumerate() {
        let draft = &drafts[about.draft];
        let channel = &problem.channels[about.channel];
        if solution.state.is_placed(item) {
            let value = solution.state.value(item, solution.state.at[item]);
            let why = explain.why(item);
            slots.push(slot(
                draft,
                &channel.name,
                solution.state.instant(item),
                channel.rules.zone.name(),
                value,
                why,
            ));
        } else {
            unplaced.push((
                about.draft,
                unplaced_record(draft, &channel.name, explain.reason(item)),
            ));
        }
    }
    slots.sort_by(|a, b| (a.at, &a.channel, &a.draft).cmp(&(b.at, &b.channel, &b.draft)));
    unplaced.sort_by(|a, b| (a.0, &a.1.channel).cmp(&(b.0, &b.1.channel)));
    let objective = slots.iter().map(|slot| slot.value).sum();
    Plan {
        slots,
        unplaced: unplaced.into_iter().map(|(_, record)| record).collect(),
        objective,
        bound: (solution.bound + committed).max(objective),
        iterations: solution.iterations,
    }
}

fn committed_slot(drafts: &[Draft], setting: &Setting<'_>, commit: &Commit) -> Slot {
    let draft = &drafts[commit.draft];
    let channel = &setting.problem.channels[commit.channel];
    let rate = channel.rate_at(commit.at, setting.rates);
    let weight = f64::from(1_u32 << (u32::from(draft.priority.unwrap_or(3).clamp(1, 5)) - 1));
    let mut why = vec![explain::fixed(channel, commit.at, rate)];
    if commit.quiet {
        why.push("in quiet hours, which a fixed time overrides".to_owned());
    }
    why.extend(explain::provisional(draft));
    slot(
        draft,
        &channel.name,
        commit.at,
        channel.rules.zone.name(),
        weight * rate,
        why,
    )
}

/// The name of a channel as the draft itself spells it.
fn spelling<'a>(draft: &'a Draft, channel: &'a str) -> &'a str {
    let key = channel_key(channel);
    let own = draft.channels.iter().find(|name| channel_key(name) == key);
    own.map_or(channel, String::as_str)
}

fn slot(
    draft: &Draft,
    channel: &str,
    at: i64,
    timezone: &str,
    value: f64,
    why: Vec<String>,
) -> Slot {
    let channel = spelling(draft, channel);
    Slot {
        record_type: "slot".to_owned(),
        id: Slot::id_of(&draft.id, channel),
        draft: draft.id.clone(),
        client: draft.client.clone(),
        channel: channel.to_owned(),
        at: DateTime::from_timestamp_millis(at).unwrap_or_default(),
        timezone: timezone.to_owned(),
        value,
        why,
        text: draft.variants.get(channel).or(draft.text.as_ref()).cloned(),
    }
}

fn unplaced_record(draft: &Draft, channel: &str, reason: String) -> Unplaced {
    let channel = spelling(draft, channel);
    Unplaced {
        record_type: "unplaced".to_owned(),
        id: Slot::id_of(&draft.id, channel),
        draft: draft.id.clone(),
        channel: channel.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests;
