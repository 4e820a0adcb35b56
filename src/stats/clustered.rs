//! The mean of figures that come in clusters, such as many messages of one author: an interval that counts the clusters, not the figures.

use super::bootstrap::Resampler;

/// Samples drawn.
const SAMPLES: usize = 999;
/// Fewer clusters than this bear no interval.
const FEWEST: usize = 5;

/// The sum of a cluster's figures and their number.
pub type Cluster = (f64, f64);

/// The mean over all figures, and its 95 % interval by the studentised bootstrap over clusters; no interval below five clusters.
///
/// B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, section 12.5 (the bootstrap-t), around the ratio estimator and its
/// linearised error (W. G. Cochran, "Sampling Techniques", 3rd edition 1977, section 6.3). Unlike a percentile interval it leans to where the long tail is.
pub fn clustered_mean(clusters: &[Cluster]) -> Option<(f64, Option<(f64, f64)>)> {
    let (mean, error) = ratio(clusters.iter().copied())?;
    if clusters.len() < FEWEST || error <= 0.0 {
        return Some((mean, None));
    }
    let mut resampler = Resampler::new(clusters.len());
    let mut studentised = Vec::with_capacity(SAMPLES);
    for _ in 0..SAMPLES {
        let drawn: Vec<Cluster> = resampler
            .sample()
            .filter_map(|at| clusters.get(at).copied())
            .collect();
        if let Some((other, spread)) = ratio(drawn.into_iter())
            && spread > 0.0
        {
            studentised.push((other - mean) / spread);
        }
    }
    studentised.sort_by(f64::total_cmp);
    let cut = studentised.len() / 40;
    let low = studentised.iter().rev().nth(cut);
    let interval = low.zip(studentised.get(cut));
    Some((
        mean,
        interval.map(|(high_t, low_t)| (mean - high_t * error, mean - low_t * error)),
    ))
}

/// The ratio of sums and its standard error.
fn ratio(clusters: impl Iterator<Item = Cluster> + Clone) -> Option<(f64, f64)> {
    let (mut sum, mut count, mut groups) = (0.0, 0.0, 0.0);
    for (total, size) in clusters.clone() {
        sum += total;
        count += size;
        groups += 1.0;
    }
    if count <= 0.0 {
        return None;
    }
    let mean = sum / count;
    let squares: f64 = clusters
        .map(|(total, size)| (total - mean * size).powi(2))
        .sum();
    let variance = if groups > 1.0 {
        squares * groups / (groups - 1.0) / (count * count)
    } else {
        0.0
    };
    Some((mean, variance.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::clustered_mean;
    use crate::stats::Dice;

    #[test]
    fn too_few_bear_no_interval() {
        assert_eq!(clustered_mean(&[]), None);
        assert_eq!(clustered_mean(&[(6.0, 3.0)]), Some((2.0, None)));
        assert_eq!(clustered_mean(&[(2.0, 1.0); 9]), Some((2.0, None)));
    }

    /// Waits as they are: log-normal, and authors who always wait longer than others.
    #[test]
    fn intervals_cover_as_often_as_they_say() {
        let (spread, own) = (0.7_f64, 0.5_f64);
        let truth = f64::midpoint(spread * spread, own * own).exp();
        for size in [25, 80] {
            let mut dice = Dice::new(size);
            let runs = 150;
            let mut held = 0;
            for _ in 0..runs {
                let clusters: Vec<(f64, f64)> = (0..size)
                    .map(|at| {
                        let author = own * dice.normal();
                        let posts = 1 + at % 3;
                        let waits = (0..posts).map(|_| (author + spread * dice.normal()).exp());
                        (waits.sum(), posts as f64)
                    })
                    .collect();
                let (low, high) = clustered_mean(&clusters).unwrap().1.unwrap();
                held += u32::from(low <= truth && truth <= high);
            }
            // 95 % of 150 is 142, standard error 2.7.
            assert!((134..=149).contains(&held), "{size}: {held}");
        }
    }
}
