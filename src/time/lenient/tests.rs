//! Tests of lenient dates: a table of what feeds and spreadsheets write.

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use proptest::prelude::proptest;
use proptest::prop_assert_eq;

use super::{Dates, DayOrder, proven_order};
use crate::time::Zone;

fn show(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(
        || "-".to_owned(),
        |at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    )
}

/// Given and wanted.
const FEED_DATES: &[(&str, &str)] = &[
    ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
    (
        " 2026-11-21T10:00:00.123456+02:00 ",
        "2026-11-21T08:00:00.123456Z",
    ),
    ("2026-11-21t10:00:00z", "2026-11-21T10:00:00Z"),
    ("2026-11-21T10:00:00-0530", "2026-11-21T15:30:00Z"),
    ("2026-11-21T10:00:00 +0100", "2026-11-21T09:00:00Z"),
    ("2026-11-21T10:00Z", "2026-11-21T10:00:00Z"),
    ("2026-11-21T10:00", "2026-11-21T10:00:00Z"),
    ("2026-11-21 10:00:00", "2026-11-21T10:00:00Z"),
    ("2026-11-21 10:00:00 UTC", "2026-11-21T10:00:00Z"),
    ("2026-11-21", "2026-11-21T00:00:00Z"),
    ("2026/11/21 10:00", "2026-11-21T10:00:00Z"),
    ("20261121T100000Z", "2026-11-21T10:00:00Z"),
    ("20261121T1000", "2026-11-21T10:00:00Z"),
    ("20261121", "2026-11-21T00:00:00Z"),
    ("2026-11-21T24:00:00Z", "2026-11-22T00:00:00Z"),
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    (
        "2026-11-21T10:00:00+01:00[Europe/Paris]",
        "2026-11-21T09:00:00Z",
    ),
    ("Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21T10:00:00Z"),
    ("Sat, 21 Nov 26 10:00:00 +0200", "2026-11-21T08:00:00Z"),
    ("Mon, 21 Nov 2026 10:00:00 UT", "2026-11-21T10:00:00Z"),
    ("21 Nov 2026 10:00 EST", "2026-11-21T15:00:00Z"),
    ("Sat, 21 Nov 2026 10:00:00 PDT", "2026-11-21T17:00:00Z"),
    ("Sat, 21 Nov 2026 10:00:00 CEST", "2026-11-21T08:00:00Z"),
    ("Sat, 21 Nov 2026 10:00:00 GMT+2", "2026-11-21T08:00:00Z"),
    (
        "Sat, 21 Nov 2026 10:00:00 GMT-05:30",
        "2026-11-21T15:30:00Z",
    ),
    (
        "Sat, 21 Nov 2026 10:00:00 +0000 (UTC)",
        "2026-11-21T10:00:00Z",
    ),
    ("Sat, 21 Nov 2026 10:00:00 XYZ", "2026-11-21T10:00:00Z"),
    ("Sat, 21 Nov 2026 10:00:00 Z", "2026-11-21T10:00:00Z"),
    (
        "Thurs, 21 November 2026 1:02:03 GMT",
        "2026-11-21T01:02:03Z",
    ),
    ("Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z"),
    ("Sat Nov 21 10:00:00 CET 2026", "2026-11-21T09:00:00Z"),
    ("November 21, 2026", "2026-11-21T00:00:00Z"),
    ("Nov 21st, 2026 6:30 PM", "2026-11-21T18:30:00Z"),
    ("Nov 21, 2026, 12:05 a.m.", "2026-11-21T00:05:00Z"),
    ("21 Nov 2026 6pm", "2026-11-21T18:00:00Z"),
    ("samedi 21 novembre 2026 à 18h30", "2026-11-21T18:30:00Z"),
    ("Sam, 21 Nov 2026 18:30:00 +0100", "2026-11-21T17:30:00Z"),
    ("le samedi 1er août 2026", "2026-08-01T00:00:00Z"),
    ("mar. 24 nov. 2026, 8 h 05", "2026-11-24T08:05:00Z"),
    ("21 févr. 2026 10:00", "2026-02-21T10:00:00Z"),
    ("21. März 2026, 10:00 Uhr", "2026-03-21T10:00:00Z"),
    (
        "Samstag, 21. Dezember 2026 um 10:00",
        "2026-12-21T10:00:00Z",
    ),
    (
        "21 de diciembre de 2026 a las 10:00",
        "2026-12-21T10:00:00Z",
    ),
    ("21 dicembre 2026 alle ore 10:00", "2026-12-21T10:00:00Z"),
    ("21 de março de 2026", "2026-03-21T00:00:00Z"),
    ("21/11/2026 10:00", "2026-11-21T10:00:00Z"),
    ("21-11-2026", "2026-11-21T00:00:00Z"),
    ("21.11.2026", "2026-11-21T00:00:00Z"),
    ("21.11.26 10:00", "2026-11-21T10:00:00Z"),
    ("03/04/2026", "2026-04-03T00:00:00Z"),
    ("11/21/2026", "2026-11-21T00:00:00Z"),
    ("1/2/69", "1969-02-01T00:00:00Z"),
    ("1795255200", "2026-11-21T10:00:00Z"),
    ("1795255200.5", "2026-11-21T10:00:00.500Z"),
    ("1795255200123", "2026-11-21T10:00:00.123Z"),
    ("20261121100000", "2026-11-21T10:00:00Z"),
    ("2026年11月21日 10:00", "2026-11-21T10:00:00Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ("", "-"),
    ("hello", "-"),
    ("n/a", "-"),
    ("12", "-"),
    ("2026", "-"),
    ("46347", "-"),
    ("32/01/2026", "-"),
    ("30 Feb 2026", "-"),
    ("2026-13-01", "-"),
    ("2026-11-21T25:00:00Z", "-"),
    ("2026-11-21 13:00 pm", "-"),
    ("21 novembre", "-"),
    ("call me on 21 nov 2026", "-"),
    ("99999999999999999999999999", "-"),
    ("9999-12-31T23:59:59-14:00", "-"),
];

#[test]
fn dates_of_feeds() {
    for (text, wanted) in FEED_DATES.iter().copied() {
        assert_eq!(show(Dates::default().parse(text)), wanted, "{text}");
    }
}

#[test]
fn dates_of_spreadsheets() {
    let zone = Zone::named("Europe/Paris").expect("a known zone");
    let dates = Dates {
        zone,
        order: DayOrder::MonthFirst,
        serial: true,
    };
    for (text, wanted) in [
        ("03/04/2026 10:00", "2026-03-04T09:00:00Z"),
        ("07/14/2026 10:00", "2026-07-14T08:00:00Z"),
        ("14/07/2026 10:00", "2026-07-14T08:00:00Z"),
        ("03.04.2026", "2026-04-02T22:00:00Z"),
        ("46347", "2026-11-20T23:00:00Z"),
        ("46347.75", "2026-11-21T17:00:00Z"),
        ("1", "1899-12-31T23:50:39Z"),
        ("61", "1900-02-28T23:50:39Z"),
        ("0.5", "-"),
        ("2958466", "-"),
        ("1795255200", "2026-11-21T10:00:00Z"),
    ] {
        assert_eq!(show(dates.parse(text)), wanted, "{text}");
    }
}

#[test]
fn proof_of_the_order() {
    assert_eq!(proven_order("21/11/2026 10:00"), Some(DayOrder::DayFirst));
    assert_eq!(
        proven_order("11/21/2026 10:00 PM"),
        Some(DayOrder::MonthFirst)
    );
    for text in [
        "03/04/2026",
        "21.11.2026",
        "2026-11-21",
        "21 nov 2026",
        "x",
        "",
    ] {
        assert_eq!(proven_order(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_taken(text in "([0-9]{1,12}|[-+/.:, TZh]|[a-z]{1,5}|\\PC){0,20}") {
        let serial = Dates { serial: true, ..Dates::default() };
        let _ = (Dates::default().parse(&text), serial.parse(&text), proven_order(&text));
    }

    /// What chrono writes in the two standard forms is read back.
    #[test]
    fn standard_forms(seconds in 0i64..4_102_444_800, offset in -14i32 * 4..=14 * 4) {
        let at = Utc.timestamp_opt(seconds, 0).single();
        let zone = chrono::FixedOffset::east_opt(offset * 900).expect("a whole quarter below 15 hours");
        let there = at.map(|at| at.with_timezone(&zone));
        for text in there.iter().flat_map(|there| [there.to_rfc3339(), there.to_rfc2822()]) {
            prop_assert_eq!(Dates::default().parse(&text), at, "{}", text);
        }
    }
}
