//! The line engine: blocks of JSON Lines in, worked on by all cores, lines out in the order they came.
//!
//! # The way of a line
//!
//! A worker that has nothing to do takes the [`Feeder`](feeder::Feeder)'s lock, reads what has arrived (at most a block), cuts it after the last
//! newline and lets the next worker read while it works. Finished blocks pass a turnstile that restores their order. So a line that can be answered
//! is answered without waiting for a full block, and memory is bounded by the number of workers, whatever the size of the input.

mod feeder;
mod finished;
mod input;
mod object;
mod problem;
mod run;
#[cfg(test)]
mod tests;
mod turnstile;

pub use input::{Input, InputError, open};
pub use object::{Field, Object};
pub use problem::{LineProblem, Problem};
pub use run::{Outcome, Settings, Sink, Stage, Straight, Worker, run};
