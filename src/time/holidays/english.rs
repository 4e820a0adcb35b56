//! United Kingdom, United States, Québec.
//!
//! Sources: United Kingdom, Banking and Financial Dealings Act 1971 and the royal proclamations (gov.uk/bank-holidays); United States, 5 U.S.C. 6103
//! and Executive Order 11582; Québec, Act respecting labour standards, section 60 (of Good Friday and Easter Monday the employer chooses one; Good
//! Friday is taken), and National Holiday Act.

use chrono::{NaiveDate, Weekday};

use super::rule::Shift::{Monday, Nearest, NextFree};
use super::rule::When::{Before, Easter, Fixed, Last, Nth, Other};
use super::rule::{Rule, rule};

pub(super) const NATIONS: &[(&str, &str)] = &[
    ("ENG", "England"),
    ("WLS", "Wales"),
    ("SCT", "Scotland"),
    ("NIR", "Northern Ireland"),
];

pub(super) const BRITAIN: &[Rule] = &[
    named(Fixed(1, 1), "New Year’s Day").shifted(NextFree),
    named(Fixed(1, 2), "2nd January")
        .only(&["SCT"])
        .shifted(NextFree),
    named(Fixed(3, 17), "St Patrick’s Day")
        .only(&["NIR"])
        .shifted(NextFree),
    named(Easter(-2), "Good Friday"),
    named(Easter(1), "Easter Monday").except(&["SCT"]),
    named(Fixed(4, 29), "Royal Wedding").once(2011),
    named(Other(early_may), "Early May bank holiday"),
    named(Fixed(5, 8), "Coronation of King Charles III").once(2023),
    named(Other(spring), "Spring bank holiday"),
    named(Fixed(6, 3), "Golden Jubilee").once(2002),
    named(Fixed(6, 5), "Diamond Jubilee").once(2012),
    named(Fixed(6, 3), "Platinum Jubilee").once(2022),
    named(Fixed(6, 15), "World Cup bank holiday")
        .only(&["SCT"])
        .once(2026),
    named(Fixed(7, 12), "Battle of the Boyne")
        .only(&["NIR"])
        .shifted(NextFree),
    named(Nth(8, Weekday::Mon, 1), "Summer bank holiday").only(&["SCT"]),
    named(Last(8, Weekday::Mon), "Summer bank holiday").except(&["SCT"]),
    named(Fixed(9, 19), "State Funeral of Queen Elizabeth II").once(2022),
    named(Fixed(11, 30), "St Andrew’s Day")
        .only(&["SCT"])
        .since(2007)
        .shifted(NextFree),
    named(Fixed(12, 25), "Christmas Day").shifted(NextFree),
    named(Fixed(12, 26), "Boxing Day").shifted(NextFree),
];

pub(super) const UNITED_STATES: &[Rule] = &[
    named(Fixed(1, 1), "New Year’s Day").shifted(Nearest),
    named(
        Nth(1, Weekday::Mon, 3),
        "Birthday of Martin Luther King, Jr.",
    )
    .since(1986),
    named(Nth(2, Weekday::Mon, 3), "Washington’s Birthday"),
    named(Last(5, Weekday::Mon), "Memorial Day"),
    named(Fixed(6, 19), "Juneteenth")
        .since(2021)
        .shifted(Nearest),
    named(Fixed(7, 4), "Independence Day").shifted(Nearest),
    named(Nth(9, Weekday::Mon, 1), "Labor Day"),
    named(Nth(10, Weekday::Mon, 2), "Columbus Day"),
    named(Fixed(11, 11), "Veterans Day").shifted(Nearest),
    named(Nth(11, Weekday::Thu, 4), "Thanksgiving Day"),
    named(Fixed(12, 25), "Christmas Day").shifted(Nearest),
];

pub(super) const QUEBEC: &[Rule] = &[
    rule(Fixed(1, 1), "Jour de l’an", "New Year’s Day"),
    rule(Easter(-2), "Vendredi saint", "Good Friday"),
    rule(
        Before(5, 25, Weekday::Mon),
        "Journée nationale des patriotes",
        "National Patriots’ Day",
    )
    .since(2003),
    rule(
        Before(5, 25, Weekday::Mon),
        "Fête de Dollard",
        "Victoria Day",
    )
    .until(2002),
    rule(
        Fixed(6, 24),
        "Fête nationale du Québec",
        "Saint-Jean-Baptiste Day",
    )
    .shifted(Monday),
    rule(Fixed(7, 1), "Fête du Canada", "Canada Day").shifted(Monday),
    rule(Nth(9, Weekday::Mon, 1), "Fête du Travail", "Labour Day"),
    rule(Nth(10, Weekday::Mon, 2), "Action de grâces", "Thanksgiving"),
    rule(Fixed(12, 25), "Noël", "Christmas Day"),
];

const fn named(when: super::rule::When, name: &'static str) -> Rule {
    rule(when, name, name)
}

/// The first Monday of May; 8 May in 2020, for the 75 years since the war, as in 1995.
fn early_may(year: i32) -> Option<NaiveDate> {
    match year {
        1995 | 2020 => NaiveDate::from_ymd_opt(year, 5, 8),
        _ => rule(Nth(5, Weekday::Mon, 1), "", "").since(1978).day(year),
    }
}

/// The last Monday of May, moved beside the jubilees.
fn spring(year: i32) -> Option<NaiveDate> {
    match year {
        2002 | 2012 => NaiveDate::from_ymd_opt(year, 6, 4),
        2022 => NaiveDate::from_ymd_opt(year, 6, 2),
        _ => rule(Last(5, Weekday::Mon), "", "").day(year),
    }
}
