//! A workbook: a sheet to read, one of native charts beside their figures, one of data. Numbers are numbers and days are days; words are strings
//! whatever they begin with, so that nothing a stranger wrote is ever a formula or a link.

mod cells;
mod charts;
mod sheet;

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Worksheet, XlsxError};

use self::cells::{Formats, string};
use self::sheet::Columns;
use super::number::shown;
use super::{RenderOptions, Renderer, words};
use crate::document::{Block, Chart, Document, Section, Table, figures_table};

/// See the module.
pub(super) struct Workbook;

/// Rows of a sheet (Microsoft, "Excel specifications and limits").
const ROWS: usize = 1_048_576;
/// A4.
const PAPER: u8 = 9;

impl Renderer for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn about(&self) -> &'static str {
        "a workbook with native charts"
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let bytes = workbook(document, options)
            .map_err(|error| io::Error::other(format!("cannot make the workbook: {error}")))?;
        out.write_all(&bytes)
    }
}

fn workbook(document: &Document, options: &RenderOptions) -> Result<Vec<u8>, XlsxError> {
    let words = words::of(options.language);
    let formats = Formats::new(options.language);
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(string(&document.title))
            .set_author("cm-report")
            .set_creation_datetime(&created(options.made_at)?),
    );
    let for_reading = document.sections.iter().any(|section| {
        let mut blocks = section.blocks.iter();
        blocks.any(|block| {
            matches!(
                block,
                Block::Table(_) | Block::Figures(_) | Block::Points(_)
            )
        })
    });
    if for_reading {
        let sheet = book.add_worksheet();
        sheet.set_name(words.report)?;
        reading(sheet, document, &formats, options)?;
    }
    let charts = charts_of(document);
    if !charts.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(words.charts)?;
        charts::write(sheet, words.charts, &charts, &formats, options)?;
    }
    if !document.data.columns.is_empty() {
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(words.data)?;
        data(sheet, &document.data, &formats, options)?;
    }
    let notes = document.sections.iter().flat_map(|section| &section.blocks);
    if !for_reading
        && notes
            .into_iter()
            .any(|block| matches!(block, Block::Note(_)))
    {
        let sheet = book.add_worksheet();
        sheet.set_name(words.report)?;
        reading(sheet, document, &formats, options)?;
    }
    book.save_to_buffer()
}

/// The moment of the making, or one that is always the same.
fn created(at: Option<DateTime<Utc>>) -> Result<ExcelDateTime, XlsxError> {
    let at = at.unwrap_or_default();
    ExcelDateTime::from_timestamp(at.timestamp())
}

fn charts_of(document: &Document) -> Vec<Chart> {
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let charts = blocks.filter_map(|block| match block {
        Block::Chart(chart) => Some(chart.clone()),
        Block::Series(series) => Some(Chart::from(series)),
        _ => None,
    });
    charts.filter(|chart| chart.range().is_some()).collect()
}

/// The sheet that people read: key figures, tables and notes from top to bottom.
fn reading(
    sheet: &mut Worksheet,
    document: &Document,
    formats: &Formats,
    options: &RenderOptions,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, string(&document.title), &formats.title)?;
    let mut row = 1;
    if let Some(at) = options.made_at {
        let made = words::made_at(at, options.language);
        sheet.write_string_with_format(row, 0, made, &formats.dim)?;
        row += 1;
    }
    let mut widths = Vec::new();
    for section in &document.sections {
        row = part(sheet, row, section, formats, options, &mut widths)?;
    }
    sheet::set_widths(sheet, &widths)?;
    sheet.set_screen_gridlines(false);
    sheet.set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn part(
    sheet: &mut Worksheet,
    mut row: u32,
    section: &Section,
    formats: &Formats,
    options: &RenderOptions,
    widths: &mut Vec<usize>,
) -> Result<u32, XlsxError> {
    let readable = |block: &&Block| {
        matches!(
            block,
            Block::Table(_)
                | Block::Figures(_)
                | Block::Points(_)
                | Block::Heading(_)
                | Block::Note(_)
        )
    };
    let blocks: Vec<&Block> = section.blocks.iter().filter(readable).collect();
    if blocks.is_empty() {
        return Ok(row);
    }
    if let Some(heading) = &section.heading {
        row += 1;
        sheet.write_string_with_format(row, 0, string(heading), &formats.heading)?;
        row += 1;
    }
    for block in blocks {
        row += 1;
        row = match block {
            Block::Table(table) => sheet::table(sheet, row, table, formats, options, widths)?,
            Block::Figures(figures) => sheet::table(
                sheet,
                row,
                &figures_table(figures, options.language),
                formats,
                options,
                widths,
            )?,
            Block::Points(points) => {
                for point in points {
                    sheet::sentence(sheet, row, &shown(point, options), &formats.note)?;
                    row += 1;
                }
                row
            }
            Block::Heading(text) => {
                sheet.write_string_with_format(row, 0, string(text), &formats.strong)?;
                row
            }
            Block::Note(note) => sheet::note(sheet, row, note, formats, options)?,
            Block::Data | Block::Chart(_) | Block::Series(_) => row,
        };
    }
    Ok(row)
}

/// The sheet of data: every column, its header frozen, a filter on it.
fn data(
    sheet: &mut Worksheet,
    table: &Table,
    formats: &Formats,
    options: &RenderOptions,
) -> Result<(), XlsxError> {
    let columns = Columns::all(table);
    let mut widths = Vec::new();
    // Widths come first: in constant memory a row that is written is gone.
    columns.measure(table, options, &mut widths);
    sheet::set_widths(sheet, &widths)?;
    sheet.set_freeze_panes(1, u16::try_from(sheet::leading_keys(table)).unwrap_or(0))?;
    sheet.set_repeat_rows(0, 0)?;
    sheet
        .set_paper_size(PAPER)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    let shown = table.rows.len().min(ROWS - 2);
    let last_row = u32::try_from(shown).unwrap_or(0);
    let last_column = columns.count().saturating_sub(1);
    sheet.autofilter(0, 0, last_row, last_column)?;
    columns.write_head(sheet, (0, &widths), table, formats, options)?;
    for (at, row) in (1_u32..).zip(table.rows.iter().take(shown)) {
        columns.write_row(sheet, at, row, table, formats, options)?;
    }
    let left_out = table.rows.len() - shown;
    if left_out > 0 {
        let text = words::more_rows(left_out, options);
        sheet.write_string_with_format(last_row + 1, 0, text, &formats.dim)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
