//! Rates in the cells of a table (rows x columns, such as weekday x hour), in one or several groups, when most cells have few counts or none.
//!
//! # The model
//!
//! A count `events` in a cell of a group is Poisson with mean `exposure` x exp(theta). Theta is what the cell typically has, plus what is peculiar
//! to this one count: Student-t with four degrees of freedom and a scale of its own in each group, so that a single runaway count moves its cell
//! little. What a cell typically has is a sum: the level of its group, an effect of its row, an effect of its column (neighbouring columns are alike,
//! and the last is a neighbour of the first), and an effect of its own. The effects are normal around 0 with three standard deviations, which are
//! estimated from all groups together. So a cell with few counts borrows from its row, its column and its group, the more the less these differ.
//!
//! # How it is fitted
//!
//! Theta of each count is replaced by the normal approximation at its mode (penalised quasi-likelihood: N. E. Breslow, D. G. Clayton, "Approximate
//! Inference in Generalized Linear Mixed Models", JASA 88 (1993), 9-25), Student's t by weights (K. L. Lange, R. J. A. Little, J. M. G. Taylor,
//! "Robust Statistical Modeling Using the t Distribution", JASA 84 (1989), 881-896), and the standard deviations are those of the highest marginal
//! likelihood times a prior that keeps them off zero (Y. Chung and others, "A Nondegenerate Penalized Likelihood Estimator for Variance Parameters in
//! Multilevel Models", Psychometrika 78 (2013), 685-709). The three are repeated until they agree. A count of weight w counts as w counts.

mod between;
mod counts;
mod excess;
#[cfg(test)]
mod tests;

use between::{Between, Prior};
use counts::Counts;

use super::dice::Dice;

/// Rounds of the fit; the steps of its search shrink with each.
const ROUNDS: u32 = 14;
/// The first step of the search, in the logarithm of a standard deviation.
const FIRST_STEP: f64 = 0.8;
/// How the step shrinks from round to round.
const SHRINK: f64 = 0.78;

/// One count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// Which row.
    pub row: usize,
    /// Which column.
    pub column: usize,
    /// What was counted, 0 or more.
    pub events: f64,
    /// Against what, more than 0: people reached, or 1.
    pub exposure: f64,
    /// How much it counts, above 0 and at most 1.
    pub weight: f64,
}

/// Rows and columns of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Rows, whose effects are unrelated.
    pub rows: usize,
    /// Columns, in a circle.
    pub columns: usize,
}

/// Standard deviations of the effects, on the scale of the natural logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spreads {
    /// Between rows.
    pub rows: f64,
    /// Between columns.
    pub columns: f64,
    /// Of cells, beyond their row and column.
    pub cells: f64,
}

/// What is known of the rates of all groups.
#[derive(Clone, Debug)]
pub struct Crossed {
    /// Standard deviations of the effects.
    pub spreads: Spreads,
    /// In the order that the counts were given in.
    pub groups: Vec<Group>,
}

/// What is known of the rates of one group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Natural logarithm of the rate of each cell, row after row: its mean.
    pub mean: Vec<f64>,
    /// Its standard deviation.
    pub deviation: Vec<f64>,
    /// Scale of what is peculiar to single counts.
    pub scale: f64,
    /// Of each count of the fit as given: the mean and the standard deviation of its own theta less that of its cell.
    pub excess: Vec<(f64, f64)>,
    grid: Grid,
    /// The normal part for each of the plausible standard deviations, and how plausible these are.
    between: Vec<(f64, Between)>,
}

impl Group {
    /// A table of log rates drawn from all that are plausible, as a whole: what is high in one cell because its column is, is high in the others too.
    pub fn draw(&self, dice: &mut Dice) -> Vec<f64> {
        let mut left = dice.uniform();
        let chosen = self.between.iter().find(|(weight, _)| {
            left -= weight;
            left <= 0.0
        });
        match chosen.or(self.between.last()) {
            Some((_, between)) => between.draw(dice),
            None => self.mean.clone(),
        }
    }

    /// How much more than typical of its cell a count is that was not among those of the fit: mean and standard deviation of the natural logarithm.
    /// What its cell has is what the counts of the fit say; where they say little the excess is uncertain, but is not laid to the cell.
    /// `None` for a count that would have been passed over.
    pub fn excess_of(&self, count: &Count) -> Option<(f64, f64)> {
        excess::of(self, count)
    }
}

/// Fits the model. Counts outside the grid, or without exposure, are passed over; a group without counts has the prior alone.
pub fn fit(groups: &[Vec<Count>], grid: Grid) -> Crossed {
    let mut groups: Vec<Counts> = groups
        .iter()
        .map(|counts| Counts::new(counts, grid))
        .collect();
    let prior = Prior::new(grid);
    let mut spreads = Spreads {
        rows: 0.25,
        columns: 0.25,
        cells: 0.15,
    };
    let mut step = FIRST_STEP;
    for _ in 0..ROUNDS {
        for group in &mut groups {
            group.linearise();
        }
        for group in &mut groups {
            group.improve_scale(&prior, spreads, step);
        }
        spreads = improve_spreads(&groups, &prior, spreads, step);
        for group in &mut groups {
            group.settle(&prior, spreads);
        }
        step *= SHRINK;
    }
    let plausible = plausible_spreads(&groups, &prior, spreads);
    let groups = groups
        .iter()
        .map(|group| group.finish(&prior, &plausible))
        .collect();
    Crossed { spreads, groups }
}

impl Spreads {
    /// The three on the scale of logarithms, on which they are searched.
    fn logarithms(self) -> [f64; 3] {
        [self.rows, self.columns, self.cells].map(f64::ln)
    }

    fn from_logarithms(logarithms: [f64; 3]) -> Self {
        let [rows, columns, cells] = logarithms.map(|log| log.exp().clamp(1e-3, 5.0));
        Spreads {
            rows,
            columns,
            cells,
        }
    }

    /// The same with one of them moved on the scale of logarithms.
    fn moved(self, which: usize, by: f64) -> Self {
        let mut logarithms = self.logarithms();
        if let Some(logarithm) = logarithms.get_mut(which) {
            *logarithm += by;
        }
        Spreads::from_logarithms(logarithms)
    }
}

/// Logarithm of how plausible the standard deviations are, up to a constant.
fn score(groups: &[Counts], prior: &Prior, spreads: Spreads) -> f64 {
    let evidence: f64 = groups
        .iter()
        .map(|group| Between::new(&group.cells, prior, spreads).evidence)
        .sum();
    let logarithms: f64 = spreads.logarithms().iter().sum();
    evidence + logarithms - PRIOR_RATE * (spreads.rows + spreads.columns + spreads.cells)
}

/// One round of the search along each of the three standard deviations.
fn improve_spreads(groups: &[Counts], prior: &Prior, mut spreads: Spreads, step: f64) -> Spreads {
    let mut best = score(groups, prior, spreads);
    for which in 0..3 {
        for candidate in [spreads.moved(which, step), spreads.moved(which, -step)] {
            let value = score(groups, prior, candidate);
            if value > best {
                (best, spreads) = (value, candidate);
                break;
            }
        }
    }
    spreads
}

/// Standard deviations that stand for all that are plausible, with their weights: those of the highest score would make intervals too narrow, since
/// they are not known either. Six points around the mode on the scale of logarithms (a spherical cubature of degree 3: A. H. Stroud, "Approximate
/// Calculation of Multiple Integrals", 1971, formula Un 3-1), each weighted with how plausible it is beside what a normal shape would have there.
fn plausible_spreads(groups: &[Counts], prior: &Prior, mode: Spreads) -> Vec<(f64, Spreads)> {
    let here = score(groups, prior, mode);
    let mut points = Vec::with_capacity(7);
    for which in 0..3 {
        let [up, down] =
            [CURVATURE, -CURVATURE].map(|by| score(groups, prior, mode.moved(which, by)));
        let curvature = (2.0 * here - up - down) / (CURVATURE * CURVATURE);
        let width = curvature.max(WIDEST.powi(-2)).powf(-0.5);
        for by in [width, -width].map(|width| width * 3_f64.sqrt()) {
            let point = mode.moved(which, by);
            let weight = (score(groups, prior, point) - here + 1.5).exp();
            points.push((weight.min(10.0), point));
        }
    }
    let sum: f64 = points.iter().map(|(weight, _)| weight).sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return vec![(1.0, mode)];
    }
    points
        .into_iter()
        .map(|(weight, point)| (weight / sum, point))
        .collect()
}

/// Step by which the curvature at the mode is measured.
const CURVATURE: f64 = 0.5;
/// Widest standard deviation of the logarithm of a standard deviation: a factor of 7 either way at two of them.
const WIDEST: f64 = 1.0;

/// Rate of the gamma prior (shape 2) of a standard deviation: its mode is a third, a factor of 1.4 either way on the natural scale.
const PRIOR_RATE: f64 = 3.0;
