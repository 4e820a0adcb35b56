//! Days and weeks of the calendar, and days on which the clocks change.

use chrono::TimeDelta;

use super::at;
use super::rules::{many, week, with};
use crate::schedule::settings::WeekHours;
use crate::time::Zone;

#[test]
fn a_leap_day_is_a_day_and_week_53_is_one_week_over_the_new_year() {
    let mut options = week();
    options.from = "2028-02-28".parse().unwrap();
    options.to = "2028-03-02".parse().unwrap();
    options.rules.default.max_per_day = 1;
    let plan = with(&many(4, |_, _| {}), &options);
    let zone = &options.rules.default.zone;
    let days: Vec<String> = plan
        .slots
        .iter()
        .map(|slot| zone.day(slot.at).to_string())
        .collect();
    assert_eq!(days, ["2028-02-28", "2028-02-29", "2028-03-01"]);
    // Week 53 of 2026: 2026-12-28 to 2027-01-03.
    options.from = "2026-12-28".parse().unwrap();
    options.to = "2027-01-11".parse().unwrap();
    options.rules.default.max_per_week = Some(2);
    let plan = with(&many(9, |_, _| {}), &options);
    let before = |slot: &&crate::record::Slot| slot.at < at("2027-01-03T23:00:00Z");
    assert_eq!(plan.slots.iter().filter(before).count(), 2);
    assert_eq!(plan.slots.len(), 4);
    // Two of its days in either year, and the limit holds over both.
    options.from = "2026-12-31".parse().unwrap();
    options.to = "2027-01-02".parse().unwrap();
    options.rules.default.max_per_day = 3;
    let plan = with(&many(9, |_, _| {}), &options);
    assert_eq!(plan.slots.len(), 2);
}

#[test]
fn open_hours_hold_on_the_clock_on_the_wall_through_every_change_of_it() {
    // The Saturday before and the Sunday of each change; Morocco leaves and takes up its time for Ramadan.
    let changes = [
        ("Europe/Paris", "2026-03-28", ["08:00", "07:00"]),
        ("Europe/Paris", "2026-10-24", ["07:00", "08:00"]),
        ("America/New_York", "2026-03-07", ["14:00", "13:00"]),
        ("America/New_York", "2026-10-31", ["13:00", "14:00"]),
        ("Australia/Sydney", "2026-04-04", ["22:00", "23:00"]),
        ("Australia/Sydney", "2026-10-03", ["23:00", "22:00"]),
        ("Africa/Casablanca", "2026-02-14", ["08:00", "09:00"]),
        ("Africa/Casablanca", "2026-03-21", ["09:00", "08:00"]),
    ];
    for (zone, from, hours) in changes {
        let mut options = week();
        options.from = from.parse().unwrap();
        options.to = options.from + TimeDelta::days(2);
        options.rules.default.zone = Zone::named(zone).unwrap();
        options.rules.default.quiet_hours.clear();
        options.rules.default.open_hours = vec![WeekHours::parse("09:00-10:00").unwrap()];
        options.rules.step = 60;
        let plan = with(&many(3, |_, _| {}), &options);
        let at: Vec<String> = plan
            .slots
            .iter()
            .map(|slot| slot.at.format("%H:%M").to_string())
            .collect();
        assert_eq!(at, hours, "{zone} {from}");
    }
}
