//! The places where a draft may stand on a channel: local wall-clock times at multiples of the step, across clock changes.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::time::Zone;

/// An instant of the grid and its local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) at: DateTime<Utc>,
    pub(super) day: NaiveDate,
    /// Minutes since local midnight on the clock on the wall.
    pub(super) minute: u32,
}

/// The places of one local day in order of time: a wall-clock time that the clock skips has none, one that comes twice has two.
pub(super) fn day_places(zone: &Zone, day: NaiveDate, step: u32) -> Vec<Place> {
    let second = TimeDelta::seconds(1);
    let start = zone.midnight(day);
    let end = day.succ_opt().map_or(start, |next| zone.midnight(next));
    // Offsets just before the day and at its end: if they differ the clock changed in between, and a wall-clock time may belong to either.
    let before = zone.offset_seconds(start - second);
    let after = zone.offset_seconds(end - second);
    let mut places = Vec::with_capacity((24 * 60 / step.max(1)) as usize + 1);
    for minute in (0..24 * 60).step_by(step.max(1) as usize) {
        let Some(time) = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0) else {
            continue;
        };
        let wall = day.and_time(time);
        let mut offer = |offset: i32| {
            let at = (wall - TimeDelta::seconds(i64::from(offset))).and_utc();
            if (before == after && at >= start) || zone.local(at) == wall {
                places.push(Place { at, day, minute });
            }
        };
        offer(before);
        if before != after {
            offer(after);
        }
    }
    places.sort_by_key(|place| place.at);
    places.dedup_by_key(|place| place.at);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(zone: &str, day: &str, step: u32) -> Vec<Place> {
        day_places(&Zone::named(zone).unwrap(), day.parse().unwrap(), step)
    }

    #[test]
    fn every_place_shows_its_wall_time_whatever_the_clock_does() {
        let days = [
            ("Europe/Paris", "2026-11-26", 96),
            ("Europe/Paris", "2026-03-29", 92),
            ("Europe/Paris", "2026-10-25", 100),
            ("America/New_York", "2026-03-08", 92),
            ("America/New_York", "2026-11-01", 100),
            ("Australia/Sydney", "2026-10-04", 92),
            ("Australia/Sydney", "2026-04-05", 100),
            // Ramadan: the clock goes back in February and forward in March.
            ("Africa/Casablanca", "2026-02-15", 100),
            ("Africa/Casablanca", "2026-03-22", 92),
            // Half an hour.
            ("Australia/Lord_Howe", "2026-10-04", 94),
            ("Australia/Lord_Howe", "2026-04-05", 98),
            // The clock changes at midnight, so that the day starts at 1 or midnight comes twice.
            ("America/Havana", "2026-03-08", 92),
            ("America/Havana", "2026-11-01", 100),
            ("Asia/Kolkata", "2026-02-28", 96),
        ];
        for (name, day, count) in days {
            let zone = Zone::named(name).unwrap();
            let places = places(name, day, 15);
            assert_eq!(places.len(), count, "{name} {day}");
            for place in &places {
                let local = zone.local(place.at);
                assert_eq!(local.date(), place.day, "{name} {day}");
                let minute = local
                    .time()
                    .signed_duration_since(NaiveTime::MIN)
                    .num_minutes();
                assert_eq!(minute, i64::from(place.minute), "{name} {day}");
                assert_eq!(minute % 15, 0);
            }
            assert!(places.is_sorted_by(|a, b| a.at < b.at));
        }
    }

    #[test]
    fn a_step_that_does_not_divide_the_day_starts_again_at_midnight() {
        let places = places("Europe/Paris", "2026-11-26", 420);
        let minutes: Vec<u32> = places.iter().map(|place| place.minute).collect();
        assert_eq!(minutes, [0, 420, 840, 1260]);
    }
}
