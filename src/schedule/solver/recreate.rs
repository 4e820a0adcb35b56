//! How a step of the search puts back what was taken out, and lets some of the unplaced in: in some order, each on its best spot, or nearly.

use crate::schedule::problem::Item;

use super::bring::early_part;
use super::dice::Dice;
use super::kin::has_kin;
use super::start::{by_urgency, settle_all};
use super::{Offer, State};

/// Who is asked first.
#[derive(Clone, Copy)]
enum Order {
    /// The weighty, whatever their channel pays: gaps and days are of one channel.
    Weight,
    /// Those that can earn most: limits are shared by channels that pay more and less.
    Worth,
    /// Anybody.
    Chance,
}

/// Of how many drafts one is asked only when the others are placed.
const OVERLOOKED: usize = 32;

/// Puts items back, those that count for most first as a rule, sometimes in a part of their window only.
pub(super) fn recreate(
    state: &mut State<'_>,
    dice: &mut Dice,
    taken: &[(usize, u32)],
    guests: &[usize],
) {
    let order = in_order(state, dice, taken, guests);
    let mut waiting: Vec<usize> = Vec::new();
    for &item in &order {
        if dice.one_in(OVERLOOKED) {
            continue;
        }
        if waits(state, item) {
            waiting.push(item);
        } else if put(state, dice, item) && !state.problem.items[item].succs.is_empty() {
            admit(state, dice, &mut waiting);
        }
    }
    settle_all(state, &order, Offer::Good);
}

/// Puts those whose wait is over, which come before all that are asked later.
fn admit(state: &mut State<'_>, dice: &mut Dice, waiting: &mut Vec<usize>) {
    while let Some(ready) = waiting.iter().position(|item| !waits(state, *item)) {
        let item = waiting.remove(ready);
        put(state, dice, item);
    }
}

fn waits(state: &State<'_>, item: usize) -> bool {
    let preds = &state.problem.items[item].preds;
    preds.iter().any(|pred| !state.is_placed(*pred as usize))
}

/// The items that are to be put, in an order drawn at random.
fn in_order(
    state: &State<'_>,
    dice: &mut Dice,
    taken: &[(usize, u32)],
    guests: &[usize],
) -> Vec<usize> {
    let noise = [0.0, 0.3, 1.0][dice.below(3)];
    let order = match dice.below(20) {
        0..3 => Order::Chance,
        3..10 => Order::Worth,
        _ => Order::Weight,
    };
    let problem = state.problem;
    let weigh = |about: &Item, dice: &mut Dice| match order {
        Order::Weight => about.urgency,
        Order::Worth => about.urgency * problem.channels[about.channel].best_rate(),
        Order::Chance => dice.unit(),
    };
    let taken = taken.iter().map(|(item, _)| *item);
    let items = taken.chain(guests.iter().copied());
    let mut order: Vec<(f64, usize)> = items
        .filter(|item| !state.is_placed(*item))
        .map(|item| {
            let weight = weigh(&problem.items[item], dice);
            (weight * (1.0 + noise * (dice.unit() - 0.5)), item)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(_, item)| item).collect()
}

/// Puts an item on its best spot, or on the best of a part of its range; false when there is none.
fn put(state: &mut State<'_>, dice: &mut Dice, item: usize) -> bool {
    let about = &state.problem.items[item];
    let Some(mut range) = state.range(item, Offer::Good) else {
        return false;
    };
    let early = if about.succs.is_empty() { 12 } else { 2 };
    if dice.one_in(early) {
        range = early_part(dice, range);
    } else if has_kin(about) && dice.one_in(3) {
        // It is in the way of others far from it: its best hour may cost them theirs.
        let later = dice.below((range.1 - range.0) as usize);
        range.0 += u32::try_from(later).unwrap_or(0);
    }
    let spot = state.best_spot(item, range, Offer::Good);
    if let Some(spot) = spot {
        state.place(item, spot);
    }
    spot.is_some()
}

/// Takes away what was put, and puts back what was taken.
pub(super) fn undo(state: &mut State<'_>, taken: &[(usize, u32)], guests: &[usize]) {
    for &item in taken.iter().map(|(item, _)| item).chain(guests) {
        state.take(item);
    }
    for &(item, spot) in taken {
        state.place(item, spot);
    }
}

/// Places what is left wherever its window allows, also where no rate is known: better there than not at all.
pub(super) fn fill(state: &mut State<'_>) {
    let problem = state.problem;
    let mut left: Vec<usize> = (0..problem.items.len())
        .filter(|item| !state.is_placed(*item))
        .collect();
    by_urgency(problem, &mut left);
    settle_all(state, &left, Offer::Any);
}
