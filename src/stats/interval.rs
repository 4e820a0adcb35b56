//! How sure a share is.

/// The 97.5 % point of the normal distribution, for two-sided intervals of 95 %.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of a share: `successes` of `trials`, `z` standard errors either side; `None` without trials.
///
/// Edwin B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American Statistical Association 22
/// (1927), 209-212. It holds for small samples and shares near 0 or 1, where the textbook interval leaves [0, 1].
pub fn wilson(successes: u64, trials: u64, z: f64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let successes = successes.min(trials);
    let (n, share) = (trials as f64, successes as f64 / trials as f64);
    let z2 = z * z;
    let centre = share + z2 / (2.0 * n);
    let spread = z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // Exact at the ends, where rounding would leave a trace.
    let low = if successes == 0 {
        0.0
    } else {
        (centre - spread) / scale
    };
    let high = if successes == trials {
        1.0
    } else {
        (centre + spread) / scale
    };
    Some((low, high))
}

/// The standard normal distribution function, to 7 digits (M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964, formula 26.2.17).
pub fn normal_cdf(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let series = t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = series * (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if x > 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::{Z_95, normal_cdf, wilson};
    use proptest::prelude::proptest;

    fn close(actual: Option<(f64, f64)>, low: f64, high: f64) {
        let (a, b) = actual.unwrap();
        assert!((a - low).abs() < 5e-5 && (b - high).abs() < 5e-5, "{a} {b}");
    }

    #[test]
    fn published_values() {
        // R: prop.test(x, n, correct = FALSE)$conf.int; the first is example (81 of 263) of Newcombe 1998, Statistics in Medicine 17, 857-872, table I.
        close(wilson(81, 263, Z_95), 0.2553, 0.3662);
        close(wilson(15, 148, Z_95), 0.0624, 0.1605);
        close(wilson(0, 20, Z_95), 0.0, 0.1611);
        close(wilson(1, 29, Z_95), 0.0061, 0.1718);
        close(wilson(29, 29, Z_95), 0.8830, 1.0);
        assert_eq!(wilson(0, 0, Z_95), None);
    }

    #[test]
    fn normal_probabilities() {
        for (x, p) in [
            (0.0, 0.5),
            (Z_95, 0.975),
            (-1.0, 0.158_655_254),
            (5.0, 0.999_999_713),
        ] {
            assert!((normal_cdf(x) - p).abs() < 1e-7, "{x}");
        }
    }

    proptest! {
        #[test]
        fn the_share_lies_inside(trials in 1_u64..1_000_000, part in 0.0_f64..=1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a small count")]
            let successes = (part * trials as f64) as u64;
            let (low, high) = wilson(successes, trials, Z_95).unwrap();
            let share = successes as f64 / trials as f64;
            assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        }
    }
}
