//! Student's t: how likely a figure is to be so far from nothing by chance, when its error is itself only estimated.

use super::beta::incomplete_beta;

/// Probability that Student's t with `free` degrees of freedom (above 0, not necessarily whole) is as far from 0 as `t` or farther, on either side.
///
/// It is the regularised incomplete beta function at `free / (free + t²)` with parameters `free / 2` and 1/2 (NIST Digital Library of Mathematical
/// Functions, 8.17; the continued fraction 8.17.22 by the modified Lentz method). In [0, 1]; 1 when it cannot be told.
pub fn student_p(t: f64, free: f64) -> f64 {
    if !t.is_finite() || !free.is_finite() || free <= 0.0 {
        return if t.is_infinite() && free > 0.0 {
            0.0
        } else {
            1.0
        };
    }
    incomplete_beta(free / (free + t * t), free / 2.0, 0.5)
}

/// What t is not farther from 0 than with a probability of 95 %: the 97.5 % point of Student's t, by bisection of [`student_p`].
pub fn student_95(free: f64) -> f64 {
    if free.is_nan() || free <= 0.0 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while student_p(high, free) > 0.05 && high < 1e12 {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if student_p(middle, free) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_printed_tables() {
        // Abramowitz and Stegun, table 26.10: the points of t at 95 % two-sided.
        for (free, point) in [
            (1.0, 12.706_2),
            (2.0, 4.302_65),
            (5.0, 2.570_58),
            (10.0, 2.228_14),
            (30.0, 2.042_27),
            (120.0, 1.979_93),
        ] {
            assert!((student_95(free) - point).abs() < 1e-4, "{free}");
            assert!((student_p(point, free) - 0.05).abs() < 1e-5, "{free}");
        }
        assert!((student_95(1e9) - crate::stats::Z_95).abs() < 1e-6);
        // With one degree of freedom it is Cauchy's: 1 - 2 atan(t) / pi.
        for t in [0.01_f64, 0.5, 3.0, 400.0] {
            let cauchy = 1.0 - 2.0 * t.atan() / std::f64::consts::PI;
            assert!((student_p(t, 1.0) - cauchy).abs() < 1e-11, "{t}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_no_finding() {
        for (t, free) in [(f64::NAN, 3.0), (2.0, 0.0), (2.0, f64::NAN), (0.0, 4.0)] {
            assert!((student_p(t, free) - 1.0).abs() < 1e-12);
        }
        assert!(student_p(f64::INFINITY, 3.0) < 1e-12);
        assert!(student_95(0.0).is_infinite());
    }
}
