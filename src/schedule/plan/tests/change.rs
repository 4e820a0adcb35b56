//! The change that is named for an unplaced draft makes a place for it: made, and planned again with everybody else at home, the draft stands.

mod apply;
mod kinds;
mod rules;

use std::collections::BTreeMap;

use crate::record::{Draft, DraftStatus, Slot, Unplaced};
use crate::schedule::Kept;
use crate::schedule::settings::{Campaign, Share};

use super::super::{Plan, PlanOptions};
use super::case::{Case, Seed, Size, generate};
use apply::apply;
use rules::{close, relaxations};

/// Days so short of room that many drafts get no place.
const TIGHT: Size = Size {
    days: 3,
    drafts: 16,
    channels: 2,
    step: 60,
    gaps: &[60, 150, 420],
    most: 2,
};

/// A price that keeps everybody where the first plan has them.
const DEAR: f64 = 100.0;

fn crowded(number: u64) -> Case {
    let mut case = generate(number, &TIGHT);
    case.options.effort = Some(100);
    let mut seed = Seed(number.wrapping_add(99).wrapping_mul(0x9e37_79b9));
    for draft in &mut case.drafts {
        draft.pillar = seed
            .pick(&[None, Some("promo"), Some("tips")])
            .map(str::to_owned);
        draft.client = seed.pick(&[Some("KO"), Some("ZZ")]).map(str::to_owned);
        draft.campaign = seed.one_in(3).then(|| "launch".to_owned());
    }
    let rules = &mut case.options.rules;
    for channel in rules.channels.values_mut() {
        channel.max_per_week = seed.pick(&[None, None, Some(2), Some(4)]);
    }
    let share = |name: &str, seed: &mut Seed| Share {
        pillars: vec![name.to_owned()],
        paid: false,
        name: format!("pillar.{name}"),
        max_per_week: seed.pick(&[None, None, Some(1)]),
        max_per_plan: seed.pick(&[None, None, Some(1), Some(2)]),
        max_share: seed.pick(&[None, None, Some(0.3), Some(0.5)]),
    };
    rules.mix.shares = vec![share("promo", &mut seed), share("tips", &mut seed)];
    rules.min_apart = seed.pick(&[0, 0, 120]);
    let campaign = Campaign {
        min_apart: seed.pick(&[0, 300]),
        ..Campaign::default()
    };
    rules.mix.campaigns.insert("launch".to_owned(), campaign);
    if number % 2 == 1 {
        close(&mut case, &mut seed);
    }
    case
}

/// The case with those that found a place, and one that did not.
fn with_one_more(case: &Case, first: &Plan, one: &Unplaced) -> Case {
    let stands = |draft: &Draft, channel: &String| {
        draft.status == Some(DraftStatus::Published)
            || (draft.id == one.draft && *channel == one.channel)
            || first
                .slots
                .iter()
                .any(|slot| slot.draft == draft.id && slot.channel == *channel)
    };
    let mut drafts = case.drafts.clone();
    for draft in &mut drafts {
        let all = draft.clone();
        draft.channels.retain(|channel| stands(&all, channel));
    }
    drafts.retain(|draft| !draft.channels.is_empty());
    let kept = |slot: &crate::record::Slot| Kept::from(slot.clone());
    Case {
        drafts,
        table: case.table.clone(),
        options: PlanOptions {
            keep: first.slots.iter().map(kept).collect(),
            move_price: DEAR,
            ..case.options.clone()
        },
    }
}

/// Whether a draft has its place once changes are made, and everybody else theirs.
fn helps(
    case: &Case,
    first: &Plan,
    one: &Unplaced,
    changes: &[&str],
) -> Result<&'static str, String> {
    let mut again = with_one_more(case, first, one);
    let (mut kind, mut gone) = ("", Vec::new());
    for change in changes {
        let (own, without) = apply(&mut again, one, change);
        kind = own;
        gone.extend(without);
    }
    let second = again.plan();
    let moved = changes
        .iter()
        .any(|change| change.starts_with("move draft "));
    if has_room(first, &second, one, &gone, moved) {
        return Ok(kind);
    }
    Err(format!(
        "{}: {} but not `{changes:?}`: {:?}",
        one.id, one.reason, second.unplaced
    ))
}

/// Whether a draft stands in the second plan, and all of the first but those that are gone, where they stood before unless somebody is moved.
fn has_room(first: &Plan, second: &Plan, one: &Unplaced, gone: &[String], moved: bool) -> bool {
    let slots = || second.slots.iter();
    let stays = |slot: &Slot| {
        gone.contains(&slot.id)
            || slots().any(|other| other.id == slot.id && (moved || other.at == slot.at))
    };
    slots().any(|slot| slot.id == one.id) && first.slots.iter().all(stays)
}

#[test]
fn every_change_that_is_named_makes_a_place() {
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    let mut faults = Vec::new();
    for number in 0..CASES {
        let case = crowded(number);
        let first = case.plan();
        for one in &first.unplaced {
            let Some(change) = one.change.as_deref() else {
                assert!(
                    !one.why.is_empty(),
                    "{}: nothing is said of {}",
                    number,
                    one.id
                );
                let two = one
                    .why
                    .get(1)
                    .and_then(|why| why.strip_prefix("two together would: "));
                let Some((a, b)) = two.and_then(|two| two.split_once(", and ")) else {
                    *kinds.entry("none").or_default() += 1;
                    continue;
                };
                *kinds.entry("two").or_default() += 1;
                faults.extend(helps(&case, &first, one, &[a, b]).err());
                continue;
            };
            if let Some(rest) = change.strip_prefix("place draft ") {
                let (id, rest) = rest.split_once(" on ").unwrap();
                let channel = rest.strip_suffix(" first").unwrap();
                let waits = case.draft(&one.draft).after.contains(&id.to_owned());
                let out = |other: &&Unplaced| other.draft == id && other.channel == channel;
                assert!(waits && first.unplaced.iter().any(|other| out(&other)));
                *kinds.entry("place first").or_default() += 1;
                continue;
            }
            match helps(&case, &first, one, &[change]) {
                Ok(kind) => *kinds.entry(kind).or_default() += 1,
                Err(fault) => faults.push(format!("case {number}: {fault}")),
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {kinds:?}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    for kind in KINDS {
        assert!(kinds.contains_key(kind), "no `{kind}` among {kinds:?}");
    }
}

#[test]
fn where_none_is_named_no_rule_alone_is_in_the_way() {
    let mut faults = Vec::new();
    let mut count = 0;
    // So many plans are made for each that not all cases are asked.
    for number in 0..CASES / 4 {
        let case = crowded(number);
        let first = case.plan();
        let none = |one: &&Unplaced| {
            one.why
                .first()
                .is_some_and(|why| why.starts_with("no single"))
        };
        for one in first.unplaced.iter().filter(none) {
            count += 1;
            for (name, again) in relaxations(&case, &first, one) {
                let gone = [name.clone()];
                if has_room(&first, &again.plan(), one, &gone, false) {
                    faults.push(format!(
                        "case {number}: {} has a place without {name}: {}",
                        one.id, one.reason
                    ));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {count}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(count > 20, "{count}");
}

const CASES: u64 = 100;

/// The kinds that so many cases have in plenty; the others come up now and then.
const KINDS: [&str; 5] = [
    "max_per_day",
    "max_per_week",
    "pillar.max_per_plan",
    "pillar.max_share",
    "place first",
];
