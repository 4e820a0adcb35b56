//! A report made of many parts as one long table, so that JSON Lines and CSV hold every figure that people see: a row for each figure.

use super::{Block, Cell, CellKind, Column, Document, Role, Table};

/// Every figure of the sections: the section, the part or chart within it, what the row is about, the name of the figure, and the figure.
/// An interval stands in `low` and `high`; what is no number stands in `text`.
pub fn long_table(document: &Document) -> Table {
    let words = |name: &str| Column::key(name, name);
    let number = |name: &str| Column::new(name, name, CellKind::Number, Role::Key);
    let mut long = Table::new(vec![
        words("section"),
        words("part"),
        words("row"),
        words("figure"),
        number("value"),
        number("low"),
        number("high"),
        words("text"),
    ]);
    for section in &document.sections {
        let mut heading = section.heading.clone().unwrap_or_default();
        if heading.is_empty() {
            heading.clone_from(&document.title);
        }
        let mut part = "";
        for block in &section.blocks {
            match block {
                Block::Heading(text) => part = text,
                block => add(&mut long, (&heading, part), document, block),
            }
        }
    }
    long
}

/// The rows of a block; `part` is the heading within the section that it stands under.
fn add(long: &mut Table, (section, under): (&str, &str), document: &Document, block: &Block) {
    let mut row = |part: &str, about: &str, figure: &str, cell: &Cell| {
        let Some([value, low, high, text]) = split(cell) else {
            return;
        };
        long.push(vec![
            Cell::text(section),
            Cell::text(if part.is_empty() { under } else { part }),
            Cell::text(about),
            Cell::text(figure),
            value,
            low,
            high,
            text,
        ]);
    };
    match block {
        Block::Figures(figures) => {
            for figure in figures {
                row("", "", &figure.label, &figure.value);
                row("", &figure.label, "remark", &figure.remark);
                if let Some(change) = &figure.change {
                    row(
                        "",
                        &figure.label,
                        "change",
                        &Cell::text(change.word.clone()),
                    );
                }
            }
        }
        Block::Chart(chart) => rows(&chart.table(), &chart.title, &mut row),
        Block::Series(series) => {
            let chart = super::Chart::from(series);
            rows(&chart.table(), &chart.title, &mut row);
        }
        Block::Data | Block::Table(_) => {
            if let Some(table) = document.table(block) {
                rows(table, "", &mut row);
            }
        }
        Block::Points(points) => {
            for point in points {
                row("", "", "point", point);
            }
        }
        // It names the part of the rows after it.
        Block::Heading(_) => {}
        Block::Note(note) => row("", "", "note", &Cell::text(note.text.clone())),
    }
}

fn rows(table: &Table, part: &str, row: &mut impl FnMut(&str, &str, &str, &Cell)) {
    for cells in &table.rows {
        let keys: Vec<String> = table
            .columns
            .iter()
            .zip(cells)
            .filter(|(column, _)| column.role == Role::Key)
            .map(|(_, cell)| plain(cell))
            .collect();
        for (column, cell) in table.columns.iter().zip(cells) {
            if column.role != Role::Key && column.kind != CellKind::Bar {
                row(part, &keys.join(" "), &column.name, cell);
            }
        }
    }
}

/// A cell as value, low, high and text; nothing when it is unknown.
fn split(cell: &Cell) -> Option<[Cell; 4]> {
    let empty = Cell::Empty;
    Some(match cell {
        Cell::Empty => return None,
        Cell::Estimate { share, low, high } => {
            let [share, low, high] = [*share, *low, *high].map(Cell::Share);
            [share, low, high, empty]
        }
        Cell::Integer(_) | Cell::Decimal { .. } | Cell::Share(_) | Cell::Duration(_) => {
            [cell.clone(), empty.clone(), empty.clone(), empty]
        }
        other => [empty.clone(), empty.clone(), empty, other.clone()],
    })
}

/// Longest name of a row, in characters: it is told with every figure of the row.
const LONGEST: usize = 200;

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.chars().nth(LONGEST).is_some() => {
            text.chars().take(LONGEST - 1).chain(['…']).collect()
        }
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Time { at, .. } => at.to_rfc3339(),
        Cell::Phrase(pieces) => pieces.iter().map(plain).collect(),
        _ => String::new(),
    }
}
