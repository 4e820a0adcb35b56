//! Quantiles of counts (views, seconds, followers) that merge.
//!
//! Up to [`EXACT_LIMIT`] values every value is kept and quantiles are exact. Beyond, values are counted in bins: each value below 256 has its
//! own, each power of two above is cut into 128 equal bins, so that a bin is never wider than 1/128 of its values. The idea is Gil Tene's
//! `HdrHistogram` (hdrhistogram.org, 8 significant bits) with the guarantee of Masson, Rim and Lee, "`DDSketch`", PVLDB 12 (2019), 2195-2205.
//!
//! The state depends on the multiset of values alone, so the order of adding and merging cannot matter.

use std::collections::BTreeMap;

/// Largest relative error of a quantile once there are more than 2048 values: half a bin, 1/256.
pub const QUANTILE_ERROR: f64 = 1.0 / 256.0;

/// Values kept one by one.
const EXACT_LIMIT: usize = 2048;
/// Values below this have a bin each.
const LINEAR: u64 = 256;
/// Bins of each power of two from 256 on.
const BINS: usize = 128;
/// Bins in all: 256 small values, and 2^8 to 2^63.
const ALL_BINS: usize = 256 + 56 * BINS;

/// Counts of non-negative integers, from which quantiles are read.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    /// Every value, in order of arrival, while there are few.
    exact: Vec<u64>,
    /// Values per bin once there are many; as long as the highest bin in use.
    bins: Vec<u64>,
    total: u64,
    min: u64,
    max: u64,
}

/// A histogram as numbers, to write and read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistogramParts {
    /// `[value, count]`, ascending.
    Exact(Vec<[u64; 2]>),
    /// Smallest and largest value, and `[bin, count]`, ascending.
    Binned {
        /// Smallest value.
        min: u64,
        /// Largest value.
        max: u64,
        /// Bin and count of every bin in use.
        bins: Vec<[u64; 2]>,
    },
}

impl Histogram {
    /// Values added.
    pub fn len(&self) -> u64 {
        self.total
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Adds a value.
    pub fn add(&mut self, value: u64) {
        self.widen(value, value);
        self.total = self.total.saturating_add(1);
        if self.bins.is_empty() {
            if self.exact.len() < EXACT_LIMIT {
                self.exact.push(value);
                return;
            }
            self.spill();
        }
        self.count(bin(value), 1);
    }

    /// Adds a value `count` times.
    pub fn add_many(&mut self, value: u64, count: u64) {
        if count == 0 {
            return;
        }
        self.widen(value, value);
        self.total = self.total.saturating_add(count);
        let few = usize::try_from(count).ok().filter(|few| {
            self.bins.is_empty() && few.saturating_add(self.exact.len()) <= EXACT_LIMIT
        });
        if let Some(few) = few {
            self.exact.extend(std::iter::repeat_n(value, few));
            return;
        }
        self.spill();
        self.count(bin(value), count);
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Histogram) {
        if other.is_empty() {
            return;
        }
        let exact = other.bins.is_empty()
            && self.bins.is_empty()
            && self.exact.len() + other.exact.len() <= EXACT_LIMIT;
        self.widen(other.min, other.max);
        self.total = self.total.saturating_add(other.total);
        if exact {
            self.exact.extend_from_slice(&other.exact);
            return;
        }
        self.spill();
        for &value in &other.exact {
            self.count(bin(value), 1);
        }
        for (index, &count) in other.bins.iter().enumerate() {
            if count > 0 {
                self.count(index, count);
            }
        }
    }

    fn widen(&mut self, min: u64, max: u64) {
        if self.total == 0 {
            (self.min, self.max) = (min, max);
        }
        self.min = self.min.min(min);
        self.max = self.max.max(max);
    }

    /// From values kept one by one to bins.
    fn spill(&mut self) {
        for value in std::mem::take(&mut self.exact) {
            self.count(bin(value), 1);
        }
    }

    fn count(&mut self, index: usize, count: u64) {
        if self.bins.len() <= index {
            self.bins.resize(index + 1, 0);
        }
        if let Some(bin) = self.bins.get_mut(index) {
            *bin = bin.saturating_add(count);
        }
    }

    /// The quantiles asked for, each in [0, 1], by linear interpolation between order statistics (Hyndman and Fan, "Sample Quantiles in
    /// Statistical Packages", The American Statistician 50 (1996), type 7; the default of R, `NumPy` and `DuckDB`'s `quantile_cont`).
    /// Exact up to 2048 values, then within [`QUANTILE_ERROR`]; `None` when nothing was added.
    pub fn quantiles<const N: usize>(&self, at: [f64; N]) -> Option<[f64; N]> {
        if self.total == 0 {
            return None;
        }
        let mut sorted = self.exact.clone();
        sorted.sort_unstable();
        Some(at.map(|share| {
            let rank = (self.total - 1) as f64 * share.clamp(0.0, 1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rank is between 0 and the count"
            )]
            let below = rank.floor() as u64;
            let low = self.ranked(&sorted, below);
            let part = rank - rank.floor();
            if part == 0.0 {
                return low;
            }
            low + part * (self.ranked(&sorted, below + 1) - low)
        }))
    }

    /// One quantile; see [`Histogram::quantiles`].
    pub fn quantile(&self, at: f64) -> Option<f64> {
        self.quantiles([at]).map(|[value]| value)
    }

    /// The value at a rank counted from 0: the middle of its bin, or the value itself when it is kept.
    fn ranked(&self, sorted: &[u64], rank: u64) -> f64 {
        if self.bins.is_empty() {
            let at = usize::try_from(rank).unwrap_or(usize::MAX);
            return sorted
                .get(at)
                .or(sorted.last())
                .map_or(0.0, |&value| value as f64);
        }
        let mut seen = 0_u64;
        for (index, &count) in self.bins.iter().enumerate() {
            seen = seen.saturating_add(count);
            if seen > rank {
                return middle(index).clamp(self.min as f64, self.max as f64);
            }
        }
        self.max as f64
    }

    /// The state as numbers; equal states give equal parts.
    pub fn parts(&self) -> HistogramParts {
        if self.bins.is_empty() {
            let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
            for &value in &self.exact {
                *counts.entry(value).or_default() += 1;
            }
            return HistogramParts::Exact(
                counts
                    .into_iter()
                    .map(|(value, count)| [value, count])
                    .collect(),
            );
        }
        let used = self
            .bins
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        HistogramParts::Binned {
            min: self.min,
            max: self.max,
            bins: used.map(|(index, &count)| [index as u64, count]).collect(),
        }
    }

    /// The histogram of some parts; `None` when they cannot be a histogram's.
    pub fn from_parts(parts: &HistogramParts) -> Option<Self> {
        let mut histogram = Histogram::default();
        match parts {
            HistogramParts::Exact(pairs) => {
                for &[value, count] in pairs {
                    histogram.add_many(value, count);
                }
            }
            HistogramParts::Binned { min, max, bins } => {
                if min > max {
                    return None;
                }
                (histogram.min, histogram.max) = (*min, *max);
                for &[index, count] in bins {
                    let index = usize::try_from(index)
                        .ok()
                        .filter(|index| *index < ALL_BINS)?;
                    if index < bin(*min) || index > bin(*max) {
                        return None;
                    }
                    histogram.total = histogram.total.saturating_add(count);
                    histogram.count(index, count);
                }
            }
        }
        Some(histogram)
    }
}

/// The bin of a value.
fn bin(value: u64) -> usize {
    if value < LINEAR {
        return usize::try_from(value).unwrap_or(0);
    }
    let exponent = value.ilog2();
    let part = usize::try_from((value >> (exponent - 7)) & 127).unwrap_or(0);
    256 + (exponent as usize - 8) * BINS + part
}

/// The middle of a bin's values.
fn middle(index: usize) -> f64 {
    if index < 256 {
        return index as f64;
    }
    let (octave, part) = ((index - 256) / BINS, (index - 256) % BINS);
    let width = 2.0_f64.powi(i32::try_from(octave + 1).unwrap_or(i32::MAX));
    (BINS + part) as f64 * width + (width - 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::{ProptestConfig, proptest};

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        for &value in values {
            histogram.add(value);
        }
        histogram
    }

    /// Type 7 over all values, as in the paper.
    fn reference(values: &[u64], at: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let h = (sorted.len() - 1) as f64 * at;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank"
        )]
        let (low, high) = (h.floor() as usize, h.ceil() as usize);
        sorted[low] as f64 + (h - h.floor()) * (sorted[high] as f64 - sorted[low] as f64)
    }

    #[test]
    fn known_quantiles() {
        // R: quantile(c(15, 20, 35, 40, 50), c(.05, .3, .4, .5, 1), type = 7)
        let some = of(&[50, 15, 40, 20, 35]);
        assert_eq!(
            some.quantiles([0.05, 0.3, 0.4, 0.5, 1.0]),
            Some([16.0, 23.0, 29.0, 35.0, 50.0])
        );
        assert_eq!(Histogram::default().quantile(0.5), None);
        assert_eq!(of(&[u64::MAX]).quantile(0.5), Some(u64::MAX as f64));
    }

    #[test]
    fn every_bin_is_as_narrow_as_promised() {
        assert_eq!(bin(255), 255);
        assert_eq!(bin(256), 256);
        assert_eq!(bin(u64::MAX), ALL_BINS - 1);
        for exponent in 8..64 {
            for value in [
                1_u64 << exponent,
                (1 << exponent) + 1,
                (1 << exponent) | ((1 << exponent) - 1),
            ] {
                let error = (middle(bin(value)) - value as f64).abs() / value as f64;
                assert!(error <= QUANTILE_ERROR, "{value}: {error}");
            }
        }
    }

    #[test]
    fn parts_of_strangers_are_checked() {
        let binned = |min, max, bins: &[[u64; 2]]| {
            Histogram::from_parts(&HistogramParts::Binned {
                min,
                max,
                bins: bins.to_vec(),
            })
        };
        assert!(binned(0, 9, &[[10, 1]]).is_none());
        assert!(binned(9, 0, &[]).is_none());
        assert!(binned(0, u64::MAX, &[[u64::MAX, 1]]).is_none());
        let huge = binned(0, u64::MAX, &[[0, u64::MAX], [1, u64::MAX]]).unwrap();
        assert!(huge.quantile(0.5).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn error_is_as_stated(seed in vec((0_u32..50, 0_u64..u64::MAX), 3000..4000), at in 0.0_f64..=1.0) {
            let values: Vec<u64> = seed.iter().map(|(shift, value)| value >> (shift + 13)).collect();
            let (got, truth) = (of(&values).quantile(at).unwrap(), reference(&values, at));
            assert!((got - truth).abs() <= truth * QUANTILE_ERROR + 1e-9, "{got} {truth}");
        }

        #[test]
        fn few_values_are_exact(values in vec(0_u64..1 << 50, 1..200), at in 0.0_f64..=1.0) {
            assert!((of(&values).quantile(at).unwrap() - reference(&values, at)).abs() <= 1e-3);
        }

        #[test]
        fn parts_merge_in_any_order_to_the_same(values in vec(0_u64..1 << 40, 0..6000), cuts in vec(0.0_f64..1.0, 2)) {
            let at = |part: f64| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
                let index = (part * values.len() as f64) as usize;
                index
            };
            let (low, high) = (at(cuts[0].min(cuts[1])), at(cuts[0].max(cuts[1])));
            let parts = [of(&values[..low]), of(&values[low..high]), of(&values[high..])];
            let whole = of(&values).parts();
            for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
                let mut merged = Histogram::default();
                for index in order {
                    let read_back = Histogram::from_parts(&parts[index].parts()).unwrap();
                    merged.merge(&read_back);
                }
                assert_eq!(merged.parts(), whole);
                assert_eq!(merged.quantile(0.37), of(&values).quantile(0.37));
            }
        }
    }
}
