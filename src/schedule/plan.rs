//! The editorial calendar: drafts in, slots out. See docs/schedule.md for the rules as users know them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::record::{Draft, Slot, Unplaced};

use super::check::{PlanError, check_drafts, check_options};
use super::constraint::{Commit, Setting, build};
use super::explain;
use super::settings::{Rules, channel_key};
use super::slots::Rates;
use super::solver::{Solution, solve};

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
    let objective = slots.iter().map(|slot| slot.value).sum::<f64>() + 0.0;
    Plan {
        slots,
        unplaced: unplaced.into_iter().map(|(_, record)| record).collect(),
        objective,
        bound: solution.bound + committed,
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
        status: None,
        held_by: None,
        reason: None,
        touches: Vec::new(),
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
