//! How sure a figure is that has no formula: it is worked out again on samples drawn from the rows.

/// A fixed seed: the same rows give the same interval on every run.
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// Indices drawn with replacement, always the same ones for the same number of rows.
#[derive(Clone, Debug)]
pub struct Resampler {
    state: u64,
    rows: usize,
}

impl Resampler {
    /// For samples of `rows` rows out of `rows`.
    pub fn new(rows: usize) -> Self {
        Resampler { state: SEED, rows }
    }

    /// The next sample: as many indices below the number of rows as there are rows.
    pub fn sample(&mut self) -> impl Iterator<Item = usize> {
        let rows = self.rows;
        let state = &mut self.state;
        (0..rows).map(move |_| {
            // Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            usize::try_from((u128::from(*state) * rows as u128) >> 64).unwrap_or(0)
        })
    }
}

/// The 95 % percentile interval of resampled figures (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
/// (0, 0) without figures.
pub fn percentile_interval(mut figures: Vec<f64>) -> (f64, f64) {
    figures.sort_by(f64::total_cmp);
    let cut = figures.len() / 40;
    match (figures.get(cut), figures.iter().rev().nth(cut)) {
        (Some(&low), Some(&high)) => (low, high),
        _ => (0.0, 0.0),
    }
}

/// Two-sided p of a difference: how often a resampled one is as far from it as it is from 0.
///
/// T. Berg-Kirkpatrick, D. Burkett, D. Klein, "An empirical investigation of statistical significance in NLP" (2012), section 2; one is
/// added to both counts (Davison and Hinkley 1997), so that p is never 0.
pub fn bootstrap_p(difference: f64, resampled: &[f64]) -> f64 {
    let far = resampled
        .iter()
        .filter(|&&figure| (figure - difference).abs() >= difference.abs())
        .count();
    (far + 1) as f64 / (resampled.len() + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Resampler, bootstrap_p, percentile_interval};

    #[test]
    fn samples_are_drawn_evenly_and_alike() {
        let mut counts = [0_u32; 50];
        let (mut one, mut other) = (Resampler::new(50), Resampler::new(50));
        for _ in 0..2000 {
            let sample: Vec<usize> = one.sample().collect();
            assert_eq!(sample, other.sample().collect::<Vec<_>>());
            for at in sample {
                counts[at] += 1;
            }
        }
        // 2000 expected each, standard error 44.
        assert!(counts.iter().all(|&count| (1800..2200).contains(&count)));
        assert_eq!(Resampler::new(0).sample().count(), 0);
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_the_formula() {
        // 0..100: standard deviation 28.87, standard error of the mean of 100 is 2.887.
        let mut resampler = Resampler::new(100);
        let means = (0..4000)
            .map(|_| resampler.sample().map(|at| at as f64).sum::<f64>() / 100.0)
            .collect();
        let (low, high) = percentile_interval(means);
        assert!(
            (low - (49.5 - 5.66)).abs() < 0.4 && (high - (49.5 + 5.66)).abs() < 0.4,
            "{low} {high}"
        );
        assert_eq!(percentile_interval(Vec::new()), (0.0, 0.0));
    }

    #[test]
    fn a_difference_is_told_from_chance() {
        let around = |centre: f64| -> Vec<f64> {
            (0..999)
                .map(|step| centre + (f64::from(step) - 499.0) / 500.0)
                .collect()
        };
        assert!(bootstrap_p(3.0, &around(3.0)) < 0.0011);
        assert!(bootstrap_p(0.1, &around(0.1)) > 0.8);
        assert!((bootstrap_p(0.0, &around(0.0)) - 1.0).abs() < 1e-12);
    }
}
