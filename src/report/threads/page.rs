//! Conversations as people read them.

use super::data::{self, length, time};
use super::thread::Thread;
use super::{Known, Waiting};
use crate::document::{
    Block, Cell, CellKind, Column, Document, Figure, Note, Role, Section, Table,
};
use crate::stats::{Survival, Z_95, wilson};

/// The report.
pub(super) fn document(known: &Known<'_>) -> Document {
    let mut sections = vec![Section {
        heading: None,
        blocks: figures(known),
    }];
    let mut add = |heading: &str, table: Table| {
        if !table.rows.is_empty() {
            sections.push(Section {
                heading: Some(heading.to_owned()),
                blocks: vec![Block::Table(table)],
            });
        }
    };
    add("Waiting for us, the oldest first", waiting(known));
    add("The longest conversations", longest(known));
    add("Where the tone turned", turns(known));
    sections.push(method(known));
    Document {
        title: "Conversations".to_owned(),
        data: data::table(known),
        sections,
    }
}

/// The middle of sorted numbers.
fn median(mut numbers: Vec<u64>) -> Option<u64> {
    numbers.sort_unstable();
    numbers.get(numbers.len().checked_sub(1)? / 2).copied()
}

fn phrase(pieces: Vec<Cell>) -> Cell {
    Cell::Phrase(pieces)
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn figures(known: &Known<'_>) -> Vec<Block> {
    let threads = &known.threads;
    let figure = |label: &str, value: Cell, remark: Cell| Figure {
        label: label.to_owned(),
        value,
        remark,
        ..Figure::default()
    };
    let of = |read: fn(&Thread) -> u64| {
        Cell::some(median(threads.iter().map(read).collect()), Cell::count)
    };
    let posts: u64 = threads.iter().map(|thread| thread.posts).sum();
    let mut figures = vec![
        figure(
            "Conversations",
            Cell::count(threads.len() as u64),
            phrase(vec![text("of "), Cell::count(posts), text(" posts")]),
        ),
        figure("Posts, median", of(|thread| thread.posts), Cell::Empty),
        figure("People, median", of(|thread| thread.authors), Cell::Empty),
    ];
    figures.push(first_reply(threads));
    let share = wilson(known.answered, known.asked, Z_95);
    figures.push(figure(
        "Awaited an answer of ours",
        Cell::count(known.asked),
        Cell::Empty,
    ));
    figures.push(figure(
        "Answered",
        Cell::some(share, |_| {
            Cell::Share(known.answered as f64 / known.asked as f64)
        }),
        Cell::some(share, |(low, high)| {
            phrase(vec![
                text("between "),
                Cell::Share(low),
                text(" and "),
                Cell::Share(high),
            ])
        }),
    ));
    let mut blocks = vec![Block::Figures(figures)];
    if known.all && !known.options.all {
        blocks.push(Block::Note(Note::warning("no post has labels, so every post of others counts as one that awaits an answer; cm-classify adds them")));
    }
    blocks
}

/// How long it takes until somebody else speaks.
fn first_reply(threads: &[Thread]) -> Figure {
    let times = threads.iter().map(|thread| match thread.first_reply {
        Some(time) => (time as f64, true),
        None => ((thread.end - thread.start) as f64, false),
    });
    let reply = Survival::new(times.collect()).quantile(0.5);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of floats saturates"
    )]
    let span = |millis: f64| length(millis as i64);
    let between = reply
        .low
        .zip(reply.high)
        .map(|(low, high)| phrase(vec![text("between "), span(low), text(" and "), span(high)]));
    Figure {
        label: "First reply of anybody, median".to_owned(),
        value: Cell::some(reply.value, span),
        remark: between.unwrap_or_default(),
        ..Figure::default()
    }
}

fn waiting(known: &Known<'_>) -> Table {
    let mut table = Table::new(vec![
        Column::figure("waited_seconds", "Waits for", 0),
        Column::key("author", "Author"),
        Column::new("words", "Words", CellKind::Text, Role::Key),
        Column::new("department", "Department", CellKind::Text, Role::Figure(1)),
        Column::new("intent", "Intent", CellKind::Text, Role::Figure(3)),
        Column::new("source", "Source", CellKind::Text, Role::Figure(3)),
        Column::new("client", "Client", CellKind::Text, Role::Figure(3)),
        Column::figure("level", "Level", 2),
    ]);
    let now = known.options.now.timestamp_millis();
    let row = |one: &Waiting| {
        vec![
            length((now - one.at).max(0)),
            Cell::text(one.author.clone()),
            Cell::text(one.words.clone()),
            Cell::text(one.department.clone()),
            Cell::text(one.intent.clone()),
            Cell::text(one.source.clone()),
            Cell::text(one.client.clone()),
            Cell::count(u64::from(one.level)),
        ]
    };
    table.rows = known
        .waiting
        .iter()
        .take(known.options.top)
        .map(row)
        .collect();
    table
}

fn longest(known: &Known<'_>) -> Table {
    let mut table = Table::new(vec![
        Column::key("id", "Conversation"),
        Column::figure("post_count", "Posts", 0),
        Column::figure("author_count", "People", 1),
        Column::figure("depth", "Depth", 4),
        Column::figure("first_reply_seconds", "First reply", 2),
        Column::figure("posts_per_hour", "Posts an hour", 5),
        Column::figure("reach_count", "Reach", 3),
        Column::figure("sentiment_score", "Tone", 2),
    ]);
    let row = |thread: &Thread| {
        let reach = (thread.reach_posts > 0).then_some(thread.reach);
        vec![
            Cell::text(thread.id.clone()),
            Cell::count(thread.posts),
            Cell::count(thread.authors),
            Cell::count(thread.depth),
            Cell::some(thread.first_reply, length),
            Cell::some(thread.pace(), |pace| Cell::decimal(pace, 1)),
            Cell::some(reach, Cell::count),
            Cell::some(thread.tone(), |tone| Cell::decimal(tone, 2)),
        ]
    };
    table.rows = known
        .threads
        .iter()
        .take(known.options.top)
        .map(row)
        .collect();
    table
}

fn turns(known: &Known<'_>) -> Table {
    let mut table = Table::new(vec![
        Column::key("id", "Conversation"),
        Column::new("turn_at", "When", CellKind::Text, Role::Figure(1)),
        Column::new("turn_id", "With the post", CellKind::Text, Role::Figure(2)),
        Column::figure("turn_before", "Tone before", 0),
        Column::figure("turn_after", "Tone after", 0),
        Column::figure("turn_p", "p", 3),
    ]);
    for thread in &known.threads {
        let Some(turn) = thread.turn else {
            continue;
        };
        let post = thread.toned.get(turn.at);
        table.push(vec![
            Cell::text(thread.id.clone()),
            Cell::some(post, |(_, at)| time(*at, &known.options.zone)),
            Cell::some(post, |(id, _)| Cell::text(id.clone())),
            Cell::decimal(turn.before, 2),
            Cell::decimal(turn.after, 2),
            Cell::decimal(turn.p, 4),
        ]);
    }
    table.rows.truncate(known.options.top);
    table
}

fn method(known: &Known<'_>) -> Section {
    let mut notes = vec![
        Note::remark(
            "a conversation is two posts or more that conversation_id or in_reply_to_id join; its tone is that of others",
        ),
        Note::remark(format!(
            "{} conversations had the eight posts with a tone that a turn needs; of the turns told, 5 % are chance at the most",
            known.looked_at
        )),
    ];
    if known.orphans > 0 {
        notes.push(Note::remark(format!(
            "{} of the posts answer one that is not in the input",
            known.orphans
        )));
    }
    if known.left_out > 0 {
        notes.push(Note::remark(format!(
            "{} conversations of fewer than {} people left out",
            known.left_out, known.options.min_group
        )));
    }
    Section {
        heading: Some("How to read it".to_owned()),
        blocks: notes.into_iter().map(Block::Note).collect(),
    }
}
