//! The smallest change that makes a place for a draft that got none, while everybody else stays where they are.

use chrono::{DateTime, SecondsFormat};

use super::explain::Explainer;
use super::problem::{ANYBODY, Channel};

/// The one thing that keeps an item from a place of its window, and the number that it would have to be.
enum Full {
    Day(u32),
    Limit(u32, u32),
}

impl Explainer<'_> {
    /// A change that leaves a free place for an item, with the rest as planned: a window a little wider, one more in a day or under a limit, a
    /// smaller gap, a fixed time. `None` when no one change of its own helps.
    pub(super) fn change(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, _) = self.of(item);
        if let Some(pred) = about
            .preds
            .iter()
            .find(|pred| !state.is_placed(**pred as usize))
        {
            let (pred, home) = self.of(*pred as usize);
            return Some(format!(
                "place draft {} on {} first",
                self.id(pred.draft),
                home.name
            ));
        }
        // A fixed time whose turn can never come: what it waits for stands later, or nowhere.
        if about.window.0 == about.window.1 {
            return None;
        }
        let shares = self.shares_in_the_way(item);
        if !shares.is_empty() {
            let free = self
                .range(item)
                .any(|spot| self.full_at(item, spot).is_ok_and(|full| full.is_none()));
            return (free && shares.len() == 1).then(|| shares.concat());
        }
        let by_number = self.one_more(item);
        if by_number.is_some() {
            return by_number;
        }
        let moved = if about.fixed {
            self.other_time(item)
        } else {
            self.wider_window(item)
        };
        moved.or_else(|| self.smaller_gap(item))
    }

    /// The spots between those before and those after an item.
    fn between(&self, item: usize) -> (u32, u32) {
        let state = self.state();
        let (about, channel) = self.of(item);
        let placed = |other: &&u32| state.is_placed(**other as usize);
        let instant = |other: &u32| state.instant(*other as usize);
        let last = about.preds.iter().filter(placed).map(instant).max();
        let next = about.succs.iter().filter(placed).map(instant).min();
        channel.window(last.map(|last| last + 1), next)
    }

    /// The spots of its window that its order leaves.
    fn range(&self, item: usize) -> std::ops::Range<u32> {
        let (about, _) = self.of(item);
        let between = self.between(item);
        about.window.0.max(between.0)..about.window.1.min(between.1)
    }

    /// Whether nothing but numbers can keep an item from a spot: it is nobody else's, not masked, and far enough from those it must be apart from.
    fn is_open(&self, item: usize, spot: u32) -> bool {
        let (about, channel) = self.of(item);
        let owner = channel.spots[spot as usize].owner;
        (owner == ANYBODY || owner as usize == item)
            && !channel.is_masked(about.mask, spot)
            && self.state().too_close(item, spot).is_none()
    }

    /// The one number that keeps an item from a spot, `None` when none does; an error when more than that is in the way. Shares of the whole are
    /// looked at by themselves.
    fn full_at(&self, item: usize, spot: u32) -> Result<Option<Full>, ()> {
        let state = self.state();
        let (about, channel) = self.of(item);
        if state.is_near(about.channel, spot) || !self.is_open(item, spot) {
            return Err(());
        }
        let day = channel.spots[spot as usize].day;
        let week = channel.week_of(day);
        let by_day = (!state.has_room(about.channel, day)).then(|| {
            let beyond = channel.beyond.get(day as usize).copied().unwrap_or(0);
            Full::Day(channel.rules.max_per_day.saturating_add(1 + beyond))
        });
        let limits = about.limits.iter().filter(|limit| {
            let about = &state.problem.limits[**limit as usize];
            !about.share && state.is_full(**limit, week)
        });
        let by_limit = limits.map(|limit| {
            let about = &state.problem.limits[*limit as usize];
            let beyond = about.beyond.get(about.bucket(week)).copied().unwrap_or(0);
            Full::Limit(*limit, about.most.saturating_add(1 + beyond))
        });
        let mut all = by_day.into_iter().chain(by_limit);
        match (all.next(), all.next()) {
            (first, None) => Ok(first),
            _ => Err(()),
        }
    }

    /// The number to raise least, when that alone keeps it from a place of its window.
    fn one_more(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let mut least: Option<((u32, bool), String)> = None;
        for spot in self.range(item) {
            let (rank, change) = match self.full_at(item, spot) {
                Err(()) => continue,
                // It was free all along; a time of its own holds on all its channels, so that it is no help to a draft that has several.
                Ok(None) => {
                    let alone = self.draft(about.draft).channels.len() == 1;
                    return alone.then(|| format!("at = \"{}\"", instant(channel, spot)));
                }
                Ok(Some(Full::Day(number))) => {
                    let rank = (number - channel.rules.max_per_day, false);
                    (rank, format!("max_per_day = {number} on {}", channel.name))
                }
                Ok(Some(Full::Limit(limit, number))) => {
                    let limit = &state.problem.limits[limit as usize];
                    let change = if limit.of_channel {
                        format!("{} = {number} on {}", limit.name, channel.name)
                    } else {
                        format!("{} = {number}", limit.name)
                    };
                    ((number - limit.most, true), change)
                }
            };
            if least.as_ref().is_none_or(|(other, _)| rank < *other) {
                least = Some((rank, change));
            }
        }
        least.map(|(_, change)| change)
    }

    /// The shares of the mix that one more of its kind would break, each with what it would have to be.
    fn shares_in_the_way(&self, item: usize) -> Vec<String> {
        let state = self.state();
        let (about, _) = self.of(item);
        let draft = self.draft(about.draft);
        let counting = self.mix().shares.iter().filter(|share| share.counts(draft));
        let mut counting = counting
            .filter_map(|share| Some((share, share.max_share?)))
            .peekable();
        if counting.peek().is_none() {
            return Vec::new();
        }
        let mut standing: Vec<usize> = Vec::new();
        for channel in &state.problem.channels {
            let walls = channel.walls.iter();
            let within = walls.filter(|wall| channel.day_of(wall.at).is_some());
            standing.extend(within.map(|wall| wall.draft));
        }
        let items = state.problem.items.iter().enumerate();
        let placed = items.filter(|(item, _)| state.is_placed(*item));
        standing.extend(placed.map(|(_, item)| item.draft));
        standing.retain(|other| self.draft(*other).client == draft.client);
        let whole = count(standing.len() + 1);
        counting
            .filter_map(|(share, most)| {
                let mates = standing
                    .iter()
                    .filter(|other| share.counts(self.draft(**other)));
                let part = count(mates.count() + 1);
                // As `tighten` counts, whatever the rounding of 0.2.
                let fits = part <= most * whole + 1e-9;
                let needed = (part / whole * 100.0 - 1e-9).ceil() / 100.0;
                (!fits).then(|| format!("{}.max_share = {needed}", share.name))
            })
            .collect()
    }

    /// The free place outside its window that is nearest to it.
    fn wider_window(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let between = self.between(item);
        let draft = self.draft(about.draft);
        let free = |spot: &u32| state.is_free(item, *spot) && channel.rate(*spot) > 0.0;
        let at = |spot: u32| channel.spots[spot as usize].at;
        // The window ends before its last instant: the place itself must lie inside.
        let latest = draft.latest_at.and_then(|latest| {
            let spot = (about.window.1.max(between.0)..between.1).find(free)?;
            let end = at(spot) + 60_000;
            Some((
                end - latest.timestamp_millis(),
                format!("latest_at = \"{}\"", stamp(end)),
            ))
        });
        // What comes before it, or its approval, may close more than `earliest_at` does.
        let earliest = draft.earliest_at.and_then(|earliest| {
            let first = about.floor.max(between.0);
            let spot = (first..about.window.0.min(between.1)).rev().find(free)?;
            let sooner = earliest.timestamp_millis() - at(spot);
            Some((sooner, format!("earliest_at = \"{}\"", stamp(at(spot)))))
        });
        let nearest = latest.into_iter().chain(earliest).min_by_key(|(by, _)| *by);
        nearest.map(|(_, change)| change)
    }

    /// The free place nearest to where a fixed draft was to stand. On several channels it would move on all of them: nothing is said then.
    fn other_time(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let draft = self.draft(about.draft);
        let own = draft.at?;
        if draft.channels.len() != 1 {
            return None;
        }
        let millis = |at: Option<DateTime<chrono::Utc>>| at.map(|at| at.timestamp_millis());
        let window = channel.window(millis(draft.earliest_at), millis(draft.latest_at));
        let between = self.between(item);
        let spots = window.0.max(between.0)..window.1.min(between.1);
        let away = |spot: &u32| (channel.spots[*spot as usize].at - own.timestamp_millis()).abs();
        let free = spots.filter(|spot| state.is_free(item, *spot) && away(spot) > 0);
        let spot = free.min_by_key(away)?;
        Some(format!("at = \"{}\"", instant(channel, spot)))
    }

    /// The widest gap that leaves a place in its window.
    fn smaller_gap(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let mates = &state.problem.of_channel[about.channel];
        let placed = mates.iter().filter(|mate| state.is_placed(**mate as usize));
        let mut standing: Vec<i64> = placed.map(|mate| state.instant(*mate as usize)).collect();
        standing.extend(channel.walls.iter().map(|wall| wall.at));
        let open = |spot: &u32| {
            let day = channel.spots[*spot as usize].day;
            self.is_open(item, *spot)
                && state.has_room(about.channel, day)
                && state.full_limit(item, *spot).is_none()
        };
        let room = |spot: u32| {
            let at = channel.spots[spot as usize].at;
            let away = |other: &i64| other.saturating_sub(at).abs();
            standing.iter().map(away).min()
        };
        let widest = self.range(item).filter(open).filter_map(room).max()?;
        let minutes = widest / 60_000;
        let smaller = minutes > 0 && minutes < i64::from(channel.rules.min_gap);
        smaller.then(|| format!("min_gap = {minutes} on {}", channel.name))
    }
}

/// Slots are counted in 32 bits.
fn count(number: usize) -> f64 {
    f64::from(super::problem::index(number))
}

fn instant(channel: &Channel, spot: u32) -> String {
    stamp(channel.spots[spot as usize].at)
}

fn stamp(at: i64) -> String {
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
        .replace(".000Z", "Z")
}
