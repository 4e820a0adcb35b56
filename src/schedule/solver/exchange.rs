//! Exchanges of drafts that stand on each other's better place.

use super::State;

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
