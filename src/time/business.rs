//! Business hours: when somebody is there to work, in a zone, with breaks and holidays; adding working time to an instant and measuring it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Holidays, Zone};

const DAY: u32 = 24 * 60;

/// How many days are searched for an opening: beyond ten years a calendar that never opens is taken as closed for good.
const HORIZON: u32 = 3_660;

/// Hours that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BusinessHoursError {
    /// Not `09:00-12:30`.
    #[error("`{0}` is not a stretch of the day; write 09:00-12:30")]
    Malformed(String),
    /// It ends before it starts: business hours may not span midnight.
    #[error("`{0}` ends before it starts; write 22:00-24:00 and 00:00-06:00 of the next day")]
    Backwards(String),
}

/// The hours of every weekday in a zone, less the holidays.
#[derive(Clone, Debug)]
pub struct BusinessHours {
    zone: Zone,
    /// Monday first: stretches in minutes since local midnight, in order, apart from each other.
    week: [Vec<(u32, u32)>; 7],
    holidays: BTreeSet<NaiveDate>,
    places: Vec<Holidays>,
}

/// Reads `HH:MM-HH:MM` as minutes since midnight. The two must differ; the second may be `24:00`, and before the first.
pub fn parse_hours(text: &str) -> Result<(u32, u32), BusinessHoursError> {
    let malformed = || BusinessHoursError::Malformed(text.to_owned());
    let (start, end) = text.trim().split_once('-').ok_or_else(malformed)?;
    let (start, end) = (minute(start), minute(end));
    match (start, end) {
        (Some(start), Some(end)) if start != end && start < DAY => Ok((start, end)),
        _ => Err(malformed()),
    }
}

fn minute(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let two_digits = |text: &str| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY).then_some(total)
}

impl BusinessHours {
    /// The hours of the seven days, Monday first, each a list of stretches such as `09:00-12:30`.
    pub fn new(zone: Zone, days: [&[String]; 7]) -> Result<Self, BusinessHoursError> {
        let mut week = [const { Vec::new() }; 7];
        for (stretches, texts) in week.iter_mut().zip(days) {
            for text in texts {
                let (start, end) = parse_hours(text)?;
                if end < start {
                    return Err(BusinessHoursError::Backwards(text.clone()));
                }
                stretches.push((start, end));
            }
            *stretches = merged(std::mem::take(stretches));
        }
        Ok(BusinessHours {
            zone,
            week,
            holidays: BTreeSet::new(),
            places: Vec::new(),
        })
    }

    /// Monday to Friday, 9 to 12:30 and 14 to 18: what is taken when nobody says otherwise.
    pub fn office(zone: Zone) -> Self {
        let day = vec![(9 * 60, 12 * 60 + 30), (14 * 60, 18 * 60)];
        let week =
            std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() });
        BusinessHours {
            zone,
            week,
            holidays: BTreeSet::new(),
            places: Vec::new(),
        }
    }

    /// The same hours, closed on these local days too.
    #[must_use]
    pub fn with_holidays(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.holidays.extend(days);
        self
    }

    /// The same hours, closed on the public holidays of these places too.
    #[must_use]
    pub fn with_places(mut self, places: impl IntoIterator<Item = Holidays>) -> Self {
        self.places.extend(places);
        self
    }

    /// Whether a local day is one of the holidays.
    pub fn is_holiday(&self, day: NaiveDate) -> bool {
        self.holidays.contains(&day) || self.places.iter().any(|place| place.on(day).is_some())
    }

    /// The name of the public holiday on a local day.
    pub fn holiday(&self, day: NaiveDate) -> Option<&'static str> {
        self.places.iter().find_map(|place| place.on(day))
    }

    /// Whether somebody is there at all on a local day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().num_days_from_monday() as usize;
        self.week
            .get(weekday)
            .is_some_and(|stretches| !stretches.is_empty())
            && !self.is_holiday(day)
    }

    /// The zone the hours are in.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The instant at which `time` of business time has passed since `from`; `None` when the hours never open again
    /// (within ten years). With no time at all it is `from` itself.
    pub fn add(&self, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        if time <= TimeDelta::zero() {
            return Some(from);
        }
        let mut left = time;
        let mut result = None;
        self.walk(from, |start, end| {
            if end - start >= left {
                result = start.checked_add_signed(left);
                return false;
            }
            left -= end - start;
            true
        });
        result
    }

    /// The first instant from `from` on at which somebody is there.
    pub fn next_open(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut result = None;
        self.walk(from, |start, _| {
            result = Some(start);
            false
        });
        result
    }

    /// Business time between two instants; zero when `until` is not after `from`.
    pub fn between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
        let mut sum = TimeDelta::zero();
        if until <= from {
            return sum;
        }
        self.walk(from, |start, end| {
            if start < until {
                sum += end.min(until) - start;
            }
            end < until
        });
        sum
    }

    /// The open stretches between two instants, in order, cut at both.
    pub fn open_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut stretches = Vec::new();
        if until <= from {
            return stretches;
        }
        self.walk_days(from, Some(self.zone.day(until)), |start, end| {
            if start < until {
                stretches.push((start, end.min(until)));
            }
            end < until
        });
        stretches
    }

    /// Calls `visit` with each open stretch after `from`, cut at `from`, until it says false or the horizon is reached.
    fn walk(&self, from: DateTime<Utc>, visit: impl FnMut(DateTime<Utc>, DateTime<Utc>) -> bool) {
        self.walk_days(from, None, visit);
    }

    /// The same up to a day, inclusive.
    fn walk_days(
        &self,
        from: DateTime<Utc>,
        last: Option<NaiveDate>,
        mut visit: impl FnMut(DateTime<Utc>, DateTime<Utc>) -> bool,
    ) {
        let first = self.zone.day(from);
        let mut reached = from;
        for day in first.iter_days().take(HORIZON as usize) {
            if last.is_some_and(|last| day > last) {
                return;
            }
            let weekday = day.weekday().num_days_from_monday() as usize;
            if self.week.get(weekday).is_none_or(Vec::is_empty) || self.is_holiday(day) {
                continue;
            }
            for &(start, end) in self.week.get(weekday).map_or(&[][..], Vec::as_slice) {
                // A clock change can make two stretches of a day overlap; `reached` keeps time from counting twice.
                let start = self.at(day, start).max(reached);
                let end = self.at(day, end);
                if start >= end {
                    continue;
                }
                reached = end;
                if !visit(start, end) {
                    return;
                }
            }
        }
    }

    fn at(&self, day: NaiveDate, minute: u32) -> DateTime<Utc> {
        let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0);
        match (time, day.succ_opt()) {
            (Some(time), _) => self.zone.reached(day.and_time(time)),
            (None, Some(next)) => self.zone.midnight(next),
            (None, None) => self.zone.midnight(day),
        }
    }
}

fn merged(mut stretches: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    stretches.sort_unstable();
    let mut apart: Vec<(u32, u32)> = Vec::new();
    for (start, end) in stretches {
        match apart.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => apart.push((start, end)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn paris() -> BusinessHours {
        let zone = Zone::named("Europe/Paris").unwrap();
        BusinessHours::office(zone).with_holidays(["2026-12-25".parse().unwrap()])
    }

    #[test]
    fn lunch_nights_weekends_and_holidays_do_not_count() {
        let hours = paris();
        let add =
            |from: &str, minutes: i64| hours.add(at(from), TimeDelta::minutes(minutes)).unwrap();
        // Thursday 12:00 in Paris: half an hour before lunch, half an hour after.
        assert_eq!(add("2026-11-26T11:00:00Z", 60), at("2026-11-26T13:30:00Z"));
        // Friday 17:30: the rest is on Monday.
        assert_eq!(add("2026-11-27T16:30:00Z", 60), at("2026-11-30T08:30:00Z"));
        // Christmas Eve 17:00 is a Thursday; Friday is a holiday.
        assert_eq!(add("2026-12-24T16:00:00Z", 120), at("2026-12-28T09:00:00Z"));
    }

    #[test]
    fn both_clock_changes_count_real_time() {
        let texts = ["00:00-24:00".to_owned()];
        let zone = Zone::named("Europe/Paris").unwrap();
        let hours = BusinessHours::new(zone.clone(), [&texts[..]; 7]).unwrap();
        let day = |text: &str| zone.midnight(text.parse().unwrap());
        let spring = hours.between(day("2026-03-29"), day("2026-03-30"));
        let autumn = hours.between(day("2026-10-25"), day("2026-10-26"));
        assert_eq!((spring.num_hours(), autumn.num_hours()), (23, 25));
    }

    #[test]
    fn hours_that_the_clock_skips_are_not_worked() {
        let night = |hours: &str| {
            let texts = [hours.to_owned()];
            let zone = Zone::named("Europe/Paris").unwrap();
            let hours = BusinessHours::new(zone, [&texts[..]; 7]).unwrap();
            let minutes = |from: &str, to: &str| hours.between(at(from), at(to)).num_minutes();
            (
                minutes("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
                minutes("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            )
        };
        assert_eq!(night("01:00-02:30"), (60, 90));
        assert_eq!(night("02:15-02:45"), (0, 30));
        assert_eq!(night("02:30-05:00"), (120, 210));
        assert_eq!(night("00:00-08:00"), (7 * 60, 9 * 60));
    }

    #[test]
    fn hours_that_never_open_have_no_end() {
        let closed = BusinessHours::new(Zone::utc(), [&[]; 7]).unwrap();
        assert_eq!(
            closed.add(at("2026-11-26T11:00:00Z"), TimeDelta::minutes(1)),
            None
        );
        assert_eq!(closed.next_open(at("2026-11-26T11:00:00Z")), None);
    }

    #[test]
    fn bad_hours_are_named() {
        for text in [
            "9-18",
            "09:00",
            "25:00-26:00",
            "09:60-10:00",
            "09:00-09:00",
            "+9:00-10:00",
            "",
        ] {
            assert!(parse_hours(text).is_err(), "{text}");
        }
        assert_eq!(parse_hours("9:00-24:00"), Ok((540, 1440)));
        let backwards = ["22:00-06:00".to_owned()];
        let refused = BusinessHours::new(Zone::utc(), [&backwards[..]; 7]);
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("ends before it starts")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn measuring_is_the_inverse_of_adding(start in 1_700_000_000_i64..1_900_000_000, seconds in 1_i64..400_000, more in 0_i64..400_000) {
            let hours = paris();
            let from = DateTime::from_timestamp(start, 0).unwrap();
            let time = TimeDelta::seconds(seconds);
            let end = hours.add(from, time).unwrap();
            prop_assert_eq!(hours.between(from, end), time);
            let later = hours.add(from, TimeDelta::seconds(seconds + more)).unwrap();
            prop_assert!(later >= end && end > from);
            let moved = hours.add(from + TimeDelta::seconds(more), time).unwrap();
            prop_assert!(moved >= end);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            let _ = parse_hours(&text);
        }
    }
}
