//! How a figure changed, and whether that can be told.

use crate::document::{Cell, Change, Direction, Tone};
use crate::stats::{Z_95, wilson};

/// Fewer events than this in both stretches together say nothing.
const FEW: f64 = 10.0;
/// An interval that holds "no change" and is wider than this is too wide to say "steady": of a ratio its ends' ratio, of shares its width.
const WIDE_RATIO: f64 = 2.0;
const WIDE_SHARE: f64 = 0.2;

/// Normal points of 1 - 0.025/m for m = 1 to 10 comparisons.
const Z_OF_MANY: [f64; 10] = [
    Z_95, 2.2414, 2.3940, 2.4977, 2.5758, 2.6383, 2.6901, 2.7344, 2.7729, 2.8070,
];

/// What a rise would be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rise {
    Good,
    Bad,
    Neither,
}

/// A change with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Compared {
    /// By how much, as a part of what was (of counts) or in points (of shares).
    pub(super) by: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) direction: Direction,
}

/// Counts of days against counts of as many days before: the ratio of the rates, with the spread of the days about their mean taken as it is
/// (quasi-Poisson; McCullagh and Nelder, "Generalized Linear Models", 1989, 6.2.3), on the scale of the logarithm.
pub(super) fn of_counts(now: &[f64], before: &[f64]) -> Compared {
    one_of(1, now, before)
}

/// The same where it is one of several comparisons: intervals are wide enough that, where nothing changed, all of them together say "up" or "down"
/// no more than once in twenty (Bonferroni).
pub(super) fn one_of(comparisons: usize, now: &[f64], before: &[f64]) -> Compared {
    let z = Z_OF_MANY
        .get(comparisons.saturating_sub(1))
        .or(Z_OF_MANY.last())
        .copied()
        .unwrap_or(Z_95);
    let (a, b): (f64, f64) = (now.iter().sum(), before.iter().sum());
    let spread = dispersion(now, before);
    // Half an event more on each side keeps the logarithm finite.
    let (a, b) = if a == 0.0 || b == 0.0 {
        (a + 0.5, b + 0.5)
    } else {
        (a, b)
    };
    let error = (spread * (1.0 / a + 1.0 / b)).sqrt();
    let log = (a / b).ln();
    let [low, high] = [log - z * error, log + z * error].map(f64::exp);
    let direction = if a + b < FEW {
        Direction::Unknown
    } else if low > 1.0 {
        Direction::Up
    } else if high < 1.0 {
        Direction::Down
    } else if high / low > WIDE_RATIO {
        Direction::Unknown
    } else {
        Direction::Steady
    };
    Compared {
        by: a / b - 1.0,
        low: low - 1.0,
        high: high - 1.0,
        direction,
    }
}

/// Pearson's dispersion of the days about the mean of their stretch, at least 1.
fn dispersion(now: &[f64], before: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut freedom = 0.0;
    for days in [now, before] {
        let mean = days.iter().sum::<f64>() / (days.len() as f64).max(1.0);
        if mean > 0.0 && days.len() > 1 {
            sum += days
                .iter()
                .map(|day| (day - mean).powi(2) / mean)
                .sum::<f64>();
            freedom += days.len() as f64 - 1.0;
        }
    }
    if freedom > 0.0 {
        (sum / freedom).max(1.0)
    } else {
        1.0
    }
}

/// A share against a share: the difference, with Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, 873-890, method 10).
pub(super) fn of_shares(now: (u64, u64), before: (u64, u64)) -> Option<Compared> {
    let (low_now, high_now) = wilson(now.0, now.1, Z_95)?;
    let (low_before, high_before) = wilson(before.0, before.1, Z_95)?;
    let share = |(of, all): (u64, u64)| of as f64 / all as f64;
    let (p, q) = (share(now), share(before));
    let by = p - q;
    let low = by - ((p - low_now).powi(2) + (high_before - q).powi(2)).sqrt();
    let high = by + ((high_now - p).powi(2) + (q - low_before).powi(2)).sqrt();
    let direction = if low > 0.0 {
        Direction::Up
    } else if high < 0.0 {
        Direction::Down
    } else if high - low > WIDE_SHARE {
        Direction::Unknown
    } else {
        Direction::Steady
    };
    Some(Compared {
        by,
        low,
        high,
        direction,
    })
}

/// The word for a direction.
pub(super) fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Steady => "steady",
        Direction::Unknown => "too few to tell",
    }
}

impl Compared {
    /// As a change of a key number.
    pub(super) fn change(self, rise: Rise, shares: bool) -> Change {
        let tone = match (self.direction, rise) {
            (Direction::Up, Rise::Good) | (Direction::Down, Rise::Bad) => Tone::Good,
            (Direction::Up, Rise::Bad) | (Direction::Down, Rise::Good) => Tone::Bad,
            _ => Tone::Plain,
        };
        let unknown = self.direction == Direction::Unknown;
        Change {
            word: word(self.direction).to_owned(),
            by: if unknown {
                Cell::Empty
            } else {
                self.phrase(shares)
            },
            direction: self.direction,
            tone,
        }
    }

    /// `17% (3% to 33%)`, or in points of percent.
    fn phrase(self, shares: bool) -> Cell {
        let number = |value: f64| {
            if shares {
                Cell::decimal(value * 100.0, 1)
            } else {
                Cell::Share(value)
            }
        };
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut pieces = vec![
            number(self.by),
            text(" ("),
            number(self.low),
            text(" to "),
            number(self.high),
            text(")"),
        ];
        if shares {
            pieces.push(text(" points"));
        }
        Cell::Phrase(pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubling_is_up_and_noise_is_not() {
        let calm = [10.0, 12.0, 9.0, 11.0, 10.0, 8.0, 10.0];
        let double = calm.map(|day| 2.0 * day);
        assert_eq!(of_counts(&double, &calm).direction, Direction::Up);
        assert_eq!(of_counts(&calm, &double).direction, Direction::Down);
        assert_eq!(of_counts(&calm, &calm).direction, Direction::Steady);
        assert_eq!(of_counts(&[2.0], &[1.0]).direction, Direction::Unknown);
        // One wild day is no trend.
        let wild = [10.0, 12.0, 9.0, 11.0, 10.0, 8.0, 80.0];
        assert_eq!(of_counts(&wild, &calm).direction, Direction::Unknown);
        assert!(of_counts(&[0.0], &[20.0]).high.is_finite());
        // What is up alone need not be up as one of ten.
        let more = calm.map(|day| 1.5 * day);
        assert_eq!(of_counts(&more, &calm).direction, Direction::Up);
        assert_ne!(one_of(10, &more, &calm).direction, Direction::Up);
    }

    #[test]
    fn shares_agree_with_newcombe_s_table() {
        // Newcombe 1998, table II, method 10: 56/70 - 48/80 gives 0.0524 to 0.3339.
        let compared = of_shares((56, 70), (48, 80)).unwrap();
        assert!((compared.low - 0.0524).abs() < 5e-5, "{compared:?}");
        assert!((compared.high - 0.3339).abs() < 5e-5, "{compared:?}");
        assert_eq!(compared.direction, Direction::Up);
        assert_eq!(
            of_shares((1, 3), (1, 4)).unwrap().direction,
            Direction::Unknown
        );
        assert_eq!(of_shares((0, 0), (1, 4)), None);
    }
}
