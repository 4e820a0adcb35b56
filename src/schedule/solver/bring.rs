//! Bringing in what is not placed: room is made for it, and for all that it waits for.

use std::sync::Arc;

use super::dice::Dice;
use super::lure::Lure;
use super::recreate::{recreate, undo};
use super::start::by_urgency;
use super::{Offer, State};

/// How many drafts a family has at most that is brought in together.
const FAMILY: usize = 12;
/// How often an item is tried before a walk sets out.
const TRIES: usize = 25;

/// Tries to bring in every unplaced item that waits for others, the weighty first: one that nobody looks for by chance may be worth a whole family.
pub(super) fn gather(
    state: &mut State<'_>,
    dice: &mut Dice,
    linked: &[usize],
    lure: Option<&Arc<Lure>>,
) {
    let unplaced = linked
        .iter()
        .copied()
        .filter(|item| !state.is_placed(*item));
    let mut unplaced: Vec<usize> = unplaced.collect();
    by_urgency(state.problem, &mut unplaced);
    for child in unplaced {
        for _ in 0..TRIES {
            if state.is_placed(child) {
                break;
            }
            let before = state.score;
            let (mut taken, mut guests) = (Vec::new(), Vec::new());
            state.lure = lure.cloned().filter(|_| dice.one_in(2));
            family(state, dice, child, &mut taken, &mut guests);
            recreate(state, dice, &taken, &guests);
            state.lure = None;
            if state.score < before {
                undo(state, &taken, &guests);
            }
        }
    }
}

/// Some unplaced item that waits for others.
pub(super) fn orphan(state: &State<'_>, dice: &mut Dice, linked: &[usize]) -> Option<usize> {
    let first = dice.below(linked.len());
    let mut round = linked.iter().cycle().skip(first).take(linked.len());
    round.find(|item| !state.is_placed(**item)).copied()
}

/// Brings in an unplaced item together with all that it waits for and that is not placed either, or stands too late for it, making room for each.
pub(super) fn family(
    state: &mut State<'_>,
    dice: &mut Dice,
    child: usize,
    taken: &mut Vec<(usize, u32)>,
    guests: &mut Vec<usize>,
) {
    let problem = state.problem;
    let mut members = vec![child];
    let mut moved = Vec::new();
    let mut next = 0;
    while let Some(&item) = members.get(next) {
        next += 1;
        for &pred in &problem.items[item].preds {
            let pred = pred as usize;
            if stands_too_late(state, pred, item) {
                state.take_with_followers(pred, &mut moved);
            }
            if !state.is_placed(pred) {
                // Met again from further down: it must come before both.
                members.retain(|member| *member != pred);
                members.push(pred);
                next = next.min(members.len() - 1);
            }
        }
        if members.len() > FAMILY {
            taken.extend(moved);
            return;
        }
    }
    for &item in members.iter().rev() {
        let Some(range) = state.range(item, Offer::Good) else {
            continue;
        };
        // Whoever has others behind it must leave them time.
        let range = if problem.items[item].succs.is_empty() || dice.one_in(3) {
            range
        } else {
            early_part(dice, range)
        };
        let spot = state.best_spot(item, range, Offer::Good);
        match spot.filter(|_| dice.one_in(2)) {
            Some(spot) => state.place(item, spot),
            None => make_room(state, dice, item, range, taken),
        }
    }
    // A member that made room for another was not there before, and what was moved stood elsewhere.
    let was_there = |item: &usize| moved.iter().any(|(other, _)| other == item);
    taken.retain(|(item, _)| !members.contains(item) && !was_there(item));
    members.retain(|item| !was_there(item));
    guests.retain(|item| !members.contains(item));
    guests.extend(members);
    taken.extend(moved);
}

/// Whether an item stands where its window leaves one that waits for it no time.
fn stands_too_late(state: &State<'_>, item: usize, waiting: usize) -> bool {
    let problem = state.problem;
    let about = &problem.items[waiting];
    let spots = &problem.channels[about.channel].spots;
    let last = about.window.1.checked_sub(1);
    let last = last.and_then(|last| spots.get(last as usize));
    state.is_placed(item)
        && !problem.items[item].fixed
        && last.is_some_and(|last| state.instant(item) >= last.at)
}

/// Takes out whatever keeps an unplaced item from one of its better spots, and puts it there.
pub(super) fn make_room(
    state: &mut State<'_>,
    dice: &mut Dice,
    guest: usize,
    range: (u32, u32),
    taken: &mut Vec<(usize, u32)>,
) {
    let problem = state.problem;
    let about = &problem.items[guest];
    let channel = &problem.channels[about.channel];
    // The best of a few spots drawn at random: often a good one, never always the same.
    let draw = |_| range.0 + u32::try_from(dice.below((range.1 - range.0) as usize)).unwrap_or(0);
    let open = |spot: &u32| channel.walled[*spot as usize] == 0;
    let drawn: Vec<u32> = (0..6).map(draw).filter(open).collect();
    let Some(spot) = drawn
        .into_iter()
        .max_by(|a, b| state.draw(guest, *a).total_cmp(&state.draw(guest, *b)))
    else {
        return;
    };
    let (first, end) = channel.reach[spot as usize];
    let day = channel.spots[spot as usize].day;
    let mates = &problem.of_channel[about.channel];
    for &mate in mates {
        let mate = mate as usize;
        if state.is_placed(mate) && (first..end).contains(&state.at[mate]) {
            state.take_with_followers(mate, taken);
        }
    }
    make_room_in_limits(state, dice, guest, spot, taken);
    if !state.has_room(about.channel, day) {
        let of_day = mates.iter().map(|mate| *mate as usize).filter(|mate| {
            state.is_placed(*mate) && channel.spots[state.at[*mate] as usize].day == day
        });
        let of_day: Vec<usize> = of_day.collect();
        if let Some(mate) = victim(state, dice, &of_day) {
            state.take_with_followers(mate, taken);
        }
    }
    if state.allows(guest, spot) {
        state.place(guest, spot);
    }
}

/// The item that has to go: often the one that earns least, sometimes any; never a fixed one.
fn victim(state: &State<'_>, dice: &mut Dice, items: &[usize]) -> Option<usize> {
    let free = |item: &usize| !state.problem.items[*item].fixed;
    let free: Vec<usize> = items.iter().copied().filter(free).collect();
    if free.is_empty() {
        return None;
    }
    if dice.one_in(2) {
        return Some(free[dice.below(free.len())]);
    }
    let earns = |item: &usize| state.value(*item, state.at[*item]);
    free.into_iter()
        .min_by(|a, b| earns(a).total_cmp(&earns(b)))
}

/// A range cut off after a part drawn at random.
pub(super) fn early_part(dice: &mut Dice, range: (u32, u32)) -> (u32, u32) {
    let length = 1 + dice.below((range.1 - range.0) as usize);
    (range.0, range.0 + u32::try_from(length).unwrap_or(1))
}

/// Takes out whom the guest must be apart from, and of every limit that is full the lightest item.
fn make_room_in_limits(
    state: &mut State<'_>,
    dice: &mut Dice,
    guest: usize,
    spot: u32,
    taken: &mut Vec<(usize, u32)>,
) {
    let problem = state.problem;
    while let Some((other, _)) = state.too_close(guest, spot) {
        state.take_with_followers(other as usize, taken);
    }
    let home = &problem.channels[problem.items[guest].channel];
    let week = home.week_of(home.spots[spot as usize].day);
    while let Some(limit) = state.full_limit(guest, spot) {
        let weekly = problem.limits[limit as usize].weekly;
        let counts = |item: &usize| {
            let about = &problem.items[*item];
            let channel = &problem.channels[about.channel];
            about.limits.contains(&limit)
                && state.is_placed(*item)
                && (!weekly || channel.week_of(channel.spots[state.at[*item] as usize].day) == week)
        };
        let counted: Vec<usize> = (0..problem.items.len()).filter(counts).collect();
        let Some(item) = victim(state, dice, &counted) else {
            return;
        };
        state.take_with_followers(item, taken);
    }
}
