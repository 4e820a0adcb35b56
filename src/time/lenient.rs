//! Dates as feeds and spreadsheets write them.
//!
//! Read are: RFC 3339 and RFC 5322 with their usual faults (two-digit year, wrong or foreign weekday, zone name, no seconds, no zone), numeric dates
//! in either order, month names in seven languages, `18h30`, `6:30 pm`, Unix seconds and milliseconds, and, when asked for, the day numbers of
//! spreadsheets. A date without zone is in the zone of the caller. Nothing is guessed beyond that: what is not a date is `None`.

mod hours;
mod names;
mod spelled;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::Zone;
use hours::take_time;
pub use spelled::{Spelled, spelled};

/// No date is longer than this many bytes.
const LONGEST: usize = 100;

/// Which of day and month comes first in `03/04/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayOrder {
    /// 3 April.
    #[default]
    DayFirst,
    /// March 4.
    MonthFirst,
}

/// How dates are read.
#[derive(Clone, Debug)]
pub struct Dates {
    /// The zone of dates that name none.
    pub zone: Zone,
    /// The order of `03/04/2026`; when only one order is possible (`21/11/2026`), that one is taken.
    pub order: DayOrder,
    /// Read a plain number up to 2,958,465 as a spreadsheet's day number (day 1 is 1 January 1900, and 1900 a leap year, as Excel has it).
    pub serial: bool,
}

impl Default for Dates {
    fn default() -> Self {
        Dates {
            zone: Zone::utc(),
            order: DayOrder::DayFirst,
            serial: false,
        }
    }
}

impl Dates {
    /// The instant of a text, or `None` when it is no date.
    pub fn parse(&self, text: &str) -> Option<DateTime<Utc>> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        if text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
            && text.bytes().filter(|byte| *byte == b'.').count() < 2
        {
            return self.number(text);
        }
        let mut tokens = tokens(text);
        let (time, offset) = take_time(&mut tokens)?;
        let (date, _) = date(&tokens, self.order)?;
        let local = date
            .and_time(time.time)
            .checked_add_days(Days::new(u64::from(time.next_day)))?;
        match offset {
            Some(minutes) => local
                .and_utc()
                .checked_sub_signed(TimeDelta::try_minutes(i64::from(minutes))?),
            None => self.local(local),
        }
    }

    fn local(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        // Beyond these years the zone's arithmetic may leave the calendar.
        (1..=9998)
            .contains(&chrono::Datelike::year(&local))
            .then(|| self.zone.instant(local))
    }

    /// A text of digits and at most one point.
    fn number(&self, text: &str) -> Option<DateTime<Utc>> {
        let (whole, _) = text.split_once('.').unwrap_or((text, ""));
        if self.serial
            && let Some(local) = serial(text.parse().ok()?)
        {
            return self.local(local);
        }
        match whole.len() {
            8 if whole.len() == text.len() => {
                self.local(compact_date(whole.parse().ok()?)?.and_time(NaiveTime::MIN))
            }
            14 if whole.len() == text.len() => {
                let number: u64 = whole.parse().ok()?;
                let time = compact_time(u32::try_from(number % 1_000_000).ok()?)?;
                self.local(compact_date(u32::try_from(number / 1_000_000).ok()?)?.and_time(time))
            }
            9 | 10 => {
                let seconds: f64 = text.parse().ok()?;
                #[expect(clippy::cast_possible_truncation, reason = "ten digits fit an i64")]
                DateTime::from_timestamp_millis((seconds * 1000.0).round() as i64)
            }
            12 | 13 => DateTime::from_timestamp_millis(whole.parse().ok()?),
            _ => None,
        }
    }
}

/// Which order a numeric date proves: `21/11/2026` the day first, `11/21/2026` the month first, `03/04/2026` neither.
pub fn proven_order(text: &str) -> Option<DayOrder> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let mut tokens = tokens(text);
    take_time(&mut tokens)?;
    date(&tokens, DayOrder::DayFirst)?.1
}

/// The date and time of a spreadsheet's day number, in the system that begins in 1900.
fn serial(number: f64) -> Option<NaiveDateTime> {
    if !(1.0..2_958_466.0).contains(&number) {
        return None;
    }
    // Excel counts a 29 February 1900 that never was (day 60), so that later days are one too many.
    let base = NaiveDate::from_ymd_opt(1899, 12, if number < 60.0 { 31 } else { 30 })?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be below 2,958,466 days"
    )]
    let seconds = (number * 86_400.0).round() as i64;
    base.and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::try_seconds(seconds)?)
}

fn compact_date(number: u32) -> Option<NaiveDate> {
    let year = i32::try_from(number / 10_000)
        .ok()
        .filter(|year| (1900..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100)
}

fn compact_time(number: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(number / 10_000, number / 100 % 100, number % 100)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A number and how many digits it was written with.
    Number(u32, usize),
    /// Letters, lower case, no accents.
    Word(String),
    /// Anything else but white space.
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut joined = false;
    for char in text.chars() {
        let digit = char.to_digit(10);
        let token = match (digit, tokens.last_mut()) {
            (Some(digit), Some(Token::Number(value, length))) if joined => {
                *value = value.saturating_mul(10).saturating_add(digit);
                *length += 1;
                continue;
            }
            (Some(digit), _) => Token::Number(digit, 1),
            (None, Some(Token::Word(word))) if joined && char.is_alphabetic() => {
                word.push(names::fold(char));
                continue;
            }
            _ if char.is_whitespace() => {
                joined = false;
                continue;
            }
            _ if char.is_alphabetic() && !matches!(char, '年' | '月' | '日') => {
                Token::Word(names::fold(char).to_string())
            }
            _ => Token::Sign(char),
        };
        joined = true;
        tokens.push(token);
    }
    tokens
}

/// The date of what is left without time and zone, and the order that it proves.
fn date(tokens: &[Token], order: DayOrder) -> Option<(NaiveDate, Option<DayOrder>)> {
    let first = tokens
        .iter()
        .position(|token| matches!(token, Token::Number(..)))?;
    let mut month = None;
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut dotted = false;
    let mut weekday = None;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Number(value, length) => numbers.push((*value, *length)),
            // The last month name counts: `mar. 24 nov. 2026` begins with a Tuesday.
            Token::Word(word) if names::month(word).is_some() => month = names::month(word),
            Token::Word(word) if names::filler(word) => {}
            // One unknown word before the first number is the weekday, in any language.
            Token::Word(word)
                if index < first && weekday.is_none() && word.chars().count() <= 12 =>
            {
                weekday = Some(word);
            }
            Token::Word(_) => return None,
            Token::Sign(sign) => {
                dotted |= *sign == '.';
                if !matches!(
                    sign,
                    '-' | '/' | '.' | ',' | '\'' | 'º' | 'ª' | '年' | '月' | '日' | ':'
                ) {
                    return None;
                }
            }
        }
    }
    match (month, numbers.as_slice()) {
        (None, [(value, 8)]) => Some((compact_date(*value)?, None)),
        (Some(month), [(year, 3..), (day, _)] | [(day, _), (year, 3..)]) => {
            Some((ymd(*year, 4, month, *day)?, None))
        }
        (Some(month), [(day, 1 | 2), (year, 2)]) => Some((ymd(*year, 2, month, *day)?, None)),
        (None, [(year, 4), (month, 1 | 2), (day, 1 | 2)]) => {
            Some((ymd(*year, 4, *month, *day)?, None))
        }
        (None, [(a, 1 | 2), (b, 1 | 2), (year, digits @ (2 | 4))]) => {
            let proven = match (*a > 12, *b > 12) {
                (true, false) => Some(DayOrder::DayFirst),
                (false, true) => Some(DayOrder::MonthFirst),
                _ => None,
            };
            // Points between the numbers are written day first everywhere.
            let order = proven.unwrap_or(if dotted { DayOrder::DayFirst } else { order });
            let (day, month) = if order == DayOrder::DayFirst {
                (*a, *b)
            } else {
                (*b, *a)
            };
            Some((ymd(*year, *digits, month, day)?, proven.filter(|_| !dotted)))
        }
        _ => None,
    }
}

/// A date; a year of two digits is of this century below 50, as RFC 5322 section 4.3 has it.
fn ymd(year: u32, digits: usize, month: u32, day: u32) -> Option<NaiveDate> {
    let year = match (digits, year) {
        (2, 0..=49) => year + 2000,
        (2, _) => year + 1900,
        _ => year,
    };
    NaiveDate::from_ymd_opt(
        i32::try_from(year)
            .ok()
            .filter(|year| (1..=9998).contains(year))?,
        month,
        day,
    )
}
