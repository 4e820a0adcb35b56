//! The rules that look at what a draft is rather than at its channel: limits on pillars and promotion, campaigns, days closed to a client, the
//! calendars of others.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::record::Draft;

use super::constraint::Builder;
use super::problem::{Limit, index};
use super::settings::{Blackout, channel_key};

/// A limit before it is counted: whom it is for.
pub(super) enum Scope {
    /// Everything on a channel.
    Channel(usize),
    /// Drafts of a client that one of the shares of the mix counts.
    Share(usize, Option<String>),
}

impl Builder<'_> {
    /// Makes the limits; the channels are known by now.
    pub(super) fn make_limits(&mut self) {
        let rules = &self.options.rules;
        let weeks = self
            .channels
            .iter()
            .map(super::problem::Channel::weeks)
            .max();
        let weeks = weeks.unwrap_or(1);
        let mut found = Vec::new();
        for (number, channel) in self.channels.iter().enumerate() {
            if let Some(most) = channel.rules.max_per_week {
                let name = "max_per_week".to_owned();
                found.push((Scope::Channel(number), name, (Some(most), None)));
            }
        }
        let clients: BTreeSet<Option<String>> = self
            .drafts
            .iter()
            .map(|draft| draft.client.clone())
            .collect();
        for (number, share) in rules.mix.shares.iter().enumerate() {
            for client in &clients {
                let scope = || Scope::Share(number, client.clone());
                let name = |rule: &str| format!("{}.{rule}", share.name);
                if share.max_per_week.is_some() {
                    let most = (share.max_per_week, None);
                    found.push((scope(), name("max_per_week"), most));
                }
                if share.max_per_plan.is_some() {
                    let most = (None, share.max_per_plan);
                    found.push((scope(), name("max_per_plan"), most));
                }
                if let Some(most) = self.shared.get(&(number, client.clone())) {
                    found.push((scope(), name("max_share"), (None, Some(*most))));
                }
            }
        }
        for (scope, name, (weekly, most)) in found {
            let most_of = weekly.or(most).unwrap_or(u32::MAX);
            let buckets = if weekly.is_some() { weeks } else { 1 };
            self.limits.push(Limit {
                name,
                most: most_of,
                left: vec![most_of; buckets],
                beyond: vec![0; buckets],
                weekly: weekly.is_some(),
            });
            self.scopes.push(scope);
        }
    }

    /// The limits a draft counts in on a channel.
    pub(super) fn limits_of(&self, draft: usize, channel: usize) -> Vec<u32> {
        let record = &self.drafts[draft];
        let counts = |scope: &Scope| match scope {
            Scope::Channel(number) => *number == channel,
            Scope::Share(number, client) => {
                let share = self.options.rules.mix.shares.get(*number);
                record.client == *client && share.is_some_and(|share| share.counts(record))
            }
        };
        let scopes = self.scopes.iter().enumerate();
        scopes
            .filter(|(_, scope)| counts(scope))
            .map(|(number, _)| index(number))
            .collect()
    }

    /// What closes an instant to a draft of its own: a blackout of its client, an entry that its campaign must be near.
    pub(super) fn closed_to(
        &self,
        draft: usize,
        channel: usize,
        at: DateTime<Utc>,
    ) -> Option<String> {
        let record = &self.drafts[draft];
        let home = &self.channels[channel];
        let day = home.rules.zone.day(at);
        let key = channel_key(&home.name);
        let blackouts = &self.options.rules.mix.blackouts;
        let closed = blackouts.iter().find(|blackout| {
            blackout.client.is_some()
                && blackout.client == record.client
                && covers(blackout, &key, day)
        });
        if let Some(blackout) = closed {
            return Some(described(blackout));
        }
        let campaign = record.campaign.as_deref()?;
        let mut near = self
            .options
            .busy
            .iter()
            .filter(|busy| busy.is_near(campaign));
        let first = near.next()?;
        let all = std::iter::once(first).chain(near);
        let far = all.clone().all(|busy| !busy.allows(at));
        far.then(|| format!("too far from {}", first.label))
    }

    /// The mask of a draft on a channel: the spots closed to it alone; 0 when there is none.
    pub(super) fn mask_of(&mut self, draft: usize, channel: usize) -> u32 {
        let record = &self.drafts[draft];
        let mix = &self.options.rules.mix;
        let campaign = mix.campaign(record);
        let apart = campaign.map_or(0, |campaign| i64::from(campaign.min_apart) * 60_000);
        let home = &self.channels[channel];
        let own = |wall: &&super::problem::Wall| same_campaign(record, &self.drafts[wall.draft]);
        let walls: Vec<i64> = match apart {
            0 => Vec::new(),
            _ => home.walls.iter().filter(own).map(|wall| wall.at).collect(),
        };
        let dated = campaign.is_some_and(|own| own.first.is_some() || own.last.is_some());
        let alone = mix
            .blackouts
            .iter()
            .any(|blackout| blackout.client.is_some());
        // Its posts on other channels that stand for good.
        let own_apart = i64::from(self.options.rules.min_apart) * 60_000;
        let posts: Vec<i64> = match own_apart {
            0 => Vec::new(),
            _ => self.own_walls(draft),
        };
        if walls.is_empty() && posts.is_empty() && !dated && !alone && self.options.busy.is_empty()
        {
            return 0;
        }
        let closed = |spot: &super::problem::Spot| {
            let at = DateTime::from_timestamp_millis(spot.at).unwrap_or_default();
            let day = home.rules.zone.day(at);
            let outside = campaign.is_some_and(|own| {
                own.first.is_some_and(|first| day < first)
                    || own.last.is_some_and(|last| day > last)
            });
            outside
                || walls
                    .iter()
                    .any(|wall| wall.saturating_sub(spot.at).abs() < apart)
                || posts
                    .iter()
                    .any(|post| post.saturating_sub(spot.at).abs() < own_apart)
                || self.closed_to(draft, channel, at).is_some()
        };
        let mask: Vec<bool> = home.spots.iter().map(closed).collect();
        if !mask.contains(&true) {
            return 0;
        }
        let masks = &mut self.channels[channel].masks;
        let number = masks.iter().position(|other| *other == mask);
        let number = number.unwrap_or_else(|| {
            masks.push(mask);
            masks.len() - 1
        });
        index(number + 1)
    }

    /// Where a draft stands already.
    fn own_walls(&self, draft: usize) -> Vec<i64> {
        let whole = self.whole(draft);
        let walls = self.channels.iter().flat_map(|channel| &channel.walls);
        let own = walls.filter(|wall| self.whole(wall.draft) == whole);
        own.map(|wall| wall.at).collect()
    }

    /// The draft whose post on a channel this is.
    fn whole(&self, draft: usize) -> &str {
        let id = &self.drafts[draft].id;
        self.options.parts.get(id).unwrap_or(id)
    }

    /// Distances between items: of one draft on several channels, of one campaign on one channel. Two fixed items keep to nothing but their times.
    pub(super) fn keep_apart(&mut self) {
        let rules = &self.options.rules;
        let own = i64::from(rules.min_apart) * 60_000;
        let mut found = Vec::new();
        for (number, item) in self.items.iter().enumerate() {
            let record = &self.drafts[item.draft];
            let campaign = rules.mix.campaign(record);
            let apart = campaign.map_or(0, |own| i64::from(own.min_apart) * 60_000);
            if own == 0 && apart == 0 {
                continue;
            }
            for (other, mate) in self.items.iter().enumerate().take(number) {
                let distance = if mate.fixed && item.fixed {
                    0
                } else if own > 0 && self.whole(mate.draft) == self.whole(item.draft) {
                    own
                } else if mate.channel == item.channel
                    && same_campaign(record, &self.drafts[mate.draft])
                {
                    apart
                } else {
                    0
                };
                if distance > 0 {
                    found.push((number, other, distance));
                }
            }
        }
        for (one, other, distance) in found {
            self.items[one].apart.push((index(other), distance));
            self.items[other].apart.push((index(one), distance));
        }
    }
}

/// Whether two drafts belong to one campaign of one client.
pub(super) fn same_campaign(one: &Draft, other: &Draft) -> bool {
    let key = |draft: &Draft| draft.campaign.as_deref().map(channel_key);
    one.client == other.client && one.campaign.is_some() && key(one) == key(other)
}

/// Whether a blackout covers a day of a channel.
pub(super) fn covers(blackout: &Blackout, channel: &str, day: NaiveDate) -> bool {
    blackout.days.contains(day) && blackout.channel.as_deref().is_none_or(|own| own == channel)
}

fn described(blackout: &Blackout) -> String {
    match &blackout.label {
        Some(label) => format!("a blackout day ({label})"),
        None => "a blackout day".to_owned(),
    }
}
