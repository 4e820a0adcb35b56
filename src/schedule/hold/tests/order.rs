//! What a release keeps to beside hours: the order of drafts and campaigns, and the calendars of others.

use chrono::TimeDelta;

use crate::record::{Draft, Slot, SlotStatus};
use crate::schedule::busy::{Busy, BusyRule};
use crate::schedule::settings::Campaign;
use crate::schedule::slots::Rates;

use super::{ReleaseOptions, Released, at, held, options, release, slot};

fn in_order(ids: &[&str]) -> Vec<Draft> {
    let draft = |id: &&str| Draft {
        id: (*id).to_owned(),
        client: Some("KO".to_owned()),
        campaign: Some("noel".to_owned()),
        ..Draft::default()
    };
    ids.iter().map(draft).collect()
}

fn of_campaign() -> ReleaseOptions {
    let mut options = options();
    let campaign = Campaign {
        in_order: true,
        ..Campaign::default()
    };
    let campaigns = &mut options.rules.mix.campaigns;
    campaigns.insert("noel".to_owned(), campaign);
    options
}

/// Three parts of a campaign, some of them held.
fn parts(times: [&str; 3], held: [bool; 3]) -> Vec<Slot> {
    let mut slots = Vec::new();
    for ((id, time), held) in ["one", "two", "three"].into_iter().zip(times).zip(held) {
        let mut slot = slot(id, Some("KO"), "ig", time, id);
        slot.status = held.then_some(SlotStatus::Held);
        slots.push(slot);
    }
    slots
}

#[test]
fn a_campaign_in_order_stays_so_with_what_stands() {
    let (drafts, options, rates) = (
        in_order(&["one", "two", "three"]),
        of_campaign(),
        Rates::built_in(),
    );
    let times = [
        "2026-11-24T17:00:00Z",
        "2026-11-26T16:00:00Z",
        "2026-11-25T17:00:00Z",
    ];
    let mut slots = parts(times, [true, false, true]);
    let done = release(&mut slots, &[0, 2], &drafts, &rates, &options).unwrap();
    assert_eq!(done, Released { placed: 2, left: 0 });
    assert!(
        slots[0].at < slots[1].at && slots[1].at < slots[2].at,
        "{slots:?}"
    );
    // What follows has gone out: too late for the first, and it says so.
    let times = [
        "2026-11-24T17:00:00Z",
        "2026-11-25T16:00:00Z",
        "2026-11-27T17:00:00Z",
    ];
    let mut slots = parts(times, [true, false, false]);
    let done = release(&mut slots, &[0], &drafts, &rates, &options).unwrap();
    assert_eq!(done, Released { placed: 0, left: 1 });
    let reason = slots[0].reason.clone().unwrap();
    let told = "; it must come before draft two, which is at 2026-11-25T16:00:00Z";
    assert!(reason.ends_with(told), "{reason}");
}

#[test]
fn what_comes_after_something_that_stays_held_stays_held_too() {
    let (options, rates) = (options(), Rates::built_in());
    let mut drafts = in_order(&["one", "two", "three"]);
    drafts[1].after = vec!["one".to_owned()];
    drafts[2].after = vec!["two".to_owned()];
    let times = [
        "2026-11-24T17:00:00Z",
        "2026-11-25T17:00:00Z",
        "2026-11-26T17:00:00Z",
    ];
    let mut slots = parts(times, [true, true, true]);
    let done = release(&mut slots, &[1, 2], &drafts, &rates, &options).unwrap();
    assert_eq!(done, Released { placed: 0, left: 2 });
    let reasons: Vec<&str> = slots
        .iter()
        .filter_map(|slot| slot.reason.as_deref())
        .collect();
    assert!(
        reasons
            .iter()
            .all(|reason| reason.starts_with("after: draft ")),
        "{reasons:?}"
    );
    assert!(
        slots
            .iter()
            .all(|slot| slot.status == Some(SlotStatus::Held))
    );
    let done = release(&mut slots, &[0, 1, 2], &drafts, &rates, &options).unwrap();
    assert_eq!(done, Released { placed: 3, left: 0 });
}

#[test]
fn a_release_keeps_away_from_the_calendars_of_others() {
    let mut options = options();
    let mut slots = held(vec![slot(
        "past",
        Some("KO"),
        "ig",
        "2026-11-24T17:00:00Z",
        "1",
    )]);
    let busy = |start: &str, end: &str, label: &str, rule| Busy {
        start: at(start),
        end: at(end),
        label: label.to_owned(),
        campaign: None,
        rule,
    };
    let (first, last) = ("2026-11-26T00:00:00Z", "2026-11-28T00:00:00Z");
    options.busy = vec![busy(first, last, "newsletter", BusyRule::Avoid)];
    let rates = Rates::built_in();
    let mut free = slots.clone();
    release(&mut free, &[0], &[], &rates, &options).unwrap();
    assert!(free[0].at >= at(last), "{}", free[0].at);
    // Its campaign stays near what it is about.
    let near = BusyRule::Within(TimeDelta::hours(2));
    options.busy = vec![busy(
        "2026-12-02T10:00:00Z",
        "2026-12-02T11:00:00Z",
        "Noel",
        near,
    )];
    let known = in_order(&["past"]);
    release(&mut slots, &[0], &known, &rates, &options).unwrap();
    let away = (slots[0].at - at("2026-12-02T10:30:00Z")).abs();
    assert!(away <= TimeDelta::minutes(150), "{}", slots[0].at);
}
