//! The tables of `cm.toml` that scheduling reads.

use crate::cli::session::Session;
use crate::config::{ConfigError, Section};
use crate::schedule::settings::{
    BusinessHoursSettings, ChannelSettings, PersonSettings, ServiceLevelSettings,
};

impl Section for ChannelSettings {
    const KEYS: &'static [&'static str] = &["min_gap", "max_per_day", "quiet_hours", "timezone"];
}

impl Section for PersonSettings {
    const KEYS: &'static [&'static str] = &[
        "name",
        "departments",
        "levels",
        "langs",
        "clients",
        "max_clients",
        "hours",
    ];
}

impl Section for ServiceLevelSettings {
    const KEYS: &'static [&'static str] =
        &["urgent_from", "urgent", "level_1", "level_2", "level_3"];
}

impl Section for BusinessHoursSettings {
    const KEYS: &'static [&'static str] = &[
        "timezone", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "holidays",
    ];
}

/// A table of the strongest file that has it.
pub(super) fn section<T: Section + Default>(
    session: &Session,
    key: &str,
) -> Result<T, ConfigError> {
    for file in &session.files {
        if let Some(section) = file.section::<T>(key)? {
            return Ok(section);
        }
    }
    Ok(T::default())
}

/// The `[[key]]` tables of the strongest file that has any.
pub(super) fn list<T: Section>(session: &Session, key: &str) -> Result<Vec<T>, ConfigError> {
    for file in &session.files {
        let list = file.list::<T>(key)?;
        if !list.is_empty() {
            return Ok(list);
        }
    }
    Ok(Vec::new())
}

/// The `[key.NAME]` tables of the strongest file that has any.
pub(super) fn named<T: Section>(
    session: &Session,
    key: &str,
) -> Result<Vec<(String, T)>, ConfigError> {
    for file in &session.files {
        let named = file.named::<T>(key)?;
        if !named.is_empty() {
            return Ok(named);
        }
    }
    Ok(Vec::new())
}
