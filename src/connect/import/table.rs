//! A table, of text or of a workbook: where its header is, what its columns are, and what its first rows tell of its dates and ids.

use std::collections::VecDeque;
use std::io::{Cursor, Read};

use serde_json::Value;

use super::encoding::Lines;
use super::header::{self, Column, Header, delimiter};
use super::mapping::{Field, Mapping};
use super::order::DateOrder;
use super::reader::{RowError, Settings, file_error};
use super::ready::{Marks, Ready};
use super::rows::{Fault, Row, Rows};
use super::words::is_cut_off;
use super::workbook::{SheetRows, Workbook};
use crate::text::closest;

/// So many rows are read ahead for a date that proves the order of day and month, unless they hold more than so many bytes.
const AHEAD: usize = 1000;
const AHEAD_BYTES: usize = 8 << 20;

/// A file of which the first bytes were looked at.
pub(super) type Whole<R> = std::io::Chain<Cursor<Vec<u8>>, R>;

/// Where rows come from.
pub(super) enum Origin<R> {
    Text(Rows<Whole<R>>),
    Sheet(SheetRows),
}

impl<R: Read> Origin<R> {
    fn next_row(&mut self) -> Option<Result<Row, Fault>> {
        match self {
            Origin::Text(rows) => rows.next_row(),
            Origin::Sheet(rows) => rows.next_row(),
        }
    }
}

/// The rows behind a header.
pub(super) struct Table<R> {
    origin: Origin<R>,
    ahead: VecDeque<Result<Row, Fault>>,
    pub(super) columns: Vec<Column>,
    /// The header as it is written.
    pub(super) header: String,
    /// What the columns mean.
    pub(super) mapping: Mapping,
    /// The ready mapping that was recognised.
    pub(super) ready: Option<Ready>,
    /// The sheet that is read, and the others that may be.
    pub(super) sheet: Option<(String, Vec<String>)>,
    pub(super) order: DateOrder,
    pub(super) from_1904: bool,
    pub(super) cut_off_ids: bool,
    pub(super) notes: Vec<String>,
}

impl<R: Read> Table<R> {
    /// A table of text.
    pub(super) fn of_text(
        mut lines: Lines<Whole<R>>,
        settings: &Settings,
    ) -> Result<Self, RowError> {
        let sample = lines
            .sample()
            .map_err(|error| file_error(format!("the file cannot be read: {error}")))?;
        // Excel's own way to name the separator, in a line before the header.
        let first = sample.lines().next().unwrap_or_default();
        let named = first
            .trim()
            .trim_matches('"')
            .strip_prefix("sep=")
            .and_then(|rest| rest.chars().next());
        let chosen = settings.mapping.delimiter.or(named);
        let delimiter = chosen.unwrap_or_else(|| delimiter(sample));
        let mut origin = Origin::Text(Rows::new(lines, delimiter));
        let mut ahead = VecDeque::new();
        more(&mut origin, &mut ahead, header::ROWS);
        if named.is_some() {
            ahead.pop_front();
        }
        let found = find(&mut ahead, settings)?;
        Ok(Table::new(origin, ahead, found))
    }

    /// A sheet of a workbook.
    pub(super) fn of_workbook(input: impl Read, settings: &Settings) -> Result<Self, RowError> {
        let mut book = Workbook::open(input).map_err(file_error)?;
        let sheets = book.sheets();
        let (name, others) = choose(&mut book, &sheets, settings)?;
        let from_1904 = book.begins_1904();
        let mut origin = Origin::Sheet(book.stream(name.clone()));
        let mut ahead = VecDeque::new();
        more(&mut origin, &mut ahead, header::ROWS);
        let found = find(&mut ahead, settings)?;
        let mut table = Table::new(origin, ahead, found);
        table.from_1904 = from_1904;
        table.sheet = Some((name, others));
        Ok(table)
    }

    fn new(origin: Origin<R>, ahead: VecDeque<Result<Row, Fault>>, found: Found) -> Self {
        let mut table = Table {
            origin,
            ahead,
            order: DateOrder::said(found.mapping.day_first),
            columns: found.header.columns,
            header: found.header.raw,
            mapping: found.mapping,
            ready: found.ready,
            sheet: None,
            from_1904: false,
            cut_off_ids: false,
            notes: Vec::new(),
        };
        if found.header.before > 0 && !table.mapping.is_known() {
            table.notes.push(format!(
                "rows before the header that were left out: {}",
                found.header.before
            ));
        }
        more(&mut table.origin, &mut table.ahead, AHEAD);
        let dates = texts(&table.columns, &table.ahead, Field::Date);
        table.order.decide(dates.into_iter());
        let ids = texts(&table.columns, &table.ahead, Field::Id);
        table.cut_off_ids = are_cut_off(&ids);
        table
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row, Fault>> {
        self.ahead.pop_front().or_else(|| self.origin.next_row())
    }
}

/// What the columns of a table were found to be.
struct Found {
    header: Header,
    mapping: Mapping,
    ready: Option<Ready>,
}

/// Finds the header, by the marks of a ready mapping or by the names of its columns.
fn find(ahead: &mut VecDeque<Result<Row, Fault>>, settings: &Settings) -> Result<Found, RowError> {
    let marks = settings.recognise.then(Marks::new);
    let of = |row: &Row| marks.as_ref()?.of(&row.texts(header::COLUMNS));
    let mut rows = ahead.iter().take(header::ROWS).flatten();
    let ready = rows.find_map(of);
    let mapping = match &ready {
        Some(ready) => settings.mapping.clone().over(&ready.mapping()),
        None => settings.mapping.clone(),
    };
    let header = header::take(&mapping, ahead)?;
    Ok(Found {
        header,
        mapping,
        ready,
    })
}

/// The sheet that was asked for, or the first that holds posts; and the others with rows in them.
fn choose(
    book: &mut Workbook,
    sheets: &[String],
    settings: &Settings,
) -> Result<(String, Vec<String>), RowError> {
    if let Some(wanted) = &settings.mapping.sheet {
        let is = |name: &&String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
        if let Some(name) = sheets.iter().find(is) {
            return Ok((name.clone(), Vec::new()));
        }
        let known: Vec<String> = sheets.iter().map(|name| format!("`{name}`")).collect();
        let near = closest::closest(wanted, sheets.iter().map(String::as_str));
        return Err(file_error(format!(
            "there is no sheet `{wanted}`, only {}{}",
            known.join(", "),
            closest::hint(near)
        )));
    }
    let mut filled: Vec<String> = Vec::new();
    let mut chosen: Option<String> = None;
    let mut first_error = None;
    for name in sheets {
        let rows = book.peek(name, header::ROWS).map_err(file_error)?;
        if rows.is_empty() {
            continue;
        }
        filled.push(name.clone());
        if chosen.is_none() {
            let mut ahead = rows.into_iter().map(Ok).collect();
            match find(&mut ahead, settings) {
                Ok(_) => chosen = Some(name.clone()),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
    }
    let Some(chosen) = chosen else {
        return match first_error {
            Some(error) => Err(error),
            // Nothing in it at all: no posts, and no error.
            None => sheets
                .first()
                .map(|name| (name.clone(), Vec::new()))
                .ok_or_else(|| file_error("there is no sheet in this workbook".to_owned())),
        };
    };
    filled.retain(|name| *name != chosen);
    Ok((chosen, filled))
}

/// Whether every long id ends in the zeros that a spreadsheet leaves of it, and so many in all that it is no chance: one in ten thousand.
fn are_cut_off(ids: &[&str]) -> bool {
    const DIGITS: usize = 15;
    const ZEROS: usize = 4;
    let long: Vec<&str> = ids
        .iter()
        .map(|id| id.trim())
        .filter(|id| id.len() > DIGITS)
        .collect();
    let zeros: usize = long.iter().map(|id| id.len() - DIGITS).sum();
    zeros >= ZEROS && long.iter().all(|id| is_cut_off(id))
}

/// Reads ahead, so many rows in all.
fn more<R: Read>(origin: &mut Origin<R>, ahead: &mut VecDeque<Result<Row, Fault>>, rows: usize) {
    let size = |row: &Result<Row, Fault>| row.as_ref().map_or(0, |row| row.raw.len());
    let mut bytes: usize = ahead.iter().map(size).sum();
    while ahead.len() < rows && bytes < AHEAD_BYTES {
        match origin.next_row() {
            Some(row) => {
                bytes += size(&row);
                ahead.push_back(row);
            }
            None => break,
        }
    }
}

/// The texts of a field in the rows ahead.
fn texts<'a>(
    columns: &[Column],
    ahead: &'a VecDeque<Result<Row, Fault>>,
    field: Field,
) -> Vec<&'a str> {
    let is = |column: usize| {
        columns
            .get(column)
            .is_some_and(|column| column.field == Some(field))
    };
    let cells = ahead.iter().flatten().flat_map(|row| &row.cells);
    cells
        .filter(|(column, _)| is(*column))
        .filter_map(|(_, value)| match value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}
