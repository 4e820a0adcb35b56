//! A table as people keep it in a spreadsheet: columns found by their header in French or English, `,` `;` or tab between fields, rows with their line.

use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};

pub(super) use crate::text::sheet::folded;

/// A file that cannot be read as it stands, or one line of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {}{message}", field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default())]
pub struct ReadError {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The column or field, when one is at fault.
    pub field: Option<String>,
    /// What is wrong and what to write.
    pub message: String,
    /// The row as it stands, where one row of a table is at fault; else empty.
    pub raw: String,
}

impl ReadError {
    pub(super) fn new(
        file: &str,
        line: u64,
        field: Option<&str>,
        message: impl Into<String>,
    ) -> Self {
        ReadError {
            file: file.to_owned(),
            line,
            field: field.map(str::to_owned),
            message: message.into(),
            raw: String::new(),
        }
    }
}

/// A column that is looked for: the name it has in records, and the headers that mean it (folded: lower case, no accents).
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) headers: &'static [&'static str],
}

/// The rows of a table.
pub(super) struct Sheet<'a> {
    file: &'a str,
    text: Arc<[u8]>,
    delimiter: u8,
    /// Fields of the header.
    width: usize,
    rows: csv::StringRecordsIntoIter<Cursor<Arc<[u8]>>>,
    places: Vec<(&'static str, usize)>,
    /// Columns nobody asked for, with their titles.
    unknown: Vec<(usize, String)>,
}

/// One row.
pub(super) struct Row<'a> {
    file: &'a str,
    text: Arc<[u8]>,
    /// Where it stands in the text.
    span: Range<usize>,
    pub(super) line: u64,
    record: StringRecord,
    places: Vec<(&'static str, usize)>,
}

impl<'a> Sheet<'a> {
    /// Reads the header line; columns nobody asked for are passed over.
    pub(super) fn open(
        text: &'a str,
        file: &'a str,
        columns: &[Column],
    ) -> Result<Self, ReadError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let delimiter = delimiter(text);
        // The reader counts a line that ends in CR LF one too early.
        let text: Arc<[u8]> = text.replace("\r\n", "\n").into_bytes().into();
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(Cursor::new(Arc::clone(&text)));
        let header = reader
            .headers()
            .map_err(|error| ReadError::new(file, 1, None, error.to_string()))?;
        let width = header.len();
        let mut places: Vec<(&'static str, usize)> = Vec::new();
        let mut unknown = Vec::new();
        for (index, title) in header.iter().enumerate() {
            let known = folded(title);
            let column = columns
                .iter()
                .filter(|column| column.headers.contains(&known.as_str()))
                .find(|column| !places.iter().any(|(name, _)| *name == column.name));
            match column {
                Some(column) => places.push((column.name, index)),
                None => unknown.push((index, title.to_owned())),
            }
        }
        Ok(Sheet {
            file,
            text,
            delimiter,
            width,
            rows: reader.into_records(),
            places,
            unknown,
        })
    }

    /// What would make a row lose or swallow words without a word.
    fn fault(&self, record: &StringRecord) -> Option<ReadError> {
        let line = record.position().map_or(0, csv::Position::line);
        let fault = |message: String| Some(ReadError::new(self.file, line, None, message));
        if self.never_closes(record) {
            return fault("a quote in this row never closes".to_owned());
        }
        let beyond = record.iter().skip(self.width).any(|text| !text.is_empty());
        if beyond {
            return fault(format!(
                "this row has {} fields, the header {}; a text that holds `{}` must stand between double quotes",
                record.len(),
                self.width,
                char::from(self.delimiter)
            ));
        }
        None
    }

    /// Whether the row runs to the end of the file because the quote that opens a field has no partner. The reader takes that for a field.
    fn never_closes(&self, record: &StringRecord) -> bool {
        let start = record.position().map_or(usize::MAX, byte);
        let at_end = self.reached() >= self.text.len();
        let Some(row) = self.text.get(start..).filter(|_| at_end) else {
            return false;
        };
        let opens = |(at, byte): (usize, &u8)| {
            let before = at.checked_sub(1).and_then(|at| row.get(at));
            *byte == b'"'
                && before.is_none_or(|before| *before == self.delimiter || *before == b'\n')
        };
        let quotes = memchr::memchr_iter(b'"', row).count();
        quotes % 2 == 1 && row.iter().enumerate().any(opens)
    }

    /// The byte that is read next.
    fn reached(&self) -> usize {
        byte(self.rows.reader().position())
    }

    /// The header as it stands. Asked before the first row is read.
    pub(super) fn header(&self) -> String {
        raw(&self.text, &(0..self.reached()))
    }

    /// Whether the header names a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.iter().any(|(known, _)| *known == name)
    }

    /// The columns nobody asked for, with their titles.
    pub(super) fn unknown(&self) -> impl Iterator<Item = (usize, String)> {
        self.unknown.clone().into_iter()
    }
}

impl<'a> Iterator for Sheet<'a> {
    type Item = Result<Row<'a>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.reached();
            let read = self.rows.next()?;
            let span = start..self.reached();
            let faulty = |fault: ReadError| {
                let raw = raw(&self.text, &span);
                Some(Err(ReadError { raw, ..fault }))
            };
            let record = match read {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let fault = ReadError::new(self.file, line, None, error.to_string());
                    return faulty(fault);
                }
            };
            if record.iter().all(str::is_empty) {
                continue;
            }
            if let Some(fault) = self.fault(&record) {
                return faulty(fault);
            }
            return Some(Ok(Row {
                file: self.file,
                text: Arc::clone(&self.text),
                span,
                line: record.position().map_or(0, csv::Position::line),
                record,
                places: self.places.clone(),
            }));
        }
    }
}

impl Row<'_> {
    /// The text of a column, `None` when it is empty or not there.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, index) = self.places.iter().find(|(known, _)| *known == name)?;
        self.record.get(*index).filter(|text| !text.is_empty())
    }

    /// The text at a place.
    pub(super) fn cell(&self, at: usize) -> Option<&str> {
        self.record.get(at)
    }

    /// The text of a column that must be there.
    pub(super) fn must(&self, name: &'static str) -> Result<&str, ReadError> {
        self.get(name).ok_or_else(|| self.fault(name, "is missing"))
    }

    /// What is wrong with a column of this row.
    pub(super) fn fault(&self, name: &str, message: impl Into<String>) -> ReadError {
        ReadError {
            raw: raw(&self.text, &self.span),
            ..ReadError::new(self.file, self.line, Some(name), message)
        }
    }
}

fn byte(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// A row as it stands, without the ends of lines around it.
fn raw(text: &[u8], span: &Range<usize>) -> String {
    let row = text.get(span.clone()).unwrap_or_default();
    let row = String::from_utf8_lossy(row);
    row.trim_matches(['\n', '\r']).to_owned()
}

/// The delimiter that the header line has most of; a comma when it has none.
pub(super) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    // `max_by_key` keeps the last of equals, so the comma stands last.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column {
            name: "channel",
            headers: &["channel", "reseau"],
        },
        Column {
            name: "rate",
            headers: &["rate"],
        },
    ];

    #[test]
    fn spreadsheets_of_both_countries_are_read() {
        for text in [
            "\u{feff}R\u{e9}seau;x;Rate\nig;9;0,5\n\n;;\n",
            "rate,channel\n\"0,5\",ig\n",
        ] {
            let rows: Vec<_> = Sheet::open(text, "f.csv", COLUMNS)
                .unwrap()
                .map(Result::unwrap)
                .collect();
            assert_eq!(rows.len(), 1);
            assert_eq!(
                (rows[0].get("channel"), rows[0].get("rate")),
                (Some("ig"), Some("0,5"))
            );
            assert_eq!(rows[0].line, 2);
            assert_eq!(
                rows[0].fault("rate", "is bad").to_string(),
                "f.csv:2: rate: is bad"
            );
        }
    }

    #[test]
    fn rows_that_would_lose_words_are_faults() {
        let faults = |text: &str| -> Vec<String> {
            let rows = Sheet::open(text, "f.csv", COLUMNS).unwrap();
            rows.filter_map(|row| Some(row.err()?.to_string()))
                .collect()
        };
        assert_eq!(
            faults("channel,rate\nig,1\n\"ig,2\nfb,3\n"),
            ["f.csv:3: a quote in this row never closes"]
        );
        assert_eq!(
            faults("channel;rate\nig;1;;\nig;2;more\n"),
            [
                "f.csv:3: this row has 3 fields, the header 2; a text that holds `;` must stand between double quotes"
            ]
        );
        for fine in [
            "channel,rate\n\"i\"\"g\",\"1\n\"",
            "channel,rate\n5\" pipe,1",
            "channel,rate\nig\n",
        ] {
            assert_eq!(faults(fine), Vec::<String>::new(), "{fine}");
        }
    }
}
