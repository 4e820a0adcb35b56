//! What is in the way of a draft at a place: every rule by itself, and who makes it so.

use chrono::{DateTime, NaiveDate};

use crate::schedule::mixture::{covers, same_campaign};
use crate::schedule::settings::{Campaign, channel_key};

use super::Advisor;
use super::about::About;
use super::ground::{Shut, Spot};
use super::standing::{Post, World};

/// One rule that a place breaks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Obstacle {
    /// Its own window: milliseconds outside.
    Early(i64),
    Late(i64),
    /// It lies before or after the days of the plan.
    Sooner(NaiveDate),
    Beyond(NaiveDate),
    Shut(Shut),
    /// The days of its campaign.
    First(NaiveDate),
    Last(NaiveDate),
    /// Too far from an entry of another calendar, by its number: minutes away.
    Far(usize, i64),
    /// It cannot be approved by then, or is left out because it is not.
    Approval,
    /// A draft that must come first was rejected.
    Gone(usize),
    /// A share of the whole, by its number, and what it would have to be.
    Share(usize, f64),
    Gap(Vec<usize>),
    Day(Vec<usize>),
    /// A limit, by its place among those of the draft.
    Limit(usize, Vec<usize>),
    /// Another post of the draft, or of its campaign on the channel.
    Apart(Vec<usize>),
    CampaignApart(Vec<usize>),
    /// What must come before stands later, what must come after stands earlier.
    After(Vec<usize>),
    Before(Vec<usize>),
}

/// More than two obstacles that nobody else makes are not told apart.
const ENOUGH: usize = 3;

impl Advisor<'_> {
    /// What is in the way at a place. A fixed draft goes to its own time whatever is closed.
    pub(super) fn obstacles(
        &self,
        world: &World<'_>,
        about: &About,
        spot: &Spot,
        fixed: bool,
    ) -> Vec<Obstacle> {
        let mut found = self.alone(about, spot, fixed);
        if found.len() >= ENOUGH {
            return found;
        }
        let home = &self.setting.problem.channels[about.channel];
        let near = world.near(about.channel, spot.at, home.gap());
        if !near.is_empty() {
            found.push(Obstacle::Gap(near));
        }
        let of_day = world.of_day(about.channel, spot.day);
        if of_day.len() >= home.rules.max_per_day as usize {
            found.push(Obstacle::Day(of_day));
        }
        for (number, limit) in about.limits.iter().enumerate() {
            let counted = limit.counted(self, world, about, spot.day);
            if counted.len() >= limit.most as usize {
                found.push(Obstacle::Limit(number, counted));
            }
        }
        self.distances(world, about, spot, fixed, &mut found);
        let added = |drafts: &[usize]| world.added(|post| drafts.contains(&post.draft));
        let wrong = |posts: &[usize], drafts: &[usize], is_wrong: &dyn Fn(&Post) -> bool| {
            let posts = posts.iter().copied().filter(|number| world.holds(*number));
            let posts = posts.chain(added(drafts));
            let wrong = |number: &usize| world.post(*number).is_some_and(|post| is_wrong(&post));
            posts.filter(wrong).collect::<Vec<usize>>()
        };
        let late = wrong(&about.before, &about.preds, &|post| post.at >= spot.at);
        if !late.is_empty() {
            found.push(Obstacle::After(late));
        }
        let early = wrong(&about.later, &about.followers, &|post| post.at <= spot.at);
        if !early.is_empty() {
            found.push(Obstacle::Before(early));
        }
        found
    }

    /// What is in the way whoever else stands where.
    fn alone(&self, about: &About, spot: &Spot, fixed: bool) -> Vec<Obstacle> {
        let mut found: Vec<Obstacle> = Vec::new();
        found.extend(about.gone.iter().map(|gone| Obstacle::Gone(*gone)));
        let shares = about.shares.iter();
        found.extend(shares.map(|(share, needed)| Obstacle::Share(*share, *needed)));
        if let Some(earliest) = about.earliest.filter(|earliest| spot.at < *earliest) {
            found.push(Obstacle::Early(earliest - spot.at));
        }
        if let Some(latest) = about.latest.filter(|latest| spot.at >= *latest) {
            found.push(Obstacle::Late(spot.at - latest));
        }
        if spot.day < self.options.from {
            found.push(Obstacle::Sooner(spot.day));
        } else if spot.day >= self.options.to {
            found.push(Obstacle::Beyond(spot.day));
        }
        let late = !fixed && about.approved.is_some_and(|approved| spot.at < approved);
        if about.left_out || late {
            found.push(Obstacle::Approval);
        }
        if !fixed {
            found.extend(spot.shut.iter().map(|shut| Obstacle::Shut(*shut)));
            self.closed_to(about, spot, &mut found);
        }
        found
    }

    /// What closes a place to this draft: blackouts of its client, the days of its campaign, what its campaign must be near.
    fn closed_to(&self, about: &About, spot: &Spot, found: &mut Vec<Obstacle>) {
        let record = &self.drafts[about.draft];
        let mix = &self.options.rules.mix;
        if record.client.is_some() && !mix.blackouts.is_empty() {
            let key = channel_key(&self.setting.problem.channels[about.channel].name);
            let blackouts = mix.blackouts.iter().enumerate();
            let closing = blackouts.filter(|(_, blackout)| {
                blackout.client.is_some()
                    && blackout.client == record.client
                    && covers(blackout, &key, spot.day)
            });
            found.extend(closing.map(|(number, _)| Obstacle::Shut(Shut::Mixed(number))));
        }
        let Some(name) = &record.campaign else {
            return;
        };
        if let Some(own) = mix.campaign(record) {
            if own.first.is_some_and(|first| spot.day < first) {
                found.push(Obstacle::First(spot.day));
            }
            if own.last.is_some_and(|last| spot.day > last) {
                found.push(Obstacle::Last(spot.day));
            }
        }
        if self.options.busy.is_empty() {
            return;
        }
        let at = DateTime::from_timestamp_millis(spot.at).unwrap_or_default();
        let busy = self.options.busy.iter().enumerate();
        let near = busy.filter(|(_, busy)| busy.is_near(name));
        let nearest = near.min_by_key(|(_, busy)| (!busy.allows(at), busy.distance(at)));
        if let Some((number, busy)) = nearest
            && !busy.allows(at)
        {
            // A minute that has begun counts.
            let minutes = (busy.distance(at).num_seconds() + 59) / 60;
            found.push(Obstacle::Far(number, minutes));
        }
    }

    /// The posts of the same draft, and of its campaign on the channel, that stand too near.
    fn distances(
        &self,
        world: &World<'_>,
        about: &About,
        spot: &Spot,
        fixed: bool,
        found: &mut Vec<Obstacle>,
    ) {
        let record = &self.drafts[about.draft];
        let own = i64::from(self.options.rules.min_apart) * 60_000;
        let campaign = self.options.rules.mix.campaign(record);
        let apart = campaign.map_or(0, |own: &Campaign| i64::from(own.min_apart) * 60_000);
        if own == 0 && apart == 0 {
            return;
        }
        let whole = self.whole(about.draft);
        // Two fixed ones keep to nothing but their times.
        let heeds = |post: &Post| !fixed || post.floats;
        let near = |post: &Post, apart: i64| post.at.saturating_sub(spot.at).abs() < apart;
        let is_own = |post: &Post| self.whole(post.draft) == whole;
        let is_mate = |post: &Post| {
            post.channel == about.channel && same_campaign(record, &self.drafts[post.draft])
        };
        if own > 0 {
            let posts = world.all(|post| near(post, own) && heeds(post) && is_own(post));
            if !posts.is_empty() {
                found.push(Obstacle::Apart(posts));
            }
        }
        if apart > 0 {
            let posts = world.all(|post| {
                near(post, apart) && heeds(post) && is_mate(post) && (own == 0 || !is_own(post))
            });
            if !posts.is_empty() {
                found.push(Obstacle::CampaignApart(posts));
            }
        }
    }

    fn whole(&self, draft: usize) -> &str {
        let id = &self.drafts[draft].id;
        self.options.parts.get(id).unwrap_or(id)
    }

    /// Whoever makes all these obstacles, so that they are gone without any one of them: nobody published or pinned.
    pub(super) fn culprits(
        &self,
        world: &World<'_>,
        about: &About,
        found: &[Obstacle],
    ) -> Vec<usize> {
        let mut common: Option<Vec<usize>> = None;
        for obstacle in found {
            let mates = match obstacle {
                Obstacle::Share(share, _) => self.mates(world, about, *share),
                _ => Vec::new(),
            };
            let who = match obstacle {
                Obstacle::Share(..) => &mates,
                other => self.who(about, other),
            };
            let rest = match common {
                None => who.to_vec(),
                Some(common) => common
                    .into_iter()
                    .filter(|post| who.contains(post))
                    .collect(),
            };
            if rest.is_empty() {
                return rest;
            }
            common = Some(rest);
        }
        let mut common = common.unwrap_or_default();
        common.retain(|number| world.post(*number).is_some_and(|post| post.spare));
        common
    }

    /// Those that a share of the whole counts with a draft: without any one of them it may take the draft.
    fn mates(&self, world: &World<'_>, about: &About, share: usize) -> Vec<usize> {
        world.all(|post| self.counts(Some(share), about, post))
    }

    /// Those of whom any one makes an obstacle.
    fn who<'o>(&self, about: &About, obstacle: &'o Obstacle) -> &'o [usize] {
        let home = &self.setting.problem.channels[about.channel];
        let enough = match obstacle {
            Obstacle::Day(_) => home.rules.max_per_day as usize,
            Obstacle::Limit(number, _) => {
                about.limits.get(*number).map_or(0, |own| own.most as usize)
            }
            _ => 1,
        };
        match obstacle {
            Obstacle::Gap(who)
            | Obstacle::Day(who)
            | Obstacle::Limit(_, who)
            | Obstacle::Apart(who)
            | Obstacle::CampaignApart(who)
            | Obstacle::After(who)
                if who.len() == enough =>
            {
                who
            }
            _ => &[],
        }
    }
}
