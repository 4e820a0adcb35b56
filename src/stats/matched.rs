//! What a treatment did to those who had it, against others alike who had not: exact matching on classes, with what is left within them adjusted for.
//!
//! S. M. Iacus, G. King, G. Porro, "Causal Inference without Balance Checking: Coarsened Exact Matching", Political Analysis 20 (2012), 1-24. The matched sets are
//! fixed classes, not nearest neighbours, so that resampling is sound (A. Abadie, G. W. Imbens, "On the Failure of the Bootstrap for Matching
//! Estimators", Econometrica 76 (2008), 1537-1557). It is no experiment: who was treated may differ in what nobody wrote down.

use std::collections::BTreeMap;

use super::Dice;
use super::bootstrap::percentile_interval;

/// Replicates of the interval.
const REPLICATES: usize = 400;
/// A class needs as many controls, or its treated stay unmatched: of fewer, the spread cannot be told.
pub const FEWEST_CONTROLS: usize = 3;
/// Fewer treated clusters (or control clusters) that are matched bear no estimate.
pub const FEWEST_CLUSTERS: usize = 10;

/// One case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Its class: cases of the same class are alike.
    pub class: u64,
    /// Whose it is; cases of one cluster (an author) are not independent.
    pub cluster: u64,
    /// Whether it was treated.
    pub treated: bool,
    /// The figure before.
    pub before: f64,
    /// The figure after.
    pub after: f64,
}

/// The effect on the treated that could be matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The difference of `after`, treated less controls.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Treated that were matched.
    pub treated: usize,
    /// Controls they were matched with.
    pub controls: usize,
    /// Treated without a match, left out.
    pub unmatched: usize,
}

/// Weighted sums of one side of a class.
#[derive(Clone, Copy, Default)]
struct Side {
    weight: f64,
    before: f64,
    after: f64,
}

impl Side {
    fn add(&mut self, weight: f64, unit: &Unit) {
        self.weight += weight;
        self.before += weight * unit.before;
        self.after += weight * unit.after;
    }

    fn means(&self) -> (f64, f64) {
        (self.before / self.weight, self.after / self.weight)
    }
}

/// The treated that have [`FEWEST_CONTROLS`] of their class, and their controls.
fn matched(units: &[Unit]) -> Vec<(usize, Unit)> {
    let mut sides: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for unit in units {
        let counts = sides.entry(unit.class).or_default();
        if unit.treated {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
    }
    let mut places: BTreeMap<u64, usize> = BTreeMap::new();
    for (class, (treated, controls)) in sides {
        if treated > 0 && controls >= FEWEST_CONTROLS {
            let next = places.len();
            places.insert(class, next);
        }
    }
    let place = |unit: &Unit| places.get(&unit.class).map(|place| (*place, *unit));
    units.iter().filter_map(place).collect()
}

/// How many treated have a match.
pub fn matched_treated(units: &[Unit]) -> usize {
    let both = matched(units);
    both.iter().filter(|(_, unit)| unit.treated).count()
}

/// The effect; `None` when fewer than [`FEWEST_CLUSTERS`] clusters of either side are matched.
///
/// Within each class the means of both sides are held against each other, after what is left of a difference `before` is taken off by the common slope
/// within classes (the analysis of covariance); classes weigh as many as they have treated. The interval is the percentile one of the Bayesian bootstrap
/// by cluster (D. B. Rubin, "The Bayesian Bootstrap", Annals of Statistics 9 (1981), 130-134), in which no class ever runs out of controls.
pub fn matched_effect(units: &[Unit]) -> Option<Effect> {
    let both = matched(units);
    let clusters = |treated: bool| {
        let mut all: Vec<u64> = both
            .iter()
            .filter(|(_, unit)| unit.treated == treated)
            .map(|(_, unit)| unit.cluster)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (treated, controls) = (clusters(true), clusters(false));
    if treated.len().min(controls.len()) < FEWEST_CLUSTERS {
        return None;
    }
    let mut all = [treated, controls].concat();
    all.sort_unstable();
    all.dedup();
    let places: Vec<usize> = both
        .iter()
        .filter_map(|(_, unit)| all.binary_search(&unit.cluster).ok())
        .collect();
    let difference = estimate(&both, &places, &vec![1.0; all.len()])?;
    let mut dice = Dice::new(both.len() as u64);
    let drawn = (0..REPLICATES).filter_map(|_| {
        let weights: Vec<f64> = all.iter().map(|_| -dice.uniform().ln()).collect();
        estimate(&both, &places, &weights)
    });
    let (low, high) = percentile_interval(drawn.collect());
    let count = both.iter().filter(|(_, unit)| unit.treated).count();
    Some(Effect {
        difference,
        low: low.min(difference),
        high: high.max(difference),
        treated: count,
        controls: both.len() - count,
        unmatched: units.iter().filter(|unit| unit.treated).count() - count,
    })
}

fn estimate(both: &[(usize, Unit)], places: &[usize], weights: &[f64]) -> Option<f64> {
    let classes = both.iter().map(|(class, _)| class + 1).max()?;
    let mut sides = vec![[Side::default(); 2]; classes];
    let weight_of = |place: &usize| weights.get(*place).copied().unwrap_or(0.0);
    for ((class, unit), place) in both.iter().zip(places) {
        if let Some([controls, treated]) = sides.get_mut(*class) {
            let side = if unit.treated { treated } else { controls };
            side.add(weight_of(place), unit);
        }
    }
    let (mut covariance, mut variance) = (0.0, 0.0);
    for ((class, unit), place) in both.iter().zip(places) {
        let [controls, treated] = sides.get(*class)?;
        let side = if unit.treated { treated } else { controls };
        let (before, after) = side.means();
        let weight = weight_of(place);
        covariance += weight * (unit.before - before) * (unit.after - after);
        variance += weight * (unit.before - before).powi(2);
    }
    let slope = if variance > 1e-12 {
        covariance / variance
    } else {
        0.0
    };
    let (mut sum, mut whole) = (0.0, 0.0);
    for [controls, treated] in &sides {
        if controls.weight <= 0.0 || treated.weight <= 0.0 {
            continue;
        }
        let ((was, is), (was_control, is_control)) = (treated.means(), controls.means());
        sum += treated.weight * (is - is_control - slope * (was - was_control));
        whole += treated.weight;
    }
    (whole > 0.0).then(|| sum / whole)
}

#[cfg(test)]
mod tests {
    use super::{Unit, matched_effect, matched_treated};
    use crate::stats::Dice;

    /// Authors with a mood of their own, one to three cases each; the sadder, the likelier to be answered; tone goes halfway back to the middle; an answer adds `effect`.
    fn cases(seed: u64, authors: u64, effect: f64) -> Vec<Unit> {
        let mut dice = Dice::new(seed);
        let mut units = Vec::new();
        for cluster in 0..authors {
            let mood = 0.3 * dice.normal();
            for _ in 0..=cluster % 3 {
                let before = mood + 0.4 * dice.normal();
                let network = u64::from(dice.uniform() < 0.5);
                let treated = dice.uniform() < 0.4 - 0.3 * before.clamp(-1.0, 1.0);
                let bin = (before.clamp(-0.99, 0.99) * 2.5 + 2.5).floor();
                let gain = if treated { effect } else { 0.0 };
                let after = 0.5 * before + 0.5 * mood + 0.1 * network as f64 + gain;
                units.push(Unit {
                    class: (bin.to_bits() >> 40) * 2 + network,
                    cluster,
                    treated,
                    before,
                    after: after + 0.3 * dice.normal(),
                });
            }
        }
        units
    }

    /// Over many seeds: the planted effect lies in the interval as often as it says, and so does none where there is none.
    #[test]
    fn a_planted_effect_is_found_and_none_where_there_is_none() {
        for effect in [0.0, 0.25] {
            let runs = 100;
            let (mut held, mut found, mut sum) = (0, 0, 0.0);
            for seed in 0..runs {
                let measured = matched_effect(&cases(seed, 120, effect)).unwrap();
                held += u32::from(measured.low <= effect && effect <= measured.high);
                found += u32::from(measured.low > 0.0);
                sum += measured.difference;
            }
            let mean = sum / runs as f64;
            assert!((mean - effect).abs() < 0.02, "{effect}: {mean}");
            // 95 % of 100, standard error 2.2.
            assert!((89..=100).contains(&held), "{effect}: {held}");
            if effect > 0.0 {
                assert!(found >= 90, "{found}");
            } else {
                assert!(found <= 8, "{found}");
            }
        }
    }

    #[test]
    fn what_has_no_match_is_left_out_and_counted() {
        let unit = |class, cluster, treated| Unit {
            class,
            cluster,
            treated,
            before: 0.0,
            after: if treated { 1.0 } else { 0.0 },
        };
        let mut units: Vec<Unit> = (0..20).map(|at| unit(1, at, at < 10)).collect();
        units.extend((20..25).map(|at| unit(2, at, true)));
        // One control too few.
        units.extend((25..29).map(|at| unit(3, at, at < 27)));
        assert_eq!(matched_treated(&units), 10);
        let effect = matched_effect(&units).unwrap();
        assert_eq!(
            (effect.treated, effect.controls, effect.unmatched),
            (10, 10, 7)
        );
        assert!((effect.difference - 1.0).abs() < 1e-12);
        assert_eq!(matched_effect(&units[1..]), None);
        assert_eq!(matched_effect(&[]), None);
    }
}
