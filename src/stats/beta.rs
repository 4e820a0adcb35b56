//! The incomplete beta function, of which the distributions of Student and of shares are made.

/// Steps after which the continued fraction must have ended.
const STEPS: u32 = 300;

/// The regularised incomplete beta function I_x(a, b), for `a` and `b` above 0: in [0, 1].
///
/// NIST Digital Library of Mathematical Functions, 8.17; the continued fraction 8.17.22 by the modified Lentz method.
pub(super) fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on one side of the mean; the other is its complement.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = (a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b)).exp();
    (front * fraction(x, a, b) / a).clamp(0.0, 1.0)
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let not_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut over = 1.0;
    let mut under = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut product = under;
    for step in 1..STEPS {
        let half = f64::from(step);
        for term in [
            half * (b - half) * x / ((a + 2.0 * half - 1.0) * (a + 2.0 * half)),
            -(a + half) * (a + b + half) * x / ((a + 2.0 * half) * (a + 2.0 * half + 1.0)),
        ] {
            under = 1.0 / not_zero(1.0 + term * under);
            over = not_zero(1.0 + term / over);
            product *= over * under;
        }
        if (over * under - 1.0).abs() < 1e-14 {
            break;
        }
    }
    product
}

/// The logarithm of the gamma function for `x` above 0: Stirling's series (NIST DLMF 5.11.1), after shifting `x` above 10.
fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square)
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - shift
}

/// Probability of at least so many successes in so many trials when the share of successes is `share` (exact; DLMF 8.17.5).
pub fn binomial_upper_p(successes: u64, trials: u64, share: f64) -> f64 {
    if successes == 0 {
        return 1.0;
    }
    if successes > trials {
        return 0.0;
    }
    incomplete_beta(
        share.clamp(0.0, 1.0),
        successes as f64,
        (trials - successes) as f64 + 1.0,
    )
}

#[cfg(test)]
mod tests {
    use super::binomial_upper_p;

    #[test]
    fn the_sum_of_the_terms() {
        // 1 - (0.7^5 + 5 x 0.3 x 0.7^4), and 0.3^5.
        let close = |p: f64, by_hand: f64| assert!((p - by_hand).abs() < 1e-12, "{p} {by_hand}");
        close(
            binomial_upper_p(2, 5, 0.3),
            1.0 - 0.7_f64.powi(5) - 1.5 * 0.7_f64.powi(4),
        );
        close(binomial_upper_p(5, 5, 0.3), 0.3_f64.powi(5));
        close(binomial_upper_p(0, 5, 0.3), 1.0);
        close(binomial_upper_p(6, 5, 0.3), 0.0);
        close(binomial_upper_p(1, 3, 0.0), 0.0);
        close(binomial_upper_p(3, 3, 1.0), 1.0);
    }
}
