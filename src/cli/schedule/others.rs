//! `--with`: the calendars of other departments, whose entries a plan avoids or stays near.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::drafts;
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::record::Draft;
use crate::schedule::{Busy, BusyRule, With, others};
use crate::text::terminal::one_line;

/// What the calendars hold, and how their reading went.
pub(super) struct Calendars {
    pub(super) busy: Vec<Busy>,
    pub(super) exit: Exit,
    /// Where the entries of each file end.
    ends: Vec<usize>,
}

/// Reads the calendars; what cannot be read of one is named, and the rest holds.
pub(super) fn read(
    session: &Session,
    calendars: &[With],
    days: (NaiveDate, NaiveDate),
) -> anyhow::Result<Calendars> {
    let range = (start(session, days.0, -1), start(session, days.1, 1));
    let (mut busy, mut exit, mut ends) = (Vec::new(), Exit::Done, Vec::new());
    for With { path, rule } in calendars {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
        let text = drafts::text(&bytes);
        let mut read = others(&bytes, &text, path, *rule, &session.zone, range)?;
        for fault in &read.faults {
            session.console.error(fault);
            exit = Exit::Partial;
        }
        for note in &read.notes {
            session.console.warn(note);
        }
        busy.append(&mut read.busy);
        ends.push(busy.len());
    }
    Ok(Calendars { busy, exit, ends })
}

/// Says of which calendars no entry is near any draft, though that is what they are given for.
pub(super) fn warn_of_strangers(
    session: &Session,
    with: &[With],
    calendars: &Calendars,
    drafts: &[Draft],
) {
    let campaigns = drafts.iter().filter_map(|draft| draft.campaign.as_deref());
    let campaigns = campaigns.filter(|campaign| !campaign.trim().is_empty());
    let campaigns: BTreeSet<&str> = campaigns.collect();
    let mut start = 0;
    for (calendar, end) in with.iter().zip(&calendars.ends) {
        let entries = calendars.busy.get(start..*end).unwrap_or_default();
        start = *end;
        let near: Vec<&Busy> = entries
            .iter()
            .filter(|entry| entry.rule != BusyRule::Avoid)
            .collect();
        if near.is_empty() && (calendar.rule == BusyRule::Avoid || !entries.is_empty()) {
            continue;
        }
        if campaigns
            .iter()
            .any(|campaign| near.iter().any(|entry| entry.is_near(campaign)))
        {
            continue;
        }
        let what = match (near.first(), campaigns.first()) {
            (None, _) => "it has no entry in these days".to_owned(),
            (_, None) => "no draft has a campaign".to_owned(),
            (Some(entry), Some(campaign)) => format!(
                "no entry (`{}`) has the campaign of a draft (`{}`), nor its words in the title",
                shown(entry.campaign.as_ref().unwrap_or(&entry.label)),
                shown(campaign)
            ),
        };
        session
            .console
            .warn(format!("{}: nothing stays near it: {what}", calendar.path));
    }
}

/// As much of a foreign text as a message holds.
fn shown(text: &str) -> String {
    one_line(text).chars().take(40).collect()
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
