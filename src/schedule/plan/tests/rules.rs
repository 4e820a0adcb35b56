//! The rules that channels, clients, pillars and campaigns add, one by one, and what a plan that is kept, an approval and a change do.

use crate::record::{Draft, DraftStatus};
use crate::schedule::busy::{Busy, BusyRule};
use crate::schedule::settings::{Blackout, Campaign, DayRange, Share, WeekHours};
use crate::time::{BusinessHours, Holidays, Term, Zone};
use chrono::TimeDelta;

use super::case::draft;
use super::{PlanOptions, at, made, place, plan, rates, reason, two_days};
use crate::schedule::{Approval, Kept, Plan, Rate, Rates};

pub(super) fn flat(channels: &[&str]) -> Rates {
    let hours = (0..7_u8).flat_map(|weekday| (0..24_u8).map(move |hour| (weekday, hour)));
    let of = |channel: &&str| {
        let channel = (*channel).to_owned();
        hours.clone().map(move |(weekday, hour)| Rate {
            channel: channel.clone(),
            weekday,
            hour,
            // Every hour differs, so that there is one best plan.
            rate: 1.0 + f64::from(hour) / 100.0 + f64::from(weekday) / 10_000.0,
        })
    };
    Rates::new(channels.iter().flat_map(of))
}

/// Monday 23 to Sunday 29 November 2026 in Paris.
pub(super) fn week() -> PlanOptions {
    PlanOptions {
        to: "2026-11-30".parse().unwrap(),
        from: "2026-11-23".parse().unwrap(),
        ..two_days()
    }
}

pub(super) fn with(drafts: &[Draft], options: &PlanOptions) -> Plan {
    plan(drafts, &flat(&["ig", "li"]), options).unwrap()
}

pub(super) fn many(count: usize, change: impl Fn(usize, &mut Draft)) -> Vec<Draft> {
    let one = |number: usize| {
        let mut draft = draft(&format!("d{number}"), &["ig"]);
        change(number, &mut draft);
        draft
    };
    (0..count).map(one).collect()
}

fn local_days(plan: &Plan) -> Vec<String> {
    let day = |slot: &crate::record::Slot| slot.at.format("%d %H").to_string();
    plan.slots.iter().map(day).collect()
}

#[test]
fn open_hours_blackouts_and_holidays_close_days_and_hours() {
    let mut options = week();
    options.rules.default.open_hours = vec![WeekHours::parse("mon-wed 09:00-11:00").unwrap()];
    options.rules.default.blackout = vec![DayRange::parse("2026-11-23").unwrap()];
    let plan = with(&many(9, |_, _| {}), &options);
    assert_eq!(local_days(&plan), ["24 08", "24 09", "25 08", "25 09"]);
    options.to = "2026-12-28".parse().unwrap();
    options.from = "2026-12-25".parse().unwrap();
    options.rules.default.open_hours.clear();
    options.rules.default.holidays = vec![Holidays::named("FR").unwrap()];
    let plan = with(&many(4, |_, _| {}), &options);
    assert!(
        plan.slots
            .iter()
            .all(|slot| slot.at > at("2026-12-25T23:00:00Z"))
    );
    let fixed = Draft {
        at: Some(at("2026-12-25T11:00:00Z")),
        ..draft("wishes", &["ig"])
    };
    let plan = with(&[fixed], &options);
    let (_, why) = place(&plan, "wishes@ig");
    assert!(
        why[1].starts_with("in a public holiday (")
            && why[1].ends_with("which a fixed time overrides"),
        "{why:?}"
    );
}

#[test]
fn a_blackout_of_a_client_leaves_the_others_alone() {
    let mut options = two_days();
    options.rules.mix.blackouts.push(Blackout {
        days: DayRange::parse("2026-11-26..2026-11-27").unwrap(),
        client: Some("KO".to_owned()),
        channel: None,
        label: None,
    });
    let of = |id: &str, client: &str| Draft {
        client: Some(client.to_owned()),
        ..draft(id, &["ig"])
    };
    let plan = with(&[of("a", "KO"), of("b", "ZZ")], &options);
    assert_eq!(plan.slots.len(), 1);
    assert_eq!(plan.slots[0].draft, "b");
    assert!(reason(&plan, "a@ig").starts_with("closed: days without posts"));
}

#[test]
fn weeks_have_a_most_and_a_wished_least() {
    let mut options = week();
    options.to = "2026-12-07".parse().unwrap();
    options.rules.default.max_per_week = Some(2);
    options.rules.default.min_per_week = Some(3);
    let plan = with(&many(9, |_, _| {}), &options);
    assert_eq!(plan.slots.len(), 4);
    assert_eq!(
        plan.notes,
        [
            "min_per_week: ig has 2 of the 3 posts wished for in the week of 2026-11-23",
            "min_per_week: ig has 2 of the 3 posts wished for in the week of 2026-11-30"
        ]
    );
    let unplaced = &plan.unplaced[0];
    assert_eq!(unplaced.reason, "max_per_week: its 2 stand already");
    assert_eq!(unplaced.change.as_deref(), Some("max_per_week = 3 on ig"));
    // Two wishes that can be met are met, though the second week's hours are all worth less than the first week's.
    options.rules.default.max_per_week = None;
    options.rules.default.max_per_day = 9;
    options.rules.default.min_per_week = Some(2);
    options.rules.default.open_hours = vec![WeekHours::parse("mon 20:00-24:00").unwrap()];
    let plan = with(&many(4, |_, _| {}), &options);
    assert_eq!(plan.notes, Vec::<String>::new());
}

#[test]
fn pillars_and_promotion_keep_to_their_numbers_and_shares() {
    let mut options = week();
    options.rules.default.max_per_day = 10;
    let share = |name: &str, most: Option<f64>, per_plan: Option<u32>| Share {
        pillars: vec![name.to_owned()],
        paid: name == "promo",
        name: format!("pillar.{name}"),
        max_per_week: None,
        max_per_plan: per_plan,
        max_share: most,
    };
    options.rules.mix.shares = vec![
        share("promo", Some(0.25), None),
        share("tips", None, Some(1)),
    ];
    let drafts = many(16, |number, draft| match number {
        0..4 => draft.pillar = Some("Promo".to_owned()),
        4..6 => draft.paid = Some(true),
        6..9 => draft.pillar = Some("tips".to_owned()),
        _ => {}
    });
    let plan = with(&drafts, &options);
    let number = |slot: &crate::record::Slot| slot.draft[1..].parse::<usize>().unwrap();
    let promo = plan.slots.iter().filter(|slot| number(slot) < 6).count();
    let tips = plan
        .slots
        .iter()
        .filter(|slot| (6..9).contains(&number(slot)))
        .count();
    assert_eq!(tips, 1);
    assert!(
        promo * 4 <= plan.slots.len() && promo >= 2,
        "{promo} of {}",
        plan.slots.len()
    );
    assert!(plan.bound >= plan.objective);
}

#[test]
fn campaigns_keep_their_days_their_order_and_their_distance() {
    let mut options = week();
    let campaign = Campaign {
        first: Some("2026-11-25".parse().unwrap()),
        last: Some("2026-11-27".parse().unwrap()),
        min_apart: 24 * 60,
        in_order: true,
    };
    options
        .rules
        .mix
        .campaigns
        .insert("launch".to_owned(), campaign);
    let drafts = many(4, |number, draft| {
        draft.campaign = Some("Launch".to_owned());
        draft.priority = Some(u8::try_from(number).unwrap() + 1);
    });
    let plan = with(&drafts, &options);
    let order: Vec<&str> = plan.slots.iter().map(|slot| slot.draft.as_str()).collect();
    assert_eq!(order, ["d0", "d1", "d2"]);
    assert!(
        plan.slots
            .windows(2)
            .all(|pair| pair[1].at - pair[0].at >= TimeDelta::hours(24))
    );
    assert!(
        plan.slots[0].at >= at("2026-11-24T23:00:00Z")
            && plan.slots[2].at < at("2026-11-27T23:00:00Z")
    );
}

#[test]
fn a_draft_on_two_networks_is_apart() {
    let mut options = two_days();
    options.rules.min_apart = 180;
    let plan = with(&[draft("a", &["ig", "li"])], &options);
    assert_eq!(plan.slots.len(), 2);
    assert!((plan.slots[0].at - plan.slots[1].at).abs() >= TimeDelta::minutes(180));
}

#[test]
fn the_calendars_of_others_are_avoided_or_followed() {
    let mut options = two_days();
    let busy = |rule: BusyRule| Busy {
        start: at("2026-11-26T15:00:00Z"),
        end: at("2026-11-26T22:00:00Z"),
        label: "Promo".to_owned(),
        campaign: None,
        rule,
    };
    options.busy = vec![busy(BusyRule::Avoid)];
    let plan = plan(&[draft("a", &["ig"])], &rates(), &options).unwrap();
    assert_eq!(place(&plan, "a@ig").0, at("2026-11-27T11:00:00Z"));
    options.busy = vec![busy(BusyRule::Within(TimeDelta::hours(1)))];
    let near = Draft {
        campaign: Some("promo".to_owned()),
        latest_at: Some(at("2026-11-26T15:00:00Z")),
        ..draft("near", &["ig"])
    };
    let plan = with(&[near, draft("far", &["ig"])], &options);
    assert!(place(&plan, "near@ig").0 >= at("2026-11-26T14:00:00Z"));
}

#[test]
fn what_waits_for_approval_comes_after_it_and_gives_a_task() {
    let mut options = two_days();
    let zone = Zone::named("Europe/Paris").unwrap();
    options.approval = Some(Approval {
        lead: Term::parse("4h business").unwrap(),
        hours: BusinessHours::office(zone),
        now: at("2026-11-26T15:00:00Z"),
    });
    let of = |id: &str, status: DraftStatus| Draft {
        status: Some(status),
        ..draft(id, &["ig"])
    };
    let fixed = Draft {
        at: Some(at("2026-11-26T18:00:00Z")),
        ..of("fixed", DraftStatus::Pending)
    };
    let drafts = [
        of("ready", DraftStatus::Approved),
        of("waits", DraftStatus::Pending),
        fixed,
    ];
    let plan = with(&drafts, &options);
    // Two hours on Thursday until 18:00, two on Friday from 9:00.
    assert!(place(&plan, "waits@ig").0 >= at("2026-11-27T10:00:00Z"));
    let tasks: Vec<_> = plan
        .tasks
        .iter()
        .map(|task| (task.id.as_str(), task.breach))
        .collect();
    assert_eq!(
        tasks,
        [("approve:fixed", Some(true)), ("approve:waits", None)]
    );
    options.leave_provisional = true;
    let plan = with(&drafts, &options);
    assert_eq!(reason(&plan, "waits@ig"), "provisional: it is not approved");
}

#[test]
fn a_plan_that_is_kept_moves_little_and_what_is_pinned_not_at_all() {
    let options = two_days();
    let drafts = [
        draft("a", &["ig"]),
        draft("b", &["ig"]),
        draft("c", &["ig"]),
    ];
    let before = made(&drafts);
    let keep = |pinned: &str| -> Vec<Kept> {
        let kept = |slot: &crate::record::Slot| Kept {
            pinned: slot.draft == pinned,
            ..Kept::from(slot.clone())
        };
        before.slots.iter().map(kept).collect()
    };
    let urgent = Draft {
        priority: Some(5),
        ..draft("urgent", &["ig"])
    };
    let all: Vec<Draft> = drafts.iter().cloned().chain([urgent]).collect();
    let again = |pinned: &str, price: f64| {
        let options = PlanOptions {
            keep: keep(pinned),
            move_price: price,
            ..options.clone()
        };
        plan(&all, &rates(), &options).unwrap()
    };
    let best = before
        .slots
        .iter()
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .unwrap();
    // An urgent draft is worth a move, unless the one in its way is pinned or moves are dear.
    let moved = again("", 0.05);
    assert_eq!(place(&moved, "urgent@ig").0, best.at);
    let pinned = again(&best.draft, 0.05);
    assert_eq!(place(&pinned, &best.id).0, best.at);
    assert!(
        pinned
            .slots
            .iter()
            .any(|slot| slot.id == best.id && slot.pinned == Some(true))
    );
    let dear = again("", 90.0);
    let still = |slot: &&crate::record::Slot| {
        dear.slots
            .iter()
            .any(|other| other.id == slot.id && other.at == slot.at)
    };
    assert_eq!(before.slots.iter().filter(still).count(), 3);
}

#[test]
fn the_change_that_is_named_makes_a_place() {
    let narrow = |id: &str| Draft {
        earliest_at: Some(at("2026-11-26T17:00:00Z")),
        latest_at: Some(at("2026-11-26T17:45:00Z")),
        ..draft(id, &["ig"])
    };
    let first = with(&[narrow("n1"), narrow("n2")], &two_days());
    let change = first.unplaced[0].change.as_deref().unwrap();
    assert_eq!(change, "latest_at = \"2026-11-26T18:01:00Z\"");
    let mut wider = narrow(&first.unplaced[0].draft);
    wider.latest_at = Some(at("2026-11-26T18:01:00Z"));
    let other = if wider.id == "n1" { "n2" } else { "n1" };
    let second = with(&[narrow(other), wider], &two_days());
    assert_eq!(second.unplaced, []);
}

#[test]
fn a_fixed_draft_that_waits_and_is_refused_on_one_channel_stands_on_the_other() {
    let mut fixed = draft("fixed", &["ig", "li"]);
    fixed.at = Some(at("2026-11-24T10:00:00Z"));
    fixed.after = vec!["first".to_owned()];
    let mut in_the_way = draft("there", &["li"]);
    in_the_way.at = Some(at("2026-11-24T10:30:00Z"));
    let drafts = [draft("first", &["ig"]), fixed, in_the_way];
    let plan = with(&drafts, &week());
    let stands: Vec<&str> = plan.slots.iter().map(|slot| slot.id.as_str()).collect();
    assert_eq!(stands, ["first@ig", "fixed@ig", "there@li"]);
    assert_eq!(
        plan.unplaced[0].reason,
        "min_gap: fixed less than 60 min from draft there, which stands"
    );
}
