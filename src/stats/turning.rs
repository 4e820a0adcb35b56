//! Where a series of figures turns: the place before and after which the means differ most, and how likely chance alone makes such a place.

use super::Dice;

/// Figures on either side of a turn, at least.
const SIDE: usize = 3;
/// Shuffles, at most.
const SHUFFLES: u32 = 4999;
/// Shuffles that turn as sharply after which no more are needed: p is then known to a quarter of itself.
const ENOUGH: u32 = 20;
/// Of a longer series, only so many figures are looked at.
const LONGEST: usize = 2000;

/// A turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Index of the first figure after it.
    pub at: usize,
    /// Mean before.
    pub before: f64,
    /// Mean after.
    pub after: f64,
    /// How often chance alone turns as sharply somewhere.
    pub p: f64,
}

/// The sharpest turn of a series, with three figures on either side; `None` when there is none to look for. Of more than 2,000 figures the first 2,000 count.
///
/// The largest two-sample statistic over all places (A. Sen, M. S. Srivastava, "On Tests for Detecting Change in Mean", Annals of Statistics 3 (1975), 98-108),
/// its p by shuffling, which also pays for having looked at every place; the shuffles end early where chance does as well (J. Besag, P. Clifford,
/// "Sequential Monte Carlo p-values", Biometrika 78 (1991), 301-304). Figures that depend on the one before make p too small.
pub fn turn(figures: &[f64]) -> Option<Turn> {
    let figures = figures.get(..LONGEST).unwrap_or(figures);
    let (at, sharpness) = sharpest(figures)?;
    if sharpness <= 1e-12 {
        return None;
    }
    let mut shuffled = figures.to_vec();
    let mut dice = Dice::new(figures.len() as u64);
    let (mut as_sharp, mut drawn) = (0, 0);
    while drawn < SHUFFLES && as_sharp < ENOUGH {
        shuffle(&mut shuffled, &mut dice);
        drawn += 1;
        let other = sharpest(&shuffled).map_or(0.0, |(_, other)| other);
        as_sharp += u32::from(other >= sharpness - 1e-12);
    }
    let p = if as_sharp >= ENOUGH {
        f64::from(as_sharp) / f64::from(drawn)
    } else {
        f64::from(as_sharp + 1) / f64::from(drawn + 1)
    };
    let (first, second) = figures.split_at_checked(at)?;
    let mean = |side: &[f64]| side.iter().sum::<f64>() / side.len() as f64;
    Some(Turn {
        at,
        before: mean(first),
        after: mean(second),
        p,
    })
}

fn shuffle(figures: &mut [f64], dice: &mut Dice) {
    for last in (1..figures.len()).rev() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to last"
        )]
        let other = (dice.uniform() * (last + 1) as f64) as usize;
        figures.swap(last, other.min(last));
    }
}

/// The place of the sharpest turn, and how sharp it is: the sum of squares between both sides, which for one series orders places as its t does.
fn sharpest(figures: &[f64]) -> Option<(usize, f64)> {
    let total: f64 = figures.iter().sum();
    let count = figures.len() as f64;
    let mut sum = 0.0;
    let mut best: Option<(usize, f64)> = None;
    for (index, figure) in figures.iter().enumerate() {
        let at = index + 1;
        sum += figure;
        if at < SIDE || figures.len() - at < SIDE {
            continue;
        }
        let (left, right) = (at as f64, count - at as f64);
        let between = (sum / left - (total - sum) / right).powi(2) * left * right / count;
        if best.is_none_or(|(_, most)| between > most) {
            best = Some((at, between));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::turn;
    use crate::stats::Dice;

    #[test]
    fn a_turn_is_found_where_it_is() {
        let series: Vec<f64> = (0..12).map(|at| if at < 5 { 0.5 } else { -0.6 }).collect();
        let found = turn(&series).unwrap();
        assert_eq!(found.at, 5);
        assert!((found.before - 0.5).abs() < 1e-12 && (found.after + 0.6).abs() < 1e-12);
        assert!(found.p < 0.01, "{}", found.p);
        assert_eq!(turn(&series[..5]), None);
        assert_eq!(turn(&[0.3; 20]), None);
        assert_eq!(turn(&[]), None);
    }

    #[test]
    fn chance_turns_as_often_as_p_says() {
        let mut dice = Dice::new(3);
        let runs = 400;
        let mut sure = 0;
        for _ in 0..runs {
            let series: Vec<f64> = (0..14).map(|_| dice.normal()).collect();
            sure += u32::from(turn(&series).unwrap().p <= 0.05);
        }
        // 5 % of 400, standard error 4.4.
        assert!((7..=34).contains(&sure), "{sure}");
    }
}
