//! The share of voice as tables and sentences.

use std::collections::BTreeMap;

use super::{Heard, Voice, Voices, charts};
use crate::document::{Block, Cell, CellKind, Chart, Column, Document, Note, Role, Section, Table};
use crate::report::scope::posts;
use crate::stats::{Z_95, difference_of_shares, wilson};

/// How many posts there would be if every author had written one: Leslie Kish, "Survey Sampling" (1965), the effective size of a sample of clusters
/// whose members are alike. A brand whose one fan writes all day is not better known for it.
fn effective(voices: &BTreeMap<String, Heard>) -> f64 {
    let all: f64 = voices.values().map(|heard| heard.posts as f64).sum();
    let mut by_author: std::collections::HashMap<u64, f64> = std::collections::HashMap::new();
    for heard in voices.values() {
        for (&author, &count) in &heard.by_author {
            *by_author.entry(author).or_default() += f64::from(count);
        }
    }
    let known: f64 = by_author.values().sum();
    // A post without a known author stands for itself.
    let squares = by_author.values().map(|count| count * count).sum::<f64>() + (all - known);
    if squares > 0.0 {
        all * all / squares
    } else {
        0.0
    }
}

/// Successes and trials of a share, as many as the effective number of posts says.
fn counted(part: u64, all: u64, effective: f64) -> (u64, u64) {
    let trials = whole(effective.clamp(0.0, all as f64));
    let share = part as f64 / (all.max(1)) as f64;
    (whole(share * trials as f64), trials)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of posts, never negative"
)]
fn whole(count: f64) -> u64 {
    count.round() as u64
}

fn share(part: u64, all: u64, effective: f64) -> Cell {
    if all == 0 {
        return Cell::Empty;
    }
    let (some, trials) = counted(part, all, effective);
    let exact = part as f64 / all as f64;
    match wilson(some, trials, Z_95) {
        Some((low, high)) => Cell::Estimate {
            share: exact,
            low: low.min(exact),
            high: high.max(exact),
        },
        None => Cell::Share(exact),
    }
}

fn total(voices: &BTreeMap<String, Heard>) -> u64 {
    voices.values().map(|heard| heard.posts).sum()
}

pub(super) fn document(voice: &Voice) -> Document {
    let data = data(voice);
    let voices = shown(voice);
    let drawn = |chart: Option<Chart>| chart.into_iter().map(Block::Chart);
    let mut blocks: Vec<Block> = drawn(charts::by_tone(&voices)).collect();
    blocks.push(Block::Table(shares(voice)));
    blocks.extend(notes(voice).into_iter().map(Block::Note));
    let sections = vec![
        Section {
            heading: None,
            blocks,
        },
        Section {
            heading: Some("By source".to_owned()),
            blocks: drawn(charts::by_source(&voices))
                .chain([Block::Table(by_source(voice))])
                .collect(),
        },
    ];
    Document {
        title: "Share of voice".to_owned(),
        data,
        sections,
    }
}

/// The voices shown, the loudest first.
fn shown(voice: &Voice) -> Vec<(&String, &Heard)> {
    let least = voice.options.min_group;
    let mut list: Vec<_> = voice
        .now
        .iter()
        .filter(|(_, heard)| heard.posts >= least)
        .collect();
    list.sort_by(|a, b| b.1.posts.cmp(&a.1.posts).then(a.0.cmp(b.0)));
    list
}

fn shares(voice: &Voice) -> Table {
    let mut table = Table::new(vec![
        Column::new("voice", "Voice", CellKind::Text, Role::Key),
        Column::new("post_count", "Posts", CellKind::Number, Role::Figure(0)),
        Column::figure("share", "Share (95 % interval)", 1),
        Column::new("bar", "", CellKind::Bar, Role::Figure(5)),
        Column::new("change", "Change", CellKind::Text, Role::Figure(2)),
        Column::figure("negative", "Negative", 3),
        Column::figure("positive", "Positive", 4),
    ]);
    let (all, sure) = (total(&voice.now), effective(&voice.now));
    for (name, heard) in shown(voice) {
        table.push(vec![
            Cell::text(name.as_str()),
            Cell::count(heard.posts),
            share(heard.posts, all, sure),
            Cell::Share(heard.posts as f64 / all.max(1) as f64),
            change(voice, name, heard).map_or(Cell::Empty, |(_, word)| Cell::text(word)),
            tone(heard, 0),
            tone(heard, 2),
        ]);
    }
    table
}

/// The change of a voice's share, and the word for it; nothing where there is no period before.
fn change(
    voice: &Voice,
    name: &str,
    heard: &Heard,
) -> Option<(crate::stats::Change, &'static str)> {
    let all_before = total(&voice.before);
    if voice.options.before.is_none() || all_before == 0 {
        return None;
    }
    let before = voice.before.get(name).map_or(0, |heard| heard.posts);
    let change = difference_of_shares(
        counted(heard.posts, total(&voice.now), effective(&voice.now)),
        counted(before, all_before, effective(&voice.before)),
    )?;
    Some((change, change.difference_verdict().word()))
}

fn tone(heard: &Heard, at: usize) -> Cell {
    let labelled: u64 = heard.by_tone.iter().sum();
    let alone = BTreeMap::from([(String::new(), heard.clone())]);
    let authors = effective(&alone) * labelled as f64 / (heard.posts.max(1)) as f64;
    share(heard.by_tone[at], labelled, authors)
}

fn by_source(voice: &Voice) -> Table {
    let mut table = Table::new(vec![
        Column::new("source", "Source", CellKind::Text, Role::Key),
        Column::new("voice", "Voice", CellKind::Text, Role::Key),
        Column::new("post_count", "Posts", CellKind::Number, Role::Figure(0)),
        Column::new("share", "Share", CellKind::Bar, Role::Figure(1)),
    ]);
    let mut sources: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
    for (name, heard) in shown(voice) {
        for (source, &count) in &heard.by_source {
            sources.entry(source).or_default().push((name, count));
        }
    }
    for (source, voices) in sources {
        let all: u64 = voices.iter().map(|(_, count)| count).sum();
        for (name, count) in voices {
            table.push(vec![
                Cell::text(source),
                Cell::text(name),
                Cell::count(count),
                Cell::Share(count as f64 / all.max(1) as f64),
            ]);
        }
    }
    table
}

fn data_columns(voice: &Voice) -> Vec<Column> {
    let number = |name: &str, label: &str| Column::new(name, label, CellKind::Number, Role::Data);
    let mut columns = vec![
        Column::new("voice", "Voice", CellKind::Text, Role::Key),
        number("post_count", "Posts"),
        number("author_count", "Authors"),
        number("reach", "Followers reached"),
        number("share", "Share"),
        number("negative_share", "Negative"),
        number("positive_share", "Positive"),
        number("labelled_count", "Labelled"),
        number("share_change", "Change"),
        number("share_change_low", "Change, lower end"),
        number("share_change_high", "Change, upper end"),
        Column::new("share_verdict", "Verdict", CellKind::Text, Role::Data),
    ];
    if voice.options.scope.ids > 0 {
        columns.push(Column::new(
            "post_ids",
            "Posts by id",
            CellKind::Text,
            Role::Data,
        ));
    }
    columns
}

fn data(voice: &Voice) -> Table {
    let mut table = Table::new(data_columns(voice));
    let (all, sure) = (total(&voice.now), effective(&voice.now));
    for (name, heard) in shown(voice) {
        let change = change(voice, name, heard);
        let points = |get: fn(&crate::stats::Change) -> f64| {
            change
                .as_ref()
                .map_or(Cell::Empty, |(change, _)| Cell::decimal(get(change), 3))
        };
        let mut row = vec![
            Cell::text(name.as_str()),
            Cell::count(heard.posts),
            Cell::count(heard.by_author.len() as u64),
            Cell::count(heard.reach),
            share(heard.posts, all, sure),
            tone(heard, 0),
            tone(heard, 2),
            Cell::count(heard.by_tone.iter().sum()),
            points(|change| change.estimate),
            points(|change| change.low),
            points(|change| change.high),
            change
                .as_ref()
                .map_or(Cell::Empty, |(_, word)| Cell::text(*word)),
        ];
        if voice.options.scope.ids > 0 {
            row.push(
                voice
                    .options
                    .scope
                    .ids(heard.ids.iter().map(String::as_str)),
            );
        }
        table.push(row);
    }
    table
}

fn notes(voice: &Voice) -> Vec<Note> {
    let mut notes = vec![Note::remark(
        "posts of ours are left out; intervals count authors rather than posts, so that one who writes all day weighs as one",
    )];
    if let Voices::Brands(..) = voice.options.by {
        notes.push(Note::remark("a post that names two brands counts for both"));
    }
    if voice.unnamed > 0 {
        let what = match voice.options.by {
            Voices::Brands(..) => "naming none of them",
            Voices::Client => "without a client",
            Voices::Query => "without a query",
        };
        notes.push(Note::remark(format!(
            "left out: {} {what}",
            posts(voice.unnamed)
        )));
    }
    if voice.options.before.is_some() && total(&voice.before) == 0 {
        notes.push(Note::remark(
            "no posts of the period before, which has the same length: nothing to compare with",
        ));
    }
    notes.extend(voice.passed.notes());
    notes
}
