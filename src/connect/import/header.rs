//! The header of a table: where it is, what separates its cells, what each column stands for.

use std::collections::VecDeque;

use super::mapping::{Field, Mapping, recognise, simplify};
use super::reader::{RowError, row_error};
use super::rows::{Fault, Row, Splitter};
use crate::text::closest;

/// Columns beyond this number have no name.
const COLUMNS: usize = 4096;

/// A column: its name, and what it stands for.
pub(super) type Column = (String, Option<Field>);

/// Takes the header off the rows, and what stands before it.
pub(super) fn take(
    mapping: &Mapping,
    notes: &mut Vec<String>,
    ahead: &mut VecDeque<Result<Row, Fault>>,
) -> Result<Vec<Column>, RowError> {
    let fields = |row: &Result<Row, Fault>| {
        row.as_ref().map_or(0, |row| {
            named(mapping, &row.fields)
                .iter()
                .filter(|(_, field)| field.is_some())
                .count()
        })
    };
    let at = ahead
        .iter()
        .position(|row| fields(row) >= 2)
        .or_else(|| ahead.iter().position(|row| fields(row) == 1))
        .unwrap_or(0);
    for _ in 0..at {
        ahead.pop_front();
    }
    if at > 0 {
        notes.push(format!("rows before the header that were left out: {at}"));
    }
    let Some(row) = ahead.pop_front() else {
        return Ok(Vec::new());
    };
    let row = row.map_err(row_error)?;
    let header = named(mapping, &row.fields);
    check(mapping, &header).map_err(|message| RowError {
        line: row.line,
        column: 1,
        message,
    })?;
    Ok(header)
}

/// Whether the columns that the mapping names are there, and one that makes a post.
fn check(mapping: &Mapping, header: &[Column]) -> Result<(), String> {
    let names: Vec<&str> = header.iter().map(|(name, _)| name.as_str()).collect();
    let has = |field: Field| header.iter().any(|(_, found)| *found == Some(field));
    for (field, wanted) in &mapping.columns {
        if !wanted.is_empty() && !has(*field) {
            let near = closest::hint(closest::closest(wanted, names.iter().copied()));
            return Err(format!(
                "the mapping names the column `{wanted}`, which is not there{near}"
            ));
        }
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

/// What the columns of a header stand for: by the mapping, else by their names; each field once.
fn named(mapping: &Mapping, names: &[String]) -> Vec<Column> {
    let mut taken: Vec<Field> = Vec::new();
    let mut header: Vec<Column> = Vec::new();
    for (index, name) in names.iter().enumerate().take(COLUMNS) {
        let number = (index + 1).to_string();
        let mapped = mapping
            .columns
            .iter()
            .find(|(_, wanted)| is_column(wanted, name, &number, names));
        let field = mapped
            .map(|(field, _)| *field)
            .filter(|field| !taken.contains(field));
        taken.extend(field);
        let shown = if name.trim().is_empty() {
            format!("column {number}")
        } else {
            name.trim().to_owned()
        };
        header.push((shown, field));
    }
    for (name, slot) in header.iter_mut().filter(|(_, field)| field.is_none()) {
        let field = recognise(name)
            .filter(|field| !taken.contains(field) && !mapping.columns.contains_key(field));
        taken.extend(field);
        *slot = field;
    }
    header
}

/// Whether the mapping's word for a column means this one: its name, its simplified name, or its number if no column is called so.
fn is_column(wanted: &str, name: &str, number: &str, names: &[String]) -> bool {
    let same = |name: &str| {
        name.trim() == wanted
            || (!wanted.is_empty()
                && simplify(name) == simplify(wanted)
                && !simplify(wanted).is_empty())
    };
    same(name) && !wanted.is_empty() || (wanted == number && !names.iter().any(|name| same(name)))
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
