//! Business hours as `cm.toml` writes them, and what may be wrong with settings about time.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{BusinessHours, BusinessHoursError, Zone, ZoneError};

/// `[business_hours]`: the local times of each weekday, such as `mon = ["09:00-12:30", "14:00-18:00"]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the weekdays say it")]
pub struct BusinessHoursSettings {
    /// IANA zone; the zone of the program when absent.
    pub timezone: Option<String>,
    pub mon: Vec<String>,
    pub tue: Vec<String>,
    pub wed: Vec<String>,
    pub thu: Vec<String>,
    pub fri: Vec<String>,
    pub sat: Vec<String>,
    pub sun: Vec<String>,
    /// Days off, as `2026-12-25`.
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
    /// The hours these settings say; with no weekday at all, the office hours of `BusinessHours::office`.
    pub fn hours(&self, key: &str, zone_of_program: &Zone) -> Result<BusinessHours, SettingsError> {
        let zone = zone_or(self.timezone.as_deref(), zone_of_program, key)?;
        let days = [
            &self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun,
        ];
        let mut holidays = Vec::new();
        for text in &self.holidays {
            let day = text.parse::<NaiveDate>();
            holidays.push(day.map_err(|_| SettingsError::Value {
                key: format!("{key}.holidays"),
                message: format!("`{text}` is not a date; write 2026-12-25"),
            })?);
        }
        if days.iter().all(|day| day.is_empty()) {
            return Ok(BusinessHours::office(zone).with_holidays(holidays));
        }
        let hours = BusinessHours::new(zone, days.map(Vec::as_slice));
        let hours = hours.map_err(|source| SettingsError::Hours {
            key: key.to_owned(),
            source,
        })?;
        Ok(hours.with_holidays(holidays))
    }
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
