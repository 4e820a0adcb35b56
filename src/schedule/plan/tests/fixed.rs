//! Fixed drafts come before all else, whatever waits for them or stands in their way.

use chrono::TimeDelta;

use super::case::{Case, SMALL, Seed, generate};

/// A small case in which about half of the drafts are fixed, none where another fixed one is in its way, and most wait for another.
fn with_many_fixed(number: u64) -> Option<Case> {
    let mut case = generate(number, &SMALL);
    let mut seed = Seed(number.wrapping_mul(0x85eb_ca6b).wrapping_add(11));
    seed.below(2);
    let midnight = case.options.from.and_hms_opt(0, 0, 0).unwrap().and_utc();
    for draft in &mut case.drafts {
        draft.status = None;
        draft.after.clear();
        draft.at = None;
        if seed.one_in(2) {
            draft.at = Some(midnight + TimeDelta::hours(i64::from(seed.below(12)) * 4));
            (draft.earliest_at, draft.latest_at) = (None, None);
        }
    }
    let mut fixed = Vec::new();
    for draft in &case.drafts {
        for channel in &draft.channels {
            let at = draft
                .at
                .filter(|at| case.check_alone(draft, channel, *at).is_ok());
            fixed.extend(at.map(|at| (draft, channel.as_str(), at)));
        }
    }
    case.check_together(&fixed).ok()?;
    for number in 1..case.drafts.len() {
        if !seed.one_in(3) {
            let before = seed.below(u32::try_from(number).unwrap());
            case.drafts[number].after.push(format!("d{before}"));
        }
    }
    Some(case)
}

#[test]
fn as_many_fixed_drafts_stand_as_can_and_the_rest_is_the_best_of_all() {
    let mut cases = 0;
    for number in 0..900 {
        let Some(case) = with_many_fixed(number) else {
            continue;
        };
        let pairs: usize = case.drafts.iter().map(|draft| draft.channels.len()).sum();
        let free = case.drafts.iter().filter(|draft| draft.at.is_none());
        let free: usize = free.map(|draft| draft.channels.len()).sum();
        if free > 3 || pairs > 6 || pairs == free {
            continue;
        }
        let made = case.plan();
        case.check(&made)
            .unwrap_or_else(|fault| panic!("case {number}: {fault}"));
        let fixed = made.slots.iter();
        let fixed = fixed.filter(|slot| case.draft(&slot.draft).at.is_some());
        let (most, value) = case.brute_force_of_fixed();
        assert_eq!(fixed.count(), most, "case {number}: fixed slots");
        assert!(
            (made.objective - value).abs() < 1e-9,
            "case {number}: {}, optimum {value}",
            made.objective
        );
        cases += 1;
    }
    assert!(cases >= 100, "only {cases} cases small enough");
}
