//! A calendar of every kind of record against its golden file, and read back by calcard.

use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use chrono::{DateTime, Utc};

use crate::record::{Draft, Event, Slot, Task};

use super::{Calendar, CalendarOptions, TaskForm};

const GOLDEN: &str = include_str!("../../../../tests/fixtures/schedule/calendar.ics");

const SLOT: &str = r#"{"id":"d1@instagram","draft":"d1","client":"KO","channel":"instagram","at":"2026-11-26T17:00:00Z","timezone":"Europe/Paris",
    "value":0.164,"why":["thu 18h on instagram: rate 0.041, the best hour of its window","provisional: its status is idea"],
    "text":"Noël, déjà ; 20 % \\o/ sur tout\nEND:VEVENT"}"#;
const TASK: &str = r#"{"id":"reply:mastodon:1","kind":"reply","post":"mastodon:1","client":"KO","assignee":"Ann","level":2,
    "start_at":"2026-11-24T09:00:00Z","due_at":"2026-11-24T13:30:00Z","minutes":15,"status":"open","priority":80,"stance":"answer",
    "url":"https://example.org/@a/1","title":"où est mon colis ?"}"#;
const EVENT: &str = r#"{"id":"daily","kind":"meeting","title":"Point du jour","start_at":"2026-11-23T08:30:00Z","end_at":"2026-11-23T08:45:00Z",
    "timezone":"Europe/Paris","rrule":"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR","attendees":["Ann","Bob"],"agenda":["alarms","due today"]}"#;
const DRAFT: &str = r#"{"id":"d2","channels":["x","bluesky"],"text":"Bonne année !","variants":{"x":"2027 !"},"status":"approved","at":"2026-12-31T23:00:00Z"}"#;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

fn calendar(tasks: TaskForm) -> String {
    let mut calendar = Calendar::new(CalendarOptions {
        name: Some("KO, plan".to_owned()),
        tasks,
        ..CalendarOptions::new(now())
    });
    calendar.add_slot(&parse::<Slot>(SLOT));
    calendar.add_task(&parse::<Task>(TASK));
    calendar.add_event(&parse::<Event>(EVENT)).unwrap();
    assert!(calendar.add_draft(&parse::<Draft>(DRAFT)));
    calendar.finish()
}

#[test]
fn the_calendar_is_what_it_was() {
    if std::env::var_os("CM_BLESS").is_some() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/fixtures/schedule/calendar.ics"
        );
        std::fs::write(path, calendar(TaskForm::Todo)).unwrap();
        return;
    }
    assert_eq!(calendar(TaskForm::Todo), GOLDEN);
}

#[test]
fn calcard_reads_back_what_was_written() {
    let read = ICalendar::parse(calendar(TaskForm::Todo)).unwrap();
    let count = |kind: &ICalendarComponentType| {
        read.components
            .iter()
            .filter(|component| component.component_type == *kind)
            .count()
    };
    assert_eq!(count(&ICalendarComponentType::VEvent), 4);
    assert_eq!(count(&ICalendarComponentType::VTodo), 1);
    assert_eq!(count(&ICalendarComponentType::VAlarm), 1);
    assert_eq!(count(&ICalendarComponentType::VTimezone), 1);
    let texts: Vec<&str> = read
        .components
        .iter()
        .filter_map(|component| {
            component
                .property(&ICalendarProperty::Description)?
                .values
                .first()?
                .as_text()
        })
        .collect();
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("Noël, déjà ; 20 % \\o/ sur tout\nEND:VEVENT\nthu 18h")),
        "{texts:?}"
    );
    let uids: Vec<&str> = read.uids().collect();
    assert_eq!(
        uids,
        [
            "d1@instagram@cm",
            "reply:mastodon:1@cm",
            "daily@cm",
            "d2@x@cm",
            "d2@bluesky@cm"
        ]
    );
}

#[test]
fn a_later_calendar_wins_and_a_record_stands_once() {
    let sequence = |now: DateTime<Utc>| {
        let mut calendar = Calendar::new(CalendarOptions::new(now));
        calendar.add_slot(&parse::<Slot>(SLOT));
        calendar.add_slot(&parse::<Slot>(SLOT));
        let text = calendar.finish();
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("SEQUENCE:"))
            .unwrap()
            .to_owned();
        line.parse::<i64>().unwrap()
    };
    let first = sequence(now());
    assert!(sequence(now() + chrono::TimeDelta::seconds(1)) > first);
    assert_eq!(sequence(DateTime::<Utc>::MAX_UTC), i64::from(i32::MAX));
    assert_eq!(sequence(DateTime::<Utc>::MIN_UTC), 0);
}

#[test]
fn a_slot_replaces_its_draft_and_no_other_record() {
    let mut draft = parse::<Draft>(DRAFT);
    draft.id = "d1".to_owned();
    draft.channels = vec!["instagram".to_owned()];
    let mut event = parse::<Event>(EVENT);
    event.id = "d1@instagram".to_owned();
    let mut calendar = Calendar::new(CalendarOptions::new(now()));
    calendar.add_slot(&parse::<Slot>(SLOT));
    calendar.add_draft(&draft);
    calendar.add_event(&event).unwrap();
    calendar.add_event(&event).unwrap();
    let text = calendar.finish();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert!(
        text.contains("UID:d1@instagram@cm\r\n") && text.contains("UID:event:d1@instagram@cm\r\n")
    );
    assert!(!text.contains("SUMMARY:instagram: Bonne"));
}

#[test]
fn tasks_can_be_events_and_a_bad_rule_breaks_nothing() {
    assert!(!calendar(TaskForm::Event).contains("VTODO"));
    let mut event = parse::<Event>(EVENT);
    event.rrule = Some("FREQ=DAILY\r\nATTACH:file:///etc/passwd".to_owned());
    let mut calendar = Calendar::new(CalendarOptions::new(now()));
    calendar.add_event(&event).unwrap();
    let text = calendar.finish();
    assert!(!text.contains("RRULE:FREQ=DAILY") && !text.contains("\r\nATTACH"));
    assert!(
        text.replace("\r\n ", "")
            .contains("recurrence not understood: FREQ=DAILY")
    );
}
