//! Records of a CSV or TSV file (RFC 4180), one at a time, with the line each begins on.
//!
//! Unlike the csv crate, which reads on to the end of the file, a quote that never closes costs one row: after [`LONGEST_ROW`] bytes, or at the end
//! of the file, the row is reported and reading goes on with the line after the quote. On well-formed files both agree (a test holds them together).

use std::collections::VecDeque;
use std::io::{self, Read};

use serde_json::Value;

use super::encoding::{LONGEST_LINE, Line, Lines};

/// No row is longer, in bytes.
pub(super) const LONGEST_ROW: usize = LONGEST_LINE;

/// After so many quotes that never close the file is given up: it is no CSV.
const UNCLOSED: usize = 100;

/// A record: its cells that are not empty under the numbers of their columns (from 0), the line it begins on, and how it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    pub(super) cells: Vec<(usize, Value)>,
    pub(super) line: u64,
    /// The row in a text file, with its line end.
    pub(super) raw: String,
}

impl Row {
    fn new(fields: Vec<String>, line: u64, raw: String) -> Self {
        let cells = fields.into_iter().enumerate();
        Row {
            cells: cells
                .filter(|(_, field)| !field.trim().is_empty())
                .map(|(column, field)| (column, Value::String(field)))
                .collect(),
            line,
            raw,
        }
    }

    /// The words of the first `columns` columns.
    pub(super) fn texts(&self, columns: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for (column, value) in self.cells.iter().filter(|(column, _)| *column < columns) {
            texts.resize(texts.len().max(column + 1), String::new());
            if let Some(text) = texts.get_mut(*column) {
                *text = match value {
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                };
            }
        }
        texts
    }
}

/// Why there is no row.
#[derive(Debug)]
pub(super) enum Fault {
    /// The row at this line and field cannot be read; the next one may be.
    Row {
        line: u64,
        field: usize,
        message: String,
        /// How it is written.
        raw: String,
    },
    /// Nothing more can be read.
    End { line: u64, message: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start of a field.
    Start,
    /// In a field without quotes.
    Plain,
    /// In a quoted field.
    Quoted,
    /// After a quote in a quoted field.
    Quote,
}

/// Cuts lines into fields.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: char,
    state: State,
    fields: Vec<String>,
    field: String,
}

impl Splitter {
    pub(super) fn new(delimiter: char) -> Self {
        Splitter {
            delimiter,
            state: State::Start,
            fields: Vec::new(),
            field: String::new(),
        }
    }

    /// Takes one line with its end; true when the record is complete.
    pub(super) fn line(&mut self, line: &str) -> bool {
        let mut chars = line.chars().peekable();
        while let Some(char) = chars.next() {
            match (self.state, char) {
                (State::Start | State::Quoted, '"') => {
                    self.state = if self.state == State::Start {
                        State::Quoted
                    } else {
                        State::Quote
                    }
                }
                (State::Quote, '"') => {
                    self.field.push('"');
                    self.state = State::Quoted;
                }
                // Line ends in cells are `\n`, as they are everywhere in a post.
                (State::Quoted, '\r') if chars.peek() == Some(&'\n') => {}
                (State::Quoted, '\r') => self.field.push('\n'),
                (State::Quoted, char) => self.field.push(char),
                (_, '\n' | '\r') => return true,
                (_, char) if char == self.delimiter => {
                    self.fields.push(std::mem::take(&mut self.field));
                    self.state = State::Start;
                }
                (_, char) => {
                    self.field.push(char);
                    self.state = State::Plain;
                }
            }
        }
        // The end of the input may end a record too.
        self.state != State::Quoted
    }

    /// The record, and ready for the next.
    pub(super) fn take(&mut self) -> Vec<String> {
        self.fields.push(std::mem::take(&mut self.field));
        self.state = State::Start;
        std::mem::take(&mut self.fields)
    }

    fn clear(&mut self) -> usize {
        let field = self.fields.len() + 1;
        self.take();
        field
    }
}

/// The records of a file.
pub(super) struct Rows<R> {
    lines: Lines<R>,
    /// Lines to be read again.
    again: VecDeque<Line>,
    splitter: Splitter,
    unclosed: usize,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(lines: Lines<R>, delimiter: char) -> Self {
        Rows {
            lines,
            again: VecDeque::new(),
            splitter: Splitter::new(delimiter),
            unclosed: 0,
        }
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        match self.again.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_line(),
        }
    }

    /// The next record that is not empty, or `None` at the end.
    pub(super) fn next_row(&mut self) -> Option<Result<Row, Fault>> {
        loop {
            let mut read: Vec<Line> = Vec::new();
            let mut length = 0;
            let complete = loop {
                let line = match self.next_line() {
                    Ok(Some(line)) => line,
                    Ok(None) => break false,
                    Err(error) => {
                        let line = read.first().map_or(0, |line| line.number);
                        return Some(Err(Fault::End {
                            line,
                            message: format!("the file cannot be read: {error}"),
                        }));
                    }
                };
                length += line.text.len();
                let complete = self.splitter.line(&line.text);
                read.push(line);
                if complete || length > LONGEST_ROW {
                    break complete;
                }
            };
            let first = read.first()?.number;
            let too_long = length > LONGEST_ROW || read.iter().any(|line| line.cut);
            if too_long && complete {
                let field = self.splitter.clear();
                return Some(Err(Fault::Row {
                    line: first,
                    field,
                    message: format!("the row is longer than {LONGEST_ROW} bytes"),
                    raw: joined(read),
                }));
            }
            if !complete {
                return Some(Err(self.unclosed(read, first)));
            }
            let row = Row::new(self.splitter.take(), first, joined(read));
            if !row.cells.is_empty() {
                return Some(Ok(row));
            }
        }
    }

    /// A quote that never closes: reading goes on with the line after the one the row begins on.
    fn unclosed(&mut self, read: Vec<Line>, first: u64) -> Fault {
        self.unclosed += 1;
        let field = self.splitter.clear();
        if self.unclosed > UNCLOSED {
            return Fault::End {
                line: first,
                message: format!("{UNCLOSED} quotes never close; this is no CSV file"),
            };
        }
        let mut read = read.into_iter();
        let raw = read.next().map(|line| line.text).unwrap_or_default();
        for line in read.rev() {
            self.again.push_front(line);
        }
        Fault::Row {
            line: first,
            field,
            message: "a quote in this row never closes".to_owned(),
            raw,
        }
    }
}

/// The text of lines; that of one is not copied.
fn joined(lines: Vec<Line>) -> String {
    let mut lines = lines.into_iter();
    let mut text = lines.next().map(|line| line.text).unwrap_or_default();
    for line in lines {
        text.push_str(&line.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;
    use proptest::{prop_assert, prop_assert_eq};

    use super::{Fault, Lines, Rows};

    fn rows(text: &[u8], delimiter: char) -> (Vec<(u64, Vec<String>)>, Vec<u64>) {
        let mut rows = Rows::new(Lines::new(text, None), delimiter);
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next_row() {
            match row {
                Ok(row) => good.push((row.line, row.texts(100))),
                Err(Fault::Row { line, .. }) => bad.push(line),
                Err(Fault::End { line, .. }) => {
                    bad.push(line);
                    break;
                }
            }
        }
        (good, bad)
    }

    fn fields(row: &[&str]) -> Vec<String> {
        row.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn records() {
        let (good, bad) = rows(b"a,b\r\n\"x \"\"y\"\"\nz\",5\" wide\n\n,,\n\"q\"r,s", ',');
        assert_eq!(
            good,
            [
                (1, fields(&["a", "b"])),
                (2, fields(&["x \"y\"\nz", "5\" wide"])),
                (6, fields(&["qr", "s"]))
            ]
        );
        assert!(bad.is_empty());
    }

    #[test]
    fn a_quote_that_never_closes_costs_one_row() {
        let (good, bad) = rows(b"a;b\n1;\"oops\n2;ok\n3;ok\n", ';');
        assert_eq!(bad, [2]);
        assert_eq!(
            good.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [1, 3, 4]
        );
        let long = format!("a;b\n1;\"oops\n{}", "2;ok\n".repeat(400_000));
        let (good, bad) = rows(long.as_bytes(), ';');
        assert_eq!((good.len(), bad), (400_001, vec![2]));
    }

    /// A file of nothing but such quotes is given up in bounded time.
    #[test]
    fn no_csv_at_all() {
        let (_, bad) = rows("\"a\"\"\n".repeat(300_000).as_bytes(), ',');
        assert!(bad.len() <= 101, "{}", bad.len());
        let (_, bad) = rows(&vec![b'x'; 10_000_000], ',');
        assert_eq!(bad, [1]);
    }

    proptest! {
        #[test]
        fn agrees_with_the_csv_crate(records in proptest::collection::vec(proptest::collection::vec("[a-z,;\"\n é]{0,6}", 1..5), 1..20)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for record in &records {
                writer.write_record(record).expect("memory");
            }
            let text = writer.into_inner().expect("memory");
            let (good, bad) = rows(&text, ',');
            // Empty cells are not kept.
            let filled = |record: Vec<String>| -> Vec<(usize, String)> { record.into_iter().enumerate().filter(|(_, field)| !field.trim().is_empty()).collect() };
            let kept: Vec<_> = records.into_iter().map(filled).filter(|record| !record.is_empty()).collect();
            prop_assert_eq!(good.into_iter().map(|(_, fields)| filled(fields)).collect::<Vec<_>>(), kept);
            prop_assert!(bad.is_empty());
        }

        #[test]
        fn any_bytes_are_taken(text in proptest::collection::vec(proptest::sample::select(b"a\",;\n\r\xe9\xc3\xa9\0 ".to_vec()), 0..200)) {
            let _ = rows(&text, ',');
        }
    }
}
