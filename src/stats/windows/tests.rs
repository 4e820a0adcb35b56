//! Rare posts: calm families, crises of small brands, and that nothing changes where posts are many.

use super::{BurstWindows, Counted};
use crate::stats::{BurstDetector, Dice};

const DAY: usize = 288;
const MIN_HISTORY: i64 = 172_800;
/// The ratio of `--false-alarms 1`.
const RATIO: f64 = 1.31;

fn hour(at: usize) -> usize {
    at / 12 % 168
}

fn exponential(dice: &mut Dice) -> f64 {
    -dice.uniform().ln()
}

fn poisson(dice: &mut Dice, mean: f64) -> f64 {
    let (mut sum, mut count) = (exponential(dice), 0.0);
    while sum <= mean {
        count += 1.0;
        sum += exponential(dice);
    }
    count
}

/// G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", 2000.
fn gamma(dice: &mut Dice, shape: f64) -> f64 {
    if shape < 1.0 {
        let boost = dice.uniform().powf(1.0 / shape);
        return gamma(dice, shape + 1.0) * boost;
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let x = dice.normal();
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && dice.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

fn negative_binomial(dice: &mut Dice, mean: f64, shape: f64) -> f64 {
    let mean = mean * gamma(dice, shape) / shape;
    poisson(dice, mean)
}

/// Up by day, down by night, less on weekends; 0.53 on average.
fn season(at: usize) -> f64 {
    let hour = hour(at);
    let turn = ((hour % 24) as f64 - 15.0) / 24.0 * std::f64::consts::TAU;
    let day = 0.6 + 0.4 * turn.cos();
    if hour >= 120 { day * 0.6 } else { day }
}

/// Posts of which a share is negative, one in twenty of an author whom many follow.
fn counted(dice: &mut Dice, posts: f64, negative: f64) -> Counted {
    let mut counted = Counted {
        posts,
        ..Counted::default()
    };
    let mut left = posts;
    while left > 0.0 {
        let tone = if dice.uniform() < negative { 3.0 } else { 1.0 };
        let reach = if dice.uniform() < 0.05 { 2.0 } else { 1.0 };
        counted.tone += tone;
        counted.weight += tone * reach;
        counted.heaviest = counted.heaviest.max(tone * reach);
        left -= 1.0;
    }
    counted
}

/// Draws the count of an interval.
type Family = fn(&mut Dice, usize) -> f64;

/// Alarms a month, a day apart at least, of four series of sixty days.
fn false_alarms(family: Family) -> f64 {
    let mut alarms = 0_u32;
    for seed in 0..4 {
        let (mut dice, mut windows) = (Dice::new(seed * 77 + 5), BurstWindows::new(300));
        let mut last = None;
        for at in 0..62 * DAY {
            let posts = family(&mut dice, at);
            let counted = counted(&mut dice, posts, 0.35);
            let (_, burst) = windows
                .push(counted, hour(at), MIN_HISTORY, false)
                .highest();
            if at > 2 * DAY && burst.above >= RATIO {
                alarms += u32::from(last.is_none_or(|last| at - last > DAY));
                last = Some(at);
            }
        }
    }
    f64::from(alarms) / 8.0
}

#[test]
fn calm_sparse_series_give_few_alarms() {
    // docs/alerts.md gives these families and that none of them gives more than one alarm a month.
    let families: [(&str, Family); 5] = [
        ("poisson 0.01", |dice, _| poisson(dice, 0.01)),
        ("poisson 0.2", |dice, _| poisson(dice, 0.2)),
        ("negative binomial 0.1, shape 0.3", |dice, _| {
            negative_binomial(dice, 0.1, 0.3)
        }),
        ("negative binomial 0.1, shape 1", |dice, _| {
            negative_binomial(dice, 0.1, 1.0)
        }),
        ("seasonal 0.1", |dice, at| poisson(dice, 0.1 * season(at))),
    ];
    let mut told = String::new();
    for (name, family) in families {
        let rate = false_alarms(family);
        told += &format!("{name}: {rate}; ");
        assert!(rate <= 1.0, "{told}");
    }
}

/// Of crises of a brand of 17 posts a day, the share that is seen while it lasts: in all windows, and in a quarter of an hour alone.
fn share_found(times: f64, hours: usize) -> (f64, f64) {
    let (mut all, mut short) = (0.0, 0.0);
    for seed in 0..30 {
        let start = 14 * DAY + (usize::try_from(seed).unwrap() * 37 % 168) * 12;
        let (mut dice, mut windows) = (Dice::new(seed * 991 + 17), BurstWindows::new(300));
        let (mut seen, mut seen_short) = (false, false);
        for at in 0..start + hours * 12 {
            let factor = if at >= start { times } else { 1.0 };
            let posts = poisson(&mut dice, 17.0 / 288.0 / 0.53 * season(at) * factor);
            let counted = counted(&mut dice, posts, if at >= start { 0.75 } else { 0.35 });
            let bursts = windows.push(counted, hour(at), MIN_HISTORY, false);
            let (volume, weighted) = bursts.windows[0];
            seen |= at >= start && bursts.highest().1.above >= RATIO;
            seen_short |= at >= start && volume.above.max(weighted.above) >= RATIO;
        }
        all += f64::from(u8::from(seen)) / 30.0;
        short += f64::from(u8::from(seen_short)) / 30.0;
    }
    (all, short)
}

#[test]
fn crises_of_a_small_brand_are_seen() {
    for (times, hours, least) in [(10.0, 3, 0.6), (6.0, 12, 0.85), (5.0, 24, 0.95)] {
        let (all, short) = share_found(times, hours);
        assert!(
            all >= least && short < all - 0.2,
            "{times} x {hours} h: {all} {short}"
        );
    }
}

#[test]
fn many_posts_are_judged_as_ever() {
    // Two posts in a quarter of an hour, most of the time: to the last bit as the detectors alone.
    let (mut dice, mut windows) = (Dice::new(3), BurstWindows::new(300));
    let (mut volume, mut weighted) = (BurstDetector::new(300), BurstDetector::new(300));
    for at in 0..9 * DAY {
        let crisis = if at > 8 * DAY { 9.0 } else { 1.0 };
        let posts = poisson(&mut dice, 0.8 * crisis);
        let counted = counted(&mut dice, posts, 0.3);
        let bursts = windows.push(counted, hour(at), MIN_HISTORY, false);
        let alone = (
            volume.push(counted.posts, hour(at)),
            weighted.push(counted.weight, hour(at)),
        );
        if at > 2 * DAY {
            assert_eq!(bursts.windows[0], alone);
            let ratio = alone.0.ratio.max(alone.1.ratio);
            assert_eq!(bursts.ratio.to_bits(), ratio.to_bits());
            assert_eq!(bursts.highest().0.window, 0);
        }
    }
    assert!(windows.sparse() <= 0.0);
}

#[test]
fn one_post_is_no_burst_and_twelve_in_an_hour_are() {
    let plain = |posts: f64| Counted {
        posts,
        weight: posts,
        tone: posts,
        heaviest: posts.min(1.0),
    };
    let last = |twelve: [Counted; 12]| {
        let mut windows = BurstWindows::new(300);
        for at in 0..10 * DAY {
            let posts = if at % 96 == 50 { 1.0 } else { 0.0 };
            windows.push(plain(posts), hour(at), MIN_HISTORY, false);
        }
        let pushed =
            twelve.map(|counted| windows.push(counted, hour(10 * DAY), MIN_HISTORY, false));
        let highest = pushed.map(|bursts| bursts.highest());
        let (view, _) = highest[11];
        (
            view,
            highest
                .map(|(_, burst)| burst.above)
                .into_iter()
                .fold(0.0, f64::max),
        )
    };
    // Negative, by an author whom a hundred million follow, a minute after a usual one.
    let mut loud = [plain(0.0); 12];
    loud[1] = Counted {
        posts: 2.0,
        weight: 16.0,
        tone: 4.0,
        heaviest: 15.0,
    };
    let (_, one) = last(loud);
    assert!(one < RATIO, "{one}");
    let (view, twelve) = last([plain(1.0); 12]);
    assert!(twelve > RATIO, "{twelve}");
    assert!(view.window > 0 && !view.by_weight, "{view:?}");
}

#[test]
fn long_intervals_have_fewer_windows_and_a_new_one_must_first_learn() {
    for (seconds, followed) in [(60, 2), (300, 2), (900, 2), (3_600, 1), (21_600, 0)] {
        assert_eq!(BurstWindows::new(seconds).wide.len(), followed, "{seconds}");
    }
    let mut windows = BurstWindows::new(300);
    let many = |posts: f64| Counted {
        posts,
        weight: posts,
        tone: posts,
        heaviest: 1.0,
    };
    for at in 0..3 * DAY {
        windows.push(many(20.0), hour(at), MIN_HISTORY, false);
    }
    assert!(windows.wide.is_empty());
    let mut begun = None;
    for at in 3 * DAY..60 * DAY {
        let bursts = windows.push(many(0.0), hour(at), MIN_HISTORY, false);
        let begun = *begun.get_or_insert(at);
        if windows.wide.is_empty() {
            continue;
        }
        let learns = windows.wide.iter().any(|wide| wide.volume.seen() < 24);
        assert!(!learns || bursts.windows[2].0.above <= 0.0, "{begun}");
    }
    assert_eq!(windows.wide.len(), 2);
}
