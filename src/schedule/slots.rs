//! What an hour is worth: the rate of each channel, weekday and local hour, read from a file or taken from the built-in table.

use std::collections::HashMap;

use serde::Deserialize;

use crate::jsonl::Problem;

use super::channels::are_one;
use super::settings::channel_key;
use super::sheet::{Column, ReadError, Sheet, folded};

/// Names of the weekdays in `why` lines, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What one hour of the week is worth on a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// The channel.
    pub channel: String,
    /// 0 Monday .. 6 Sunday.
    pub weekday: u8,
    /// Local hour, 0 to 23.
    pub hour: u8,
    /// Expected engagement of a post of weight 1: any unit, 0 to 10^12.
    pub rate: f64,
}

/// The rates of all channels. An hour that has none is worth 0 and is used only for drafts that nothing better is left for.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// By channel key; `None` stands for the built-in table, the same for every channel.
    tables: Option<HashMap<String, [f64; 168]>>,
}

/// More than anything that is counted; sums of larger ones would lose the smaller.
const MOST_RATE: f64 = 1e12;

const COLUMNS: &[Column] = &[
    Column {
        name: "channel",
        headers: &["channel", "network", "canal", "reseau"],
    },
    Column {
        name: "weekday",
        headers: &["weekday", "day", "jour"],
    },
    Column {
        name: "hour",
        headers: &["hour", "heure"],
    },
    Column {
        name: "rate",
        headers: &["rate", "taux"],
    },
];

impl Rates {
    /// The rates of a list; of two for the same hour the last holds.
    pub fn new(rates: impl IntoIterator<Item = Rate>) -> Self {
        let mut tables: HashMap<String, [f64; 168]> = HashMap::new();
        for rate in rates {
            let table = tables
                .entry(channel_key(&rate.channel))
                .or_insert([0.0; 168]);
            let cell = usize::from(rate.weekday) * 24 + usize::from(rate.hour);
            if let Some(cell) = table.get_mut(cell) {
                *cell = if rate.rate.is_finite() {
                    rate.rate.max(0.0)
                } else {
                    0.0
                };
            }
        }
        Rates {
            tables: Some(tables),
        }
    }

    /// The built-in table, the same for every channel: see `habit`.
    pub fn built_in() -> Self {
        Rates { tables: None }
    }

    /// Reads JSON Lines or CSV (told apart by the first character), `channel, weekday, hour, rate`.
    ///
    /// Weekdays are `mon`..`sun`, `lun`..`dim`, the full words, or 1 (Monday) to 7; a decimal comma is understood. The same hour twice is an
    /// error, since one of the two would be lost without a word. `file` is the name that errors give.
    pub fn read(text: &str, file: &str) -> Result<Self, ReadError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = if text.trim_start().starts_with('{') {
            from_json_lines(text, file)?
        } else {
            from_csv(text, file)?
        };
        let mut seen = HashMap::new();
        for (line, rate) in &lines {
            let cell = (channel_key(&rate.channel), rate.weekday, rate.hour);
            if let Some(first) = seen.insert(cell, *line) {
                let message =
                    format!("the hour was given before, on line {first}; keep one of the two");
                return Err(ReadError::new(file, *line, Some("hour"), message));
            }
        }
        Ok(Rates::new(lines.into_iter().map(|(_, rate)| rate)))
    }

    /// What a local hour is worth; 0 when nobody says.
    pub fn of(&self, channel: &str, weekday: u8, hour: u8) -> f64 {
        let cell = usize::from(weekday) * 24 + usize::from(hour);
        match &self.tables {
            None => habit(weekday, hour),
            Some(tables) => table_of(tables, channel)
                .and_then(|table| table.get(cell))
                .copied()
                .unwrap_or(0.0),
        }
    }

    /// Whether any hour of a channel has a rate.
    pub fn know(&self, channel: &str) -> bool {
        self.tables
            .as_ref()
            .is_none_or(|tables| table_of(tables, channel).is_some())
    }

    /// Whether these are the built-in rates.
    pub fn are_built_in(&self) -> bool {
        self.tables.is_none()
    }
}

/// The rates of a channel, or of its network under another name: those of `twitter` are those of `x`.
fn table_of<'t>(tables: &'t HashMap<String, [f64; 168]>, channel: &str) -> Option<&'t [f64; 168]> {
    let key = channel_key(channel);
    tables.get(&key).or_else(|| {
        // Of several the first by name, so that it is always the same one.
        let own = tables.iter().filter(|(name, _)| are_one(name, &key));
        own.min_by_key(|(name, _)| *name).map(|(_, table)| table)
    })
}

/// The built-in rate of a local hour. A guess, not a measurement: nobody's public is the average one. It only encodes that people read in the
/// morning, at lunch and in the evening, more on working days than at the weekend, and hardly at night (0 from 23 to 6).
pub fn habit(weekday: u8, hour: u8) -> f64 {
    let of_hour = match hour {
        7 | 16 => 0.015,
        8 | 13 | 17 | 20 => 0.022,
        9..=11 | 14 | 15 => 0.018,
        12 | 19 => 0.026,
        18 => 0.030,
        21 => 0.016,
        22 => 0.008,
        _ => 0.0,
    };
    let of_day = match weekday {
        1..=3 => 1.0,
        0 | 4 => 0.9,
        _ => 0.7,
    };
    of_hour * of_day
}

/// 0 to 6 of a weekday in English or French, abbreviated or not, or of 1 to 7.
pub(super) fn weekday(text: &str) -> Option<u8> {
    const NAMES: [[&str; 4]; 7] = [
        ["mon", "monday", "lun", "lundi"],
        ["tue", "tuesday", "mar", "mardi"],
        ["wed", "wednesday", "mer", "mercredi"],
        ["thu", "thursday", "jeu", "jeudi"],
        ["fri", "friday", "ven", "vendredi"],
        ["sat", "saturday", "sam", "samedi"],
        ["sun", "sunday", "dim", "dimanche"],
    ];
    let text = folded(text);
    let name = text.trim_end_matches('.');
    let named = NAMES.iter().position(|names| names.contains(&name));
    let numbered = || {
        name.parse::<usize>()
            .ok()
            .filter(|n| (1..=7).contains(n))
            .map(|n| n - 1)
    };
    named
        .or_else(numbered)
        .and_then(|index| u8::try_from(index).ok())
}

const WEEKDAY_HELP: &str = "is not a weekday; write mon..sun, lun..dim or 1..7";
const HOUR_HELP: &str = "is not an hour; write 0 to 23";
const RATE_HELP: &str = "is not a rate; write a number from 0 to 10^12, such as 0.041";

fn from_csv(text: &str, file: &str) -> Result<Vec<(u64, Rate)>, ReadError> {
    let sheet = Sheet::open(text, file, COLUMNS)?;
    for column in COLUMNS {
        if !sheet.has(column.name) {
            let message = "no such column in the header; write channel,weekday,hour,rate";
            return Err(ReadError::new(file, 1, Some(column.name), message));
        }
    }
    let mut rates = Vec::new();
    for row in sheet {
        let row = row?;
        let fault = |name, text: &str, help| row.fault(name, format!("`{text}` {help}"));
        let day = row.must("weekday")?;
        let hour = row.must("hour")?;
        let rate = row.must("rate")?;
        let rate = Rate {
            channel: row.must("channel")?.to_owned(),
            weekday: weekday(day).ok_or_else(|| fault("weekday", day, WEEKDAY_HELP))?,
            hour: hour
                .trim_end_matches(['h', 'H'])
                .parse()
                .ok()
                .filter(|hour| *hour < 24)
                .ok_or_else(|| fault("hour", hour, HOUR_HELP))?,
            rate: number(rate).ok_or_else(|| fault("rate", rate, RATE_HELP))?,
        };
        rates.push((row.line, rate));
    }
    Ok(rates)
}

fn number(text: &str) -> Option<f64> {
    let value = text.replace(',', ".").parse::<f64>().ok()?;
    (0.0..=MOST_RATE).contains(&value).then_some(value)
}

#[derive(Deserialize)]
struct JsonRate {
    channel: String,
    weekday: serde_json::Value,
    hour: serde_json::Value,
    rate: f64,
}

fn from_json_lines(text: &str, file: &str) -> Result<Vec<(u64, Rate)>, ReadError> {
    let mut rates = Vec::new();
    for (line, text) in (1_u64..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let row: JsonRate = serde_json::from_str(text)
            .map_err(|error| ReadError::new(file, line, None, Problem::from(error).message))?;
        let plain = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (day, hour) = (plain(&row.weekday), plain(&row.hour));
        let fault = |name, text: &str, help| {
            ReadError::new(file, line, Some(name), format!("`{text}` {help}"))
        };
        rates.push((
            line,
            Rate {
                weekday: weekday(&day).ok_or_else(|| fault("weekday", &day, WEEKDAY_HELP))?,
                hour: hour
                    .parse()
                    .ok()
                    .filter(|hour| *hour < 24)
                    .ok_or_else(|| fault("hour", &hour, HOUR_HELP))?,
                rate: number(&row.rate.to_string())
                    .ok_or_else(|| fault("rate", &row.rate.to_string(), RATE_HELP))?,
                channel: row.channel,
            },
        ));
    }
    Ok(rates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_lines_say_the_same() {
        let csv = "Canal;Jour;Heure;Taux\nInstagram;jeu.;18h;0,041\ninstagram;7;0;1\n";
        let json = "{\"channel\":\"instagram\",\"weekday\":\"thu\",\"hour\":18,\"rate\":0.041}\n\n{\"channel\":\"Instagram\",\"weekday\":7,\"hour\":0,\"rate\":1}\n";
        for text in [csv, json] {
            let rates = Rates::read(text, "rates").unwrap();
            assert!((rates.of("instagram", 3, 18) - 0.041).abs() < 1e-12);
            assert!((rates.of("INSTAGRAM ", 6, 0) - 1.0).abs() < 1e-12);
            assert_eq!(rates.of("instagram", 3, 19).to_bits(), 0);
            assert_eq!(rates.of("x", 3, 18).to_bits(), 0);
        }
    }

    #[test]
    fn faults_name_file_line_and_field() {
        let fault = |text: &str| Rates::read(text, "r.csv").unwrap_err().to_string();
        let row = |row: &str| fault(&format!("channel,weekday,hour,rate\nx,mon,1,1\n{row}\n"));
        assert_eq!(
            row("x,monn,1,1"),
            "r.csv:3: weekday: `monn` is not a weekday; write mon..sun, lun..dim or 1..7"
        );
        assert_eq!(
            row("x,tue,24,1"),
            "r.csv:3: hour: `24` is not an hour; write 0 to 23"
        );
        assert!(row("x,tue,2,-1").starts_with("r.csv:3: rate: `-1` is not a rate"));
        assert!(row("x,tue,2,inf").starts_with("r.csv:3: rate: `inf`"));
        assert!(row("x,tue,2,1e308").starts_with("r.csv:3: rate: `1e308`"));
        assert_eq!(row("x,tue,2"), "r.csv:3: rate: is missing");
        assert_eq!(
            row("X,lundi,1,2"),
            "r.csv:3: hour: the hour was given before, on line 2; keep one of the two"
        );
        assert!(fault("channel,weekday,rate\n").starts_with("r.csv:1: hour: no such column"));
        assert!(
            fault("{\"channel\":\"x\",\"weekday\":0,\"hour\":1,\"rate\":1}")
                .starts_with("r.csv:1: weekday: `0`")
        );
        assert!(fault("{\"channel\":1}").starts_with("r.csv:1: expected a string"));
    }
}
