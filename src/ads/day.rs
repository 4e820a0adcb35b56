//! The days that a row is about, in whatever order its file writes day and month.

use chrono::NaiveDate;
use csv::StringRecord;

use super::header::{Field, Header};
use crate::time::lenient::{Dates, DayOrder, proven_order};

/// How the dates of a file are read.
pub(super) struct Days {
    dates: Dates,
    /// A date that could be read in two ways, when no date of the file proves one.
    pub(super) doubtful: Option<String>,
}

impl Days {
    /// From the dates of all rows; where they prove no order, French files have the day first, and English ones the month.
    pub(super) fn of(header: &Header, rows: &[StringRecord]) -> Self {
        let fields = [Field::Day, Field::Start, Field::End];
        let written = || {
            rows.iter().flat_map(move |row| {
                let of_row = fields.into_iter();
                of_row.filter_map(move |field| header.get(row, field))
            })
        };
        let proven = written().find_map(proven_order);
        let likely = if header.french {
            DayOrder::DayFirst
        } else {
            DayOrder::MonthFirst
        };
        let days = |order| Days {
            dates: Dates {
                order,
                ..Dates::default()
            },
            doubtful: None,
        };
        let (one, other) = (days(DayOrder::DayFirst), days(DayOrder::MonthFirst));
        let doubtful = match proven {
            Some(_) => None,
            // A French export is surely French in its dates.
            None if header.french => None,
            None => written().find(|text| one.day(text) != other.day(text)),
        };
        Days {
            doubtful: doubtful.map(|text| text.chars().take(40).collect()),
            ..days(proven.unwrap_or(likely))
        }
    }

    /// A day; the time of day of an export has no zone, and is left aside.
    pub(super) fn day(&self, text: &str) -> Option<NaiveDate> {
        self.dates.parse(text).map(|at| at.date_naive())
    }

    /// First and last day of a row, if it says them; an error names what is no date.
    pub(super) fn of_row(
        &self,
        header: &Header,
        row: &StringRecord,
    ) -> Result<Option<(NaiveDate, NaiveDate)>, String> {
        let day = |field| match header.get(row, field) {
            None => Ok(None),
            Some(text) => self.day(text).map(Some).ok_or_else(|| text.to_owned()),
        };
        if let Some(day) = day(Field::Day)? {
            return Ok(Some((day, day)));
        }
        let (first, last) = (day(Field::Start)?, day(Field::End)?);
        Ok(match (first, last) {
            (Some(first), Some(last)) => Some((first.min(last), first.max(last))),
            (Some(day), None) | (None, Some(day)) => Some((day, day)),
            (None, None) => None,
        })
    }

    /// The days of a line of explanation such as `October 1, 2026 - October 31, 2026`.
    pub(super) fn of_preamble(&self, row: &StringRecord) -> Option<(NaiveDate, NaiveDate)> {
        let line = row.iter().collect::<Vec<_>>().join(",");
        let line = line.trim_matches([',', '"', ' ']);
        [" - ", " – ", " — "].iter().find_map(|dash| {
            let (first, last) = line.split_once(dash)?;
            let (first, last) = (self.day(first)?, self.day(last)?);
            Some((first.min(last), first.max(last)))
        })
    }
}
