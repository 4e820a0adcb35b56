//! The report in full, a row for each group, with stable names.

use super::book::OTHER;
use super::cost::{Unit, change, cost};
use super::spent::{Spent, What, number};
use super::{Boosted, Group};
use crate::document::{Cell, CellKind, Column, Role, Table};
use crate::stats::Change;

const COUNTS: [(&str, What); 5] = [
    ("paid_reach", What::Reach),
    ("paid_impressions", What::Impressions),
    ("paid_engagement", What::Engagement),
    ("paid_clicks", What::Clicks),
    ("result_count", What::Results),
];

pub(super) fn data(boosted: &Boosted) -> Table {
    let mut table = Table::new(columns(boosted));
    for group in boosted.shown() {
        let mut row = keys(boosted, group);
        row.extend(money(boosted, group));
        for unit in Unit::ALL {
            row.extend(costs(boosted, group, unit));
        }
        row.extend(organic(boosted, group));
        if boosted.options.scope.ids > 0 {
            let ids = group.ids.iter().map(String::as_str);
            row.push(boosted.options.scope.ids(ids));
        }
        table.push(row);
    }
    table
}

/// What posts did by themselves, and what ads added.
const ORGANIC: [&str; 12] = [
    "organic_reach",
    "organic_reach_post_count",
    "organic_engagement",
    "unboosted_post_count",
    "unboosted_reach",
    "unboosted_reach_post_count",
    "unboosted_engagement",
    "uplift",
    "uplift_low",
    "uplift_high",
    "uplift_post_count",
    "uplift_other_count",
];

fn columns(boosted: &Boosted) -> Vec<Column> {
    let word = |name: &str| Column::new(name, &name.replace('_', " "), CellKind::Text, Role::Data);
    let mut columns = vec![word("network"), word("client"), word("objective")];
    if boosted.options.by_campaign {
        columns.push(word("campaign"));
    }
    columns.push(word("currency"));
    columns.extend(
        [
            "ad_count",
            "post_count",
            "unmatched_ad_count",
            "spend",
            "refunded",
        ]
        .map(Column::data),
    );
    columns.extend(COUNTS.map(|(name, _)| Column::data(name)));
    let compares = boosted.options.before.is_some();
    if compares {
        columns.extend(["ad_count_before", "spend_before"].map(Column::data));
    }
    for unit in Unit::ALL {
        let name = format!("cost_per_{}", unit.name());
        for end in ["", "_low", "_high", "_ad_count"] {
            columns.push(Column::data(&format!("{name}{end}")));
        }
        if compares {
            for end in [
                "_before",
                "_before_ad_count",
                "_ratio",
                "_ratio_low",
                "_ratio_high",
            ] {
                columns.push(Column::data(&format!("{name}{end}")));
            }
            columns.push(word(&format!("{name}_change")));
        }
    }
    columns.extend(ORGANIC.map(Column::data));
    columns.extend(["uplift_verdict", "per"].map(word));
    if boosted.options.scope.ids > 0 {
        columns.push(word("post_ids"));
    }
    columns
}

fn keys(boosted: &Boosted, group: &Group) -> Vec<Cell> {
    let key = &group.key;
    let mut row = vec![
        Cell::text(&key.network),
        Cell::text(&key.client),
        Cell::text(&key.objective),
    ];
    if boosted.options.by_campaign {
        row.push(Cell::text(&key.campaign));
    }
    row.push(Cell::text(&key.currency));
    row
}

fn money(boosted: &Boosted, group: &Group) -> Vec<Cell> {
    let now = &group.now;
    let ads = |spent: &Spent| Cell::count(spent.ads().count() as u64);
    let unmatched = now.ads().filter(|ad| ad.post.is_none()).count();
    let refunded: i128 = now.ads().map(|ad| ad.refunded).sum();
    let mut row = vec![
        ads(now),
        Cell::count(now.posts().len() as u64),
        Cell::count(unmatched as u64),
        amount(now.spend()),
        amount(refunded),
    ];
    row.extend(COUNTS.map(|(_, what)| total(now, what)));
    if boosted.options.before.is_some() {
        row.extend([ads(&group.before), amount(group.before.spend())]);
    }
    row
}

/// Money as people see it.
pub(super) fn amount(millionths: i128) -> Cell {
    Cell::decimal(number(millionths), 2)
}

/// A count, whole unless the manager shares it among ads.
pub(super) fn total(spent: &Spent, what: What) -> Cell {
    Cell::some(spent.total(what), |(total, _)| {
        if total % 1_000_000 == 0 {
            Cell::Integer(i64::try_from(total / 1_000_000).unwrap_or(i64::MAX))
        } else {
            Cell::decimal(number(total), 1)
        }
    })
}

fn some(value: Option<f64>) -> Cell {
    Cell::some(value, |value| Cell::decimal(value, 4))
}

fn costs(boosted: &Boosted, group: &Group, unit: Unit) -> Vec<Cell> {
    let now = cost(&group.now, unit);
    let mut row = vec![
        some(now.money),
        some(now.interval.map(|(low, _)| low)),
        some(now.interval.map(|(_, high)| high)),
        Cell::count(now.ads as u64),
    ];
    if boosted.options.before.is_some() {
        let before = cost(&group.before, unit);
        let change = change(&group.now, &group.before, unit);
        row.extend([some(before.money), Cell::count(before.ads as u64)]);
        row.extend(ratio(change.as_ref()));
        let compared = now.money.is_some() || before.money.is_some();
        row.push(if compared {
            Cell::text(word(change.as_ref()))
        } else {
            Cell::Empty
        });
    }
    row
}

fn ratio(change: Option<&Change>) -> [Cell; 3] {
    match change {
        Some(change) => [change.estimate, change.low, change.high].map(|end| Cell::decimal(end, 4)),
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
    }
}

/// `up`, `down`, `steady`, `too few to tell`.
pub(super) fn word(change: Option<&Change>) -> &'static str {
    let verdict = change.map(Change::ratio_verdict);
    verdict.unwrap_or(crate::stats::Verdict::TooFew).word()
}

fn organic(boosted: &Boosted, group: &Group) -> Vec<Cell> {
    let (mine, others) = (group.boosted, group.others);
    let known = |known: u64, count: u64| {
        if known > 0 {
            Cell::count(count)
        } else {
            Cell::Empty
        }
    };
    let mut row = vec![
        known(mine.reach_posts, mine.reach),
        Cell::count(mine.reach_posts),
        known(mine.posts, mine.engagement),
    ];
    // Groups that were put together are of no one account.
    if group.key.network == OTHER {
        row.extend([const { Cell::Empty }; 4]);
    } else {
        row.extend([
            Cell::count(others.posts),
            known(others.reach_posts, others.reach),
            Cell::count(others.reach_posts),
            known(others.posts, others.engagement),
        ]);
    }
    match group.beside {
        Some(beside) => {
            row.extend(ratio(beside.ratio.as_ref()));
            row.extend([beside.boosted, beside.others].map(|count| Cell::count(count as u64)));
            row.push(Cell::text(verdict(beside.ratio.as_ref())));
        }
        None => row.extend([const { Cell::Empty }; 6]),
    }
    row.push(Cell::text(boosted.per.name()));
    row
}

/// How promoted posts do beside others, in words.
pub(super) fn verdict(ratio: Option<&Change>) -> &'static str {
    match word(ratio) {
        "up" => "higher",
        "down" => "lower",
        "steady" => "alike",
        other => other,
    }
}
