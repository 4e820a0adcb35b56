//! Placing work in time: drafts into slots, messages into tasks, all of it into a calendar. Records and options in, records out.

mod assign;
pub mod best_times;
mod busy;
mod check;
mod constraint;
mod drafts;
mod explain;
mod fixed;
mod grid;
pub mod hold;
pub mod ics;
mod lines;
mod plan;
mod problem;
mod replies;
mod sequence;
pub mod settings;
mod sheet;
mod slots;
mod solver;

pub use assign::{MAX_CLIENTS, OnCall, Person, Shortage, Verdict};
pub use busy::{Busy, BusyRule};
pub use check::{MAX_DAYS, PlanError};
pub use drafts::{DraftSheet, drafts_from_csv};
pub use lines::write_changed;
pub use plan::{Plan, PlanOptions, Stats, plan};
pub use replies::{Effort, Inbox, Memory, Mention, MentionLabels, Replies, ReplyOptions, replies};
pub use sheet::ReadError;
pub use slots::{Rate, Rates, WEEKDAYS, habit};
