//! What `cm-schedule plan` takes over from the plan before, and the terms of its flags.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::record::Slot;
use crate::schedule::{Approval, Kept};
use crate::text::reason;
use crate::time::{BusinessHoursSettings, Term};

/// What `--time-limit` says, such as `10s`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "this is not a duration; write 10s or 2m".to_owned())
}

/// What `--approval-lead` says.
pub(super) fn term(text: &str) -> Result<Term, String> {
    Term::parse(text).ok_or_else(|| "this is no time; write 8h business, or 24h".to_owned())
}

/// What `--move-price` says.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok();
    share
        .filter(|share| (0.0..=100.0).contains(share))
        .ok_or_else(|| "this is not a share; write 0.1".to_owned())
}

/// The slots of the plan that is kept.
pub(super) fn kept(session: &Session, path: Option<&Path>) -> anyhow::Result<Vec<Kept>> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut kept = Vec::new();
    for (number, line) in (1_u64..).zip(String::from_utf8_lossy(&bytes).lines()) {
        let value: serde_json::Value = match serde_json::from_str(line) {
            _ if line.trim().is_empty() => continue,
            Ok(value) => value,
            Err(error) => {
                let (place, column) = (path.display(), error.column());
                let why = reason::of_json(&error);
                let message = format!("{place}:{number}:{column}: this is no plan: {why}");
                return Err(UsageError(message).into());
            }
        };
        if value.get("type").and_then(serde_json::Value::as_str) != Some("slot") {
            continue;
        }
        match serde_json::from_value::<Slot>(value) {
            Ok(slot) => kept.push(Kept::from(slot)),
            Err(error) => session.console.warn(format!(
                "{}:{number}: this slot is not kept: {error}",
                path.display()
            )),
        }
    }
    Ok(kept)
}

/// What `--approval-lead` means in the business hours of the files.
pub(super) fn approval(session: &Session, lead: Option<Term>) -> anyhow::Result<Option<Approval>> {
    let Some(lead) = lead else {
        return Ok(None);
    };
    let hours = tables::section::<BusinessHoursSettings>(session, "business_hours")?;
    let hours = hours
        .unwrap_or_default()
        .hours("business_hours", &session.zone);
    Ok(Some(Approval {
        lead,
        hours: hours.map_err(|error| UsageError(error.to_string()))?,
        now: session.now,
    }))
}
