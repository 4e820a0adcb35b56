//! How much more than typical of its cell a count is that was not among those of the fit.
//!
//! The count itself says nothing of its cell: with one count in a cell of which nothing else is known, a high count would make a high cell, and
//! nothing would be peculiar to it. So the cell is what the fit knows of it, and the count is judged given each value that the cell may have (the
//! feedback is cut: M. Plummer, "Cuts in Bayesian graphical models", Statistics and Computing 25 (2015), 37-43). Student's t is a mixture of normal
//! distributions whose precision has a gamma distribution (Lange, Little and Taylor 1989), over which it is summed on a grid.

use super::counts::FREEDOM;
use super::{Count, Group};

/// Values of a standard normal variable and their weights (Gauss-Hermite, five points: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical
/// Functions", 1964, table 25.10).
const NORMAL: [(f64, f64); 5] = [
    (-2.856_970_013_872_806, 0.011_257_411_327_720_7),
    (-1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (0.0, 0.533_333_333_333_333_3),
    (1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (2.856_970_013_872_806, 0.011_257_411_327_720_7),
];
/// Natural logarithms of the precisions of the mixture: from those of a count 3000 scales away to more than the gamma distribution has.
const LOG_PRECISIONS: (i32, i32) = (-16, 2);
/// Points of the grid in one unit of these logarithms.
const POINTS: i32 = 2;

/// See `Group::excess_of`.
pub(super) fn of(group: &Group, count: &Count) -> Option<(f64, f64)> {
    let usable = count.row < group.grid.rows
        && count.column < group.grid.columns
        && count.exposure > 0.0
        && count.exposure.is_finite()
        && (0.0..1e18).contains(&count.events);
    let cell = count.row * group.grid.columns + count.column;
    let expected = group.mean.get(cell).copied().filter(|_| usable)?;
    let deviation = group.deviation.get(cell).copied()?;
    let (mut mean, mut square) = (0.0, 0.0);
    for (away, weight) in NORMAL {
        let (m, variance) = given_cell(count, expected + away * deviation, group.scale);
        mean += weight * m;
        square += weight * (m * m + variance);
    }
    Some((mean, (square - mean * mean).max(0.0).sqrt()))
}

/// Mean and variance of the excess when the log rate of the cell is known.
fn given_cell(count: &Count, cell: f64, scale: f64) -> (f64, f64) {
    let (low, high) = LOG_PRECISIONS;
    let parts: Vec<(f64, f64, f64)> = (low * POINTS..=high * POINTS)
        .map(|step| {
            let log = f64::from(step) / f64::from(POINTS);
            let precision = log.exp();
            // Density of the logarithm of a gamma variable of shape and rate FREEDOM / 2.
            let prior = FREEDOM / 2.0 * (log - precision);
            let (mode, variance, evidence) = normal(count, cell, precision / (scale * scale));
            (prior + evidence, mode, variance)
        })
        .collect();
    let top = parts.iter().map(|part| part.0).fold(f64::MIN, f64::max);
    let (mut sum, mut mean, mut square) = (0.0, 0.0, 0.0);
    for (log, mode, variance) in parts {
        let weight = (log - top).exp();
        sum += weight;
        mean += weight * mode;
        square += weight * (mode * mode + variance);
    }
    (mean / sum, square / sum - (mean / sum).powi(2))
}

/// The excess under a normal distribution of a precision: its mode, the variance around it, and the logarithm of what was counted being so.
fn normal(count: &Count, cell: f64, precision: f64) -> (f64, f64, f64) {
    let rate =
        |excess: f64| (count.exposure * (cell + excess).clamp(-60.0, 60.0).exp()).clamp(1e-9, 1e30);
    // From above the mode on, Newton's steps on this convex sum never pass it.
    let alone = (count.events + 0.5).ln() - count.exposure.ln() - cell;
    let mut excess = alone.max(0.0);
    for _ in 0..40 {
        let mean = rate(excess);
        let slope = count.events - mean - excess * precision;
        excess += (slope / (mean + precision)).clamp(-2.0, 2.0);
    }
    let mean = rate(excess);
    let variance = 1.0 / (mean + precision);
    let evidence = count.events * mean.ln() - mean - excess * excess * precision / 2.0
        + (precision * variance).ln() / 2.0;
    (excess, variance, evidence)
}

#[cfg(test)]
mod tests {
    use crate::stats::crossed::{Count, Grid, Group, fit};
    use crate::stats::{Dice, Z_95};

    const WEEK: Grid = Grid {
        rows: 7,
        columns: 24,
    };

    fn at(row: usize, column: usize, events: f64, exposure: f64) -> Count {
        Count {
            row,
            column,
            events,
            exposure,
            weight: 1.0,
        }
    }

    /// Sixty posts of about 3.4 %, all at noon.
    fn noon() -> Group {
        let counts: Vec<Count> = (0..60)
            .map(|post| {
                at(
                    post % 7,
                    12,
                    f64::from(25 + u8::try_from(post * 7 % 19).unwrap()),
                    1000.0,
                )
            })
            .collect();
        fit(&[counts], WEEK).groups.remove(0)
    }

    #[test]
    fn a_count_alone_in_its_cell_does_not_explain_itself() {
        let group = noon();
        for times in [0.3_f64, 0.8, 1.5, 2.6, 5.0, 10.0] {
            let of = |column| {
                group
                    .excess_of(&at(3, column, times * 0.034 * 2e4, 2e4))
                    .unwrap()
            };
            let ((near, known), (far, unknown)) = (of(12), of(18));
            assert!((near - times.ln()).abs() < 0.1, "{times}: {near}");
            assert!((far - times.ln()).abs() < 0.15, "{times}: {far}");
            assert!(known < 0.15 && unknown > 0.3, "{known} {unknown}");
        }
    }

    #[test]
    fn more_of_the_same_is_never_less() {
        let group = noon();
        for column in [12, 13, 18] {
            let means: Vec<f64> = (0..100_u16)
                .map(|step| {
                    let count = at(3, column, f64::from(step * 10), 1800.0);
                    group.excess_of(&count).unwrap().0
                })
                .collect();
            assert!(means.is_sorted(), "{means:?}");
        }
    }

    /// How often the interval holds what is the post's own, how often what is sure with 80 % certainty is right, and how much is sure. Hours differ
    /// by 35 %, posts by 30 %; the old posts came at two hours, the new ones at any.
    fn simulated(posts: usize) -> (f64, f64, f64) {
        let (mut held, mut all, mut right, mut sure) = (0.0, 0.0, 0.0, 0.0);
        for seed in 0..40 {
            let mut dice = Dice::new(seed);
            let hours: Vec<f64> = (0..24).map(|_| 0.35 * dice.normal()).collect();
            let mut post = |column: usize| {
                let own = 0.3 * dice.normal();
                let mean = 2000.0 * (0.03_f64.ln() + hours[column] + own).exp();
                let events = (mean + mean.sqrt() * dice.normal()).round().max(0.0);
                (own, at(column % 7, column, events, 2000.0))
            };
            let old: Vec<Count> = (0..posts).map(|index| post(11 + index % 2).1).collect();
            let new: Vec<(f64, Count)> = (0..40).map(|index| post(5 + index % 18)).collect();
            let group = fit(&[old], WEEK).groups.remove(0);
            for (own, count) in new {
                let (mean, deviation) = group.excess_of(&count).unwrap();
                held += f64::from(u8::from((mean - own).abs() <= Z_95 * deviation));
                all += 1.0;
                if mean.abs() > 0.8416 * deviation {
                    right += f64::from(u8::from(mean * own > 0.0));
                    sure += 1.0;
                }
            }
        }
        (held / all, right / sure, sure / all)
    }

    #[test]
    fn intervals_of_single_posts_hold_what_is_theirs() {
        for posts in [6, 20, 60] {
            let (held, right, sure) = simulated(posts);
            assert!((0.93..1.0).contains(&held), "{posts}: {held}");
            assert!(right > 0.8 && sure > 0.1, "{posts}: {right} of {sure}");
        }
    }

    #[test]
    fn nonsense_and_extremes_are_finite() {
        let group = noon();
        for (events, exposure) in [
            (0.0, 1e-300),
            (0.0, 1e300),
            (1e17, 1e-300),
            (1e17, 1e300),
            (1e17, 1.0),
        ] {
            let (mean, deviation) = group.excess_of(&at(0, 0, events, exposure)).unwrap();
            assert!(mean.is_finite() && deviation.is_finite());
        }
        assert!(group.excess_of(&at(0, 0, 1.0, 0.0)).is_none());
    }
}
