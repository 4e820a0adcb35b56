//! `after` in the bound: what it costs a draft to stand early, and what it brings those it waits for.
//!
//! If s comes after p, then at every instant: s stands before it only if p does. For a few instants (the cuts, the last of them the end of time)
//! the relaxation breaks this rule at a price that is not negative: p earns the price when it stands before the cut, s pays it when it does. A plan
//! that obeys `after` earns at least what it pays, so the sum stays an upper bound. Prices are found together with those of `relax`.

use crate::schedule::problem::Problem;

use super::State;
use super::relax::Relaxation;
use super::start::TIE;

/// Cuts of the time that is planned; more would state the rule more sharply and take longer to price.
const CUTS: i64 = 64;
/// The least time between cuts, in milliseconds.
const LEAST: i64 = 2 * 60 * 60 * 1_000;
/// Steps of the common pricing of all channels.
const STEPS: u32 = 500;

/// One draft that comes after another.
struct Arc {
    pred: usize,
    succ: usize,
    /// Per cut.
    prices: Vec<f64>,
}

/// All that `after` links.
pub(super) struct Links {
    cuts: Vec<i64>,
    arcs: Vec<Arc>,
    /// Per item and stretch between cuts, what it earns more or less; empty for items that nothing links.
    adjust: Vec<Vec<f64>>,
}

impl Links {
    /// No links at all.
    pub(super) fn none() -> Self {
        Links {
            cuts: Vec::new(),
            arcs: Vec::new(),
            adjust: Vec::new(),
        }
    }

    /// The links of a problem, at no price yet.
    pub(super) fn of(problem: &Problem) -> Self {
        let items = problem.items.iter().enumerate();
        let pairs: Vec<(usize, usize)> = items
            .flat_map(|(succ, item)| item.preds.iter().map(move |pred| (*pred as usize, succ)))
            .collect();
        let ends = |channel: &crate::schedule::problem::Channel| {
            Some((channel.spots.first()?.at, channel.spots.last()?.at))
        };
        let ends: Vec<(i64, i64)> = problem.channels.iter().filter_map(ends).collect();
        let first = ends.iter().map(|ends| ends.0).min();
        let last = ends.iter().map(|ends| ends.1).max();
        let (Some(first), Some(last), false) = (first, last, pairs.is_empty()) else {
            return Links::none();
        };
        let length = ((last - first) / CUTS).max(LEAST);
        let mut cuts: Vec<i64> = (1..=CUTS)
            .map(|number| first + number * length)
            .filter(|cut| *cut <= last)
            .collect();
        cuts.push(i64::MAX);
        let mut adjust = vec![Vec::new(); problem.items.len()];
        for item in pairs.iter().flat_map(|(pred, succ)| [*pred, *succ]) {
            adjust[item] = vec![0.0; cuts.len()];
        }
        let arc = |(pred, succ): (usize, usize)| Arc {
            pred,
            succ,
            prices: vec![0.0; cuts.len()],
        };
        Links {
            arcs: pairs.into_iter().map(arc).collect(),
            cuts,
            adjust,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.arcs.is_empty()
    }

    pub(super) fn cuts(&self) -> &[i64] {
        &self.cuts
    }

    /// The stretch of time between cuts in which an instant lies.
    pub(super) fn stretch(&self, at: i64) -> u32 {
        crate::schedule::problem::index(self.cuts.partition_point(|cut| *cut <= at))
    }

    /// What an item earns more or less in each stretch; `None` when nothing links it.
    pub(super) fn adjust(&self, item: usize) -> Option<&[f64]> {
        self.adjust
            .get(item)
            .filter(|adjust| !adjust.is_empty())
            .map(Vec::as_slice)
    }

    /// Sums the prices up to what each item earns: an item in a stretch stands before that stretch's end and all later cuts.
    fn settle(&mut self) {
        for adjust in &mut self.adjust {
            adjust.fill(0.0);
        }
        for arc in &self.arcs {
            let mut sum = 0.0;
            for (stretch, price) in arc.prices.iter().enumerate().rev() {
                sum += price;
                self.adjust[arc.pred][stretch] += sum;
                self.adjust[arc.succ][stretch] -= sum;
            }
        }
    }

    /// Per arc and cut: how often the earlier one stands before the cut less how often the later one does; 0 where the price is 0 and cannot fall.
    fn slack(&self, stands: &[Vec<u32>]) -> Vec<Vec<f64>> {
        let of_arc = |arc: &Arc| {
            let mut slack = vec![0.0; arc.prices.len()];
            for (item, sign) in [(arc.pred, 1.0), (arc.succ, -1.0)] {
                for &stretch in &stands[item] {
                    for slack in &mut slack[stretch as usize..] {
                        *slack += sign;
                    }
                }
            }
            for (slack, price) in slack.iter_mut().zip(&arc.prices) {
                if *price <= 0.0 && *slack > 0.0 {
                    *slack = 0.0;
                }
            }
            slack
        };
        self.arcs.iter().map(of_arc).collect()
    }

    fn shift(&mut self, slack: &[Vec<f64>], step: f64) {
        for (arc, slack) in self.arcs.iter_mut().zip(slack) {
            for (price, slack) in arc.prices.iter_mut().zip(slack) {
                *price = (*price - step * slack).max(0.0);
            }
        }
    }
}

fn sum_of_squares(numbers: &[f64]) -> f64 {
    numbers.iter().map(|number| number * number).sum()
}

/// Lowers `bound` by pricing `after`; the bound and the steps taken. `target` is the value of a plan.
pub(super) fn tighten(
    state: &State<'_>,
    relaxations: &mut [Relaxation<'_>],
    links: &mut Links,
    bound: f64,
) -> (f64, u64) {
    let target = state.objective();
    let mut best = bound;
    let (mut boldness, mut since, mut steps) = (1.0, 0, 0);
    while steps < STEPS && best - target > TIE * best && boldness > 1e-3 {
        steps += 1;
        links.settle();
        let mut stands = vec![Vec::new(); state.problem.items.len()];
        let mut value = fixed_items(state.problem, links, &mut stands);
        let mut excesses = Vec::new();
        for relaxation in relaxations.iter_mut() {
            relaxation.adjust(links);
            let (of_channel, chosen) = relaxation.evaluate();
            value += of_channel;
            relaxation.note(&chosen, links, &mut stands);
            excesses.push(relaxation.excess(&chosen));
        }
        since = if value < best * (1.0 - 1e-5) {
            0
        } else {
            since + 1
        };
        best = best.min(value * (1.0 + TIE));
        if since >= 12 {
            boldness *= 0.6;
            since = 0;
        }
        let slack = links.slack(&stands);
        let length: f64 = excesses
            .iter()
            .chain(&slack)
            .map(|numbers| sum_of_squares(numbers))
            .sum();
        if length <= 0.0 || value <= target {
            break;
        }
        let step = boldness * (value - target) / length;
        for (relaxation, excess) in relaxations.iter_mut().zip(&excesses) {
            relaxation.shift(excess, step);
        }
        links.shift(&slack, step);
    }
    (best, u64::from(steps))
}

/// What the fixed items earn: each stands or not, whatever stands beside it.
fn fixed_items(problem: &Problem, links: &Links, stands: &mut [Vec<u32>]) -> f64 {
    let mut sum = 0.0;
    for (number, item) in problem.items.iter().enumerate() {
        if !item.fixed || item.window.0 >= item.window.1 {
            continue;
        }
        let channel = &problem.channels[item.channel];
        let stretch = links.stretch(channel.spots[item.window.0 as usize].at);
        let adjust = links
            .adjust(number)
            .map_or(0.0, |adjust| adjust[stretch as usize]);
        let earns = item.weight * channel.rate(item.window.0) + adjust;
        if earns > 0.0 {
            sum += earns;
            stands[number].push(stretch);
        }
    }
    sum
}
