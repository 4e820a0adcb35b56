//! Alarms: bursts, silences, service levels in danger. Posts, buckets and tasks in, in any order; alarms and scores out.
//!
//! Counting ([`Alerts::add_line`]) comes before judging: intervals are judged in the order of time, each by what came before it alone
//! ([`crate::stats::BurstDetector`]). In a stream, [`Alerts::follow`] judges what is complete; [`Alerts::finish`] judges the rest.

mod beginning;
mod cell;
mod crisis;
mod engine;
mod explain;
mod left_out;
mod merge;
mod options;
mod page;
mod quiet;
mod saved;
mod series;
mod service;
mod tell;

pub use engine::{Alerts, Scored};
pub use left_out::LeftOut;
pub use options::{AlertOptions, SeriesKey, threshold_of_false_alarms};
pub(super) use page::{CALM, kind, severity, told};
pub use page::{ScoreRows, alerts_document, scores_document};
pub use saved::SavedError;

#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod rare_tests;
#[cfg(test)]
mod tests;
