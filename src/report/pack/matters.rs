//! Sections by name: channels, intents, topics, clients, and whose work it is.

use std::collections::BTreeMap;

use super::change::{one_of, word};
use super::count::days;
use super::figures;
use super::periods::{Counted, by_first, mentions, total};
use super::section::Plan;
use crate::document::{
    Block, Cell, CellKind, Chart, ChartKind, Column, Line, Role, Table, Tone, Unit,
};
use crate::report::aggregate::Aggregate;
use crate::report::dimension::Key;

/// Names told; the others are added up.
const TOP: usize = 10;

/// Names with what was counted, the most first; the unknown left out.
fn ranked(groups: BTreeMap<Key, Aggregate>) -> Vec<(String, Aggregate)> {
    let mut named: Vec<(String, Aggregate)> = groups
        .into_iter()
        .filter(|(key, _)| *key != Key::Absent)
        .map(|(key, group)| (key.to_string(), group))
        .collect();
    named.sort_by(|a, b| {
        b.1.post_count
            .cmp(&a.1.post_count)
            .then_with(|| a.0.cmp(&b.0))
    });
    named
}

/// A table of names with their share, their tone and the word for their change, under a chart by tone.
fn breakdown(plan: &Plan, counted: &Counted, name: &str, label: &str, title: &str) -> Vec<Block> {
    let all = total(mentions(&counted.now));
    let named = ranked(by_first(mentions(&counted.now)));
    if named.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(vec![
        Column::key(name, label),
        Column::figure("post_count", "Posts", 0),
        Column::new("share", "", CellKind::Bar, Role::Figure(3)),
        Column::figure("negative_share", "Negative (95 % interval)", 1),
        Column::new("change", "Change", CellKind::Text, Role::Figure(2)),
    ]);
    for (text, group) in named.iter().take(TOP) {
        let negative = group.share(0).zip(group.share_interval(0));
        let change = change(plan, counted, text, named.len().min(TOP));
        table.push(vec![
            Cell::text(text.clone()),
            Cell::count(group.post_count),
            Cell::Share(group.post_count as f64 / all.post_count.max(1) as f64),
            Cell::some(negative, |(share, (low, high))| Cell::Estimate {
                share,
                low,
                high,
            }),
            change,
        ]);
    }
    let mut blocks = Vec::new();
    if named.len() > 1 {
        blocks.push(Block::Chart(by_tone(&named, label, title)));
    }
    blocks.push(Block::Table(table));
    blocks
}

/// The word for how the mentions of a name changed.
fn change(plan: &Plan, counted: &Counted, name: &str, comparisons: usize) -> Cell {
    let (Some(rows), Some(before)) = (&counted.before, plan.before) else {
        return Cell::Empty;
    };
    let count = |keys: &[Key], group: &Aggregate| match keys {
        [Key::Text(key), .., own] if key == name && *own != Key::Flag(true) => {
            group.post_count as f64
        }
        _ => 0.0,
    };
    let now = days(plan, plan.options.range, &counted.now, 1, count);
    let was = days(plan, before, rows, 1, count);
    Cell::some(one_of(comparisons, &now, &was), |compared| {
        Cell::text(word(compared.direction))
    })
}

fn by_tone(named: &[(String, Aggregate)], axis: &str, title: &str) -> Chart {
    let named = named.get(..TOP).unwrap_or(named);
    let labelled = named.iter().any(|(_, group)| group.labelled_count > 0);
    let values = |read: &dyn Fn(&Aggregate) -> u64| -> Vec<Option<f64>> {
        named
            .iter()
            .map(|(_, group)| Some(read(group) as f64))
            .collect()
    };
    let tone = |index: usize| values(&|group| group.tones.get(index).copied().unwrap_or(0));
    let lines = if labelled {
        vec![
            Line::new("Negative", Tone::Bad, tone(0)),
            Line::new("Neutral", Tone::Neutral, tone(1)),
            Line::new("Positive", Tone::Good, tone(2)),
        ]
    } else {
        let all = values(&|group| group.post_count);
        vec![Line::new("Mentions", Tone::Plain, all)]
    };
    Chart {
        title: title.to_owned(),
        kind: ChartKind::Stacked,
        axis: axis.to_owned(),
        unit: Unit::Count,
        places: named
            .iter()
            .map(|(name, _)| Cell::text(name.clone()))
            .collect(),
        lines,
    }
}

pub(super) fn channels(plan: &Plan, counted: &Counted) -> Vec<Block> {
    breakdown(
        plan,
        counted,
        "source",
        "Source",
        "Mentions by source and tone",
    )
}

pub(super) fn intents(plan: &Plan, counted: &Counted) -> Vec<Block> {
    breakdown(
        plan,
        counted,
        "intent",
        "Intent",
        "Mentions by intent and tone",
    )
}

pub(super) fn topics(plan: &Plan, counted: &Counted) -> Vec<Block> {
    breakdown(
        plan,
        counted,
        "topic",
        "Topic",
        "Mentions by topic and tone",
    )
}

pub(super) fn hashtags(plan: &Plan, counted: &Counted) -> Vec<Block> {
    breakdown(
        plan,
        counted,
        "hashtag",
        "Hashtag",
        "Mentions by hashtag and tone",
    )
}

/// Clients, when there are several.
pub(super) fn clients(plan: &Plan, counted: &Counted) -> Vec<Block> {
    if by_first(mentions(&counted.now)).len() < 2 {
        return Vec::new();
    }
    breakdown(
        plan,
        counted,
        "client",
        "Client",
        "Mentions by client and tone",
    )
}

/// What must be answered, by department and level.
pub(super) fn work(plan: &Plan, counted: &Counted) -> Vec<Block> {
    let all = total(mentions(&counted.now));
    let figures = figures::work(&all);
    if figures.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(vec![
        Column::key("department", "Department"),
        Column::figure("post_count", "Posts", 0),
        Column::figure("urgent_count", "Urgent", 1),
        Column::figure("level_1_count", "Level 1", 3),
        Column::figure("level_2_count", "Level 2", 2),
        Column::figure("level_3_count", "Level 3", 2),
    ]);
    for (name, group) in ranked(by_first(mentions(&counted.now))) {
        let [first, second, third] = group.levels.map(Cell::count);
        table.push(vec![
            Cell::text(name),
            Cell::count(group.post_count),
            Cell::count(group.urgent_count),
            first,
            second,
            third,
        ]);
    }
    let mut blocks = Vec::new();
    if !plan.has_figures || table.rows.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks
}
