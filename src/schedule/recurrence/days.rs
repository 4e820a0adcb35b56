//! Which days a rule names: each BY part is a question about one day.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::time::easter;

use super::{By, Frequency};

/// The BY parts about days, with what DTSTART gives where the rule says nothing.
#[derive(Clone, Debug)]
pub(super) struct DayFilter {
    months: Vec<i32>,
    month_days: Vec<i32>,
    year_days: Vec<i32>,
    weeks: Vec<i32>,
    easter: Vec<i32>,
    /// Weekdays of any week.
    weekdays: Vec<Weekday>,
    /// Weekdays with an ordinal, in their month or year.
    nth: Vec<(i32, Weekday)>,
    nth_in_year: bool,
    week_start: Weekday,
}

impl DayFilter {
    pub(super) fn new(
        by: &By,
        frequency: Frequency,
        week_start: Weekday,
        start: NaiveDate,
    ) -> Self {
        let counts = frequency >= Frequency::Monthly;
        let (nth, plain): (Vec<_>, Vec<_>) =
            by.days.iter().partition(|(nth, _)| *nth != 0 && counts);
        let mut filter = DayFilter {
            months: by.months.clone(),
            month_days: by.month_days.clone(),
            year_days: by.year_days.clone(),
            weeks: by.weeks.clone(),
            easter: by.easter.clone(),
            weekdays: plain.into_iter().map(|(_, day)| day).collect(),
            nth,
            nth_in_year: frequency == Frequency::Yearly && by.months.is_empty(),
            week_start,
        };
        let says_no_day = by.days.is_empty()
            && [&by.month_days, &by.year_days, &by.weeks, &by.easter]
                .iter()
                .all(|part| part.is_empty());
        if says_no_day {
            match frequency {
                Frequency::Yearly => {
                    if filter.months.is_empty() {
                        filter.months.push(signed(start.month()));
                    }
                    filter.month_days.push(signed(start.day()));
                }
                Frequency::Monthly => filter.month_days.push(signed(start.day())),
                Frequency::Weekly => filter.weekdays.push(start.weekday()),
                _ => {}
            }
        }
        filter
    }

    /// Whether any day of a month may be named.
    pub(super) fn may_be_in(&self, month: u32) -> bool {
        self.months.is_empty() || self.months.contains(&signed(month))
    }

    pub(super) fn names(&self, day: NaiveDate) -> bool {
        self.may_be_in(day.month())
            && either(&self.month_days, signed(day.day()), month_length(day))
            && either(
                &self.year_days,
                signed(day.ordinal()),
                year_length(day.year()),
            )
            && self.weekday(day)
            && self.week(day)
            && self.about_easter(day)
    }

    fn weekday(&self, day: NaiveDate) -> bool {
        if self.weekdays.is_empty() && self.nth.is_empty() {
            return true;
        }
        if self.weekdays.contains(&day.weekday()) {
            return true;
        }
        let (place, length) = if self.nth_in_year {
            (signed(day.ordinal0()), year_length(day.year()))
        } else {
            (signed(day.day0()), month_length(day))
        };
        let (from_start, from_end) = (place / 7 + 1, -((length - 1 - place) / 7 + 1));
        self.nth.iter().any(|(nth, weekday)| {
            *weekday == day.weekday() && (*nth == from_start || *nth == from_end)
        })
    }

    fn week(&self, day: NaiveDate) -> bool {
        if self.weeks.is_empty() {
            return true;
        }
        let Some((week, weeks)) = week_number(day, self.week_start) else {
            return false;
        };
        self.weeks.contains(&week) || self.weeks.contains(&(week - weeks - 1))
    }

    fn about_easter(&self, day: NaiveDate) -> bool {
        self.easter.is_empty()
            || easter(day.year()).is_some_and(|easter| {
                let days = i32::try_from((day - easter).num_days()).unwrap_or(i32::MAX);
                self.easter.contains(&days)
            })
    }
}

/// Whether a place counted from 1, or from the end as -1, is in a list; an empty list has all.
fn either(list: &[i32], place: i32, length: i32) -> bool {
    list.is_empty() || list.contains(&place) || list.contains(&(place - length - 1))
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn month_length(day: NaiveDate) -> i32 {
    i32::from(day.num_days_in_month())
}

fn year_length(year: i32) -> i32 {
    NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |day| signed(day.ordinal()))
}

/// The number of a day's week and how many weeks the year it belongs to has: week 1 is the first with four days in the year (ISO 8601, with any
/// first day of the week).
fn week_number(day: NaiveDate, week_start: Weekday) -> Option<(i32, i32)> {
    let into_week = day.weekday().days_since(week_start);
    // The fourth day of a week lies in the year that the week belongs to.
    let fourth = day
        .checked_sub_days(Days::new(u64::from(into_week)))?
        .checked_add_days(Days::new(3))?;
    let week = signed(fourth.ordinal0()) / 7 + 1;
    let last = NaiveDate::from_ymd_opt(fourth.year(), 12, 31)?;
    let last_into_week = signed(last.weekday().days_since(week_start));
    // The year's last week is that of 31 December when at least four of its days are in it.
    let weeks = if last_into_week >= 3 {
        (signed(last.ordinal0()) - last_into_week + 3) / 7 + 1
    } else {
        (signed(last.ordinal0()) - last_into_week - 4) / 7 + 1
    };
    Some((week, weeks))
}
