//! `--format` of the sub-commands that write records: JSON Lines as ever, or a table or CSV to look at.

mod plan;
mod tasks;

use std::io::Write;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;

use crate::cli::document;
use crate::cli::exit::UsageError;
use crate::cli::output::{self, Output};
use crate::cli::session::Session;
use crate::document::{Cell, CellKind, Column, Document, Role};
use crate::time::Zone;

pub(super) use plan::{PlanRecords, plan_document};
pub(super) use tasks::tasks_document;

/// What records are written as when nothing else is said, on a terminal too: the next program reads them.
const RECORDS: &str = "jsonl";

/// How records are written.
#[derive(Args, Debug)]
pub(super) struct FormatArgs {
    /// How to write it: jsonl, table, csv, markdown [default: by the ending of -o FILE, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

impl FormatArgs {
    fn name<'a>(&'a self, session: &Session) -> &'a str {
        match &self.format {
            Some(format) => format,
            None if self.excel => "csv",
            None => match document::format_of(session.common.output.as_deref()) {
                "table" => RECORDS,
                format => format,
            },
        }
    }

    /// Checks the format before the work begins.
    pub(super) fn check(&self, session: &Session) -> Result<(), UsageError> {
        let name = self.name(session);
        document::check(session, name)?;
        if self.excel && name != "csv" {
            return Err(UsageError("--excel goes with --format csv".to_owned()));
        }
        Ok(())
    }

    /// Writes records: the lines as they are, or the document that shows them.
    pub(super) fn write(
        &self,
        session: &Session,
        lines: &[u8],
        what: &str,
        shown: impl FnOnce() -> Document,
    ) -> anyhow::Result<()> {
        let name = self.name(session);
        if name != RECORDS {
            return document::write(session, &shown(), name, self.excel);
        }
        let mut output = Output::open(session.common.output.as_deref())?;
        output
            .write_all(lines)
            .with_context(|| format!("cannot write {what}"))?;
        output::finish(session, output, session.read_nothing())
    }
}

/// An instant as people of a zone see it.
fn time(at: DateTime<Utc>, zone: &Zone) -> Cell {
    Cell::Time {
        at,
        offset: zone.offset_seconds(at),
    }
}

/// A column of times, which are never cut short.
fn times(name: &str, label: &str, role: Role) -> Column {
    Column::new(name, label, CellKind::Number, role)
}

/// A column of words that people see as long as there is room.
fn words(name: &str, label: &str, order: u8) -> Column {
    Column::new(name, label, CellKind::Text, Role::Figure(order))
}

/// Columns of words for programs and spreadsheets.
fn fields<const N: usize>(names: [&str; N]) -> [Column; N] {
    names.map(|name| Column::new(name, name, CellKind::Text, Role::Data))
}

/// Words that may be missing.
fn some(text: Option<&String>) -> Cell {
    text.map_or(Cell::Empty, Cell::text)
}

/// Several words in one cell.
fn joined(texts: &[String]) -> Cell {
    Cell::text(texts.join("; "))
}
