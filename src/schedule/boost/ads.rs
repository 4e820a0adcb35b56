//! Ad results from the exports of the ad managers of Meta, LinkedIn, X, TikTok and Google: CSV with headers in English or French.
//!
//! Columns are found by their names, wherever they stand, and the header may come after a few lines of explanation, as LinkedIn and Google write
//! them. Rows of one ad on several days are added up. Rows of totals and rows without money are passed over.

mod header;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use crate::schedule::sheet::{ReadError, folded};
use header::{Field, Header, network_of_file};

/// What an ad cost and brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdResult {
    /// `meta`, `linkedin`, `x`, `tiktok`, `google`, or what a column calls it.
    pub network: String,
    /// The name of the ad or campaign.
    pub name: String,
    /// Address or id of the post that was promoted, where the export says it.
    pub post: Option<String>,
    /// Money spent, above 0.
    pub spend: f64,
    /// ISO 4217 code or sign, as the export has it.
    pub currency: Option<String>,
    /// Engagements the network counted.
    pub engagement: Option<f64>,
    /// People reached; unknown when several rows were added up, since they are not other people each day.
    pub reach: Option<f64>,
}

/// The ads of an export, and the rows that could not be read.
#[derive(Clone, Debug, Default)]
pub struct AdSheet {
    /// One for each ad.
    pub results: Vec<AdResult>,
    /// What is wrong with other rows.
    pub faults: Vec<ReadError>,
}

/// Lines before the header at most.
const PREAMBLE: usize = 20;

/// The manager through which a channel is advertised on: `instagram` and `facebook` are Meta's, `youtube` is Google's.
pub fn family(channel: &str) -> String {
    let name = folded(channel.rsplit('/').next().unwrap_or(channel));
    match name.as_str() {
        "facebook" | "instagram" | "threads" | "fb" | "ig" => "meta".to_owned(),
        "twitter" => "x".to_owned(),
        "youtube" => "google".to_owned(),
        _ => name,
    }
}

/// Reads an export. `file` is the name that errors give; a network's name in it says whose export it is.
pub fn ads_from_csv(text: &str, file: &str) -> Result<AdSheet, ReadError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let no_header = || {
        let message = "no header names money spent and engagements or reach; export ads from the ad manager as CSV";
        ReadError::new(file, 1, None, message)
    };
    let delimiter = delimiter(&text).ok_or_else(no_header)?;
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = reader.into_records();
    let header = rows
        .by_ref()
        .take(PREAMBLE)
        .filter_map(Result::ok)
        .find_map(|row| Header::of(&row))
        .ok_or_else(no_header)?;
    let mut reading = Reading {
        network: network_of_file(file).or(header.network),
        header,
        file,
        decimal_comma: delimiter == b';',
        ads: BTreeMap::new(),
        faults: Vec::new(),
    };
    for row in rows {
        match row {
            Ok(row) => reading.row(&row),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let fault = ReadError::new(file, line, None, error.to_string());
                reading.faults.push(fault);
            }
        }
    }
    Ok(AdSheet {
        results: reading.ads.into_values().map(|(ad, _)| ad).collect(),
        faults: reading.faults,
    })
}

struct Reading<'a> {
    network: Option<&'static str>,
    header: Header,
    file: &'a str,
    decimal_comma: bool,
    /// By network, name and post; with the number of rows.
    ads: BTreeMap<(String, String, String), (AdResult, usize)>,
    faults: Vec<ReadError>,
}

impl Reading<'_> {
    fn row(&mut self, row: &StringRecord) {
        let name = self.header.get(row, Field::Name).unwrap_or_default();
        let first = folded(row.get(0).unwrap_or_default());
        let is_total = [folded(name), first].iter().any(|text| {
            ["total", "results_from", "resultats_de"]
                .iter()
                .any(|start| text.starts_with(start))
        });
        if is_total || (name.is_empty() && self.header.has(Field::Name)) {
            return;
        }
        let line = row.position().map_or(0, csv::Position::line);
        match self.ad(row, name) {
            Ok(Some(ad)) => self.add(ad),
            Ok(None) => {}
            Err((field, message)) => {
                let fault = ReadError::new(self.file, line, Some(field), message);
                self.faults.push(fault);
            }
        }
    }

    /// The ad of a row; `None` when no money was spent.
    fn ad(
        &self,
        row: &StringRecord,
        name: &str,
    ) -> Result<Option<AdResult>, (&'static str, String)> {
        let number = |field: Field, called: &'static str| match self.header.get(row, field) {
            None => Ok(None),
            Some(text) => amount(text, self.decimal_comma)
                .map(Some)
                .ok_or_else(|| (called, format!("`{text}` is not a number from 0 up"))),
        };
        let Some(spend) = number(Field::Spend, "spend")?.filter(|spend| *spend > 0.0) else {
            return Ok(None);
        };
        let mut engagement = number(Field::Engagement, "engagement")?;
        if engagement.is_none() {
            for (_, at) in self
                .header
                .places
                .iter()
                .filter(|(field, _)| *field == Field::Part)
            {
                let part = row
                    .get(*at)
                    .and_then(|text| amount(text, self.decimal_comma));
                engagement = match (engagement, part) {
                    (None, part) => part,
                    (Some(sum), part) => Some(sum + part.unwrap_or(0.0)),
                };
            }
        }
        let column = self.header.get(row, Field::Network).map(family);
        let network = column.or(self.network.map(str::to_owned));
        let network = network.ok_or((
            "network",
            "whose export this is cannot be told; name the file after the network, such as linkedin.csv".to_owned(),
        ))?;
        Ok(Some(AdResult {
            network,
            name: name.to_owned(),
            post: self.header.get(row, Field::Post).map(str::to_owned),
            spend,
            currency: self
                .header
                .get(row, Field::Currency)
                .map(str::to_owned)
                .or(self.header.currency.clone()),
            engagement,
            reach: number(Field::Reach, "reach")?,
        }))
    }

    fn add(&mut self, ad: AdResult) {
        // A row without name and post is an ad of its own.
        let name = if ad.name.is_empty() && ad.post.is_none() {
            format!("row {}", self.ads.len())
        } else {
            ad.name.clone()
        };
        let key = (
            ad.network.clone(),
            name,
            ad.post.clone().unwrap_or_default(),
        );
        match self.ads.get_mut(&key) {
            Some((known, rows)) => {
                *rows += 1;
                known.spend += ad.spend;
                known.engagement = match (known.engagement, ad.engagement) {
                    (Some(a), Some(b)) => Some(a + b),
                    (a, b) => a.or(b),
                };
                known.reach = None;
            }
            None => {
                self.ads.insert(key, (ad, 1));
            }
        }
    }
}

/// The delimiter with which some line near the top is a header.
fn delimiter(text: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|delimiter| {
        let reader = ReaderBuilder::new()
            .delimiter(*delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut rows = reader.into_records().take(PREAMBLE).filter_map(Result::ok);
        rows.any(|row| Header::of(&row).is_some())
    })
}

/// A number from 0 up as French and English tables write it, with or without a sign of money: `1 234,50 €`, `$1,234.50`.
fn amount(text: &str, decimal_comma: bool) -> Option<f64> {
    let digits: String = text
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '€' | '$' | '£' | '\u{202f}' | '\u{a0}' | '\'')
        })
        .collect();
    let digits = digits.trim_matches(|c: char| c.is_ascii_alphabetic());
    let last = digits.rfind([',', '.']);
    let decimal = last.filter(|at| {
        let mark = digits[*at..].starts_with(',');
        let alone = digits.matches([',', '.']).count() == 1;
        let both = digits.contains(',') && digits.contains('.');
        let three = digits.len() - at - 1 == 3;
        both || (alone && (!three || mark == decimal_comma))
    });
    let plain: String = digits
        .char_indices()
        .filter_map(|(at, c)| match c {
            ',' | '.' if Some(at) == decimal => Some('.'),
            ',' | '.' => None,
            other => Some(other),
        })
        .collect();
    let is_plain = plain.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    let value: f64 = plain.parse().ok().filter(|_| is_plain)?;
    (0.0..1e15).contains(&value).then_some(value)
}
