//! First plans: the greedy one, and those that the relaxation of each channel suggests.

use crate::schedule::problem::Problem;

use super::exchange::exchange;
use super::links::Links;
use super::price::Whole;
use super::relax::{Chosen, Relaxation};
use super::{NOWHERE, Offer, State};

/// Steps of the relaxation on each channel. Measured on generated months: later steps move the bound by less than 0.1 %.
const STEPS: u32 = 400;
/// A plan is made from the relaxation once in this many steps.
const ROUNDING: u32 = 8;
/// Bound and plan count as equal below this share of the bound.
pub(super) const TIE: f64 = 1e-9;

/// Where the search starts.
pub(super) struct Start<'a> {
    pub(super) state: State<'a>,
    pub(super) bound: f64,
    pub(super) iterations: u64,
    /// The relaxation of all channels together, when `after` or a limit links them.
    pub(super) whole: Option<Whole<'a>>,
}

/// Items in the order in which they are asked: the most urgent first, of equals the one with the shorter window.
pub(super) fn by_urgency(problem: &Problem, items: &mut [usize]) {
    items.sort_by(|a, b| {
        let (x, y) = (&problem.items[*a], &problem.items[*b]);
        let length = |item: &crate::schedule::problem::Item| item.window.1 - item.window.0;
        y.urgency
            .total_cmp(&x.urgency)
            .then(length(x).cmp(&length(y)))
            .then(a.cmp(b))
    });
}

/// Settles items in their order, again as long as one that waits for another finds it placed.
pub(super) fn settle_all(state: &mut State<'_>, items: &[usize], offer: Offer) {
    loop {
        let mut changed = false;
        for &item in items {
            if !state.is_placed(item) {
                changed |= state.settle(item, offer) && !state.problem.items[item].succs.is_empty();
            }
        }
        if !changed {
            return;
        }
    }
}

/// The best first plan and the bound.
pub(super) fn start(problem: &Problem) -> Start<'_> {
    let mut order: Vec<usize> = (0..problem.items.len()).collect();
    by_urgency(problem, &mut order);
    let mut greedy = State::new(problem);
    settle_all(&mut greedy, &order, Offer::Good);

    // The relaxation knows nothing of `after`, so its plans are first made without it.
    let mut loose = problem.clone();
    for item in &mut loose.items {
        item.preds.clear();
        item.succs.clear();
        item.apart.clear();
        item.urgency = item.weight;
    }
    let links = Links::of(problem);
    let together = !links.is_empty() || !problem.limits.is_empty();
    let mut relaxations = Vec::new();
    let mut scratch = State::new(&loose);
    let mut bound = 0.0;
    let mut iterations = 0;
    for channel in 0..problem.channels.len() {
        let mut alone = Relaxation::new(&loose, channel, &Links::none());
        let (of_channel, steps) = relax(&mut scratch, channel, &mut alone);
        bound += of_channel;
        iterations += steps;
        if together {
            let mut linked = Relaxation::new(problem, channel, &links);
            linked.adopt_prices(&alone);
            relaxations.push(linked);
        }
    }
    bound += fixed_value(problem);
    let suggested = adopt(problem, &scratch.at, &order);
    let mut state = if suggested.score >= greedy.score {
        suggested
    } else {
        greedy
    };
    if problem.items.iter().any(|item| item.home.is_some()) {
        let homes: Vec<u32> = problem
            .items
            .iter()
            .map(|item| item.home.unwrap_or(NOWHERE))
            .collect();
        let kept = adopt(problem, &homes, &order);
        if kept.score >= state.score {
            state = kept;
        }
    }
    Start {
        state,
        bound,
        iterations,
        whole: together.then(|| Whole::new(problem, relaxations, links)),
    }
}

/// What the fixed items earn if all of them stand: the relaxation leaves them out and lets them stand beside anything.
fn fixed_value(problem: &Problem) -> f64 {
    let fixed = problem
        .items
        .iter()
        .filter(|item| item.fixed && item.window.0 < item.window.1);
    fixed
        .map(|item| item.weight * problem.channels[item.channel].rate(item.window.0))
        .sum()
}

/// A plan that takes over the spots of another where `after` lets it, and settles the rest.
fn adopt<'a>(problem: &'a Problem, spots: &[u32], order: &[usize]) -> State<'a> {
    let mut state = State::new(problem);
    loop {
        let mut changed = false;
        for &item in order {
            let spot = spots[item];
            if !state.is_placed(item) && spot != NOWHERE && state.allows(item, spot) {
                state.place(item, spot);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    settle_all(&mut state, order, Offer::Good);
    state
}

/// Relaxes one channel: its bound, the steps taken, and its best plan left in `state`.
fn relax(state: &mut State<'_>, number: usize, relaxation: &mut Relaxation<'_>) -> (f64, u64) {
    let problem = state.problem;
    let mut items: Vec<usize> = problem.of_channel[number]
        .iter()
        .map(|item| *item as usize)
        .collect();
    by_urgency(problem, &mut items);
    settle_all(state, &items, Offer::Good);
    exchange(state, number);
    let mut best = (worth(state, &items), spots(state, &items));
    let mut bound = f64::INFINITY;
    let mut boldness = 1.5;
    let mut since = 0;
    let mut steps = 0;
    for step in 0..STEPS {
        steps += 1;
        let (value, chosen) = relaxation.evaluate();
        if value < bound * (1.0 - 1e-5) {
            since = 0;
        } else {
            since += 1;
        }
        bound = bound.min(value);
        if step % ROUNDING == 0 || since == 0 && step > STEPS / 2 {
            round(
                state,
                &items,
                relaxation,
                &chosen,
                step % (2 * ROUNDING) == 0,
            );
            exchange(state, number);
            let reached = worth(state, &items);
            if reached > best.0 {
                best = (reached, spots(state, &items));
            }
        }
        if since >= 12 {
            boldness *= 0.6;
            since = 0;
        }
        if bound - best.0 <= TIE * bound
            || boldness < 1e-3
            || !step_towards(relaxation, value, best.0, boldness, &chosen)
        {
            break;
        }
    }
    clear(state, &items);
    for (&item, &spot) in items.iter().zip(&best.1) {
        if spot != NOWHERE {
            state.place(item, spot);
        }
    }
    // Rounding may leave the bound a hair below the value of a plan that reaches it.
    (bound * (1.0 + TIE), steps)
}

/// Moves the prices against the excess of each group, in Polyak's step towards `target`; false when no step is left to make.
fn step_towards(
    relaxation: &mut Relaxation<'_>,
    bound: f64,
    target: f64,
    boldness: f64,
    chosen: &[Chosen],
) -> bool {
    let mut excess = relaxation.excess(chosen);
    for (excess, price) in excess.iter_mut().zip(relaxation.prices()) {
        // Where the price is at its least it cannot fall.
        if price <= 0.0 && *excess < 0.0 {
            *excess = 0.0;
        }
    }
    let length: f64 = excess.iter().map(|excess| excess * excess).sum();
    if length <= 0.0 || bound <= target {
        return false;
    }
    relaxation.shift(&excess, boldness * (bound - target) / length);
    true
}

/// What the free items of a channel earn; fixed ones are counted apart.
fn worth(state: &State<'_>, items: &[usize]) -> f64 {
    let free = items
        .iter()
        .filter(|item| state.is_placed(**item) && !state.problem.items[**item].fixed);
    free.map(|item| state.value(*item, state.at[*item])).sum()
}

fn spots(state: &State<'_>, items: &[usize]) -> Vec<u32> {
    items.iter().map(|item| state.at[*item]).collect()
}

fn clear(state: &mut State<'_>, items: &[usize]) {
    for &item in items {
        state.take(item);
    }
}

/// Turns the places of the relaxation into a plan of the channel: the best places first, each to the group that the relaxation gave it to, or
/// (`by_weight`) to the heaviest draft that may stand there; then everybody who is left over.
fn round(
    state: &mut State<'_>,
    items: &[usize],
    relaxation: &Relaxation<'_>,
    chosen: &[Chosen],
    by_weight: bool,
) {
    clear(state, items);
    let problem = state.problem;
    for &item in items.iter().filter(|item| problem.items[**item].fixed) {
        state.settle(item, Offer::Good);
    }
    let channel = items
        .first()
        .map(|item| &problem.channels[problem.items[*item].channel]);
    let mut places: Vec<&Chosen> = chosen.iter().collect();
    places.sort_by(|a, b| {
        let rate = |place: &Chosen| channel.map_or(0.0, |channel| channel.rate(place.spot));
        rate(b).total_cmp(&rate(a)).then(a.spot.cmp(&b.spot))
    });
    for place in places {
        let waiting = |item: &&usize| !state.is_placed(**item);
        let named = relaxation
            .items(place.group)
            .iter()
            .map(|item| *item as usize);
        let by_group = || named.clone().find(|item| !state.is_placed(*item));
        let heaviest = || {
            let fits = |item: &&usize| {
                let window = problem.items[**item].window;
                (window.0..window.1).contains(&place.spot)
            };
            items
                .iter()
                .filter(waiting)
                .find(|item| fits(item))
                .copied()
        };
        let item = if by_weight {
            heaviest()
        } else {
            by_group().or_else(heaviest)
        };
        if let Some(item) = item
            && state.allows(item, place.spot)
        {
            state.place(item, place.spot);
        }
    }
    settle_all(state, items, Offer::Good);
}
