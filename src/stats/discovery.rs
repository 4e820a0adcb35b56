//! Many questions asked of the same figures: what may be called found when some would look so by chance.

/// For each p value, the least false discovery rate at which it is found; not found (1) when the p value is no number.
///
/// Y. Benjamini, Y. Hochberg, "Controlling the False Discovery Rate: a Practical and Powerful Approach to Multiple Testing", Journal of the Royal
/// Statistical Society B 57 (1995), 289-300: calling found what is at most `q` keeps the expected share of false findings at or below `q`, for
/// tests that are independent or depend positively on each other (Benjamini and Yekutieli, Annals of Statistics 29, 2001).
pub fn q_values(p_values: &[f64]) -> Vec<f64> {
    let p_of = |at: usize| {
        let p = p_values.get(at).copied().unwrap_or(1.0);
        if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) }
    };
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_of(*b).total_cmp(&p_of(*a)));
    let mut found = vec![1.0; p_values.len()];
    let (count, mut least) = (p_values.len(), 1.0_f64);
    for (index, at) in order.into_iter().enumerate() {
        let rank = count - index;
        least = least.min(p_of(at) * count as f64 / rank as f64);
        if let Some(slot) = found.get_mut(at) {
            *slot = least;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::q_values;

    #[test]
    fn the_example_of_the_paper() {
        // Benjamini and Hochberg (1995), section 3.2: fifteen p values, of which four are found at 5 %.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let q = q_values(&p);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!((q[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        // A p value is never found before a smaller one.
        assert!(q.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(q_values(&[f64::NAN]), [1.0]);
        assert!(q_values(&[]).is_empty());
    }
}
