//! Why a draft stands where it stands, and what kept another out, in words.

use chrono::DateTime;

use crate::record::{Draft, DraftStatus};

use super::problem::{Block, Channel, Item};
use super::slots::WEEKDAYS;
use super::solver::State;

/// Explains a finished plan.
pub(super) struct Explainer<'a> {
    drafts: &'a [Draft],
    state: &'a State<'a>,
}

/// What is said of a draft that is not agreed yet.
pub(super) fn provisional(draft: &Draft) -> Option<String> {
    let status = match draft.status? {
        DraftStatus::Idea => "idea",
        DraftStatus::Draft => "draft",
        DraftStatus::Pending => "pending",
        _ => return None,
    };
    Some(format!("provisional: its status is {status}"))
}

/// What is said of a draft that stands where somebody fixed it.
pub(super) fn fixed(channel: &Channel, at: i64, rate: f64) -> String {
    let (weekday, hour) = channel.weekday_and_hour(at);
    format!(
        "fixed at this time; {} on {} has rate {}",
        hour_name(weekday, hour),
        channel.name,
        number(rate)
    )
}

fn hour_name(weekday: u8, hour: u8) -> String {
    let day = WEEKDAYS.get(usize::from(weekday)).copied().unwrap_or("?");
    format!("{day} {hour:02}h")
}

/// A rate with up to four significant digits.
fn number(rate: f64) -> String {
    let mut digits = 3;
    let mut scaled = rate.abs();
    while scaled < 1.0 && scaled > 0.0 && digits < 12 {
        scaled *= 10.0;
        digits += 1;
    }
    let text = format!("{rate:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The hour of a block with its local date.
fn dated(channel: &Channel, block: &Block) -> String {
    let day = channel
        .from
        .checked_add_days(chrono::Days::new(u64::from(block.day)));
    let day = day.map(|day| format!(" {day}")).unwrap_or_default();
    let weekday = WEEKDAYS
        .get(usize::from(block.weekday))
        .copied()
        .unwrap_or("?");
    format!("{weekday}{day} {:02}h", block.hour)
}

impl<'a> Explainer<'a> {
    pub(super) fn new(drafts: &'a [Draft], state: &'a State<'a>) -> Self {
        Explainer { drafts, state }
    }

    fn of(&self, item: usize) -> (&'a Item, &'a Channel) {
        let about = &self.state.problem.items[item];
        (about, &self.state.problem.channels[about.channel])
    }

    fn id(&self, draft: usize) -> &'a str {
        &self.drafts[draft].id
    }

    /// Why a placed item stands there.
    pub(super) fn why(&self, item: usize) -> Vec<String> {
        let (about, channel) = self.of(item);
        let block = channel.block_of(self.state.at[item]);
        let mut why = Vec::new();
        if about.fixed {
            why.push(fixed(channel, self.state.instant(item), block.rate));
        } else {
            why.push(self.rank(item, block));
        }
        let preds = about
            .preds
            .iter()
            .map(|pred| self.state.problem.items[*pred as usize].draft);
        let mut preds: Vec<&str> = preds.map(|draft| self.id(draft)).collect();
        preds.dedup();
        if !preds.is_empty() {
            why.push(format!("after draft {}", preds.join(", ")));
        }
        if about.home == Some(self.state.at[item]) {
            why.push("where the plan that is kept has it".to_owned());
        } else if about.home.is_some() {
            why.push("moved from where the plan that is kept has it".to_owned());
        }
        why.extend(provisional(&self.drafts[about.draft]));
        why
    }

    /// How good the hour is among those of the window, and what keeps the item from the best one.
    fn rank(&self, item: usize, block: &Block) -> String {
        let (about, channel) = self.of(item);
        let here = format!(
            "{} on {}",
            hour_name(block.weekday, block.hour),
            channel.name
        );
        if block.rate <= 0.0 {
            return format!("{here}: no rate is known for this hour, and nothing better was free");
        }
        let inside =
            |block: &Block| block.spots.0 < about.window.1 && block.spots.1 > about.window.0;
        let blocks = channel
            .order
            .iter()
            .map(|number| &channel.blocks[*number as usize]);
        let mut better = blocks
            .filter(|other| inside(other))
            .take_while(|other| other.rate > block.rate);
        let rate = number(block.rate);
        let Some(best) = better.next() else {
            return format!("{here}: rate {rate}, the best hour of its window");
        };
        let rest = better.count();
        let also = if rest == 0 {
            String::new()
        } else {
            format!(" and {rest} more")
        };
        let name = dated(channel, best);
        format!(
            "{here}: rate {rate}; better: {name} at {}{also}, but {}",
            number(best.rate),
            self.obstacle(item, best)
        )
    }

    /// What keeps an item from an hour.
    fn obstacle(&self, item: usize, block: &Block) -> String {
        let (about, channel) = self.of(item);
        let free = (block.spots.0..block.spots.1).find(|spot| self.state.is_free(item, *spot));
        if let Some(spot) = free {
            return self.order_obstacle(item, channel.spots[spot as usize].at);
        }
        let spots = block.spots.0..block.spots.1;
        if let Some(reason) = self.own_rules(item, (spots.start, spots.end)) {
            return reason;
        }
        // Its own place counts as one that others hold: look for somebody else first.
        for spot in block.spots.0..block.spots.1 {
            if let Some(other) = self.neighbour(item, spot) {
                return format!(
                    "draft {other} is less than {} min away",
                    channel.rules.min_gap.max(1)
                );
            }
        }
        if !self.state.has_room(about.channel, block.day) {
            return format!("that day has its {}", channel.rules.max_per_day);
        }
        "the plan as a whole is worth more this way".to_owned()
    }

    /// Why an item does not take a spot that is free.
    fn order_obstacle(&self, item: usize, at: i64) -> String {
        let (about, _) = self.of(item);
        let placed = |other: &&u32| self.state.is_placed(**other as usize);
        let late = about
            .preds
            .iter()
            .filter(placed)
            .find(|pred| self.state.instant(**pred as usize) >= at);
        let early = about
            .succs
            .iter()
            .filter(placed)
            .find(|succ| self.state.instant(**succ as usize) <= at);
        let name = |other: u32| self.id(self.state.problem.items[other as usize].draft);
        match (late, early) {
            (Some(pred), _) => format!("draft {} must come first", name(*pred)),
            (_, Some(succ)) => format!("draft {} must come after it", name(*succ)),
            _ => "the plan as a whole is worth more this way".to_owned(),
        }
    }

    /// Another draft that stands too near a spot.
    fn neighbour(&self, item: usize, spot: u32) -> Option<&'a str> {
        let (about, channel) = self.of(item);
        let (first, end) = channel.reach[spot as usize];
        let mates = self.state.problem.of_channel[about.channel]
            .iter()
            .map(|mate| *mate as usize);
        let near = |mate: &usize| *mate != item && (first..end).contains(&self.state.at[*mate]);
        if let Some(mate) = mates.into_iter().find(near) {
            return Some(self.id(self.state.problem.items[mate].draft));
        }
        let at = channel.spots[spot as usize].at;
        let wall = channel
            .walls
            .iter()
            .find(|wall| wall.at.saturating_sub(at).abs() < channel.gap());
        wall.map(|wall| self.id(wall.draft))
    }

    /// What kept an item out.
    pub(super) fn reason(&self, item: usize) -> String {
        let (about, channel) = self.of(item);
        for &pred in &about.preds {
            if !self.state.is_placed(pred as usize) {
                let (pred, home) = self.of(pred as usize);
                return format!(
                    "after: draft {}, which must come before it, is not placed on {}",
                    self.id(pred.draft),
                    home.name
                );
            }
        }
        if about.window.0 == about.window.1 {
            return "after: a draft that must come before its fixed time is not placed before it"
                .to_owned();
        }
        let last = about
            .preds
            .iter()
            .map(|pred| self.state.instant(*pred as usize))
            .max();
        let window = (
            about
                .window
                .0
                .max(channel.window(last.map(|last| last + 1), None).0),
            about.window.1,
        );
        if window.0 >= window.1 {
            let last = last
                .and_then(DateTime::from_timestamp_millis)
                .unwrap_or_default();
            let when = channel.rules.zone.local(last).format("%Y-%m-%d %H:%M");
            return format!(
                "after: the drafts that must come before it stand until {when}, and its window ends then"
            );
        }
        self.crowd(item, window)
    }

    /// The rule for this item alone that closes most of its window, when it closes a place that nothing else does.
    fn own_rules(&self, item: usize, window: (u32, u32)) -> Option<String> {
        let (about, channel) = self.of(item);
        let free = |spot: &u32| {
            let day = channel.spots[*spot as usize].day;
            !self.state.is_near(about.channel, *spot) && self.state.has_room(about.channel, day)
        };
        let mut masked = false;
        for spot in (window.0..window.1).filter(free) {
            if channel.is_masked(about.mask, spot) {
                masked = true;
            } else if let Some(limit) = self.state.full_limit(item, spot) {
                let limit = &self.state.problem.limits[limit as usize];
                return Some(format!("{}: its {} stand already", limit.name, limit.most));
            } else if let Some((other, distance)) = self.state.too_close(item, spot) {
                let (mate, home) = self.of(other as usize);
                return Some(format!(
                    "min_apart: draft {} on {} is less than {} min away",
                    self.id(mate.draft),
                    home.name,
                    distance / 60_000
                ));
            }
        }
        masked.then(|| {
            "closed: days without posts, its campaign or what others have planned close what is free of its window".to_owned()
        })
    }

    /// What fills the window of an item that no order keeps out.
    fn crowd(&self, item: usize, window: (u32, u32)) -> String {
        let (about, channel) = self.of(item);
        let near: Vec<u32> = (window.0..window.1)
            .filter(|spot| self.state.is_near(about.channel, *spot))
            .collect();
        if let Some(reason) = self.own_rules(item, window) {
            return reason;
        }
        let full = (window.0..window.1).filter(|spot| {
            let day = channel.spots[*spot as usize].day;
            !self.state.has_room(about.channel, day)
        });
        let full = full.count();
        let count = (window.1 - window.0) as usize;
        let by_day = format!(
            "max_per_day: {full} of the {count} places of its window are on days that have their {}",
            channel.rules.max_per_day
        );
        if full == count {
            return by_day;
        }
        let mut names: Vec<&str> = Vec::new();
        for &spot in near.iter().take(500) {
            if let Some(name) = self.neighbour(item, spot)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        let others = match names.as_slice() {
            [] => "other drafts".to_owned(),
            [first, second, _, _, ..] => format!("draft {first}, {second} and others"),
            few => format!("draft {}", few.join(", ")),
        };
        let gap = channel.rules.min_gap.max(1);
        let by_gap = format!(
            "min_gap: {} of the {count} places of its window are less than {gap} min from {others}",
            near.len()
        );
        match (near.len(), full) {
            (_, 0) => by_gap,
            (near, full) if near >= full => format!("{by_gap}; {by_day}"),
            _ => format!("{by_day}; {by_gap}"),
        }
    }
}
