//! Simulated accounts: intervals hold what they promise, and a planted uplift is found.

use super::cost::{Unit, cost};
use super::tests::{ad, only, options, post, report};
use crate::ads::AdRow;
use crate::stats::Dice;

/// Over many accounts whose true cost is known, its interval holds it about as often as it says.
#[test]
fn the_interval_of_a_cost_holds_the_cost() {
    for (ads, least) in [(5, 0.9), (12, 0.91), (40, 0.91)] {
        let runs = 400;
        let mut held = 0;
        for seed in 0..runs {
            let mut dice = Dice::new(seed);
            let mut rows = Vec::new();
            for id in 0..ads {
                let spend = 50.0 * (0.5 * dice.normal()).exp();
                // Two for a result in the mean: the mean of exp(0.4 z) is exp(0.08).
                let mean = spend / 2.0 * (0.4 * dice.normal() - 0.08).exp();
                let results = (mean + mean.sqrt() * dice.normal()).round().max(0.0);
                let mut row = ad(id, 1, spend, 1000.0);
                row.results = Some(results);
                rows.push(row);
            }
            let boosted = report(&options(), &[], rows);
            let (low, high) = cost(&only(&boosted).now, Unit::Result).interval.unwrap();
            held += u64::from(low <= 2.0 && 2.0 <= high);
        }
        let share = held as f64 / runs as f64;
        assert!((least..=0.985).contains(&share), "{ads} ads: {share}");
    }
}

/// Posts of which every fourth is promoted and does `planted` times as well by itself.
pub(super) fn account(seed: u64, planted: f64) -> (Vec<String>, Vec<AdRow>) {
    let mut dice = Dice::new(seed);
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for id in 0..80 {
        let is_promoted = id % 4 == 1;
        let times = if is_promoted { planted } else { 1.0 };
        let engaged = 2000.0 * 0.03 * times * (0.4 * dice.normal() + 0.004 * id as f64).exp();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a simulated count"
        )]
        let engaged = engaged.round() as u64;
        lines.push(post("m", id, i64::try_from(id).unwrap(), engaged, 2000));
        if is_promoted {
            rows.push(ad(id, i64::try_from(id).unwrap(), 10.0, 1000.0));
        }
    }
    (lines, rows)
}

#[test]
fn a_planted_uplift_is_found_and_none_where_there_is_none() {
    for planted in [1.0, 1.5] {
        let runs = 200;
        let (mut held, mut found) = (0, 0);
        for seed in 0..runs {
            let (lines, rows) = account(seed, planted);
            let boosted = report(&options(), &lines, rows);
            let beside = only(&boosted).beside.unwrap();
            assert_eq!((beside.boosted, beside.others), (20, 60));
            let ratio = beside.ratio.unwrap();
            held += u32::from(ratio.low <= planted && planted <= ratio.high);
            found += u32::from(super::data::verdict(Some(&ratio)) == "higher");
        }
        // 95 % of 200 is 190, standard error 3.
        assert!((180..=198).contains(&held), "{planted}: {held}");
        if planted > 1.0 {
            assert!(found >= 180, "{found}");
        } else {
            assert!(found <= 12, "{found}");
        }
    }
}
