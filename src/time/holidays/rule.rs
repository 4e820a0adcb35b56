//! When a holiday falls: the kinds of rule that laws use, and the days on which a holiday is kept when it falls on a weekend.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// How a law names a day.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// Month and day.
    Fixed(u32, u32),
    /// Days after Easter Sunday, of the Gregorian calendar.
    Easter(i64),
    /// The nth such weekday of a month, from 1.
    Nth(u32, Weekday, u8),
    /// The last such weekday of a month.
    Last(u32, Weekday),
    /// The last such weekday before a month and day.
    Before(u32, u32, Weekday),
    /// What no other kind can say.
    Other(fn(i32) -> Option<NaiveDate>),
}

/// What happens to a holiday on a weekend. The day itself stays free in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    /// Nothing.
    None,
    /// The next weekday that is no holiday is free instead (United Kingdom).
    NextFree,
    /// The Friday before a Saturday, the Monday after a Sunday (United States).
    Nearest,
    /// The Monday after a Sunday (Québec).
    Monday,
}

/// One holiday of a country.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) when: When,
    pub(super) name: &'static str,
    pub(super) english: &'static str,
    first_year: i32,
    last_year: i32,
    /// Regions that keep it; all when empty.
    only: &'static [&'static str],
    except: &'static [&'static str],
    pub(super) shift: Shift,
}

/// A holiday kept every year in the whole country.
pub(super) const fn rule(when: When, name: &'static str, english: &'static str) -> Rule {
    Rule {
        when,
        name,
        english,
        first_year: i32::MIN,
        last_year: i32::MAX,
        only: &[],
        except: &[],
        shift: Shift::None,
    }
}

impl Rule {
    pub(super) const fn since(mut self, year: i32) -> Self {
        self.first_year = year;
        self
    }

    /// The last year of it.
    pub(super) const fn until(mut self, year: i32) -> Self {
        self.last_year = year;
        self
    }

    /// In one year only.
    pub(super) const fn once(self, year: i32) -> Self {
        self.since(year).until(year)
    }

    pub(super) const fn only(mut self, regions: &'static [&'static str]) -> Self {
        self.only = regions;
        self
    }

    pub(super) const fn except(mut self, regions: &'static [&'static str]) -> Self {
        self.except = regions;
        self
    }

    pub(super) const fn shifted(mut self, shift: Shift) -> Self {
        self.shift = shift;
        self
    }

    /// Whether a region (none: the country as a whole) keeps it.
    pub(super) fn kept_in(&self, region: Option<&str>) -> bool {
        let in_list = |list: &[&str]| region.is_some_and(|region| list.contains(&region));
        (self.only.is_empty() || in_list(self.only)) && !in_list(self.except)
    }

    /// The day of a year, if it is kept in it.
    pub(super) fn day(&self, year: i32) -> Option<NaiveDate> {
        if !(self.first_year..=self.last_year).contains(&year) {
            return None;
        }
        match self.when {
            When::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            When::Easter(days) => {
                easter(year)?.checked_add_signed(chrono::TimeDelta::try_days(days)?)
            }
            When::Nth(month, weekday, nth) => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth)
            }
            When::Last(month, weekday) => last(year, month, weekday),
            When::Before(month, day, weekday) => {
                before(NaiveDate::from_ymd_opt(year, month, day)?, weekday)
            }
            When::Other(find) => find(year),
        }
    }
}

fn last(year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
        .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4))
}

fn before(day: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    (1..=7)
        .filter_map(|back| day.checked_sub_days(Days::new(back)))
        .find(|day| day.weekday() == weekday)
}

/// Easter Sunday of the Gregorian calendar, from 1583 on.
///
/// The anonymous algorithm of *Nature*, 20 April 1876, as in J. Meeus, *Astronomical Algorithms*, chapter 8.
pub fn easter(year: i32) -> Option<NaiveDate> {
    if !(1583..=9999).contains(&year) {
        return None;
    }
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let correction = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    let (month, day) = (days / 31, days % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_the_almanacs_have_it() {
        // The earliest and latest possible dates, and some of our time.
        for day in [
            "1818-03-22",
            "1943-04-25",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2026-04-05",
            "2038-04-25",
            "2285-03-22",
        ] {
            let day: NaiveDate = day.parse().unwrap();
            assert_eq!(easter(day.year()), Some(day));
        }
        assert_eq!(easter(1582), None);
    }
}
