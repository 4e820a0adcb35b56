//! Tests of the rhythm: where meetings land, and what their agendas say.

use super::*;
use crate::record::Draft;
use crate::time::Zone;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn paris() -> Zone {
    Zone::named("Europe/Paris").unwrap()
}

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn options(from: &str, to: &str) -> RhythmOptions {
    let france = crate::time::Holidays::named("FR").unwrap();
    RhythmOptions {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        now: format!("{from}T06:00:00Z").parse().unwrap(),
        hours: BusinessHours::office(paris()).with_places([france]),
        language: Language::French,
        client: None,
    }
}

fn meeting(rrule: &str, on_holiday: &str) -> Meeting {
    let settings = RhythmSettings {
        name: "m".to_owned(),
        rrule: rrule.to_owned(),
        on_holiday: Some(on_holiday.to_owned()),
        agenda: ["alerts", "tasks", "drafts", "posts"]
            .map(str::to_owned)
            .to_vec(),
        ..RhythmSettings::default()
    };
    Meeting::from_settings(&settings, &paris()).unwrap()
}

fn days(rrule: &str, on_holiday: &str, from: &str, to: &str) -> Vec<String> {
    let events = rhythm(
        &[meeting(rrule, on_holiday)],
        &Matters::default(),
        &options(from, to),
    );
    events
        .iter()
        .map(|event| event.start_at.format("%m-%dT%H").to_string())
        .collect()
}

#[test]
fn meetings_leave_holidays_and_weekends_by_their_rule() {
    // 6 April 2026 is Easter Monday; 1 May a Friday.
    let monday = |rule| days("FREQ=WEEKLY;BYDAY=MO", rule, "2026-04-01", "2026-04-15");
    assert_eq!(monday("next"), ["04-07T07", "04-13T07"]);
    assert_eq!(monday("previous"), ["04-03T07", "04-13T07"]);
    assert_eq!(monday("skip"), ["04-13T07"]);
    assert_eq!(
        days(
            "FREQ=MONTHLY;BYMONTHDAY=1",
            "next",
            "2026-05-01",
            "2026-06-01"
        ),
        ["05-04T07"]
    );
    // A meeting of the last day of May is moved into June, and is June's.
    assert_eq!(
        days(
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "next",
            "2026-06-01",
            "2026-06-15"
        ),
        ["06-01T07"]
    );
}

#[test]
fn the_hour_stays_when_the_clock_changes_and_moves_are_said() {
    let rhythm = rhythm(
        &[meeting("FREQ=WEEKLY;BYDAY=MO", "next")],
        &Matters::default(),
        &options("2026-03-23", "2026-04-08"),
    );
    let starts: Vec<String> = rhythm
        .iter()
        .map(|event| event.start_at.to_rfc3339())
        .collect();
    assert_eq!(
        starts,
        [
            "2026-03-23T08:00:00+00:00",
            "2026-03-30T07:00:00+00:00",
            "2026-04-07T07:00:00+00:00"
        ]
    );
    assert_eq!(rhythm[2].id, "rhythm:m:2026-04-06");
    assert_eq!(
        rhythm[2].description.as_deref(),
        Some("déplacé du lundi 06/04/2026 (Lundi de Pâques)")
    );
    assert_eq!(rhythm[0].description, None);
}

#[test]
fn the_next_meeting_has_its_agenda_filled() {
    let mut matters = Matters::default();
    matters.alert(read(json!({"id":"a","kind":"burst","client":"KO","start_at":"2026-11-22T20:00:00Z","seen_at":"2026-11-22T21:00:00Z",
        "severity":"critical","observed":80,"expected":9,"score":0.99,"why":["livraison"]})));
    matters.draft(read::<Draft>(
        json!({"id":"d","channels":["x"],"text":"Soldes","status":"pending"}),
    ));
    matters.draft(read::<Draft>(
        json!({"id":"d2","channels":["x"],"text":"Prêt","status":"approved"}),
    ));
    for (id, due) in [
        ("late", "2026-11-22T10:00:00Z"),
        ("soon", "2026-11-25T10:00:00Z"),
    ] {
        matters.task(read(
            json!({"id":id,"kind":"reply","level":1,"due_at":due,"status":"open","assignee":"Ann"}),
        ));
    }
    for (likes, day) in (1..=7).zip(16..) {
        matters.post(&read(json!({"type":"post","id":format!("p{likes}"),"source":"x","text":format!("post {likes}"),"own":true,
            "published_at":format!("2026-11-{day}T12:00:00Z"),"metrics":{"like_count":likes * 10}})));
    }
    let events = rhythm(
        &[meeting("FREQ=WEEKLY;BYDAY=MO", "next")],
        &matters,
        &options("2026-11-23", "2026-12-08"),
    );
    assert_eq!(
        events[0].agenda,
        [
            "Alertes ouvertes\u{a0}: 1",
            "critical, KO, depuis 2026-11-22 21:00, livraison",
            "Tâches en retard\u{a0}: 1",
            "Ann, échéance 2026-11-22 11:00, late",
            "Brouillons à valider\u{a0}: 1",
            "Soldes",
            "Meilleures publications\u{a0}: 3/7",
            "post 7, 70 réactions",
            "post 6, 60 réactions",
            "post 5, 50 réactions",
            "Publications les plus faibles\u{a0}: 3/7",
            "post 1, 10 réactions",
            "post 2, 20 réactions",
            "post 3, 30 réactions",
        ]
    );
    assert_eq!(
        events[1].agenda,
        [
            "Alertes ouvertes",
            "Tâches en retard",
            "Brouillons à valider",
            "Meilleures et moins bonnes publications"
        ]
    );
}

#[test]
fn the_rhythm_of_the_trade_can_be_read_and_bad_settings_are_named() {
    let meetings: Vec<Meeting> = RhythmSettings::defaults()
        .iter()
        .map(|settings| Meeting::from_settings(settings, &paris()).unwrap())
        .collect();
    let events = rhythm(
        &meetings,
        &Matters::default(),
        &options("2026-01-01", "2027-01-01"),
    );
    let count = |name: &str| {
        events
            .iter()
            .filter(|event| event.id.starts_with(&format!("rhythm:{name}:")))
            .count()
    };
    // 261 weekdays less nine holidays on one of them.
    assert_eq!(
        (
            count("daily"),
            count("editorial"),
            count("committee"),
            count("strategy")
        ),
        (252, 12, 4, 4)
    );
    let bad = RhythmSettings {
        name: "m".to_owned(),
        rrule: "FREQ=DAILY".to_owned(),
        agenda: vec!["alert".to_owned()],
        ..RhythmSettings::default()
    };
    let message = Meeting::from_settings(&bad, &paris())
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "rhythm.m.agenda: `alert` is none of alerts, tasks, drafts, posts; did you mean `alerts`?"
    );
}
