//! Tables of a page: a caption, headings with their scope, and a frame that scrolls by keyboard when a table is wider than the page.

use crate::document::{Cell, CellKind, Column, Role, Table};
use crate::render::number::shown;
use crate::render::svg::small_bar;
use crate::render::{RenderOptions, markup, words};

/// Columns shown, and rows: a page is for people, and the other formats have all.
const COLUMNS: usize = 12;
const ROWS: usize = 500;

/// A table as HTML.
pub(super) fn table(
    out: &mut String,
    table: &Table,
    caption: &str,
    shown_caption: bool,
    options: &RenderOptions,
) {
    let columns = visible(table);
    let name = if caption.is_empty() {
        words::of(options.language).table_of.to_owned()
    } else {
        markup::escaped(&markup::clipped(caption, 200))
    };
    out.push_str(&format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><table>"
    ));
    if shown_caption && !caption.is_empty() {
        out.push_str(&format!("<caption>{name}</caption>"));
    }
    head(out, table, &columns);
    out.push_str("<tbody>");
    let largest = bar_lengths(table);
    for row in table.rows.iter().take(ROWS) {
        out.push_str("<tr>");
        for index in &columns {
            let (Some(column), Some(value)) = (table.columns.get(*index), row.get(*index)) else {
                continue;
            };
            let length = largest.get(*index).copied().unwrap_or(0.0);
            cell(
                out,
                column,
                value,
                Some(*index) == columns.first().copied(),
                length,
                options,
            );
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    let left_out = table.rows.len().saturating_sub(ROWS);
    if left_out > 0 {
        out.push_str(&format!(
            "<p class=\"remark\">{}</p>",
            words::more_rows(left_out, options)
        ));
    }
    out.push_str("</div>\n");
}

/// The columns for people but those of which nothing is known; of many, the most important.
fn visible(table: &Table) -> Vec<usize> {
    let known = |index: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.get(index));
        cells.any(|cell| *cell != Cell::Empty)
    };
    let mut columns: Vec<(usize, u8)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| match column.role {
            Role::Key => Some((index, 0)),
            Role::Figure(order) if known(index) => Some((index, order)),
            Role::Figure(_) | Role::Data => None,
        })
        .collect();
    // The last of the least important goes first.
    while columns.len() > COLUMNS {
        let Some(least) = columns
            .iter()
            .map(|(_, order)| *order)
            .max()
            .filter(|order| *order > 0)
        else {
            break;
        };
        if let Some(at) = columns.iter().rposition(|(_, order)| *order == least) {
            columns.remove(at);
        }
    }
    columns.into_iter().map(|(index, _)| index).collect()
}

fn head(out: &mut String, table: &Table, columns: &[usize]) {
    let shown: Vec<&Column> = columns
        .iter()
        .filter_map(|index| table.columns.get(*index))
        .collect();
    if shown.iter().all(|column| column.label.is_empty()) {
        return;
    }
    out.push_str("<thead><tr>");
    for column in shown {
        // A heading must not be empty: what has no name is no heading.
        let tag = if column.label.is_empty() { "td" } else { "th" };
        let scope = if tag == "th" { " scope=\"col\"" } else { "" };
        let class = if column.kind == CellKind::Number {
            " class=\"n\""
        } else {
            ""
        };
        out.push_str(&format!(
            "<{tag}{scope}{class}>{}</{tag}>",
            markup::cell(&column.label)
        ));
    }
    out.push_str("</tr></thead>");
}

fn share(cell: &Cell) -> f64 {
    match cell {
        Cell::Share(share) | Cell::Estimate { share, .. } => share.clamp(0.0, 1.0),
        _ => 0.0,
    }
}

/// The largest share of each column of bars.
fn bar_lengths(table: &Table) -> Vec<f64> {
    let largest = |index: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(index));
        cells.map(share).fold(0.0, f64::max)
    };
    table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            if column.kind == CellKind::Bar {
                largest(index)
            } else {
                0.0
            }
        })
        .collect()
}

fn cell(
    out: &mut String,
    column: &Column,
    value: &Cell,
    first: bool,
    longest: f64,
    options: &RenderOptions,
) {
    let text = match (column.kind, value) {
        (CellKind::Bar, value) => {
            let part = if longest > 0.0 {
                share(value) / longest
            } else {
                0.0
            };
            small_bar(part)
        }
        (CellKind::Number, Cell::Empty) => "–".to_owned(),
        (_, Cell::Empty) if column.role == Role::Key => {
            words::of(options.language).unknown.to_owned()
        }
        // Shortened before it is made safe, so that a megabyte costs no more than a line.
        (_, Cell::Text(words)) => markup::cell(words),
        (_, value) => markup::cell(&shown(value, options)),
    };
    let class = class(column, value);
    if first && column.role == Role::Key {
        out.push_str(&format!("<th scope=\"row\"{class}>{text}</th>"));
    } else {
        out.push_str(&format!("<td{class}>{text}</td>"));
    }
}

/// Longest word that is not broken, in letters.
const WORD: usize = 30;

fn class(column: &Column, value: &Cell) -> &'static str {
    match (column.kind, value) {
        (CellKind::Number, _) => " class=\"n\"",
        (_, Cell::Day(_) | Cell::Time { .. }) => " class=\"d\"",
        (_, Cell::Text(text)) if is_long(text) => " class=\"l\"",
        (CellKind::Text, Cell::Text(_) | Cell::Phrase(_)) if column.role != Role::Key => {
            " class=\"t\""
        }
        _ => "",
    }
}

/// Whether a text has a word that would stretch its column.
fn is_long(text: &str) -> bool {
    let start = markup::clipped(text, markup::LONGEST);
    start
        .split_whitespace()
        .any(|word| word.chars().count() > WORD)
}
