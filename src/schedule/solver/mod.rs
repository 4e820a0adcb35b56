//! Places the items of a problem: a greedy plan, better ones and a proven bound from a relaxation of each channel, then a local search.
//!
//! Every step is deterministic and counted in iterations, never in seconds: the same input gives the same plan on any machine.

mod bring;
mod dice;
mod exchange;
mod groups;
mod improve;
mod kin;
mod links;
mod lure;
mod own;
mod price;
mod recreate;
mod relax;
mod ruin;
mod start;
mod state;
mod tolls;

use super::plan::Longer;
use super::problem::Problem;

use lure::Lure;

pub(super) use state::{NOWHERE, Offer, State};

/// A solved problem.
pub(super) struct Solution<'a> {
    /// Who stands where.
    pub(super) state: State<'a>,
    /// No plan that obeys the rules is worth more, walls not counted.
    pub(super) bound: f64,
    /// Steps of the relaxation and of the search.
    pub(super) iterations: u64,
}

/// Solves a problem; `effort` is the number of search steps of each walker, or `None` for as many as its size asks for.
pub(super) fn solve<'a>(
    problem: &'a Problem,
    effort: Option<u32>,
    longer: Option<&Longer>,
) -> Solution<'a> {
    let start = start::start(problem);
    let mut iterations = start.iterations;
    let mut bound = start.bound;
    let mut state = start.state;
    let mut lure = None;
    if let Some(mut whole) = start.whole {
        let priced = whole.lower(bound, state.objective());
        bound = priced.bound;
        iterations += priced.steps;
        lure = (!whole.links().is_empty()).then(|| Lure::of_links(problem, whole.links()));
    }
    let steps = effort.unwrap_or_else(|| improve::default_steps(problem.items.len()));
    iterations += improve::improve(&mut state, lure, bound, steps, longer);
    recreate::fill(&mut state);
    Solution {
        state,
        bound,
        iterations,
    }
}
