//! Reading an export row by row.

use csv::{ReaderBuilder, StringRecord};

use super::amount::{Reading, amount, decimal_comma};
use super::day::Days;
use super::header::{Field, Header, network_of_file};
use super::promoted::family;
use super::{AdError, AdRow, AdSheet};
use crate::text::sheet::folded;
use crate::text::terminal;

/// Lines before the header at most.
const PREAMBLE: usize = 20;
/// Most rows of an export; more are no export of ads.
const MOST_ROWS: usize = 1_000_000;
/// Longest name that is kept, in letters.
const LONGEST: usize = 300;

/// Reads an export. `file` is the name that errors give; a network's name in it says whose export it is.
pub fn read_ads(text: &str, file: &str) -> Result<AdSheet, AdError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let wrong = |message: &str| AdError {
        file: file.to_owned(),
        line: 1,
        field: None,
        message: message.to_owned(),
    };
    let no_header = || {
        wrong(
            "no header names money spent and engagements or reach; export ads from the ad manager as CSV",
        )
    };
    let delimiter = delimiter(&text).ok_or_else(no_header)?;
    let mut sheet = AdSheet::default();
    let (mut header, mut preamble, mut rows) = (None, Vec::new(), Vec::new());
    for row in records(&text, delimiter) {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                sheet.faults.push(AdError {
                    line,
                    ..wrong(&error.to_string())
                });
                continue;
            }
        };
        if header.is_some() {
            rows.push(row);
        } else if preamble.len() >= PREAMBLE {
            break;
        } else if let Some(found) = Header::of(&row) {
            header = Some(found);
        } else {
            preamble.push(row);
        }
        if rows.len() > MOST_ROWS {
            return Err(wrong("more than a million rows; export a shorter time"));
        }
    }
    let header = header.ok_or_else(no_header)?;
    let days = Days::of(&header, &rows);
    sheet.doubtful_date.clone_from(&days.doubtful);
    let reader = Reader {
        network: network_of_file(file).or(header.network),
        money: marks(&header, &rows, delimiter),
        period: preamble.iter().find_map(|row| days.of_preamble(row)),
        header,
        days,
    };
    for row in &rows {
        reader.take(row, file, &mut sheet);
    }
    Ok(sheet)
}

fn records(text: &str, delimiter: u8) -> csv::StringRecordsIntoIter<&[u8]> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.into_records()
}

/// The delimiter with which some line near the top is a header.
fn delimiter(text: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|delimiter| {
        let mut rows = records(text, *delimiter)
            .take(PREAMBLE + 1)
            .filter_map(Result::ok);
        rows.any(|row| Header::of(&row).is_some())
    })
}

/// Which mark the decimals of a file have: as its amounts show, else as tables of the country usually have that have its delimiter.
fn marks(header: &Header, rows: &[StringRecord], delimiter: u8) -> Reading {
    let (mut commas, mut points) = (0, 0);
    for text in rows.iter().filter_map(|row| header.get(row, Field::Spend)) {
        match decimal_comma(text) {
            Some(true) => commas += 1,
            Some(false) => points += 1,
            None => {}
        }
    }
    let comma = if commas == points {
        delimiter == b';'
    } else {
        commas > points
    };
    if comma {
        Reading::Comma
    } else {
        Reading::Point
    }
}

struct Reader {
    network: Option<&'static str>,
    header: Header,
    money: Reading,
    days: Days,
    /// The days of the whole file, for rows that name none.
    period: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
}

/// The field at fault, and what is wrong with it.
type Fault = (&'static str, String);

impl Reader {
    fn take(&self, row: &StringRecord, file: &str, sheet: &mut AdSheet) {
        let name = self.header.get(row, Field::Name).unwrap_or_default();
        let first = row.get(0).unwrap_or_default();
        let is_total = is_total(name) || is_total(first);
        if is_total || (name.is_empty() && self.header.has(Field::Name)) {
            sheet.passed += 1;
            return;
        }
        let line = row.position().map_or(0, csv::Position::line);
        match self.ad(row, name, line) {
            Ok(Some(ad)) => sheet.rows.push(ad),
            Ok(None) => sheet.passed += 1,
            Err((field, message)) => sheet.faults.push(AdError {
                file: file.to_owned(),
                line,
                field: Some(field),
                message,
            }),
        }
    }

    fn word(&self, row: &StringRecord, field: Field) -> Option<String> {
        let text = self.header.get(row, field)?;
        Some(text.chars().take(LONGEST).collect())
    }

    /// A count from 0 up.
    fn count(
        &self,
        row: &StringRecord,
        field: Field,
        called: &'static str,
        reading: Reading,
    ) -> Result<Option<f64>, Fault> {
        let Some(text) = self.header.get(row, field) else {
            return Ok(None);
        };
        let count = amount(text, reading).filter(|count| *count >= 0.0);
        count.map(Some).ok_or_else(|| {
            (
                called,
                format!("`{}` is not a number from 0 up", shown(text)),
            )
        })
    }

    /// The same of a column in which managers leave a blank for nothing.
    fn or_nothing(
        &self,
        row: &StringRecord,
        field: Field,
        called: &'static str,
        reading: Reading,
    ) -> Result<Option<f64>, Fault> {
        let count = self.count(row, field, called, reading)?;
        Ok(count.or_else(|| self.header.has(field).then_some(0.0)))
    }

    /// The sum of likes, comments and shares, where an export has no engagements.
    fn parts(&self, row: &StringRecord) -> Option<f64> {
        let parts = self.header.all(row, Field::Part);
        parts
            .filter_map(|text| amount(text, Reading::Whole).filter(|part| *part >= 0.0))
            .reduce(|sum, part| sum + part)
    }

    /// The ad of a row; `None` when it says nothing of money.
    fn ad(&self, row: &StringRecord, name: &str, line: u64) -> Result<Option<AdRow>, Fault> {
        let Some(spend) = self.header.get(row, Field::Spend) else {
            return Ok(None);
        };
        let spend = amount(spend, self.money)
            .ok_or_else(|| ("spend", format!("`{}` is not a number", shown(spend))))?;
        let written = self
            .count(row, Field::Engagement, "engagement", Reading::Whole)?
            .or_else(|| self.parts(row));
        let counts_engagement = self.header.has(Field::Engagement) || self.header.has(Field::Part);
        let column = self.header.get(row, Field::Network).map(family);
        let network = column.or(self.network.map(str::to_owned));
        let network = network.ok_or((
            "network",
            "whose export this is cannot be told; name the file after the network, such as linkedin.csv".to_owned(),
        ))?;
        let days = self
            .days
            .of_row(&self.header, row)
            .map_err(|text| ("date", format!("`{}` is not a day", shown(&text))))?;
        let currency = self.word(row, Field::Currency);
        Ok(Some(AdRow {
            line,
            network: network.chars().take(LONGEST).collect(),
            account: self.word(row, Field::Account),
            campaign: self.word(row, Field::Campaign),
            group: self.word(row, Field::Group),
            name: name.chars().take(LONGEST).collect(),
            ad_id: self.word(row, Field::AdId),
            post: self.word(row, Field::Post),
            objective: self.word(row, Field::Objective),
            result_kind: self.word(row, Field::ResultKind),
            days: days.or(self.period),
            spend,
            currency: currency.or_else(|| self.header.currency.clone()),
            reach: self.count(row, Field::Reach, "reach", Reading::Whole)?,
            impressions: self.count(row, Field::Impressions, "impressions", Reading::Whole)?,
            engagement: written.or_else(|| counts_engagement.then_some(0.0)),
            engagement_is_blank: written.is_none(),
            clicks: self.or_nothing(row, Field::Clicks, "clicks", Reading::Whole)?,
            results: self.or_nothing(row, Field::Results, "results", self.money)?,
        }))
    }
}

/// A stranger's word in a message.
fn shown(text: &str) -> String {
    terminal::one_line(&text.chars().take(40).collect::<String>()).into_owned()
}

/// Whether a first cell is that of a row of totals, and not the name of an ad that begins so.
fn is_total(text: &str) -> bool {
    let text = folded(text);
    let starts = |start: &str| text.starts_with(start);
    let counts = ["total_of_", "total_de_", "results_from_", "resultats_de_"];
    let of_so_many = counts.iter().any(|start| {
        let rest = text.strip_prefix(start);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let named = ["total", "totals", "totaux", "grand_total", "total_general"];
    of_so_many || named.contains(&text.as_str()) || starts("total:") || starts("total_:")
}
