//! From a file to posts: what kind of file it is, which column is what, and row after row.

use std::collections::{HashMap, VecDeque};
use std::io::Read;

use serde_json::Value;

use super::cells::{self, Blemish, Cell};
use super::encoding::Lines;
use super::header::{self, Column, delimiter};
use super::json::{Values, is_by_line};
use super::mapping::{Field, Mapping};
use super::object::{self, Cells, Object};
use super::rows::{Fault, Row, Rows};
use crate::record::Post;
use crate::time::Zone;
use crate::time::lenient::{Dates, DayOrder, proven_order};

/// The header is looked for in so many rows: exports begin with a title or two.
const HEADER_ROWS: usize = 10;

/// So many rows are read ahead for a date that proves the order of day and month.
const AHEAD: usize = 1000;

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
    /// Line of the file, from 1.
    pub line: u64,
    /// Cell of the row, or byte of a line of JSON, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
}

/// Reads the posts of a file.
pub struct Reader<R> {
    input: Input<R>,
    mapping: Mapping,
    dates: Dates,
    ended: bool,
    notes: Vec<String>,
    /// How often each blemish was seen, and on which line first.
    blemishes: [(Blemish, u64, u64); 3],
}

enum Input<R> {
    Rows {
        rows: Rows<R>,
        header: Vec<Column>,
        ahead: VecDeque<Result<Row, Fault>>,
    },
    Objects {
        values: Values<R>,
        fields: HashMap<String, Option<Field>>,
    },
    Nothing,
}

pub(super) fn row_error(fault: Fault) -> RowError {
    let (line, column, message) = match fault {
        Fault::Row {
            line,
            field,
            message,
        } => (line, u64::try_from(field).unwrap_or(u64::MAX), message),
        Fault::End { line, message } => (line, 1, message),
    };
    RowError {
        line: line.max(1),
        column: column.max(1),
        message,
    }
}

fn file_error(message: String) -> RowError {
    RowError {
        line: 1,
        column: 1,
        message,
    }
}

impl<R: Read> Reader<R> {
    /// Looks at the beginning of a file. `zone` is that of dates that name none, unless the mapping says another.
    ///
    /// An error here concerns the whole file: it cannot be read, is a workbook, or no column is recognised.
    pub fn new(input: R, mapping: Mapping, zone: Zone) -> Result<Self, RowError> {
        let zone = mapping
            .zone()
            .map_err(|error| file_error(error.to_string()))?
            .unwrap_or(zone);
        let mut lines = Lines::new(input, mapping.encoding());
        let sample = lines
            .sample()
            .map_err(|error| file_error(format!("the file cannot be read: {error}")))?;
        if sample.starts_with("PK\u{3}\u{4}") {
            return Err(file_error("this is a workbook or an archive, not text; save it as CSV (UTF-8) and import that".to_owned()));
        }
        let start = sample.trim_start();
        let order = if mapping.day_first == Some(false) {
            DayOrder::MonthFirst
        } else {
            DayOrder::DayFirst
        };
        let mut reader = Reader {
            input: Input::Nothing,
            dates: Dates {
                zone,
                order,
                serial: false,
            },
            mapping,
            ended: false,
            notes: Vec::new(),
            blemishes: [
                (Blemish::Date, 0, 0),
                (Blemish::Count, 0, 0),
                (Blemish::Id, 0, 0),
            ],
        };
        if start.starts_with('{') || start.starts_with('[') {
            let by_line = is_by_line(start);
            reader.input = Input::Objects {
                values: Values::new(lines, by_line),
                fields: HashMap::new(),
            };
        } else if !start.is_empty() {
            reader.dates.serial = true;
            reader.table(lines)?;
        }
        Ok(reader)
    }

    /// What the user should know once the file is read: lower case, no full stop.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        for (blemish, count, first) in self.blemishes.iter().filter(|(_, count, _)| *count > 0) {
            notes.push(match blemish {
                Blemish::Date => format!("dates that could not be read: {count} (first on line {first}); they are kept under `raw`"),
                Blemish::Count => format!("counts that could not be read: {count} (first on line {first}); they are kept under `raw`"),
                Blemish::Id => format!("ids that a spreadsheet rounded: {count} (first on line {first}); other ids were made of the posts' addresses or words"),
            });
        }
        notes
    }

    /// Finds separator, header and the order of day and month.
    fn table(&mut self, mut lines: Lines<R>) -> Result<(), RowError> {
        let sample = lines
            .sample()
            .map_err(|error| file_error(format!("the file cannot be read: {error}")))?;
        // Excel's own way to name the separator, in a line before the header.
        let first = sample
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .trim_matches('"');
        let named = first
            .strip_prefix("sep=")
            .and_then(|rest| rest.chars().next());
        let delimiter = self
            .mapping
            .delimiter
            .or(named)
            .unwrap_or_else(|| delimiter(sample));
        let mut rows = Rows::new(lines, delimiter);
        let mut ahead = VecDeque::new();
        while ahead.len() < HEADER_ROWS {
            match rows.next_row() {
                Some(row) => ahead.push_back(row),
                None => break,
            }
        }
        if named.is_some() {
            ahead.pop_front();
        }
        let header = header::take(&self.mapping, &mut self.notes, &mut ahead)?;
        if self.mapping.day_first.is_none()
            && let Some(column) = header
                .iter()
                .position(|(_, field)| *field == Some(Field::Date))
        {
            while ahead.len() < AHEAD {
                match rows.next_row() {
                    Some(row) => ahead.push_back(row),
                    None => break,
                }
            }
            self.order(&ahead, column);
        }
        self.input = Input::Rows {
            rows,
            header,
            ahead,
        };
        Ok(())
    }

    /// Decides on day or month first by the first date that can only be read one way.
    fn order(&mut self, ahead: &VecDeque<Result<Row, Fault>>, column: usize) {
        let dates = ahead
            .iter()
            .filter_map(|row| row.as_ref().ok()?.fields.get(column));
        let mut orders = dates.filter_map(|date| proven_order(date));
        if let Some(order) = orders.next() {
            self.dates.order = order;
            if orders.any(|other| other != order) {
                self.notes.push("some dates have the day first and some the month; say which with `day_first` in a mapping".to_owned());
            }
        }
    }

    /// The next row as cells, or as a post when it is one of ours.
    fn next_row(&mut self) -> Option<Result<(Object, Line), RowError>> {
        let row = match &mut self.input {
            Input::Nothing => return None,
            Input::Rows {
                rows,
                header,
                ahead,
            } => {
                let row = ahead.pop_front().or_else(|| rows.next_row())?;
                row.map(|row| {
                    Ok((
                        Object::Cells(cells_of(header, row.fields)),
                        Line {
                            text: None,
                            number: row.line,
                        },
                    ))
                })
            }
            Input::Objects { values, fields } => values.next_value()?.map(|value| {
                let object = object::read(&value, fields, &self.mapping)?;
                // A post over several lines is no line.
                let text = Some(value.text).filter(|text| !text.contains('\n'));
                Ok((
                    object,
                    Line {
                        text,
                        number: value.line,
                    },
                ))
            }),
        };
        Some(row.unwrap_or_else(|fault| {
            self.ended |= matches!(fault, Fault::End { .. });
            Err(row_error(fault))
        }))
    }

    fn next_post(&mut self) -> Option<Result<Imported, RowError>> {
        let (mut cells, number) = match self.next_row()? {
            Ok((Object::Cells(cells), line)) => (cells, line.number),
            Ok((Object::Ours(post), line)) => {
                return Some(Ok(Imported {
                    post: *post,
                    line: line.text,
                    number: line.number,
                }));
            }
            Err(error) => return Some(Err(error)),
        };
        let cells = cells
            .iter_mut()
            .map(|(name, field, value)| Cell {
                name,
                field: *field,
                value: value.take(),
            })
            .collect();
        let Some((post, blemishes)) = cells::post(cells, &self.mapping, &self.dates) else {
            let message = "there is neither text nor title, address or id in this row".to_owned();
            return Some(Err(RowError {
                line: number,
                column: 1,
                message,
            }));
        };
        self.count(&blemishes, number);
        Some(Ok(Imported {
            post,
            line: None,
            number,
        }))
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

/// Where a row comes from.
struct Line {
    /// Its text, when it is one line of JSON.
    text: Option<String>,
    number: u64,
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Imported, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended { None } else { self.next_post() }
    }
}

/// The cells of a row under their columns; cells beyond the header are kept by number.
fn cells_of(header: &[Column], fields: Vec<String>) -> Cells {
    let named = |(index, value): (usize, String)| {
        let (name, field) = header
            .get(index)
            .cloned()
            .unwrap_or_else(|| (format!("column {}", index + 1), None));
        (name, field, Value::String(value))
    };
    fields.into_iter().enumerate().map(named).collect()
}
