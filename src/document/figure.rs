//! Key numbers: what a reader sees first, each with how it changed and how it is to be read.

use super::{Cell, CellKind, Column, Language, Role, Table, Tone};

/// A key number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// The number.
    pub value: Cell,
    /// Against before; none when there is nothing to hold it against.
    pub change: Option<Change>,
    /// How it is to be read.
    pub remark: Cell,
}

/// How a number changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// In a word: up, down, steady, too few to tell.
    pub word: String,
    /// By how much, and within what interval.
    pub by: Cell,
    /// Which way.
    pub direction: Direction,
    /// Whether that is welcome.
    pub tone: Tone,
}

/// Which way a number went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// It cannot be told.
    #[default]
    Unknown,
    /// More than before.
    Up,
    /// Less than before.
    Down,
    /// As before.
    Steady,
}

/// Key numbers as a table, for outputs that have only tables; its headings in a language.
pub fn figures_table(figures: &[Figure], language: Language) -> Table {
    let [figure, value, changed] =
        ["Figure", "Value", "Change"].map(|label| language.sentence(label));
    let mut table = Table::new(vec![
        Column::key("figure", &figure),
        Column::figure("value", &value, 0),
        Column::new("change", &changed, CellKind::Text, Role::Figure(1)),
        Column::new("remark", "", CellKind::Text, Role::Figure(2)),
    ]);
    for figure in figures {
        let change = figure.change.as_ref().map(|change| match &change.by {
            Cell::Empty => Cell::text(change.word.clone()),
            by => Cell::Phrase(vec![Cell::Text(format!("{}, ", change.word)), by.clone()]),
        });
        table.push(vec![
            Cell::text(figure.label.clone()),
            figure.value.clone(),
            change.unwrap_or_default(),
            figure.remark.clone(),
        ]);
    }
    table
}

/// Key numbers out of a table that holds them: columns `figure` and `value`, then `change` and `remark` if there are any.
pub fn figures_of(table: &Table) -> Option<Vec<Figure>> {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let ["figure", "value", rest @ ..] = names.as_slice() else {
        return None;
    };
    if !rest.iter().all(|name| ["change", "remark"].contains(name)) {
        return None;
    }
    let cell = |row: &[Cell], name: &str| {
        let at = names.iter().position(|known| *known == name)?;
        row.get(at).cloned()
    };
    let figure = |row: &Vec<Cell>| Figure {
        label: match row.first() {
            Some(Cell::Text(text)) => text.clone(),
            _ => String::new(),
        },
        value: row.get(1).cloned().unwrap_or_default(),
        change: cell(row, "change").and_then(|cell| match cell {
            Cell::Text(word) => Some(Change {
                word,
                ..Change::default()
            }),
            _ => None,
        }),
        remark: cell(row, "remark").unwrap_or_default(),
    };
    Some(table.rows.iter().map(figure).collect())
}
