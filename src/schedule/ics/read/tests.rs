//! Reading calendars: oddities of exports, and our own records back whole.

use chrono::{DateTime, Utc};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::{ImportedEntry, read};
use crate::record::Event;
use crate::schedule::ics::{Calendar, CalendarOptions, TaskForm, occurrences};
use crate::time::Zone;

fn paris() -> Zone {
    Zone::named("Europe/Paris").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn events(text: &str) -> Vec<Event> {
    let imported = read(text.as_bytes(), &paris());
    imported
        .entries
        .into_iter()
        .map(|entry| match entry {
            ImportedEntry::Event(event) => *event,
            ImportedEntry::Record(line) => serde_json::from_str(&line).unwrap(),
        })
        .collect()
}

fn one(lines: &str) -> Event {
    let text =
        format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    events(&text).remove(0)
}

/// Lines, start, end, zone.
type Times = (
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const TIMES: [Times; 9] = [
    (
        "DTSTART:20261125T090000Z\nDTEND:20261125T100000Z",
        "2026-11-25T09:00:00Z",
        Some("2026-11-25T10:00:00Z"),
        None,
    ),
    (
        "DTSTART;TZID=Europe/London:20261125T090000\nDURATION:PT1H30M",
        "2026-11-25T09:00:00Z",
        Some("2026-11-25T10:30:00Z"),
        Some("Europe/London"),
    ),
    (
        "DTSTART;TZID=Romance Standard Time:20261125T090000",
        "2026-11-25T08:00:00Z",
        None,
        Some("Europe/Paris"),
    ),
    (
        "DTSTART;TZID=\"Eastern Standard Time\":20261125T090000",
        "2026-11-25T14:00:00Z",
        None,
        Some("America/New_York"),
    ),
    (
        "DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Rome:20261125T090000",
        "2026-11-25T08:00:00Z",
        None,
        Some("Europe/Rome"),
    ),
    (
        "DTSTART:20261125T090000",
        "2026-11-25T08:00:00Z",
        None,
        Some("Europe/Paris"),
    ),
    (
        "DTSTART;VALUE=DATE:20261125",
        "2026-11-24T23:00:00Z",
        Some("2026-11-25T23:00:00Z"),
        Some("Europe/Paris"),
    ),
    (
        "DTSTART;VALUE=DATE:20261024\nDTEND;VALUE=DATE:20261026",
        "2026-10-23T22:00:00Z",
        Some("2026-10-25T23:00:00Z"),
        Some("Europe/Paris"),
    ),
    (
        "DTSTART;VALUE=DATE:20261024\nDURATION:P2D",
        "2026-10-23T22:00:00Z",
        Some("2026-10-25T23:00:00Z"),
        Some("Europe/Paris"),
    ),
];

#[test]
fn times_are_read_in_every_form_that_exports_use() {
    for (lines, start, end, zone) in TIMES {
        let event = one(lines);
        assert_eq!(event.start_at, at(start), "{lines}");
        assert_eq!(event.end_at, end.map(at), "{lines}");
        assert_eq!(event.timezone.as_deref(), zone, "{lines}");
    }
}

#[test]
fn the_calendar_says_where_its_floating_times_are_and_what_its_own_zones_mean() {
    let text = "BEGIN:VCALENDAR\nX-WR-TIMEZONE:America/New_York\nBEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T030000\n\
        TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
        TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
        BEGIN:VEVENT\nUID:a\nDTSTART:20261125T090000\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART;TZID=Ours:20260725T090000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:c\nDTSTART;TZID=Ours:20261125T090000\nEND:VEVENT\nEND:VCALENDAR";
    let starts: Vec<DateTime<Utc>> = events(text).iter().map(|event| event.start_at).collect();
    let expected = [
        "2026-11-25T14:00:00Z",
        "2026-07-25T07:00:00Z",
        "2026-11-25T08:00:00Z",
    ];
    assert_eq!(starts, expected.map(at));
}

/// What is read of a weekly series in a zone with such clock changes: the zone, and the note.
fn series_in(changes: &str) -> (Option<String>, String) {
    let text = format!(
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Ours\n{changes}END:VTIMEZONE\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=Ours:20261123T180000\n\
        RRULE:FREQ=WEEKLY\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nDTSTART;TZID=Ours:20261123T180000\nEND:VEVENT\nEND:VCALENDAR"
    );
    let imported = read(text.as_bytes(), &Zone::utc());
    let zones = events(&text).into_iter().map(|event| event.timezone);
    let zones: Vec<Option<String>> = zones.collect();
    assert_eq!(zones[1], None, "what does not recur needs none");
    let faults = imported.faults.into_iter().map(|fault| fault.what);
    (zones[0].clone(), faults.collect())
}

fn observance(name: &str, start: &str, rule: &str, offsets: (&str, &str)) -> String {
    let (from, to) = offsets;
    format!(
        "BEGIN:{name}\nDTSTART:{start}\n{rule}TZOFFSETFROM:{from}\nTZOFFSETTO:{to}\nEND:{name}\n"
    )
}

#[test]
fn what_recurs_in_a_zone_of_the_calendars_own_recurs_in_one_with_the_same_clock() {
    let yearly = |month: u32, day: &str| format!("RRULE:FREQ=YEARLY;BYDAY={day};BYMONTH={month}\n");
    let pair = |first: (&str, &str, u32, &str), (winter, summer): (&str, &str)| {
        let (down, up, month, day) = first;
        let back = if month == 10 { (3, "-1SU") } else { (3, "2SU") };
        observance("STANDARD", down, &yearly(month, day), (summer, winter))
            + &observance("DAYLIGHT", up, &yearly(back.0, back.1), (winter, summer))
    };
    let paris = ("16010101T030000", "16010101T020000", 10, "-1SU");
    let (zone, note) = series_in(&pair(paris, ("+0100", "+0200")));
    assert_eq!(zone.as_deref(), Some("Europe/Paris"));
    assert!(note.contains("read in Europe/Paris"), "{note}");
    let new_york = ("16010101T020000", "16010101T020000", 11, "1SU");
    let (zone, _) = series_in(&pair(new_york, ("-0500", "-0400")));
    assert_eq!(zone.as_deref(), Some("America/New_York"));
    let (zone, _) = series_in(&observance(
        "STANDARD",
        "16010101T000000",
        "",
        ("+0900", "+0900"),
    ));
    assert_eq!(zone.as_deref(), Some("Asia/Tokyo"));
    // The clock of Paris, changed an hour later: nobody has it.
    let nowhere = ("16010101T040000", "16010101T030000", 10, "-1SU");
    let (zone, note) = series_in(&pair(nowhere, ("+0100", "+0200")));
    assert_eq!(zone, None);
    assert!(note.contains("read in UTC"), "{note}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Nowhere/City:20261125T090000\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\n\
        DTSTART:20261125T090000Z\r\nDTEND:soon\r\nBEGIN:VEVENT\r\nUID:3\r\nDTSTART:20261126T090000Z\r\nSUMMARY:c\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:4\r\nEND:VEVENT\r\nBEGIN:VJOURNAL\r\nEND:VJOURNAL\r\n";
    let imported = read(text.as_bytes(), &paris());
    assert_eq!(imported.entries.len(), 2);
    let lost: Vec<(usize, &str)> = imported
        .faults
        .iter()
        .filter(|fault| fault.lost)
        .map(|fault| (fault.line, fault.what.as_str()))
        .collect();
    let mut lost = lost;
    lost.sort_unstable();
    assert_eq!(lost[0].0, 4);
    assert!(lost[0].1.starts_with("unknown time zone `Nowhere/City`"));
    assert_eq!(lost[1], (15, "an entry without DTSTART"));
    assert_eq!(lost[2], (18, "VJOURNAL is passed over"));
    let page = read(b"<html>", &paris());
    assert!(
        page.faults
            .iter()
            .any(|fault| fault.lost && fault.what.contains("no calendar"))
    );
}

#[test]
fn a_series_is_expanded_with_its_exceptions() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nDTSTART;TZID=Europe/Paris:20261023T090000\nDTEND;TZID=Europe/Paris:20261023T093000\n\
        RRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Paris:20261024T090000\nRDATE;TZID=Europe/Paris:20261101T090000\nSUMMARY:Daily\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Europe/Paris:20261026T090000\nDTSTART;TZID=Europe/Paris:20261026T140000\nSUMMARY:Late\nEND:VEVENT\n\
        END:VCALENDAR";
    let single = occurrences(
        &events(text),
        at("2026-10-01T00:00:00Z"),
        at("2026-12-01T00:00:00Z"),
        &paris(),
    );
    let starts: Vec<(String, &str)> = single
        .events
        .iter()
        .map(|event| {
            (
                event.start_at.format("%m-%dT%H:%M").to_string(),
                event.title.as_str(),
            )
        })
        .collect();
    let expected = [
        ("10-23T07:00", "Daily"),
        ("10-25T08:00", "Daily"),
        ("10-26T13:00", "Late"),
        ("10-27T08:00", "Daily"),
        ("11-01T08:00", "Daily"),
    ];
    assert_eq!(
        starts,
        expected.map(|(start, title)| (start.to_owned(), title))
    );
    assert!(single.faults.is_empty());
}

fn options(tasks: TaskForm) -> CalendarOptions {
    CalendarOptions {
        tasks,
        ..CalendarOptions::new(at("2026-11-22T12:00:00Z"))
    }
}

fn there_and_back(lines: &[String], tasks: TaskForm) -> Vec<String> {
    let mut calendar = Calendar::new(options(tasks));
    for line in lines {
        assert!(calendar.add_line(line).unwrap());
    }
    let imported = read(calendar.finish().as_bytes(), &paris());
    assert_eq!(imported.faults, []);
    let line = |entry| match entry {
        ImportedEntry::Record(line) => line,
        ImportedEntry::Event(event) => panic!("not ours: {event:?}"),
    };
    imported.entries.into_iter().map(line).collect()
}

#[test]
fn what_was_changed_in_the_calendar_is_changed_in_the_record() {
    let slot = r#"{"type":"slot","id":"d@x","draft":"d","channel":"x","at":"2026-11-26T17:00:00.5Z","timezone":"Europe/Paris","value":1.10,"own":12345678901234567890}"#;
    let task = r#"{"type":"task","id":"reply:1","kind":"reply","level":1,"due_at":"2026-11-24T13:30:00Z","status":"open"}"#;
    let mut calendar = Calendar::new(options(TaskForm::Todo));
    calendar.add_line(slot).unwrap();
    calendar.add_line(task).unwrap();
    let text = calendar
        .finish()
        .replace("DTSTART:20261126T170000Z", "DTSTART:20261126T180000Z");
    let text = text.replace("NEEDS-ACTION", "COMPLETED");
    let imported = read(text.as_bytes(), &paris());
    assert_eq!(
        imported.entries,
        [
            ImportedEntry::Record(slot.replace("17:00:00.5Z", "18:00:00Z")),
            ImportedEntry::Record(task.replace("open", "resolved")),
        ]
    );
    let cancelled = read(text.replace("CONFIRMED", "CANCELLED").as_bytes(), &paris());
    assert_eq!(cancelled.entries.len(), 1);
}

#[test]
fn a_strange_calendar_comes_back_line_for_line() {
    let lines = "ORGANIZER;CN=Ann:mailto:ann@example.org\nATTENDEE;CN=\"Bob; B\":mailto:bob@example.org\nDTSTART;TZID=Europe/Paris:20261125T090000\n\
        RRULE:FREQ=WEEKLY;BYDAY=WE\nSUMMARY:a\\, b\nDESCRIPTION:one\\ntwo\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI:geo:1,2\nTRANSP:OPAQUE\n\
        BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT10M\nEND:VALARM";
    let event = one(lines);
    assert_eq!(event.attendees, ["Bob; B"]);
    let mut calendar = Calendar::new(CalendarOptions {
        records: false,
        ..options(TaskForm::Todo)
    });
    calendar.add_event(&event).unwrap();
    let text = calendar.finish();
    for kept in [
        "UID:u\r\n",
        "ORGANIZER;CN=Ann:mailto:ann@example.org\r\n",
        "TRIGGER:-PT10M\r\n",
        "geo:1,2\r\n",
    ] {
        assert!(text.contains(kept), "{kept}");
    }
    assert_eq!(events(&text), [event]);
}

#[test]
fn a_title_of_blanks_comes_back() {
    let line = json!({"type":"event","id":"e","title":"\t","start_at":"2026-11-25T08:00:00Z"});
    assert_eq!(
        there_and_back(&[line.to_string()], TaskForm::Todo),
        [line.to_string()]
    );
}

fn words() -> impl Strategy<Value = String> {
    "([a-zé«»,;:\\\\\"\n\t\u{85}\u{2028}\u{1f600} ]|\\PC){0,60}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn records_come_back_whole(
        texts in proptest::collection::vec(words(), 8),
        seconds in 0_i64..4_000_000_000,
        millis in 0_u32..1000,
        length in 0_i64..100_000,
        shape in 0_u8..32,
    ) {
        let start = DateTime::from_timestamp(seconds, millis * 1_000_000).unwrap();
        let end = start + chrono::TimeDelta::seconds(length);
        let has = |bit: u8| shape & (1 << bit) != 0;
        let mut event = json!({"type":"event","id":format!("e{}", texts[0]),"title":texts[1],"start_at":start,"zz":texts[2],"n":12_345_678_901_234_567_890_u64});
        if has(0) { event["end_at"] = json!(end); }
        if has(1) { event["timezone"] = json!("Europe/Paris"); }
        if has(2) { event["rrule"] = json!("FREQ=WEEKLY;BYDAY=MO,TU"); }
        if has(3) { event["all_day"] = json!(true); }
        if has(4) { event["agenda"] = json!([texts[3], texts[4]]); event["description"] = json!(texts[5]); event["excluded_at"] = json!([start]); }
        let slot = json!({"type":"slot","id":format!("s{}", texts[0]),"draft":texts[3],"channel":texts[4],"at":start,"timezone":"UTC","value":1.5,"why":[texts[5]],"text":texts[6]});
        let task = json!({"type":"task","id":format!("t{}", texts[0]),"kind":"reply","level":2,"due_at":end,"status":"open","title":texts[7]});
        let draft = json!({"type":"draft","id":format!("d{}", texts[0]),"channels":["x","y"],"text":texts[6],"at":start});
        let lines: Vec<String> = [event, slot, task, draft].iter().map(ToString::to_string).collect();
        for tasks in [TaskForm::Todo, TaskForm::Event] {
            let back = there_and_back(&lines, tasks);
            // Characters that no calendar may hold come back as JSON's escapes of them.
            let value = |line: &String| serde_json::from_str::<Value>(line).unwrap();
            let same = |lines: &[String]| lines.iter().map(value).collect::<Vec<_>>();
            prop_assert_eq!(same(&back), same(&lines));
        }
    }
}
