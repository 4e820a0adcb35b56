//! Stretches of the week on the clock on the wall: `22:00-07:00`, `mon-fri 08:00-20:00`.

use std::fmt;

use crate::time::{BusinessHoursError, parse_hours};

use crate::schedule::slots::{WEEKDAYS, weekday};

/// A stretch of some local days, in minutes since midnight; it may span midnight, and then belongs to the day on which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekHours {
    /// Bit 0 is Monday.
    days: u8,
    start: u32,
    end: u32,
}

const EVERY_DAY: u8 = 0x7f;

/// Minutes of a day.
const DAY: u32 = 24 * 60;

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

    /// The same stretch, shorter at one end, so that `length` minutes from a minute inside it lie outside; the end that loses less. With it, how
    /// many minutes are lost. `None` when nothing would be left of it.
    pub(in crate::schedule) fn without(self, minute: u32, length: u32) -> Option<(Self, u32)> {
        let inside = (minute + DAY - self.start) % DAY;
        let whole = (self.end + DAY - self.start - 1) % DAY + 1;
        let from = inside + length;
        if whole - inside.min(whole) <= from {
            let end = minute;
            (inside > 0).then_some((WeekHours { end, ..self }, whole - inside))
        } else {
            let start = (self.start + from) % DAY;
            Some((WeekHours { start, ..self }, from))
        }
    }

    /// The same stretch of one day's hours, longer at one end, so that `length` minutes from a minute lie in it; with it, how many minutes are added.
    /// `None` when it is not of that weekday, spans midnight, or holds the minute.
    pub(in crate::schedule) fn with(
        self,
        weekday: u8,
        minute: u32,
        length: u32,
    ) -> Option<(Self, u32)> {
        let of_day = self.days >> (weekday % 7) & 1 == 1;
        if !of_day || self.start >= self.end {
            return None;
        }
        let end = (minute + length).min(DAY);
        if minute >= self.end {
            Some((WeekHours { end, ..self }, end - self.end))
        } else {
            let added = self.start.checked_sub(minute).filter(|added| *added > 0)?;
            Some((
                WeekHours {
                    start: minute,
                    ..self
                },
                added,
            ))
        }
    }

    /// A stretch of one weekday.
    pub(in crate::schedule) fn on(weekday: u8, minute: u32, length: u32) -> Self {
        WeekHours {
            days: 1 << (weekday % 7),
            start: minute,
            end: (minute + length).min(DAY),
        }
    }
}

/// As [`WeekHours::parse`] reads it.
impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.days != EVERY_DAY {
            let on = (0..7)
                .zip(WEEKDAYS)
                .filter(|(day, _)| self.days >> day & 1 == 1);
            let names: Vec<&str> = on.map(|(_, name)| name).collect();
            write!(f, "{} ", names.join(","))?;
        }
        let (start, end) = (self.start, self.end);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            start / 60,
            start % 60,
            end / 60,
            end % 60
        )
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
        for text in ["22:00-07:00", "mon,tue,wed,thu,fri 08:00-24:00"] {
            assert_eq!(WeekHours::parse(text).unwrap().to_string(), text);
        }
        let shorter = |minute| {
            night
                .without(minute, 15)
                .map(|(hours, lost)| (hours.to_string(), lost))
        };
        let told = |text: &str, lost| Some((text.to_owned(), lost));
        assert_eq!(shorter(6 * 60 + 45), told("22:00-06:45", 15));
        assert_eq!(shorter(22 * 60), told("22:15-07:00", 15));
        assert_eq!(shorter(0), told("00:15-07:00", 135));
        assert_eq!(shorter(6 * 60), told("22:00-06:00", 60));
        assert_eq!(
            WeekHours::parse("22:00-22:15").unwrap().without(1320, 15),
            None
        );
        let open = WeekHours::parse("fri 08:00-20:00").unwrap();
        let longer = |day, minute| {
            open.with(day, minute, 15)
                .map(|(hours, added)| (hours.to_string(), added))
        };
        assert_eq!(longer(4, 20 * 60), told("fri 08:00-20:15", 15));
        assert_eq!(longer(4, 7 * 60), told("fri 07:00-20:00", 60));
        assert_eq!((longer(4, 600), longer(3, 7 * 60)), (None, None));
        for wrong in ["12:00-12:00", "week 08:00-09:00", "mon 8", ""] {
            assert!(WeekHours::parse(wrong).is_err(), "{wrong}");
        }
    }
}
