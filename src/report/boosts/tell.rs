//! Paid beside organic as tables and sentences.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{OTHER, What, number};
use super::cost::{FEWEST, Unit, change, cost};
use super::data::{amount, data, total, verdict, word};
use super::uplift::Side;
use super::{Boosted, Group, uplift};
use crate::document::{Block, Cell, CellKind, Column, Document, Note, Role, Section, Table};
use crate::report::posts::kept::MAX_POSTS;
use crate::report::rate::Per;
use crate::report::scope::posts;
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

/// Whether the account has posts at all, promoted or not.
fn has_posts(group: &Group) -> bool {
    group.boosted.posts + group.others.posts > 0
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

fn rate_name(per: Per) -> &'static str {
    match per {
        Per::Reach => "engagement per person reached",
        Per::Impressions => "engagement per impression",
        Per::Views => "engagement per view",
        Per::Followers => "engagement per follower",
        Per::Post => "engagement",
    }
}

fn notes(boosted: &Boosted) -> Vec<Note> {
    let told = &boosted.told;
    let mut notes = boosted.passed.notes();
    if boosted.shown().next().is_none() {
        notes.push(Note::warning(
            "no ads of the time and client asked for; give the exports of ad managers with --ads",
        ));
    }
    let warnings = [
        (
            told.unknown_client,
            "rows of ads left out, since it is not known whose they are",
        ),
        (
            told.undated,
            "rows of ads left out, since they name no day and a time is asked for",
        ),
        (
            told.across,
            "rows of ads over several days of which only some were asked for; they count where their first day lies",
        ),
        (
            told.no_currency,
            "rows of ads without a currency, kept apart",
        ),
    ];
    for (count, what) in warnings {
        if count > 0 {
            notes.push(Note::warning(format!("{what}: {count}")));
        }
    }
    for date in &boosted.doubtful {
        let read = "is read with the month first, as the export is in English; nothing in it says whether the day comes first";
        notes.push(Note::warning(format!("{date} {read}")));
    }
    let mixed = boosted.shown().any(|group| kinds(group).len() > 1);
    if mixed {
        notes.push(Note::warning(
            "results of several kinds are added up in a group; --by campaign may tell them apart",
        ));
    }
    let remarks = [
        (
            told.unmatched,
            "rows of ads whose post is not among ours; their money counts, what the posts did by themselves does not",
        ),
        (
            told.doubled,
            "rows of ads that another export holds too, counted once",
        ),
        (told.other_time, "rows of ads of another time left out"),
        (told.other_client, "rows of ads of other clients left out"),
        (
            told.suppressed,
            "ads in groups smaller than --min-group left out",
        ),
    ];
    for (count, what) in remarks {
        if count > 0 {
            notes.push(Note::remark(format!("{what}: {count}")));
        }
    }
    if boosted.left_out.over > 0 {
        notes.push(Note::warning(format!(
            "a random sample of {MAX_POSTS} posts: there were more than are held in memory"
        )));
    }
    notes.extend(method(boosted));
    notes
}

/// Kinds of results in a group.
fn kinds(group: &Group) -> BTreeSet<&String> {
    group.now.ads().flat_map(|ad| &ad.kinds).collect()
}

/// How the figures are to be read.
fn method(boosted: &Boosted) -> Vec<Note> {
    let mut notes = Vec::new();
    if boosted.shown().next().is_none() {
        return notes;
    }
    notes.push(Note::remark(format!(
        "what was spent and what it cost is exact; its interval is that of ads like these, over ads, and is not told of fewer than {FEWEST}"
    )));
    let several = |group: &Group| {
        let rows: u64 = group.now.ads().map(|ad| ad.rows).sum();
        rows > 1 && group.now.total(What::Reach).is_some()
    };
    if boosted.shown().any(several) {
        notes.push(Note::remark(
            "paid reach is added up over days and ads: whoever was reached twice counts twice, and 1,000 people cost more than is shown",
        ));
    }
    if boosted
        .shown()
        .any(|group| group.beside.is_some() && has_posts(group))
    {
        notes.push(Note::remark(format!(
            "boosted posts by themselves: {} of typical posts beside that of posts of the same channel that were never boosted, the channel's slope over time taken out; {} on either side are needed",
            rate_name(boosted.per),
            posts(uplift::FEWEST as u64)
        )));
    }
    let is_told = |group: &Group| group.beside.is_some_and(|beside| beside.ratio.is_some());
    if boosted.shown().any(is_told) {
        notes.push(Note::remark(
            "boosted posts were chosen, not drawn: whoever boosts what does well finds that it does well; this is no effect of the money",
        ));
    }
    notes.push(Note::remark(if boosted.options.posts_include_paid {
        "what ads brought was taken off the figures of posts (--posts-include-paid)"
    } else {
        "the figures of posts are taken as organic; where a network counts what ads brought among them, give --posts-include-paid"
    }));
    notes
}
