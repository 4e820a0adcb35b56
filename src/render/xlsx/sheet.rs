//! Tables and notes of a sheet: intervals as columns of their own, widths by what stands in them.

use rust_xlsxwriter::{Color, ConditionalFormatDataBar, Format, IgnoreError, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::cells::{Formats, put, string};
use crate::document::{Cell, CellKind, Column, Note, NoteKind, Role, Table};
use crate::render::number::shown;
use crate::render::{RenderOptions, markup, words};

/// Narrowest and widest column, in digits.
const NARROWEST: usize = 9;
const WIDEST: usize = 48;
/// Rows whose cells are measured.
const MEASURED: usize = 1000;
/// Columns that a note runs over, and letters of a line of it.
const NOTE_COLUMNS: u16 = 7;
const NOTE_LETTERS: usize = 100;

/// What of a cell a column of the sheet holds.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Whole,
    Low,
    High,
}

/// The columns of a sheet, each with the column of the table it is from.
pub(super) struct Columns(Vec<(usize, Part)>);

impl Columns {
    /// Every column; a column of estimates becomes three.
    pub(super) fn all(table: &Table) -> Self {
        Columns::of(table, |_, _| true)
    }

    /// Those for people but the ones of which nothing is known.
    fn for_people(table: &Table) -> Self {
        Columns::of(table, |index, column| {
            let mut cells = table.rows.iter().filter_map(|row| row.get(index));
            column.role == Role::Key
                || (column.role != Role::Data && cells.any(|cell| *cell != Cell::Empty))
        })
    }

    fn of(table: &Table, wanted: impl Fn(usize, &Column) -> bool) -> Self {
        let mut columns = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            if !wanted(index, column) {
                continue;
            }
            columns.push((index, Part::Whole));
            let mut cells = table.rows.iter().filter_map(|row| row.get(index));
            if cells.any(|cell| matches!(cell, Cell::Estimate { .. })) {
                columns.extend([(index, Part::Low), (index, Part::High)]);
            }
        }
        Columns(columns)
    }

    /// How many there are.
    pub(super) fn count(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    fn label(&self, at: usize, table: &Table, options: &RenderOptions) -> String {
        let words = words::of(options.language);
        match self.0.get(at) {
            Some((index, Part::Whole)) => table
                .columns
                .get(*index)
                .map(|column| column.label.clone())
                .unwrap_or_default(),
            Some((_, Part::Low)) => words.low.to_owned(),
            Some((_, Part::High)) => words.high.to_owned(),
            None => String::new(),
        }
    }

    /// Raises the widths to what the columns need.
    pub(super) fn measure(&self, table: &Table, options: &RenderOptions, widths: &mut Vec<usize>) {
        for (at, (index, part)) in self.0.iter().enumerate() {
            let cells = table
                .rows
                .iter()
                .take(MEASURED)
                .filter_map(|row| row.get(*index));
            // Words at the end of a row run over into the empty cells beside them.
            let runs_over = at > 0
                && at + 1 == self.0.len()
                && table
                    .columns
                    .get(*index)
                    .is_some_and(|column| column.role != Role::Key);
            let widest = cells
                .filter(|cell| !(runs_over && matches!(cell, Cell::Phrase(_) | Cell::Text(_))))
                .map(|cell| match (cell, part) {
                    (Cell::Text(text), _) => markup::clipped(text, WIDEST).width(),
                    (Cell::Estimate { .. }, _) => NARROWEST,
                    (cell, _) => shown(cell, options).width(),
                })
                .max();
            // A heading may be broken between its words.
            let label = self.label(at, table, options);
            let word = label.split(' ').map(UnicodeWidthStr::width).max();
            let wanted = widest.unwrap_or(0).max(word.unwrap_or(0)) + 2;
            if widths.len() <= at {
                widths.resize(at + 1, NARROWEST);
            }
            if let Some(width) = widths.get_mut(at) {
                *width = (*width).max(wanted).min(WIDEST);
            }
        }
    }

    /// Writes the headings, in as many lines as the widths of the columns, as far as they are known by now, ask for.
    pub(super) fn write_head(
        &self,
        sheet: &mut Worksheet,
        (row, widths): (u32, &[usize]),
        table: &Table,
        formats: &Formats,
        options: &RenderOptions,
    ) -> Result<(), XlsxError> {
        let mut lines = 1;
        for (at, (column, (index, _))) in (0_u16..).zip(&self.0).enumerate() {
            let is_number = table
                .columns
                .get(*index)
                .is_some_and(|column| column.kind == CellKind::Number);
            let format = match (is_number, at) {
                (true, _) => &formats.head_right,
                (false, 0) => &formats.head,
                (false, _) => &formats.head_beside,
            };
            let label = string(&self.label(at, table, options));
            let width = widths.get(at).copied().unwrap_or(NARROWEST);
            lines = lines.max(
                label
                    .width()
                    .div_ceil(width.saturating_sub(1).max(1))
                    .min(5),
            );
            sheet.write_string_with_format(row, column, label, format)?;
        }
        sheet.set_row_height(row, 16.0 * lines as f64)?;
        Ok(())
    }

    pub(super) fn write_row(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        cells: &[Cell],
        table: &Table,
        formats: &Formats,
        options: &RenderOptions,
    ) -> Result<(), XlsxError> {
        for (column, (index, part)) in (0_u16..).zip(&self.0) {
            let Some(cell) = cells.get(*index) else {
                continue;
            };
            let is_key = table
                .columns
                .get(*index)
                .is_some_and(|column| column.role == Role::Key);
            let unknown;
            let cell = match (cell, part) {
                (Cell::Estimate { low, .. }, Part::Low) => &Cell::Share(*low),
                (Cell::Estimate { high, .. }, Part::High) => &Cell::Share(*high),
                (Cell::Empty, Part::Whole) if is_key => {
                    unknown = Cell::text(words::of(options.language).unknown);
                    &unknown
                }
                (cell, Part::Whole) => cell,
                _ => continue,
            };
            put(sheet, (row, column), cell, formats, options)?;
        }
        Ok(())
    }
}

/// Columns at the left that say what a row is about: they stay in sight.
pub(super) fn leading_keys(table: &Table) -> usize {
    let keys = table
        .columns
        .iter()
        .take_while(|column| column.role == Role::Key)
        .count();
    if keys < 4 { keys } else { 1 }
}

/// A table of the sheet for reading; returns the row below it.
pub(super) fn table(
    sheet: &mut Worksheet,
    row: u32,
    table: &Table,
    formats: &Formats,
    options: &RenderOptions,
    widths: &mut Vec<usize>,
) -> Result<u32, XlsxError> {
    let columns = Columns::for_people(table);
    columns.measure(table, options, widths);
    columns.write_head(sheet, (row, widths), table, formats, options)?;
    let mut next = row + 1;
    for cells in &table.rows {
        columns.write_row(sheet, next, cells, table, formats, options)?;
        next += 1;
    }
    for (column, (index, part)) in (0_u16..).zip(&columns.0) {
        let kind = table.columns.get(*index).map(|column| column.kind);
        if next == row + 1 || *part != Part::Whole {
            continue;
        }
        if kind == Some(CellKind::Bar) {
            let bars = ConditionalFormatDataBar::new().set_fill_color(Color::RGB(0x006A_A9F4));
            sheet.add_conditional_format(row + 1, column, next - 1, column, &bars)?;
        } else if kind == Some(CellKind::Text) {
            let ignored = IgnoreError::NumberStoredAsText;
            sheet.ignore_error_range(row + 1, column, next - 1, column, ignored)?;
        }
    }
    Ok(next)
}

/// A note over several columns; returns the row below it.
pub(super) fn note(
    sheet: &mut Worksheet,
    row: u32,
    note: &Note,
    formats: &Formats,
    options: &RenderOptions,
) -> Result<u32, XlsxError> {
    let words = words::of(options.language);
    let (word, format) = match note.kind {
        NoteKind::Remark => (words.note, &formats.note),
        NoteKind::Warning => (words.warning, &formats.warning),
    };
    sentence(sheet, row, &format!("{word} {}", note.text), format)?;
    Ok(row + 1)
}

/// A sentence over several columns.
pub(super) fn sentence(
    sheet: &mut Worksheet,
    row: u32,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = string(text);
    let lines = text.chars().count().div_ceil(NOTE_LETTERS).min(20);
    sheet.merge_range(row, 0, row, NOTE_COLUMNS, &text, format)?;
    sheet.set_row_height(row, 16.0 * lines as f64)?;
    Ok(())
}

/// Sets the widths of the columns.
pub(super) fn set_widths(sheet: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
    for (column, width) in (0_u16..).zip(widths) {
        sheet.set_column_width(column, *width as f64)?;
    }
    Ok(())
}
