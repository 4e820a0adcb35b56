//! What an alarm holds, and where a release puts it.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use crate::record::{Draft, Severity, Slot, SlotStatus};
use crate::schedule::settings::{Rules, WeekHours};
use crate::schedule::slots::Rates;
use crate::time::Zone;

use super::{Alarms, HoldOptions, ReleaseOptions, Released, by_hand, hold, rank, release};

mod order;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

const NOW: &str = "2026-11-24T12:00:00Z";

fn slot(draft: &str, client: Option<&str>, channel: &str, time: &str, text: &str) -> Slot {
    Slot {
        record_type: "slot".to_owned(),
        id: Slot::id_of(draft, channel),
        draft: draft.to_owned(),
        client: client.map(str::to_owned),
        channel: channel.to_owned(),
        at: at(time),
        timezone: "Europe/Paris".to_owned(),
        value: 0.12,
        why: Vec::new(),
        text: Some(text.to_owned()),
        status: None,
        held_by: None,
        reason: None,
        touches: Vec::new(),
        pinned: None,
    }
}

fn alarm(id: &str, client: &str, severity: &str, more: &str) -> String {
    format!(
        r#"{{"type":"alert","id":"{id}","kind":"burst","client":"{client}","start_at":"2026-11-24T09:00:00Z","seen_at":"2026-11-24T10:00:00Z","severity":"{severity}","observed":120,"expected":11.6,"score":0.99{more}}}"#
    )
}

fn alarms(lines: &[String]) -> Alarms {
    let mut alarms = Alarms::new();
    for line in lines {
        alarms.add(line).unwrap();
    }
    alarms
}

fn week() -> Vec<Slot> {
    vec![
        slot("out", Some("KO"), "ig", "2026-11-24T11:00:00Z", "sorti"),
        slot("soon", Some("KO"), "ig", "2026-11-24T17:00:00Z", "bonjour"),
        slot(
            "glass",
            Some("KO"),
            "ig",
            "2026-11-25T17:00:00Z",
            "Un verre de soda ?",
        ),
        slot(
            "other",
            Some("ZZ"),
            "in",
            "2026-11-24T17:00:00Z",
            "un verre",
        ),
        slot("whose", None, "x", "2026-11-24T17:00:00Z", "un verre"),
    ]
}

#[test]
fn an_open_alarm_holds_what_is_to_come_for_its_brand() {
    let mut slots = week();
    let alarms = alarms(&[alarm(
        "b:1",
        "KO",
        "critical",
        r#","why":["\"verre\" 40 times as often"]"#,
    )]);
    let held = hold(&mut slots, &alarms, &HoldOptions::new(at(NOW)));
    assert_eq!((held.held, held.touching, held.before), (2, 1, 0));
    assert_eq!(slots.iter().map(rank).collect::<Vec<_>>(), [2, 1, 0, 2, 2]);
    assert_eq!(slots[2].touches, ["verre"]);
    assert_eq!(slots[1].held_by.as_deref(), Some("b:1"));
    assert_eq!(
        slots[1].reason.as_deref(),
        Some(
            "alarm b:1 (critical) is open for KO since 2026-11-24T09:00:00Z: 120 counted, 12 expected"
        )
    );
    // Again: what is held stays as it is.
    let before = slots.clone();
    let again = hold(&mut slots, &alarms, &HoldOptions::new(at(NOW)));
    assert_eq!((again.held, again.before), (0, 2));
    assert_eq!(slots, before);
}

#[test]
fn what_is_over_mild_or_no_burst_holds_nothing() {
    let quiet = |lines: &[String], change: &dyn Fn(&mut HoldOptions)| {
        let mut options = HoldOptions::new(at(NOW));
        change(&mut options);
        hold(&mut week(), &alarms(lines), &options).held
    };
    let critical = alarm("b", "KO", "critical", "");
    let ended = alarm("b", "KO", "critical", r#","end_at":"2026-11-24T11:00:00Z""#);
    assert_eq!(quiet(&[critical.clone(), ended], &|_| {}), 0);
    assert_eq!(quiet(&[alarm("b", "KO", "warning", "")], &|_| {}), 0);
    assert_eq!(
        quiet(&[alarm("b", "KO", "warning", "")], &|options| options
            .hold_at =
            Severity::Warning),
        2
    );
    assert_eq!(quiet(&[critical.replace("burst", "silence")], &|_| {}), 0);
    assert_eq!(
        quiet(std::slice::from_ref(&critical), &|options| options
            .open_for =
            TimeDelta::hours(1)),
        0
    );
    assert_eq!(
        quiet(std::slice::from_ref(&critical), &|options| options.now =
            at("2026-11-24T08:00:00Z")),
        0
    );
    // An alarm that names nobody holds everybody; `--client` holds that client and what names none.
    let of_all = critical.replace(r#""client":"KO","#, "");
    assert_eq!(quiet(std::slice::from_ref(&of_all), &|_| {}), 4);
    assert_eq!(
        quiet(&[critical], &|options| options.client =
            Some("KO".to_owned())),
        3
    );
}

fn options() -> ReleaseOptions {
    let mut rules = Rules::new(Zone::named("Europe/Paris").unwrap());
    rules.default.quiet_hours = vec![WeekHours::parse("21:00-08:00").unwrap()];
    ReleaseOptions {
        now: at("2026-11-26T09:00:00Z"),
        rules,
        within_days: 28,
        busy: Vec::new(),
    }
}

fn held(mut slots: Vec<Slot>) -> Vec<Slot> {
    by_hand(
        &mut slots,
        "crisis",
        &HoldOptions::new(at("2026-11-01T00:00:00Z")),
    );
    slots
}

#[test]
fn released_slots_go_out_in_their_order_in_good_hours() {
    let mut slots = held(vec![
        slot("past", Some("KO"), "ig", "2026-11-24T17:00:00Z", "1"),
        slot("both", Some("KO"), "ig", "2026-11-25T17:00:00Z", "2"),
        slot("both", Some("KO"), "in", "2026-11-25T17:00:00Z", "2"),
        slot("last", Some("KO"), "in", "2026-12-01T17:00:00Z", "3"),
    ]);
    slots.push(slot(
        "stands",
        Some("ZZ"),
        "ig",
        "2026-11-26T17:00:00Z",
        "4",
    ));
    let released = release(
        &mut slots,
        &[3, 2, 1, 0],
        &[],
        &Rates::built_in(),
        &options(),
    )
    .unwrap();
    assert_eq!(released, Released { placed: 4, left: 0 });
    assert!(
        slots
            .iter()
            .all(|slot| slot.status.is_none() && slot.reason.is_none())
    );
    assert!(slots[0].at < slots[1].at && slots[0].at < slots[2].at);
    assert!(slots[1].at < slots[3].at && slots[2].at < slots[3].at);
    // All four fit into what is left of today and tomorrow.
    assert!(slots[3].at < at("2026-11-28T00:00:00Z"), "{}", slots[3].at);
    assert_eq!(
        slots[4],
        slot("stands", Some("ZZ"), "ig", "2026-11-26T17:00:00Z", "4")
    );
    assert_eq!(
        slots[0].why,
        ["released: held by hand, planned for 2026-11-24T17:00:00Z before"]
    );
}

#[test]
fn what_finds_no_place_stays_held_and_keeps_nobody_back() {
    let mut slots = held(vec![
        slot("late", Some("KO"), "ig", "2026-11-24T17:00:00Z", "1"),
        slot("next", Some("KO"), "ig", "2026-11-25T17:00:00Z", "2"),
    ]);
    let over = Draft {
        id: "late".to_owned(),
        latest_at: Some(at("2026-11-25T00:00:00Z")),
        ..Draft::default()
    };
    let released = release(&mut slots, &[0, 1], &[over], &Rates::built_in(), &options()).unwrap();
    assert_eq!(released, Released { placed: 1, left: 1 });
    assert_eq!(slots[0].status, Some(SlotStatus::Held));
    assert!(
        slots[0]
            .reason
            .as_deref()
            .unwrap()
            .starts_with("no place within 28 days: window")
    );
    assert_eq!(slots[1].status, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_release_obeys_the_rules_and_loses_nothing(
        seeds in proptest::collection::vec((0_usize..2, 0_usize..3, 0_i64..400, proptest::bool::ANY), 1..14)
    ) {
        let mut slots: Vec<Slot> = seeds.iter().enumerate().map(|(number, (client, channel, quarter, _))| {
            let mut one = slot(&format!("d{number}"), Some(["KO", "ZZ"][*client]), ["ig", "in", "x"][*channel], NOW, "t");
            one.at = at("2026-11-24T06:00:00Z") + TimeDelta::minutes(15 * quarter);
            one
        }).collect();
        let mut places = Vec::new();
        for (place, seed) in seeds.iter().enumerate() {
            if seed.3 {
                let alone = held(vec![slots[place].clone()]);
                slots[place..=place].clone_from_slice(&alone);
                places.push(place);
            }
        }
        let before = slots.clone();
        let options = options();
        let released = release(&mut slots, &places, &[], &Rates::built_in(), &options).unwrap();
        prop_assert_eq!((released.placed, released.left), (places.len(), 0));
        for place in 0..slots.len() {
            if !places.contains(&place) {
                prop_assert_eq!(&slots[place], &before[place]);
                continue;
            }
            let one = &slots[place];
            prop_assert!(one.at >= options.now && one.value > 0.0);
            for other in 0..slots.len() {
                let apart = (slots[other].at - one.at).num_minutes().abs();
                let alike = slots[other].channel == one.channel && other != place;
                prop_assert!(!alike || apart >= 60, "{apart} min apart");
                let ordered = places.contains(&other) && slots[other].client == one.client;
                if ordered && before[other].at < before[place].at {
                    prop_assert!(slots[other].at < one.at);
                }
            }
        }
    }
}

#[test]
fn a_release_keeps_weeks_pillars_and_the_distance_of_a_draft() {
    let mut slots = vec![
        // Monday of the same week has gone out.
        slot("out", Some("KO"), "ig", "2026-11-23T11:00:00Z", "sorti"),
        slot("soon", Some("KO"), "ig", "2026-11-24T17:00:00Z", "bonjour"),
        slot("glass", Some("KO"), "x", "2026-11-24T17:00:00Z", "verre"),
        slot("glass", Some("KO"), "in", "2026-11-24T18:00:00Z", "verre"),
    ];
    for slot in &mut slots[1..3] {
        slot.status = Some(SlotStatus::Held);
    }
    let known = Draft {
        id: "glass".to_owned(),
        pillar: Some("offers".to_owned()),
        ..Draft::default()
    };
    let mut options = options();
    options.rules.default.max_per_week = Some(1);
    options.rules.min_apart = 24 * 60;
    let rates = Rates::built_in();
    let mut free = slots.clone();
    let done = release(
        &mut free,
        &[1, 2],
        std::slice::from_ref(&known),
        &rates,
        &options,
    )
    .unwrap();
    assert_eq!(done, Released { placed: 2, left: 0 });
    // Next Monday at the earliest: this week has its one.
    assert!(free[1].at >= at("2026-11-29T23:00:00Z"), "{}", free[1].at);
    assert!((free[2].at - free[3].at).abs() >= TimeDelta::hours(24));
    // The pillar's one of the plan stands already.
    options.rules.mix.shares = vec![crate::schedule::settings::Share {
        pillars: vec!["offers".to_owned()],
        paid: false,
        name: "pillar.offers".to_owned(),
        max_per_week: None,
        max_per_plan: Some(1),
        max_share: None,
    }];
    let done = release(&mut slots, &[1, 2], &[known], &rates, &options).unwrap();
    assert_eq!(done, Released { placed: 1, left: 1 });
    let reason = slots[2].reason.as_deref().unwrap_or_default();
    assert!(reason.contains("pillar.offers.max_per_plan"), "{reason}");
}
