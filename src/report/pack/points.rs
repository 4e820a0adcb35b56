//! The pack in a few sentences. Each says a figure, how it changed where that can be told, and nothing that the figures do not say.

use super::change::{of_counts, of_shares};
use super::count::days;
use super::periods::{Counted, by_first, is_ours, mentions, total};
use super::section::Plan;
use crate::document::{Block, Cell, Direction};
use crate::report::aggregate::Aggregate;
use crate::report::dimension::{Dimension, Key};

/// Days for the busiest of them, sources for where it was said.
pub(super) const BY: &[Dimension] = &[Dimension::Day, Dimension::Source, Dimension::Own];

/// A day stands out from this many times the median day on.
const STANDS_OUT: f64 = 2.0;

pub(super) fn say(plan: &Plan, counted: &Counted) -> Vec<Block> {
    let heard = total(mentions(&counted.now));
    if heard.post_count == 0 {
        return Vec::new();
    }
    let mut points = vec![volume(plan, counted, &heard)];
    points.extend(tone(counted, &heard));
    points.extend(place(counted, &heard));
    points.extend(busiest(plan, counted));
    points.extend(work(&heard));
    vec![Block::Points(points)]
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn volume(plan: &Plan, counted: &Counted, heard: &Aggregate) -> Cell {
    let count = Cell::count(heard.post_count);
    let figure = |keys: &[Key], group: &Aggregate| {
        if is_ours(keys) {
            0.0
        } else {
            group.post_count as f64
        }
    };
    let (Some(rows), Some(range)) = (&counted.before, plan.before) else {
        return Cell::Phrase(vec![text("Mentions: "), count, text(".")]);
    };
    let now = days(plan, plan.options.range, &counted.now, 0, figure);
    let before = days(plan, range, rows, 0, figure);
    let was = total(mentions(rows)).post_count;
    if was == 0 {
        let end = text("; before there were none to compare with.");
        return Cell::Phrase(vec![text("Mentions: "), count, end]);
    }
    let was = Cell::count(was);
    let compared = of_counts(&now, &before);
    let (says, end) = match compared.map_or(Direction::Unknown, |compared| compared.direction) {
        Direction::Up => (", more than before (", ")."),
        Direction::Down => (", fewer than before (", ")."),
        Direction::Steady => (", about as many as before (", ")."),
        Direction::Unknown => (
            "; whether that is more or fewer than before (",
            ") cannot be told.",
        ),
    };
    Cell::Phrase(vec![text("Mentions: "), count, text(says), was, text(end)])
}

fn tone(counted: &Counted, heard: &Aggregate) -> Option<Cell> {
    let (low, high) = heard.share_interval(0)?;
    let negative = |group: &Aggregate| {
        let [negative, ..] = group.tones;
        (negative, group.labelled_count)
    };
    let before = counted.before.as_ref().map(|rows| total(mentions(rows)));
    let compared = before.and_then(|before| of_shares(negative(heard), negative(&before)));
    let end = match compared.map(|compared| compared.direction) {
        Some(Direction::Up) => "); worse than before.",
        Some(Direction::Down) => "); better than before.",
        Some(Direction::Steady) => "); about as before.",
        Some(Direction::Unknown) => "); too few to say whether that is new.",
        None => ").",
    };
    Some(Cell::Phrase(vec![
        Cell::Share(heard.share(0)?),
        text(" of the mentions are negative (between "),
        Cell::Share(low),
        text(" and "),
        Cell::Share(high),
        text(end),
    ]))
}

/// Where most of it was said.
fn place(counted: &Counted, heard: &Aggregate) -> Option<Cell> {
    let mut sources: std::collections::BTreeMap<&Key, u64> = std::collections::BTreeMap::new();
    for (keys, group) in mentions(&counted.now) {
        if let Some(source @ Key::Text(_)) = keys.get(1) {
            *sources.entry(source).or_default() += group.post_count;
        }
    }
    let (source, count) = sources.iter().max_by_key(|(_, count)| **count)?;
    if sources.len() < 2 {
        return None;
    }
    Some(Cell::Phrase(vec![
        text("The network with the most ("),
        source.cell(),
        text(") has "),
        Cell::Share(*count as f64 / heard.post_count.max(1) as f64),
        text(" of them."),
    ]))
}

/// The day with the most, if it stands out.
fn busiest(plan: &Plan, counted: &Counted) -> Option<Cell> {
    let mut all = days(plan, plan.options.range, &counted.now, 0, |keys, group| {
        if is_ours(keys) {
            0.0
        } else {
            group.post_count as f64
        }
    });
    let groups = by_first(mentions(&counted.now));
    let (day, group) = groups
        .iter()
        .filter(|(key, _)| matches!(key, Key::Day(_)))
        .max_by_key(|(_, group)| group.post_count)?;
    all.sort_by(f64::total_cmp);
    let median = *all.get(all.len() / 2)?;
    let stands_out = all.len() >= 7 && group.post_count as f64 >= STANDS_OUT * median.max(2.0);
    stands_out.then(|| {
        Cell::Phrase(vec![
            text("One day stands out: "),
            day.cell(),
            text(", with "),
            Cell::count(group.post_count),
            text(" mentions; the median day has "),
            Cell::decimal(median, 0),
            text("."),
        ])
    })
}

fn work(heard: &Aggregate) -> Option<Cell> {
    if heard.levelled_count() == 0 {
        return None;
    }
    let [_, senior, management] = heard.levels;
    Some(Cell::Phrase(vec![
        text("For a senior: "),
        Cell::count(senior),
        text("; for management: "),
        Cell::count(management),
        text("; urgent: "),
        Cell::count(heard.urgent_count),
        text("."),
    ]))
}
