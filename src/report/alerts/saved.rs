//! What a run leaves for the next: baselines, open alarms, what was told. As JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::engine::{Alerts, Group, Keys, SourceKey};
use super::options::SeriesKey;
use super::quiet::Quiet;
use super::series::Series;
use crate::record::Severity;

/// Grows when what is saved changes its meaning. 2: the longer windows; of a state of 1 they are learnt anew.
const VERSION: u32 = 2;
/// The oldest that is still read.
const OLDEST: u32 = 1;

/// Why a state cannot be gone on from.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// Some other file.
    #[error(
        "not a state of cm-report alerts ({0}); give another --state file, or move this one away"
    )]
    Foreign(String),
    /// Once a state, and no longer whole.
    #[error(
        "the state is damaged ({0}); restore a copy, or move it away: then baselines are learnt anew, and open alarms are told again"
    )]
    Damaged(String),
    /// Written by a later version.
    #[error(
        "written by a newer cm (state version {found}, this one knows {VERSION}); update cm, or use another --state file"
    )]
    Newer {
        /// Its version.
        found: u64,
    },
    /// Made with other settings.
    #[error("the state was made with {0}; use the same, or another file")]
    Other(String),
}

/// A group's keys, its state, and its counts that are not judged yet.
type SavedGroup = (Keys, Option<Series>, Vec<(i64, Cell)>);

#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    seconds: u32,
    phase: i64,
    by: Vec<String>,
    groups: Vec<SavedGroup>,
    sources: Vec<(SourceKey, Quiet)>,
    late: BTreeMap<String, Severity>,
    known: Vec<(i64, u64)>,
}

impl Alerts {
    /// All that the next run needs; `None` when nothing was ever counted.
    pub fn save(&self) -> Option<String> {
        let (seconds, phase) = self.grid.or_else(|| {
            (!self.teller.late_told.is_empty()).then(|| (self.options.interval.unwrap_or(300), 0))
        })?;
        let group = |(keys, group): (&Keys, &Group)| {
            let pending = group.pending.iter();
            let pending = pending.map(|(start, cell)| (*start, cell.clone()));
            (keys.clone(), group.series.clone(), pending.collect())
        };
        let saved = Saved {
            version: VERSION,
            seconds,
            phase,
            by: names(&self.options.by),
            groups: self.groups.iter().map(group).collect(),
            sources: self
                .sources
                .iter()
                .map(|(key, quiet)| (key.clone(), quiet.clone()))
                .collect(),
            late: self.teller.late_told.clone(),
            known: self.known_lines((seconds, phase)),
        };
        serde_json::to_string(&saved).ok()
    }

    fn known_lines(&self, grid: (u32, i64)) -> Vec<(i64, u64)> {
        let until = self.live_until(grid);
        let known = self.known.iter().filter(|(start, _)| *start >= until);
        let mut known: Vec<(i64, u64)> = known.copied().collect();
        known.sort_unstable();
        known
    }

    /// Goes on from what an earlier run left.
    pub fn restore(&mut self, text: &str) -> Result<(), SavedError> {
        let saved = read(text)?;
        let by = names(&self.options.by);
        let other_interval = self
            .options
            .interval
            .is_some_and(|seconds| seconds != saved.seconds);
        if saved.by != by || other_interval || saved.seconds == 0 {
            return Err(SavedError::Other(format!(
                "--interval {}s --by {}",
                saved.seconds,
                saved.by.join(",")
            )));
        }
        self.grid = Some((
            saved.seconds,
            saved.phase.rem_euclid(i64::from(saved.seconds)),
        ));
        self.groups = saved
            .groups
            .into_iter()
            .map(|(keys, series, pending)| {
                let pending = pending.into_iter().collect();
                (keys, Group { pending, series })
            })
            .collect();
        self.sources = saved.sources.into_iter().collect();
        self.teller.late_told = saved.late;
        self.known = saved.known.into_iter().collect();
        Ok(())
    }
}

/// Reads a state of our version, or of one that says the same but for what may be absent. What a later one holds is not looked at.
fn read(text: &str) -> Result<Saved, SavedError> {
    #[derive(Deserialize)]
    struct Version {
        version: u64,
    }
    let why = |error: &serde_json::Error| crate::text::reason::of_json(error);
    let known = serde_json::from_str::<Version>(text).map(|Version { version }| version);
    match known {
        Ok(found) if found > u64::from(VERSION) => return Err(SavedError::Newer { found }),
        Ok(found) if found < u64::from(OLDEST) => {
            let message = format!("there is no version {found}");
            return Err(SavedError::Foreign(message));
        }
        // A file that was cut still begins as we begin it.
        Err(error) if !text.starts_with("{\"version\":") => {
            return Err(SavedError::Foreign(why(&error)));
        }
        Ok(_) | Err(_) => {}
    }
    serde_json::from_str(text).map_err(|error| SavedError::Damaged(why(&error)))
}

fn names(by: &[SeriesKey]) -> Vec<String> {
    by.iter().map(|key| key.name().to_owned()).collect()
}
