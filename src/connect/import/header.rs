//! The header of a table: where it is, what separates its cells, what each column stands for.

use std::collections::VecDeque;
use std::sync::Arc;

use super::mapping::{Field, Mapping};
use super::names::{recognise, simplify};
use super::reader::{RowError, row_error};
use super::rows::{Fault, Row, Splitter};
use crate::text::closest;

/// Columns beyond this number have no name.
pub(super) const COLUMNS: usize = 4096;

/// The header is looked for in so many rows: exports begin with a title or two, or a page of what was asked for.
pub(super) const ROWS: usize = 30;

/// A column: its name, what it stands for, and how many names of that field come before its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: Arc<str>,
    pub(super) field: Option<Field>,
    pub(super) rank: usize,
}

impl Column {
    /// The column of a number, from 0, that the header does not name.
    pub(super) fn unnamed(index: usize) -> Self {
        Column {
            name: format!("column {}", index + 1).into(),
            field: None,
            rank: 0,
        }
    }
}

/// A header that was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    pub(super) columns: Vec<Column>,
    /// How it is written in the file.
    pub(super) raw: String,
    /// Rows before it that were left out.
    pub(super) before: usize,
}

/// Takes the header off the rows, and what stands before it.
pub(super) fn take(
    mapping: &Mapping,
    ahead: &mut VecDeque<Result<Row, Fault>>,
) -> Result<Header, RowError> {
    let fields = |row: &Result<Row, Fault>| {
        row.as_ref().map_or(0, |row| {
            let columns = named(mapping, &row.texts(COLUMNS));
            columns
                .iter()
                .filter(|column| column.field.is_some())
                .count()
        })
    };
    let first = ahead.iter().take(ROWS);
    let found: Vec<usize> = first.map(fields).collect();
    let at = found
        .iter()
        .position(|fields| *fields >= 2)
        .or_else(|| found.iter().position(|fields| *fields == 1))
        .unwrap_or(0);
    ahead.drain(..at);
    let Some(row) = ahead.pop_front() else {
        return Ok(Header::default());
    };
    let row = row.map_err(row_error)?;
    let columns = named(mapping, &row.texts(COLUMNS));
    check(mapping, &columns).map_err(|message| RowError::at(row.line, 1, message))?;
    Ok(Header {
        columns,
        raw: row.raw,
        before: at,
    })
}

/// Whether the columns that the mapping names are there, and one that makes a post.
fn check(mapping: &Mapping, header: &[Column]) -> Result<(), String> {
    let names: Vec<&str> = header.iter().map(|column| &*column.name).collect();
    let has = |field: Field| header.iter().any(|column| column.field == Some(field));
    if let Some(field) = mapping.wanted.iter().find(|field| !has(**field)) {
        let wanted = mapping.columns.get(field).and_then(|names| names.0.first());
        let wanted = wanted.map(String::as_str).unwrap_or_default();
        let near = closest::hint(closest::closest(wanted, names.iter().copied()));
        return Err(format!(
            "the mapping names the column `{wanted}`, which is not there{near}"
        ));
    }
    if [Field::Text, Field::Title, Field::Url, Field::Id]
        .into_iter()
        .any(has)
    {
        return Ok(());
    }
    let short = |name: &&str| format!("`{}`", name.chars().take(40).collect::<String>());
    let list: Vec<String> = names.iter().take(20).map(short).collect();
    Err(format!(
        "no column is recognised as the text; the columns are {}; name one in a mapping: columns.text = \"...\"",
        list.join(", ")
    ))
}

/// What the columns of a header stand for: by the mapping, else by their names; a field that is recognised has one column.
fn named(mapping: &Mapping, names: &[String]) -> Vec<Column> {
    let column = |(index, name): (usize, &String)| Column {
        name: match name.trim() {
            "" => format!("column {}", index + 1).into(),
            name => name.into(),
        },
        ..Column::unnamed(index)
    };
    let mut header: Vec<Column> = names.iter().take(COLUMNS).enumerate().map(column).collect();
    let mut taken: Vec<Field> = Vec::new();
    for (field, wanted) in &mapping.columns {
        for (rank, wanted) in wanted.0.iter().enumerate() {
            let Some(column) = place(wanted, names).and_then(|at| header.get_mut(at)) else {
                continue;
            };
            if column.field.is_none() {
                (column.field, column.rank) = (Some(*field), rank);
                taken.push(*field);
            }
        }
    }
    if mapping.recognise == Some(false) {
        return header;
    }
    for column in header.iter_mut().filter(|column| column.field.is_none()) {
        let field = recognise(&column.name)
            .filter(|field| !taken.contains(field) && !mapping.columns.contains_key(field));
        taken.extend(field);
        column.field = field;
    }
    header
}

/// The column that a mapping means: of this name, of this simplified name, or of this number if no column is called so.
fn place(wanted: &str, names: &[String]) -> Option<usize> {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return None;
    }
    let simple = simplify(wanted);
    let number = || {
        wanted
            .parse()
            .ok()
            .and_then(|number: usize| number.checked_sub(1))
    };
    names
        .iter()
        .position(|name| name.trim() == wanted)
        .or_else(|| {
            // A share of views is not views.
            let same = |name: &String| {
                !simple.is_empty()
                    && name.contains('%') == wanted.contains('%')
                    && simplify(name) == simple
            };
            names.iter().position(same)
        })
        .or_else(|| number().filter(|at| *at < names.len()))
}

/// The separator that splits the beginning of a file best: the one that makes the most recognised columns, else the most even rows.
pub(super) fn delimiter(sample: &str) -> char {
    let score = |delimiter: char| {
        let mut splitter = Splitter::new(delimiter);
        let mut counts: Vec<usize> = Vec::new();
        let mut known = 0;
        for line in sample.split_inclusive(['\n', '\r']).take(200) {
            if splitter.line(line) {
                let fields = splitter.take();
                if fields.iter().all(|field| field.trim().is_empty()) {
                    continue;
                }
                known = known.max(
                    fields
                        .iter()
                        .filter(|name| recognise(name).is_some())
                        .count(),
                );
                counts.push(fields.len());
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let even = counts.iter().filter(|count| **count == most).count();
        (
            if most > 1 { known } else { 0 },
            if most > 1 {
                even * 1000 / counts.len().max(1)
            } else {
                0
            },
            most,
        )
    };
    // The first of equals: a file of one column is read as CSV.
    let mut best = (',', score(','));
    for delimiter in [';', '\t', '|'] {
        let found = score(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}
