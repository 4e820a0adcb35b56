//! Items that are in each other's way across channels: they count in one limit, or must be apart. A step that looks at one channel alone cannot
//! exchange them.

use crate::schedule::problem::{Item, Problem};

use super::State;
use super::dice::Dice;

/// Most drafts one step takes out, followers not counted.
pub(super) const TAKEN: usize = 10;
/// How many unplaced drafts one step tries to bring in.
pub(super) const GUESTS: usize = 8;

/// Who counts with whom.
pub(super) struct Kin {
    /// Items that count in some limit or must be apart from some other.
    all: Vec<usize>,
    /// Per limit: its items.
    of_limit: Vec<Vec<usize>>,
}

/// Whether an item is in the way of others beyond the gap of its channel.
pub(super) fn has_kin(item: &Item) -> bool {
    !item.limits.is_empty() || !item.apart.is_empty()
}

impl Kin {
    /// The kin of a problem; `None` where nobody has any.
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        let all: Vec<usize> = (0..problem.items.len())
            .filter(|item| has_kin(&problem.items[*item]))
            .collect();
        let mut of_limit = vec![Vec::new(); problem.limits.len()];
        for &item in &all {
            for &limit in &problem.items[item].limits {
                of_limit[limit as usize].push(item);
            }
        }
        (!all.is_empty()).then_some(Kin { all, of_limit })
    }

    /// Takes out some of the kin of one item, and that item; some that are not placed, of any channel, may come in.
    pub(super) fn ruin(
        &self,
        state: &mut State<'_>,
        dice: &mut Dice,
        taken: &mut Vec<(usize, u32)>,
    ) -> Vec<usize> {
        let seed = self.all[dice.below(self.all.len())];
        let about = &state.problem.items[seed];
        let mut near: Vec<usize> = about
            .apart
            .iter()
            .map(|(other, _)| *other as usize)
            .collect();
        if !about.limits.is_empty() {
            let limit = about.limits[dice.below(about.limits.len())];
            near.extend(&self.of_limit[limit as usize]);
        }
        let mut guests = unplaced(state, dice);
        let size = 1 + dice.below(TAKEN);
        if !state.is_placed(seed) && !guests.contains(&seed) {
            guests.push(seed);
        }
        state.take_with_followers(seed, taken);
        for _ in 0..size {
            let other = near[dice.below(near.len())];
            if state.is_placed(other) {
                state.take_with_followers(other, taken);
            } else if !guests.contains(&other) {
                guests.push(other);
            }
        }
        // Whoever was taken is put back as one that was there.
        guests.retain(|guest| !taken.iter().any(|(item, _)| item == guest));
        guests
    }
}

/// Some of the items that are not placed, of any channel.
fn unplaced(state: &State<'_>, dice: &mut Dice) -> Vec<usize> {
    let items = state.problem.items.len();
    let first = dice.below(items);
    let round = (first..items).chain(0..first);
    round
        .filter(|item| !state.is_placed(*item))
        .take(GUESTS)
        .collect()
}
