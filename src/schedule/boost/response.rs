//! What money brought so far: how much the first coin earns, how fast that wears off, and how much better it works on posts that do well by themselves.
//!
//! What an ad brings is first x scale x (1 - exp(-money / scale)): each coin reaches people who are harder to reach, and the public is finite (the
//! modified exponential of G. L. Lilien, P. Kotler, K. S. Moorthy, "Marketing Models", 1992, chapter 6). The logarithm of `first` is normal around
//! level + slope x excess, where excess is how much better than usual the post does by itself. `scale` is tried on a grid and every value counts by how
//! plausible the results make it.

use crate::stats::Cholesky;

/// Points of the grid of scales, each half as much again as the one before.
const POINTS: i32 = 16;
const RATIO: f64 = 1.5;
/// The prior of the scale: log-normal around so many times the usual ad, with a standard deviation of 1.
const USUAL_ADS: f64 = 3.0;
/// The prior of the slope: an ad earns about half as much more as the post does by itself, give or take as much.
const SLOPE: f64 = 0.5;
const SLOPE_DEVIATION: f64 = 0.5;
/// The prior of the standard deviation between ads, worth so many ads.
const SPREAD: f64 = 0.6;
const SPREAD_ADS: f64 = 4.0;

/// An ad: money, what it brought, and the excess of its post if that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ad {
    pub(super) money: f64,
    pub(super) brought: f64,
    pub(super) excess: Option<f64>,
}

/// What is known of the returns of money on a network.
#[derive(Clone, Debug)]
pub(super) struct Response {
    points: Vec<Point>,
    /// Ads it was learnt from.
    pub(super) ads: usize,
    /// Least and most money spent on an ad.
    pub(super) money: (f64, f64),
    /// Median cost of what an ad brings.
    pub(super) usual_cost: f64,
}

/// The fit at one scale.
#[derive(Clone, Debug)]
struct Point {
    weight: f64,
    scale: f64,
    level: f64,
    slope: f64,
    /// Covariance of level and slope: level, both, slope.
    covariance: [f64; 3],
    /// Between ads.
    spread: f64,
}

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// As likely to be exceeded as not.
    pub mid: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Expected {
    /// Of a logarithm that is normal.
    pub(super) fn around(mean: f64, deviation: f64) -> Self {
        let wide = crate::stats::Z_95 * deviation;
        Expected {
            mid: mean.exp(),
            low: (mean - wide).exp(),
            high: (mean + wide).exp(),
        }
    }

    /// Mean and standard deviation of its logarithm.
    pub(super) fn logarithm(&self) -> (f64, f64) {
        let wide = (self.high / self.low).ln() / 2.0;
        (self.mid.ln(), wide / crate::stats::Z_95)
    }
}

impl Response {
    /// Learns from ads; `None` when there is none with money and a result.
    pub(super) fn learn(ads: &[Ad]) -> Option<Self> {
        let ads: Vec<Ad> = ads
            .iter()
            .filter(|ad| ad.money > 0.0 && ad.money.is_finite() && ad.brought.is_finite())
            .copied()
            .collect();
        let median = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let usual = median(ads.iter().map(|ad| ad.money).collect())?;
        let usual_cost = median(
            ads.iter()
                .map(|ad| ad.money / ad.brought.max(0.5))
                .collect(),
        )?;
        let mut points: Vec<(f64, Point)> = (0..POINTS)
            .filter_map(|nth| {
                let scale = usual * RATIO.powi(nth - 3);
                let away = (scale / (USUAL_ADS * usual)).ln();
                let (score, point) = at_scale(&ads, scale)?;
                Some((score - away * away / 2.0, point))
            })
            .collect();
        let best = points
            .iter()
            .map(|(score, _)| *score)
            .fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = points.iter().map(|(score, _)| (score - best).exp()).sum();
        for (score, point) in &mut points {
            point.weight = (*score - best).exp() / sum;
        }
        let money = ads
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(least, most), ad| {
                (least.min(ad.money), most.max(ad.money))
            });
        (!points.is_empty()).then(|| Response {
            points: points.into_iter().map(|(_, point)| point).collect(),
            ads: ads.len(),
            money,
            usual_cost,
        })
    }

    /// The curve to split by, for a post of an excess: as likely too low as too high.
    pub(super) fn curve(&self, excess: f64) -> super::split::Curve {
        let sum = |of: &dyn Fn(&Point) -> f64| -> f64 {
            self.points
                .iter()
                .map(|point| point.weight * of(point))
                .sum()
        };
        super::split::Curve {
            first: sum(&|point| point.level + point.slope * excess).exp(),
            scale: sum(&|point| point.scale.ln()).exp(),
        }
    }

    /// What an amount of money on a post will bring: mean and standard deviation of the logarithm, over all that is not known.
    fn log_brought(&self, money: f64, excess: (f64, f64)) -> (f64, f64) {
        let (mut mean, mut square) = (0.0, 0.0);
        for point in &self.points {
            let (x, deviation) = excess;
            let m = point.level + point.slope * x + saturated(money, point.scale).ln();
            let [level, both, slope] = point.covariance;
            let variance = point.spread * point.spread
                + level
                + 2.0 * both * x
                + slope * (x * x + deviation * deviation)
                + point.slope * point.slope * deviation * deviation;
            mean += point.weight * m;
            square += point.weight * (m * m + variance);
        }
        (mean, (square - mean * mean).max(0.0).sqrt())
    }

    /// What an amount of money on a post will bring.
    pub(super) fn brings(&self, money: f64, excess: (f64, f64)) -> Expected {
        let (mean, deviation) = self.log_brought(money, excess);
        Expected::around(mean, deviation)
    }

    /// Probability that it costs less than an ad usually does.
    pub(super) fn cheaper_p(&self, money: f64, excess: (f64, f64)) -> f64 {
        let (mean, deviation) = self.log_brought(money, excess);
        let needed = (money / self.usual_cost).ln();
        crate::stats::normal_cdf((mean - needed) / deviation.max(1e-9))
    }

    /// Whether the money spent so far varied enough to see returns diminish.
    pub(super) fn shows_saturation(&self) -> bool {
        self.ads >= 5 && self.money.1 >= 3.0 * self.money.0
    }
}

/// scale x (1 - exp(-money / scale)).
fn saturated(money: f64, scale: f64) -> f64 {
    -scale * (-money / scale).exp_m1()
}

/// The fit at a scale, with the logarithm of how plausible the results make it.
fn at_scale(ads: &[Ad], scale: f64) -> Option<(f64, Point)> {
    let rows: Vec<(f64, f64)> = ads
        .iter()
        .map(|ad| {
            let y = (ad.brought + 0.5).ln() - saturated(ad.money, scale).ln();
            (ad.excess.unwrap_or(0.0), y)
        })
        .collect();
    let n = rows.len() as f64;
    let first = rows.iter().map(|(_, y)| y).sum::<f64>() / n;
    let mut point = Point {
        weight: 0.0,
        scale,
        level: first,
        slope: SLOPE,
        covariance: [0.0; 3],
        spread: SPREAD,
    };
    let mut score = 0.0;
    // Level and slope given the spread, the spread given them, until they agree.
    for _ in 0..6 {
        let each = 1.0 / (point.spread * point.spread);
        let of_slope = 1.0 / (SLOPE_DEVIATION * SLOPE_DEVIATION);
        let mut matrix = [each * n + 1e-4, 0.0, 0.0, of_slope];
        let mut right = [0.0, of_slope * SLOPE];
        for (x, y) in &rows {
            matrix[2] += each * x;
            matrix[3] += each * x * x;
            right[0] += each * (y - first);
            right[1] += each * x * (y - first);
        }
        let factor = Cholesky::new(matrix.to_vec(), 2)?;
        if let [level, slope] = factor.solve(&right)[..] {
            (point.level, point.slope) = (first + level, slope);
        }
        if let [level, _, both, slope] = factor.inverse()[..] {
            point.covariance = [level, both, slope];
        }
        let missed: f64 = rows
            .iter()
            .map(|(x, y)| (y - point.level - point.slope * x).powi(2))
            .sum();
        let scatter = SPREAD_ADS * SPREAD * SPREAD + missed;
        point.spread = (scatter / (SPREAD_ADS + (n - 1.0).max(0.0))).sqrt();
        score = -0.5 * (SPREAD_ADS + n - 1.0) * scatter.ln();
    }
    Some((score, point))
}

#[cfg(test)]
mod tests {
    use super::{Ad, Response};
    use crate::stats::Dice;

    /// Ads of a network whose truth is known: first coin 4, scale 80, slope 0.6, spread 0.4.
    fn ads(count: usize, seed: u64) -> Vec<Ad> {
        let mut dice = Dice::new(seed);
        (0..count)
            .map(|_| {
                let money = 10.0 * (1.2 * dice.uniform() * 3.0).exp();
                let excess = 0.5 * dice.normal();
                let first = (4_f64.ln() + 0.6 * excess + 0.4 * dice.normal()).exp();
                let brought = first * 80.0 * (1.0 - (-money / 80.0).exp());
                Ad {
                    money,
                    brought,
                    excess: Some(excess),
                }
            })
            .collect()
    }

    #[test]
    fn intervals_hold_what_the_next_ad_brings() {
        let (mut held, mut all) = (0.0, 0.0);
        for seed in 0..60 {
            for count in [4, 12, 40] {
                let response = Response::learn(&ads(count, seed)).unwrap();
                for next in ads(5, 1000 + seed) {
                    let expected = response.brings(next.money, (next.excess.unwrap(), 0.0));
                    held += f64::from(u8::from(
                        (expected.low..=expected.high).contains(&next.brought),
                    ));
                    all += 1.0;
                }
            }
        }
        let share = held / all;
        assert!((0.90..=0.99).contains(&share), "{share}");
    }

    #[test]
    fn many_ads_find_the_truth() {
        let response = Response::learn(&ads(400, 3)).unwrap();
        let curve = response.curve(0.0);
        assert!((3.4..4.7).contains(&curve.first), "{curve:?}");
        assert!((55.0..115.0).contains(&curve.scale), "{curve:?}");
        assert!(response.curve(0.5).first > 1.2 * curve.first);
        assert!(response.shows_saturation());
        assert!(response.cheaper_p(5.0, (0.5, 0.1)) > response.cheaper_p(300.0, (-0.5, 0.1)));
    }

    #[test]
    fn one_ad_says_little_and_none_nothing() {
        assert!(Response::learn(&[]).is_none());
        let one = Response::learn(&[Ad {
            money: 20.0,
            brought: 0.0,
            excess: None,
        }])
        .unwrap();
        let expected = one.brings(20.0, (0.0, 0.5));
        assert!(expected.high > 4.0 * expected.low && expected.low > 0.0);
        assert!(!one.shows_saturation());
    }
}
