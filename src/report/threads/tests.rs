//! Conversations with known figures.

use super::{Threads, ThreadsOptions};
use crate::document::{Cell, Document};
use crate::report::talk::MAX_POSTS;
use crate::report::talk::tests::{labels, line};
use crate::time::{Range, Zone};

fn document(lines: &[String], min_group: u64) -> Document {
    let mut threads = Threads::new(MAX_POSTS);
    for line in lines {
        threads.add_line(line).unwrap();
    }
    let options = ThreadsOptions {
        zone: Zone::utc(),
        range: Range::default(),
        clients: Vec::new(),
        all: false,
        min_group,
        ids: 3,
        top: 5,
        now: "2026-06-03T00:00:00Z".parse().unwrap(),
    };
    threads.finish(&options).unwrap()
}

fn rows(document: &Document, part: &str, name: &str) -> Vec<Cell> {
    let columns = &document.data.columns;
    let at = columns
        .iter()
        .position(|column| column.name == name)
        .unwrap();
    let rows = document.data.rows.iter();
    let of_part = rows.filter(|row| row[0] == Cell::text(part));
    of_part.map(|row| row[at].clone()).collect()
}

fn lines() -> Vec<String> {
    let asks = labels("question", 0.2);
    let reach = r#","metrics":{"reach_count":40}"#;
    let mut lines = vec![
        line("s", 0, "ann", "", &asks),
        line("s1", 30, "us", "s", reach),
        line("s2", 40, "bob", "s1", reach),
        line("s3", 120, "ann", "s2", &asks),
        line("w", 200, "eve", "", &asks),
        line("g", 300, "dan", "gone", &asks),
        line("g2", 310, "dan", "gone", &labels("praise", 0.5)),
    ];
    for post in 0..14 {
        let tone = if post < 6 { 0.5 } else { -0.7 };
        let id = format!("t{post}");
        let parent = if post == 0 { "" } else { "t0" };
        lines.push(line(&id, 400 + post, &id, parent, &labels("other", tone)));
    }
    lines
}

#[test]
fn a_conversation_is_measured_as_one() {
    let made = document(&lines(), 0);
    let of = |name: &str| rows(&made, "conversation", name)[1].clone();
    assert_eq!(of("id"), Cell::text("s"));
    assert_eq!(
        (of("post_count"), of("own_count"), of("author_count")),
        (Cell::Integer(4), Cell::Integer(1), Cell::Integer(3))
    );
    assert_eq!(
        (of("depth"), of("first_reply_seconds")),
        (Cell::Integer(3), Cell::Duration(1800))
    );
    assert_eq!(
        (of("first_own_reply_seconds"), of("reach_count")),
        (Cell::Duration(1800), Cell::Integer(80))
    );
    assert_eq!(of("posts_per_hour"), Cell::decimal(1.5, 1));
    assert_eq!(
        (of("turn_id"), of("post_ids")),
        (Cell::Empty, Cell::text("s s1 s2"))
    );
    assert_eq!(
        rows(&made, "conversation", "orphan_count")[2],
        Cell::Integer(2)
    );
}

#[test]
fn the_tone_turns_where_it_turns() {
    let made = document(&lines(), 0);
    let of = |name: &str| rows(&made, "conversation", name)[0].clone();
    assert_eq!(
        (of("id"), of("turn_id")),
        (Cell::text("t0"), Cell::text("t6"))
    );
    let Cell::Decimal { value, .. } = of("turn_p") else {
        panic!("a turn");
    };
    assert!(value < 0.01, "{value}");
}

#[test]
fn what_waits_is_listed_from_the_oldest() {
    let made = document(&lines(), 3);
    let ids = rows(&made, "waiting", "id");
    assert_eq!(ids, ["s3", "w", "g"].map(Cell::text));
    assert_eq!(
        rows(&made, "waiting", "waited_seconds")[0],
        Cell::Duration(46 * 3600)
    );
    // dan talks to himself, which is a conversation of one.
    assert_eq!(rows(&made, "conversation", "id").len(), 2);
    document(&[], 0);
}
