//! What posts can be grouped by, and the value of each for a post.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::row::Row;
use crate::document::Cell;
use crate::record::Str;
use crate::text::closest;

/// Urgency from which a post counts as urgent: to be answered within the hour or two.
pub const URGENT: f64 = 0.75;

/// Declares the dimensions with their names, so that parsing, listing and help agree.
macro_rules! dimensions {
    ($($variant:ident = $name:literal, $about:literal;)+) => {
        /// Something posts are grouped by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Dimension { $(#[doc = $about] $variant),+ }

        impl Dimension {
            /// All of them, in the order of the help.
            pub const ALL: &[Dimension] = &[$(Dimension::$variant),+];

            /// The name on the command line and in the output.
            pub const fn name(self) -> &'static str {
                match self { $(Dimension::$variant => $name),+ }
            }

            /// What it is, in a few words.
            pub const fn about(self) -> &'static str {
                match self { $(Dimension::$variant => $about),+ }
            }
        }
    };
}

dimensions! {
    Hour = "hour", "hour of publication, such as 2026-11-22T14:00:00Z";
    Day = "day", "local day of publication, such as 2026-11-22";
    Week = "week", "ISO week, such as 2026-W47";
    Month = "month", "month, such as 2026-11";
    Quarter = "quarter", "quarter, such as 2026-Q4";
    Year = "year", "year";
    Weekday = "weekday", "day of the week, mon to sun";
    HourOfDay = "hour_of_day", "local hour of the day, 0 to 23";
    Client = "client", "whose brand it is about";
    Query = "query", "name of the watch that found it";
    Source = "source", "network or channel";
    Instance = "instance", "host of the server";
    Kind = "kind", "article, post, comment, reply, ...";
    Own = "own", "whether we wrote it";
    Author = "author", "the author's handle, or id";
    Hashtag = "hashtag", "hashtag in lower case; a post counts in each of its own";
    Lang = "lang", "language";
    Sentiment = "sentiment", "negative, neutral, positive";
    Intent = "intent", "what the message is for";
    Topic = "topic", "topic of the client's list; a post counts in each of its own";
    Department = "department", "who owns the answer";
    Level = "level", "who may answer: 1, 2, 3";
    Stance = "stance", "how to react";
    Urgent = "urgent", "whether it must be answered within the hour or two";
}

/// A list of dimensions that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DimensionError {
    /// A name that is none.
    #[error("cannot group by `{name}`{}; known: {}", closest::hint(*suggestion), all_names())]
    Unknown {
        /// As typed.
        name: String,
        /// The closest that there is.
        suggestion: Option<&'static str>,
    },
    /// The same one twice.
    #[error("cannot group by `{0}` twice")]
    Twice(&'static str),
    /// Two dimensions of which a post can have many values.
    #[error(
        "cannot group by both `topic` and `hashtag`: a post can have many of each; ask for one at a time"
    )]
    BothMany,
}

fn all_names() -> String {
    let names: Vec<&str> = Dimension::ALL
        .iter()
        .map(|dimension| dimension.name())
        .collect();
    names.join(", ")
}

impl Dimension {
    /// The dimensions of a list such as `day,client`; the empty list is none.
    pub fn parse_list(list: &str) -> Result<Vec<Self>, DimensionError> {
        let mut dimensions = Vec::new();
        for name in list
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let dimension = Dimension::parse(name)?;
            if dimensions.contains(&dimension) {
                return Err(DimensionError::Twice(dimension.name()));
            }
            dimensions.push(dimension);
        }
        if dimensions
            .iter()
            .filter(|dimension| dimension.has_many())
            .count()
            > 1
        {
            return Err(DimensionError::BothMany);
        }
        Ok(dimensions)
    }

    /// The dimension of a name, in any case.
    pub fn parse(name: &str) -> Result<Self, DimensionError> {
        let found = Dimension::ALL
            .iter()
            .find(|dimension| dimension.name().eq_ignore_ascii_case(name));
        found.copied().ok_or_else(|| DimensionError::Unknown {
            name: name.to_owned(),
            suggestion: closest::closest(
                name,
                Dimension::ALL.iter().map(|dimension| dimension.name()),
            ),
        })
    }

    /// Whether it is a stretch or a place of time.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Dimension::Hour
                | Dimension::Day
                | Dimension::Week
                | Dimension::Month
                | Dimension::Quarter
                | Dimension::Year
                | Dimension::Weekday
                | Dimension::HourOfDay
        )
    }

    /// Whether it is a stretch of time, which comes once.
    pub fn is_stretch(self) -> bool {
        self.is_time() && !matches!(self, Dimension::Weekday | Dimension::HourOfDay)
    }

    /// Whether a post can have many values and then counts in each.
    pub fn has_many(self) -> bool {
        matches!(self, Dimension::Topic | Dimension::Hashtag)
    }

    /// The word a post has for it, if it is one that is a word of the post.
    pub(super) fn word<'r>(self, row: &'r Row<'_>) -> Option<&'r str> {
        let labels = &row.labels;
        let word: &Option<Str<'_>> = match self {
            Dimension::Client => &row.client,
            Dimension::Query => &row.query,
            Dimension::Source => &row.source,
            Dimension::Instance => &row.instance,
            Dimension::Kind => &row.kind,
            Dimension::Author => return row.author.handle.as_deref().or(row.author.id.as_deref()),
            Dimension::Lang => &labels.lang,
            Dimension::Sentiment => &labels.sentiment,
            Dimension::Intent => &labels.intent,
            Dimension::Department => &labels.department,
            Dimension::Level => &labels.level,
            Dimension::Stance => &labels.stance,
            _ => return None,
        };
        word.as_deref()
    }

    /// The key of a word: levels are numbers.
    pub(super) fn word_key(self, word: &str) -> Key {
        match (self, word.parse()) {
            (Dimension::Level, Ok(number)) => Key::Number(number),
            _ if word.is_empty() => Key::Absent,
            _ => Key::Text(word.to_owned()),
        }
    }

    /// The key of an instant for a dimension of time.
    pub(super) fn time_key(self, local: Local) -> Key {
        let day = local.day();
        match self {
            Dimension::Hour => {
                let offset = i64::from(local.offset);
                Key::Hour(local.seconds.div_euclid(3600) * 3600 - offset, local.offset)
            }
            Dimension::Day => Key::Day(day),
            // 1970-01-01 was a Thursday.
            Dimension::Week => Key::Week(day - (day + 3).rem_euclid(7)),
            Dimension::Weekday => Key::Weekday((day + 3).rem_euclid(7)),
            Dimension::HourOfDay => Key::Number(local.seconds.rem_euclid(86_400) / 3600),
            Dimension::Month => date(day).map_or(Key::Absent, |date| {
                Key::Month(i64::from(date.year()) * 12 + i64::from(date.month0()))
            }),
            Dimension::Quarter => date(day).map_or(Key::Absent, |date| {
                Key::Quarter(i64::from(date.year()) * 4 + i64::from(date.month0() / 3))
            }),
            Dimension::Year => {
                date(day).map_or(Key::Absent, |date| Key::Year(i64::from(date.year())))
            }
            _ => Key::Absent,
        }
    }
}

/// A moment of local time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Local {
    /// Seconds since 1970 as the clock on the wall counts them.
    pub(super) seconds: i64,
    /// Seconds east of UTC.
    pub(super) offset: i32,
}

impl Local {
    /// Days since 1970-01-01.
    pub(super) fn day(self) -> i64 {
        self.seconds.div_euclid(86_400)
    }
}

/// The date of a day counted from 1970-01-01.
pub(super) fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_signed(TimeDelta::try_days(day)?)
}

/// The value of a dimension; ordered as rows are, the unknown last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Start of an hour in seconds since 1970, and seconds east of UTC.
    Hour(i64, i32),
    /// Days since 1970-01-01.
    Day(i64),
    /// The Monday, in days since 1970-01-01.
    Week(i64),
    /// Months since the year 0.
    Month(i64),
    /// Quarters since the year 0.
    Quarter(i64),
    /// The year.
    Year(i64),
    /// 0 for Monday.
    Weekday(i64),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A word.
    Text(String),
    /// Unknown.
    Absent,
}

/// Names of the days, as the tables of rates write them.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Key {
    /// As a cell of a table.
    pub fn cell(&self) -> Cell {
        match self {
            Key::Absent => Cell::Empty,
            Key::Hour(start, offset) => {
                Cell::some(DateTime::<Utc>::from_timestamp(*start, 0), |at| {
                    Cell::Time {
                        at,
                        offset: *offset,
                    }
                })
            }
            Key::Day(day) => Cell::some(date(*day), Cell::Day),
            Key::Number(number) => Cell::Integer(*number),
            Key::Flag(flag) => Cell::Flag(*flag),
            Key::Text(text) => Cell::Text(text.clone()),
            Key::Week(_) | Key::Month(_) | Key::Quarter(_) | Key::Year(_) | Key::Weekday(_) => {
                Cell::Text(self.to_string())
            }
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Absent => Ok(()),
            Key::Hour(start, offset) => {
                let local = chrono::FixedOffset::east_opt(*offset).and_then(|offset| {
                    Some(DateTime::from_timestamp(*start, 0)?.with_timezone(&offset))
                });
                local.map_or(Ok(()), |local| {
                    f.write_str(&local.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
                })
            }
            Key::Day(day) => date(*day).map_or(Ok(()), |date| write!(f, "{date}")),
            Key::Week(monday) => date(*monday).map_or(Ok(()), |date| {
                let week = date.iso_week();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }),
            Key::Month(month) => write!(
                f,
                "{:04}-{:02}",
                month.div_euclid(12),
                month.rem_euclid(12) + 1
            ),
            Key::Quarter(quarter) => write!(
                f,
                "{:04}-Q{}",
                quarter.div_euclid(4),
                quarter.rem_euclid(4) + 1
            ),
            Key::Year(year) => write!(f, "{year:04}"),
            Key::Weekday(day) => f.write_str(
                usize::try_from(*day)
                    .ok()
                    .and_then(|day| WEEKDAYS.get(day))
                    .unwrap_or(&""),
            ),
            Key::Number(number) => write!(f, "{number}"),
            Key::Flag(flag) => write!(f, "{flag}"),
            Key::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(dimension: Dimension, local: &str) -> String {
        let seconds = local
            .parse::<chrono::NaiveDateTime>()
            .unwrap()
            .and_utc()
            .timestamp();
        dimension
            .time_key(Local {
                seconds,
                offset: 3600,
            })
            .to_string()
    }

    #[test]
    fn times_have_the_names_of_their_calendar() {
        let at = "2026-11-22T14:35:07";
        assert_eq!(key(Dimension::Hour, at), "2026-11-22T14:00:00+01:00");
        assert_eq!(key(Dimension::Day, at), "2026-11-22");
        assert_eq!(key(Dimension::Week, at), "2026-W47");
        assert_eq!(key(Dimension::Month, at), "2026-11");
        assert_eq!(key(Dimension::Quarter, at), "2026-Q4");
        assert_eq!(key(Dimension::Year, at), "2026");
        assert_eq!(key(Dimension::Weekday, at), "sun");
        assert_eq!(key(Dimension::HourOfDay, at), "14");
        // The ISO year of the first days of January can be the last one.
        assert_eq!(key(Dimension::Week, "2027-01-01T00:00:00"), "2026-W53");
        assert_eq!(key(Dimension::Week, "1969-12-31T00:00:00"), "1970-W01");
        assert_eq!(key(Dimension::Weekday, "1969-12-31T23:00:00"), "wed");
        assert_eq!(key(Dimension::HourOfDay, "1969-12-31T23:00:00"), "23");
    }

    #[test]
    fn a_list_is_checked() {
        assert_eq!(
            Dimension::parse_list("day, Client,").unwrap(),
            [Dimension::Day, Dimension::Client]
        );
        let error = Dimension::parse_list("day,clint").unwrap_err().to_string();
        assert!(
            error.starts_with(
                "cannot group by `clint`; did you mean `client`?; known: hour, day, week"
            ),
            "{error}"
        );
        assert!(Dimension::parse_list("day,day").is_err());
        assert!(Dimension::parse_list("topic,hashtag").is_err());
    }
}
