//! A straight trend that outliers do not bend, with an interval that knows of autocorrelation.

use super::interval::Z_95;
use super::normal_upper_tail;

/// Fewer points than this have no trend that could be told.
const FEWEST: usize = 8;
/// Lags whose autocorrelation is looked at.
const LAGS: usize = 30;
/// Standard errors from which the first autocorrelation counts: one in ten series without any has as much.
const SMALL: f64 = 1.28;

/// A slope and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The median slope between pairs of points.
    pub slope: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Probability of such an order of points, or a stricter one, without a trend; two-sided.
    pub p: f64,
    /// Points.
    pub n: usize,
    /// By how much autocorrelation widened the variance; 1 when there is none.
    pub widened: f64,
}

/// The slope of points (place, figure), of which the places ascend; `None` with fewer than 8. Takes time and memory by the square of their number.
///
/// P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the American Statistical Association 63 (1968), 1379-1389; the
/// variance of Kendall's S is widened by the autocorrelation of the ranks of the residuals as in K. H. Hamed and A. R. Rao, "A modified Mann-Kendall trend
/// test for autocorrelated data", Journal of Hydrology 204 (1998), 182-196, or by the first autocorrelation alone, (1 + r) / (1 - r), if that is more (S. Yue,
/// C. Wang, "The Mann-Kendall test modified by effective sample size", Water Resources Management 18 (2004), 201-218); it is never narrowed.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Trend> {
    if points.len() < FEWEST {
        return None;
    }
    let mut slopes = Vec::with_capacity(points.len() * (points.len() - 1) / 2);
    let mut order = 0.0_f64;
    for (at, (x, y)) in points.iter().enumerate() {
        for (later_x, later_y) in points.iter().skip(at + 1) {
            if later_x > x {
                slopes.push((later_y - y) / (later_x - x));
                order += compare(*later_y, *y);
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let slope = middle(&slopes)?;
    let widened = widening(points, slope);
    let variance = variance(points) * widened;
    let reach = Z_95 * variance.sqrt();
    let pairs = slopes.len() as f64;
    let z = if order == 0.0 {
        0.0
    } else {
        (order.abs() - 1.0) / variance.sqrt()
    };
    Some(Trend {
        slope,
        low: at_rank(&slopes, (pairs - reach) / 2.0 - 1.0),
        high: at_rank(&slopes, f64::midpoint(pairs, reach)),
        p: (2.0 * normal_upper_tail(z)).min(1.0),
        n: points.len(),
        widened,
    })
}

fn compare(a: f64, b: f64) -> f64 {
    f64::from(i8::from(a > b) - i8::from(a < b))
}

fn middle(sorted: &[f64]) -> Option<f64> {
    let (upper, lower) = (sorted.len() / 2, sorted.len().checked_sub(1)? / 2);
    Some(f64::midpoint(*sorted.get(upper)?, *sorted.get(lower)?))
}

/// The value at a rank from 0 that need not be whole; the ends beyond them.
fn at_rank(sorted: &[f64], rank: f64) -> f64 {
    let last = sorted.len().saturating_sub(1) as f64;
    let rank = rank.clamp(0.0, last);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the length"
    )]
    let (below, above) = (rank.floor() as usize, rank.ceil() as usize);
    let value = |at: usize| sorted.get(at).copied().unwrap_or(0.0);
    value(below) + (value(above) - value(below)) * rank.fract()
}

/// Variance of Kendall's S, with ties among the figures.
fn variance(points: &[(f64, f64)]) -> f64 {
    let mut figures: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
    figures.sort_by(f64::total_cmp);
    let term = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
    let ties: f64 = figures
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(|same| term(same.len() as f64))
        .sum();
    ((term(points.len() as f64) - ties) / 18.0).max(1e-9)
}

fn widening(points: &[(f64, f64)], slope: f64) -> f64 {
    let residuals: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
    let ranks = ranks(&residuals);
    let n = ranks.len() as f64;
    let mean = ranks.iter().sum::<f64>() / n;
    let spread: f64 = ranks.iter().map(|rank| (rank - mean).powi(2)).sum();
    if spread <= 0.0 {
        return 1.0;
    }
    let mut sum = 0.0;
    let mut first_order = 1.0;
    for lag in 1..=LAGS.min(ranks.len() / 3) {
        let covariance: f64 = ranks
            .iter()
            .zip(ranks.iter().skip(lag))
            .map(|(a, b)| (a - mean) * (b - mean))
            .sum();
        let correlation = covariance / spread;
        if lag == 1 {
            // A sample's first autocorrelation is too low by (1 + 4 r) / n (M. G. Kendall, "Note on bias in the estimation of autocorrelation", 1954).
            let true_one = correlation + (1.0 + 4.0 * correlation) / n;
            if correlation > SMALL / n.sqrt() {
                first_order = (1.0 + true_one.min(0.95)) / (1.0 - true_one.min(0.95));
            }
        }
        if correlation.abs() > Z_95 / n.sqrt() {
            let rest = n - lag as f64;
            sum += rest * (rest - 1.0) * (rest - 2.0) * correlation;
        }
    }
    (1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum).max(first_order)
}

fn ranks(figures: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..figures.len()).collect();
    let figure = |at: usize| figures.get(at).copied().unwrap_or(0.0);
    order.sort_by(|a, b| figure(*a).total_cmp(&figure(*b)));
    let mut ranks = vec![0.0; figures.len()];
    for (rank, at) in order.into_iter().enumerate() {
        if let Some(place) = ranks.get_mut(at) {
            *place = rank as f64;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::theil_sen;

    /// Normal-like noise from a fixed seed: the sum of twelve uniform numbers less six.
    fn noise(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(2_862_933_555_777_941_757) | 1;
        move || {
            let mut sum = -6.0;
            for _ in 0..12 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                sum += (state >> 11) as f64 / (1_u64 << 53) as f64;
            }
            sum
        }
    }

    #[test]
    fn a_line_with_outliers_keeps_its_slope() {
        let mut points: Vec<(f64, f64)> = (0..40)
            .map(|x| (f64::from(x), 3.0 - 0.5 * f64::from(x)))
            .collect();
        for at in [3, 17, 30] {
            points[at].1 = 900.0;
        }
        let trend = theil_sen(&points).unwrap();
        assert!(
            (trend.slope + 0.5).abs() < 1e-9 && trend.high < 0.0 && trend.p < 0.01,
            "{trend:?}"
        );
        assert_eq!(theil_sen(&points[..7]), None);
        let flat: Vec<(f64, f64)> = (0..20).map(|x| (f64::from(x), 4.0)).collect();
        let trend = theil_sen(&flat).unwrap();
        assert!(trend.slope == 0.0 && trend.p > 0.9, "{trend:?}");
    }

    #[test]
    fn intervals_cover_the_truth_as_often_as_they_say() {
        for (memory, least) in [(0.0, 0.93), (0.5, 0.9)] {
            let mut covered = 0;
            for seed in 0..400 {
                let (mut noise, mut last) = (noise(seed + 1), 0.0);
                let points: Vec<(f64, f64)> = (0..60)
                    .map(|x| {
                        last = memory * last + noise();
                        (f64::from(x), 0.02 * f64::from(x) + last)
                    })
                    .collect();
                let trend = theil_sen(&points).unwrap();
                covered += u32::from(trend.low <= 0.02 && 0.02 <= trend.high);
            }
            let share = f64::from(covered) / 400.0;
            assert!(share >= least && share <= 0.99, "{memory}: {share}");
        }
    }
}
