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
        let fate = match failed {
            Some(true) => Fate::Stands(Some(at)),
            Some(false) => Fate::Fails("not placed".to_owned()),
            None if open.is_empty() => Fate::Stands(Some(at)),
            None => Fate::Open(open),
        };
        self.fates.insert(draft, fate);
    }

    fn commit(&mut self, draft: usize, channel: usize, at: i64) {
        let minute = self.minute(channel, at);
        let home = &mut self.channels[channel];
        let quiet = home
            .rules
            .quiet_hours
            .iter()
            .any(|quiet| quiet.contains(minute));
        home.wall(Wall { at, draft });
        self.commits.push(Commit {
            draft,
            channel,
            at,
            quiet,
        });
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
        local.hour() * 60 + local.minute()
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
