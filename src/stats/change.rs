//! How much a figure changed from one period to the next of equal length, and how sure that is.
//!
//! Posts come in bursts, so that days differ by more than the chance of independent posts; an interval that ignores it is far too narrow. Each period
//! is therefore cut into blocks of equal length (days), whose spread says how much chance there is.

use super::interval::Z_95;

/// A change with its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The ratio now / before, or the difference now - before.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end; a ratio to nothing is infinite.
    pub high: f64,
}

/// A change in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies above no change.
    Up,
    /// The whole interval lies below no change.
    Down,
    /// The whole interval lies close to no change.
    Steady,
    /// Neither: the figures allow a rise and a fall.
    TooFew,
}

impl Verdict {
    /// The word, as reports write it.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Up => "up",
            Verdict::Down => "down",
            Verdict::Steady => "steady",
            Verdict::TooFew => "too few to tell",
        }
    }
}

/// Ratios between 1 / this and this are close to no change.
pub const STEADY_RATIO: f64 = 1.25;
/// Differences of shares below this are close to no change: five points.
pub const STEADY_DIFFERENCE: f64 = 0.05;

impl Change {
    /// The word for a ratio.
    pub fn ratio_verdict(&self) -> Verdict {
        self.verdict(1.0, 1.0 / STEADY_RATIO, STEADY_RATIO)
    }

    /// The word for a difference of shares.
    pub fn difference_verdict(&self) -> Verdict {
        self.verdict(0.0, -STEADY_DIFFERENCE, STEADY_DIFFERENCE)
    }

    fn verdict(&self, none: f64, low: f64, high: f64) -> Verdict {
        if self.low > none {
            Verdict::Up
        } else if self.high < none {
            Verdict::Down
        } else if self.low >= low && self.high <= high {
            Verdict::Steady
        } else {
            Verdict::TooFew
        }
    }
}

/// The ratio of two totals, each the sum of its blocks (as many in both periods), with an interval.
///
/// Quasi-Poisson: the variance of a block is φ times its mean, φ being estimated by Pearson's statistic over both periods (McCullagh and Nelder,
/// "Generalized Linear Models", 2nd edition 1989, section 6.2.3). Given both totals, the share of the first is binomial with φ times its variance,
/// so its score interval (Wilson 1927) over `total / φ` trials, with Student's t in the place of the normal quantile, gives that of the ratio, also when
/// one total is 0. `at_least_one` keeps φ from falling below 1, for counts of events. `None` without blocks or when both totals are 0.
pub fn ratio_of_totals(now: &[f64], before: &[f64], at_least_one: bool) -> Option<Change> {
    let (a, b) = (now.iter().sum::<f64>(), before.iter().sum::<f64>());
    if now.len() != before.len() || now.is_empty() || a + b <= 0.0 {
        return None;
    }
    let free = 2 * (now.len() - 1);
    let pearson = |blocks: &[f64], total: f64| {
        let mean = total / blocks.len() as f64;
        let squares: f64 = blocks.iter().map(|block| (block - mean).powi(2)).sum();
        if mean > 0.0 { squares / mean } else { 0.0 }
    };
    // Two blocks a period say nothing of their spread; then a burst is assumed that doubles the error.
    let spread = if free >= 4 {
        (pearson(now, a) + pearson(before, b)) / free as f64
    } else {
        4.0
    };
    // Blocks that are all alike would make an interval of no width, and divide by nothing.
    let least = if at_least_one { 1.0 } else { (a + b) * 1e-6 };
    let phi = spread.max(least);
    let (low, high) = score(a / phi, (a + b) / phi, student(free));
    let odds = |share: f64| {
        if share >= 1.0 {
            f64::INFINITY
        } else {
            share / (1.0 - share)
        }
    };
    let estimate = if b > 0.0 { a / b } else { f64::INFINITY };
    let change = Change {
        estimate,
        low: odds(low).min(estimate),
        high: odds(high).max(estimate),
    };
    Some(change)
}

/// Wilson's interval for trials that are not whole.
fn score(successes: f64, trials: f64, quantile: f64) -> (f64, f64) {
    let (share, q2) = (successes / trials, quantile * quantile);
    let centre = share + q2 / (2.0 * trials);
    let spread = quantile * (share * (1.0 - share) / trials + q2 / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + q2 / trials;
    let (low, high) = ((centre - spread) / scale, (centre + spread) / scale);
    (
        if successes <= 0.0 { 0.0 } else { low.max(0.0) },
        if successes >= trials {
            1.0
        } else {
            high.min(1.0)
        },
    )
}

/// The ratio of two rates, each the sum of numerators over the sum of denominators of its blocks `(numerator, denominator)`.
///
/// The variance of a rate is that of the ratio estimator over blocks (Cochran, "Sampling Techniques", 3rd edition 1977, section 6.4), the interval
/// that of the logarithm of the ratio. `None` where a rate is unknown or 0, or with fewer than three blocks a period.
pub fn ratio_of_rates(now: &[(f64, f64)], before: &[(f64, f64)]) -> Option<Change> {
    let (now, before) = (rate(now)?, rate(before)?);
    let estimate = now.0 / before.0;
    let error = (now.1 / now.0.powi(2) + before.1 / before.0.powi(2)).sqrt();
    let spread = (student(now.2 + before.2) * error).exp();
    let change = Change {
        estimate,
        low: estimate / spread,
        high: estimate * spread,
    };
    (change.low.is_finite() && change.high.is_finite()).then_some(change)
}

/// A rate, the sum of numerators over the sum of denominators of its blocks, with the interval of its logarithm; variance and limits are those of
/// [`ratio_of_rates`].
pub fn rate_interval(blocks: &[(f64, f64)]) -> Option<Change> {
    let (estimate, variance, free) = rate(blocks)?;
    let spread = (student(free) * variance.sqrt() / estimate).exp();
    let change = Change {
        estimate,
        low: estimate / spread,
        high: estimate * spread,
    };
    change.high.is_finite().then_some(change)
}

/// A rate, its variance, and the blocks it rests on but one.
fn rate(blocks: &[(f64, f64)]) -> Option<(f64, f64, usize)> {
    let used: Vec<(f64, f64)> = blocks.iter().copied().filter(|(_, of)| *of > 0.0).collect();
    let (sum, of) = used
        .iter()
        .fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
    if used.len() < 3 || sum <= 0.0 || of <= 0.0 {
        return None;
    }
    let rate = sum / of;
    let squares: f64 = used.iter().map(|(x, y)| (x - rate * y).powi(2)).sum();
    let count = used.len() as f64;
    let variance = squares * count / (count - 1.0) / (of * of);
    Some((rate, variance, used.len() - 1))
}

/// The difference of two shares, each `(successes, trials)`: method 10 of Robert Newcombe, "Interval Estimation for the Difference Between
/// Independent Proportions", Statistics in Medicine 17 (1998), 873-890. `None` without trials.
pub fn difference_of_shares(now: (u64, u64), before: (u64, u64)) -> Option<Change> {
    let share = |(part, of): (u64, u64)| {
        let (low, high) = super::wilson(part, of, Z_95)?;
        Some((part.min(of) as f64 / of as f64, low, high))
    };
    let ((a, a_low, a_high), (b, b_low, b_high)) = (share(now)?, share(before)?);
    let estimate = a - b;
    Some(Change {
        estimate,
        low: estimate - ((a - a_low).powi(2) + (b_high - b).powi(2)).sqrt(),
        high: estimate + ((a_high - a).powi(2) + (b - b_low).powi(2)).sqrt(),
    })
}

/// The 97.5 % point of Student's t, by the expansion of Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5; at least 3
/// degrees of freedom are assumed, from which on it is right to 1 %.
fn student(free: usize) -> f64 {
    let (z, n) = (Z_95, free.max(3) as f64);
    let terms = [
        (z.powi(3) + z) / 4.0,
        (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
        (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
    ];
    let [first, second, third] = terms;
    z + first / n + second / n.powi(2) + third / n.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers in [0, 1): xorshift64* (Vigna 2016).
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self) -> f64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
        }

        fn poisson(&mut self, mean: f64) -> f64 {
            let (limit, mut product, mut count) = ((-mean).exp(), self.roll(), 0.0);
            while product > limit {
                product *= self.roll();
                count += 1.0;
            }
            count
        }

        /// A day: quiet, or three times as busy one day in five.
        fn day(&mut self, mean: f64) -> f64 {
            let busy = if self.roll() < 0.2 { 3.0 } else { 1.0 };
            self.poisson(mean * busy / 1.4)
        }
    }

    /// The share of 1,000 pairs of periods whose interval holds the true ratio.
    fn coverage(days: usize, mean: f64, ratio: f64) -> f64 {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let mut held = 0.0;
        for _ in 0..1_000 {
            let before: Vec<f64> = (0..days).map(|_| dice.day(mean)).collect();
            let now: Vec<f64> = (0..days).map(|_| dice.day(mean * ratio)).collect();
            let holds = ratio_of_totals(&now, &before, true)
                .is_none_or(|change| change.low <= ratio && ratio <= change.high);
            held += f64::from(u8::from(holds)) / 1_000.0;
        }
        held
    }

    #[test]
    fn intervals_of_totals_hold_the_truth_as_often_as_they_say() {
        for (days, mean, ratio) in [
            (7, 20.0, 1.0),
            (30, 20.0, 1.5),
            (30, 0.5, 1.0),
            (7, 2.0, 0.5),
        ] {
            let held = coverage(days, mean, ratio);
            assert!(
                (0.925..=0.985).contains(&held),
                "{days} {mean} {ratio}: {held}"
            );
        }
    }

    #[test]
    fn intervals_of_rates_hold_the_truth_as_often_as_they_say() {
        let mut dice = Dice(42);
        let mut held = 0;
        for _ in 0..1_000 {
            let mut period = |rate: f64| -> Vec<(f64, f64)> {
                (0..30)
                    .map(|_| {
                        let of = dice.day(60.0) + 1.0;
                        (dice.poisson(of * rate), of)
                    })
                    .collect()
            };
            let (now, before) = (period(0.4), period(0.2));
            let change = ratio_of_rates(&now, &before).unwrap();
            held += u32::from(change.low <= 2.0 && 2.0 <= change.high);
        }
        assert!((930..=975).contains(&held), "{held}");
    }

    #[test]
    fn published_values() {
        // Newcombe 1998, table II, method 10, examples (a) and (d).
        let close = |now, before, low: f64, high: f64| {
            let change = difference_of_shares(now, before).unwrap();
            assert!(
                (change.low - low).abs() < 5e-5 && (change.high - high).abs() < 5e-5,
                "{change:?}"
            );
        };
        close((56, 70), (48, 80), 0.0524, 0.3339);
        close((5, 56), (0, 29), -0.0381, 0.1926);
        // Tables of Student's t.
        for (free, t) in [(3, 3.182), (4, 2.776), (12, 2.179), (60, 2.000)] {
            assert!((student(free) / t - 1.0).abs() < 0.01, "{free}");
        }
    }

    #[test]
    fn words_are_said_only_where_the_interval_allows() {
        let of = |now: f64, before: f64| ratio_of_totals(&[now; 7], &[before; 7], true).unwrap();
        assert_eq!(of(20.0, 10.0).ratio_verdict(), Verdict::Up);
        assert_eq!(of(10.0, 20.0).ratio_verdict(), Verdict::Down);
        assert_eq!(of(100.0, 100.0).ratio_verdict(), Verdict::Steady);
        assert_eq!(of(0.3, 0.2).ratio_verdict(), Verdict::TooFew);
        let from_nothing = of(10.0, 0.0);
        assert_eq!(from_nothing.ratio_verdict(), Verdict::Up);
        assert!(from_nothing.high.is_infinite());
        assert_eq!(ratio_of_totals(&[0.0; 7], &[0.0; 7], true), None);
        assert_eq!(ratio_of_rates(&[(1.0, 2.0)], &[(1.0, 2.0)]), None);
    }
}
