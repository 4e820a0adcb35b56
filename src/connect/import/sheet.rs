//! The rows of one sheet: cells grouped by row, dates as dates, values of merged cells in every row that they cover.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::iter::Peekable;

use calamine::{DataRef, Dimensions, XlsxCellReader};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Number, Value};

use super::rows::{Fault, LONGEST_ROW, Row};
use super::workbook::broken;

/// No sheet has more columns (Excel specifications and limits).
const COLUMNS: usize = 16_384;

/// The cells of a sheet say no more than this in all, in bytes: one long string may be that of a million cells.
const LARGEST: usize = 4 << 30;

/// Merged cells beyond this number stay empty but for the first of each.
const MERGES: usize = 10_000;

/// Of so many columns merged cells may cover one row.
const MERGED_COLUMNS: usize = 64;

/// Longer texts are not repeated in the rows that a merged cell covers.
const LONGEST_REPEATED: usize = 1000;

/// Cells merged over several rows: the first row, the last, the column.
pub(super) type Merge = (u32, u32, u32);

/// The merges that repeat a value in rows below: those of one column.
pub(super) fn merged(all: &[Dimensions]) -> Vec<Merge> {
    let down = all
        .iter()
        .filter(|merge| merge.end.0 > merge.start.0 && merge.start.1 == merge.end.1);
    let mut merges: Vec<Merge> = down
        .take(MERGES)
        .map(|merge| (merge.start.0, merge.end.0, merge.start.1))
        .collect();
    merges.sort_unstable();
    merges
}

/// Reads a sheet row by row.
pub(super) struct Sheet<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    from_1904: bool,
    /// The first cell of the next row.
    next: Option<(u32, usize, Value)>,
    merges: Peekable<std::vec::IntoIter<Merge>>,
    /// Column to the last row that a merged cell above covers, and its value.
    covering: BTreeMap<usize, (u32, Value)>,
    said: usize,
    row: u32,
    /// There are no more cells.
    ended: bool,
    /// What ends the sheet before its end.
    failure: Option<String>,
}

impl<'a, R: Read + Seek> Sheet<'a, R> {
    pub(super) fn new(cells: XlsxCellReader<'a, R>, from_1904: bool, merges: Vec<Merge>) -> Self {
        Sheet {
            cells,
            from_1904,
            next: None,
            merges: merges.into_iter().peekable(),
            covering: BTreeMap::new(),
            said: 0,
            row: 0,
            ended: false,
            failure: None,
        }
    }

    /// The next cell that is not empty. After the last one, or a failure, there is none.
    fn cell(&mut self) -> Option<(u32, usize, Value)> {
        if self.next.is_some() || self.ended {
            return self.next.take();
        }
        let cell = self.next_cell();
        if let Err(message) = &cell {
            self.failure = Some(message.clone());
        }
        self.ended = !matches!(cell, Ok(Some(_)));
        cell.ok().flatten()
    }

    fn next_cell(&mut self) -> Result<Option<(u32, usize, Value)>, String> {
        while let Some(cell) = self.cells.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let Some(value) = value(cell.get_value(), self.from_1904) else {
                continue;
            };
            self.said = self.said.saturating_add(length(&value));
            if self.said > LARGEST {
                return Err(format!(
                    "the cells of this sheet say more than {} MiB; save it as CSV (UTF-8) and import that",
                    LARGEST >> 20
                ));
            }
            let column = usize::try_from(column).unwrap_or(COLUMNS);
            return Ok(Some((row, column, value)));
        }
        Ok(None)
    }

    fn read_row(&mut self) -> Option<Result<Row, Fault>> {
        let (row, column, value) = self.cell()?;
        self.row = row;
        let mut bytes = length(&value);
        let mut cells = vec![(column, value)];
        while let Some((next_row, column, value)) = self.cell() {
            if next_row != row {
                self.next = Some((next_row, column, value));
                break;
            }
            bytes += length(&value);
            if cells.len() >= COLUMNS {
                self.ended = true;
                self.failure = Some("a row has more cells than a sheet has columns".to_owned());
                break;
            }
            if bytes <= LONGEST_ROW {
                cells.push((column, value));
            }
        }
        self.cover(row, &mut cells);
        let raw = csv_line(&cells);
        let line = u64::from(row) + 1;
        Some(if bytes > LONGEST_ROW {
            Err(Fault::Row {
                line,
                field: 1,
                message: format!("the row is longer than {LONGEST_ROW} bytes"),
                raw,
            })
        } else {
            Ok(Row { cells, line, raw })
        })
    }

    /// Remembers the values of merged cells that begin in this row, and puts in those of cells above.
    fn cover(&mut self, row: u32, cells: &mut Vec<(usize, Value)>) {
        self.covering.retain(|_, (last, _)| row <= *last);
        for (column, (_, value)) in &self.covering {
            if !cells.iter().any(|(filled, _)| filled == column) {
                cells.push((*column, value.clone()));
            }
        }
        while let Some((first, last, column)) = self.merges.next_if(|(first, _, _)| *first <= row) {
            let column = usize::try_from(column).unwrap_or(COLUMNS);
            let value = cells.iter().find(|(filled, _)| *filled == column);
            if let Some((_, value)) = value
                && first == row
                && length(value) <= LONGEST_REPEATED
                && self.covering.len() < MERGED_COLUMNS
            {
                self.covering.insert(column, (last, value.clone()));
            }
        }
    }
}

impl<R: Read + Seek> Iterator for Sheet<'_, R> {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read_row().or_else(|| {
            let message = self.failure.take()?;
            Some(Err(Fault::End {
                line: u64::from(self.row) + 1,
                message,
            }))
        })
    }
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        _ => 8,
    }
}

/// What a cell holds, or `None` when it is empty.
fn value(cell: &DataRef<'_>, from_1904: bool) -> Option<Value> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Value::String(text.to_owned()));
    match cell {
        DataRef::Empty => None,
        DataRef::String(words) | DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => {
            text(words)
        }
        DataRef::SharedString(words) => text(words),
        DataRef::Bool(yes) => Some(Value::Bool(*yes)),
        DataRef::Int(number) => Some(Value::from(*number)),
        DataRef::Float(number) => float(*number),
        DataRef::DateTime(date) => match moment(date.as_f64(), date.is_duration(), from_1904) {
            Some(moment) => Some(Value::String(moment)),
            None => float(date.as_f64()),
        },
        DataRef::Error(error) => Some(Value::String(error.to_string())),
    }
}

/// A number: whole ones that are exact without a fraction.
fn float(number: f64) -> Option<Value> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and below 10^15"
    )]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Some(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number)
}

/// A day number as a date and time to the second, without what is zero; below one day, or when it is a duration, as hours, minutes and seconds
/// (ECMA-376, part 1, 18.17.4).
fn moment(days: f64, duration: bool, from_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
    let seconds = (days * 86_400.0).round() as i64;
    if duration || seconds < 86_400 {
        return Some(format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ));
    }
    // Excel counts a 29 February 1900 that never was.
    let epoch = match from_1904 {
        true => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        false => NaiveDate::from_ymd_opt(1899, 12, if days < 60.0 { 31 } else { 30 })?,
    };
    let at = epoch
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(TimeDelta::try_seconds(seconds)?)?;
    let format = match seconds % 86_400 {
        0 => "%Y-%m-%d",
        _ => "%Y-%m-%dT%H:%M:%S",
    };
    Some(at.format(format).to_string())
}

/// A row as a line of CSV (RFC 4180), to be mended and imported again.
fn csv_line(cells: &[(usize, Value)]) -> String {
    let mut cells: Vec<&(usize, Value)> = cells.iter().collect();
    cells.sort_by_key(|(column, _)| *column);
    let (mut line, mut at) = (String::new(), 0);
    for (column, value) in cells {
        line.extend(std::iter::repeat_n(',', column.saturating_sub(at)));
        at = *column;
        match value {
            Value::String(text) if text.contains([',', '"', '\n', '\r']) => {
                line.push('"');
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            }
            Value::String(text) => line.push_str(text),
            value => line.push_str(&value.to_string()),
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{csv_line, float, moment};

    #[test]
    fn moments() {
        for (days, from_1904, text) in [
            (46_347.0, false, "2026-11-21"),
            (46_347.770_833_333, false, "2026-11-21T18:30:00"),
            (44_885.770_833_333, true, "2026-11-21T18:30:00"),
            (0.5, false, "12:00:00"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
        ] {
            assert_eq!(moment(days, false, from_1904).as_deref(), Some(text));
        }
        assert_eq!(moment(1.5, true, false).as_deref(), Some("36:00:00"));
        for days in [-1.0, f64::NAN, f64::INFINITY, 1e300, 3e6] {
            assert_eq!(moment(days, false, false), None);
        }
    }

    #[test]
    fn values() {
        assert_eq!(float(12.0), Some(json!(12)));
        assert_eq!(float(0.5), Some(json!(0.5)));
        assert_eq!(float(f64::NAN), None);
        assert_eq!(
            csv_line(&[(2, json!(3)), (0, json!("a,\"b\""))]),
            "\"a,\"\"b\"\"\",,3\n"
        );
    }
}
