//! Tables of `cm.toml`: all there are, those that more than one program reads, and which file they are taken from.

use super::session::Session;
use super::{classify, fetch, report, schedule};
use crate::config::{ConfigError, Section, Table};
use crate::time::{BusinessHoursSettings, ServiceLevelSettings};

/// What a table `[clients.NAME]` may hold. cm-fetch looks for all of it; cm-report reads brands and rivals.
pub(super) const CLIENT_KEYS: &[&str] = &[
    "brands",
    "products",
    "people",
    "rivals",
    "own",
    "languages",
    "exclude",
];

/// Tables of more than one program.
const SHARED: &[Table] = &[
    Table::section::<ServiceLevelSettings>("service_level"),
    Table::section::<BusinessHoursSettings>("business_hours"),
];

/// Every table that holds a struct; everything else in a file is a flag's default.
pub(super) fn all() -> Vec<Table> {
    let programs = [
        fetch::TABLES,
        classify::TABLES,
        schedule::TABLES,
        report::TABLES,
    ];
    [SHARED]
        .into_iter()
        .chain(programs)
        .flatten()
        .copied()
        .collect()
}

impl Section for ServiceLevelSettings {
    const KEYS: &'static [&'static str] = &[
        "urgent_from",
        "urgent",
        "level_1",
        "level_2",
        "level_3",
        "department",
    ];
}

impl Section for BusinessHoursSettings {
    const KEYS: &'static [&'static str] = &[
        "timezone", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "holidays",
    ];
}

/// A table of the strongest file that has it.
pub(super) fn section<T: Section>(session: &Session, key: &str) -> Result<Option<T>, ConfigError> {
    for file in &session.files {
        if let Some(section) = file.section::<T>(key)? {
            return Ok(Some(section));
        }
    }
    Ok(None)
}

/// The `[[key]]` tables of the strongest file that has any, and the place of that file.
pub(super) fn list<T: Section>(
    session: &Session,
    key: &str,
) -> Result<(usize, Vec<T>), ConfigError> {
    for (place, file) in session.files.iter().enumerate() {
        let list = file.list::<T>(key)?;
        if !list.is_empty() {
            return Ok((place, list));
        }
    }
    Ok((0, Vec::new()))
}

/// The `[key.NAME]` tables of the strongest file that has any, and the place of that file.
pub(super) fn named<T: Section>(
    session: &Session,
    key: &str,
) -> Result<(usize, Vec<(String, T)>), ConfigError> {
    for (place, file) in session.files.iter().enumerate() {
        let named = file.named::<T>(key)?;
        if !named.is_empty() {
            return Ok((place, named));
        }
    }
    Ok((0, Vec::new()))
}
