//! `after` in the bound: what it costs a draft to stand early, and what it brings those it waits for.
//!
//! If s comes after p, then at every instant: s stands before it only if p does. For a few instants (the cuts, the last of them the end of time)
//! the relaxation breaks this rule at a price that is not negative: p earns the price when it stands before the cut, s pays it when it does. A plan
//! that obeys `after` earns at least what it pays, so the sum stays an upper bound. Prices are found together with those of `relax`, in `price`.

use crate::schedule::problem::Problem;

/// Cuts of the time that is planned; more would state the rule more sharply and take longer to price.
const CUTS: i64 = 120;
/// The least time between cuts, in milliseconds.
const LEAST: i64 = 2 * 60 * 60 * 1_000;
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

    /// How many prices there are.
    pub(super) fn len(&self) -> usize {
        self.arcs.len() * self.cuts.len()
    }

    /// Takes over the prices, arc by arc.
    pub(super) fn set_prices(&mut self, prices: &[f64]) {
        let of_arcs = prices.chunks_exact(self.cuts.len().max(1));
        for (arc, prices) in self.arcs.iter_mut().zip(of_arcs) {
            arc.prices.copy_from_slice(prices);
        }
        self.settle();
    }

    /// Per arc and cut: how often the later one stands before the cut less how often the earlier one does.
    pub(super) fn excess(&self, stands: &[Vec<u32>], excess: &mut [f64]) {
        let of_arcs = excess.chunks_exact_mut(self.cuts.len().max(1));
        for (arc, excess) in self.arcs.iter().zip(of_arcs) {
            excess.fill(0.0);
            for (item, sign) in [(arc.pred, -1.0), (arc.succ, 1.0)] {
                for &stretch in &stands[item] {
                    for excess in &mut excess[stretch as usize..] {
                        *excess += sign;
                    }
                }
            }
        }
    }
}
