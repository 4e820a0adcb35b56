//! Ads and posts held against each other: sums, periods, currencies, and whether intervals hold what they promise.

use chrono::{DateTime, NaiveDate, TimeDelta};
use proptest::prelude::{ProptestConfig, any, proptest};

use super::cost::{Unit, change, cost};
use super::simulated::account;
use super::spent::{Spent, What, millionths};
use super::{Boosted, Boosts, BoostsOptions, Group};
use crate::ads::{AdRow, AdSheet};
use crate::document::Cell;
use crate::report::scope::Scope;
use crate::time::{Range, Zone};

fn at(day: i64) -> DateTime<chrono::Utc> {
    // 2026-10-01T00:00:00Z
    DateTime::from_timestamp(1_790_812_800 + 86_400 * day, 0).unwrap()
}

pub(super) fn options() -> BoostsOptions {
    BoostsOptions {
        scope: Scope {
            zone: Zone::utc(),
            range: Range::default(),
            clients: Vec::new(),
            now: at(300),
            ids: 3,
            min_group: 0,
        },
        before: None,
        by_campaign: false,
        per: None,
        min_age: TimeDelta::days(1),
        posts_include_paid: false,
    }
}

fn during(from: i64, to: i64) -> Range {
    Range {
        since: Some(at(from)),
        until: Some(at(to)),
    }
}

pub(super) fn post(client: &str, id: usize, day: i64, likes: u64, reach: u64) -> String {
    format!(
        r#"{{"type":"post","id":"ig:{id}","source":"instagram","client":"{client}","own":true,"text":"t","published_at":"{}","metrics":{{"like_count":{likes},"reach_count":{reach}}}}}"#,
        at(day).format("%Y-%m-%dT10:00:00Z")
    )
}

/// An ad for a post, of which one in ten engages and one in a hundred is a result.
pub(super) fn ad(id: usize, day: i64, spend: f64, reach: f64) -> AdRow {
    let day: NaiveDate = at(day).date_naive();
    AdRow {
        network: "meta".to_owned(),
        name: format!("ad {id}"),
        post: Some(id.to_string()),
        days: Some((day, day)),
        spend,
        currency: Some("EUR".to_owned()),
        reach: Some(reach),
        impressions: Some(reach * 2.0),
        engagement: Some((reach / 10.0).floor()),
        clicks: Some((reach / 50.0).floor()),
        results: Some((reach / 100.0).floor()),
        ..AdRow::default()
    }
}

pub(super) fn report(options: &BoostsOptions, lines: &[String], rows: Vec<AdRow>) -> Boosted {
    let mut boosts = Boosts::new(options);
    for line in lines {
        boosts.add_line(line).unwrap();
    }
    let sheet = AdSheet {
        rows,
        ..AdSheet::default()
    };
    boosts.finish(&[sheet]).unwrap()
}

pub(super) fn only(boosted: &Boosted) -> &Group {
    let mut groups = boosted.shown();
    let group = groups.next().expect("a group");
    assert!(groups.next().is_none(), "{:?}", boosted.groups);
    group
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9
}

#[test]
fn what_was_spent_and_what_it_cost() {
    let lines = [
        post("m", 1, 0, 30, 300),
        post("m", 2, 1, 20, 200),
        post("m", 3, 2, 10, 100),
    ];
    let mut refund = ad(1, 4, -5.0, 0.0);
    refund.reach = None;
    let rows = vec![
        ad(1, 1, 20.0, 1000.0),
        ad(1, 2, 10.0, 500.0),
        refund,
        ad(9, 2, 5.0, 500.0),
        ad(2, 2, 0.0, 0.0),
    ];
    let boosted = report(&options(), &lines, rows);
    let group = only(&boosted);
    assert_eq!(group.now.ads().count(), 3);
    assert_eq!(group.now.posts().len(), 2);
    assert_eq!(group.now.spend(), millionths(30.0));
    assert_eq!(boosted.told.unmatched, 1);
    assert_eq!(group.key.client, "m", "the only client with posts there");
    // 30 of 35 went to rows that know their reach.
    let thousand = cost(&group.now, Unit::ThousandReached);
    assert!(close(thousand.money.unwrap(), 35.0 / 2.0), "{thousand:?}");
    assert!(close(cost(&group.now, Unit::Result).money.unwrap(), 1.5));
    assert_eq!(thousand.interval, None, "three ads are too few");
    assert_eq!((group.boosted.posts, group.boosted.reach), (2, 500));
    assert_eq!((group.others.posts, group.others.engagement), (1, 10));
    assert_eq!(group.ids, ["ig:1", "ig:2"]);
    assert_eq!(group.beside.unwrap().ratio, None, "two posts are too few");
}

#[test]
fn two_currencies_are_never_added() {
    let mut dollars = ad(1, 1, 7.0, 100.0);
    dollars.currency = Some("usd".to_owned());
    let mut none = ad(1, 1, 3.0, 100.0);
    none.currency = None;
    let mut sign = ad(1, 2, 1.0, 100.0);
    sign.currency = Some("€".to_owned());
    let rows = vec![ad(1, 1, 5.0, 100.0), dollars, none, sign];
    for min_group in [0, 2] {
        let mut options = options();
        options.scope.min_group = min_group;
        let boosted = report(&options, &[post("m", 1, 0, 3, 30)], rows.clone());
        let mut found: Vec<(&str, i128)> = boosted
            .shown()
            .map(|group| (group.key.currency.as_str(), group.now.spend()))
            .collect();
        found.sort_unstable();
        if min_group == 0 {
            let expected = [("", 3.0), ("EUR", 6.0), ("USD", 7.0)];
            assert_eq!(
                found,
                expected.map(|(code, spend)| (code, millionths(spend)))
            );
            assert_eq!(boosted.told.no_currency, 1);
        } else {
            assert_eq!(found, [], "one ad of each");
            assert_eq!(boosted.told.suppressed, 3);
        }
    }
}

#[test]
fn small_groups_are_put_together_by_currency() {
    let mut rows: Vec<AdRow> = (1..8).map(|id| ad(id, 1, 1.0, 100.0)).collect();
    for (row, objective) in rows.iter_mut().zip(["a", "a", "a", "a", "b", "c", "c"]) {
        row.objective = Some(objective.to_owned());
    }
    let mut options = options();
    options.scope.min_group = 3;
    let boosted = report(&options, &[post("m", 1, 0, 3, 30)], rows);
    let found: Vec<(&str, usize)> = boosted
        .shown()
        .map(|group| (group.key.network.as_str(), group.now.ads().count()))
        .collect();
    assert_eq!(found, [("meta", 4), ("other", 3)]);
    let other = boosted.shown().last().unwrap();
    assert_eq!((other.others.posts, other.beside), (0, None));
}

#[test]
fn periods_clients_and_what_is_told_of_the_rest() {
    let mut options = options();
    options.scope.range = during(10, 20);
    options.before = Some(during(0, 10));
    options.scope.clients = vec!["m".to_owned()];
    let mut undated = ad(7, 0, 1.0, 10.0);
    undated.days = None;
    let mut of_post = ad(2, 0, 2.0, 10.0);
    of_post.days = None;
    let mut across = ad(1, 19, 4.0, 10.0);
    across.days = Some((at(19).date_naive(), at(20).date_naive()));
    let mut account = ad(8, 12, 16.0, 10.0);
    account.account = Some("M".to_owned());
    undated.account = Some("m".to_owned());
    let rows = vec![
        ad(1, 9, 1.0, 10.0),
        undated,
        of_post,
        across,
        account,
        ad(3, 12, 1.0, 10.0),
        ad(9, 12, 1.0, 10.0),
        ad(1, 20, 1.0, 10.0),
    ];
    let lines = [
        post("m", 1, 0, 3, 30),
        post("m", 2, 15, 3, 30),
        post("n", 3, 12, 3, 30),
    ];
    let boosted = report(&options, &lines, rows);
    let group = only(&boosted);
    assert_eq!(group.now.spend(), millionths(22.0));
    assert_eq!(group.before.spend(), millionths(1.0));
    let told = boosted.told;
    assert_eq!(
        (told.rows, told.unmatched, told.undated, told.across),
        (3, 1, 1, 1)
    );
    assert_eq!(
        (told.other_time, told.other_client, told.unknown_client),
        (1, 1, 1)
    );
}

#[test]
fn what_ads_brought_is_taken_off_when_it_is_counted_in() {
    let mut options = options();
    options.posts_include_paid = true;
    let lines = [post("m", 1, 0, 130, 1300), post("m", 2, 0, 5, 50)];
    let rows = vec![ad(1, 1, 20.0, 1000.0), ad(2, 1, 20.0, 1000.0)];
    let boosted = report(&options, &lines, rows);
    let side = only(&boosted).boosted;
    assert_eq!((side.engagement, side.reach), (30, 300));
}

#[test]
fn a_cost_is_held_against_the_time_before() {
    let mut options = options();
    options.scope.range = during(10, 20);
    options.before = Some(during(0, 10));
    let rows = (0..16)
        .map(|id| {
            let now = id >= 8;
            let spend = if now { 40.0 } else { 20.0 } + (id % 3) as f64;
            ad(
                id,
                if now { 12 } else { 2 },
                spend,
                1000.0 + 10.0 * (id % 4) as f64,
            )
        })
        .collect();
    let boosted = report(&options, &[post("m", 1, 0, 3, 30)], rows);
    let group = only(&boosted);
    let change = change(&group.now, &group.before, Unit::Result).unwrap();
    assert!(change.low > 1.5 && change.high < 2.5, "{change:?}");
    assert_eq!(super::data::word(Some(&change)), "up");
    let document = boosted.document();
    let place = |name: &str| {
        let columns = &document.data.columns;
        columns
            .iter()
            .position(|column| column.name == name)
            .unwrap()
    };
    let row = &document.data.rows[0];
    assert_eq!(row[place("cost_per_result_change")], Cell::text("up"));
    assert_eq!(row[place("ad_count_before")], Cell::count(8));
    assert_eq!(row[place("uplift_verdict")], Cell::text("too few to tell"));
}

#[test]
fn posts_promoted_elsewhere_are_no_posts_to_compare_with() {
    let (lines, mut rows) = account(1, 3.0);
    for (at, row) in rows.iter_mut().enumerate() {
        row.objective = Some(if at % 2 == 0 { "a" } else { "b" }.to_owned());
    }
    let boosted = report(&options(), &lines, rows);
    for group in boosted.shown() {
        let beside = group.beside.unwrap();
        assert_eq!((beside.boosted, beside.others), (10, 60));
        assert_eq!(group.others.posts, 60);
    }
}

fn sums(boosted: &Boosted) -> (i128, Vec<Option<i128>>) {
    let mut all = Spent::default();
    for group in boosted.shown() {
        all.merge(group.now.clone());
    }
    let totals = What::ALL.map(|what| all.total(what).map(|(total, _)| total));
    (all.spend(), totals.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is read first and by whom, and however the rows are laid into exports, the report is the same.
    #[test]
    fn parts_are_the_whole(cuts in proptest::collection::vec(any::<bool>(), 80), files in proptest::collection::vec(0_usize..3, 40), seed in 0_u64..50) {
        let (lines, rows) = account(seed, 1.2);
        let whole = report(&options(), &lines, rows.clone());
        let (mut left, mut right) = (Boosts::new(&options()), Boosts::new(&options()));
        for (line, cut) in lines.iter().zip(&cuts).rev() {
            let part = if *cut { &mut left } else { &mut right };
            part.add_line(line).unwrap();
        }
        right.merge(left);
        let mut sheets = vec![AdSheet::default(); 3];
        for (row, file) in rows.into_iter().zip(files) {
            sheets[file].rows.push(row);
        }
        let parts = right.finish(&sheets).unwrap();
        assert_eq!(parts.document(), whole.document());
    }

    /// What was spent in two stretches, or by two campaigns, is what was spent in both, to the millionth.
    #[test]
    fn two_stretches_and_two_campaigns_add_up(rows in proptest::collection::vec((0_usize..9, 0_i64..20, -500_i32..9_000, 0_u16..2_000, any::<bool>()), 1..40), middle in 1_i64..19) {
        let rows: Vec<AdRow> = rows.into_iter().map(|(id, day, cents, reach, shop)| AdRow {
            campaign: Some(if shop { "shop" } else { "brand" }.to_owned()),
            ..ad(id, day, f64::from(cents) / 100.0, f64::from(reach))
        }).collect();
        let lines = [post("m", 1, 0, 3, 30)];
        let of = |range: Range, by_campaign: bool| {
            let mut options = options();
            options.scope.range = range;
            options.by_campaign = by_campaign;
            sums(&report(&options, &lines, rows.clone()))
        };
        let whole = of(during(0, 20), false);
        let (first, second) = (of(during(0, middle), false), of(during(middle, 20), false));
        assert_eq!(first.0 + second.0, whole.0);
        for ((a, b), all) in first.1.iter().zip(&second.1).zip(&whole.1) {
            assert_eq!(a.unwrap_or(0) + b.unwrap_or(0), all.unwrap_or(0));
        }
        assert_eq!(of(during(0, 20), true), whole);
        assert_eq!(of(Range::default(), false), whole);
    }
}
