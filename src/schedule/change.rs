//! The smallest change that makes a place for a draft that got none, while everybody else stays where they are.

use chrono::{DateTime, SecondsFormat};

use super::explain::Explainer;
use super::problem::Channel;

impl Explainer<'_> {
    /// A change that leaves a free place for an item, with the rest as planned: a window a little wider, one more in a day or under a limit, a
    /// smaller gap, a fixed time. `None` when one that must come before it is not placed, so that no change of its own helps.
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
        self.one_more(item)
            .or_else(|| self.wider_window(item))
            .or_else(|| self.smaller_gap(item))
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

    /// One more in a day or under a limit, when that alone keeps it from a place of its window.
    fn one_more(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let between = self.between(item);
        let window = about.window.0.max(between.0)..about.window.1.min(between.1);
        let free = |spot: &u32| {
            !state.is_near(about.channel, *spot)
                && !channel.is_masked(about.mask, *spot)
                && state.too_close(item, *spot).is_none()
        };
        let mut limited = None;
        for spot in window.filter(free) {
            let day = channel.spots[spot as usize].day;
            let room = state.has_room(about.channel, day);
            match state.full_limit(item, spot) {
                None if room => {
                    // It was free all along, in an hour that has no rate.
                    return Some(format!("at = \"{}\"", instant(channel, spot)));
                }
                None => {
                    return Some(format!(
                        "max_per_day = {} on {}",
                        channel.rules.max_per_day + 1,
                        channel.name
                    ));
                }
                Some(limit) if room => limited = limited.or(Some(limit)),
                Some(_) => {}
            }
        }
        let limit = &state.problem.limits[limited? as usize];
        Some(format!("{} = {}", limit.name, limit.most.saturating_add(1)))
    }

    /// The free place outside its window that is nearest to it.
    fn wider_window(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let between = self.between(item);
        let free = |spot: &u32| state.is_free(item, *spot) && channel.rate(*spot) > 0.0;
        let later = (about.window.1.max(between.0)..between.1).find(free);
        let earlier = (between.0..about.window.0.min(between.1)).rev().find(free);
        let at = |spot: u32| channel.spots.get(spot as usize).map(|spot| spot.at);
        let wait = later.and_then(|spot| Some(at(spot)? - at(about.window.1.saturating_sub(1))?));
        let haste = earlier.and_then(|spot| Some(at(about.window.0)? - at(spot)?));
        match (wait, haste) {
            (Some(wait), haste) if haste.is_none_or(|haste| wait <= haste) => {
                let spot = later?;
                // The window ends before its last instant: the place itself must lie inside.
                let end = channel.spots[spot as usize].at + 60_000;
                Some(format!("latest_at = \"{}\"", stamp(end)))
            }
            (_, Some(_)) => Some(format!("earliest_at = \"{}\"", instant(channel, earlier?))),
            _ => None,
        }
    }

    /// The widest gap that leaves a place in its window.
    fn smaller_gap(&self, item: usize) -> Option<String> {
        let state = self.state();
        let (about, channel) = self.of(item);
        let between = self.between(item);
        let mates = &state.problem.of_channel[about.channel];
        let placed = mates.iter().filter(|mate| state.is_placed(**mate as usize));
        let mut standing: Vec<i64> = placed.map(|mate| state.instant(*mate as usize)).collect();
        standing.extend(channel.walls.iter().map(|wall| wall.at));
        let window = about.window.0.max(between.0)..about.window.1.min(between.1);
        let open = |spot: &u32| {
            let day = channel.spots[*spot as usize].day;
            state.has_room(about.channel, day)
                && !channel.is_masked(about.mask, *spot)
                && state.too_close(item, *spot).is_none()
                && state.full_limit(item, *spot).is_none()
        };
        let room = |spot: u32| {
            let at = channel.spots[spot as usize].at;
            standing
                .iter()
                .map(|other| other.saturating_sub(at).abs())
                .min()
        };
        let widest = window.filter(open).filter_map(room).max()?;
        let minutes = widest / 60_000;
        (minutes > 0).then(|| format!("min_gap = {minutes} on {}", channel.name))
    }
}

fn instant(channel: &Channel, spot: u32) -> String {
    stamp(channel.spots[spot as usize].at)
}

fn stamp(at: i64) -> String {
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
