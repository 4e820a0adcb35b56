//! What the cells of a group say of each other: the normal part of the model, solved through the effects of level, rows and columns.

use super::{Grid, Spreads};
use crate::stats::dice::Dice;
use crate::stats::symmetric::Cholesky;

/// Share of the variance of columns that neighbours have in common; the rest is each column's own.
const SMOOTH: f64 = 0.8;
/// Width of the periodic kernel exp(-2 sin²(pi d) / width²), d in turns: of 24 hours the correlation of neighbours is 0.8, three hours apart 0.15.
const WIDTH: f64 = 0.39;
/// Variance of the level around the first guess of it: wide enough to say nothing.
const LEVEL: f64 = 25.0;

/// What does not change from fit to fit.
pub(super) struct Prior {
    pub(super) grid: Grid,
    /// Inverse of the correlations of the columns, and the logarithm of their determinant.
    columns: Vec<f64>,
    log_determinant: f64,
}

impl Prior {
    pub(super) fn new(grid: Grid) -> Self {
        let size = grid.columns;
        let correlation = |a: usize, b: usize| {
            let swing = (std::f64::consts::PI * a.abs_diff(b) as f64 / size as f64).sin();
            let smooth = SMOOTH * (-2.0 * swing * swing / (WIDTH * WIDTH)).exp();
            smooth + if a == b { 1.0 - SMOOTH } else { 0.0 }
        };
        let matrix = (0..size * size)
            .map(|at| correlation(at / size, at % size))
            .collect();
        match Cholesky::new(matrix, size) {
            Some(factor) => Prior {
                grid,
                columns: factor.inverse(),
                log_determinant: factor.log_determinant(),
            },
            // A kernel with something on its diagonal always has a factor, but for a grid of no columns, which has no use for one.
            None => Prior {
                grid,
                columns: vec![0.0; size * size],
                log_determinant: 0.0,
            },
        }
    }

    fn effects(&self) -> usize {
        1 + self.grid.rows + self.grid.columns
    }

    /// The precision of the effects before anything is counted, and the logarithm of the determinant of their covariance.
    fn precision(&self, spreads: Spreads) -> (Vec<f64>, f64) {
        let (rows, columns) = (self.grid.rows, self.grid.columns);
        let size = self.effects();
        let mut matrix = vec![0.0; size * size];
        matrix[0] = 1.0 / LEVEL;
        let [row_variance, column_variance] = [spreads.rows, spreads.columns].map(|s| s * s);
        for row in 1..=rows {
            matrix[row * size + row] = 1.0 / row_variance;
        }
        let first = 1 + rows;
        for a in 0..columns {
            for b in 0..columns {
                matrix[(first + a) * size + first + b] =
                    self.columns[a * columns + b] / column_variance;
            }
        }
        let log_determinant = LEVEL.ln()
            + rows as f64 * row_variance.ln()
            + columns as f64 * column_variance.ln()
            + self.log_determinant;
        (matrix, log_determinant)
    }
}

/// The cells of a group as the normal part sees them.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    /// Added to all of `mean`.
    pub(super) centre: f64,
    /// Mean of the counts of each cell, less the centre.
    pub(super) mean: Vec<f64>,
    /// Its precision; 0 for a cell without counts.
    pub(super) precision: Vec<f64>,
}

/// The effects given the cells.
#[derive(Clone, Debug)]
pub(super) struct Between {
    grid: Grid,
    cells: Cells,
    /// Variance of the cells' own effects.
    own: f64,
    effects: Vec<f64>,
    factor: Option<Cholesky>,
    /// Logarithm of the likelihood of the cells' means, up to a constant.
    pub(super) evidence: f64,
}

impl Between {
    pub(super) fn new(cells: &Cells, prior: &Prior, spreads: Spreads) -> Self {
        let grid = prior.grid;
        let size = prior.effects();
        let own = spreads.cells * spreads.cells;
        let (mut matrix, log_determinant) = prior.precision(spreads);
        let mut right = vec![0.0; size];
        let mut evidence = -log_determinant;
        for (cell, (mean, precision)) in cells.mean.iter().zip(&cells.precision).enumerate() {
            if *precision <= 0.0 {
                continue;
            }
            let weight = 1.0 / (1.0 / precision + own);
            let places = places(grid, cell);
            for a in places {
                for b in places {
                    matrix[a * size + b] += weight;
                }
                right[a] += weight * mean;
            }
            evidence += weight.ln() - weight * mean * mean;
        }
        let factor = Cholesky::new(matrix, size);
        let effects = match &factor {
            Some(factor) => {
                let effects = factor.solve(&right);
                let fitted: f64 = effects.iter().zip(&right).map(|(a, b)| a * b).sum();
                evidence += fitted - factor.log_determinant();
                effects
            }
            None => vec![0.0; size],
        };
        Between {
            grid,
            cells: cells.clone(),
            own,
            effects,
            evidence: if factor.is_some() {
                evidence / 2.0
            } else {
                f64::NEG_INFINITY
            },
            factor,
        }
    }

    /// Mean of the log rate of each cell.
    pub(super) fn means(&self) -> Vec<f64> {
        (0..self.grid.rows * self.grid.columns)
            .map(|cell| {
                let common = self.common(&self.effects, cell);
                let (mean, kept) = self.own_share(cell);
                self.cells.centre + common + kept * (mean - common)
            })
            .collect()
    }

    /// Its standard deviation.
    pub(super) fn deviations(&self) -> Vec<f64> {
        let size = self.effects.len();
        let inverse = self.factor.as_ref().map(Cholesky::inverse);
        (0..self.grid.rows * self.grid.columns)
            .map(|cell| {
                let places = places(self.grid, cell);
                let common: f64 = match &inverse {
                    Some(inverse) => places
                        .iter()
                        .flat_map(|a| places.iter().map(move |b| inverse[a * size + b]))
                        .sum(),
                    None => LEVEL,
                };
                let (_, kept) = self.own_share(cell);
                (self.own * (1.0 - kept) + (1.0 - kept) * (1.0 - kept) * common).sqrt()
            })
            .collect()
    }

    /// A table of log rates drawn from those that are plausible.
    pub(super) fn draw(&self, dice: &mut Dice) -> Vec<f64> {
        let noise: Vec<f64> = self.effects.iter().map(|_| dice.normal()).collect();
        let mut effects = match &self.factor {
            Some(factor) => factor.backward(&noise),
            None => noise,
        };
        for (effect, mean) in effects.iter_mut().zip(&self.effects) {
            *effect += mean;
        }
        (0..self.grid.rows * self.grid.columns)
            .map(|cell| {
                let common = self.common(&effects, cell);
                let (mean, kept) = self.own_share(cell);
                let own = (self.own * (1.0 - kept)).sqrt() * dice.normal();
                self.cells.centre + common + kept * (mean - common) + own
            })
            .collect()
    }

    fn common(&self, effects: &[f64], cell: usize) -> f64 {
        places(self.grid, cell).iter().map(|at| effects[*at]).sum()
    }

    /// The mean of a cell's counts, and how much of its distance from level, row and column the cell's own effect takes up.
    fn own_share(&self, cell: usize) -> (f64, f64) {
        let precision = self.cells.precision.get(cell).copied().unwrap_or(0.0);
        if precision <= 0.0 {
            return (0.0, 0.0);
        }
        let mean = self.cells.mean.get(cell).copied().unwrap_or(0.0);
        (mean, self.own / (self.own + 1.0 / precision))
    }
}

/// Where the effects of a cell stand: level, row, column.
fn places(grid: Grid, cell: usize) -> [usize; 3] {
    [
        0,
        1 + cell / grid.columns,
        1 + grid.rows + cell % grid.columns,
    ]
}
