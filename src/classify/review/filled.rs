//! Reads what a person wrote beside the labels: a spreadsheet saved as CSV, or JSON Lines.
//!
//! CSV as spreadsheets write it: `,`, `;` or tabs, with or without a byte order mark, UTF-8, UTF-16 or Windows-1252 (what Excel saves as "CSV").

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::id::id_of;
use crate::classify::corrections::{CORRECTABLE, Right};
use crate::record::Correction;
use crate::text::closest::{closest, hint};
use crate::text::reason;

/// In a cell for the right value, or in `checked` for the whole row: it is right as it is.
const AS_IT_IS: &[&str] = &[
    "ok", "x", "=", "v", "✓", "✔", "yes", "oui", "ja", "si", "sí", "sì", "sim", "right", "true",
    "vrai",
];

/// What was read.
#[derive(Debug, Default, PartialEq)]
pub struct Filled {
    /// A correction for each value that a person wrote or confirmed.
    pub corrections: Vec<Correction>,
    /// What could not be read.
    pub bad: Vec<BadCell>,
    /// Rows.
    pub rows: u64,
}

/// A cell that holds no value of its label, or a row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{row}: {message}")]
pub struct BadCell {
    /// Line of the file on which the row begins, from 1.
    pub row: u64,
    /// The column and what is wrong with it.
    pub message: String,
}

/// The file is not what `review` wrote.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct FilledError(String);

/// Who judged, when, and which rows count.
pub struct Reading<'a> {
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// Only rows whose `picked` is this.
    pub only: Option<&'a str>,
}

/// Reads a filled-in file.
///
/// # Errors
///
/// When there is no column `id`, or none for a right value, or one for a label that does not exist.
pub fn read_filled(bytes: &[u8], reading: &Reading<'_>) -> Result<Filled, FilledError> {
    let text = decoded(bytes);
    // The reader counts a line that ends in CR LF one too early.
    let text = match text.contains("\r\n") {
        true => Cow::Owned(text.replace("\r\n", "\n")),
        false => text,
    };
    if text.trim_start().starts_with('{') {
        return read_lines(&text, reading);
    }
    let mut filled = Filled::default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header
            .iter()
            .map(|name| name.trim().to_lowercase())
            .collect(),
        Err(error) => return Err(FilledError(format!("not a table: {error}"))),
    };
    check_header(&header)?;
    for record in reader.records() {
        filled.rows += 1;
        match record {
            Ok(record) => {
                let row = record.position().map_or(0, |at| line_of(at, &text));
                let cell = |name: &str| {
                    let at = header.iter().position(|column| column == name)?;
                    record.get(at).map(|text| Cow::Borrowed(unguarded(text)))
                };
                filled.row(row, reading, cell);
            }
            Err(error) => filled.bad.push(BadCell {
                row: error.position().map_or(0, csv::Position::line),
                message: "the row cannot be read".to_owned(),
            }),
        }
    }
    Ok(filled)
}

/// The line on which a row begins: the reader stands before the empty lines that lead to it.
fn line_of(at: &csv::Position, text: &str) -> u64 {
    let byte = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(byte..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| **byte == b'\n');
    at.line() + empty.count() as u64
}

fn check_header(header: &[String]) -> Result<(), FilledError> {
    let has = |name: &str| header.iter().any(|column| column == name);
    if !has("id") {
        let names = header.iter().map(String::as_str);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).take(6).collect();
        let found = match names.as_slice() {
            [] => "no column has a name".to_owned(),
            names => format!("there are {}", names.join(", ")),
        };
        return Err(FilledError(format!(
            "no column `id` ({found}); give a file that `cm-classify review` wrote"
        )));
    }
    if !rights_among(header.iter().map(String::as_str))? && !has("checked") {
        return Err(nothing_right("column"));
    }
    Ok(())
}

/// Whether one of these columns is for a right value.
fn rights_among<'n>(names: impl Iterator<Item = &'n str>) -> Result<bool, FilledError> {
    let rights: Vec<String> = CORRECTABLE
        .iter()
        .map(|label| format!("{label}_right"))
        .collect();
    let mut found = false;
    for name in names.filter(|name| name.ends_with("_right")) {
        if !rights.iter().any(|right| right == name) {
            let meant = hint(closest(name, rights.iter().map(String::as_str)));
            return Err(FilledError(format!("unknown column `{name}`{meant}")));
        }
        found = true;
    }
    Ok(found)
}

fn nothing_right(what: &str) -> FilledError {
    FilledError(format!(
        "no {what} for what is right, such as `intent_right`, and none `checked`; give a file that `cm-classify review` wrote"
    ))
}

fn read_lines(text: &str, reading: &Reading<'_>) -> Result<Filled, FilledError> {
    let mut filled = Filled::default();
    let mut is_asked = false;
    let mut objects = 0;
    for (row, line) in (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
    {
        filled.rows += 1;
        match serde_json::from_str::<Map<String, Value>>(line) {
            Ok(object) => {
                objects += 1;
                is_asked |= rights_among(object.keys().map(String::as_str))?
                    || object.contains_key("checked");
                let cell = |name: &str| match object.get(name)? {
                    Value::Null => None,
                    Value::String(id) if name == "id" => Some(Cow::Borrowed(id.as_str())),
                    Value::String(text) => Some(Cow::Borrowed(text.trim())),
                    other => Some(Cow::Owned(other.to_string())),
                };
                filled.row(row, reading, cell);
            }
            Err(error) => filled.bad.push(BadCell {
                row,
                message: reason::of_json(&error),
            }),
        }
    }
    if objects > 0 && !is_asked {
        return Err(nothing_right("field"));
    }
    Ok(filled)
}

impl Filled {
    /// One row; `cell` gives what a column holds.
    fn row<'c>(
        &mut self,
        row: u64,
        reading: &Reading<'_>,
        cell: impl Fn(&str) -> Option<Cow<'c, str>>,
    ) {
        let filled = |name: &str| cell(name).filter(|text| !text.is_empty());
        if reading.only.is_some() && filled("picked").as_deref() != reading.only {
            return;
        }
        let bad = |message: String| BadCell { row, message };
        let checked = match filled("checked") {
            Some(mark) if says_right(&mark) => true,
            Some(mark) => {
                self.bad
                    .push(bad(format!("checked: `{mark}` is neither `ok` nor empty")));
                false
            }
            None => false,
        };
        let mut found = Vec::new();
        for label in CORRECTABLE {
            match judgement(label, checked, &cell) {
                Ok(rights) => found.extend(rights),
                Err(error) => self.bad.push(bad(format!("{label}_right: {error}"))),
            }
        }
        let Some(id) = filled("id") else {
            if !found.is_empty() {
                self.bad
                    .push(bad("id: empty, so the judgement is of no post".to_owned()));
            }
            return;
        };
        self.corrections
            .extend(found.into_iter().map(|right| Correction {
                record_type: "correction".to_owned(),
                id: id_of(&id).into_owned(),
                label: right.label().to_owned(),
                value: right.value(),
                by: Some(reading.by.to_owned()),
                at: Some(reading.at),
            }));
    }
}

/// What a row says of one label: the value that was written, or the present one where that is confirmed.
fn judgement<'c>(
    label: &str,
    checked: bool,
    cell: &impl Fn(&str) -> Option<Cow<'c, str>>,
) -> Result<Vec<Right>, String> {
    let Some(mark) = cell(&format!("{label}_right")) else {
        return Ok(Vec::new());
    };
    let present = cell(label).filter(|text| !text.is_empty());
    let right = match (mark.is_empty(), present) {
        (true, Some(present)) if checked => present,
        (true, _) => return Ok(Vec::new()),
        (false, Some(present)) if says_right(&mark) => present,
        (false, None) if says_right(&mark) => {
            return Err(format!(
                "`{mark}` confirms nothing, since `{label}` is empty"
            ));
        }
        (false, _) => mark,
    };
    // A list of topics is one in JSON Lines too.
    let listed = serde_json::from_str(&right).ok().filter(Value::is_array);
    let value = listed.unwrap_or_else(|| Value::String(right.into_owned()));
    Right::all(label, &value).map_err(|error| error.to_string())
}

fn says_right(mark: &str) -> bool {
    let mark = mark.to_lowercase();
    AS_IT_IS.contains(&mark.as_str())
}

/// A cell without the `'` that keeps a spreadsheet from taking it for a formula.
fn unguarded(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

/// What stands between the columns: of the three the one that occurs most in the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: u8| header.bytes().filter(|&byte| byte == mark).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|&mark| count(mark))
        .unwrap_or(b',')
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return text;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}
