//! Some slots for learning: a few drafts are kept to hours that may be the best but of which too little is known.
//!
//! A plan that always takes the best hour known never learns that another is better. Which hour a draft tries is drawn as W. R. Thompson has it ("On
//! the likelihood that one unknown probability exceeds another", Biometrika 25 (1933), 285-294): each in proportion to how likely it is the best of
//! those that are not known to be worse.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};

use super::{BestTimes, ChannelTimes, HourRate, cell_of};
use crate::record::{Draft, DraftStatus};
use crate::schedule::WEEKDAYS;
use crate::schedule::settings::Rules;
use crate::stats::{Dice, seed_of};

/// What is learnt from, and within which bounds.
pub struct Explorer<'a> {
    /// What is known of the hours.
    pub times: &'a BestTimes,
    /// The rules of the channels.
    pub rules: &'a Rules,
    /// First day of the plan.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
    /// Nothing goes out before.
    pub not_before: Option<DateTime<Utc>>,
    /// Part of all (draft, channel) that is kept for learning, 0 to 1.
    pub share: f64,
}

/// A draft that is kept to an hour for learning.
#[derive(Clone, Debug)]
pub struct Exploration {
    /// Which of the drafts.
    pub draft: usize,
    /// Its own window.
    pub window: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    /// For `why`, by channel.
    pub why: BTreeMap<String, String>,
}

/// An hour that a draft could try.
struct Chance {
    start: DateTime<Utc>,
    drawn: f64,
}

impl Explorer<'_> {
    /// Narrows the windows of some drafts to the hours they are to try, and says which and why. Only drafts of priority 1 to 3 that are free in time
    /// and in no sequence are taken; the same drafts and history give the same hours.
    pub fn set_apart(&self, drafts: &mut [Draft]) -> Vec<Exploration> {
        let places: usize = drafts
            .iter()
            .filter(|draft| is_active(draft))
            .map(|draft| draft.channels.len())
            .sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of a count"
        )]
        let mut left = (self.share.clamp(0.0, 1.0) * places as f64).round() as usize;
        let mut taken = BTreeSet::new();
        let mut explorations = Vec::new();
        for index in self.candidates(drafts) {
            let Some(draft) = drafts.get_mut(index) else {
                continue;
            };
            if left == 0 {
                break;
            }
            if draft.channels.len() > left {
                continue;
            }
            let Some(start) = self.hour_for(draft, &taken) else {
                continue;
            };
            left -= draft.channels.len();
            for channel in &draft.channels {
                taken.insert((channel.clone(), self.rules.of(channel).zone.day(start)));
            }
            explorations.push(self.keep_to(index, draft, start));
        }
        explorations
    }

    /// Drafts that may try an hour, the least important first, otherwise in an order that changes from week to week.
    fn candidates(&self, drafts: &[Draft]) -> Vec<usize> {
        let followed: BTreeSet<&str> = drafts
            .iter()
            .flat_map(|draft| &draft.after)
            .map(String::as_str)
            .collect();
        let mut candidates: Vec<(u8, u64, usize)> = drafts
            .iter()
            .enumerate()
            .filter(|(_, draft)| {
                is_active(draft)
                    && draft.at.is_none()
                    && draft.status != Some(DraftStatus::Scheduled)
                    && draft.after.is_empty()
                    && !followed.contains(draft.id.as_str())
                    && draft.priority.unwrap_or(3) <= 3
                    && !draft.channels.is_empty()
                    && draft
                        .channels
                        .iter()
                        .all(|channel| self.times.of(channel).is_some())
            })
            .map(|(index, draft)| (draft.priority.unwrap_or(3), self.seed(draft), index))
            .collect();
        candidates.sort_unstable();
        candidates.into_iter().map(|(_, _, index)| index).collect()
    }

    fn seed(&self, draft: &Draft) -> u64 {
        let day = self.from.signed_duration_since(NaiveDate::MIN).num_days();
        seed_of(&draft.id, day.unsigned_abs())
    }

    /// The hour to try: of those that may be better than the best known on some channel of the draft, the one with the highest drawn worth.
    fn hour_for(
        &self,
        draft: &Draft,
        taken: &BTreeSet<(String, NaiveDate)>,
    ) -> Option<DateTime<Utc>> {
        let channels: Vec<&ChannelTimes> = draft
            .channels
            .iter()
            .filter_map(|channel| self.times.of(channel))
            .collect();
        let mut dice = Dice::new(self.seed(draft));
        let drawn: Vec<Vec<f64>> = channels.iter().map(|known| known.draw(&mut dice)).collect();
        let hour = TimeDelta::hours(1);
        let first = channels.first()?;
        let mut best: Option<Chance> = None;
        let mut day = self.from;
        while day < self.to {
            let mut start = first.zone.midnight(day);
            let next = day.checked_add_days(Days::new(1))?;
            while start < first.zone.midnight(next) {
                let busy = draft.channels.iter().any(|channel| {
                    let day = self.rules.of(channel).zone.day(start);
                    taken.contains(&(channel.clone(), day))
                });
                if !busy
                    && self.is_open(draft, start)
                    && let Some(worth) = worth(&channels, &drawn, start)
                    && best.as_ref().is_none_or(|best| worth > best.drawn)
                {
                    best = Some(Chance {
                        start,
                        drawn: worth,
                    });
                }
                start += hour;
            }
            day = next;
        }
        best.map(|chance| chance.start)
    }

    /// Whether the hour from `start` lies in the draft's window and in no closed hours.
    fn is_open(&self, draft: &Draft, start: DateTime<Utc>) -> bool {
        let end = start + TimeDelta::hours(1);
        self.not_before.is_none_or(|now| start >= now)
            && draft.earliest_at.is_none_or(|earliest| start >= earliest)
            && draft.latest_at.is_none_or(|latest| end <= latest)
            && draft.channels.iter().all(|channel| {
                let rules = self.rules.of(channel);
                let local = rules.zone.local(start);
                let minute = local.time().num_seconds_from_midnight() / 60;
                rules.closed_by(local.date(), minute).is_none()
            })
    }

    fn keep_to(&self, index: usize, draft: &mut Draft, start: DateTime<Utc>) -> Exploration {
        let window = (draft.earliest_at, draft.latest_at);
        draft.earliest_at = Some(start);
        draft.latest_at = Some(start + TimeDelta::hours(1));
        let why = draft.channels.iter().filter_map(|channel| {
            let times = self.times.of(channel)?;
            let (weekday, hour) = cell_of(&times.zone, start);
            let known = times.hour(weekday, hour)?;
            Some((channel.clone(), reason(channel, known)))
        });
        Exploration {
            draft: index,
            window,
            why: why.collect(),
        }
    }
}

fn is_active(draft: &Draft) -> bool {
    !matches!(
        draft.status,
        Some(DraftStatus::Published | DraftStatus::Rejected | DraftStatus::Expired)
    )
}

/// What the hour is worth in the tables drawn, all channels together; `None` when it is known too well on each to teach anything, or not at all on one.
fn worth(channels: &[&ChannelTimes], drawn: &[Vec<f64>], start: DateTime<Utc>) -> Option<f64> {
    let mut worth = 0.0;
    let mut teaches = false;
    for (times, drawn) in channels.iter().zip(drawn) {
        let (weekday, hour) = cell_of(&times.zone, start);
        let known = times.hour(weekday, hour)?;
        let best = times.best()?;
        teaches |=
            known.high > best.rate && (known.weekday, known.hour) != (best.weekday, best.hour);
        let cell = usize::from(weekday) * 24 + usize::from(hour);
        worth += drawn.get(cell)?.exp();
    }
    teaches.then_some(worth)
}

fn reason(channel: &str, known: &HourRate) -> String {
    let day = WEEKDAYS
        .get(usize::from(known.weekday))
        .copied()
        .unwrap_or_default();
    format!(
        "kept for learning (--explore): {day} {}h on {channel} may be the best hour, its rate lies between {} and {} ({} posts)",
        known.hour,
        significant(known.low),
        significant(known.high),
        known.post_count
    )
}

/// A figure with three significant digits.
fn significant(value: f64) -> String {
    let mut digits = 2_usize;
    let mut scaled = value.abs();
    while scaled > 0.0 && scaled < 1.0 && digits < 12 {
        scaled *= 10.0;
        digits += 1;
    }
    if value.abs() >= 100.0 {
        digits = 0;
    }
    format!("{value:.digits$}")
}
