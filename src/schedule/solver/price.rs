//! The common pricing of all channels: what `relax` prices on each of them, `after` and the limits together.
//!
//! The prices are found by the volume algorithm (Barahona and Anbil 2000): steps are taken from the best prices found so far, along the excess of a
//! moving average of the choices rather than of the last choice, so that they do not swing to and fro.

use crate::schedule::problem::Problem;

use super::links::Links;
use super::relax::Relaxation;
use super::start::TIE;
use super::tolls::{Tolls, left};

/// The most steps; each prices every channel once.
const STEPS: u32 = 1_500;
/// How many numbers are worked through in all at the most, so that large plans take fewer steps: about two seconds.
const WORK: usize = 400_000_000;
/// Steps without success after which the step length is cut.
const PATIENCE: u32 = 12;

/// The relaxation of the whole problem.
pub(super) struct Whole<'a> {
    problem: &'a Problem,
    relaxations: Vec<Relaxation<'a>>,
    links: Links,
    tolls: Tolls,
}

/// What pricing found.
pub(super) struct Priced {
    /// The lowest bound.
    pub(super) bound: f64,
    pub(super) steps: u64,
}

impl<'a> Whole<'a> {
    /// The relaxation with the prices that each channel found by itself.
    pub(super) fn new(
        problem: &'a Problem,
        relaxations: Vec<Relaxation<'a>>,
        links: Links,
    ) -> Self {
        Whole {
            problem,
            relaxations,
            links,
            tolls: Tolls::none(problem),
        }
    }

    /// The links with the best prices found.
    pub(super) fn links(&self) -> &Links {
        &self.links
    }

    fn prices(&self) -> Vec<f64> {
        let groups = self.relaxations.iter().flat_map(Relaxation::prices);
        let mut prices: Vec<f64> = groups.collect();
        prices.resize(prices.len() + self.links.len() + self.tolls.len(), 0.0);
        prices
    }

    fn set_prices(&mut self, prices: &[f64]) {
        let mut rest = prices;
        for relaxation in &mut self.relaxations {
            let (own, others) = rest.split_at(relaxation.prices().count());
            relaxation.set_prices(own);
            rest = others;
        }
        let (links, tolls) = rest.split_at(self.links.len());
        self.links.set_prices(links);
        self.tolls.set(tolls);
        for relaxation in &mut self.relaxations {
            relaxation.adjust(&self.links, &self.tolls);
        }
    }

    /// The bound of the present prices; `excess` receives by how much the choice breaks each priced rule.
    fn evaluate(&mut self, excess: &mut Vec<f64>) -> f64 {
        excess.clear();
        let mut stands = vec![Vec::new(); self.problem.items.len()];
        let mut used = Tolls::none(self.problem);
        let mut value = self.fixed_items(&mut stands, &mut used);
        for relaxation in &mut self.relaxations {
            let (of_channel, chosen) = relaxation.evaluate();
            value += of_channel;
            relaxation.note(&chosen, &self.links, &mut stands, &mut used);
            excess.extend(relaxation.excess(&chosen));
        }
        let start = excess.len();
        excess.resize(start + self.links.len(), 0.0);
        self.links.excess(&stands, &mut excess[start..]);
        for ((price, used), left) in self
            .tolls
            .numbers()
            .zip(used.numbers())
            .zip(left(self.problem))
        {
            value += price * left;
            excess.push(used - left);
        }
        value
    }

    /// What the fixed items earn: each stands or not, whatever stands beside it.
    fn fixed_items(&self, stands: &mut [Vec<u32>], used: &mut Tolls) -> f64 {
        let mut sum = 0.0;
        for (number, item) in self.problem.items.iter().enumerate() {
            if !item.fixed || item.window.0 >= item.window.1 {
                continue;
            }
            let channel = &self.problem.channels[item.channel];
            let spot = channel.spots[item.window.0 as usize];
            let stretch = self.links.stretch(spot.at);
            let adjust = self.links.adjust(number);
            let adjust = adjust.map_or(0.0, |adjust| adjust[stretch as usize]);
            let week = channel.week_of(spot.day);
            let toll = self.tolls.of(&item.limits, week);
            let earns = item.weight * channel.rate(item.window.0) + adjust - toll;
            if earns > 0.0 {
                sum += earns;
                stands[number].push(stretch);
                used.add(&item.limits, week, 1.0);
            }
        }
        sum
    }

    /// Lowers `bound` by pricing; `target` is the value of a plan. The links keep the best prices.
    pub(super) fn lower(&mut self, bound: f64, target: f64) -> Priced {
        let steps = (WORK / self.work().max(1)).clamp(60, STEPS as usize);
        let mut best = self.prices();
        let mut excess = Vec::new();
        self.set_prices(&best);
        let mut value = self.evaluate(&mut excess);
        let mut average = excess.clone();
        let mut lowest = bound.min(value * (1.0 + TIE));
        let (mut length, mut since, mut taken) = (0.5, 0, 0_u32);
        let mut share = 0.2;
        let mut prices = best.clone();
        let mut halfway = lowest;
        while (taken as usize) < steps && lowest - target > TIE * lowest && length > 1e-4 {
            taken += 1;
            let Some(step) = step(&best, &mut average, length * (value - target)) else {
                break;
            };
            for ((price, best), average) in prices.iter_mut().zip(&best).zip(&average) {
                *price = (best + step * average).max(0.0);
            }
            self.set_prices(&prices);
            let reached = self.evaluate(&mut excess);
            mix(&mut average, &excess, share);
            lowest = lowest.min(reached * (1.0 + TIE));
            if reached < value {
                value = reached;
                best.copy_from_slice(&prices);
                since = 0;
                length = (length * 1.1_f64).min(1.5);
            } else {
                since += 1;
                if since >= PATIENCE {
                    length *= 0.66;
                    since = 0;
                }
            }
            if taken % 100 == 0 {
                if halfway - lowest < 0.01 * (lowest - target) {
                    share = f64::max(share * 0.5, 0.005);
                }
                halfway = lowest;
            }
        }
        self.set_prices(&best);
        Priced {
            bound: lowest,
            steps: u64::from(taken),
        }
    }

    /// About how many numbers one evaluation works through.
    fn work(&self) -> usize {
        let relaxed: usize = self.relaxations.iter().map(Relaxation::work).sum();
        relaxed + 3 * self.links.len()
    }
}

/// The step that leads from the best prices; excess that no price can take up is left out. `None` when nothing is left to move.
fn step(best: &[f64], average: &mut [f64], rise: f64) -> Option<f64> {
    let mut squares = 0.0;
    for (excess, price) in average.iter_mut().zip(best) {
        if *price > 0.0 || *excess > 0.0 {
            squares += *excess * *excess;
        }
    }
    (squares > 1e-12 && rise > 0.0).then_some(rise / squares)
}

/// Mixes a share of the new excess into the average: the share that makes it least, up to `most`.
fn mix(average: &mut [f64], excess: &[f64], most: f64) {
    let (mut along, mut squares) = (0.0, 0.0);
    for (old, new) in average.iter().zip(excess) {
        let change = new - old;
        along -= old * change;
        squares += change * change;
    }
    let share = if squares > 0.0 { along / squares } else { most };
    let share = share.clamp(most / 10.0, most);
    for (old, new) in average.iter_mut().zip(excess) {
        *old += share * (new - *old);
    }
}
