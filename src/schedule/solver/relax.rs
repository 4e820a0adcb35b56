//! The proven upper bound, and first plans, by Lagrangian relaxation of one channel.
//!
//! Drop the rule "a draft stands at most once" and pay a price for breaking it. Drafts of a channel that have the same weight and window are
//! one group g of m(g) drafts with a price p(g) >= 0. For any plan that obeys the rules,
//!
//!   objective <= sum over its places s of (w(g) x rate(s) - p(g)) + sum over groups of p(g) x m(g),
//!
//! since a group stands at most m(g) times and prices are not negative. The first sum is at most what the best choice of places earns when every
//! place goes to the group that pays most for it, whatever has been placed before, and only the gap, the daily maximum, quiet hours, walls and
//! windows are kept: a maximum over more plans than the true ones (`after` is dropped too, except that a window opens no earlier than those
//! before it can stand, which holds for every plan). That choice is found exactly by going backwards in time (`best_places`). So each choice of
//! prices proves a bound; subgradient steps (Held, Wolfe and Crowder 1974, with Polyak's step length) look for the lowest. The places of the gap
//! and of a day are intervals of the grid, a constraint matrix with consecutive ones, so this bound equals that of the linear relaxation.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::schedule::problem::{ANYBODY, Channel, Problem, index};

/// Drafts that are the same to the relaxation.
struct Group {
    weight: f64,
    window: (u32, u32),
    items: Vec<u32>,
    price: f64,
}

/// The relaxation of one channel.
pub(super) struct Relaxation<'a> {
    channel: &'a Channel,
    groups: Vec<Group>,
    /// Groups of each weight, by the start of their window.
    classes: Vec<(f64, Vec<u32>)>,
    /// Runs of spots within which neither the rate nor the choice of groups changes.
    runs: Vec<(u32, u32)>,
    /// Per spot: what the best payer pays for it beyond its price, and which group that is.
    pays: Vec<(f64, u32)>,
    /// Per spot: the first spot beyond the gap.
    next: Vec<u32>,
    /// The longest count of a day that matters; 0 when the gap alone keeps every day below its maximum.
    depth: usize,
    table: Vec<f64>,
}

/// A place chosen by the relaxation, with the group that pays for it.
pub(super) struct Chosen {
    pub(super) spot: u32,
    pub(super) group: u32,
}

impl<'a> Relaxation<'a> {
    /// The relaxation of a channel. Fixed items are left out: their value is known and added by the caller.
    pub(super) fn new(problem: &'a Problem, number: usize) -> Self {
        let channel = &problem.channels[number];
        let mut groups: BTreeMap<(u64, u32, u32), Vec<u32>> = BTreeMap::new();
        for &item in &problem.of_channel[number] {
            let about = &problem.items[item as usize];
            if !about.fixed {
                // Weights are positive, and the bits of positive numbers are in their order.
                let key = (about.weight.to_bits(), about.window.0, about.window.1);
                groups.entry(key).or_default().push(item);
            }
        }
        let groups: Vec<Group> = groups
            .into_iter()
            .map(|((weight, first, end), items)| Group {
                weight: f64::from_bits(weight),
                window: (first, end),
                items,
                price: 0.0,
            })
            .collect();
        let mut classes: Vec<(f64, Vec<u32>)> = Vec::new();
        for (number, group) in (0_u32..).zip(&groups) {
            match classes.last_mut() {
                Some((weight, members)) if weight.to_bits() == group.weight.to_bits() => {
                    members.push(number)
                }
                _ => classes.push((group.weight, vec![number])),
            }
        }
        let spots = channel.spots.len();
        let depth = depth(channel);
        Relaxation {
            channel,
            runs: runs(channel, &groups),
            groups,
            classes,
            pays: vec![(0.0, 0); spots],
            next: channel.reach.iter().map(|reach| reach.1).collect(),
            depth,
            table: vec![0.0; (spots + 1) * (depth + 1)],
        }
    }

    /// The items of a group.
    pub(super) fn items(&self, group: u32) -> &[u32] {
        &self.groups[group as usize].items
    }

    /// The bound of the present prices, and the places that make it, in order of time.
    pub(super) fn evaluate(&mut self) -> (f64, Vec<Chosen>) {
        self.ask();
        let best = self.best_places();
        let prices: f64 = self
            .groups
            .iter()
            .map(|group| group.price * group.items.len() as f64)
            .sum();
        (best + prices, self.trace())
    }

    /// Moves the prices against the excess of each group, in Polyak's step towards `target`; false when no step is left to make.
    pub(super) fn step(
        &mut self,
        bound: f64,
        target: f64,
        boldness: f64,
        chosen: &[Chosen],
    ) -> bool {
        let mut excess: Vec<f64> = self
            .groups
            .iter()
            .map(|group| -(group.items.len() as f64))
            .collect();
        for place in chosen {
            excess[place.group as usize] += 1.0;
        }
        for (excess, group) in excess.iter_mut().zip(&self.groups) {
            if group.price <= 0.0 && *excess < 0.0 {
                *excess = 0.0;
            }
        }
        let length: f64 = excess.iter().map(|excess| excess * excess).sum();
        if length <= 0.0 || bound <= target {
            return false;
        }
        let step = boldness * (bound - target) / length;
        for (excess, group) in excess.iter().zip(&mut self.groups) {
            group.price = (group.price + step * excess).max(0.0);
        }
        true
    }

    /// Finds who pays most for every spot: per weight the cheapest price among the groups whose window is open.
    fn ask(&mut self) {
        let channel = self.channel;
        self.pays.fill((0.0, 0));
        for (weight, members) in &self.classes {
            let mut open: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
            let mut waiting = members.iter().peekable();
            for &(first, end) in &self.runs {
                while let Some(&&group) = waiting.peek() {
                    if self.groups[group as usize].window.0 > first {
                        break;
                    }
                    // Prices are not negative, so their bits are in their order.
                    open.push(Reverse((
                        self.groups[group as usize].price.to_bits(),
                        group,
                    )));
                    waiting.next();
                }
                while open.peek().is_some_and(|Reverse((_, group))| {
                    self.groups[*group as usize].window.1 <= first
                }) {
                    open.pop();
                }
                let Some(&Reverse((price, group))) = open.peek() else {
                    continue;
                };
                let pay = weight * channel.rate(first) - f64::from_bits(price);
                for spot in first..end {
                    if pay > self.pays[spot as usize].0 {
                        self.pays[spot as usize] = (pay, group);
                    }
                }
            }
        }
    }

    /// Whether a spot can be chosen at all.
    fn usable(&self, spot: usize) -> bool {
        self.pays[spot].0 > 0.0
            && self.channel.walled[spot] == 0
            && self.channel.spots[spot].owner == ANYBODY
    }

    /// The count of the day once a spot of `day` is passed to `spot`.
    fn count_at(&self, spot: usize, day: u32, count: usize) -> usize {
        let same = self
            .channel
            .spots
            .get(spot)
            .is_some_and(|other| other.day == day);
        if same { count.min(self.depth) } else { 0 }
    }

    /// The most that the spots earn: `table[spot, count]` is the best of the spots from `spot` on, when `count` places of its day are used.
    fn best_places(&mut self) -> f64 {
        let width = self.depth + 1;
        let spots = self.channel.spots.len();
        self.table[spots * width..].fill(0.0);
        for spot in (0..spots).rev() {
            let day = self.channel.spots[spot].day;
            let room = if self.depth == 0 {
                usize::MAX
            } else {
                self.channel.room[day as usize] as usize
            };
            let usable = self.usable(spot);
            let next = self.next[spot] as usize;
            for count in 0..width {
                let pass = self.table[(spot + 1) * width + self.count_at(spot + 1, day, count)];
                let mut best = pass;
                if usable && count < room {
                    let rest = self.table[next * width + self.count_at(next, day, count + 1)];
                    best = best.max(self.pays[spot].0 + rest);
                }
                self.table[spot * width + count] = best;
            }
        }
        self.table[0]
    }

    fn trace(&self) -> Vec<Chosen> {
        let width = self.depth + 1;
        let (mut spot, mut count) = (0, 0);
        let mut chosen = Vec::new();
        while spot < self.channel.spots.len() {
            let day = self.channel.spots[spot].day;
            let passed = self.count_at(spot + 1, day, count);
            if self.table[spot * width + count] > self.table[(spot + 1) * width + passed] {
                chosen.push(Chosen {
                    spot: index(spot),
                    group: self.pays[spot].1,
                });
                let next = self.next[spot] as usize;
                count = self.count_at(next, day, count + 1);
                spot = next;
            } else {
                count = passed;
                spot += 1;
            }
        }
        chosen
    }
}

/// The most drafts that any day takes by its room, or 0 when no day can hold more than its room anyway: a local day has 26 hours at most.
fn depth(channel: &Channel) -> usize {
    let fits = 26 * 60 / channel.rules.min_gap.max(1) + 1;
    let rooms = channel.room.iter().copied();
    match (rooms.clone().min(), rooms.max()) {
        (Some(least), Some(most)) if least < fits => most.min(fits) as usize,
        _ => 0,
    }
}

/// Cuts the spots where the hour changes and where a window opens or closes.
fn runs(channel: &Channel, groups: &[Group]) -> Vec<(u32, u32)> {
    let mut cuts: Vec<u32> = channel.blocks.iter().map(|block| block.spots.0).collect();
    cuts.extend(
        groups
            .iter()
            .flat_map(|group| [group.window.0, group.window.1]),
    );
    cuts.push(index(channel.spots.len()));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
