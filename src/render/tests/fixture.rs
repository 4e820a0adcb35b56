//! A document with one of everything, and hostile words in it.

use crate::document::{
    Block, Cell, CellKind, Change, Chart, ChartKind, Column, Direction, Document, Figure, Line,
    Note, Role, Section, Series, Table, Tone, Unit,
};

/// Every sort of cell, and hostile words.
fn data() -> Table {
    let columns = vec![
        Column::key("day", "Day"),
        Column::key("author", "Author"),
        Column::figure("post_count", "Posts", 0),
        Column::figure("negative_share", "Negative", 1),
        Column::figure("sentiment_score", "Tone", 9),
        Column::figure("engagement", "Engagement", 2),
        Column::figure("first_reply_seconds", "First reply", 3),
        Column::new("own", "Ours", CellKind::Text, Role::Figure(4)),
        Column::new("last_at", "Last post", CellKind::Text, Role::Figure(5)),
        Column::figure("nothing", "Never known", 1),
        Column::data("hidden_count"),
    ];
    let mut data = Table::new(columns);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 22);
    let at = "2026-11-22T17:05:00Z".parse().ok();
    let words = [
        "ibis hotels",
        "=cmd|'/c calc'!A1",
        "+33 1",
        "-1",
        "@SUM(1)",
        "\tx",
        "日本語の名前",
        "a\u{1b}[31mred\u{202e}\u{7}",
        "pipe | `code` [a](b) <b> \\ *x*",
        "two\nlines, \"quoted\"; é",
        "éèà a name that goes on and on and will not end soon",
    ];
    for (index, word) in (0_i64..).zip(words) {
        data.push(vec![
            Cell::some(day.filter(|_| index != 3), Cell::Day),
            Cell::text(word),
            Cell::Integer(index * 1_234_567),
            if index == 2 {
                Cell::Empty
            } else {
                Cell::Share(0.1 * index as f64)
            },
            Cell::decimal(0.5 - index as f64 / 8.0, 2),
            Cell::Integer(1000 + index),
            Cell::Duration(index * 4000),
            Cell::Flag(index % 2 == 0),
            Cell::some(at, |at| Cell::Time { at, offset: 3600 }),
            Cell::Empty,
            Cell::Integer(7),
        ]);
    }
    data
}

fn tone() -> Table {
    let mut tone = Table::new(vec![
        Column::key("tone", "Tone"),
        Column::figure("share", "Share", 0),
        Column::new("bar", "", CellKind::Bar, Role::Figure(1)),
    ]);
    for (name, share) in [("negative", 0.314), ("neutral", 0.001), ("positive", 0.6)] {
        tone.push(vec![
            Cell::text(name),
            Cell::Estimate {
                share,
                low: share - 0.001,
                high: share + 0.05,
            },
            Cell::Share(share),
        ]);
    }
    tone
}

fn phrase() -> Table {
    let mut phrase = Table::new(vec![
        Column::key("figure", ""),
        Column::new("remark", "", CellKind::Text, Role::Figure(1)),
    ]);
    phrase.push(vec![
        Cell::text("Engagement"),
        Cell::Phrase(vec![
            Cell::Integer(12_345),
            Cell::text(" likes, "),
            Cell::Share(0.5),
            Cell::text(" of all"),
        ]),
    ]);
    phrase
}

/// Charts of every kind, with gaps, an interval and hostile names.
fn charts() -> Section {
    let days = (20..25).filter_map(|day| chrono::NaiveDate::from_ymd_opt(2026, 11, day));
    let mut line = Line::new(
        "Negative",
        Tone::Bad,
        vec![Some(0.1), None, Some(0.3), Some(0.2), None],
    );
    line.band = line
        .values
        .iter()
        .map(|value| value.map(|value| (value - 0.1, value + 0.1)))
        .collect();
    let chart = |title: &str, kind, unit, places: Vec<Cell>, lines| {
        Block::Chart(Chart {
            title: title.to_owned(),
            kind,
            axis: "Place".to_owned(),
            unit,
            places,
            lines,
        })
    };
    let names = ["<script>alert(1)</script>", "=1+1", "a\u{202e}b", "plain"];
    let values = |factor: f64| (0..4).map(|n| Some(factor * f64::from(n))).collect();
    let stack = vec![
        Line::new("one & two", Tone::Plain, values(1.0)),
        Line::new("three", Tone::Good, values(2.0)),
    ];
    Section {
        heading: Some("Charts".to_owned()),
        blocks: vec![
            chart(
                "Tone",
                ChartKind::Line,
                Unit::Share,
                days.map(Cell::Day).collect(),
                vec![line],
            ),
            chart(
                "=Names",
                ChartKind::Stacked,
                Unit::Count,
                names.map(Cell::text).to_vec(),
                stack.clone(),
            ),
            chart(
                "Hours",
                ChartKind::Heat,
                Unit::Count,
                (0..4).map(Cell::Integer).collect(),
                stack,
            ),
        ],
    }
}

/// Key numbers and sentences.
fn words() -> Section {
    Section {
        heading: Some("In <short>".to_owned()),
        blocks: vec![
            Block::Points(vec![Cell::Phrase(vec![
                Cell::Integer(1234),
                Cell::text(" mentions of <b>us</b>"),
            ])]),
            Block::Heading("Most <of> it".to_owned()),
            Block::Figures(vec![Figure {
                label: "Mentions".to_owned(),
                value: Cell::Integer(1234),
                change: Some(Change {
                    word: "up".to_owned(),
                    by: Cell::Share(0.25),
                    direction: Direction::Up,
                    tone: Tone::Good,
                }),
                remark: Cell::text("of <all>"),
            }]),
        ],
    }
}

/// One of everything.
pub(super) fn fixture() -> Document {
    let points = (0..7_i32)
        .map(|n| {
            (
                Cell::Integer(i64::from(n)),
                (n != 3).then(|| f64::from(n * n)),
            )
        })
        .collect();
    Document {
        title: "Summary of <everything>".to_owned(),
        data: data(),
        sections: vec![
            Section {
                heading: None,
                blocks: vec![
                    Block::Data,
                    Block::Series(Series {
                        label: "posts per day".to_owned(),
                        points,
                    }),
                ],
            },
            Section {
                heading: Some("Tone".to_owned()),
                blocks: vec![Block::Table(tone()), Block::Table(phrase())],
            },
            Section {
                heading: None,
                blocks: vec![
                    Block::Note(Note::warning(
                        "this sentence is long enough that it has to be broken at the edge of an ordinary terminal, which is 80 wide",
                    )),
                    Block::Note(Note::remark("short *one*")),
                ],
            },
            charts(),
            words(),
        ],
    }
}
