//! What trends are asked for.

use crate::report::alerts::SeriesKey;
use crate::time::{Range, Zone};

/// The periods that figures are shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Every {
    Hour,
    Day,
    Week,
    Month,
}

impl Every {
    /// The word for people: `day`.
    pub const fn name(self) -> &'static str {
        match self {
            Every::Hour => "hour",
            Every::Day => "day",
            Every::Week => "week",
            Every::Month => "month",
        }
    }

    /// The word above a column.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Every::Hour => "Hour",
            Every::Day => "Day",
            Every::Week => "Week",
            Every::Month => "Month",
        }
    }

    /// How many of them thirty days have.
    pub(super) const fn a_month(self) -> f64 {
        match self {
            Every::Hour => 720.0,
            Every::Day => 30.0,
            Every::Week => 30.0 / 7.0,
            Every::Month => 30.0 / 30.437,
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct TrendOptions {
    /// What is shown apart.
    pub by: Vec<SeriesKey>,
    /// The periods of figures over time.
    pub every: Every,
    /// Seconds before the last post that are compared with all before them.
    pub recent: i64,
    /// Where the clock hangs that days are read from.
    pub zone: Zone,
    /// Only posts published in it.
    pub range: Range,
    /// Only posts of this client.
    pub client: Option<String>,
    /// Terms of each kind that are named.
    pub top: usize,
    /// The most of them that may be chance, as a share.
    pub false_discoveries: f64,
}
