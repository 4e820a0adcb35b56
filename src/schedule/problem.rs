//! The planning problem as the solver sees it: channels with their spots in time, items to put on them, and what already stands.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use super::grid::day_places;
use super::settings::ChannelRules;
use super::slots::{Rates, habit};

/// Owner of a spot that anybody may take.
pub(super) const ANYBODY: u32 = u32::MAX;

/// One draft on one channel, to be placed or not.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) draft: usize,
    pub(super) channel: usize,
    /// 2^(priority-1).
    pub(super) weight: f64,
    /// Spots of its channel that its own window allows: first, and one past the last.
    pub(super) window: (u32, u32),
    /// The first spot that those before it and its approval leave, whatever its own window.
    pub(super) floor: u32,
    /// One past the last spot that still leaves room for a fixed draft that comes after it.
    pub(super) deadline: u32,
    /// It has a spot of its own, off the grid.
    pub(super) fixed: bool,
    /// Items that must stand earlier.
    pub(super) preds: Vec<u32>,
    /// Items that must stand later.
    pub(super) succs: Vec<u32>,
    /// The greatest weight among itself and all that waits for it: who is asked first.
    pub(super) urgency: f64,
    /// Its mask among those of its channel, from 1; 0 when only the window closes places.
    pub(super) mask: u32,
    /// The limits it counts in.
    pub(super) limits: Vec<u32>,
    /// Items it must be apart from, by how many milliseconds.
    pub(super) apart: Vec<(u32, i64)>,
    /// The spot it had in the plan that is kept.
    pub(super) home: Option<u32>,
}

/// At most so many of some items, in a week or in the whole plan.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    /// The rule and whom it is for, as reasons name it.
    pub(super) name: String,
    /// The number the rule gives.
    pub(super) most: u32,
    /// Per week when `weekly`, else one number: what is left once those that stand already are counted.
    pub(super) left: Vec<u32>,
    /// Per week when `weekly`, else one number: how many stand already beyond the rule.
    pub(super) beyond: Vec<u32>,
    pub(super) weekly: bool,
}

impl Limit {
    /// Where a week of the plan is counted.
    pub(super) fn bucket(&self, week: u32) -> usize {
        if self.weekly { week as usize } else { 0 }
    }
}

/// An instant of a channel where a draft may stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// Milliseconds since 1970.
    pub(super) at: i64,
    /// Days since the first of the range.
    pub(super) day: u32,
    pub(super) block: u32,
    /// The only item that may take it, or `ANYBODY`.
    pub(super) owner: u32,
}

/// Neighbouring spots that are worth the same: those of one local hour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) spots: (u32, u32),
    pub(super) rate: f64,
    /// The built-in rate, which chooses among hours of equal rate.
    pub(super) habit: f64,
    pub(super) day: u32,
    pub(super) weekday: u8,
    pub(super) hour: u8,
}

/// Something that stands already and does not move: published, or fixed by hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wall {
    pub(super) at: i64,
    pub(super) draft: usize,
}

/// One channel: its spots in order of time, and what stands on it.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    /// As the first draft spells it.
    pub(super) name: String,
    pub(super) rules: ChannelRules,
    pub(super) spots: Vec<Spot>,
    pub(super) blocks: Vec<Block>,
    /// Blocks, the best first.
    pub(super) order: Vec<u32>,
    /// Per spot, the range of spots that are closer than the gap, itself included.
    pub(super) reach: Vec<(u32, u32)>,
    pub(super) walls: Vec<Wall>,
    /// Per spot, how many walls are too near.
    pub(super) walled: Vec<u16>,
    /// Per day, how many drafts it still takes.
    pub(super) room: Vec<u32>,
    /// Per day, how many stand already beyond `max_per_day`.
    pub(super) beyond: Vec<u32>,
    /// Spots closed to some items: one flag per spot.
    pub(super) masks: Vec<Vec<bool>>,
    /// Per week, how many drafts are still wished for.
    pub(super) wished: Vec<u32>,
    pub(super) from: NaiveDate,
}

/// Everything that is to be solved.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) channels: Vec<Channel>,
    pub(super) items: Vec<Item>,
    /// Items of each channel.
    pub(super) of_channel: Vec<Vec<u32>>,
    pub(super) limits: Vec<Limit>,
    /// What a post that `min_per_week` wishes for is worth beyond its value, to the search alone.
    pub(super) wish_price: f64,
    /// What it is worth to leave an item at home, as a share of the best it can earn; to the search alone.
    pub(super) move_price: f64,
}

impl Problem {
    /// Whether a plan may be better than another of the same objective: by what stays at home, or by what somebody wishes for.
    pub(super) fn has_preferences(&self) -> bool {
        self.items.iter().any(|item| item.home.is_some())
            || self
                .channels
                .iter()
                .any(|channel| !channel.wished.is_empty())
    }
}

impl Channel {
    /// The grid of the range `from` (inclusive) to `to` (exclusive), closed hours left out, nothing standing on it yet; `closed` says what else is.
    pub(super) fn new(
        name: &str,
        rules: &ChannelRules,
        (from, to): (NaiveDate, NaiveDate),
        step: u32,
        closed: impl Fn(DateTime<Utc>, NaiveDate) -> bool,
    ) -> Self {
        let mut spots = Vec::new();
        for (number, day) in (0_u32..).zip(from.iter_days().take_while(|day| *day < to)) {
            for place in day_places(&rules.zone, day, step) {
                if rules.closed_by(day, place.minute).is_none() && !closed(place.at, day) {
                    spots.push(Spot {
                        at: place.at.timestamp_millis(),
                        day: number,
                        block: 0,
                        owner: ANYBODY,
                    });
                }
            }
        }
        let days = usize::try_from((to - from).num_days()).unwrap_or(0);
        let mut channel = Channel {
            name: name.to_owned(),
            rules: rules.clone(),
            spots,
            blocks: Vec::new(),
            order: Vec::new(),
            reach: Vec::new(),
            walls: Vec::new(),
            walled: Vec::new(),
            room: vec![rules.max_per_day; days],
            beyond: vec![0; days],
            masks: Vec::new(),
            wished: Vec::new(),
            from,
        };
        channel.wish();
        channel
    }

    /// The whole weeks in which `min_per_week` wishes for posts.
    fn wish(&mut self) {
        let (Some(wished), Some(last)) = (self.rules.min_per_week, self.room.len().checked_sub(1))
        else {
            return;
        };
        let weeks = self.week_of(index(last)) as usize + 1;
        let offset = self.from.weekday().num_days_from_monday() as usize;
        let whole = |week: usize| week * 7 >= offset && week * 7 + 7 <= self.room.len() + offset;
        self.wished = (0..weeks)
            .map(|week| if whole(week) { wished } else { 0 })
            .collect();
    }

    /// Number of weeks that the range touches.
    pub(super) fn weeks(&self) -> usize {
        let last = self.room.len().checked_sub(1);
        last.map_or(1, |last| self.week_of(index(last)) as usize + 1)
    }

    /// The Monday of a week.
    pub(super) fn monday(&self, week: u32) -> NaiveDate {
        let offset = chrono::Days::new(u64::from(self.from.weekday().num_days_from_monday()));
        let first = self.from.checked_sub_days(offset).unwrap_or(self.from);
        first
            .checked_add_days(chrono::Days::new(u64::from(week) * 7))
            .unwrap_or(first)
    }

    /// Milliseconds that two drafts must be apart; never 0, so that no two share an instant.
    pub(super) fn gap(&self) -> i64 {
        (i64::from(self.rules.min_gap) * 60_000).max(1)
    }

    /// Number of the local day of an instant, when it lies in the range.
    pub(super) fn day_of(&self, at: i64) -> Option<u32> {
        let local = self.rules.zone.day(DateTime::from_timestamp_millis(at)?);
        let number = u32::try_from((local - self.from).num_days()).ok()?;
        ((number as usize) < self.room.len()).then_some(number)
    }

    /// ISO week of a day, counted from that of the first day.
    pub(super) fn week_of(&self, day: u32) -> u32 {
        (day + self.from.weekday().num_days_from_monday()) / 7
    }

    /// Whether a spot is closed to the items of a mask.
    pub(super) fn is_masked(&self, mask: u32, spot: u32) -> bool {
        mask > 0
            && self
                .masks
                .get(mask as usize - 1)
                .and_then(|mask| mask.get(spot as usize))
                .is_some_and(|closed| *closed)
    }

    /// Local weekday (0 Monday) and hour of an instant.
    pub(super) fn weekday_and_hour(&self, at: i64) -> (u8, u8) {
        let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
        let local = self.rules.zone.local(at);
        let small = |number: u32| u8::try_from(number).unwrap_or(0);
        (
            small(local.weekday().num_days_from_monday()),
            small(local.hour()),
        )
    }

    /// What an instant is worth to weight 1, on the grid or off it.
    pub(super) fn rate_at(&self, at: i64, rates: &Rates) -> f64 {
        let (weekday, hour) = self.weekday_and_hour(at);
        rates.of(&self.name, weekday, hour)
    }

    /// Lets a draft stand at an instant for good.
    pub(super) fn wall(&mut self, wall: Wall) {
        if let Some(day) = self.day_of(wall.at) {
            let week = self.week_of(day) as usize;
            match self.room.get_mut(day as usize) {
                Some(0) => self.beyond[day as usize] += 1,
                Some(room) => *room -= 1,
                None => {}
            }
            if let Some(wished) = self.wished.get_mut(week) {
                *wished = wished.saturating_sub(1);
            }
        }
        self.walls.push(wall);
    }

    /// Adds a spot of its own for an item that is fixed off the grid; `finish` puts it in order.
    pub(super) fn own_spot(&mut self, at: i64, owner: u32) {
        if let Some(day) = self.day_of(at) {
            self.spots.push(Spot {
                at,
                day,
                block: 0,
                owner,
            });
        }
    }

    /// Puts the spots in order, makes the blocks and says what the walls keep away. Call it once walls and own spots are there.
    pub(super) fn finish(&mut self, rates: &Rates) {
        self.spots.sort_by_key(|spot| (spot.at, spot.owner));
        let gap = self.gap();
        let spots = &mut self.spots;
        self.reach = Vec::with_capacity(spots.len());
        let (mut first, mut end) = (0, 0);
        for spot in spots.iter() {
            first += spots[first..]
                .iter()
                .take_while(|other| spot.at - other.at >= gap)
                .count();
            end += spots[end..]
                .iter()
                .take_while(|other| other.at - spot.at < gap)
                .count();
            self.reach.push((index(first), index(end)));
        }
        self.walled = vec![0; spots.len()];
        for wall in &self.walls {
            let first = spots.partition_point(|spot| wall.at.saturating_sub(spot.at) >= gap);
            let end = spots.partition_point(|spot| spot.at.saturating_sub(wall.at) < gap);
            for walled in self.walled.get_mut(first..end).unwrap_or_default() {
                *walled = walled.saturating_add(1);
            }
        }
        self.blocks = self.make_blocks(rates);
        for (number, block) in (0..).zip(&self.blocks) {
            for spot in &mut self.spots[block.spots.0 as usize..block.spots.1 as usize] {
                spot.block = number;
            }
        }
        let blocks = &self.blocks;
        self.order = (0..index(blocks.len())).collect();
        self.order.sort_by(|a, b| {
            let (a, b) = (&blocks[*a as usize], &blocks[*b as usize]);
            b.rate
                .total_cmp(&a.rate)
                .then(b.habit.total_cmp(&a.habit))
                .then(a.spots.cmp(&b.spots))
        });
    }

    fn make_blocks(&self, rates: &Rates) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for (number, spot) in (0_u32..).zip(&self.spots) {
            let (weekday, hour) = self.weekday_and_hour(spot.at);
            match blocks.last_mut() {
                Some(block) if (block.day, block.hour) == (spot.day, hour) => {
                    block.spots.1 = number + 1;
                }
                _ => blocks.push(Block {
                    spots: (number, number + 1),
                    rate: rates.of(&self.name, weekday, hour),
                    habit: habit(weekday, hour),
                    day: spot.day,
                    weekday,
                    hour,
                }),
            }
        }
        blocks
    }

    /// The spots from an instant (inclusive) to another (exclusive).
    pub(super) fn window(&self, from: Option<i64>, until: Option<i64>) -> (u32, u32) {
        let first = from.map_or(0, |from| self.spots.partition_point(|spot| spot.at < from));
        let end = until.map_or(self.spots.len(), |until| {
            self.spots.partition_point(|spot| spot.at < until)
        });
        (index(first), index(end.max(first)))
    }

    /// What a spot is worth to weight 1.
    pub(super) fn rate(&self, spot: u32) -> f64 {
        self.block_of(spot).rate
    }

    /// The best rate of any of its hours.
    pub(super) fn best_rate(&self) -> f64 {
        let best = self.order.first();
        best.map_or(0.0, |block| self.blocks[*block as usize].rate)
    }

    /// The block of a spot.
    pub(super) fn block_of(&self, spot: u32) -> &Block {
        &self.blocks[self.spots[spot as usize].block as usize]
    }
}

/// Spots and items are counted in 32 bits: a range is at most `MAX_DAYS` long and has at most 1440 places a day (and one spot per fixed item).
pub(super) fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
