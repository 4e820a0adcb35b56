//! From drafts to a problem: which are placed at all, what is fixed, in which order they come, and what makes a draft impossible from the start.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::record::{Draft, DraftStatus};

use super::plan::PlanOptions;
use super::problem::{Channel, Item, Problem, Wall, index};
use super::settings::channel_key;
use super::slots::Rates;

/// A draft that has its place before anything is solved.
pub(super) struct Commit {
    pub(super) draft: usize,
    pub(super) channel: usize,
    pub(super) at: i64,
    pub(super) quiet: bool,
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
enum Fate {
    /// It stands, or stood, at this instant at the latest; `None`: some time in the past.
    Stands(Option<i64>),
    /// It is not placed on all its channels, for this reason.
    Fails(String),
    /// The solver decides; these are its items.
    Open(Vec<u32>),
}

/// Builds the problem. `order` is a topological order of the drafts.
pub(super) fn build<'a>(
    drafts: &'a [Draft],
    order: &[usize],
    rates: &'a Rates,
    options: &'a PlanOptions,
) -> Setting<'a> {
    let mut builder = Builder {
        drafts,
        options,
        ids: drafts
            .iter()
            .enumerate()
            .map(|(number, draft)| (draft.id.as_str(), number))
            .collect(),
        keys: HashMap::new(),
        channels: Vec::new(),
        items: Vec::new(),
        commits: Vec::new(),
        refusals: Vec::new(),
        fates: BTreeMap::new(),
    };
    builder.past();
    builder.fixed(order);
    for channel in &mut builder.channels {
        channel.finish(rates);
    }
    for &draft in order {
        builder.floating(draft);
    }
    builder.done(rates)
}

struct Builder<'a> {
    drafts: &'a [Draft],
    options: &'a PlanOptions,
    ids: HashMap<&'a str, usize>,
    keys: HashMap<String, usize>,
    channels: Vec<Channel>,
    items: Vec<Item>,
    commits: Vec<Commit>,
    refusals: Vec<Refusal>,
    fates: BTreeMap<usize, Fate>,
}

impl<'a> Builder<'a> {
    /// Names of the channels of a draft, each once.
    fn names(&self, draft: usize) -> Vec<&'a str> {
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

    fn channel(&mut self, name: &str) -> usize {
        let key = channel_key(name);
        if let Some(&channel) = self.keys.get(&key) {
            return channel;
        }
        let options = self.options;
        let rules = options.rules.of(name);
        let range = (options.from, options.to);
        let channel = Channel::new(
            name.trim(),
            rules,
            range,
            options.rules.step,
            options.not_before,
        );
        self.channels.push(channel);
        self.keys.insert(key, self.channels.len() - 1);
        self.channels.len() - 1
    }

    /// Drafts that are history: what is published stands in the way of the rest, what is rejected or expired is gone.
    fn past(&mut self) {
        for draft in 0..self.drafts.len() {
            let record = &self.drafts[draft];
            for name in self.names(draft) {
                self.channel(name);
            }
            let at = record.at.map(|at| at.timestamp_millis());
            match record.status {
                Some(DraftStatus::Published) => {
                    for name in self.names(draft) {
                        let channel = self.channel(name);
                        if let Some(at) = at {
                            self.channels[channel].wall(Wall { at, draft });
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
                _ => {}
            }
        }
    }

    fn refuse(&mut self, draft: usize, channel: &str, reason: &str) {
        self.refusals.push(Refusal {
            draft,
            channel: channel.to_owned(),
            reason: reason.to_owned(),
        });
        self.fates
            .insert(draft, Fate::Fails("not placed".to_owned()));
    }

    /// Fixed drafts. Those that wait for nobody come first, by priority; then the others in their order.
    fn fixed(&mut self, order: &[usize]) {
        let drafts = self.drafts;
        let is_fixed = |draft: &usize| drafts[*draft].at.is_some();
        let mut fixed: Vec<usize> = order.iter().copied().filter(is_fixed).collect();
        fixed.retain(|draft| !self.fates.contains_key(draft));
        let rank = |draft: &usize| {
            let draft = &drafts[*draft];
            (std::cmp::Reverse(draft.priority.unwrap_or(3)), draft.at)
        };
        let (mut first, later): (Vec<usize>, Vec<usize>) = fixed
            .into_iter()
            .partition(|draft| drafts[*draft].after.is_empty());
        first.sort_by_key(rank);
        for draft in first.into_iter().chain(later) {
            self.fix(draft);
        }
    }

    fn fix(&mut self, draft: usize) {
        let Some(at) = self.drafts[draft].at.map(|at| at.timestamp_millis()) else {
            return;
        };
        let mut open = Vec::new();
        let waits = self.waits_for(draft);
        let mut failed = None;
        for name in self.names(draft) {
            let channel = self.channel(name);
            let fault = match &waits {
                Err(reason) => Some(reason.clone()),
                Ok((Some(last), _)) if *last >= at => Some(
                    "after: a draft that must come before it stands later than its fixed time"
                        .to_owned(),
                ),
                Ok(_) => self.fault_of_fixed(draft, channel, at),
            };
            let floats = matches!(&waits, Ok((_, preds)) if !preds.is_empty());
            if let Some(reason) = fault {
                failed = Some(self.out_of_range_but_scheduled(draft, channel, at));
                self.refusals.push(Refusal {
                    draft,
                    channel: name.to_owned(),
                    reason,
                });
            } else if floats {
                open.push(index(self.items.len()));
                let owner = index(self.items.len());
                self.channels[channel].own_spot(at, owner);
                let preds = waits
                    .as_ref()
                    .map(|(_, preds)| preds.clone())
                    .unwrap_or_default();
                self.push(draft, channel, (0, 0), true, preds);
            } else {
                let minute = self.minute(channel, at);
                let quiet = self.channels[channel]
                    .rules
                    .quiet_hours
                    .iter()
                    .any(|quiet| quiet.contains(minute));
                self.channels[channel].wall(Wall { at, draft });
                self.commits.push(Commit {
                    draft,
                    channel,
                    at,
                    quiet,
                });
            }
        }
        let fate = match failed {
            Some(true) => Fate::Stands(Some(at)),
            Some(false) => Fate::Fails("not placed".to_owned()),
            None if open.is_empty() => Fate::Stands(Some(at)),
            None => Fate::Open(open),
        };
        self.fates.insert(draft, fate);
    }

    /// A draft the network already holds outside the range is a fact: it stands in the way at the edge, and those after it may follow.
    fn out_of_range_but_scheduled(&mut self, draft: usize, channel: usize, at: i64) -> bool {
        let outside = self.channels[channel].day_of(at).is_none();
        let fact = outside && self.drafts[draft].status == Some(DraftStatus::Scheduled);
        if fact {
            self.channels[channel].wall(Wall { at, draft });
        }
        fact
    }

    fn minute(&self, channel: usize, at: i64) -> u32 {
        let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
        let local = self.channels[channel].rules.zone.local(at);
        chrono::Timelike::hour(&local) * 60 + chrono::Timelike::minute(&local)
    }

    /// The rule that a fixed draft breaks. Quiet hours are none: whoever fixed the time meant it.
    fn fault_of_fixed(&self, draft: usize, channel: usize, at: i64) -> Option<String> {
        let record = &self.drafts[draft];
        let channel = &self.channels[channel];
        let Some(day) = channel.day_of(at) else {
            return Some(format!(
                "at: fixed outside the days planned, {} to {} exclusive",
                self.options.from, self.options.to
            ));
        };
        if record
            .earliest_at
            .is_some_and(|earliest| at < earliest.timestamp_millis())
        {
            return Some("at: fixed before its own earliest_at".to_owned());
        }
        if record
            .latest_at
            .is_some_and(|latest| at >= latest.timestamp_millis())
        {
            return Some("at: fixed at or after its own latest_at".to_owned());
        }
        let near = channel
            .walls
            .iter()
            .find(|wall| (wall.at.saturating_sub(at)).abs() < channel.gap());
        if let Some(wall) = near {
            let other = &self.drafts[wall.draft].id;
            return Some(format!(
                "min_gap: fixed less than {} min from draft {other}, which stands",
                channel.rules.min_gap.max(1)
            ));
        }
        let full = channel.room.get(day as usize).is_none_or(|room| *room == 0);
        full.then(|| {
            format!(
                "max_per_day: fixed on a day that has its {} already",
                channel.rules.max_per_day
            )
        })
    }

    /// For a draft: the last instant of those before it that stand, and the items of those that are still open.
    fn waits_for(&self, draft: usize) -> Result<(Option<i64>, Vec<u32>), String> {
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
                Some(Fate::Open(items)) => open.extend(items),
                // Only fixed drafts are looked at before those they wait for: the item is not there yet and is linked by `link`.
                None => open.push(PENDING),
            }
        }
        Ok((last, open))
    }

    fn push(
        &mut self,
        draft: usize,
        channel: usize,
        window: (u32, u32),
        fixed: bool,
        preds: Vec<u32>,
    ) {
        let priority = self.drafts[draft].priority.unwrap_or(3);
        let weight = f64::from(1_u32 << u32::from(priority.clamp(1, 5) - 1));
        self.items.push(Item {
            draft,
            channel,
            weight,
            window,
            deadline: window.1,
            fixed,
            preds,
            succs: Vec::new(),
            urgency: weight,
        });
    }

    /// Items of a draft that the solver places; also fills in what a fixed item waits for.
    fn floating(&mut self, draft: usize) {
        if let Some(Fate::Open(items)) = self.fates.get(&draft) {
            let items = items.clone();
            return self.fixed_item(draft, &items);
        }
        if self.fates.contains_key(&draft) {
            return;
        }
        let record = &self.drafts[draft];
        let (last, preds) = match self.waits_for(draft) {
            Ok(found) => found,
            Err(reason) => {
                for name in self.names(draft) {
                    self.refuse(draft, name, &reason);
                }
                return;
            }
        };
        let millis = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
        let earliest = millis(record.earliest_at).max(last.map(|last| last.saturating_add(1)));
        let mut open = Vec::new();
        let mut failed = false;
        for name in self.names(draft) {
            let channel = self.channel(name);
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
            self.push(draft, channel, window, false, preds.clone());
        }
        let fate = if failed {
            Fate::Fails("not placed on all its channels".to_owned())
        } else {
            Fate::Open(open)
        };
        self.fates.insert(draft, fate);
    }

    /// The first instant at which something on `channel` may follow an item.
    fn earliest_after(&self, pred: u32, channel: usize) -> Option<i64> {
        let pred = &self.items[pred as usize];
        let home = &self.channels[pred.channel];
        let gap = if pred.channel == channel {
            home.gap()
        } else {
            1
        };
        home.spots
            .get(pred.window.0 as usize)
            .map(|spot| spot.at.saturating_add(gap))
    }

    fn fixed_item(&mut self, draft: usize, items: &[u32]) {
        let at = self.drafts[draft].at.map_or(0, |at| at.timestamp_millis());
        match self.waits_for(draft) {
            Ok((last, preds)) if last.is_none_or(|last| last < at) => {
                for &item in items {
                    let channel = &self.channels[self.items[item as usize].channel];
                    let spot = channel
                        .spots
                        .iter()
                        .position(|spot| spot.owner == item)
                        .map_or(0, index);
                    let item = &mut self.items[item as usize];
                    item.window = (spot, spot + 1);
                    item.deadline = spot + 1;
                    item.preds.clone_from(&preds);
                }
            }
            // An item without a window is never placed; `explain` finds the draft it waited for.
            _ => {
                for &item in items {
                    self.items[item as usize]
                        .preds
                        .retain(|pred| *pred != PENDING);
                }
                self.fates
                    .insert(draft, Fate::Fails("not placed".to_owned()));
            }
        }
    }

    /// Why a draft has no spot at all in its window.
    fn empty_window(&self, draft: usize, channel: usize, last: Option<i64>) -> String {
        let record = &self.drafts[draft];
        let channel = &self.channels[channel];
        let (first_day, end_day) = (
            channel.rules.zone.midnight(self.options.from),
            channel.rules.zone.midnight(self.options.to),
        );
        let outside = record
            .earliest_at
            .is_some_and(|earliest| earliest >= end_day)
            || record.latest_at.is_some_and(|latest| latest <= first_day);
        if outside {
            return format!(
                "window: it lies outside the days planned, {} to {} exclusive",
                self.options.from, self.options.to
            );
        }
        if let (Some(earliest), Some(latest)) = (record.earliest_at, record.latest_at)
            && earliest >= latest
        {
            return "window: latest_at is not after earliest_at".to_owned();
        }
        let millis = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
        let own = channel.window(millis(record.earliest_at), millis(record.latest_at));
        if own.0 < own.1 && last.is_some() {
            return "after: nothing of its window is left once those before it stand".to_owned();
        }
        if channel.rules.quiet_hours.is_empty() {
            return format!(
                "window: no place of the grid of {} min lies in it",
                self.options.rules.step
            );
        }
        "quiet_hours: they cover its whole window".to_owned()
    }

    /// Links both ways, and what follows from the links: who is asked first, and by when.
    fn done(mut self, rates: &'a Rates) -> Setting<'a> {
        let count = self.items.len();
        for item in 0..count {
            for pred in self.items[item].preds.clone() {
                if let Some(pred) = self.items.get_mut(pred as usize) {
                    pred.succs.push(index(item));
                }
            }
        }
        // A fixed item may stand before those it waits for in the list, so that one backward pass is not enough.
        let mut changed = true;
        while changed {
            changed = false;
            for item in (0..count).rev() {
                for succ in self.items[item].succs.clone() {
                    changed |= self.inherit(item, succ as usize);
                }
            }
        }
        let mut of_channel = vec![Vec::new(); self.channels.len()];
        for (number, item) in self.items.iter().enumerate() {
            of_channel[item.channel].push(index(number));
        }
        Setting {
            rates,
            problem: Problem {
                channels: self.channels,
                items: self.items,
                of_channel,
            },
            commits: self.commits,
            refusals: self.refusals,
        }
    }

    fn inherit(&mut self, item: usize, succ: usize) -> bool {
        let (weight, fixed) = (self.items[succ].urgency, self.items[succ].fixed);
        let home = &self.channels[self.items[succ].channel];
        let last = if fixed {
            self.items[succ].window.0
        } else {
            self.items[succ].deadline.saturating_sub(1)
        };
        let bounded = fixed || self.items[succ].deadline < self.items[succ].window.1;
        let until = home.spots.get(last as usize).map(|spot| spot.at);
        let mut changed = weight > self.items[item].urgency;
        if changed {
            self.items[item].urgency = weight;
        }
        if let (true, Some(until)) = (bounded, until) {
            let end = self.channels[self.items[item].channel]
                .window(None, Some(until))
                .1;
            let window = self.items[item].window;
            if end > window.0 && end < self.items[item].deadline {
                self.items[item].deadline = end;
                changed = true;
            }
        }
        changed
    }
}

/// Stands for the items of a draft that is not looked at yet.
const PENDING: u32 = u32::MAX;
