//! Two judges of the same things: is the one right more often than the other?

use super::Z_95;

/// Above this many things on which two judges differ, the normal distribution stands for the binomial one.
const EXACT: u64 = 2000;

/// Mid-p value of McNemar's test, two-sided: `first` things only the first judge got right, `second` only the second.
///
/// Q. McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947), 153-157; for
/// classifiers T. Dietterich, Neural Computation 10 (1998), 1895-1923; the mid-p value, because the exact one is too cautious, M. Fagerland,
/// S. Lydersen, P. Laake, BMC Medical Research Methodology 13:91 (2013). In [0, 1]; 1 when they differ nowhere.
pub fn mcnemar_mid_p(first: u64, second: u64) -> f64 {
    let (differ, least) = (first + second, first.min(second));
    if first == second {
        return 1.0;
    }
    if differ > EXACT {
        // Without a correction for continuity, like the mid-p value itself.
        let z = first.abs_diff(second) as f64 / (differ as f64).sqrt();
        return 2.0 * upper_tail(z);
    }
    // P(X = k) for k = 0.. of a binomial with one half, from its logarithm so that 2^-n does not vanish.
    let mut log = -(differ as f64) * std::f64::consts::LN_2;
    let mut sum = 0.0;
    for k in 0..least {
        sum += log.exp();
        log += ((differ - k) as f64 / (k + 1) as f64).ln();
    }
    (2.0 * sum + log.exp()).min(1.0)
}

/// Chance that a standard normal figure is above `z` >= 0, within 1e-7 (Abramowitz and Stegun, 26.2.17).
fn upper_tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series = t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    series * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// 95 % interval of the share that the second judge gets right minus that of the first, of `count` things.
///
/// D. Bonett, R. Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on paired data", Journal of
/// Educational and Behavioral Statistics 37 (2012), 479-488. In [-1, 1].
pub fn paired_interval(first: u64, second: u64, count: u64) -> (f64, f64) {
    let n = count as f64 + 2.0;
    let (a, b) = ((first as f64 + 1.0) / n, (second as f64 + 1.0) / n);
    let difference = b - a;
    let half = Z_95 * ((a + b - difference * difference) / n).sqrt();
    ((difference - half).max(-1.0), (difference + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{mcnemar_mid_p, paired_interval, upper_tail};
    use proptest::prelude::proptest;

    #[test]
    fn published_tables() {
        // Fagerland, Lydersen and Laake (2013), table 1: airway hyper-responsiveness before and after, 7 against 1; exact p 0.0703, mid-p 0.0391.
        assert!((mcnemar_mid_p(1, 7) - 0.0391).abs() < 5e-5);
        // 14 against 3 by hand: (2 x (1 + 17 + 136) + 680) / 2^17.
        let by_hand = (2.0 * 154.0 + 680.0) / 131_072.0;
        assert!((mcnemar_mid_p(14, 3) - by_hand).abs() < 1e-12);
        assert!((mcnemar_mid_p(0, 0) - 1.0).abs() < 1e-12);
        assert!((mcnemar_mid_p(5, 5) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_normal_takes_over_smoothly() {
        assert!((upper_tail(1.959_964) - 0.025).abs() < 1e-6);
        let (exact, normal) = (mcnemar_mid_p(950, 1050), mcnemar_mid_p(951, 1051));
        assert!((exact - normal).abs() < 1e-3, "{exact} {normal}");
        assert!(mcnemar_mid_p(0, 1_000_000) < 1e-12);
    }

    #[test]
    fn the_interval_is_that_of_bonett_and_price() {
        // (1 + 1 ... 7 + 1) of 21 + 2 things, worked out by hand.
        let (low, high) = paired_interval(1, 7, 21);
        let (a, b): (f64, f64) = (2.0 / 23.0, 8.0 / 23.0);
        let half = 1.959_964 * ((a + b - (b - a) * (b - a)) / 23.0).sqrt();
        assert!((low - (b - a - half)).abs() < 1e-6 && (high - (b - a + half)).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn both_sides_alike(first in 0_u64..3000, second in 0_u64..3000) {
            let p = mcnemar_mid_p(first, second);
            assert!((0.0..=1.0).contains(&p));
            assert!((p - mcnemar_mid_p(second, first)).abs() < 1e-12);
        }
    }
}
