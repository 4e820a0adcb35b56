//! Silence where there used to be posts: how many are missing, beside the longest gap that is usual.

use serde::{Deserialize, Serialize};

/// Days after which the longest gap has decayed to half.
const USUAL_DAYS: f64 = 12.0;
/// A gap is compared with the usual one plus this many expected posts: with fewer missing, e⁻⁸ = 0.03 % of all gaps of a steady source are as long.
const FLOOR: f64 = 8.0;

/// Follows one source of posts, interval by interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SilenceDetector {
    seconds: u32,
    /// Posts expected since the last one.
    missing: f64,
    /// Intervals since the last post.
    intervals: u64,
    /// The decaying record of gaps, in expected posts.
    usual: f64,
}

/// A gap beside the usual one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    /// Posts that were to be expected since the last one.
    pub missing: f64,
    /// Intervals since then.
    pub intervals: u64,
    /// The gap divided by the usual one.
    pub ratio: f64,
}

impl SilenceDetector {
    /// For intervals of `seconds`.
    pub fn new(seconds: u32) -> Self {
        SilenceDetector {
            seconds: seconds.max(1),
            missing: 0.0,
            intervals: 0,
            usual: 0.0,
        }
    }

    /// Takes the next interval: its count, and the count that was expected.
    pub fn push(&mut self, count: f64, expected: f64) -> Silence {
        self.usual *= 0.5_f64.powf(f64::from(self.seconds) / (USUAL_DAYS * 86_400.0));
        if count > 0.0 {
            self.usual = self.usual.max(self.missing);
            self.missing = 0.0;
            self.intervals = 0;
        } else {
            self.missing += expected.max(0.0);
            self.intervals += 1;
        }
        Silence {
            missing: self.missing,
            intervals: self.intervals,
            ratio: self.missing / (self.usual + FLOOR),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SilenceDetector;

    #[test]
    fn a_source_that_stops_is_silent_and_a_slow_one_is_not() {
        let mut detector = SilenceDetector::new(300);
        // A post every fourth interval: gaps of three are usual.
        for at in 0..2000 {
            let silence = detector.push(f64::from(u8::from(at % 4 == 0)), 0.25);
            assert!(silence.ratio < 0.2);
        }
        let mut first = None;
        for at in 0..400 {
            if detector.push(0.0, 0.25).ratio >= 1.0 {
                first = first.or(Some(at));
            }
        }
        // 8 posts and the usual gap: some 36 intervals.
        assert!(first.is_some_and(|at| (30..45).contains(&at)), "{first:?}");
        assert!(detector.push(3.0, 0.25).ratio == 0.0);
        // That gap is known now: the same one again is no longer told.
        for _ in 0..60 {
            assert!(detector.push(0.0, 0.25).ratio < 1.0);
        }
    }
}
