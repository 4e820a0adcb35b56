//! Tests of recurrences: the examples of RFC 5545, random rules as python-dateutil reads them, clock changes, hostile rules.

use super::*;
use chrono::TimeDelta;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    start: NaiveDateTime,
    rule: String,
    to: NaiveDateTime,
    times: Vec<NaiveDateTime>,
}

fn expand(
    rule: &str,
    start: NaiveDateTime,
    from: NaiveDateTime,
    to: NaiveDateTime,
) -> Vec<NaiveDateTime> {
    let mut found = Vec::new();
    Rule::parse(rule)
        .unwrap()
        .between(
            start,
            from,
            to,
            &Zone::utc(),
            &mut Budget::default(),
            &mut found,
        )
        .unwrap();
    found
}

fn agrees(fixture: &str) {
    assert!(fixture.lines().count() > 30);
    for line in fixture.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let all = expand(&case.rule, case.start, case.start, case.to);
        assert_eq!(all, case.times, "{} from {}", case.rule, case.start);
        // Asked from the middle on, the periods before are jumped over: nothing else may change.
        if let Some(from) = case.times.get(case.times.len() / 2) {
            for from in [
                *from,
                *from + TimeDelta::seconds(1),
                *from - TimeDelta::hours(5),
            ] {
                let later = expand(&case.rule, case.start, from, case.to);
                let expected: Vec<NaiveDateTime> =
                    all.iter().copied().filter(|at| *at >= from).collect();
                assert_eq!(later, expected, "{} from {from}", case.rule);
            }
        }
    }
}

#[test]
fn every_example_of_rfc_5545_comes_out_as_printed() {
    agrees(include_str!(
        "../../../tests/fixtures/schedule/recurrence/rfc5545.jsonl"
    ));
}

#[test]
fn random_rules_are_read_as_dateutil_reads_them() {
    agrees(include_str!(
        "../../../tests/fixtures/schedule/recurrence/random.jsonl"
    ));
}

/// The instants of a daily rule around a clock change, as local hours of each zone would have them.
fn around(zone: &str, start: &str, days: i64) -> Vec<String> {
    let zone = Zone::named(zone).unwrap();
    let start: NaiveDateTime = start.parse().unwrap();
    let local = expand("FREQ=DAILY", start, start, start + TimeDelta::days(days));
    instants(&local, &zone)
        .iter()
        .map(|at| at.format("%m-%dT%H:%MZ").to_string())
        .collect()
}

#[test]
fn days_around_both_clock_changes_are_right() {
    let paris = around("Europe/Paris", "2026-03-28T02:30:00", 3);
    assert_eq!(paris, ["03-28T01:30Z", "03-29T01:30Z", "03-30T00:30Z"]);
    let paris = around("Europe/Paris", "2026-10-24T02:30:00", 3);
    assert_eq!(paris, ["10-24T00:30Z", "10-25T00:30Z", "10-26T01:30Z"]);
    let new_york = around("America/New_York", "2026-03-07T02:30:00", 3);
    assert_eq!(new_york, ["03-07T07:30Z", "03-08T07:30Z", "03-09T06:30Z"]);
    let new_york = around("America/New_York", "2026-10-31T01:30:00", 3);
    assert_eq!(new_york, ["10-31T05:30Z", "11-01T05:30Z", "11-02T06:30Z"]);
    let sydney = around("Australia/Sydney", "2026-04-04T02:30:00", 3);
    assert_eq!(sydney, ["04-03T15:30Z", "04-04T15:30Z", "04-05T16:30Z"]);
    let sydney = around("Australia/Sydney", "2026-10-03T02:30:00", 3);
    assert_eq!(sydney, ["10-02T16:30Z", "10-03T16:30Z", "10-04T15:30Z"]);
    // Casablanca left its summer time on 15 February 2026, came back on 22 March, and left it for good on 20 September.
    let casablanca = around("Africa/Casablanca", "2026-02-14T09:00:00", 3);
    assert_eq!(casablanca, ["02-14T08:00Z", "02-15T09:00Z", "02-16T09:00Z"]);
    let casablanca = around("Africa/Casablanca", "2026-03-21T09:00:00", 3);
    assert_eq!(casablanca, ["03-21T09:00Z", "03-22T08:00Z", "03-23T08:00Z"]);
}

#[test]
fn two_local_times_of_one_instant_are_one_occurrence() {
    let zone = Zone::named("Europe/Paris").unwrap();
    let start: NaiveDateTime = "2026-03-29T01:30:00".parse().unwrap();
    let local = expand(
        "FREQ=HOURLY;COUNT=4",
        start,
        start,
        start + TimeDelta::days(1),
    );
    assert_eq!(local.len(), 4);
    assert_eq!(instants(&local, &zone).len(), 3);
}

#[test]
fn an_end_in_utc_is_read_in_the_zone() {
    let start: NaiveDateTime = "1997-09-02T09:00:00".parse().unwrap();
    let zone = Zone::named("America/New_York").unwrap();
    let mut found = Vec::new();
    let rule = Rule::parse("RRULE:FREQ=DAILY;UNTIL=19971224T000000Z").unwrap();
    rule.between(
        start,
        start,
        NaiveDateTime::MAX,
        &zone,
        &mut Budget::default(),
        &mut found,
    )
    .unwrap();
    assert_eq!(found.len(), 113);
    assert_eq!(found.last().unwrap().to_string(), "1997-12-23 09:00:00");
    let day = expand(
        "FREQ=DAILY;UNTIL=19970903",
        start,
        start,
        NaiveDateTime::MAX,
    );
    assert_eq!(day.len(), 2);
}

#[test]
fn rules_that_name_nothing_end_or_spend_their_budget() {
    let start: NaiveDateTime = "1970-01-01T00:00:00".parse().unwrap();
    let mut budget = Budget::default();
    for rule in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;INTERVAL=4000000000;BYSECOND=7",
        "FREQ=SECONDLY;COUNT=4000000000",
        "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=YEARLY;INTERVAL=4000000000",
        "FREQ=MINUTELY;BYSETPOS=366",
    ] {
        let mut found = Vec::new();
        let from = "2026-01-01T00:00:00".parse().unwrap();
        let _ = Rule::parse(rule).unwrap().between(
            start,
            from,
            "2026-01-01T00:00:10".parse().unwrap(),
            &Zone::utc(),
            &mut budget,
            &mut found,
        );
        assert!(found.len() <= 11, "{rule}");
    }
}

#[test]
fn what_is_no_rule_is_refused_with_the_reason() {
    for (text, what) in [
        ("", "it has no FREQ"),
        (
            "FREQ=DAYLY",
            "FREQ: `DAYLY` is not known; write DAILY, WEEKLY, MONTHLY or YEARLY",
        ),
        (
            "FREQ=DAILY;INTERVAL=0",
            "INTERVAL: `0` is not a number from 1 up",
        ),
        (
            "FREQ=DAILY;COUNT=-1",
            "COUNT: `-1` is not a number from 1 up",
        ),
        (
            "FREQ=DAILY;BYHOUR=24",
            "BYHOUR: `24` is out of range; write 0 to 23",
        ),
        (
            "FREQ=MONTHLY;BYDAY=54MO",
            "BYDAY: `54MO` is out of range; write MO, 1MO for the first, -1MO for the last",
        ),
        ("FREQ=DAILY;RSCALE=HEBREW", "`RSCALE` is not known"),
        (
            "FREQ=DAILY;UNTIL=soon",
            "UNTIL: `SOON` is not a date; write 20261231",
        ),
        ("FREQ=DAILY;UNTIL", "`UNTIL` has no `=`"),
        ("FREQ=WEEKLY;BYDAY=é", "is not a day"),
    ] {
        let message = Rule::parse(text).unwrap_err().to_string();
        assert!(message.contains(what), "{text}: {message}");
    }
}
