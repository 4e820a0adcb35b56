//! Dates of which the month is a name, read without guessing.

use chrono::{Days, NaiveDate, NaiveTime};

use super::{DayOrder, LONGEST, Token, date, hours, names, tokens};

/// A date whose month is a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelled {
    /// A day and the time of it, if there is one.
    Day(NaiveDate, Option<NaiveTime>),
    /// A day and a month of no year.
    NoYear,
}

/// A text that is a date with the name of its month, such as `28 Nov 2026`, `Nov 29, 2026` or `1er décembre 2026 à 18h30`. Unlike [`super::Dates`] it
/// takes no other word before the date, and no zone.
pub fn spelled(text: &str) -> Option<Spelled> {
    if text.len() > LONGEST {
        return None;
    }
    let mut tokens = tokens(text);
    let all = tokens.len();
    let (time, offset) = hours::take_time(&mut tokens)?;
    let has_time = tokens.len() < all;
    let mut months = 0;
    for token in &tokens {
        if let Token::Word(word) = token {
            let is_month = names::month(word).is_some();
            months += usize::from(is_month);
            if !is_month && !names::filler(word) {
                return None;
            }
        }
    }
    if months != 1 || offset.is_some() {
        return None;
    }
    let numbers: Vec<usize> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Number(_, digits) => Some(*digits),
            _ => None,
        })
        .collect();
    if let [1 | 2] = numbers.as_slice() {
        return Some(Spelled::NoYear);
    }
    let (day, _) = date(&tokens, DayOrder::DayFirst)?;
    let day = day.checked_add_days(Days::new(u64::from(time.next_day)))?;
    Some(Spelled::Day(day, has_time.then_some(time.time)))
}
