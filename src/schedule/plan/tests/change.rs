//! The change that is named for an unplaced draft makes a place for it: made, and planned again with everybody else at home, the draft stands.

use std::collections::BTreeMap;

use crate::record::{Draft, DraftStatus, Unplaced};
use crate::schedule::Kept;
use crate::schedule::settings::{Campaign, ChannelRules, Share};

use super::super::{Plan, PlanOptions};
use super::case::{Case, Seed, Size, generate};

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
    let kept = |slot: &crate::record::Slot| Kept {
        draft: slot.draft.clone(),
        channel: slot.channel.clone(),
        at: slot.at,
        pinned: false,
    };
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

/// Makes a change as its words say: a field of the draft, a number of a channel, a number of a pillar.
fn apply(case: &mut Case, one: &Unplaced, change: &str) -> &'static str {
    let (key, value) = change.split_once(" = ").unwrap();
    let draft = case
        .drafts
        .iter_mut()
        .find(|draft| draft.id == one.draft)
        .unwrap();
    let instant = || value.trim_matches('"').parse().unwrap();
    match key {
        "at" => {
            draft.at = Some(instant());
            return "at";
        }
        "latest_at" => {
            draft.latest_at = Some(instant());
            return "latest_at";
        }
        "earliest_at" => {
            draft.earliest_at = Some(instant());
            return "earliest_at";
        }
        _ => {}
    }
    let rules = &mut case.options.rules;
    if let Some(rest) = key.strip_prefix("pillar.") {
        return apply_to_pillar(&mut rules.mix.shares, rest, value);
    }
    let (number, channel) = value.split_once(" on ").unwrap();
    assert_eq!(channel, one.channel);
    let channel: &mut ChannelRules = rules.channels.get_mut(channel).unwrap();
    let number: u32 = number.parse().unwrap();
    match key {
        "max_per_day" => {
            assert!(number > channel.max_per_day);
            channel.max_per_day = number;
            "max_per_day"
        }
        "max_per_week" => {
            assert!(Some(number) > channel.max_per_week);
            channel.max_per_week = Some(number);
            "max_per_week"
        }
        _ => {
            assert_eq!(key, "min_gap", "{change}");
            assert!(number < channel.min_gap);
            channel.min_gap = number;
            "min_gap"
        }
    }
}

/// The same, of a number of a pillar.
fn apply_to_pillar(shares: &mut [Share], key: &str, value: &str) -> &'static str {
    let (name, rule) = key.split_once('.').unwrap();
    let share = shares.iter_mut();
    let share = share
        .into_iter()
        .find(|share| share.pillars == [name])
        .unwrap();
    match rule {
        "max_per_week" => {
            share.max_per_week = Some(value.parse().unwrap());
            "pillar.max_per_week"
        }
        "max_per_plan" => {
            share.max_per_plan = Some(value.parse().unwrap());
            "pillar.max_per_plan"
        }
        _ => {
            assert_eq!(rule, "max_share", "{key} = {value}");
            share.max_share = Some(value.parse().unwrap());
            assert!(share.max_share <= Some(1.0), "{key} = {value}");
            "pillar.max_share"
        }
    }
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
                *kinds.entry("none").or_default() += 1;
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
            let mut again = with_one_more(&case, &first, one);
            *kinds.entry(apply(&mut again, one, change)).or_default() += 1;
            let second = again.plan();
            let stands = |id: &str| second.slots.iter().any(|slot| slot.id == id);
            if !stands(&one.id) || !first.slots.iter().all(|slot| stands(&slot.id)) {
                faults.push(format!(
                    "case {number}: {}: {} but not `{change}`: {:?}",
                    one.id, one.reason, second.unplaced
                ));
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

const CASES: u64 = 100;

/// The kinds that so many cases have in plenty; the others come up now and then.
const KINDS: [&str; 5] = [
    "max_per_day",
    "max_per_week",
    "pillar.max_per_plan",
    "pillar.max_share",
    "place first",
];
