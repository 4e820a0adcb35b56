//! Local search: take a few drafts out, put them and some of the unplaced back in another order, keep what is better (large neighbourhood search,
//! Shaw 1998, with the falling threshold of Dueck and Scheuer 1990).

use std::sync::Arc;

use crate::schedule::plan::Longer;
use crate::schedule::problem::Item;

use super::State;
use super::bring::gather;
use super::dice::Dice;
use super::exchange::exchange;
use super::kin::Kin;
use super::lure::Lure;
use super::recreate::{recreate, undo};
use super::ruin::ruin;
use super::start::TIE;

/// Walkers that search at once, and how often they meet.
const WALKERS: u64 = 2;
const ROUNDS: u32 = 4;
/// How much worse a step may leave the plan at first, in shares of what an item earns: more where items are in each other's way across channels,
/// since an exchange of them takes many steps that do not pay. Measured on generated weeks and months.
const PATIENCE: f64 = 0.3;
const PATIENCE_WITH_KIN: f64 = 2.0;

/// Search steps of each walker for a number of items.
pub(super) fn default_steps(items: usize) -> u32 {
    let items = u32::try_from(items).unwrap_or(u32::MAX);
    items.saturating_mul(500).clamp(12_000, 100_000)
}

/// What all parts of a search know.
struct Search<'s> {
    lure: Option<Arc<Lure>>,
    kin: Option<Kin>,
    bound: f64,
    /// Steps of each walker in one search from beginning to end.
    steps: u32,
    longer: Option<&'s Longer>,
}

/// Searches until the bound is reached, or for `steps` steps of each walker, and again while `longer` says so; the steps taken.
pub(super) fn improve(
    state: &mut State<'_>,
    lure: Option<Lure>,
    bound: f64,
    steps: u32,
    longer: Option<&Longer>,
) -> u64 {
    if state.at.is_empty() {
        return 0;
    }
    let search = Search {
        lure: lure.map(Arc::new),
        kin: Kin::of(state.problem),
        bound,
        steps,
        longer,
    };
    let start = state.clone();
    let (mut taken, mut series) = (0, 0_u32);
    loop {
        // One from where the last one began, with other dice; one from the best plan.
        let mut current = if series.is_multiple_of(2) {
            start.clone()
        } else {
            state.clone()
        };
        taken += search.series(&mut current, series);
        if current.score > state.score + 1e-12 {
            *state = current;
        }
        series += 1;
        let again = longer.is_some_and(|longer| (longer.0)());
        if !again || state.objective_reaches(bound) {
            return taken;
        }
    }
}

impl Search<'_> {
    /// One search from beginning to end, the patience falling; the steps taken.
    ///
    /// Several walkers search at once from the same plan, each with dice of its own; after each round all go on from the best plan found. Their
    /// number is fixed, so that the plan does not depend on the machine.
    fn series(&self, state: &mut State<'_>, series: u32) -> u64 {
        let mut taken = 0;
        for round in 0..ROUNDS {
            if state.objective_reaches(self.bound) {
                break;
            }
            let leg = Leg {
                seed: 0x636d + (u64::from(series * ROUNDS + round) << 8),
                gone: f64::from(round) / f64::from(ROUNDS),
                longer: self.longer.filter(|_| series > 0),
            };
            let from: &State<'_> = state;
            let walks: Vec<(State<'_>, u64)> = std::thread::scope(|scope| {
                let walk = |walker: u64| {
                    let (mut own, leg) = (from.clone(), &leg);
                    scope.spawn(move || {
                        let steps = self.walk(&mut own, Dice::new(leg.seed + walker), leg);
                        (own, steps)
                    })
                };
                let running: Vec<_> = (0..WALKERS).map(walk).collect();
                // A walker that panicked has found nothing; the others have.
                let ended = running.into_iter().filter_map(|walk| walk.join().ok());
                ended.collect()
            });
            for (found, steps) in walks {
                taken += steps;
                if found.score > state.score + 1e-12 {
                    *state = found;
                }
            }
        }
        taken
    }

    /// Walks from a plan and ends at the best one seen; the steps taken.
    fn walk(&self, state: &mut State<'_>, mut dice: Dice, leg: &Leg<'_>) -> u64 {
        let problem = state.problem;
        let mut best = (state.score, state.at.clone());
        let of = |suits: fn(&Item) -> bool| -> Vec<usize> {
            let items = problem.items.iter().enumerate();
            let suiting = items.filter(|(_, item)| suits(item));
            suiting.map(|(number, _)| number).collect()
        };
        let linked = of(|item| !item.preds.is_empty());
        let fixed = of(|item| item.fixed);
        gather(state, &mut dice, &linked, self.lure.as_ref());
        if state.score > best.0 {
            best = (state.score, state.at.clone());
        }
        let steps = self.steps / ROUNDS;
        let mut taken_steps = 0;
        for step in 0..steps {
            let late = step % 64 == 63 && leg.longer.is_some_and(|longer| !(longer.0)());
            if late || state.objective_reaches(self.bound) {
                break;
            }
            taken_steps += 1;
            let gone = leg.gone + f64::from(step) / f64::from(steps * ROUNDS);
            let before = state.score;
            let mut taken = Vec::new();
            state.lure = self.lure.clone().filter(|_| dice.one_in(2));
            let lost = fixed.iter().any(|item| !state.is_placed(*item));
            state.late = lost && dice.one_in(2);
            let guests = match &self.kin {
                Some(kin) if dice.one_in(3) => kin.ruin(state, &mut dice, &mut taken),
                _ => ruin(state, &mut dice, &linked, &mut taken),
            };
            recreate(state, &mut dice, &taken, &guests);
            state.lure = None;
            state.late = false;
            if state.score < before - self.patience(state, gone) {
                undo(state, &taken, &guests);
            } else if state.score > best.0 + 1e-12 {
                best = (state.score, state.at.clone());
            }
        }
        if state.score < best.0 {
            restore(state, &best.1);
        }
        for channel in 0..problem.channels.len() {
            exchange(state, channel);
        }
        taken_steps
    }

    /// How much worse a step may leave the plan when this share of the search is gone.
    fn patience(&self, state: &State<'_>, gone: f64) -> f64 {
        let typical = self.bound / state.at.len() as f64;
        let share = if self.kin.is_some() {
            PATIENCE_WITH_KIN
        } else {
            PATIENCE
        };
        typical * share * (1.0 - gone)
    }
}

/// One round of a search.
struct Leg<'a> {
    /// Of the first walker's dice.
    seed: u64,
    /// The share of the search that is gone when it begins.
    gone: f64,
    /// Asked now and then once the search runs on beyond its steps.
    longer: Option<&'a Longer>,
}

impl State<'_> {
    fn objective_reaches(&self, bound: f64) -> bool {
        // Fixed items add their bonus, which only makes the score higher than the objective: look closer only then. The bound knows no bonus: without a
        // fixed item a plan may be worth as much, and is not done.
        let items = &self.problem.items;
        let all_fixed = || (0..items.len()).all(|item| !items[item].fixed || self.is_placed(item));
        !self.problem.has_preferences()
            && self.score >= bound * (1.0 - TIE)
            && self.objective() >= bound * (1.0 - 10.0 * TIE)
            && all_fixed()
    }
}

fn restore(state: &mut State<'_>, spots: &[u32]) {
    for item in 0..spots.len() {
        state.take(item);
    }
    for (item, &spot) in spots.iter().enumerate() {
        if spot != super::NOWHERE {
            state.place(item, spot);
        }
    }
}
