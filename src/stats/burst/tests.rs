//! The detector on made series: calm ones, planted bursts, regular peaks.

use super::{BurstDetector, ratio_of_score, score_of_ratio};
use proptest::prelude::{prop_assert, proptest};

/// Numbers in [0, 1) from a fixed seed (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.next()).ln()
    }

    fn poisson(&mut self, mean: f64) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        loop {
            sum += self.exponential();
            if sum > mean {
                return count;
            }
            count += 1.0;
        }
    }

    /// Variance mean + mean² / shape, for a whole shape.
    fn negative_binomial(&mut self, mean: f64, shape: u32) -> f64 {
        let gamma: f64 = (0..shape).map(|_| self.exponential()).sum();
        self.poisson(mean * gamma / f64::from(shape))
    }
}

const DAY: usize = 288;

fn hour(at: usize) -> usize {
    at / 12 % 168
}

/// Up by day, down by night, less on weekends.
fn season(at: usize) -> f64 {
    let hour = hour(at);
    let day = 1.0
        - 0.8
            * (((hour % 24) as f64 - 15.0) / 24.0 * std::f64::consts::TAU)
                .cos()
                .mul_add(-0.5, 0.5);
    if hour >= 120 { day * 0.6 } else { day }
}

/// Separate alarms (a day apart at least) of six series of sixty days, after the first two days; a twelfth of them is alarms a month.
fn false_alarms(threshold: f64, mut count: impl FnMut(&mut Random, usize) -> f64) -> f64 {
    let mut alarms = 0_u32;
    for seed in 0..6 {
        let (mut random, mut detector) = (Random(seed * 77 + 5), BurstDetector::new(300));
        let mut last = None;
        for at in 0..62 * DAY {
            let burst = detector.push(count(&mut random, at), hour(at));
            let quiet = last.is_none_or(|last| at - last > DAY);
            if at > 2 * DAY && burst.above >= threshold {
                alarms += u32::from(quiet);
                last = Some(at);
            }
        }
    }
    f64::from(alarms) / 12.0
}

/// Draws the count of an interval.
type Family = Box<dyn FnMut(&mut Random, usize) -> f64>;

#[test]
fn calm_series_give_few_alarms() {
    // docs/alerts.md gives these families and that none of them gives more than one alarm a month.
    let mut told = String::new();
    let mut families: [(&str, Family); 6] = [
        ("poisson 0.05", Box::new(|r, _| r.poisson(0.05))),
        ("poisson 5", Box::new(|r, _| r.poisson(5.0))),
        ("poisson 40", Box::new(|r, _| r.poisson(40.0))),
        (
            "negative binomial 8, shape 2",
            Box::new(|r, _| r.negative_binomial(8.0, 2)),
        ),
        (
            "seasonal",
            Box::new(|r, at| r.negative_binomial(20.0 * season(at), 4)),
        ),
        (
            "trending",
            Box::new(|r, at| r.poisson(5.0 + 20.0 * at as f64 / (60.0 * DAY as f64))),
        ),
    ];
    for (name, family) in &mut families {
        let rate = false_alarms(1.31, family);
        told += &format!("{name}: {rate}; ");
        assert!(rate <= 1.0, "{told}");
    }
}

#[test]
fn a_planted_burst_is_seen_at_once_by_day_and_by_night() {
    for start in [22 * DAY + 3 * 12, 22 * DAY + 15 * 12] {
        let (mut random, mut detector) = (Random(3), BurstDetector::new(300));
        let mut seen = Vec::new();
        for at in 0..24 * DAY {
            let mean = 20.0
                * season(at)
                * if (start..start + 24).contains(&at) {
                    8.0
                } else {
                    1.0
                };
            if detector.push(random.poisson(mean), hour(at)).above >= 1.31 && at > 2 * DAY {
                seen.push(at);
            }
        }
        let first = seen.first().copied().unwrap_or(0);
        assert!((start..start + 4).contains(&first), "{start}: {seen:?}");
    }
}

#[test]
fn a_peak_of_every_week_is_no_burst_once_it_is_known() {
    let (mut random, mut detector) = (Random(9), BurstDetector::new(300));
    let mut weeks = Vec::new();
    for at in 0..10 * 7 * DAY {
        let show = hour(at) == 116;
        let count = random.poisson(if show { 90.0 } else { 5.0 });
        if detector.push(count, hour(at)).above >= 1.31 && at > 2 * DAY {
            weeks.push(at / (7 * DAY));
        }
    }
    weeks.dedup();
    assert!(weeks.contains(&0), "{weeks:?}");
    assert!(weeks.iter().all(|week| *week == 0), "{weeks:?}");
}

#[test]
fn scores_and_ratios_are_each_other() {
    for ratio in [0.0, 0.5, 1.0, 3.0, 40.0] {
        assert!((ratio_of_score(score_of_ratio(ratio)) - ratio).abs() < 1e-9);
    }
    assert!((score_of_ratio(1.0) - 0.5).abs() < 1e-12);
    assert!(score_of_ratio(f64::INFINITY) <= 1.0 && score_of_ratio(-1.0) == 0.0);
}

proptest! {
    #[test]
    fn scores_are_shares_and_use_nothing_later(counts in proptest::collection::vec(0.0_f64..1e9, 1..400), at in 0_usize..400, seconds in 1_u32..200_000) {
        let run = |counts: &[f64]| {
            let mut detector = BurstDetector::new(seconds);
            counts.iter().enumerate().map(|(at, count)| detector.push(*count, at % 400)).collect::<Vec<_>>()
        };
        let all = run(&counts);
        let cut = at.min(counts.len());
        prop_assert!(run(&counts[..cut]) == all[..cut]);
        for burst in all {
            prop_assert!((0.0..=1.0).contains(&burst.score()) && burst.expected.is_finite() && burst.bar >= 0.0);
        }
    }
}
