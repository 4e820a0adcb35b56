//! How a figure changed, and whether that can be told: the verdicts of `stats`, as a pack says them.

use crate::document::{Cell, Change, Direction, Tone};
use crate::stats::{self, Verdict, difference_of_shares, ratio_of_totals};

/// Days of a stretch whose scatter can be told; of fewer, only counts of events, which scatter at least as chance does.
const DAYS: usize = 3;

/// The normal points of 1 - 0.025/m for m = 1 to 10 comparisons, over that for one: how much wider an interval is as one of several (Bonferroni).
const WIDER: [f64; 10] = [
    1.0, 1.1436, 1.2215, 1.2744, 1.3142, 1.3461, 1.3725, 1.3951, 1.4148, 1.4322,
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
    by: f64,
    low: f64,
    high: f64,
    pub(super) direction: Direction,
}

/// Posts of days against those of the days before, which scatter about their mean as they do.
pub(super) fn of_counts(now: &[f64], before: &[f64]) -> Option<Compared> {
    one_of(1, now, before)
}

/// The same where it is one of several comparisons: where nothing changed, all of them together say "up" or "down" no more than once in twenty.
pub(super) fn one_of(comparisons: usize, now: &[f64], before: &[f64]) -> Option<Compared> {
    let change = ratio_of_totals(now, before, true)?;
    let wider = WIDER
        .get(comparisons.saturating_sub(1))
        .or(WIDER.last())
        .copied()
        .unwrap_or(1.0);
    Some(ratio(stats::Change {
        low: change.estimate * (change.low / change.estimate).powf(wider),
        high: change.estimate * (change.high / change.estimate).powf(wider),
        ..change
    }))
}

/// Likes, views and the like of days against those of the days before: what one post gathers says nothing of chance, so the days must.
pub(super) fn of_sums(now: &[f64], before: &[f64]) -> Option<Compared> {
    if now.len().min(before.len()) < DAYS {
        return None;
    }
    ratio_of_totals(now, before, false).map(ratio)
}

fn ratio(change: stats::Change) -> Compared {
    let verdict = change.ratio_verdict();
    let finite = [change.estimate, change.low, change.high]
        .iter()
        .all(|end| end.is_finite());
    Compared {
        by: change.estimate - 1.0,
        low: change.low - 1.0,
        high: change.high - 1.0,
        direction: if finite {
            Direction::from(verdict)
        } else {
            Direction::Unknown
        },
    }
}

/// A share against a share.
pub(super) fn of_shares(now: (u64, u64), before: (u64, u64)) -> Option<Compared> {
    let change = difference_of_shares(now, before)?;
    Some(Compared {
        by: change.estimate,
        low: change.low,
        high: change.high,
        direction: Direction::from(change.difference_verdict()),
    })
}

impl From<Verdict> for Direction {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Up => Direction::Up,
            Verdict::Down => Direction::Down,
            Verdict::Steady => Direction::Steady,
            Verdict::TooFew => Direction::Unknown,
        }
    }
}

/// The word for a direction.
pub(super) fn word(direction: Direction) -> &'static str {
    let verdict = match direction {
        Direction::Up => Verdict::Up,
        Direction::Down => Verdict::Down,
        Direction::Steady => Verdict::Steady,
        Direction::Unknown => Verdict::TooFew,
    };
    verdict.word()
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
        let direction = |now: &[f64], before: &[f64]| of_counts(now, before).unwrap().direction;
        assert_eq!(direction(&double, &calm), Direction::Up);
        assert_eq!(direction(&calm, &double), Direction::Down);
        assert_eq!(direction(&[2.0], &[1.0]), Direction::Unknown);
        // One wild day is no trend.
        let wild = [10.0, 12.0, 9.0, 11.0, 10.0, 8.0, 80.0];
        assert_eq!(direction(&wild, &calm), Direction::Unknown);
        // From nothing, there is no telling by how much.
        assert_eq!(direction(&calm, &[0.0; 7]), Direction::Unknown);
        assert_eq!(of_sums(&[100.0], &[1.0]), None);
    }

    #[test]
    fn what_is_up_alone_need_not_be_up_as_one_of_ten() {
        let calm = [10.0, 12.0, 9.0, 11.0, 10.0, 8.0, 10.0];
        let more = calm.map(|day| 1.5 * day);
        assert_eq!(of_counts(&more, &calm).unwrap().direction, Direction::Up);
        assert_eq!(
            one_of(10, &more, &calm).unwrap().direction,
            Direction::Unknown
        );
    }
}
