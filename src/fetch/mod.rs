//! The driver: turns sources into batches of new posts.
//!
//! [`run`] owns the loop that connectors do not see. It asks many hosts at once and each politely, hands replies to the connector, follows pages,
//! takes up the sources that a reply names, leaves out what earlier runs gave, and passes on batches through a [`Sink`]. A batch counts as given
//! when [`Sink::write`] returns `Ok`; only then is the state told. Cursor and validators move with the last batch of a source
//! and only if every page of it was read, so that a run that dies or fails half-way repeats posts of nobody and loses none.

mod ask;
mod check;
mod dedup;
mod drive;
mod give;
mod job;
mod lookup;
mod name;
mod order;
mod outcome;
pub mod privacy;
mod queue;
mod send;
mod session;
mod wanted;
mod watch;
mod work;

pub use check::check;
pub use drive::run;
pub use job::{Batch, Event, Job, Options, RunError, Sink, scope};
pub use lookup::{Fate, Group, look_up};
pub use name::without_secrets;
pub use outcome::{Failure, Outcome, Report};
pub use send::shown;
