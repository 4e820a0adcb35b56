//! From drafts to a problem: which are placed at all, what is fixed, in which order they come, and what makes a draft impossible from the start.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use crate::record::{Draft, DraftStatus};

use super::busy::{Busy, BusyRule};
use super::check::Checked;
use super::explain;
use super::mixture::{Scope, covers};
use super::plan::PlanOptions;
use super::problem::{Channel, Item, Limit, Problem, index};
use super::settings::{Blackout, channel_key};
use super::slots::Rates;

/// A draft that has its place before anything is solved.
pub(super) struct Commit {
    pub(super) draft: usize,
    pub(super) channel: usize,
    pub(super) at: i64,
    /// What would close the time to a draft that is not fixed.
    pub(super) closed: Option<String>,
    /// It stands because the plan that is kept has it there: which of its slots.
    pub(super) kept: Option<usize>,
}

/// A draft that cannot be placed on a channel whatever the solver does.
pub(super) struct Refusal {
    pub(super) draft: usize,
    pub(super) channel: String,
    pub(super) reason: String,
}

/// The problem and what was decided without it.
pub(super) struct Setting<'a> {
    pub(super) rates: &'a Rates,
    pub(super) problem: Problem,
    pub(super) commits: Vec<Commit>,
    pub(super) refusals: Vec<Refusal>,
}

/// What is known of a draft for those that come after it.
pub(super) enum Fate {
    /// It stands, or stood, at this instant at the latest; `None`: some time in the past.
    Stands(Option<i64>),
    /// It is not placed on all its channels, for this reason.
    Fails(String),
    /// The solver decides on these items; the rest of the draft stands at this instant at the latest.
    Open(Vec<u32>, Option<i64>),
}

/// Builds the problem. `order` is a topological order of the drafts.
pub(super) fn build<'a>(
    drafts: &'a [Draft],
    checked: &Checked,
    rates: &'a Rates,
    options: &'a PlanOptions,
    shared: &'a Shared,
) -> Setting<'a> {
    let order = &checked.order;
    let mut builder = Builder {
        drafts,
        options,
        // Of two drafts of one name the first is meant.
        ids: (0..drafts.len())
            .rev()
            .map(|number| (drafts[number].id.as_str(), number))
            .collect(),
        keys: HashMap::new(),
        channels: Vec::new(),
        items: Vec::new(),
        commits: Vec::new(),
        refusals: Vec::new(),
        fates: BTreeMap::new(),
        fixed_items: BTreeMap::new(),
        limits: Vec::new(),
        scopes: Vec::new(),
        shared,
        pins: BTreeMap::new(),
        homes: BTreeMap::new(),
    };
    for draft in 0..drafts.len() {
        for name in builder.names(draft) {
            builder.channel(name);
        }
    }
    builder.make_limits();
    builder.past(&checked.faults);
    builder.keep();
    builder.fixed(order);
    for channel in &mut builder.channels {
        channel.finish(rates);
    }
    for &draft in order {
        builder.floating(draft);
    }
    builder.keep_apart();
    builder.done(rates)
}

/// Per share of the mix and client: how many slots its share of the whole comes to.
pub(super) type Shared = BTreeMap<(usize, Option<String>), u32>;

/// The problem while it is being built.
pub(super) struct Builder<'a> {
    pub(super) drafts: &'a [Draft],
    pub(super) options: &'a PlanOptions,
    pub(super) ids: HashMap<&'a str, usize>,
    pub(super) keys: HashMap<String, usize>,
    pub(super) channels: Vec<Channel>,
    pub(super) items: Vec<Item>,
    pub(super) commits: Vec<Commit>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) fates: BTreeMap<usize, Fate>,
    /// Per fixed draft that waits for others: its items, until they are linked to those.
    pub(super) fixed_items: BTreeMap<usize, Vec<u32>>,
    pub(super) limits: Vec<Limit>,
    pub(super) scopes: Vec<Scope>,
    pub(super) shared: &'a Shared,
    /// What the kept plan fixes: published by now, or pinned.
    pub(super) pins: BTreeMap<(usize, usize), i64>,
    /// Where the kept plan has the rest.
    pub(super) homes: BTreeMap<(usize, usize), i64>,
}

impl<'a> Builder<'a> {
    /// Names of the channels of a draft, each once.
    pub(super) fn names(&self, draft: usize) -> Vec<&'a str> {
        let mut keys = Vec::new();
        let channels = self.drafts[draft].channels.iter();
        let fresh = channels.filter(|name| {
            let key = channel_key(name);
            let fresh = !key.is_empty() && !keys.contains(&key);
            keys.push(key);
            fresh
        });
        fresh.map(String::as_str).collect()
    }

    pub(super) fn channel(&mut self, name: &str) -> usize {
        let key = channel_key(name);
        if let Some(&channel) = self.keys.get(&key) {
            return channel;
        }
        let options = self.options;
        let rules = options.rules.of(name);
        let range = (options.from, options.to);
        let closed = |at: DateTime<Utc>, day: NaiveDate| {
            let early = options.not_before.is_some_and(|first| at < first);
            let avoided = |busy: &Busy| busy.rule == BusyRule::Avoid && !busy.allows(at);
            let blacked_out =
                |blackout: &Blackout| blackout.client.is_none() && covers(blackout, &key, day);
            early
                || options.busy.iter().any(avoided)
                || options.rules.mix.blackouts.iter().any(blacked_out)
        };
        let channel = Channel::new(name.trim(), rules, range, options.rules.step, closed);
        self.channels.push(channel);
        self.keys.insert(key, self.channels.len() - 1);
        self.channels.len() - 1
    }

    /// Drafts that are history: what is published stands in the way of the rest, what is rejected or expired is gone.
    fn past(&mut self, faults: &BTreeMap<usize, String>) {
        for draft in 0..self.drafts.len() {
            let record = &self.drafts[draft];
            if let Some(fault) = faults.get(&draft) {
                self.refuse_all(draft, fault);
                continue;
            }
            let at = record.at.map(|at| at.timestamp_millis());
            match record.status {
                Some(DraftStatus::Published) => {
                    for name in self.names(draft) {
                        let channel = self.channel(name);
                        if let Some(at) = at {
                            self.stand(draft, channel, at);
                        }
                    }
                    self.fates.insert(draft, Fate::Stands(at));
                }
                Some(DraftStatus::Rejected) => {
                    self.fates.insert(draft, Fate::Fails("rejected".to_owned()));
                }
                Some(DraftStatus::Expired) => {
                    self.fates.insert(draft, Fate::Fails("expired".to_owned()));
                }
                _ if self.names(draft).is_empty() => {
                    self.refuse(draft, "?", "channels: the draft names none");
                }
                _ if self.options.leave_provisional && explain::provisional(record).is_some() => {
                    self.refuse_all(draft, "provisional: it is not approved");
                }
                _ => {}
            }
        }
    }

    /// Refuses a draft on all its channels.
    fn refuse_all(&mut self, draft: usize, reason: &str) {
        for name in self.names(draft) {
            self.refuse(draft, name, reason);
        }
        if self.names(draft).is_empty() {
            self.refuse(draft, "?", reason);
        }
    }

    pub(super) fn refuse(&mut self, draft: usize, channel: &str, reason: &str) {
        self.refusals.push(Refusal {
            draft,
            channel: channel.to_owned(),
            reason: reason.to_owned(),
        });
        self.fates
            .insert(draft, Fate::Fails("not placed".to_owned()));
    }

    /// For a draft: the last instant of those before it that stand, and the items of those that are still open.
    pub(super) fn waits_for(&self, draft: usize) -> Result<(Option<i64>, Vec<u32>), String> {
        let mut last = None;
        let mut open = Vec::new();
        for id in &self.drafts[draft].after {
            let before = self.ids.get(id.as_str()).copied();
            match before.and_then(|before| self.fates.get(&before)) {
                Some(Fate::Stands(at)) => last = last.max(*at),
                Some(Fate::Fails(why)) => {
                    return Err(format!(
                        "after: draft {id}, which must come before it, is {why}"
                    ));
                }
                Some(Fate::Open(items, at)) => {
                    last = last.max(*at);
                    open.extend(items);
                }
                // Only fixed drafts are looked at before those they wait for: the item is not there yet and is linked by `link`.
                None => open.push(PENDING),
            }
        }
        Ok((last, open))
    }

    pub(super) fn push(
        &mut self,
        draft: usize,
        channel: usize,
        window: (u32, u32),
        fixed: bool,
        preds: Vec<u32>,
    ) {
        let priority = self.drafts[draft].priority.unwrap_or(3);
        let weight = f64::from(1_u32 << u32::from(priority.clamp(1, 5) - 1));
        let mask = if fixed {
            0
        } else {
            self.mask_of(draft, channel)
        };
        let limits = self.limits_of(draft, channel);
        let home = self.homes.get(&(draft, channel)).and_then(|at| {
            let spots = &self.channels[channel].spots;
            let spot = spots.binary_search_by_key(at, |spot| spot.at).ok()?;
            Some(index(spot))
        });
        self.items.push(Item {
            draft,
            channel,
            weight,
            window,
            floor: 0,
            deadline: window.1,
            fixed,
            preds,
            succs: Vec::new(),
            urgency: weight,
            mask,
            limits,
            apart: Vec::new(),
            home,
        });
    }

    /// Items of a draft that the solver places; also fills in what a fixed item waits for.
    fn floating(&mut self, draft: usize) {
        if let Some(items) = self.fixed_items.remove(&draft) {
            return self.fixed_item(draft, &items);
        } else if self.fates.contains_key(&draft) {
            return;
        }
        let record = &self.drafts[draft];
        let (last, preds) = match self.waits_for(draft) {
            Ok(found) => found,
            Err(reason) => {
                self.refuse_rest(draft, &reason);
                return;
            }
        };
        let millis = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
        let approved = self.options.approved_from(record);
        let earliest = millis(record.earliest_at.max(approved));
        let earliest = earliest.max(last.map(|last| last.saturating_add(1)));
        let mut open = Vec::new();
        let mut failed = false;
        let mut stands = None;
        for name in self.names(draft) {
            let channel = self.channel(name);
            if let Some(&at) = self.pins.get(&(draft, channel)) {
                stands = stands.max(Some(at));
                continue;
            }
            let from = preds
                .iter()
                .map(|pred| self.earliest_after(*pred, channel))
                .max()
                .flatten();
            let window =
                self.channels[channel].window(earliest.max(from), millis(record.latest_at));
            if window.0 == window.1 {
                let reason = self.empty_window(draft, channel, last.max(from));
                self.refusals.push(Refusal {
                    draft,
                    channel: name.to_owned(),
                    reason,
                });
                failed = true;
                continue;
            }
            open.push(index(self.items.len()));
            let floor = millis(approved).max(last.map(|last| last.saturating_add(1)));
            let floor = self.channels[channel].window(floor.max(from), None).0;
            self.push(draft, channel, window, false, preds.clone());
            if let Some(item) = self.items.last_mut() {
                item.floor = floor;
            }
        }
        let fate = if failed {
            Fate::Fails("not placed on all its channels".to_owned())
        } else {
            Fate::Open(open, stands)
        };
        self.fates.insert(draft, fate);
    }
}

/// Stands for the items of a draft not looked at yet.
pub(super) const PENDING: u32 = u32::MAX;
