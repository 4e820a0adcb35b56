//! What follows from `after` once all items are there: links both ways, who is asked first, and by when; and why a window is empty.

use chrono::{DateTime, Utc};

use super::constraint::{Builder, Setting};
use super::problem::{Problem, index};
use super::slots::Rates;

/// What a post that `min_per_week` wishes for is worth to the search: as much as a draft of priority 4 at the best hour there is.
const WISH: f64 = 8.0;

impl<'a> Builder<'a> {
    /// The first instant at which something on `channel` may follow an item.
    pub(super) fn earliest_after(&self, pred: u32, channel: usize) -> Option<i64> {
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

    /// Why a draft has no spot at all in its window.
    pub(super) fn empty_window(&self, draft: usize, channel: usize, last: Option<i64>) -> String {
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
        let now = self.options.not_before;
        if now.is_some_and(|now| record.latest_at.is_some_and(|latest| latest <= now)) {
            return "window: it lies in the past".to_owned();
        }
        let millis = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
        let own = channel.window(millis(record.earliest_at), millis(record.latest_at));
        if own.0 < own.1 && last.is_some() {
            return "after: nothing of its window is left once those before it stand".to_owned();
        }
        self.closed_window(draft, channel)
    }

    /// What closes every place of a window: the first rule that is met, or that there is no place at all.
    fn closed_window(&self, draft: usize, channel: &super::problem::Channel) -> String {
        let record = &self.drafts[draft];
        let zone = &channel.rules.zone;
        let days = self.options.from.iter_days();
        for day in days.take_while(|day| *day < self.options.to) {
            for place in super::grid::day_places(zone, day, self.options.rules.step) {
                let early = record
                    .earliest_at
                    .is_some_and(|earliest| place.at < earliest);
                if early || record.latest_at.is_some_and(|latest| place.at >= latest) {
                    continue;
                }
                return match channel.rules.closed_by(day, place.minute).as_deref() {
                    Some("quiet hours") => "quiet_hours: they cover its whole window".to_owned(),
                    Some("closed hours") => "open_hours: none lies in its window".to_owned(),
                    Some(what) => format!("closed: {what} takes its whole window"),
                    None if self.options.not_before.is_some_and(|now| place.at < now) => {
                        "window: it lies in the past".to_owned()
                    }
                    None if self.options.approved_from(record).is_some() => {
                        "approval: it cannot be done before its window ends".to_owned()
                    }
                    None => "closed: what others have planned, or days without posts, take its whole window".to_owned(),
                };
            }
        }
        format!(
            "window: no place of the grid of {} min lies in it",
            self.options.rules.step
        )
    }

    /// Links both ways, and what follows from the links: who is asked first, and by when.
    pub(super) fn done(mut self, rates: &'a Rates) -> Setting<'a> {
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
        let best = self.channels.iter().map(super::problem::Channel::best_rate);
        let best = best.fold(0.0, f64::max);
        Setting {
            rates,
            problem: Problem {
                channels: self.channels,
                items: self.items,
                of_channel,
                limits: self.limits,
                wish_price: WISH * best,
                move_price: self.options.move_price,
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
