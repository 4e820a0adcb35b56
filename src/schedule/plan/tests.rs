//! Plans held against an independent checker of every rule, small ones against all plans there are, and what they say of themselves.

mod brute;
mod case;
mod change;
mod clock;
mod fixed;
mod rules;

use chrono::{DateTime, Utc};

use crate::record::{Draft, DraftStatus};
use crate::schedule::settings::{Rules, WeekHours};
use crate::schedule::{PlanError, Rates};
use crate::time::Zone;

use super::{Plan, PlanOptions, plan};
use case::{SMALL, WEEK, draft, generate};

#[test]
fn small_plans_are_the_best_of_all_and_the_bound_is_never_below() {
    let mut cases = 0;
    for number in 0..400 {
        let case = generate(number, &SMALL);
        let pairs: usize = case.drafts.iter().map(|draft| draft.channels.len()).sum();
        // 4 pairs on up to 13 places each are 38,416 plans; more would take too long unoptimised.
        if pairs > 4 {
            continue;
        }
        let made = case.plan();
        case.check(&made)
            .unwrap_or_else(|fault| panic!("case {number}: {fault}"));
        let optimum = case.brute_force(&made);
        assert!(
            (made.objective - optimum).abs() < 1e-9,
            "case {number}: {}, optimum {optimum}",
            made.objective
        );
        assert!(
            made.bound >= optimum - 1e-9,
            "case {number}: bound {}, optimum {optimum}",
            made.bound
        );
        cases += 1;
    }
    assert!(cases > 100);
}

#[test]
fn weeks_obey_every_rule_and_most_are_proven_best() {
    let mut gaps = Vec::new();
    for number in 0..40 {
        let case = generate(number, &WEEK);
        let made = case.plan();
        case.check(&made)
            .unwrap_or_else(|fault| panic!("case {number}: {fault}"));
        if case.drafts.iter().all(|draft| draft.after.is_empty()) {
            assert!(made.stats().gap < 0.02, "case {number}: {:?}", made.stats());
        }
        gaps.push(made.stats().gap);
    }
    gaps.sort_by(f64::total_cmp);
    assert!(gaps[gaps.len() / 2] < 0.002, "{gaps:?}");
}

#[test]
fn the_same_input_gives_the_same_plan() {
    let case = generate(9, &WEEK);
    assert_eq!(case.plan().slots, case.plan().slots);
    assert!(!case.plan().slots.is_empty());
}

#[test]
fn the_steps_asked_for_are_all_that_is_done() {
    let steps_of = |number, effort| {
        let mut case = generate(number, &WEEK);
        case.options.effort = Some(effort);
        case.plan().iterations
    };
    let mut used = 0;
    for number in 0..40 {
        let steps = steps_of(number, 300) - steps_of(number, 0);
        // Two walkers.
        assert!(steps <= 600, "case {number}: {steps} steps");
        used += usize::from(steps == 600);
    }
    // The others are proven best before.
    assert!(used > 5, "only {used} cases used all their steps");
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Thursday 26 and Friday 27 November 2026 in Paris.
fn two_days() -> PlanOptions {
    let mut rules = Rules::new(Zone::named("Europe/Paris").unwrap());
    rules.default.quiet_hours = vec![WeekHours::parse("22:00-07:00").unwrap()];
    PlanOptions {
        effort: Some(500),
        ..PlanOptions::new(
            "2026-11-26".parse().unwrap(),
            "2026-11-28".parse().unwrap(),
            rules,
        )
    }
}

fn rates() -> Rates {
    Rates::read(
        "channel,weekday,hour,rate\nig,thu,18,0.041\nig,thu,19,0.03\nig,fri,12,0.02\nig,fri,3,9\n",
        "r",
    )
    .unwrap()
}

fn made(drafts: &[Draft]) -> Plan {
    plan(drafts, &rates(), &two_days()).unwrap()
}

fn place<'a>(plan: &'a Plan, id: &str) -> (DateTime<Utc>, &'a [String]) {
    let slot = plan.slots.iter().find(|slot| slot.id == id).unwrap();
    (slot.at, &slot.why)
}

fn reason<'a>(plan: &'a Plan, id: &str) -> &'a str {
    &plan
        .unplaced
        .iter()
        .find(|unplaced| unplaced.id == id)
        .unwrap()
        .reason
}

#[test]
fn the_best_hour_is_taken_and_said() {
    let mut idea = draft("b", &["IG"]);
    idea.status = Some(DraftStatus::Idea);
    idea.priority = Some(1);
    let plan = made(&[draft("a", &["ig"]), idea]);
    assert_eq!(
        place(&plan, "a@ig"),
        (
            at("2026-11-26T17:00:00Z"),
            &["thu 18h on ig: rate 0.041, the best hour of its window".to_owned()][..]
        )
    );
    let (when, why) = place(&plan, "b@IG");
    assert_eq!(when, at("2026-11-26T18:00:00Z"));
    assert_eq!(
        why[0],
        "thu 19h on ig: rate 0.03; better: thu 2026-11-26 18h at 0.041, but draft a is less than 60 min away"
    );
    assert_eq!(why[1], "provisional: its status is idea");
    assert!((plan.objective - (4.0 * 0.041 + 0.03)).abs() < 1e-12);
    assert_eq!(plan.stats().gap.to_bits(), 0);
}

#[test]
fn fixed_and_published_drafts_stand_and_keep_others_away() {
    let fixed = |id: &str, when: &str| Draft {
        at: Some(at(when)),
        ..draft(id, &["ig"])
    };
    let published = Draft {
        status: Some(DraftStatus::Published),
        ..fixed("p", "2026-11-26T17:10:00Z")
    };
    let night = fixed("night", "2026-11-26T23:07:00Z");
    let beside = fixed("beside", "2026-11-26T23:30:00Z");
    let outside = fixed("outside", "2026-11-29T12:00:00Z");
    let mut late = fixed("late", "2026-11-27T12:00:00Z");
    late.latest_at = late.at;
    let plan = made(&[published, night, beside, outside, late, draft("a", &["ig"])]);
    assert!(plan.slots.iter().all(|slot| slot.draft != "p"));
    let (when, why) = place(&plan, "night@ig");
    assert_eq!(when, at("2026-11-26T23:07:00Z"));
    assert_eq!(why[1], "in quiet hours, which a fixed time overrides");
    assert_eq!(
        reason(&plan, "beside@ig"),
        "min_gap: fixed less than 60 min from draft night, which stands"
    );
    assert_eq!(
        reason(&plan, "outside@ig"),
        "at: fixed outside the days planned, 2026-11-26 to 2026-11-28 exclusive"
    );
    assert_eq!(
        reason(&plan, "late@ig"),
        "at: fixed at or after its own latest_at"
    );
    // 18:00 is within an hour of what was published at 18:10; 19:15 is the first place beyond.
    assert_eq!(place(&plan, "a@ig").0, at("2026-11-26T18:15:00Z"));
}

#[test]
fn the_constraint_that_keeps_a_draft_out_is_named() {
    let mut night = draft("night", &["ig"]);
    (night.earliest_at, night.latest_at) = (
        Some(at("2026-11-26T22:00:00Z")),
        Some(at("2026-11-27T02:00:00Z")),
    );
    let mut past = draft("past", &["ig"]);
    past.latest_at = Some(at("2026-11-20T00:00:00Z"));
    let mut follows = draft("follows", &["ig"]);
    follows.after = vec!["past".to_owned()];
    let narrow = |id: &str| {
        let mut narrow = draft(id, &["ig"]);
        (narrow.earliest_at, narrow.latest_at) = (
            Some(at("2026-11-26T17:00:00Z")),
            Some(at("2026-11-26T17:45:00Z")),
        );
        narrow
    };
    let plan = made(&[
        night,
        past,
        follows,
        narrow("n1"),
        narrow("n2"),
        draft("none", &[]),
    ]);
    assert_eq!(
        reason(&plan, "night@ig"),
        "quiet_hours: they cover its whole window"
    );
    assert!(reason(&plan, "past@ig").starts_with("window: it lies outside the days planned"));
    assert_eq!(
        reason(&plan, "follows@ig"),
        "after: draft past, which must come before it, is not placed on all its channels"
    );
    assert_eq!(
        reason(&plan, "n2@ig"),
        "min_gap: 3 of the 3 places of its window are less than 60 min from draft n1"
    );
    assert_eq!(reason(&plan, "none@?"), "channels: the draft names none");
}

#[test]
fn full_days_are_named_and_hours_without_a_rate_come_last() {
    let drafts: Vec<Draft> = (0..8).map(|n| draft(&format!("d{n}"), &["ig"])).collect();
    let plan = made(&drafts);
    assert_eq!(plan.slots.len(), 6);
    assert!(reason(&plan, &plan.unplaced[0].id).starts_with(
        "max_per_day: 120 of the 120 places of its window are on days that have their 3"
    ));
    let unrated = plan.slots.iter().filter(|slot| slot.value <= 0.0);
    assert_eq!(
        unrated
            .filter(|slot| slot.why[0].contains("no rate is known for this hour"))
            .count(),
        3
    );
}

#[test]
fn a_bad_draft_keeps_out_itself_and_what_comes_after_it_and_nothing_else() {
    let after = |id: &str, before: &str| Draft {
        after: vec![before.to_owned()],
        ..draft(id, &["ig"])
    };
    let heavy = Draft {
        priority: Some(9),
        ..draft("heavy", &["ig"])
    };
    let twice = draft("good", &["ig"]);
    let plan = made(&[
        after("lost", "teaser1"),
        draft("teaser2", &["ig"]),
        after("behind", "lost"),
        after("a", "b"),
        after("b", "c"),
        after("c", "a"),
        after("self", "self"),
        draft("good", &["ig"]),
        twice,
        heavy,
        draft("", &["ig"]),
    ]);
    let placed: Vec<&str> = plan.slots.iter().map(|slot| slot.draft.as_str()).collect();
    assert_eq!(plan.slots.len(), 2, "{placed:?}");
    assert!(placed.contains(&"teaser2") && placed.contains(&"good"));
    assert_eq!(
        reason(&plan, "lost@ig"),
        "after: draft `teaser1` is not among the drafts; did you mean `teaser2`?"
    );
    assert!(reason(&plan, "behind@ig").starts_with("after: draft lost, which must come before it"));
    assert_eq!(
        reason(&plan, "b@ig"),
        "after: drafts wait for each other: a after b after c after a"
    );
    assert_eq!(
        reason(&plan, "good@ig"),
        "id: two drafts are called `good`, and this is the second one"
    );
    assert_eq!(
        reason(&plan, "heavy@ig"),
        "priority: 9 is not one of 1 to 5"
    );
    assert_eq!(reason(&plan, "@ig"), "id: draft number 11 has none");
    assert_eq!(plan.faults.len(), 8);
}

#[test]
fn options_that_make_no_plan_are_refused() {
    let mut options = two_days();
    options.to = options.from;
    assert!(matches!(
        plan(&[], &rates(), &options),
        Err(PlanError::EmptyRange { .. })
    ));
    options.to = "2126-01-01".parse().unwrap();
    assert!(matches!(
        plan(&[], &rates(), &options),
        Err(PlanError::LongRange { .. })
    ));
}

#[test]
fn a_fixed_draft_waits_for_those_before_it() {
    let first = draft("first", &["ig"]);
    let mut second = draft("second", &["ig"]);
    (second.at, second.after) = (Some(at("2026-11-26T12:00:00Z")), vec!["first".to_owned()]);
    let plan = made(&[second, first]);
    // The better hours are later, but the fixed draft comes before all else.
    assert_eq!(place(&plan, "second@ig").0, at("2026-11-26T12:00:00Z"));
    assert!(place(&plan, "first@ig").0 < at("2026-11-26T12:00:00Z"));
}
