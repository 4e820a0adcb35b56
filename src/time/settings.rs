//! Business hours as `cm.toml` writes them, and what may be wrong with settings about time.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{BusinessHours, BusinessHoursError, Holidays, Zone, ZoneError};

/// `[business_hours]`: the local times of each weekday, such as `mon = ["09:00-12:30", "14:00-18:00"]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the weekdays say it")]
pub struct BusinessHoursSettings {
    /// IANA zone; the zone of the program when absent.
    pub timezone: Option<String>,
    pub mon: Option<Vec<String>>,
    pub tue: Option<Vec<String>>,
    pub wed: Option<Vec<String>>,
    pub thu: Option<Vec<String>>,
    pub fri: Option<Vec<String>>,
    pub sat: Option<Vec<String>>,
    pub sun: Option<Vec<String>>,
    /// Days off: dates as `2026-12-25`, and places as `FR` or `CH-GE` for their public holidays.
    pub holidays: Vec<String>,
}

/// A setting that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A zone nobody knows.
    #[error("{key}: {source}")]
    Zone {
        /// Where it stands.
        key: String,
        /// What is wrong.
        source: ZoneError,
    },
    /// Hours that cannot be read.
    #[error("{key}: {source}")]
    Hours {
        /// Where they stand.
        key: String,
        /// What is wrong.
        source: BusinessHoursError,
    },
    /// Another value out of its range.
    #[error("{key}: {message}")]
    Value {
        /// Where it stands.
        key: String,
        /// What is wrong and what to write.
        message: String,
    },
}

impl BusinessHoursSettings {
    /// The hours these settings say; with no weekday at all, the office hours of `BusinessHours::office`. A weekday that is named closes those that
    /// are not, even if it has no hours itself.
    pub fn hours(&self, key: &str, zone_of_program: &Zone) -> Result<BusinessHours, SettingsError> {
        let zone = zone_or(self.timezone.as_deref(), zone_of_program, key)?;
        let days = [
            &self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun,
        ];
        let (holidays, places) = holidays(&self.holidays, &format!("{key}.holidays"))?;
        if days.iter().all(|day| day.is_none()) {
            return Ok(BusinessHours::office(zone)
                .with_holidays(holidays)
                .with_places(places));
        }
        let days = days.map(|day| day.as_deref().unwrap_or_default());
        if days.iter().all(|day| day.is_empty()) {
            return Err(SettingsError::Value {
                key: key.to_owned(),
                message: "no day of the week has an open hour; days that are not named are closed: write tue = [\"09:00-12:30\"] for each that is open"
                    .to_owned(),
            });
        }
        let hours = BusinessHours::new(zone, days);
        let hours = hours.map_err(|source| SettingsError::Hours {
            key: key.to_owned(),
            source,
        })?;
        Ok(hours.with_holidays(holidays).with_places(places))
    }
}

/// Days off as settings write them: dates, and places for their public holidays; `key` is where they stand.
pub fn holidays(
    texts: &[String],
    key: &str,
) -> Result<(Vec<NaiveDate>, Vec<Holidays>), SettingsError> {
    let (mut days, mut places) = (Vec::new(), Vec::new());
    for text in texts {
        let wrong = |message: String| SettingsError::Value {
            key: key.to_owned(),
            message,
        };
        if text
            .trim()
            .starts_with(|first: char| first.is_ascii_digit())
        {
            let day = text.trim().parse::<NaiveDate>();
            days.push(day.map_err(|_| {
                wrong(format!(
                    "`{text}` is not a date; write 2026-12-25, or a place such as FR"
                ))
            })?);
        } else {
            places.push(Holidays::named(text).map_err(|error| wrong(error.to_string()))?);
        }
    }
    Ok((days, places))
}

/// The zone of a name, or the other one when there is no name; `key` is the table that names it.
pub fn zone_or(name: Option<&str>, otherwise: &Zone, key: &str) -> Result<Zone, SettingsError> {
    let Some(name) = name else {
        return Ok(otherwise.clone());
    };
    Zone::named(name).map_err(|source| SettingsError::Zone {
        key: format!("{key}.timezone"),
        source,
    })
}
