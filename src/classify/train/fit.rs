//! Multinomial logistic regression with an L2 penalty, by L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, "Numerical
//! Optimization", 2nd ed., algorithms 3.1 and 7.4). Rows are summed in fixed shards, so that the result is the same from
//! any number of threads.

use super::dataset::Dataset;
use crate::classify::math::{exp, ln};

/// Pairs kept for the estimate of the curvature.
const MEMORY: usize = 8;
/// Parts of the rows, each summed in order.
const SHARDS: usize = 4;
/// Sufficient decrease (Armijo), the textbook's value.
const DECREASE: f64 = 1e-4;

/// What was learnt: for each column of the data set its K weights, then K constants.
pub(super) struct Fitted {
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Minimises mean weighted loss + penalty; `c` is the inverse penalty against the summed loss, as in scikit-learn.
/// K = 1 is the two-class case. `report` is told iteration and loss.
///
/// `offsets`, when there are any, hold for each row what another model says already (logits): only what is missing is learnt, the penalty
/// pulls towards that model, and the constants, which no penalty holds, stay 0.
pub(super) fn fit<const K: usize>(
    data: &Dataset,
    offsets: &[[f32; K]],
    c: f64,
    iterations: usize,
    report: &mut dyn FnMut(usize, f64),
) -> Fitted {
    let columns = data.features.len();
    let total: f64 = data.weights.iter().map(|&weight| f64::from(weight)).sum();
    let problem = Problem::<K> {
        data,
        offsets,
        columns,
        total,
        penalty: 1.0 / (c * total),
    };
    let mut point = vec![0.0_f32; columns * K + K];
    let (mut loss, mut gradient) = problem.evaluate(&point);
    let mut memory: Vec<(Vec<f32>, Vec<f32>, f64)> = Vec::new();
    let mut done = 0;
    while done < iterations {
        let mut direction = two_loops(&gradient, &memory);
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            memory.clear();
            direction = gradient.iter().map(|value| -value).collect();
            slope = -dot(&gradient, &gradient);
        }
        let first = if memory.is_empty() {
            1.0 / dot(&gradient, &gradient).sqrt().max(1e-12)
        } else {
            1.0
        };
        let Some((next, next_loss, next_gradient)) =
            search(&problem, &point, &direction, loss, slope, first)
        else {
            break;
        };
        remember(
            &mut memory,
            difference(&next, &point),
            difference(&next_gradient, &gradient),
        );
        let gain = (loss - next_loss) / loss.abs().max(1e-9);
        (point, loss, gradient) = (next, next_loss, next_gradient);
        done += 1;
        report(done, loss);
        if gain < 1e-7 {
            break;
        }
    }
    let bias = point.split_off(columns * K);
    Fitted {
        weights: point,
        bias,
    }
}

/// Keeps a step and the change of the gradient along it, unless it says nothing of the curvature.
fn remember(memory: &mut Vec<(Vec<f32>, Vec<f32>, f64)>, step: Vec<f32>, change: Vec<f32>) {
    let curvature = dot(&step, &change);
    if curvature > 1e-12 {
        if memory.len() == MEMORY {
            memory.remove(0);
        }
        memory.push((step, change, 1.0 / curvature));
    }
}

fn difference(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Backtracking from `first` until the loss falls enough.
fn search<const K: usize>(
    problem: &Problem<'_, K>,
    point: &[f32],
    direction: &[f32],
    loss: f64,
    slope: f64,
    first: f64,
) -> Option<(Vec<f32>, f64, Vec<f32>)> {
    let mut length = first;
    for _ in 0..20 {
        let step = narrow(length);
        let next: Vec<f32> = point
            .iter()
            .zip(direction)
            .map(|(at, way)| at + step * way)
            .collect();
        let (next_loss, gradient) = problem.evaluate(&next);
        if next_loss <= loss + DECREASE * length * slope {
            return Some((next, next_loss, gradient));
        }
        length *= 0.5;
    }
    None
}

/// The direction of descent: minus the gradient times the estimated inverse curvature.
fn two_loops(gradient: &[f32], memory: &[(Vec<f32>, Vec<f32>, f64)]) -> Vec<f32> {
    let mut way: Vec<f32> = gradient.iter().map(|value| -value).collect();
    let mut factors = Vec::with_capacity(memory.len());
    for (step, change, inverse) in memory.iter().rev() {
        let factor = inverse * dot(step, &way);
        add(&mut way, change, -factor);
        factors.push(factor);
    }
    if let Some((step, change, _)) = memory.last() {
        let scale = narrow(dot(step, change) / dot(change, change).max(1e-30));
        for value in &mut way {
            *value *= scale;
        }
    }
    for ((step, change, inverse), factor) in memory.iter().zip(factors.iter().rev()) {
        let correction = factor - inverse * dot(change, &way);
        add(&mut way, step, correction);
    }
    way
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    // Eight running sums, so that the compiler may use wide registers; the order is fixed all the same.
    let mut sums = [0.0_f64; 8];
    let (first, rest) = a.as_chunks::<8>();
    let (second, other) = b.as_chunks::<8>();
    for (a, b) in first.iter().zip(second) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += f64::from(*a) * f64::from(*b);
        }
    }
    sums.iter().sum::<f64>()
        + rest
            .iter()
            .zip(other)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum::<f64>()
}

fn add(to: &mut [f32], from: &[f32], factor: f64) {
    let factor = narrow(factor);
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

struct Problem<'d, const K: usize> {
    data: &'d Dataset,
    offsets: &'d [[f32; K]],
    columns: usize,
    total: f64,
    penalty: f64,
}

impl<const K: usize> Problem<'_, K> {
    /// Loss and gradient at a point.
    fn evaluate(&self, point: &[f32]) -> (f64, Vec<f32>) {
        let rows = self.data.labels.len();
        let bounds: Vec<usize> = (0..=SHARDS).map(|shard| rows * shard / SHARDS).collect();
        let parts: Vec<(f64, Vec<f32>)> = std::thread::scope(|scope| {
            let running: Vec<_> = bounds
                .windows(2)
                .map(|range| scope.spawn(move || self.shard(point, range[0]..range[1])))
                .collect();
            running
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect()
        });
        let mut loss = 0.0;
        let mut gradient = vec![0.0_f32; point.len()];
        for (part, partial) in parts {
            loss += part;
            add(&mut gradient, &partial, 1.0);
        }
        let (weights, _) = point.split_at(self.columns * K);
        if !self.offsets.is_empty() {
            gradient[weights.len()..].fill(0.0);
        }
        add(&mut gradient[..weights.len()], weights, self.penalty);
        (loss + 0.5 * self.penalty * dot(weights, weights), gradient)
    }

    fn shard(&self, point: &[f32], rows: std::ops::Range<usize>) -> (f64, Vec<f32>) {
        let (weights, bias) = point.split_at(self.columns * K);
        let (table, _) = weights.as_chunks::<K>();
        let mut gradient = vec![0.0_f32; point.len()];
        let mut loss = 0.0;
        for row in rows {
            let entries = &self.data.entries[self.data.starts[row]..self.data.starts[row + 1]];
            let mut logits = [0.0_f32; K];
            logits.copy_from_slice(bias);
            for (logit, offset) in logits
                .iter_mut()
                .zip(self.offsets.get(row).into_iter().flatten())
            {
                *logit += offset;
            }
            for &(column, value) in entries {
                for (logit, weight) in logits.iter_mut().zip(&table[column as usize]) {
                    *logit += value * weight;
                }
            }
            let share = f64::from(self.data.weights[row]) / self.total;
            let (row_loss, slopes) = slopes(&logits, self.data.labels[row]);
            loss += share * row_loss;
            let slopes = slopes.map(|slope| narrow(share * slope));
            let (partial, constants) = gradient.split_at_mut(self.columns * K);
            let (partial, _) = partial.as_chunks_mut::<K>();
            for &(column, value) in entries {
                for (sum, slope) in partial[column as usize].iter_mut().zip(slopes) {
                    *sum += value * slope;
                }
            }
            for (sum, slope) in constants.iter_mut().zip(slopes) {
                *sum += slope;
            }
        }
        (loss, gradient)
    }
}

/// Loss of one row and its derivative by each logit.
fn slopes<const K: usize>(logits: &[f32; K], label: usize) -> (f64, [f64; K]) {
    let mut p = logits.map(f64::from);
    if K == 1 {
        let signed = if label == 1 { p[0] } else { -p[0] };
        let wrong = 1.0 / (1.0 + exp(signed));
        let loss = ln(1.0 + exp(-signed.abs())) + (-signed).max(0.0);
        p[0] = if label == 1 { -wrong } else { wrong };
        return (loss, p);
    }
    crate::classify::math::softmax(&mut p);
    let loss = -ln(p[label].max(1e-300));
    p[label] -= 1.0;
    (loss, p)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "training works in single precision"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}
