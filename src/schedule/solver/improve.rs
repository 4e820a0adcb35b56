//! Local search: take a few drafts out, put them and some of the unplaced back in another order, keep what is better (large neighbourhood search,
//! Shaw 1998, with the falling threshold of Dueck and Scheuer 1990); and exchange drafts that stand on each other's better place.

use std::sync::Arc;

use crate::schedule::plan::Longer;
use crate::schedule::problem::Problem;

use super::bring::{family, gather, make_room, orphan};
use super::dice::Dice;
use super::kin::{GUESTS, Kin, TAKEN, has_kin};
use super::lure::Lure;
use super::start::{TIE, by_urgency, settle_all};
use super::{Offer, State};

/// Walkers that search at once, and how often they meet.
const WALKERS: u64 = 2;
const ROUNDS: u32 = 4;

/// Search steps of each walker for a number of items.
pub(super) fn default_steps(items: usize) -> u32 {
    let items = u32::try_from(items).unwrap_or(u32::MAX);
    items.saturating_mul(500).clamp(12_000, 100_000)
}

/// Searches for `steps` steps, or until the bound is reached; the steps taken.
///
/// Several walkers search at once from the same plan, each with dice of its own; after each round all go on from the best plan found. Their number
/// is fixed, so that the plan does not depend on the machine.
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
    let lure = lure.map(Arc::new);
    let mut taken = 0;
    let mut round = 0;
    loop {
        let over = round >= ROUNDS && !longer.is_some_and(|longer| (longer.0)());
        if over || state.objective_reaches(bound) {
            break;
        }
        let gone = f64::from(round % ROUNDS) / f64::from(ROUNDS);
        let leg = Leg {
            steps: steps / ROUNDS,
            part: (gone, 1.0 / f64::from(ROUNDS)),
            bound,
            longer: longer.filter(|_| round >= ROUNDS),
        };
        let from: &State<'_> = state;
        let walks: Vec<(State<'_>, u64)> = std::thread::scope(|scope| {
            let walk = |walker: u64| {
                let (mut own, lure, leg) = (from.clone(), lure.clone(), &leg);
                let dice = Dice::new(0x636d + (u64::from(round) << 8) + walker);
                scope.spawn(move || {
                    let steps = walk(&mut own, dice, lure.as_ref(), leg);
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
        round += 1;
    }
    for channel in 0..state.problem.channels.len() {
        exchange(state, channel);
    }
    taken
}

/// One walker's part of a search.
struct Leg<'a> {
    steps: u32,
    /// Where the whole search stands at its start, and how much of the whole it is.
    part: (f64, f64),
    bound: f64,
    /// Asked now and then once the search runs on beyond its steps.
    longer: Option<&'a Longer>,
}

/// Walks from a plan and ends at the best one seen; the steps taken.
fn walk(state: &mut State<'_>, mut dice: Dice, lure: Option<&Arc<Lure>>, leg: &Leg<'_>) -> u64 {
    let mut best = (state.score, state.at.clone());
    let count = state.at.len();
    let linked: Vec<usize> = (0..count)
        .filter(|item| !state.problem.items[*item].preds.is_empty())
        .collect();
    gather(state, &mut dice, &linked, lure);
    if state.score > best.0 {
        best = (state.score, state.at.clone());
    }
    let typical = leg.bound / count as f64;
    let kin = Kin::of(state.problem);
    let mut taken_steps = 0;
    for step in 0..leg.steps {
        let late = step % 64 == 63 && leg.longer.is_some_and(|longer| !(longer.0)());
        if late || state.objective_reaches(leg.bound) {
            break;
        }
        taken_steps += 1;
        let gone = leg.part.0 + leg.part.1 * f64::from(step) / f64::from(leg.steps);
        let patience = typical * 0.3 * (1.0 - gone);
        let before = state.score;
        let mut taken = Vec::new();
        state.lure = lure.cloned().filter(|_| dice.one_in(2));
        let guests = match &kin {
            Some(kin) if dice.one_in(3) => kin.ruin(state, &mut dice, &mut taken),
            _ => ruin(state, &mut dice, &linked, &mut taken),
        };
        recreate(state, &mut dice, &taken, &guests);
        state.lure = None;
        if state.score < before - patience {
            undo(state, &taken, &guests);
        } else if state.score > best.0 + 1e-12 {
            best = (state.score, state.at.clone());
        }
    }
    if state.score < best.0 {
        restore(state, &best.1);
    }
    taken_steps
}

impl State<'_> {
    fn objective_reaches(&self, bound: f64) -> bool {
        // Fixed items add their bonus, which only makes the score higher than the objective: look closer only then.
        !self.problem.has_preferences()
            && self.score >= bound * (1.0 - TIE)
            && self.objective() >= bound * (1.0 - 10.0 * TIE)
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

/// Takes items out; the unplaced items that may come in.
fn ruin(
    state: &mut State<'_>,
    dice: &mut Dice,
    linked: &[usize],
    taken: &mut Vec<(usize, u32)>,
) -> Vec<usize> {
    let problem = state.problem;
    let seed = dice.below(problem.items.len());
    let channel = problem.items[seed].channel;
    let mut guests = guests(state, dice, channel);
    let size = 1 + dice.below(TAKEN);
    match dice.below(5) {
        4 if !linked.is_empty() => {
            if let Some(child) = orphan(state, dice, linked) {
                family(state, dice, child, taken, &mut guests);
            }
        }
        0 => near_in_time(state, dice, seed, size, taken),
        1 if !linked.is_empty() => {
            let item = linked[dice.below(linked.len())];
            chain(state, item, size, taken);
        }
        2 if !guests.is_empty() => {
            let guest = guests[dice.below(guests.len())];
            make_room(state, dice, guest, taken);
        }
        _ => {
            let mates = &problem.of_channel[channel];
            for _ in 0..size {
                let item = mates[dice.below(mates.len())] as usize;
                state.take_with_followers(item, taken);
            }
        }
    }
    guests
}

/// Some of the unplaced items of a channel.
fn guests(state: &State<'_>, dice: &mut Dice, channel: usize) -> Vec<usize> {
    let mates = &state.problem.of_channel[channel];
    let first = dice.below(mates.len());
    let round = mates.iter().cycle().skip(first).take(mates.len());
    round
        .map(|item| *item as usize)
        .filter(|item| !state.is_placed(*item))
        .take(GUESTS)
        .collect()
}

/// Takes out the items of a channel that stand nearest to one of them.
fn near_in_time(
    state: &mut State<'_>,
    dice: &mut Dice,
    seed: usize,
    size: usize,
    taken: &mut Vec<(usize, u32)>,
) {
    let problem = state.problem;
    let about = &problem.items[seed];
    let length = about.window.1 - about.window.0;
    let centre = if state.is_placed(seed) {
        state.at[seed]
    } else {
        about.window.0 + u32::try_from(dice.below(length as usize)).unwrap_or(0)
    };
    let mates = problem.of_channel[about.channel]
        .iter()
        .map(|item| *item as usize);
    let mut placed: Vec<(u32, usize)> = mates
        .filter(|item| state.is_placed(*item))
        .map(|item| (state.at[item].abs_diff(centre), item))
        .collect();
    let size = size.min(placed.len());
    if size == 0 {
        return;
    }
    placed.select_nth_unstable(size - 1);
    for &(_, item) in &placed[..size] {
        state.take_with_followers(item, taken);
    }
}

/// Takes out an item, what it waits for and what waits for them.
fn chain(state: &mut State<'_>, item: usize, size: usize, taken: &mut Vec<(usize, u32)>) {
    let mut open = vec![item];
    let mut left = size;
    while let Some(item) = open.pop() {
        state.take_with_followers(item, taken);
        left = left.saturating_sub(1);
        if left > 0 {
            open.extend(
                state.problem.items[item]
                    .preds
                    .iter()
                    .map(|pred| *pred as usize),
            );
        }
    }
}

/// Puts items back, the weighty first as a rule, sometimes in a part of their window only.
pub(super) fn recreate(
    state: &mut State<'_>,
    dice: &mut Dice,
    taken: &[(usize, u32)],
    guests: &[usize],
) {
    let noise = [0.0, 0.3, 1.0][dice.below(3)];
    let items = taken
        .iter()
        .map(|(item, _)| *item)
        .chain(guests.iter().copied());
    let mut order: Vec<(f64, usize)> = items
        .filter(|item| !state.is_placed(*item))
        .map(|item| {
            (
                state.problem.items[item].urgency * (1.0 + noise * (dice.unit() - 0.5)),
                item,
            )
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, item) in &order {
        let waited_for = !state.problem.items[item].succs.is_empty();
        let early = if waited_for {
            dice.one_in(2)
        } else {
            dice.one_in(12)
        };
        let Some(mut range) = state.range(item, Offer::Good) else {
            continue;
        };
        if early {
            let length = 1 + dice.below((range.1 - range.0) as usize);
            range.1 = range.0 + u32::try_from(length).unwrap_or(1);
        } else if has_kin(&state.problem.items[item]) && dice.one_in(3) {
            // It is in the way of others far from it: its best hour may cost them theirs.
            let later = dice.below((range.1 - range.0) as usize);
            range.0 += u32::try_from(later).unwrap_or(0);
        }
        if let Some(spot) = state.best_spot(item, range, Offer::Good) {
            state.place(item, spot);
        }
    }
    let order: Vec<usize> = order.into_iter().map(|(_, item)| item).collect();
    settle_all(state, &order, Offer::Good);
}

pub(super) fn undo(state: &mut State<'_>, taken: &[(usize, u32)], guests: &[usize]) {
    for &item in taken.iter().map(|(item, _)| item).chain(guests) {
        state.take(item);
    }
    for &(item, spot) in taken {
        state.place(item, spot);
    }
}

/// Exchanges items of a channel that gain by it, and lets an unplaced item have the spot of a lighter one, until nobody gains.
pub(super) fn exchange(state: &mut State<'_>, channel: usize) {
    let problem = state.problem;
    let items: Vec<usize> = problem.of_channel[channel]
        .iter()
        .map(|item| *item as usize)
        .collect();
    // Each pass is quadratic; more than a few never changed a plan that was measured.
    for _ in 0..3 {
        let mut changed = false;
        for &heavy in &items {
            for &light in &items {
                if problem.items[heavy].weight > problem.items[light].weight {
                    changed |= trade(state, heavy, light);
                }
            }
        }
        if !changed {
            return;
        }
    }
}

/// Gives the heavier item the better spot of the lighter one, which takes the other's, or none when it had none.
fn trade(state: &mut State<'_>, heavy: usize, light: usize) -> bool {
    if !state.is_placed(light)
        || state.problem.items[heavy].fixed
        || state.problem.items[light].fixed
    {
        return false;
    }
    let rate = |item: usize| {
        let home = &state.problem.channels[state.problem.items[item].channel];
        if state.is_placed(item) {
            home.rate(state.at[item])
        } else {
            0.0
        }
    };
    if rate(light) <= rate(heavy)
        || (!state.is_placed(heavy) && !state.problem.items[light].succs.is_empty())
    {
        return false;
    }
    let window = state.problem.items[heavy].window;
    if !(window.0..window.1).contains(&state.at[light]) {
        return false;
    }
    let (from, to) = (state.at[heavy], state.at[light]);
    let before = state.score;
    state.take(heavy);
    state.take(light);
    if state.allows(heavy, to) {
        state.place(heavy, to);
        if from == super::NOWHERE || state.allows(light, from) {
            if from != super::NOWHERE {
                state.place(light, from);
            }
            // The better hour for the heavier one does not always pay: the lighter one may stand where a kept plan has it.
            if state.score > before {
                return true;
            }
            if from != super::NOWHERE {
                state.take(light);
            }
        }
        state.take(heavy);
    }
    if from != super::NOWHERE {
        state.place(heavy, from);
    }
    state.place(light, to);
    false
}

/// Places what is left wherever its window allows, also where no rate is known: better there than not at all.
pub(super) fn fill(state: &mut State<'_>) {
    let problem: &Problem = state.problem;
    let mut left: Vec<usize> = (0..problem.items.len())
        .filter(|item| !state.is_placed(*item))
        .collect();
    by_urgency(problem, &mut left);
    settle_all(state, &left, Offer::Any);
}
