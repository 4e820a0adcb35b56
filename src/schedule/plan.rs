//! The editorial calendar: drafts in, slots out. See docs/schedule.md for the rules as users know them.

mod approve;
mod share;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::record::{Draft, Slot, Task, Unplaced};

use super::busy::Busy;
use super::change::Advisor;
use super::check::{PlanError, check_drafts, check_options};
use super::constraint::{Commit, Setting, Shared, build};
use super::explain;
use super::keep::Kept;
use super::settings::{Rules, channel_key};
use super::slots::Rates;
use super::solver::{Solution, solve};

pub use approve::Approval;
pub(in crate::schedule) use share::in_order;

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
    /// Steps of each walker of the local search; `None` for as many as the number of drafts asks for.
    pub effort: Option<u32>,
    /// Asked while the search runs on beyond its steps: it ends when this says so. `None` ends it with its steps, the same on any machine.
    pub longer: Option<Longer>,
    /// What other departments have planned.
    pub busy: Vec<Busy>,
    /// The plan before this one.
    pub keep: Vec<Kept>,
    /// What a move away from the kept plan must bring at least, as a share of what the draft earns in the best hour of its channel.
    pub move_price: f64,
    /// Drafts that are one draft's posts on several channels, by id, with its id: they are `min_apart` like the channels of a draft.
    pub parts: BTreeMap<String, String>,
    /// Drafts that are not approved are left out instead of placed.
    pub leave_provisional: bool,
    /// How long an approval takes; drafts that are not approved are placed after it, and its tasks are made.
    pub approval: Option<Approval>,
    /// Look for what would help the drafts that get no place.
    pub advise: bool,
}

impl PlanOptions {
    /// The options of a plain plan of these days.
    pub fn new(from: NaiveDate, to: NaiveDate, rules: Rules) -> Self {
        PlanOptions {
            from,
            to,
            rules,
            not_before: None,
            effort: None,
            longer: None,
            busy: Vec::new(),
            keep: Vec::new(),
            move_price: MOVE_PRICE,
            parts: BTreeMap::new(),
            leave_provisional: false,
            approval: None,
            advise: true,
        }
    }

    /// When a draft that waits for approval can have it.
    pub(super) fn approved_from(&self, draft: &Draft) -> Option<DateTime<Utc>> {
        let approval = self.approval.as_ref()?;
        explain::provisional(draft)?;
        Some(approval.ready_at())
    }
}

/// What a move must bring when nobody says otherwise.
pub const MOVE_PRICE: f64 = 0.1;

/// Says whether a search may go on.
#[derive(Clone)]
pub struct Longer(pub Arc<dyn Fn() -> bool + Send + Sync>);

impl fmt::Debug for Longer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Longer")
    }
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
    /// What a person should know of the plan as a whole: wishes that are not met, drafts that moved.
    pub notes: Vec<String>,
    /// Approvals to give, in order of when they are due.
    pub tasks: Vec<Task>,
    /// Drafts that no plan can be made of, each with its fault; they are among the unplaced.
    pub faults: Vec<String>,
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
pub fn plan(given: &[Draft], rates: &Rates, options: &PlanOptions) -> Result<Plan, PlanError> {
    check_options(given, options)?;
    let drafts = in_order(given, &options.rules.mix);
    let drafts = drafts.as_ref();
    let checked = check_drafts(drafts);
    let mut shared = Shared::new();
    let mut bound = None;
    let mut iterations = 0;
    loop {
        let setting = build(drafts, &checked, rates, options, &shared);
        let solution = solve(&setting.problem, options.effort, options.longer.as_ref());
        iterations += solution.iterations;
        // The bound of the first round holds for all: later ones only add what shares come to, which a better plan may see otherwise.
        let bound = *bound.get_or_insert(solution.bound);
        let tighter = share::tighten(
            drafts,
            &options.rules.mix,
            &setting,
            &solution.state,
            &shared,
        );
        if let Some(tighter) = tighter {
            shared = tighter;
            continue;
        }
        let both = (given, drafts);
        let advisor = Advisor::new(both, &checked, options, &setting, &solution.state);
        let mut plan = report(drafts, &options.keep, &setting, &solution, &advisor);
        plan.bound += bound - solution.bound;
        plan.iterations = iterations;
        plan.notes = notes(&setting, &solution);
        plan.notes.extend(share::moves(&options.keep, &plan.slots));
        let name =
            |(draft, fault): (&usize, &String)| format!("draft `{}`: {fault}", drafts[*draft].id);
        plan.faults = checked.faults.iter().map(name).collect();
        if let Some(approval) = &options.approval {
            plan.tasks = approval.tasks(drafts, &plan.slots);
        }
        return Ok(plan);
    }
}

/// The wishes of `min_per_week` that the plan does not meet.
fn notes(setting: &Setting<'_>, solution: &Solution<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    for (number, channel) in setting.problem.channels.iter().enumerate() {
        for (week, wished) in (0_u32..).zip(&channel.wished) {
            let standing = solution.state.standing(number, week);
            if standing < *wished {
                let least = channel.rules.min_per_week.unwrap_or(0);
                notes.push(format!(
                    "min_per_week: {} has {} of the {least} posts wished for in the week of {}",
                    channel.name,
                    least - (wished - standing),
                    channel.monday(week)
                ));
            }
        }
    }
    notes
}

fn report(
    drafts: &[Draft],
    keep: &[Kept],
    setting: &Setting<'_>,
    solution: &Solution<'_>,
    advisor: &Advisor<'_>,
) -> Plan {
    let mut slots: Vec<Slot> = setting
        .commits
        .iter()
        .map(|commit| committed_slot(drafts, setting, commit, keep))
        .collect();
    let committed: f64 = slots.iter().map(|slot| slot.value).sum();
    let mut unplaced: Vec<(usize, Unplaced)> = setting
        .refusals
        .iter()
        .map(|refusal| {
            let draft = &drafts[refusal.draft];
            let record = unplaced_record(draft, &refusal.channel, refusal.reason.clone());
            (refusal.draft, record)
        })
        .collect();
    collect_items(drafts, setting, solution, &mut slots, &mut unplaced);
    slots.sort_by(|a, b| (a.at, &a.channel, &a.draft).cmp(&(b.at, &b.channel, &b.draft)));
    unplaced.sort_by(|a, b| (a.0, &a.1.channel).cmp(&(b.0, &b.1.channel)));
    for (draft, record) in &mut unplaced {
        let advice = advisor.advise(*draft, &record.channel);
        (record.change, record.why) = (advice.change, advice.why);
    }
    let objective = slots.iter().map(|slot| slot.value).sum::<f64>() + 0.0;
    Plan {
        slots,
        unplaced: unplaced.into_iter().map(|(_, record)| record).collect(),
        objective,
        bound: solution.bound + committed,
        iterations: solution.iterations,
        notes: Vec::new(),
        tasks: Vec::new(),
        faults: Vec::new(),
    }
}

/// What the search decided, item by item: a slot where it is placed, else
/// the constraint that kept it out.
fn collect_items(
    drafts: &[Draft],
    setting: &Setting<'_>,
    solution: &Solution<'_>,
    slots: &mut Vec<Slot>,
    unplaced: &mut Vec<(usize, Unplaced)>,
) {
    let problem = &setting.problem;
    let explain = explain::Explainer::new(drafts, &solution.state);
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
            let reason = explain.reason(item);
            unplaced.push((about.draft, unplaced_record(draft, &channel.name, reason)));
        }
    }
}

fn committed_slot(drafts: &[Draft], setting: &Setting<'_>, commit: &Commit, keep: &[Kept]) -> Slot {
    let draft = &drafts[commit.draft];
    let channel = &setting.problem.channels[commit.channel];
    let rate = channel.rate_at(commit.at, setting.rates);
    let weight = f64::from(1_u32 << (u32::from(draft.priority.unwrap_or(3).clamp(1, 5)) - 1));
    let kept = commit.kept.and_then(|kept| keep.get(kept));
    let mut why = vec![kept.map_or_else(
        || explain::fixed(channel, commit.at, rate),
        |kept| kept.why().to_owned(),
    )];
    if let Some(closed) = &commit.closed {
        why.push(format!("in {closed}, which a fixed time overrides"));
    }
    why.extend(explain::provisional(draft));
    let mut slot = slot(
        draft,
        &channel.name,
        commit.at,
        channel.rules.zone.name(),
        weight * rate,
        why,
    );
    if let Some(kept) = kept {
        kept.mark(&mut slot);
    }
    slot
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
        status: None,
        held_by: None,
        reason: None,
        touches: Vec::new(),
        pinned: None,
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
        change: None,
        why: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
