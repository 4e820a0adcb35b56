//! What is named where one rule alone keeps a draft out, rule by rule.

use chrono::TimeDelta;

use crate::record::{Draft, DraftStatus};
use crate::schedule::settings::{Blackout, DayRange, WeekHours};
use crate::schedule::{Approval, Busy, BusyRule, Kept};
use crate::time::{BusinessHours, Holidays, Term, Zone};

use super::super::rules::{many, with};
use super::super::{PlanOptions, at, two_days};

/// Thursday and Friday without quiet hours.
fn open() -> PlanOptions {
    let mut options = two_days();
    options.rules.default.quiet_hours.clear();
    options
}

/// What is said of the last draft, which is the one without a place.
fn change(drafts: &[Draft], options: &PlanOptions) -> String {
    let plan = with(drafts, options);
    let last = &drafts[drafts.len() - 1].id;
    let own = plan.unplaced.iter().find(|one| one.draft == *last);
    let own = own.unwrap_or_else(|| panic!("{last} has a place: {:?}", plan.slots));
    own.change
        .clone()
        .unwrap_or_else(|| format!("none: {:?}", own.why))
}

fn alike(count: usize) -> Vec<Draft> {
    many(count, |number, draft| {
        draft.priority = Some(if number + 1 == count { 1 } else { 3 });
    })
}

#[test]
fn hours_are_opened_as_little_as_it_takes() {
    let mut options = open();
    let hours = |text: &str| vec![WeekHours::parse(text).unwrap()];
    options.rules.default.quiet_hours = hours("00:00-23:45");
    let quiet = change(&alike(3), &options);
    assert_eq!(quiet, "quiet_hours = [\"00:15-23:45\"] on ig");
    options.rules.default.quiet_hours.clear();
    options.rules.default.open_hours = hours("12:00-12:15");
    let open = change(&alike(3), &options);
    assert_eq!(open, "open_hours = [\"11:00-12:15\"] on ig");
}

#[test]
fn days_and_calendars_that_close_are_named() {
    let mut options = open();
    options.busy = vec![Busy {
        start: at("2026-11-25T22:00:00Z"),
        end: at("2026-11-28T00:00:00Z"),
        label: "Newsletter".to_owned(),
        campaign: None,
        rule: BusyRule::Avoid,
    }];
    let moved = change(&alike(1), &options);
    assert_eq!(moved, "move \"Newsletter\" away from 2026-11-25T22:00:00Z");
    // The day begins at 23:00, half an hour after its end.
    options.busy[0].rule = BusyRule::Within(TimeDelta::minutes(10));
    options.busy[0].end = at("2026-11-25T22:30:00Z");
    let mut near = alike(1);
    near[0].campaign = Some("newsletter".to_owned());
    assert_eq!(change(&near, &options), "within 30m of \"Newsletter\"");
    let mut options = open();
    options.rules.mix.blackouts = vec![Blackout {
        days: DayRange::parse("2026-11-26..2026-11-27").unwrap(),
        client: None,
        channel: None,
        label: Some("strike".to_owned()),
    }];
    assert_eq!(
        change(&alike(1), &options),
        "blackout without 2026-11-26 (strike)"
    );
    let mut options = open();
    options.rules.default.blackout = vec![DayRange::parse("2026-11-26..2026-11-27").unwrap()];
    assert_eq!(
        change(&alike(1), &options),
        "blackout without 2026-11-26 on ig"
    );
    let mut options = open();
    options.from = "2026-12-25".parse().unwrap();
    options.to = "2026-12-26".parse().unwrap();
    options.rules.default.holidays = vec![Holidays::named("FR").unwrap()];
    assert_eq!(change(&alike(1), &options), "holidays = [] on ig");
}

#[test]
fn what_waits_for_approval_asks_for_it() {
    let mut options = open();
    let mut idea = alike(1);
    idea[0].status = Some(DraftStatus::Idea);
    options.leave_provisional = true;
    assert_eq!(change(&idea, &options), "status = \"approved\"");
    options.leave_provisional = false;
    options.approval = Some(Approval {
        lead: Term::parse("100h").unwrap(),
        hours: BusinessHours::office(Zone::utc()),
        now: at("2026-11-25T23:00:00Z"),
    });
    assert_eq!(change(&idea, &options), "status = \"approved\"");
}

#[test]
fn more_days_are_asked_for_where_a_window_lies_beyond() {
    let mut later = alike(1);
    later[0].earliest_at = Some(at("2026-11-29T08:00:00Z"));
    assert_eq!(change(&later, &open()), "--to 2026-11-30");
    let mut fixed = alike(1);
    fixed[0].at = Some(at("2026-11-25T12:00:00Z"));
    assert_eq!(change(&fixed, &open()), "at = \"2026-11-25T23:00:00Z\"");
    // On two channels another time would move it on both.
    fixed[0].channels.push("li".to_owned());
    assert_eq!(change(&fixed, &open()), "--from 2026-11-25");
}

#[test]
fn somebody_who_could_go_elsewhere_is_asked_to() {
    let mut options = open();
    options.rules.default.open_hours = vec![WeekHours::parse("12:00-12:15").unwrap()];
    options.rules.mix.blackouts = vec![Blackout {
        days: DayRange::parse("2026-11-27").unwrap(),
        client: Some("KO".to_owned()),
        channel: None,
        label: None,
    }];
    let noon = at("2026-11-26T11:00:00Z");
    options.keep = vec![Kept {
        draft: "d0".to_owned(),
        client: None,
        channel: "ig".to_owned(),
        text: None,
        at: noon,
        pinned: false,
        held: None,
    }];
    options.move_price = 100.0;
    let mut drafts = alike(2);
    drafts[1].client = Some("KO".to_owned());
    let moved = change(&drafts, &options);
    assert_eq!(moved, "move draft d0 on ig to 2026-11-27T11:00:00Z");
    // What is pinned is not asked.
    options.keep[0].pinned = true;
    let hours = change(&drafts, &options);
    assert_eq!(hours, "open_hours = [\"11:00-12:15\"] on ig");
}

#[test]
fn a_smaller_gap_is_named_and_where_nothing_helps_that_is_said() {
    let mut options = open();
    options.rules.default.min_gap = 600;
    options.rules.default.open_hours = vec![WeekHours::parse("08:00-20:00").unwrap()];
    options.rules.default.max_per_day = 9;
    let gap = change(&alike(5), &options);
    assert!(gap.starts_with("min_gap = "), "{gap}");
    // Two things at once: nothing alone.
    let mut drafts = alike(2);
    drafts[1].pillar = Some("offers".to_owned());
    drafts[1].status = Some(DraftStatus::Idea);
    options.leave_provisional = true;
    options.rules.mix.shares = vec![crate::schedule::settings::Share {
        pillars: vec!["offers".to_owned()],
        paid: false,
        name: "pillar.offers".to_owned(),
        max_per_week: None,
        max_per_plan: Some(0),
        max_share: None,
    }];
    let plan = with(&drafts, &options);
    assert_eq!(
        plan.unplaced[0].why,
        [
            "no single change would make a place for it",
            "two together would: pillar.offers.max_per_plan = 1, and status = \"approved\"",
        ]
    );
}
