//! What each hour of the week is worth, learnt from our own posts: a rate and its interval for each channel, weekday and local hour.
//!
//! The model stands at the top of `stats::crossed`, and in docs/best-times.md in words.

mod denominator;
mod explore;
mod history;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};

pub(in crate::schedule) use denominator::choose as choose_per;
pub use denominator::{Per, PerError};
pub use explore::{Exploration, Explorer};
pub use history::{History, HistoryLine, LeftOut, OwnPost};

use super::settings::Rules;
use super::slots::{Rate, Rates};
use crate::stats::crossed::{Count, Crossed, Grid, Group, Spreads, fit};
use crate::stats::{Dice, Z_95};
use crate::time::Zone;
use chrono::{Datelike, Timelike};

/// Rows are weekdays, Monday first; columns the hours of the day.
pub(super) const WEEK: Grid = Grid {
    rows: 7,
    columns: 24,
};

/// An interval whose upper end is more than so many times its lower end says too little to plan by.
pub const THIN: f64 = 3.0;
/// How sure it must be that an hour is better than the channel's average hour before it is said to stand out.
pub const SURE: f64 = 0.95;
/// Tables drawn to find out how often an hour is better than the average one.
const DRAWS: u64 = 400;
/// How near, in hours, a post must have been on any day for an hour to be judged at all.
const NEAR: usize = 1;

/// How a history is judged.
#[derive(Clone, Debug)]
pub struct BestTimesOptions {
    /// The present.
    pub now: DateTime<Utc>,
    /// What engagement is divided by; `None` for the best that the posts have.
    pub per: Option<Per>,
    /// After this time a post counts half; `None` when all count alike.
    pub half_life: Option<TimeDelta>,
    /// Posts counted before this age are left out: their figures still grow.
    pub min_age: TimeDelta,
    /// The zone of each channel's public.
    pub rules: Rules,
}

/// What each hour is worth on each channel.
#[derive(Clone, Debug)]
pub struct BestTimes {
    /// What engagement is divided by, in all of it.
    pub per: Per,
    /// In the order of their names.
    pub channels: Vec<ChannelTimes>,
    /// Standard deviations between weekdays, hours and single cells, in natural logarithms.
    pub spreads: Spreads,
    /// Posts that say nothing of hours, and why.
    pub left_out: LeftOut,
}

/// What each hour is worth on a channel.
#[derive(Clone, Debug)]
pub struct ChannelTimes {
    /// Its name.
    pub channel: String,
    /// The zone of its hours.
    pub zone: Zone,
    /// Posts that were used.
    pub post_count: usize,
    /// What they weigh together, the recent ones more.
    pub weight: f64,
    /// Hours near which something was published, in order of weekday and hour.
    pub hours: Vec<HourRate>,
    group: Group,
}

/// What an hour of the week is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HourRate {
    /// 0 Monday .. 6 Sunday.
    pub weekday: u8,
    /// Local hour, 0 to 23.
    pub hour: u8,
    /// What a typical post earns: half of them earn more.
    pub rate: f64,
    /// Lower end of the 95 % interval of the typical post.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Posts published in this very hour.
    pub post_count: usize,
    /// Probability that the hour is better than the channel's average one.
    pub better_p: f64,
}

impl HourRate {
    /// Whether the interval is too wide to plan by.
    pub fn is_thin(&self) -> bool {
        self.high > THIN * self.low
    }
}

impl ChannelTimes {
    /// The hour of the highest rate.
    pub fn best(&self) -> Option<&HourRate> {
        self.hours.iter().max_by(|a, b| {
            let by_rate = a.rate.total_cmp(&b.rate);
            by_rate.then((b.weekday, b.hour).cmp(&(a.weekday, a.hour)))
        })
    }

    /// An hour of the week, if anything was published near it.
    pub fn hour(&self, weekday: u8, hour: u8) -> Option<&HourRate> {
        self.hours
            .iter()
            .find(|known| (known.weekday, known.hour) == (weekday, hour))
    }

    /// Whether any hour stands out from the average one.
    pub fn tells_hours_apart(&self) -> bool {
        self.hours.iter().any(|hour| hour.better_p >= SURE)
    }

    /// A table of 168 log rates drawn from those that are plausible.
    pub(super) fn draw(&self, dice: &mut Dice) -> Vec<f64> {
        self.group.draw(dice)
    }
}

impl BestTimes {
    /// What `plan` goes by: the rates of the hours near which something was published; the others are worth nothing.
    pub fn rates(&self) -> Rates {
        Rates::new(self.channels.iter().flat_map(|channel| {
            channel.hours.iter().map(|hour| Rate {
                channel: channel.channel.clone(),
                weekday: hour.weekday,
                hour: hour.hour,
                rate: hour.rate,
            })
        }))
    }

    /// The hours of a channel, whatever the case of its name.
    pub fn of(&self, channel: &str) -> Option<&ChannelTimes> {
        let key = super::settings::channel_key(channel);
        self.channels
            .iter()
            .find(|known| super::settings::channel_key(&known.channel) == key)
    }
}

/// A channel's posts on the way to its hours.
struct Gathered {
    channel: String,
    zone: Zone,
    counts: Vec<Count>,
}

/// Learns what each hour is worth.
pub fn best_times(history: &History, options: &BestTimesOptions) -> Result<BestTimes, PerError> {
    let (channels, mut left_out) = history.by_channel(options);
    let per = denominator::choose(options.per, &channels)?;
    let mut gathered = Vec::new();
    for (channel, posts) in channels {
        let zone = options.rules.of(&channel).zone.clone();
        let counts: Vec<Count> = posts
            .iter()
            .filter_map(|post| {
                let exposure = per.of(post);
                left_out.no_denominator += usize::from(exposure.is_none());
                Some(count(post, exposure?, &zone, options))
            })
            .collect();
        if !counts.is_empty() {
            gathered.push(Gathered {
                channel,
                zone,
                counts,
            });
        }
    }
    let counts: Vec<Vec<Count>> = gathered.iter().map(|one| one.counts.clone()).collect();
    let Crossed { spreads, groups } = fit(&counts, WEEK);
    let channels = gathered
        .into_iter()
        .zip(groups)
        .map(|(gathered, group)| channel_times(gathered, group))
        .collect();
    Ok(BestTimes {
        per,
        channels,
        spreads,
        left_out,
    })
}

/// Weekday from Monday and hour of an instant on the clock of a zone.
pub(super) fn cell_of(zone: &Zone, at: DateTime<Utc>) -> (u8, u8) {
    let local = zone.local(at);
    let weekday = u8::try_from(local.weekday().num_days_from_monday()).unwrap_or(0);
    (weekday, u8::try_from(local.hour()).unwrap_or(0))
}

fn count(post: &OwnPost, exposure: f64, zone: &Zone, options: &BestTimesOptions) -> Count {
    let (weekday, hour) = cell_of(zone, post.at);
    let age = (options.now - post.at).num_seconds().max(0) as f64;
    let weight = match options.half_life {
        Some(half) if half.num_seconds() > 0 => 0.5_f64.powf(age / half.num_seconds() as f64),
        _ => 1.0,
    };
    Count {
        row: usize::from(weekday),
        column: usize::from(hour),
        events: post.engagement,
        exposure,
        // What is older than fifty half-lives is still a post.
        weight: weight.max(1e-15),
    }
}

fn channel_times(gathered: Gathered, group: Group) -> ChannelTimes {
    let Gathered {
        channel,
        zone,
        counts,
    } = gathered;
    let mut posts = [0_usize; 168];
    let mut hours_used = [false; 24];
    for count in &counts {
        posts[count.row * 24 + count.column] += 1;
        for by in 0..=2 * NEAR {
            hours_used[(count.column + 24 + by - NEAR) % 24] = true;
        }
    }
    let better = better_than_average(&group, &hours_used);
    let hours = (0_u8..7)
        .flat_map(|weekday| (0_u8..24).map(move |hour| (weekday, hour)))
        .filter(|(_, hour)| hours_used[usize::from(*hour)])
        .map(|(weekday, hour)| {
            let cell = usize::from(weekday) * 24 + usize::from(hour);
            let (mean, wide) = (group.mean[cell], Z_95 * group.deviation[cell]);
            HourRate {
                weekday,
                hour,
                rate: mean.exp(),
                low: (mean - wide).exp(),
                high: (mean + wide).exp(),
                post_count: posts[cell],
                better_p: better[cell],
            }
        })
        .collect();
    ChannelTimes {
        channel,
        zone,
        post_count: counts.len(),
        weight: counts.iter().map(|count| count.weight).sum(),
        hours,
        group,
    }
}

/// For each cell, how often it is better than the average of the hours in use, in tables drawn from the plausible ones.
fn better_than_average(group: &Group, used: &[bool; 24]) -> Vec<f64> {
    let mut better = [0_u64; 168];
    let in_use: Vec<usize> = (0..168).filter(|cell| used[cell % 24]).collect();
    let mut dice = Dice::new(1);
    for _ in 0..DRAWS {
        let drawn = group.draw(&mut dice);
        let sum: f64 = in_use.iter().map(|cell| drawn[*cell]).sum();
        let average = sum / in_use.len().max(1) as f64;
        for cell in &in_use {
            better[*cell] += u64::from(drawn[*cell] > average);
        }
    }
    better
        .iter()
        .map(|better| *better as f64 / DRAWS as f64)
        .collect()
}
