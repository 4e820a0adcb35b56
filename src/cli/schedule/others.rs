//! `--with`: the calendars of other departments, whose entries a plan avoids or stays near.

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::drafts;
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::schedule::{Busy, With, others};

/// Reads the calendars; what cannot be read of one is named, and the rest holds.
pub(super) fn read(
    session: &Session,
    calendars: &[With],
    days: (NaiveDate, NaiveDate),
) -> anyhow::Result<(Vec<Busy>, Exit)> {
    let range = (start(session, days.0, -1), start(session, days.1, 1));
    let (mut busy, mut exit) = (Vec::new(), Exit::Done);
    for With { path, rule } in calendars {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
        let text = drafts::text(&bytes);
        let mut read = others(&bytes, &text, path, *rule, &session.zone, range)?;
        for fault in &read.faults {
            session.console.error(fault);
            exit = Exit::Partial;
        }
        busy.append(&mut read.busy);
    }
    Ok((busy, exit))
}

/// Where a day begins, some days later: a day more on either side holds for channels in any zone.
fn start(session: &Session, day: NaiveDate, later: i64) -> DateTime<Utc> {
    let days = Days::new(later.unsigned_abs());
    let moved = if later < 0 {
        day.checked_sub_days(days)
    } else {
        day.checked_add_days(days)
    };
    session.zone.midnight(moved.unwrap_or(day))
}
