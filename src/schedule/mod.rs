//! Placing work in time: drafts into slots, messages into tasks, all of it into a calendar. Records and options in, records out.

mod constraint;
mod explain;
mod grid;
mod plan;
mod problem;
pub mod settings;
mod sheet;
mod slots;
mod solver;

pub use plan::{MAX_DAYS, Plan, PlanError, PlanOptions, Stats, plan};
pub use sheet::ReadError;
pub use slots::{Rate, Rates, WEEKDAYS, habit};
