//! Limits in the bound: what it costs an item to count in one.
//!
//! At most n of some items in a week or in the plan: the relaxation breaks the rule at a price that is not negative, paid by every item that counts;
//! a plan that obeys the limit pays at most n times the price, which is added to the bound.

use crate::schedule::problem::Problem;

/// A number per limit and week: prices, or counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tolls {
    of_limit: Vec<Vec<f64>>,
}

impl Tolls {
    /// All zero.
    pub(super) fn none(problem: &Problem) -> Self {
        let zero = |limit: &crate::schedule::problem::Limit| vec![0.0; limit.left.len()];
        Tolls {
            of_limit: problem.limits.iter().map(zero).collect(),
        }
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.of_limit.iter().map(Vec::len).sum()
    }

    /// Takes over numbers, limit by limit.
    pub(super) fn set(&mut self, numbers: &[f64]) {
        let places = self.of_limit.iter_mut().flatten();
        for (place, number) in places.zip(numbers) {
            *place = *number;
        }
    }

    /// All numbers, limit by limit.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.of_limit.iter().flatten().copied()
    }

    /// What an item pays that counts in these limits in a week.
    pub(super) fn of(&self, limits: &[u32], week: u32) -> f64 {
        let price = |limit: &u32| self.of_limit[*limit as usize][self.bucket(*limit, week)];
        limits.iter().map(price).sum()
    }

    /// Adds to the numbers of these limits in a week.
    pub(super) fn add(&mut self, limits: &[u32], week: u32, number: f64) {
        for &limit in limits {
            let bucket = self.bucket(limit, week);
            self.of_limit[limit as usize][bucket] += number;
        }
    }

    /// A limit of the whole plan has one number, which every week shares.
    fn bucket(&self, limit: u32, week: u32) -> usize {
        (week as usize).min(self.of_limit[limit as usize].len() - 1)
    }
}

/// What is left of every limit, limit by limit.
pub(super) fn left(problem: &Problem) -> impl Iterator<Item = f64> + '_ {
    let left = problem.limits.iter().flat_map(|limit| &limit.left);
    left.map(|left| f64::from(*left))
}
