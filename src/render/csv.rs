//! CSV as RFC 4180 describes it: the data, with the stable names of the columns as header.
//!
//! A spreadsheet takes a cell that begins with one of `= + - @`, a tab or a return for a formula (OWASP, "CSV Injection"), so words that begin
//! get a `'` before them. Words are on one line and hold nothing that acts on a terminal.
//! For Excel there is a byte order mark, `;` between cells, the decimal comma, and times are local without their offset, which it cannot read.

use std::io::{self, Write};

use chrono::FixedOffset;

use super::jsonl::{number, plain};
use super::{RenderOptions, Renderer};
use crate::document::{Cell, Document};
use crate::text::terminal;

/// See the module.
pub(super) struct Csv;

impl Renderer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "comma-separated values for spreadsheets"
    }

    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if options.excel {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(if options.excel { b';' } else { b',' })
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let table = &document.data;
        writer
            .write_record(table.columns.iter().map(|column| column.name.as_str()))
            .map_err(io_error)?;
        for row in &table.rows {
            writer
                .write_record(row.iter().map(|cell| field(cell, options.excel)))
                .map_err(io_error)?;
        }
        writer.flush()
    }
}

/// The error underneath, so that a closed pipe is still seen as one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("cannot write CSV: {other:?}")),
    }
}

fn field(cell: &Cell, excel: bool) -> String {
    match cell {
        Cell::Text(_) | Cell::Phrase(_) => guarded(&plain(cell)),
        Cell::Decimal { value, .. } | Cell::Share(value) | Cell::Estimate { share: value, .. } => {
            let number = number(*value).unwrap_or_default();
            if excel {
                number.replace('.', ",")
            } else {
                number
            }
        }
        Cell::Time { at, offset } if excel => {
            let local = FixedOffset::east_opt(*offset).map_or_else(
                || at.naive_utc(),
                |offset| at.with_timezone(&offset).naive_local(),
            );
            local.format("%Y-%m-%d %H:%M:%S").to_string()
        }
        other => plain(other),
    }
}

fn guarded(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("{guard}{}", terminal::one_line(text))
}
