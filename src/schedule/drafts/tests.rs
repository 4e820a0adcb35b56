//! Tables of a French and an English team, and what is said of bad lines.

use chrono::{DateTime, Utc};

use crate::record::DraftStatus;
use crate::time::Zone;

use super::{ChannelNames, DraftSheet, drafts_from_csv};

fn read(text: &str) -> DraftSheet {
    let zone = Zone::named("Europe/Paris").unwrap();
    drafts_from_csv(text, "plan.csv", &zone, &ChannelNames::default()).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn the_table_of_a_french_team() {
    let read = read(
        "\u{feff}Date;Heure;Réseau;Texte;Visuel;Statut;Client;Priorité\r\n\
         26/11/2026;18h30;Instagram + Facebook;\"Bonjour ;\nà tous\";https://x/a.JPG;Validé;KO;5\r\n\
         27.11.26;;LinkedIn;Offre;;à valider;;\r\n",
    );
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let [first, second] = read.drafts.as_slice() else {
        panic!("two drafts")
    };
    assert_eq!(first.at, Some(at("2026-11-26T17:30:00Z")));
    assert_eq!(first.channels, ["instagram", "facebook"]);
    assert_eq!(first.text.as_deref(), Some("Bonjour ;\nà tous"));
    assert_eq!(first.media[0].media_type.as_deref(), Some("image"));
    assert_eq!(
        (first.status, first.priority),
        (Some(DraftStatus::Approved), Some(5))
    );
    assert_eq!(second.id, "line-4");
    assert_eq!(
        (second.at, second.earliest_at, second.latest_at),
        (
            None,
            Some(at("2026-11-26T23:00:00Z")),
            Some(at("2026-11-27T23:00:00Z"))
        )
    );
    assert_eq!(second.status, Some(DraftStatus::Pending));
}

#[test]
fn the_table_of_an_english_team() {
    let read = read(
        "id,channels,text,earliest_at,latest_at,after,date\na,x,hi,2026-11-26,2026-11-27,,\nb,\"x, bluesky\",ho,,,a,2026-11-28T09:00:00+02:00\n",
    );
    let [first, second] = read.drafts.as_slice() else {
        panic!("two drafts")
    };
    assert_eq!(
        (first.earliest_at, first.latest_at),
        (
            Some(at("2026-11-25T23:00:00Z")),
            Some(at("2026-11-27T23:00:00Z"))
        )
    );
    assert_eq!(
        (second.at, second.after.as_slice()),
        (Some(at("2026-11-28T07:00:00Z")), &["a".to_owned()][..])
    );
    assert_eq!(second.channels, ["x", "bluesky"]);
}

#[test]
fn a_bad_line_is_named_and_the_others_are_read() {
    let read = read(
        "channel,date,status,priority\nx,31/02/2026,,\nx,,soon,\nx,,,9\nx,12/31/2026,,\nx,,,\n",
    );
    let faults: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
    assert_eq!(read.drafts.len(), 1);
    assert!(faults[0].starts_with("plan.csv:2: date: `31/02/2026` is not a date"));
    assert!(faults[1].starts_with("plan.csv:3: status: `soon` is none of"));
    assert_eq!(faults[2], "plan.csv:4: priority: `9` is not one of 1 to 5");
    assert!(faults[3].starts_with("plan.csv:5: date"));
    let refused = drafts_from_csv(
        "text\nhello\n",
        "plan.csv",
        &Zone::utc(),
        &ChannelNames::default(),
    )
    .unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("plan.csv:1: channel: no such column")
    );
}
