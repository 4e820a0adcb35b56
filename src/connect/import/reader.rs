//! From a file to posts: what kind of file it is, and row after row.

use std::io::{Cursor, Read};

use serde_json::Value;

use super::cells::{self, Blemish, Cell, Cells, Manner, Outcome};
use super::encoding::Lines;
use super::header::Column;
use super::json::{Text, Values, is_json};
use super::mapping::{Field, Mapping};
use super::object::{self, Fields, Object};
use super::order::DateOrder;
use super::ready::Ready;
use super::rows::Fault;
use super::table::{Table, Whole};
use super::workbook::{CONTAINER, OLD, ZIP};
use crate::record::Post;
use crate::time::Zone;
use crate::time::lenient::Dates;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What its columns mean, as far as the user says it.
    pub mapping: Mapping,
    /// The zone of dates that name none, unless the mapping says another.
    pub zone: Zone,
    /// Whether a ready mapping is looked for that knows the header.
    pub recognise: bool,
}

/// One post of a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The post.
    pub post: Post,
    /// The line as it stands, when it was a post of ours already: to be written untouched.
    pub line: Option<String>,
    /// The line it begins on, from 1.
    pub number: u64,
}

/// A row that cannot be read. After it the next row follows, unless nothing more can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct RowError {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// Cell of the row, or byte of a line of JSON, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// The row as it was read: lines of the file in UTF-8, or a line of CSV for a row of a workbook. Empty when it concerns no row.
    pub raw: String,
}

impl RowError {
    pub(super) fn at(line: u64, column: u64, message: String) -> Self {
        RowError {
            line: line.max(1),
            column: column.max(1),
            message,
            raw: String::new(),
        }
    }
}

/// Reads the posts of a file.
pub struct Reader<R> {
    input: Input<R>,
    settings: Settings,
    manner: Manner,
    order: DateOrder,
    ready: Option<Ready>,
    ended: bool,
    notes: Vec<String>,
    /// How often each blemish was seen, and on which line first.
    blemishes: [(Blemish, u64, u64); 3],
    totals: u64,
}

enum Input<R> {
    Table(Box<Table<R>>),
    Objects {
        values: Box<Values<Whole<R>>>,
        fields: Fields,
    },
    Nothing,
}

pub(super) fn row_error(fault: Fault) -> RowError {
    match fault {
        Fault::Row {
            line,
            field,
            message,
            raw,
        } => RowError {
            raw,
            ..RowError::at(line, u64::try_from(field).unwrap_or(u64::MAX), message)
        },
        Fault::End { line, message } => RowError::at(line, 1, message),
    }
}

pub(super) fn file_error(message: String) -> RowError {
    RowError::at(1, 1, message)
}

/// How cells are read under a mapping.
fn manner(mapping: Mapping, zone: &Zone, order: &DateOrder) -> Result<Manner, RowError> {
    let own = mapping.zone();
    let own = own.map_err(|error| file_error(error.to_string()))?;
    Ok(Manner {
        mapping,
        dates: Dates {
            zone: own.unwrap_or_else(|| zone.clone()),
            order: order.order,
            serial: false,
        },
        from_1904: false,
        cut_off_ids: false,
    })
}

/// The first bytes of a file: as many as tell what it is.
fn head(input: &mut impl Read) -> Result<Vec<u8>, RowError> {
    let mut head = Vec::new();
    let read = input.take(CONTAINER.len() as u64).read_to_end(&mut head);
    read.map_err(|error| file_error(format!("the file cannot be read: {error}")))?;
    Ok(head)
}

impl<R: Read> Reader<R> {
    /// Looks at the beginning of a file.
    ///
    /// An error here concerns the whole file: it cannot be read, or no column is recognised.
    pub fn new(mut input: R, settings: Settings) -> Result<Self, RowError> {
        let head = head(&mut input)?;
        let order = DateOrder::said(settings.mapping.day_first);
        let mut reader = Reader {
            input: Input::Nothing,
            manner: manner(settings.mapping.clone(), &settings.zone, &order)?,
            order,
            ready: None,
            ended: false,
            notes: Vec::new(),
            blemishes: [
                (Blemish::Date, 0, 0),
                (Blemish::Count, 0, 0),
                (Blemish::Id, 0, 0),
            ],
            totals: 0,
            settings,
        };
        if head == CONTAINER {
            return Err(file_error(OLD.to_owned()));
        }
        let is_workbook = head.starts_with(ZIP);
        let input = Cursor::new(head).chain(input);
        if is_workbook {
            let table = Table::of_workbook(input, &reader.settings)?;
            reader.table(table)?;
            return Ok(reader);
        }
        let mut lines = Lines::new(input, reader.settings.mapping.encoding());
        let unreadable =
            |error: std::io::Error| file_error(format!("the file cannot be read: {error}"));
        let sample = lines.sample().map_err(unreadable)?;
        if is_json(sample) {
            reader.input = Input::Objects {
                values: Box::new(Values::new(lines).map_err(unreadable)?),
                fields: Fields::new(),
            };
        } else if !sample.trim_start().is_empty() {
            let table = Table::of_text(lines, &reader.settings)?;
            reader.table(table)?;
        }
        Ok(reader)
    }

    fn table(&mut self, mut table: Table<R>) -> Result<(), RowError> {
        self.order = table.order.clone();
        let mapping = std::mem::take(&mut table.mapping);
        self.manner = manner(mapping, &self.settings.zone, &self.order)?;
        self.manner.dates.serial = true;
        self.manner.from_1904 = table.from_1904;
        self.manner.cut_off_ids = table.cut_off_ids;
        self.ready = table.ready;
        self.notes.append(&mut table.notes);
        if let Some((sheet, others)) = &table.sheet
            && !others.is_empty()
            && !self.manner.mapping.is_known()
        {
            let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
            self.notes.push(format!(
                "the sheet `{sheet}` was read; there is also {} (see --sheet)",
                others.join(", ")
            ));
        }
        self.input = Input::Table(Box::new(table));
        Ok(())
    }

    /// The ready mapping that was recognised by the header.
    pub fn ready(&self) -> Option<Ready> {
        self.ready
    }

    /// The sheet of a workbook that is read.
    pub fn sheet(&self) -> Option<&str> {
        match &self.input {
            Input::Table(table) => table.sheet.as_ref().map(|(name, _)| name.as_str()),
            _ => None,
        }
    }

    /// The header of a table as it is written, to stand before rows that are kept to be mended; empty for JSON.
    pub fn header(&self) -> &str {
        match &self.input {
            Input::Table(table) => &table.header,
            _ => "",
        }
    }

    /// What the user should know once the file is read: lower case, no full stop.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        if self.totals > 0 && !self.manner.mapping.is_known() {
            notes.push(format!(
                "rows of totals that were left out: {}",
                self.totals
            ));
        }
        notes.extend(self.order.note());
        for (blemish, count, first) in self.blemishes.iter().filter(|(_, count, _)| *count > 0) {
            notes.push(match blemish {
                Blemish::Date => format!("dates that could not be read: {count} (first on line {first}); they are kept under `raw`"),
                Blemish::Count => format!("counts that could not be read: {count} (first on line {first}); they are kept under `raw`"),
                Blemish::Id => format!("ids that a spreadsheet rounded: {count} (first on line {first}); other ids were made of the posts' addresses or words"),
            });
        }
        notes
    }

    /// The next row as cells, or as a post when it is one of ours.
    fn next_row(&mut self) -> Option<Result<(Object, Line), RowError>> {
        let read = match &mut self.input {
            Input::Nothing => return None,
            Input::Table(table) => table.next_row()?.map(|row| {
                let line = Line {
                    text: row.raw,
                    number: row.line,
                };
                (Object::Cells(cells_of(&table.columns, row.cells)), line)
            }),
            Input::Objects { values, .. } => match values.next_value()? {
                Ok(value) => return Some(self.object(value)),
                Err(fault) => Err(fault),
            },
        };
        Some(read.map_err(|fault| {
            self.ended |= matches!(fault, Fault::End { .. });
            row_error(fault)
        }))
    }

    /// Reads an object; the first that is none of ours may tell a ready mapping.
    fn object(&mut self, value: Text) -> Result<(Object, Line), RowError> {
        let line = Line {
            text: value.text,
            number: value.line,
        };
        let members = object::members(&line.text, line.number).map_err(|error| RowError {
            raw: self.kept(line.text.clone()),
            ..error
        })?;
        let members = match members {
            Object::Ours(post) => return Ok((Object::Ours(post), line)),
            Object::Cells(members) => members,
        };
        if self.settings.recognise && self.ready.is_none() {
            self.settings.recognise = false;
            if let Some(ready) = object::ready(&members) {
                let mapping = self.settings.mapping.clone().over(&ready.mapping());
                self.manner = manner(mapping, &self.settings.zone, &self.order)?;
                self.ready = Some(ready);
            }
        }
        let mapping = &self.manner.mapping;
        let cells = match &mut self.input {
            Input::Objects { fields, .. } => object::named(members, fields, mapping),
            _ => members,
        };
        Ok((Object::Cells(cells), line))
    }

    fn next_post(&mut self) -> Option<Result<Imported, RowError>> {
        loop {
            let (cells, line) = match self.next_row()? {
                Ok((Object::Cells(cells), line)) => (cells, line),
                Ok((Object::Ours(post), line)) => return Some(Ok(ours(*post, line))),
                Err(error) => return Some(Err(error)),
            };
            self.watch(&cells, line.number);
            return Some(match cells::post(cells, &self.manner) {
                Outcome::Post(post, blemishes) => {
                    self.count(&blemishes, line.number);
                    Ok(Imported {
                        post: *post,
                        line: None,
                        number: line.number,
                    })
                }
                Outcome::Totals => {
                    self.totals += 1;
                    continue;
                }
                Outcome::Nothing => {
                    let message = "there is neither text nor title, address or id in this row";
                    Err(RowError {
                        raw: self.kept(line.text),
                        ..RowError::at(line.number, 1, message.to_owned())
                    })
                }
            });
        }
    }

    /// A row as it is kept to be mended: an object on one line, so that those that are kept can be read line by line.
    fn kept(&self, text: String) -> String {
        match self.input {
            Input::Objects { .. } => text.trim().replace('\n', " "),
            _ => text,
        }
    }

    /// Looks at the date of a row as long as none has proved the order of day and month.
    fn watch(&mut self, cells: &Cells, line: u64) {
        if !self.order.is_open() {
            return;
        }
        let date = cells.iter().find(|cell| cell.field == Some(Field::Date));
        if let Some(date) = date.and_then(|cell| cell.value.as_str()) {
            self.order.watch(date, line);
            self.manner.dates.order = self.order.order;
        }
    }

    fn count(&mut self, blemishes: &[Blemish], line: u64) {
        for (blemish, count, first) in &mut self.blemishes {
            for _ in blemishes.iter().filter(|seen| *seen == blemish) {
                if *count == 0 {
                    *first = line;
                }
                *count += 1;
            }
        }
    }
}

/// Where a row comes from: its text as it stands, and its line.
struct Line {
    text: String,
    number: u64,
}

/// A post of ours. One over several lines is no line.
fn ours(post: Post, line: Line) -> Imported {
    Imported {
        post,
        line: Some(line.text).filter(|text| !text.contains('\n')),
        number: line.number,
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Imported, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended { None } else { self.next_post() }
    }
}

/// The cells of a row under their columns; cells beyond the header are kept by number.
fn cells_of(header: &[Column], cells: Vec<(usize, Value)>) -> Cells {
    let named = |(index, value): (usize, Value)| {
        let column = header.get(index).cloned();
        let column = column.unwrap_or_else(|| Column::unnamed(index));
        Cell {
            name: column.name,
            field: column.field,
            rank: column.rank,
            value,
        }
    };
    cells.into_iter().map(named).collect()
}
