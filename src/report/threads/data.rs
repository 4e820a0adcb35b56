//! Conversations, and posts that wait, as rows for programs.

use super::thread::Thread;
use super::{Known, Waiting};
use crate::document::{Cell, CellKind, Column, Role, Table};
use crate::time::Zone;

/// An instant as people of a zone see it.
pub(super) fn time(millis: i64, zone: &Zone) -> Cell {
    Cell::some(chrono::DateTime::from_timestamp_millis(millis), |at| {
        Cell::Time {
            at,
            offset: zone.offset_seconds(at),
        }
    })
}

/// Milliseconds as a length of time.
pub(super) fn length(millis: i64) -> Cell {
    Cell::Duration(millis.div_euclid(1000))
}

/// A row for each conversation, the most posts first, then one for each post that waits, the oldest first.
pub(super) fn table(known: &Known<'_>) -> Table {
    let word = |name: &str| Column::new(name, name, CellKind::Text, Role::Key);
    let number = |name: &str| Column::figure(name, name, 0);
    let mut table = Table::new(vec![
        word("part"),
        word("id"),
        word("client"),
        word("source"),
        word("start_at"),
        word("end_at"),
        number("post_count"),
        number("own_count"),
        number("author_count"),
        number("depth"),
        number("first_reply_seconds"),
        number("first_own_reply_seconds"),
        number("posts_per_hour"),
        number("reach_count"),
        number("reach_post_count"),
        number("toned_count"),
        number("sentiment_score"),
        number("negative_count"),
        number("orphan_count"),
        word("turn_id"),
        word("turn_at"),
        number("turn_before"),
        number("turn_after"),
        number("turn_p"),
        word("author"),
        word("intent"),
        word("department"),
        word("matched"),
        number("level"),
        number("waited_seconds"),
        word("url"),
        word("words"),
        word("post_ids"),
    ]);
    if known.options.ids == 0 {
        table.columns.pop();
    }
    let threads = known.threads.iter().map(|thread| of_thread(known, thread));
    let waiting = known.waiting.iter().map(|one| of_waiting(known, one));
    for named in threads.chain(waiting) {
        let cell = |column: &Column| {
            let found = named.iter().find(|(name, _)| *name == column.name);
            found.map_or(Cell::Empty, |(_, cell)| cell.clone())
        };
        let row = table.columns.iter().map(cell).collect();
        table.push(row);
    }
    table
}

fn of_thread(known: &Known<'_>, thread: &Thread) -> Vec<(&'static str, Cell)> {
    let zone = &known.options.zone;
    let mut named = vec![
        ("part", Cell::text("conversation")),
        ("id", Cell::text(thread.id.clone())),
        ("client", Cell::text(thread.client.clone())),
        ("source", Cell::text(thread.source.clone())),
        ("start_at", time(thread.start, zone)),
        ("end_at", time(thread.end, zone)),
        ("post_count", Cell::count(thread.posts)),
        ("own_count", Cell::count(thread.own)),
        ("author_count", Cell::count(thread.authors)),
        ("depth", Cell::count(thread.depth)),
        (
            "first_reply_seconds",
            Cell::some(thread.first_reply, length),
        ),
        (
            "first_own_reply_seconds",
            Cell::some(thread.first_own, length),
        ),
        (
            "posts_per_hour",
            Cell::some(thread.pace(), |pace| Cell::decimal(pace, 1)),
        ),
        ("toned_count", Cell::count(thread.tones.len() as u64)),
        (
            "sentiment_score",
            Cell::some(thread.tone(), |tone| Cell::decimal(tone, 2)),
        ),
        ("orphan_count", Cell::count(thread.orphans)),
        ("post_ids", Cell::text(thread.ids.join(" "))),
    ];
    if thread.reach_posts > 0 {
        named.push(("reach_count", Cell::count(thread.reach)));
        named.push(("reach_post_count", Cell::count(thread.reach_posts)));
    }
    if !thread.tones.is_empty() {
        named.push(("negative_count", Cell::count(thread.negative)));
    }
    if let Some(turn) = thread.turn {
        if let Some((id, at)) = thread.toned.get(turn.at) {
            named.push(("turn_id", Cell::text(id.clone())));
            named.push(("turn_at", time(*at, zone)));
        }
        named.push(("turn_before", Cell::decimal(turn.before, 2)));
        named.push(("turn_after", Cell::decimal(turn.after, 2)));
        named.push(("turn_p", Cell::decimal(turn.p, 4)));
    }
    named
}

fn of_waiting(known: &Known<'_>, one: &Waiting) -> Vec<(&'static str, Cell)> {
    let waited = known.options.now.timestamp_millis() - one.at;
    vec![
        ("part", Cell::text("waiting")),
        ("id", Cell::text(one.id.clone())),
        ("client", Cell::text(one.client.clone())),
        ("source", Cell::text(one.source.clone())),
        ("start_at", time(one.at, &known.options.zone)),
        ("post_count", Cell::count(one.posts)),
        ("author", Cell::text(one.author.clone())),
        ("intent", Cell::text(one.intent.clone())),
        ("department", Cell::text(one.department.clone())),
        ("matched", Cell::text(one.matched.clone())),
        ("level", Cell::count(u64::from(one.level))),
        ("waited_seconds", length(waited.max(0))),
        ("url", Cell::text(one.url.clone())),
        ("words", Cell::text(one.words.clone())),
    ]
}
