//! Due times over both clock changes, in four places; worked out by hand from the dates on which the clocks change.

use crate::schedule::settings::BusinessHoursSettings;
use crate::time::{ServiceLevelSettings, ServiceLevels, Zone};

use super::{inbox, mention, options};
use crate::schedule::replies::{Memory, ReplyOptions, replies};

/// The due time of a message of level 1, in the hours of a place.
fn due(zone: &str, hours: &str, term: &str, published: &str) -> String {
    let hours: BusinessHoursSettings = toml::from_str(hours).unwrap();
    let settings = ServiceLevelSettings {
        level_1: Some(term.to_owned()),
        ..ServiceLevelSettings::default()
    };
    let options = ReplyOptions {
        service_levels: ServiceLevels::from_settings(&settings).unwrap(),
        hours: hours.hours("h", &Zone::named(zone).unwrap()).unwrap(),
        ..options(published, Vec::new())
    };
    let line = mention("m:1", published, r#""stance":"answer","level":1"#);
    let made = replies(&inbox(&[&line]), &Memory::new(), &options);
    made.tasks[0].due_at.format("%Y-%m-%dT%H:%MZ").to_string()
}

/// 9:00 to 12:30 and 14:00 to 18:00, Monday to Friday.
const OFFICE: &str = "";

/// Always, also on the Sunday on which the clocks change.
const ALWAYS: &str = r#"
mon = ["00:00-24:00"]
tue = ["00:00-24:00"]
wed = ["00:00-24:00"]
thu = ["00:00-24:00"]
fri = ["00:00-24:00"]
sat = ["00:00-24:00"]
sun = ["00:00-24:00"]
"#;

/// Sunday mornings.
const SUNDAY: &str = r#"sun = ["00:00-06:00"]"#;

#[test]
fn four_hours_from_friday_evening_end_on_monday_by_the_new_clock() {
    // Friday 17:00 on the wall: an hour until 18:00, three on Monday from 9:00 to 12:00.
    for (zone, friday, monday) in [
        ("Europe/Paris", "2026-03-27T16:00:00Z", "2026-03-30T10:00Z"),
        ("Europe/Paris", "2026-10-23T15:00:00Z", "2026-10-26T11:00Z"),
        (
            "America/New_York",
            "2026-03-06T22:00:00Z",
            "2026-03-09T16:00Z",
        ),
        (
            "America/New_York",
            "2026-10-30T21:00:00Z",
            "2026-11-02T17:00Z",
        ),
        // Summer begins in October and ends in April.
        (
            "Australia/Sydney",
            "2026-10-02T07:00:00Z",
            "2026-10-05T01:00Z",
        ),
        (
            "Australia/Sydney",
            "2026-04-03T06:00:00Z",
            "2026-04-06T02:00Z",
        ),
        // An hour back for Ramadan, from 15 February to 22 March 2026.
        (
            "Africa/Casablanca",
            "2026-02-13T16:00:00Z",
            "2026-02-16T12:00Z",
        ),
        (
            "Africa/Casablanca",
            "2026-03-20T17:00:00Z",
            "2026-03-23T11:00Z",
        ),
    ] {
        assert_eq!(
            due(zone, OFFICE, "4h business", friday),
            monday,
            "{zone} {friday}"
        );
    }
}

#[test]
fn the_night_of_the_change_has_an_hour_less_or_more() {
    // From Saturday 22:00 on the wall, eight hours of work around the clock: 7:00 in spring, 5:00 in autumn.
    for (zone, saturday, sunday) in [
        ("Europe/Paris", "2026-03-28T21:00:00Z", "2026-03-29T05:00Z"),
        ("Europe/Paris", "2026-10-24T20:00:00Z", "2026-10-25T04:00Z"),
        (
            "America/New_York",
            "2026-03-08T03:00:00Z",
            "2026-03-08T11:00Z",
        ),
        (
            "America/New_York",
            "2026-11-01T02:00:00Z",
            "2026-11-01T10:00Z",
        ),
        (
            "Australia/Sydney",
            "2026-10-03T12:00:00Z",
            "2026-10-03T20:00Z",
        ),
        (
            "Australia/Sydney",
            "2026-04-04T11:00:00Z",
            "2026-04-04T19:00Z",
        ),
        (
            "Africa/Casablanca",
            "2026-02-14T21:00:00Z",
            "2026-02-15T05:00Z",
        ),
        (
            "Africa/Casablanca",
            "2026-03-21T22:00:00Z",
            "2026-03-22T06:00Z",
        ),
    ] {
        assert_eq!(
            due(zone, ALWAYS, "8h business", saturday),
            sunday,
            "{zone} {saturday}"
        );
    }
}

#[test]
fn hours_of_that_sunday_are_those_of_the_clock_on_the_wall() {
    // Open from midnight to 6:00: five hours when one is skipped, seven when one comes twice. Five and a half hours of work end on the next Sunday
    // at 0:30, or on the same one at 4:30.
    for (zone, saturday, end) in [
        ("Europe/Paris", "2026-03-28T12:00:00Z", "2026-04-04T22:30Z"),
        ("Europe/Paris", "2026-10-24T12:00:00Z", "2026-10-25T03:30Z"),
        (
            "America/New_York",
            "2026-03-07T12:00:00Z",
            "2026-03-15T04:30Z",
        ),
        (
            "America/New_York",
            "2026-10-31T12:00:00Z",
            "2026-11-01T09:30Z",
        ),
        (
            "Australia/Sydney",
            "2026-10-03T01:00:00Z",
            "2026-10-10T13:30Z",
        ),
        (
            "Australia/Sydney",
            "2026-04-04T01:00:00Z",
            "2026-04-04T18:30Z",
        ),
        (
            "Africa/Casablanca",
            "2026-02-14T12:00:00Z",
            "2026-02-15T04:30Z",
        ),
        (
            "Africa/Casablanca",
            "2026-03-21T12:00:00Z",
            "2026-03-28T23:30Z",
        ),
    ] {
        let due = due(zone, SUNDAY, "5h30m business", saturday);
        assert_eq!(due, end, "{zone} {saturday}");
    }
}

#[test]
fn a_term_around_the_clock_does_not_heed_the_wall() {
    for zone in ["Europe/Paris", "America/New_York", "Australia/Sydney"] {
        let due = due(zone, OFFICE, "24h", "2026-03-28T12:00:00Z");
        assert_eq!(due, "2026-03-29T12:00Z", "{zone}");
    }
}
