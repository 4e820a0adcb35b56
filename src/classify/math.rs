//! Exponentials and logarithms from basic operations only, so that every machine gives the same bits.
//!
//! The standard library's `exp` and `ln` come from the platform and may differ in the last bit; addition, multiplication,
//! division and `sqrt` may not (IEEE 754).

/// 1/n! for n = 0..=14.
const TERMS: [f64; 15] = {
    let mut terms = [1.0; 15];
    let mut n = 1;
    while n < terms.len() {
        terms[n] = terms[n - 1] / n as f64;
        n += 1;
    }
    terms
};

/// e to the power of `x`, within 2e-15 relative; 0 below -700, about 1e304 above 700.
pub(super) fn exp(x: f64) -> f64 {
    if x.is_nan() {
        return 0.0;
    }
    let x = x.clamp(-700.0, 700.0);
    let k = (x * std::f64::consts::LOG2_E).round();
    let r = x - k * std::f64::consts::LN_2;
    // |r| <= ln(2)/2, so that these terms of the series leave an error below 1e-17.
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| sum * r + term);
    #[expect(clippy::cast_possible_truncation, reason = "|k| is at most 1010")]
    let exponent = k as i64 + 1023;
    #[expect(
        clippy::cast_sign_loss,
        reason = "the clamp keeps the exponent in 13..=2033"
    )]
    let scale = f64::from_bits((exponent as u64) << 52);
    sum * scale
}

/// Natural logarithm of a positive, normal number; 0 for anything else.
pub(super) fn ln(x: f64) -> f64 {
    if !x.is_normal() || x < 0.0 {
        return 0.0;
    }
    let bits = x.to_bits();
    #[expect(clippy::cast_possible_wrap, reason = "eleven bits")]
    let exponent = ((bits >> 52) & 0x7FF) as i64 - 1023;
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | (1023 << 52));
    let (mantissa, exponent) = if mantissa > std::f64::consts::SQRT_2 {
        (mantissa / 2.0, exponent + 1)
    } else {
        (mantissa, exponent)
    };
    // ln m = 2 artanh((m-1)/(m+1)), |s| <= 0.172.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for n in (0..12).rev() {
        sum = sum * square + 1.0 / f64::from(2 * n + 1);
    }
    2.0 * s * sum + exponent as f64 * std::f64::consts::LN_2
}

/// 1 / (1 + e^-x).
pub(super) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Turns logits into probabilities in place; they sum to 1.
pub(super) fn softmax(values: &mut [f64]) {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in values.iter_mut() {
        *value = exp(*value - top);
        sum += *value;
    }
    for value in values.iter_mut() {
        *value /= sum;
    }
}

/// Rounds to three decimals: what a label shows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a score of three decimals fits f32"
)]
pub(super) fn round3(value: f64) -> f32 {
    ((value * 1000.0).round() / 1000.0) as f32
}

#[cfg(test)]
mod tests {
    use super::{exp, ln, softmax};

    #[test]
    fn agrees_with_the_platform() {
        for step in -2000..2000 {
            let x = f64::from(step) / 100.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 4e-15, "exp {x}");
            assert!((ln(x.exp()) - x).abs() < 1e-13, "ln of e^{x}");
        }
        assert!(exp(-1e9) < 1e-300 && exp(f64::NAN).abs() < 1e-300);
    }

    #[test]
    fn probabilities_sum_to_one_even_for_huge_logits() {
        let mut values = [1e300, -1e300, 3.0];
        softmax(&mut values);
        assert!((values.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
