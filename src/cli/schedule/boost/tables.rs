//! The advice as a table and its notes.

use crate::cli::session::Session;
use crate::document::{Block, Cell, CellKind, Column, Document, Note, Role, Section, Table};
use crate::schedule::boost::{Advice, Aim, Boost, BoostOptions, Expected, SURE};

/// All of it.
pub(super) fn document(session: &Session, boost: &Boost, options: &BoostOptions) -> Document {
    let mut blocks = vec![Block::Table(for_people(boost))];
    let notes = notes(boost, options);
    blocks.extend(notes.into_iter().map(Block::Note));
    let title = match (options.budget > 0.0, &boost.currency) {
        (false, _) => "Boost: which posts do better than usual".to_owned(),
        (true, Some(currency)) => format!("Boost: {} {currency}", money(options.budget)),
        (true, None) => format!("Boost: {}", money(options.budget)),
    };
    Document {
        title,
        data: data(session, boost),
        sections: vec![Section {
            heading: None,
            blocks,
        }],
    }
}

fn money(amount: f64) -> String {
    format!("{amount:.2}")
}

fn data(session: &Session, boost: &Boost) -> Table {
    let word = |name: &str| Column::new(name, name, CellKind::Text, Role::Data);
    let mut columns = vec![word("id"), word("channel"), word("verdict")];
    columns.extend(
        [
            "better_p",
            "times_usual",
            "times_usual_low",
            "times_usual_high",
        ]
        .map(Column::data),
    );
    columns.extend([Column::data("spend"), word("currency")]);
    for figure in ["engagement", "reach", "cost_per_engagement"] {
        for end in ["", "_low", "_high"] {
            columns.push(Column::data(&format!("{figure}{end}")));
        }
    }
    columns.extend([
        Column::data("usual_cost_per_engagement"),
        Column::data("cheaper_p"),
        word("per"),
        word("network"),
        word("published_at"),
        word("why"),
    ]);
    let mut table = Table::new(columns);
    for one in &boost.advice {
        let some = |value: Option<f64>| Cell::some(value, |value| Cell::decimal(value, 3));
        let mut row = vec![
            Cell::text(&one.post.id),
            Cell::text(&one.channel),
            Cell::text(one.verdict.name()),
            some(one.better_p),
        ];
        row.extend(three(one.times_usual));
        row.push(Cell::decimal(one.money, 2));
        row.push(Cell::text(boost.currency.clone().unwrap_or_default()));
        for expected in [one.engagement, one.reach, one.cost] {
            row.extend(three(expected));
        }
        row.extend([
            some(one.usual_cost),
            some(one.cheaper_p),
            Cell::text(boost.per.name()),
            Cell::text(&one.network),
            Cell::Time {
                at: one.post.at,
                offset: session.zone.offset_seconds(one.post.at),
            },
            Cell::text(one.why.join("; ")),
        ]);
        table.push(row);
    }
    table
}

fn three(expected: Option<Expected>) -> [Cell; 3] {
    match expected {
        Some(Expected { mid, low, high }) => [mid, low, high].map(|end| Cell::decimal(end, 3)),
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
    }
}

/// `410 (190 to 880)`
fn interval(expected: Option<Expected>, digits: u8) -> Cell {
    let Some(Expected { mid, low, high }) = expected else {
        return Cell::Empty;
    };
    Cell::Phrase(vec![
        Cell::decimal(mid, digits),
        Cell::text(" ("),
        Cell::decimal(low, digits),
        Cell::text(" to "),
        Cell::decimal(high, digits),
        Cell::text(")"),
    ])
}

fn for_people(boost: &Boost) -> Table {
    let mut table = Table::new(vec![
        Column::key("post", "Post"),
        Column::key("verdict", "Verdict"),
        Column::figure("money", boost.currency.as_deref().unwrap_or("Money"), 1),
        Column::figure("engagement", "Engagements", 2),
        Column::figure("cost", "Cost of one", 4),
        Column::figure("usual", "x usual", 3),
        Column::figure("reach", "Reach", 5),
    ]);
    for one in &boost.advice {
        let spent = if one.money > 0.0 {
            Cell::decimal(one.money, 2)
        } else {
            Cell::Empty
        };
        table.push(vec![
            Cell::text(named(one)),
            Cell::text(one.verdict.name()),
            spent,
            interval(one.engagement, 0),
            interval(one.cost, 2),
            interval(one.times_usual, 1),
            interval(one.reach, 0),
        ]);
    }
    table
}

/// The channel and the words of a post, or its id.
fn named(one: &Advice) -> String {
    let words = one.post.text.as_deref().unwrap_or(&one.post.id);
    format!("{} {words}", one.channel)
}

fn notes(boost: &Boost, options: &BoostOptions) -> Vec<Note> {
    let mut notes: Vec<Note> = boost.warnings.iter().map(Note::warning).collect();
    for one in &boost.advice {
        let mind = one.money > 0.0 && !one.why.is_empty();
        if mind {
            notes.push(Note::warning(format!(
                "{}: {}",
                one.post.id,
                one.why.join("; ")
            )));
        }
    }
    let currency = boost.currency.as_deref().unwrap_or("of money");
    for (network, history) in &boost.networks {
        let seen = if history.shows_saturation {
            "returns are seen to diminish over these amounts"
        } else {
            "too few or too similar to see how returns diminish, which is assumed"
        };
        notes.push(Note::remark(format!(
            "{network}: {} ads of {} to {} {currency}, {seen}; an engagement usually cost {}",
            history.ads,
            money(history.money.0),
            money(history.money.1),
            money(history.usual_cost)
        )));
    }
    if let Some(next) = boost.next {
        let what = match options.aim {
            Aim::Engagement => "engagements",
            Aim::Reach => "people reached",
        };
        notes.push(Note::remark(format!(
            "one more {currency} would bring about {next:.2} {what} more"
        )));
    }
    if options.budget > 0.0 && boost.left >= 0.01 {
        notes.push(Note::remark(format!("{} is not spent", money(boost.left))));
    }
    notes.push(Note::remark(format!(
        "boost: {} better than usual on its channel at its hour with {:.0} % certainty; figures in parentheses are 95 % intervals; reach and engagement are extra to what the post has",
        boost.per.title(),
        SURE * 100.0
    )));
    notes
}
