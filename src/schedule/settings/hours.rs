//! Stretches of the week on the clock on the wall: `22:00-07:00`, `mon-fri 08:00-20:00`.

use crate::time::{BusinessHoursError, parse_hours};

use crate::schedule::slots::weekday;

/// A stretch of some local days, in minutes since midnight; it may span midnight, and then belongs to the day on which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekHours {
    /// Bit 0 is Monday.
    days: u8,
    start: u32,
    end: u32,
}

const EVERY_DAY: u8 = 0x7f;

impl WeekHours {
    /// Reads `22:00-07:00`, `mon-fri 08:00-20:00`, `sat,sun 10:00-12:00`: from inclusive, to exclusive; `24:00` is the end of the day.
    pub fn parse(text: &str) -> Result<Self, BusinessHoursError> {
        let malformed = || BusinessHoursError::Malformed(text.to_owned());
        let (days, hours) = match text.trim().rsplit_once(' ') {
            Some((days, hours)) => (week(days).ok_or_else(malformed)?, hours),
            None => (EVERY_DAY, text),
        };
        let (start, end) = parse_hours(hours)?;
        Ok(WeekHours { days, start, end })
    }

    /// Whether a local time lies in it: the weekday (0 Monday) and the minutes since midnight.
    pub fn contains(&self, weekday: u8, minute: u32) -> bool {
        let on = |day: u8| self.days >> (day % 7) & 1 == 1;
        if self.start < self.end {
            on(weekday) && (self.start..self.end).contains(&minute)
        } else {
            (on(weekday) && minute >= self.start) || (on(weekday + 6) && minute < self.end)
        }
    }
}

/// `mon-fri`, `sat,sun`, `fri-mon`, in English or French.
fn week(text: &str) -> Option<u8> {
    let mut days = 0;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (weekday(first.trim())?, weekday(last.trim())?);
        for step in 0..=(last + 7 - first) % 7 {
            days |= 1 << ((first + step) % 7);
        }
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_span_midnight_and_keep_to_their_days() {
        let night = WeekHours::parse("22:00-07:00").unwrap();
        let quiet = |hour: u32| night.contains(3, hour * 60);
        assert!(quiet(22) && quiet(0) && quiet(6) && !quiet(7) && !quiet(21));
        assert!(WeekHours::parse("12:00-24:00").unwrap().contains(0, 1439));
        let late = WeekHours::parse("fri-sat 22:00-03:00").unwrap();
        assert!(late.contains(4, 1380) && late.contains(5, 60) && late.contains(6, 60));
        assert!(!late.contains(4, 60) && !late.contains(6, 1380));
        let around = WeekHours::parse("sam-lun 08:00-09:00").unwrap();
        let open: Vec<u8> = (0..7).filter(|day| around.contains(*day, 500)).collect();
        assert_eq!(open, [0, 5, 6]);
        for wrong in ["12:00-12:00", "week 08:00-09:00", "mon 8", ""] {
            assert!(WeekHours::parse(wrong).is_err(), "{wrong}");
        }
    }
}
