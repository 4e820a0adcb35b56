//! What a step of the search takes out: what stands together, what waits for one another, or whatever is in the way of one that is to come in.

use super::Offer;
use super::State;
use super::bring::{family, make_room, orphan};
use super::dice::Dice;
use super::kin::{GUESTS, TAKEN};

/// Takes items out; the unplaced items that may come in.
pub(super) fn ruin(
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
            if let Some(range) = state.range(guest, Offer::Good) {
                make_room(state, dice, guest, range, taken);
            }
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
