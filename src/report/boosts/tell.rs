//! Paid beside organic as tables and sentences.

use std::collections::{BTreeMap, BTreeSet};

use super::book::OTHER;
use super::cost::{Unit, change, cost};
use super::data::{amount, data, total, verdict, word};
use super::notes::{has_posts, notes};
use super::spent::{What, number};
use super::uplift::Side;
use super::{Boosted, Group};
use crate::document::{Block, Cell, CellKind, Column, Document, Role, Section, Table};
use crate::stats::Change;

pub(super) fn document(boosted: &Boosted) -> Document {
    let mut sections = Vec::new();
    if boosted.shown().next().is_some() {
        let mut blocks = vec![Block::Points(spent(boosted))];
        blocks.push(Block::Table(bought(boosted)));
        sections.push(section("What the money bought", blocks));
        let tables = [
            ("What it cost", costs(boosted)),
            ("Paid beside organic", organic(boosted)),
            (
                "Boosted posts by themselves, beside the other posts of their channel",
                beside(boosted),
            ),
        ];
        for (heading, table) in tables {
            if !table.rows.is_empty() {
                sections.push(section(heading, vec![Block::Table(table)]));
            }
        }
    }
    sections.push(Section {
        heading: None,
        blocks: notes(boosted).into_iter().map(Block::Note).collect(),
    });
    Document {
        title: "Boosts: paid beside organic".to_owned(),
        data: data(boosted),
        sections,
    }
}

fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section {
        heading: Some(heading.to_owned()),
        blocks,
    }
}

/// A sentence for each currency.
fn spent(boosted: &Boosted) -> Vec<Cell> {
    let mut currencies: BTreeMap<&str, (i128, u64, BTreeSet<usize>)> = BTreeMap::new();
    for group in boosted.shown() {
        let (spend, ads, promoted) = currencies.entry(&group.key.currency).or_default();
        *spend += group.now.spend();
        *ads += group.now.ads().count() as u64;
        promoted.extend(group.now.posts());
    }
    let sentence = |(currency, (spend, ads, promoted)): (&str, (i128, u64, BTreeSet<usize>))| {
        let currency = if currency.is_empty() { "(?)" } else { currency };
        Cell::Phrase(vec![
            amount(spend),
            Cell::text(" "),
            Cell::text(currency),
            Cell::text(" spent; ads: "),
            Cell::count(ads),
            Cell::text("; posts of ours among them: "),
            Cell::count(promoted.len() as u64),
        ])
    };
    currencies.into_iter().map(sentence).collect()
}

/// Columns that say which group it is: those in which groups differ, or at least say something.
#[expect(clippy::struct_excessive_bools, reason = "each is a column")]
struct Keys {
    client: bool,
    objective: bool,
    campaign: bool,
    currency: bool,
}

impl Keys {
    fn of(boosted: &Boosted) -> Self {
        let any = |said: fn(&Group) -> bool| boosted.shown().any(said);
        Keys {
            client: boosted
                .shown()
                .map(|group| &group.key.client)
                .collect::<BTreeSet<_>>()
                .len()
                > 1,
            objective: any(|group| !group.key.objective.is_empty()),
            campaign: boosted.options.by_campaign,
            currency: any(|group| !group.key.currency.is_empty()),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let columns = [
            (true, "network", "Network"),
            (self.client, "client", "Client"),
            (self.objective, "objective", "Objective"),
            (self.campaign, "campaign", "Campaign"),
        ];
        let shown = columns.into_iter().filter(|(shown, _, _)| *shown);
        shown
            .map(|(_, name, label)| Column::key(name, label))
            .collect()
    }

    fn cells(&self, group: &Group) -> Vec<Cell> {
        let key = &group.key;
        let network = match key.network.as_str() {
            OTHER => Cell::Phrase(vec![Cell::text(OTHER)]),
            network => Cell::text(network),
        };
        let cells = [
            (true, network),
            (self.client, Cell::text(&key.client)),
            (self.objective, Cell::text(&key.objective)),
            (self.campaign, Cell::text(&key.campaign)),
        ];
        let shown = cells.into_iter().filter(|(shown, _)| *shown);
        shown.map(|(_, cell)| cell).collect()
    }

    /// The same in one cell, where figures need the room.
    fn label(&self, group: &Group) -> Cell {
        let texts = self.cells(group).into_iter().filter_map(|cell| match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        });
        match group.key.network.as_str() {
            OTHER => Cell::Phrase(vec![Cell::text(OTHER)]),
            _ => Cell::text(texts.collect::<Vec<_>>().join(", ")),
        }
    }

    /// Only beside amounts of money.
    fn currency(&self, group: &Group) -> Option<Cell> {
        self.currency.then(|| Cell::text(&group.key.currency))
    }
}

fn bought(boosted: &Boosted) -> Table {
    let keys = Keys::of(boosted);
    let mut columns = keys.columns();
    columns.push(Column::figure("spend", "Spend", 0));
    columns.extend(keys.currency.then(|| Column::key("currency", "")));
    columns.extend([
        Column::figure("ad_count", "Ads", 1),
        Column::figure("post_count", "Posts", 5),
        Column::figure("paid_reach", "Reach", 2),
        Column::figure("paid_impressions", "Impressions", 6),
        Column::figure("paid_engagement", "Engagement", 3),
        Column::figure("paid_clicks", "Clicks", 4),
        Column::figure("result_count", "Results", 1),
    ]);
    let mut table = Table::new(columns);
    for group in boosted.shown() {
        let mut row = keys.cells(group);
        row.push(amount(group.now.spend()));
        row.extend(keys.currency(group));
        row.push(Cell::count(group.now.ads().count() as u64));
        row.push(Cell::count(group.now.posts().len() as u64));
        row.extend(What::ALL.map(|what| total(&group.now, what)));
        table.push(row);
    }
    table
}

/// `1.31 (1.05 to 1.60)`
fn within(value: f64, interval: Option<(f64, f64)>) -> Cell {
    match interval {
        Some((low, high)) => Cell::Phrase(vec![
            Cell::decimal(value, 2),
            Cell::text(" ("),
            Cell::decimal(low, 2),
            Cell::text(" to "),
            Cell::decimal(high, 2),
            Cell::text(")"),
        ]),
        None => Cell::decimal(value, 2),
    }
}

fn times(change: &Change) -> Cell {
    within(change.estimate, Some((change.low, change.high)))
}

fn costs(boosted: &Boosted) -> Table {
    let keys = Keys::of(boosted);
    let compares = boosted.options.before.is_some();
    let mut columns = vec![Column::key("group", "Ads of")];
    columns.push(Column::key("word", "Cost of"));
    columns.push(Column::figure("cost", "Cost (95 % interval)", 0));
    columns.extend(keys.currency.then(|| Column::key("currency", "")));
    columns.push(Column::figure("ad_count", "Ads", 2));
    if compares {
        columns.push(Column::figure("before", "Before", 4));
        columns.push(Column::figure("ratio", "Times before", 3));
        columns.push(Column::new(
            "change",
            "Change",
            CellKind::Text,
            Role::Figure(1),
        ));
    }
    let mut table = Table::new(columns);
    for group in boosted.shown() {
        for unit in Unit::ALL {
            let now = cost(&group.now, unit);
            if now.ads == 0 {
                continue;
            }
            let mut row = vec![keys.label(group)];
            row.push(Cell::text(unit.word()));
            row.push(Cell::some(now.money, |cost| within(cost, now.interval)));
            row.extend(keys.currency(group));
            row.push(Cell::count(now.ads as u64));
            if compares {
                let before = cost(&group.before, unit);
                let change = change(&group.now, &group.before, unit);
                row.push(Cell::some(before.money, |cost| Cell::decimal(cost, 2)));
                row.push(Cell::some(change.as_ref(), times));
                row.push(Cell::text(word(change.as_ref())));
            }
            table.push(row);
        }
    }
    table
}

fn organic(boosted: &Boosted) -> Table {
    let keys = Keys::of(boosted);
    let mut columns = vec![Column::key("group", "Ads of")];
    columns.extend([
        Column::key("word", "What"),
        Column::figure("post_count", "Posts", 0),
        Column::figure("reach", "Reach", 1),
        Column::figure("engagement", "Engagement", 2),
        Column::figure("rate", "per reached", 3),
    ]);
    let mut table = Table::new(columns);
    let rate = |engagement: f64, reach: f64| {
        if reach > 0.0 {
            Cell::Share(engagement / reach)
        } else {
            Cell::Empty
        }
    };
    let side = |what: &str, side: Side| {
        let reach = if side.reach_posts > 0 {
            Cell::count(side.reach)
        } else {
            Cell::Empty
        };
        vec![
            Cell::text(what),
            Cell::count(side.posts),
            reach,
            Cell::count(side.engagement),
            rate(side.reached_engagement as f64, side.reach as f64),
        ]
    };
    for group in boosted.shown().filter(|group| has_posts(group)) {
        let of = |what| {
            group
                .now
                .total(what)
                .map_or(0.0, |(total, _)| number(total))
        };
        let paid = vec![
            Cell::text("boosted, paid"),
            Cell::count(group.now.posts().len() as u64),
            total(&group.now, What::Reach),
            total(&group.now, What::Engagement),
            rate(of(What::Engagement), of(What::Reach)),
        ];
        let mut rows = vec![paid, side("same posts, organic", group.boosted)];
        if group.key.network != OTHER {
            rows.push(side("other posts", group.others));
        }
        for figures in rows {
            let mut row = vec![keys.label(group)];
            row.extend(figures);
            table.push(row);
        }
    }
    table
}

fn beside(boosted: &Boosted) -> Table {
    let keys = Keys::of(boosted);
    let mut columns = vec![Column::key("group", "Ads of")];
    columns.extend([
        Column::figure("ratio", "Times others (95 % interval)", 0),
        Column::figure("post_count", "Boosted", 1),
        Column::figure("other_count", "Others", 2),
        Column::new("verdict", "Verdict", CellKind::Text, Role::Figure(1)),
    ]);
    let mut table = Table::new(columns);
    for group in boosted.shown().filter(|group| has_posts(group)) {
        if let Some(beside) = &group.beside {
            let mut row = vec![keys.label(group)];
            row.extend([
                Cell::some(beside.ratio.as_ref(), times),
                Cell::count(beside.boosted as u64),
                Cell::count(beside.others as u64),
                Cell::text(verdict(beside.ratio.as_ref())),
            ]);
            table.push(row);
        }
    }
    table
}
