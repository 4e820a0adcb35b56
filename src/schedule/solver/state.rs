//! A plan while it is being made: who stands where, what that keeps others from, and the one rule book for putting an item down.

use std::sync::Arc;

use crate::schedule::problem::{ANYBODY, Block, Channel, Problem};

use super::lure::Lure;

/// Not placed.
pub(in crate::schedule) const NOWHERE: u32 = u32::MAX;

/// Which places an item is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::schedule) enum Offer {
    /// Hours that have a rate, early enough for the fixed drafts that come after it.
    Good,
    /// Any place its window allows.
    Any,
}

/// Who stands where.
#[derive(Clone)]
pub(in crate::schedule) struct State<'a> {
    pub(in crate::schedule) problem: &'a Problem,
    /// Spot of each item on its channel, or `NOWHERE`.
    pub(in crate::schedule) at: Vec<u32>,
    /// Per channel and spot: how many drafts stand too near, walls included.
    near: Vec<Vec<u16>>,
    /// Per channel and day: how many more it takes.
    room: Vec<Vec<u32>>,
    /// Per channel and block: how many of its spots have nothing near.
    free: Vec<Vec<u16>>,
    /// Per limit and bucket: how many more it takes.
    pub(super) left: Vec<Vec<u32>>,
    /// Per channel and week: how many stand there.
    pub(super) weekly: Vec<Vec<u32>>,
    /// What draws an item to an hour besides its rate, while the search puts things back; empty when nothing does.
    pub(super) lure: Option<Arc<Lure>>,
    /// Room is not kept for a fixed draft that does not stand: the search lets go of it.
    pub(super) late: bool,
    /// Sum of weight x rate of what stands, plus `bonus` for every fixed item, which comes before all else, plus what wishes and homes are worth.
    pub(in crate::schedule) score: f64,
    bonus: f64,
}

impl<'a> State<'a> {
    /// Nothing placed but the walls.
    pub(in crate::schedule) fn new(problem: &'a Problem) -> Self {
        let near: Vec<Vec<u16>> = problem
            .channels
            .iter()
            .map(|channel| channel.walled.clone())
            .collect();
        let free_of = |channel: &Channel, near: &[u16]| {
            let count = |block: &Block| {
                let spots = near
                    .get(block.spots.0 as usize..block.spots.1 as usize)
                    .unwrap_or_default();
                u16::try_from(spots.iter().filter(|near| **near == 0).count()).unwrap_or(u16::MAX)
            };
            channel.blocks.iter().map(count).collect()
        };
        let best = |item: &crate::schedule::problem::Item| {
            let channel = &problem.channels[item.channel];
            let rate = channel
                .order
                .first()
                .map_or(0.0, |block| channel.blocks[*block as usize].rate);
            item.weight * rate
        };
        State {
            problem,
            at: vec![NOWHERE; problem.items.len()],
            free: problem
                .channels
                .iter()
                .zip(&near)
                .map(|(channel, near)| free_of(channel, near))
                .collect(),
            near,
            room: problem
                .channels
                .iter()
                .map(|channel| channel.room.clone())
                .collect(),
            left: problem
                .limits
                .iter()
                .map(|limit| limit.left.clone())
                .collect(),
            weekly: problem
                .channels
                .iter()
                .map(|channel| vec![0; channel.wished.len()])
                .collect(),
            lure: None,
            late: false,
            score: 0.0,
            bonus: 1.0 + problem.items.iter().map(best).sum::<f64>(),
        }
    }

    /// The objective of what stands, without the bonus; walls are not counted.
    pub(in crate::schedule) fn objective(&self) -> f64 {
        (0..self.at.len())
            .filter(|item| self.is_placed(*item))
            .map(|item| self.value(item, self.at[item]))
            .sum()
    }

    pub(in crate::schedule) fn is_placed(&self, item: usize) -> bool {
        self.at[item] != NOWHERE
    }

    /// weight x rate of an item on a spot.
    pub(in crate::schedule) fn value(&self, item: usize, spot: u32) -> f64 {
        let item = &self.problem.items[item];
        item.weight * self.problem.channels[item.channel].rate(spot)
    }

    /// What draws an item to a spot: its value, and what the prices say of standing early or late.
    pub(super) fn draw(&self, item: usize, spot: u32) -> f64 {
        let about = &self.problem.items[item];
        let block = self.problem.channels[about.channel].spots[spot as usize].block;
        let drawn = self.lure.as_ref().and_then(|lure| {
            let stretch = lure.stretches(about.channel)[block as usize];
            lure.of(item).map(|drawn| drawn[stretch as usize])
        });
        self.value(item, spot) + drawn.unwrap_or(0.0)
    }

    fn worth(&self, item: usize, spot: u32) -> f64 {
        let about = &self.problem.items[item];
        let mut worth = self.value(item, spot);
        if about.fixed {
            worth += self.bonus;
        }
        if about.home == Some(spot) {
            let best = self.problem.channels[about.channel].best_rate();
            worth += self.problem.move_price * about.weight * best;
        }
        worth
    }

    /// When a placed item stands, in milliseconds.
    pub(in crate::schedule) fn instant(&self, item: usize) -> i64 {
        let channel = &self.problem.channels[self.problem.items[item].channel];
        channel.spots[self.at[item] as usize].at
    }

    /// Whether a spot has nothing near, room in its day, and is not somebody else's own.
    pub(in crate::schedule) fn is_free(&self, item: usize, spot: u32) -> bool {
        let channel = self.problem.items[item].channel;
        let place = &self.problem.channels[channel].spots[spot as usize];
        self.near[channel][spot as usize] == 0
            && self.room[channel][place.day as usize] > 0
            && (place.owner == ANYBODY || place.owner as usize == item)
            && self.suits(item, spot)
    }

    /// Whether a day of a channel takes more.
    pub(in crate::schedule) fn has_room(&self, channel: usize, day: u32) -> bool {
        self.room[channel][day as usize] > 0
    }

    /// Whether something stands too near a spot.
    pub(in crate::schedule) fn is_near(&self, channel: usize, spot: u32) -> bool {
        self.near[channel][spot as usize] > 0
    }

    /// Puts an item on a spot that is free and in its range.
    pub(in crate::schedule) fn place(&mut self, item: usize, spot: u32) {
        debug_assert!(
            self.is_free(item, spot) && !self.is_placed(item),
            "the place must be free"
        );
        let channel = self.problem.items[item].channel;
        let place = &self.problem.channels[channel];
        let (first, end) = place.reach[spot as usize];
        for other in first..end {
            let near = &mut self.near[channel][other as usize];
            if *near == 0 {
                self.free[channel][place.spots[other as usize].block as usize] -= 1;
            }
            *near += 1;
        }
        self.room[channel][place.spots[spot as usize].day as usize] -= 1;
        self.at[item] = spot;
        self.score += self.worth(item, spot);
        self.count(item, spot, true);
    }

    /// Takes an item away. Those that come after it must be taken away as well: see `take_with_followers`.
    pub(in crate::schedule) fn take(&mut self, item: usize) {
        let spot = std::mem::replace(&mut self.at[item], NOWHERE);
        if spot == NOWHERE {
            return;
        }
        let channel = self.problem.items[item].channel;
        let place = &self.problem.channels[channel];
        let (first, end) = place.reach[spot as usize];
        for other in first..end {
            let near = &mut self.near[channel][other as usize];
            *near -= 1;
            if *near == 0 {
                self.free[channel][place.spots[other as usize].block as usize] += 1;
            }
        }
        self.room[channel][place.spots[spot as usize].day as usize] += 1;
        self.score -= self.worth(item, spot);
        self.count(item, spot, false);
    }

    /// Takes an item away and all that must come after it; `taken` receives them with their spots.
    pub(in crate::schedule) fn take_with_followers(
        &mut self,
        item: usize,
        taken: &mut Vec<(usize, u32)>,
    ) {
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            if self.is_placed(item) {
                taken.push((item, self.at[item]));
                self.take(item);
                open.extend(
                    self.problem.items[item]
                        .succs
                        .iter()
                        .map(|succ| *succ as usize),
                );
            }
        }
    }

    /// The spots an item may take between those before and those after it; `None` while one before it is not placed.
    pub(in crate::schedule) fn range(&self, item: usize, offer: Offer) -> Option<(u32, u32)> {
        let about = &self.problem.items[item];
        let channel = &self.problem.channels[about.channel];
        let end = if offer == Offer::Good && !self.late {
            about.deadline
        } else {
            about.window.1
        };
        let mut range = (about.window.0, end);
        let mut last = None;
        for pred in &about.preds {
            if !self.is_placed(*pred as usize) {
                return None;
            }
            last = last.max(Some(self.instant(*pred as usize)));
        }
        let followers = about
            .succs
            .iter()
            .filter(|succ| self.is_placed(**succ as usize));
        let next = followers.map(|succ| self.instant(*succ as usize)).min();
        if last.is_some() || next.is_some() {
            let between = channel.window(last.map(|last| last + 1), next);
            range = (range.0.max(between.0), range.1.min(between.1));
        }
        (range.0 < range.1).then_some(range)
    }

    /// Whether an item may stand on a spot as things are.
    pub(in crate::schedule) fn allows(&self, item: usize, spot: u32) -> bool {
        let range = self.range(item, Offer::Any);
        range.is_some_and(|(first, end)| (first..end).contains(&spot)) && self.is_free(item, spot)
    }

    /// The best free spot of an item in a range: the highest rate; within an hour the spot that spoils least for others.
    pub(in crate::schedule) fn best_spot(
        &self,
        item: usize,
        range: (u32, u32),
        offer: Offer,
    ) -> Option<u32> {
        let about = &self.problem.items[item];
        let channel = &self.problem.channels[about.channel];
        // A draft that others wait for, or a fixed one, may have to stand where it is worth nothing.
        let worthless = offer == Offer::Any || about.fixed || !about.succs.is_empty();
        let first_block = channel.spots.get(range.0 as usize)?.block;
        let last_block = channel.spots.get(range.1 as usize - 1)?.block;
        let fits = |number: u32| {
            let block = &channel.blocks[number as usize];
            let open = self.free[about.channel][number as usize] > 0
                && self.has_room(about.channel, block.day);
            if !open || (block.rate <= 0.0 && !worthless) {
                return None;
            }
            let spots = block.spots.0.max(range.0)..block.spots.1.min(range.1);
            spots
                .filter(|spot| self.is_free(item, *spot))
                .min_by(|a, b| {
                    let spoilt = |spot| self.spoilt(about.channel, spot);
                    spoilt(*a).total_cmp(&spoilt(*b))
                })
        };
        if let Some(spot) = self.home_spot(item, range) {
            return Some(spot);
        }
        if let Some(lure) = &self.lure
            && let Some(drawn) = lure.of(item)
        {
            let stretches = lure.stretches(about.channel);
            return self.lured(item, (first_block, last_block), (drawn, stretches), fits);
        }
        // A short window is quicker searched by itself than through the channel's order of all its hours.
        if ((last_block - first_block) as usize) < channel.order.len() / 8 {
            let mut blocks: Vec<u32> = (first_block..=last_block).collect();
            blocks.sort_by(|a, b| {
                let (a, b) = (&channel.blocks[*a as usize], &channel.blocks[*b as usize]);
                b.rate.total_cmp(&a.rate).then(b.habit.total_cmp(&a.habit))
            });
            return blocks.into_iter().find_map(fits);
        }
        let inside = |number: &u32| (first_block..=last_block).contains(number);
        channel.order.iter().copied().filter(inside).find_map(fits)
    }

    /// The spot of the plan that is kept, when it is free and no hour is worth more than a move.
    fn home_spot(&self, item: usize, range: (u32, u32)) -> Option<u32> {
        let about = &self.problem.items[item];
        let channel = &self.problem.channels[about.channel];
        let home = about
            .home
            .filter(|home| (range.0..range.1).contains(home))?;
        let best = channel.best_rate();
        let stays = channel.rate(home) + self.problem.move_price * best >= best;
        (stays && self.is_free(item, home)).then_some(home)
    }

    /// The best free spot when hours draw the item by more than their rate.
    fn lured(
        &self,
        item: usize,
        blocks: (u32, u32),
        (lure, stretches): (&[f64], &[u32]),
        fits: impl Fn(u32) -> Option<u32>,
    ) -> Option<u32> {
        let about = &self.problem.items[item];
        let channel = &self.problem.channels[about.channel];
        let open = |number: &u32| {
            self.free[about.channel][*number as usize] > 0
                && self.has_room(about.channel, channel.blocks[*number as usize].day)
        };
        let mut offers: Vec<(f64, u32)> = (blocks.0..=blocks.1)
            .filter(open)
            .map(|number| {
                let drawn = lure[stretches[number as usize] as usize];
                (
                    about.weight * channel.blocks[number as usize].rate + drawn,
                    number,
                )
            })
            .collect();
        // The best offer is nearly always taken: looking for it is quicker than putting all in order.
        while !offers.is_empty() {
            let mut best = 0;
            for (place, offer) in offers.iter().enumerate() {
                if offer.0 > offers[best].0 {
                    best = place;
                }
            }
            if let Some(spot) = fits(offers.swap_remove(best).1) {
                return Some(spot);
            }
        }
        None
    }

    /// Sum of the rates of the free spots that an item on this spot would take from others.
    fn spoilt(&self, channel: usize, spot: u32) -> f64 {
        let place = &self.problem.channels[channel];
        let (first, end) = place.reach[spot as usize];
        let free = (first..end).filter(|other| self.near[channel][*other as usize] == 0);
        free.map(|other| place.rate(other)).sum()
    }

    /// Places an item on its best spot; false when there is none.
    pub(in crate::schedule) fn settle(&mut self, item: usize, offer: Offer) -> bool {
        let spot = self
            .range(item, offer)
            .and_then(|range| self.best_spot(item, range, offer));
        if let Some(spot) = spot {
            self.place(item, spot);
        }
        spot.is_some()
    }
}
