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

use super::groups::{Class, Group, classes, groups, runs};
use super::links::Links;
use super::tolls::Tolls;

/// The relaxation of one channel.
pub(super) struct Relaxation<'a> {
    channel: &'a Channel,
    groups: Vec<Group>,
    classes: Vec<Class>,
    /// Runs of spots within which neither the rate nor the choice of groups changes.
    runs: Vec<(u32, u32)>,
    /// Per run: its stretch of time between the cuts of `Links`.
    stretch: Vec<u32>,
    /// Per run: its week.
    week: Vec<u32>,
    tolls: Tolls,
    /// Per spot: its run.
    run_of: Vec<u32>,
    /// Per run: what the best payer pays for a spot of it beyond its price, and which group that is.
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
    /// The relaxation of a channel. Fixed items are left out: their value is known and added by the caller. Items that `links` knows are groups
    /// of their own.
    pub(super) fn new(problem: &'a Problem, number: usize, links: &Links) -> Self {
        let channel = &problem.channels[number];
        let groups = groups(problem, number, links);
        let classes = classes(&groups);
        let spots = channel.spots.len();
        let depth = depth(channel);
        let runs = runs(channel, &groups, links);
        let mut run_of = vec![0; spots];
        for (number, run) in (0..).zip(&runs) {
            run_of[run.0 as usize..run.1 as usize].fill(number);
        }
        let stretch = |run: &(u32, u32)| links.stretch(channel.spots[run.0 as usize].at);
        let week = |run: &(u32, u32)| channel.week_of(channel.spots[run.0 as usize].day);
        Relaxation {
            channel,
            week: runs.iter().map(week).collect(),
            tolls: Tolls::none(problem),
            stretch: runs.iter().map(stretch).collect(),
            pays: vec![(0.0, 0); runs.len()],
            runs,
            run_of,
            groups,
            classes,
            next: channel.reach.iter().map(|reach| reach.1).collect(),
            depth,
            table: vec![0.0; (spots + 1) * (depth + 1)],
        }
    }

    /// The prices of the groups.
    pub(super) fn prices(&self) -> impl Iterator<Item = f64> + '_ {
        self.groups.iter().map(|group| group.price)
    }

    /// Takes over prices of the groups, in their order.
    pub(super) fn set_prices(&mut self, prices: &[f64]) {
        for (group, price) in self.groups.iter_mut().zip(prices) {
            group.price = *price;
        }
    }

    /// Prices of the groups that another relaxation of the channel found, by weight and window.
    pub(super) fn adopt_prices(&mut self, other: &Relaxation<'_>) {
        let key = |group: &Group| (group.weight.to_bits(), group.window, group.mask);
        let prices: BTreeMap<_, f64> = other
            .groups
            .iter()
            .map(|group| (key(group), group.price))
            .collect();
        for group in &mut self.groups {
            group.price = prices.get(&key(group)).copied().unwrap_or(0.0);
        }
    }

    /// Takes over what `after` and the limits cost and bring.
    pub(super) fn adjust(&mut self, links: &Links, tolls: &Tolls) {
        for group in &mut self.groups {
            let adjust = group
                .items
                .first()
                .and_then(|item| links.adjust(*item as usize));
            if let (false, Some(adjust)) = (group.adjust.is_empty(), adjust) {
                group.adjust.copy_from_slice(adjust);
            }
        }
        self.tolls.clone_from(tolls);
    }

    /// About how many numbers one evaluation works through.
    pub(super) fn work(&self) -> usize {
        let linked = self.groups.iter().filter(|group| !group.adjust.is_empty());
        let asked: usize = linked
            .map(|group| (group.window.1 - group.window.0) as usize / 3)
            .sum();
        self.table.len() + self.classes.len() * self.runs.len() + asked
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

    /// Per group, by how much it is chosen too often.
    pub(super) fn excess(&self, chosen: &[Chosen]) -> Vec<f64> {
        let mut excess: Vec<f64> = self
            .groups
            .iter()
            .map(|group| -(group.items.len() as f64))
            .collect();
        for place in chosen {
            excess[place.group as usize] += 1.0;
        }
        excess
    }

    /// Notes in which stretches of time the linked items of a choice stand, and what counts in the limits.
    pub(super) fn note(
        &self,
        chosen: &[Chosen],
        links: &Links,
        stands: &mut [Vec<u32>],
        used: &mut Tolls,
    ) {
        for place in chosen {
            let group = &self.groups[place.group as usize];
            let day = self.channel.spots[place.spot as usize].day;
            used.add(&group.limits, self.channel.week_of(day), 1.0);
            if let (false, Some(item)) = (group.adjust.is_empty(), group.items.first()) {
                stands[*item as usize]
                    .push(links.stretch(self.channel.spots[place.spot as usize].at));
            }
        }
    }

    /// Moves the prices along the excess.
    pub(super) fn shift(&mut self, excess: &[f64], step: f64) {
        for (excess, group) in excess.iter().zip(&mut self.groups) {
            group.price = (group.price + step * excess).max(0.0);
        }
    }

    /// Finds who pays most for every run: per class the cheapest price among the groups whose window is open, and every linked draft by itself.
    fn ask(&mut self) {
        self.pays.fill((0.0, 0));
        for class in &self.classes {
            ask_class(
                class,
                &self.groups,
                (&self.runs, &self.week),
                (self.channel, &self.tolls),
                &mut self.pays,
            );
        }
        let linked = |(_, group): &(u32, &Group)| !group.adjust.is_empty();
        for (number, group) in (0_u32..).zip(&self.groups).filter(linked) {
            let first = self.runs.partition_point(|run| run.0 < group.window.0);
            let end = self.runs.partition_point(|run| run.0 < group.window.1);
            for run in first..end {
                let spot = self.runs[run].0;
                let adjust = group.adjust[self.stretch[run] as usize];
                let mut pay = group.weight * self.channel.rate(spot) + adjust - group.price;
                if pay > self.pays[run].0 {
                    pay -= self.tolls.of(&group.limits, self.week[run]);
                    if pay > self.pays[run].0 && !self.channel.is_masked(group.mask, spot) {
                        self.pays[run] = (pay, number);
                    }
                }
            }
        }
    }

    fn pay(&self, spot: usize) -> (f64, u32) {
        self.pays[self.run_of[spot] as usize]
    }

    /// Whether a spot can be chosen at all.
    fn usable(&self, spot: usize) -> bool {
        self.pay(spot).0 > 0.0
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
                    best = best.max(self.pay(spot).0 + rest);
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
                    group: self.pay(spot).1,
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

fn ask_class(
    class: &Class,
    groups: &[Group],
    (runs, weeks): (&[(u32, u32)], &[u32]),
    (channel, tolls): (&Channel, &Tolls),
    pays: &mut [(f64, u32)],
) {
    let mut open: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
    let mut waiting = class.groups.iter().peekable();
    for ((run, week), pays) in runs.iter().zip(weeks).zip(pays) {
        while let Some(group) = waiting.next_if(|group| groups[**group as usize].window.0 <= run.0)
        {
            // Prices are not negative, so their bits are in their order.
            open.push(Reverse((groups[*group as usize].price.to_bits(), *group)));
        }
        while open
            .peek()
            .is_some_and(|Reverse((_, group))| groups[*group as usize].window.1 <= run.0)
        {
            open.pop();
        }
        if let Some(&Reverse((price, group))) = open.peek() {
            let toll = tolls.of(&class.limits, *week);
            let pay = class.weight * channel.rate(run.0) - f64::from_bits(price) - toll;
            if pay > pays.0 && !channel.is_masked(class.mask, run.0) {
                *pays = (pay, group);
            }
        }
    }
}
