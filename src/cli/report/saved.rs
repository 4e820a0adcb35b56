//! The state of alarms between two runs: a file that is there whole or not at all.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::cli::exit::UsageError;
use crate::cli::output::Output;
use crate::report::{Alerts, SavedError};
use crate::text::reason;

/// Goes on from the state of a file, if there is one.
pub(super) fn restore(alerts: &mut Alerts, path: &Path) -> anyhow::Result<()> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            let (path, why) = (path.display(), reason::of_io(&error));
            return Err(UsageError(format!("cannot read {path}: {why}")).into());
        }
    };
    alerts.restore(&text).map_err(|error| {
        let told = format!("{}: {error}", path.display());
        match error {
            SavedError::Other(_) => UsageError(told).into(),
            // As for the state of cm-fetch: the command line is right, the file is not.
            _ => anyhow::Error::msg(told),
        }
    })
}

/// Writes the state.
pub(super) fn save(alerts: &Alerts, path: &Path) -> anyhow::Result<()> {
    let Some(text) = alerts.save() else {
        return Ok(());
    };
    let mut output = Output::open(Some(path))?;
    output
        .write_all(text.as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))?;
    output.finish()
}
