//! A budget over posts whose returns diminish: until the next coin earns the same everywhere.

/// What money brings a post: `first` x `scale` x (1 - exp(-money / scale)). The first coin earns `first`, each further one less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Earned by the first unit of money.
    pub first: f64,
    /// Money after which the next unit earns 1/e of the first.
    pub scale: f64,
}

impl Curve {
    /// What an amount of money brings.
    pub fn brings(self, money: f64) -> f64 {
        -self.first * self.scale * (-money / self.scale).exp_m1()
    }

    /// What the next unit of money brings after an amount.
    pub fn next(self, money: f64) -> f64 {
        self.first * (-money / self.scale).exp()
    }

    /// The amount after which the next unit brings `level`.
    fn until(self, level: f64) -> f64 {
        (self.scale * (self.first / level).ln()).max(0.0)
    }
}

/// Splits a budget so that the sum of what the curves bring is the highest: the curves are concave, so this is where the next unit brings the same on
/// all that get any, and less on all that get none (water-filling: S. Boyd, L. Vandenberghe, "Convex Optimization", 2004, section 5.5.3).
///
/// A curve gets nothing or at least `least`: of those below it, the one that brings least is left out and the rest is split again, which need not be
/// the best split but is one that can be bought.
pub fn split(budget: f64, curves: &[Curve], least: f64) -> Vec<f64> {
    let usable = |curve: &Curve| {
        curve.first > 0.0 && curve.first.is_finite() && curve.scale > 0.0 && curve.scale.is_finite()
    };
    let mut open: Vec<bool> = curves.iter().map(usable).collect();
    loop {
        let shares = fill(budget, curves, &open);
        let poorest = shares
            .iter()
            .zip(curves)
            .enumerate()
            .filter(|(index, (share, _))| {
                open.get(*index).copied().unwrap_or(false) && **share < least
            })
            .min_by(|(_, (a, x)), (_, (b, y))| x.brings(**a).total_cmp(&y.brings(**b)));
        match poorest {
            Some((index, _)) => {
                if let Some(open) = open.get_mut(index) {
                    *open = false;
                }
            }
            None => return shares,
        }
    }
}

fn fill(budget: f64, curves: &[Curve], open: &[bool]) -> Vec<f64> {
    let of = |level: f64| -> Vec<f64> {
        curves
            .iter()
            .zip(open)
            .map(|(curve, open)| if *open { curve.until(level) } else { 0.0 })
            .collect()
    };
    let top = curves
        .iter()
        .zip(open)
        .filter(|(_, open)| **open)
        .map(|(curve, _)| curve.first)
        .fold(0.0, f64::max);
    if top <= 0.0 || !(budget > 0.0 && budget.is_finite()) {
        return vec![0.0; curves.len()];
    }
    // The logarithm of the level is halved into: what is spent falls steadily with it.
    let (mut low, mut high) = (top.ln() - 700.0, top.ln());
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if of(middle.exp()).iter().sum::<f64>() > budget {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut shares = of(high.exp());
    let spent: f64 = shares.iter().sum();
    if spent > 0.0 {
        for share in &mut shares {
            *share *= (budget / spent).min(1.0 + 1e-6);
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::{Curve, split};
    use proptest::prelude::proptest;

    #[test]
    fn the_same_next_return_everywhere() {
        let curves =
            [(3.0, 50.0), (2.0, 100.0), (0.1, 10.0)].map(|(first, scale)| Curve { first, scale });
        let shares = split(120.0, &curves, 0.0);
        assert!((shares.iter().sum::<f64>() - 120.0).abs() < 1e-6);
        let next = |index: usize| curves[index].next(shares[index]);
        assert!((next(0) - next(1)).abs() < 1e-6);
        assert!(shares[2].abs() < 1e-9 && curves[2].first < next(0));
        // The first coins alone would all go to the first.
        assert!(split(5.0, &curves, 0.0)[0] > 4.999);
        let two = split(12.0, &curves, 10.0);
        assert!((two[0] - 12.0).abs() < 1e-6 && two[1].abs() < 1e-9);
        assert!(
            split(5.0, &curves, 10.0)
                .iter()
                .all(|share| share.abs() < 1e-12)
        );
    }

    proptest! {
        #[test]
        fn no_other_split_brings_more(
            first in proptest::collection::vec(0.01_f64..100.0, 2..5),
            scale in 1.0_f64..500.0,
            budget in 1.0_f64..1000.0,
            moved in 0.001_f64..0.5,
        ) {
            let curves: Vec<Curve> = first.iter().zip(1..).map(|(first, nth)| Curve { first: *first, scale: scale * f64::from(nth) }).collect();
            let shares = split(budget, &curves, 0.0);
            let total = |shares: &[f64]| -> f64 { curves.iter().zip(shares).map(|(curve, share)| curve.brings(*share)).sum() };
            let best = total(&shares);
            assert!((shares.iter().sum::<f64>() - budget).abs() < 1e-3 * budget);
            for from in 0..shares.len() {
                for to in 0..shares.len() {
                    let mut other = shares.clone();
                    let money = other[from] * moved;
                    other[from] -= money;
                    other[to] += money;
                    assert!(total(&other) <= best * (1.0 + 1e-7));
                }
            }
        }
    }
}
