//! What of a table people see: which columns, how wide, and the pictures made of block characters.

use unicode_width::UnicodeWidthStr;

use super::RenderOptions;
use super::number::shown;
use super::words;
use crate::document::{Cell, CellKind, Role, Table};

/// Columns between two columns of a table.
pub(super) const GAP: usize = 2;
/// Columns of a bar.
const BAR: usize = 6;
/// A column of words is made as narrow as this before a figure is left out.
const SHORT: usize = 24;
/// A column of words is not made narrower than this.
const NARROWEST: usize = 6;
/// What stands for the unknown.
const UNKNOWN: &str = "–";

/// A table as text, with the columns that fit.
pub(super) struct Laid {
    pub(super) columns: Vec<LaidColumn>,
    rows: usize,
}

/// A column as text.
pub(super) struct LaidColumn {
    pub(super) label: String,
    pub(super) right: bool,
    pub(super) cells: Vec<String>,
    pub(super) width: usize,
    role: Role,
    words: bool,
}

impl Laid {
    /// The columns for people, all of them but those in which nothing is known.
    pub(super) fn new(table: &Table, options: &RenderOptions) -> Self {
        let columns = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.role != Role::Data)
            .filter_map(|(index, column)| {
                let cells: Vec<&Cell> =
                    table.rows.iter().filter_map(|row| row.get(index)).collect();
                if column.role != Role::Key && cells.iter().all(|cell| **cell == Cell::Empty) {
                    return None;
                }
                let cells = match column.kind {
                    CellKind::Bar => bars(&cells),
                    CellKind::Number => cells
                        .iter()
                        .map(|cell| text_of(cell, UNKNOWN, options))
                        .collect(),
                    CellKind::Text if column.role == Role::Key => cells
                        .iter()
                        .map(|cell| text_of(cell, words::of(options.language).unknown, options))
                        .collect(),
                    CellKind::Text => cells
                        .iter()
                        .map(|cell| text_of(cell, "", options))
                        .collect(),
                };
                Some(LaidColumn::new(
                    column.label.clone(),
                    column.kind,
                    column.role,
                    cells,
                ))
            });
        Laid {
            columns: columns.collect(),
            rows: table.rows.len(),
        }
    }

    /// Until the table is no wider than `width`: shortens long words, leaves out figures, the least important first, and shortens words more.
    pub(super) fn fit(&mut self, width: usize) {
        while self.width() > width && self.shorten(width, SHORT) {}
        while self.width() > width && self.drop_least() {}
        while self.width() > width && self.shorten(width, NARROWEST) {}
    }

    /// Columns it takes.
    pub(super) fn width(&self) -> usize {
        let cells: usize = self.columns.iter().map(|column| column.width).sum();
        cells + GAP * self.columns.len().saturating_sub(1)
    }

    /// Whether the columns have any headings.
    pub(super) fn has_header(&self) -> bool {
        self.columns.iter().any(|column| !column.label.is_empty())
    }

    /// The rows, from top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        (0..self.rows).map(|row| {
            self.columns
                .iter()
                .map(|column| column.cells.get(row).map_or("", String::as_str))
                .collect()
        })
    }

    fn drop_least(&mut self) -> bool {
        let order = |column: &LaidColumn| match column.role {
            Role::Figure(order) => order,
            Role::Key | Role::Data => 0,
        };
        let least = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| order(column) > 0)
            .max_by_key(|(_, column)| order(column));
        let Some((index, _)) = least else {
            return false;
        };
        self.columns.remove(index);
        true
    }

    fn shorten(&mut self, width: usize, narrowest: usize) -> bool {
        let excess = self.width() - width;
        let Some(widest) = self
            .columns
            .iter_mut()
            .filter(|column| column.words && column.width > narrowest)
            .max_by_key(|column| column.width)
        else {
            return false;
        };
        let narrower = widest.width.saturating_sub(excess).max(narrowest);
        for cell in &mut widest.cells {
            *cell = cut(cell, narrower);
        }
        widest.label = cut(&widest.label, narrower);
        widest.width = narrower;
        true
    }
}

impl LaidColumn {
    fn new(label: String, kind: CellKind, role: Role, cells: Vec<String>) -> Self {
        let width = cells
            .iter()
            .map(|cell| cell.width())
            .max()
            .unwrap_or(0)
            .max(label.width());
        LaidColumn {
            label,
            right: kind == CellKind::Number,
            cells,
            width,
            role,
            words: kind == CellKind::Text,
        }
    }
}

/// Longest text of a cell; a megabyte of one word is no use in a table.
const LONGEST: usize = 200;

fn text_of(cell: &Cell, unknown: &str, options: &RenderOptions) -> String {
    if *cell == Cell::Empty {
        return unknown.to_owned();
    }
    cut(&shown(cell, options), LONGEST)
}

/// A text no wider than `width`, with `…` at the end when something is left out. Marks that take no room are limited too: letters may carry a few,
/// not a million.
pub(super) fn cut(text: &str, width: usize) -> String {
    let most = 4 * width + 16;
    let short_enough = text.chars().nth(most).is_none();
    if short_enough && text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars().take(most) {
        short.push(c);
        // Widths of sequences are not sums of widths, so the whole is measured.
        if short.width() >= width {
            short.pop();
            break;
        }
    }
    short.push('…');
    short
}

/// Shares as bars, the largest filling the column.
fn bars(cells: &[&Cell]) -> Vec<String> {
    let share = |cell: &Cell| match cell {
        Cell::Share(share) | Cell::Estimate { share, .. } => share.clamp(0.0, 1.0),
        _ => 0.0,
    };
    let largest = cells.iter().map(|cell| share(cell)).fold(0.0, f64::max);
    cells
        .iter()
        .map(|cell| {
            bar(if largest > 0.0 {
                share(cell) / largest
            } else {
                0.0
            })
        })
        .collect()
}

/// A bar of eighths of a block.
fn bar(part: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the length of a bar"
    )]
    let eighths = (part * (BAR * 8) as f64).round() as usize;
    // Something is never drawn as nothing.
    let eighths = if part > 0.0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// A line of blocks whose heights are the figures, from 0 to the largest or to `top`; neighbours are averaged when there are more than `width`.
pub(super) fn spark(figures: &[Option<f64>], width: usize, top: Option<f64>) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let count = figures.len();
    if count == 0 || width == 0 {
        return String::new();
    }
    let places = count.min(width);
    let means: Vec<Option<f64>> = (0..places)
        .map(|place| {
            let part = figures
                .get(place * count / places..(place + 1) * count / places)
                .unwrap_or_default();
            let known: Vec<f64> = part.iter().flatten().copied().collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        })
        .collect();
    let largest = top.unwrap_or_else(|| means.iter().flatten().copied().fold(0.0, f64::max));
    let block = |figure: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 7, and `as` saturates"
        )]
        let height = if largest > 0.0 {
            (figure / largest * 7.0).round() as usize
        } else {
            0
        };
        HEIGHTS[height.min(7)]
    };
    means
        .into_iter()
        .map(|mean| mean.map_or(' ', block))
        .collect()
}
