//! Recurrence rules of RFC 5545, section 3.3.10, expanded in floating time: the wall clock of a calendar, without any zone.
//!
//! Floating time is what the RFC counts in; the days around a clock change come out right when each local time is put into its zone afterwards
//! ([`instants`]). Written here and not taken from a crate: what is read comes from strangers, and the work on a rule must be counted, stopped
//! and shared out over a whole file ([`Budget`]), which no crate seen lets a caller do.
//!
//! Where the RFC leaves a rule open, python-dateutil is followed: a DTSTART that its own rule does not name is no occurrence, an ordinal before
//! a weekday counts only in yearly and monthly rules, and BYEASTER (an extension of it) is known.

mod days;
mod expand;
mod parse;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};

use crate::time::Zone;

pub use expand::{Budget, Spent};

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// The last moment a rule may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A whole local day.
    Day(NaiveDate),
    /// A local time, inclusive.
    Local(NaiveDateTime),
    /// An instant, inclusive.
    Instant(DateTime<Utc>),
}

/// A recurrence rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How often.
    pub frequency: Frequency,
    /// Every how many days, weeks, ...; at least 1.
    pub interval: u32,
    /// How many occurrences there are, from the first.
    pub count: Option<u32>,
    /// Until when.
    pub until: Option<Until>,
    /// The first day of a week.
    pub week_start: Weekday,
    by: By,
}

/// The BY parts; an empty one does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct By {
    seconds: Vec<i32>,
    minutes: Vec<i32>,
    hours: Vec<i32>,
    /// Ordinal (0: every) and weekday.
    days: Vec<(i32, Weekday)>,
    month_days: Vec<i32>,
    year_days: Vec<i32>,
    weeks: Vec<i32>,
    months: Vec<i32>,
    positions: Vec<i32>,
    /// Days from Easter Sunday.
    easter: Vec<i32>,
}

/// A rule that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{rule}` is not a recurrence rule: {what}")]
pub struct RuleError {
    rule: String,
    what: String,
}

/// The instants of local times in a zone, in order, each once: a time that the clock skips is read with the offset before the gap, one that comes
/// twice is the first (RFC 5545, section 3.3.5).
pub fn instants(local: &[NaiveDateTime], zone: &Zone) -> Vec<DateTime<Utc>> {
    let mut instants: Vec<DateTime<Utc>> = local.iter().map(|at| zone.instant(*at)).collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

#[cfg(test)]
mod tests;
