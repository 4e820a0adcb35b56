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
pub(super) enum Fate {
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
                Some(Fate::Open(items)) => open.extend(items),
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
            mask: 0,
            limits: Vec::new(),
            apart: Vec::new(),
            home: None,
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
}

/// Stands for the items of a draft that is not looked at yet.
pub(super) const PENDING: u32 = u32::MAX;
