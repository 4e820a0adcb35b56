//! The counts of a group: each made into a normal observation of its log rate, and all those of a cell into one.

use super::between::{Between, Cells, Prior};
use super::{Count, Grid, Group, Spreads};

/// Degrees of freedom of what is peculiar to a count: tails heavy enough for a post that goes round the world.
pub(super) const FREEDOM: f64 = 4.0;
/// Weighting makes a count look as if it said this much more of its cell than it does: (nu + 3) / (nu + 1), the inverse of the Fisher information of
/// Student's t on a scale of 1 (Lange, Little and Taylor 1989, section 3). By the same factor the weighted mean of a cell is too near to where the cell
/// was thought to be.
const INFORMATION: f64 = (FREEDOM + 3.0) / (FREEDOM + 1.0);
/// The prior of a group's scale: log-normal around this value with a standard deviation of 1, which matters for a handful of counts only.
const USUAL_SCALE: f64 = 0.7;

/// One count on the way.
struct Seen {
    /// Where it stood in the input.
    index: usize,
    cell: usize,
    events: f64,
    exposure: f64,
    weight: f64,
    /// Mode of theta.
    theta: f64,
    /// The observation that stands for it, less the centre, and the variance of its counting.
    value: f64,
    noise: f64,
    /// Weight of Student's t.
    calm: f64,
}

pub(super) struct Counts {
    seen: Vec<Seen>,
    given: usize,
    grid: Grid,
    scale: f64,
    /// Log rate of each cell as of now.
    expected: Vec<f64>,
    pub(super) cells: Cells,
}

impl Counts {
    pub(super) fn new(counts: &[Count], grid: Grid) -> Self {
        let size = grid.rows * grid.columns;
        let seen: Vec<Seen> = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| {
                count.row < grid.rows
                    && count.column < grid.columns
                    && count.exposure > 0.0
                    && count.exposure.is_finite()
                    && (0.0..1e18).contains(&count.events)
                    && count.weight > 0.0
            })
            .map(|(index, count)| Seen {
                index,
                cell: count.row * grid.columns + count.column,
                events: count.events,
                exposure: count.exposure,
                weight: count.weight.min(1.0),
                theta: ((count.events + 0.5) / count.exposure).ln(),
                value: 0.0,
                noise: 1.0,
                calm: 1.0,
            })
            .collect();
        let mut starts: Vec<f64> = seen.iter().map(|seen| seen.theta).collect();
        starts.sort_by(f64::total_cmp);
        let centre = starts.get(starts.len() / 2).copied().unwrap_or(0.0);
        Counts {
            seen,
            given: counts.len(),
            grid,
            scale: USUAL_SCALE,
            expected: vec![centre; size],
            cells: Cells {
                centre,
                mean: vec![0.0; size],
                precision: vec![0.0; size],
            },
        }
    }

    /// Makes each count the normal observation that agrees with it at its mode, given what its cell is thought to have.
    pub(super) fn linearise(&mut self) {
        let variance = self.scale * self.scale;
        for seen in &mut self.seen {
            let expected = self.expected.get(seen.cell).copied().unwrap_or(0.0);
            let pull = seen.calm / variance;
            let mut theta = seen.theta;
            for _ in 0..8 {
                let mean = seen.exposure * theta.clamp(-60.0, 60.0).exp();
                let slope = seen.events - mean - (theta - expected) * pull;
                theta += (slope / (mean + pull)).clamp(-2.0, 2.0);
            }
            let mean = (seen.exposure * theta.clamp(-60.0, 60.0).exp()).max(1e-9);
            seen.theta = theta;
            seen.value = theta + (seen.events - mean) / mean - self.cells.centre;
            seen.noise = 1.0 / mean;
            let spread = 1.0 / (mean + pull);
            let far = ((theta - expected).powi(2) + spread) / variance;
            seen.calm = (FREEDOM + 1.0) / (FREEDOM + far);
        }
    }

    /// The cells at a scale, and the part of the log likelihood that is settled inside the cells. With `information` above 1 the counts are what one
    /// step of Fisher scoring takes them for, with 1 what the weights alone do.
    fn collapse(&self, scale: f64, information: f64) -> (Cells, f64) {
        let size = self.grid.rows * self.grid.columns;
        let mut sums = vec![(0.0, 0.0, 0.0); size];
        let mut inside = 0.0;
        for seen in &self.seen {
            let peculiar = scale * scale / seen.calm;
            let variance = seen.noise + peculiar;
            let factor = 1.0 + (information - 1.0) * peculiar / variance;
            let precision = seen.weight / (variance * factor);
            let thought = self.expected.get(seen.cell).copied().unwrap_or(0.0) - self.cells.centre;
            let value = thought + factor * (seen.value - thought);
            inside -= seen.weight * variance.ln();
            if let Some((total, first, second)) = sums.get_mut(seen.cell) {
                *total += precision;
                *first += precision * value;
                *second += precision * value * value;
            }
        }
        let mut cells = Cells {
            centre: self.cells.centre,
            mean: Vec::with_capacity(size),
            precision: Vec::with_capacity(size),
        };
        for (total, first, second) in sums {
            let mean = if total > 0.0 { first / total } else { 0.0 };
            if total > 0.0 {
                inside -= (second - first * mean).max(0.0) + total.ln();
            }
            cells.mean.push(mean);
            cells.precision.push(total);
        }
        (cells, inside / 2.0)
    }

    /// One round of the search for the scale of this group.
    pub(super) fn improve_scale(&mut self, prior: &Prior, spreads: Spreads, step: f64) {
        let score = |scale: f64| {
            let (cells, inside) = self.collapse(scale, 1.0);
            let away = (scale / USUAL_SCALE).ln();
            inside + Between::new(&cells, prior, spreads).evidence - away * away / 2.0
        };
        let here = score(self.scale);
        let near = [step, -step].map(|by| (self.scale * by.exp()).clamp(1e-3, 10.0));
        self.scale = near
            .into_iter()
            .find(|scale| score(*scale) > here)
            .unwrap_or(self.scale);
        self.cells = self.collapse(self.scale, INFORMATION).0;
    }

    /// Takes over what the cells are thought to have.
    pub(super) fn settle(&mut self, prior: &Prior, spreads: Spreads) {
        self.expected = Between::new(&self.cells, prior, spreads).means();
    }

    /// What is known of the group, over all plausible standard deviations.
    pub(super) fn finish(&self, prior: &Prior, plausible: &[(f64, Spreads)]) -> Group {
        let size = self.grid.rows * self.grid.columns;
        let between: Vec<(f64, Between)> = plausible
            .iter()
            .map(|(weight, spreads)| (*weight, Between::new(&self.cells, prior, *spreads)))
            .collect();
        let (mut mean, mut square) = (vec![0.0; size], vec![0.0; size]);
        for (weight, between) in &between {
            let parts = between.means().into_iter().zip(between.deviations());
            for ((mean, square), (m, d)) in mean.iter_mut().zip(&mut square).zip(parts) {
                // Around the centre, so that nothing is lost when the squares are subtracted.
                let m = m - self.cells.centre;
                *mean += weight * m;
                *square += weight * (m * m + d * d);
            }
        }
        let deviation: Vec<f64> = mean
            .iter()
            .zip(&square)
            .map(|(mean, square)| (square - mean * mean).max(0.0).sqrt())
            .collect();
        for mean in &mut mean {
            *mean += self.cells.centre;
        }
        Group {
            excess: self.excess(&mean, &deviation),
            mean,
            deviation,
            scale: self.scale,
            grid: self.grid,
            between,
        }
    }

    fn excess(&self, mean: &[f64], deviation: &[f64]) -> Vec<(f64, f64)> {
        let mut excess = vec![(0.0, f64::INFINITY); self.given];
        for seen in &self.seen {
            let expected = mean.get(seen.cell).copied().unwrap_or(0.0);
            let of_cell = deviation.get(seen.cell).copied().unwrap_or(0.0);
            let spread = 1.0 / (1.0 / seen.noise + seen.calm / (self.scale * self.scale));
            if let Some(excess) = excess.get_mut(seen.index) {
                *excess = (seen.theta - expected, (spread + of_cell * of_cell).sqrt());
            }
        }
        excess
    }
}
