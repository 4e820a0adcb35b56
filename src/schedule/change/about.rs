//! A draft that got no place: what holds for it wherever it would stand.

use std::collections::HashMap;

use chrono::{NaiveDate, Weekday};

use crate::record::{Draft, DraftStatus};
use crate::schedule::explain;
use crate::schedule::settings::channel_key;

use super::standing::{Post, World};
use super::{Advisor, Kind};

/// A draft on a channel.
pub(super) struct About {
    pub(super) draft: usize,
    pub(super) channel: usize,
    /// It has a time of its own.
    pub(super) fixed: bool,
    /// It goes to one channel only.
    pub(super) alone: bool,
    /// What kind of change more days are: the first to think of where its own window lies beyond them.
    pub(super) more_days: Kind,
    pub(super) earliest: Option<i64>,
    pub(super) latest: Option<i64>,
    /// When it can be approved.
    pub(super) approved: Option<i64>,
    /// It is left out because nobody has approved it.
    pub(super) left_out: bool,
    /// Drafts that must come before it, and those that never will.
    pub(super) preds: Vec<usize>,
    pub(super) gone: Vec<usize>,
    pub(super) followers: Vec<usize>,
    /// Posts of those.
    pub(super) before: Vec<usize>,
    pub(super) later: Vec<usize>,
    pub(super) limits: Vec<Limit>,
    /// Shares of the mix that one more would break, and what they would have to be.
    pub(super) shares: Vec<(usize, f64)>,
}

/// At most so many a week or in the plan.
pub(super) struct Limit {
    /// The share of the mix; `None` for all of the channel.
    pub(super) share: Option<usize>,
    pub(super) most: u32,
    pub(super) weekly: bool,
    /// By the Monday of their week; all under one day when it is not weekly.
    posts: HashMap<NaiveDate, Vec<usize>>,
}

/// A draft that must come before another has no place on a channel.
pub(super) struct Missing {
    pub(super) draft: usize,
    pub(super) channel: String,
}

impl Limit {
    fn key(&self, day: NaiveDate) -> NaiveDate {
        if self.weekly {
            day.week(Weekday::Mon).first_day()
        } else {
            NaiveDate::default()
        }
    }

    /// Those that count with a place of a day, as far as they lie in the plan's days or before that one.
    pub(super) fn counted(
        &self,
        advisor: &Advisor<'_>,
        world: &World<'_>,
        about: &About,
        day: NaiveDate,
    ) -> Vec<usize> {
        let options = advisor.options;
        let key = self.key(day);
        let within =
            |post: &Post| post.day >= options.from && (post.day < options.to || post.day <= day);
        let standing = self.posts.get(&key).into_iter().flatten().copied();
        let mut counted: Vec<usize> = standing
            .filter(|number| world.holds(*number))
            .filter(|number| world.post(*number).is_some_and(|post| within(&post)))
            .collect();
        counted.extend(world.added(|post| {
            self.key(post.day) == key && within(post) && advisor.counts(self.share, about, post)
        }));
        counted
    }
}

impl Advisor<'_> {
    /// What holds for a draft on a channel; an error when one that must come before it has no place.
    pub(super) fn about(&self, draft: usize, channel: usize) -> Result<About, Missing> {
        let record = &self.drafts[draft];
        let world = World::new(&self.standing);
        let known = record.after.iter();
        let known = known.filter_map(|id| self.ids.get(id.as_str()).copied());
        let is_gone = |pred: &usize| {
            let status = self.drafts[*pred].status;
            matches!(status, Some(DraftStatus::Rejected | DraftStatus::Expired))
        };
        let (gone, preds): (Vec<usize>, Vec<usize>) = known.partition(is_gone);
        for &pred in preds.iter().filter(|pred| self.is_live(**pred)) {
            self.is_whole(&world, pred)?;
        }
        let millis = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.timestamp_millis());
        let posts = |drafts: &[usize]| -> Vec<usize> {
            let posts = drafts.iter().flat_map(|draft| world.of_draft(*draft));
            posts.collect()
        };
        let zone = &self.setting.problem.channels[channel].rules.zone;
        let days = (
            zone.midnight(self.options.from),
            zone.midnight(self.options.to),
        );
        let followers = self.followers.get(&draft).cloned().unwrap_or_default();
        let followers: Vec<usize> = followers
            .into_iter()
            .filter(|follower| self.is_live(*follower))
            .collect();
        let outside = record
            .earliest_at
            .is_some_and(|earliest| earliest >= days.1)
            || record.latest_at.is_some_and(|latest| latest <= days.0);
        let mut about = About {
            draft,
            channel,
            fixed: record.at.is_some(),
            alone: record.channels.len() == 1,
            more_days: if outside { Kind::Number } else { Kind::Range },
            earliest: millis(record.earliest_at),
            latest: millis(record.latest_at),
            approved: millis(self.options.approved_from(record)),
            left_out: self.options.leave_provisional && explain::provisional(record).is_some(),
            before: posts(&preds),
            later: posts(&followers),
            preds,
            gone,
            followers,
            limits: Vec::new(),
            shares: Vec::new(),
        };
        about.limits = self.limits(&about);
        about.shares = self.shares(&world, record);
        Ok(about)
    }

    /// Whether a draft stands on all its channels.
    fn is_whole(&self, world: &World<'_>, draft: usize) -> Result<(), Missing> {
        let posts = world.of_draft(draft);
        let stands = |name: &String| {
            let key = channel_key(name);
            let own = posts.iter().filter_map(|number| world.post(*number));
            own.into_iter()
                .any(|post| channel_key(&self.setting.problem.channels[post.channel].name) == key)
        };
        match self.drafts[draft]
            .channels
            .iter()
            .find(|name| !stands(name))
        {
            Some(name) => Err(Missing {
                draft,
                channel: name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn limits(&self, about: &About) -> Vec<Limit> {
        let mut limits = Vec::new();
        let rules = &self.setting.problem.channels[about.channel].rules;
        let mut add = |share, most: Option<u32>, weekly| {
            limits.extend(most.map(|most| Limit {
                share,
                most,
                weekly,
                posts: HashMap::new(),
            }));
        };
        add(None, rules.max_per_week, true);
        let record = &self.drafts[about.draft];
        for (number, share) in self.options.rules.mix.shares.iter().enumerate() {
            if share.counts(record) {
                add(Some(number), share.max_per_week, true);
                add(Some(number), share.max_per_plan, false);
            }
        }
        for limit in &mut limits {
            for (number, post) in self.standing.posts.iter().enumerate() {
                if self.counts(limit.share, about, post) {
                    let key = limit.key(post.day);
                    limit.posts.entry(key).or_default().push(number);
                }
            }
        }
        limits
    }

    /// Whether a post counts where the draft would.
    pub(super) fn counts(&self, share: Option<usize>, about: &About, post: &Post) -> bool {
        let Some(share) = share else {
            return post.channel == about.channel;
        };
        let (own, other) = (&self.drafts[about.draft], &self.drafts[post.draft]);
        let share = self.options.rules.mix.shares.get(share);
        own.client == other.client && share.is_some_and(|share| share.counts(other))
    }

    /// The shares of the mix that one more of its kind would break, each with what it would have to be.
    fn shares(&self, world: &World<'_>, record: &Draft) -> Vec<(usize, f64)> {
        let shares = self.options.rules.mix.shares.iter().enumerate();
        let own = shares.filter(|(_, share)| share.counts(record));
        let own = own.filter_map(|(number, share)| Some((number, share, share.max_share?)));
        own.filter_map(|(number, share, most)| {
            let (part, whole) = self.part_and_whole(world, record.client.as_deref(), share);
            let (part, whole) = (part + 1.0, whole + 1.0);
            // As `tighten` counts, whatever the rounding of 0.2.
            let fits = part <= most * whole + 1e-9;
            let needed = (part / whole * 100.0 - 1e-9).ceil() / 100.0;
            (!fits).then_some((number, needed))
        })
        .collect()
    }

    /// How many slots of a client a share counts, and how many there are.
    pub(super) fn part_and_whole(
        &self,
        world: &World<'_>,
        client: Option<&str>,
        share: &crate::schedule::settings::Share,
    ) -> (f64, f64) {
        let days = self.options.from..self.options.to;
        let whole = world.all(|post| {
            self.drafts[post.draft].client.as_deref() == client && days.contains(&post.day)
        });
        let posts = whole.iter().filter_map(|number| world.post(*number));
        let part = posts.filter(|post| share.counts(&self.drafts[post.draft]));
        let count = |number: usize| f64::from(crate::schedule::problem::index(number));
        (count(part.count()), count(whole.len()))
    }
}
