//! Drafts with a fixed time: they stand exactly there, before anything is solved, or are refused with the rule they break.

use chrono::{DateTime, Timelike};

use crate::record::DraftStatus;

use super::constraint::{Builder, Commit, Fate, PENDING, Refusal};
use super::problem::{Wall, index};

impl Builder<'_> {
    /// Fixed drafts. Those that wait for nobody come first, by priority; then the others in their order.
    pub(super) fn fixed(&mut self, order: &[usize]) {
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
        let waits = self.waits_for(draft);
        let mut open = Vec::new();
        let mut failed = None;
        for name in self.names(draft) {
            let channel = self.channel(name);
            if self.pins.contains_key(&(draft, channel)) {
                continue;
            }
            let fault = match &waits {
                Err(reason) => Some(reason.clone()),
                Ok((Some(last), _)) if *last >= at => Some(
                    "after: a draft that must come before it stands later than its fixed time"
                        .to_owned(),
                ),
                Ok(_) => self.fault_of_fixed(draft, channel, at),
            };
            match (fault, &waits) {
                (Some(reason), _) => {
                    failed = Some(self.out_of_range_but_scheduled(draft, channel, at));
                    self.refusals.push(Refusal {
                        draft,
                        channel: name.to_owned(),
                        reason,
                    });
                }
                (None, Ok((_, preds))) if !preds.is_empty() => {
                    let owner = index(self.items.len());
                    open.push(owner);
                    self.channels[channel].own_spot(at, owner);
                    self.push(draft, channel, (0, 0), true, preds.clone());
                }
                _ => self.commit(draft, channel, at),
            }
        }
        if !open.is_empty() {
            self.fixed_items.insert(draft, open.clone());
        }
        let fate = match failed {
            Some(true) => Fate::Stands(Some(at)),
            Some(false) => Fate::Fails("not placed".to_owned()),
            None if open.is_empty() => Fate::Stands(Some(at)),
            None => Fate::Open(open, None),
        };
        self.fates.insert(draft, fate);
    }

    pub(super) fn commit(&mut self, draft: usize, channel: usize, at: i64) {
        let closed = self.closed(draft, channel, at);
        self.stand(draft, channel, at);
        self.commits.push(Commit {
            draft,
            channel,
            at,
            closed,
            kept: None,
        });
    }

    /// A draft the network already holds outside the range is a fact: it stands in the way at the edge, and those after it may follow.
    fn out_of_range_but_scheduled(&mut self, draft: usize, channel: usize, at: i64) -> bool {
        let outside = self.channels[channel].day_of(at).is_none();
        let fact = outside && self.drafts[draft].status == Some(DraftStatus::Scheduled);
        if fact {
            self.stand(draft, channel, at);
        }
        fact
    }

    /// A draft stands at an instant for good: in the way of others, and counted in its limits.
    pub(super) fn stand(&mut self, draft: usize, channel: usize, at: i64) {
        self.channels[channel].wall(Wall { at, draft });
        let Some(day) = self.channels[channel].day_of(at) else {
            return;
        };
        let week = self.channels[channel].week_of(day);
        for limit in self.limits_of(draft, channel) {
            let limit = &mut self.limits[limit as usize];
            let bucket = limit.bucket(week);
            match &mut limit.left[bucket] {
                0 => limit.beyond[bucket] += 1,
                left => *left -= 1,
            }
        }
    }

    /// What closes an instant that a fixed draft takes all the same.
    fn closed(&self, draft: usize, channel: usize, at: i64) -> Option<String> {
        let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
        let rules = &self.channels[channel].rules;
        let local = rules.zone.local(at);
        let minute = local.hour() * 60 + local.minute();
        let by_channel = rules.closed_by(local.date(), minute);
        by_channel.or_else(|| self.closed_to(draft, channel, at))
    }

    /// The rule that a fixed draft breaks. Closed hours are none: whoever fixed the time meant it.
    fn fault_of_fixed(&self, draft: usize, number: usize, at: i64) -> Option<String> {
        let record = &self.drafts[draft];
        let channel = &self.channels[number];
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
        if channel.room.get(day as usize).is_none_or(|room| *room == 0) {
            return Some(format!(
                "max_per_day: fixed on a day that has its {} already",
                channel.rules.max_per_day
            ));
        }
        let week = channel.week_of(day);
        let limits = self.limits_of(draft, number);
        let mut full = limits.iter().map(|limit| &self.limits[*limit as usize]);
        let full = full.find(|limit| limit.left[limit.bucket(week)] == 0);
        full.map(|limit| {
            format!(
                "{}: fixed where its {} stand already",
                limit.name, limit.most
            )
        })
    }

    pub(super) fn fixed_item(&mut self, draft: usize, items: &[u32]) {
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
}
