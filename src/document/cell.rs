//! Typed values of a table: the renderer decides how each looks.

use chrono::{DateTime, NaiveDate, Utc};

/// A value of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Unknown; never the same as 0.
    #[default]
    Empty,
    /// Words, possibly a stranger's.
    Text(String),
    /// True or false.
    Flag(bool),
    /// A count.
    Integer(i64),
    /// A number, and how many digits after the point people should see.
    Decimal {
        /// In full.
        value: f64,
        /// Digits after the point for people; programs get all.
        digits: u8,
    },
    /// A part of a whole, 1 being all of it.
    Share(f64),
    /// A share and its 95 % interval.
    Estimate {
        /// The share.
        share: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Seconds.
    Duration(i64),
    /// An instant, and the offset from UTC at which people should see it, in seconds east.
    Time {
        /// The instant.
        at: DateTime<Utc>,
        /// Seconds east of UTC.
        offset: i32,
    },
    /// A day.
    Day(NaiveDate),
    /// Words with figures among them, written one after the other.
    Phrase(Vec<Cell>),
}

/// What the cells of a column are, for alignment and formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Words: left.
    Text,
    /// Figures: right.
    Number,
    /// Shares drawn as bars: left.
    Bar,
}

impl Cell {
    /// A count; more than an `i64` holds becomes the largest.
    pub fn count(count: u64) -> Self {
        Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A value if there is one.
    pub fn some<T>(value: Option<T>, make: impl FnOnce(T) -> Cell) -> Self {
        value.map_or(Cell::Empty, make)
    }

    /// A number with the digits people should see; unknown when it is not finite.
    pub fn decimal(value: f64, digits: u8) -> Self {
        if value.is_finite() {
            Cell::Decimal { value, digits }
        } else {
            Cell::Empty
        }
    }

    /// Words; unknown when there are none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    }
}
