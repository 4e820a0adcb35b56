//! A calendar after an earlier one: what has not changed stays as it was, what is gone is cancelled.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::calendar::{Calendar, SEQUENCE_START};
use super::read::content::{Component, Property, components};
use super::read::entry::stamp;
use super::read::zones::Zones;
use super::text::{Lines, utc};
use crate::time::Zone;

/// Days for which a cancelled entry is carried along after its time, so that a calendar that is imported now and then hears of it.
const REMEMBERED: i64 = 31;

/// What differs from the earlier calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// Entries that were not in it.
    pub added: usize,
    /// Entries that say something else than in it.
    pub changed: usize,
    /// Entries that are the same.
    pub kept: usize,
    /// Entries still to come that are no more.
    pub cancelled: usize,
}

struct Earlier {
    entry: Component,
    sequence: i64,
    used: bool,
}

impl Calendar {
    /// Sets the calendar beside an earlier one of the same name (RFC 5545 text that this program wrote): an entry that says the same keeps its
    /// SEQUENCE and stamps; one that says something else has a higher SEQUENCE; one that is gone is written with STATUS:CANCELLED if it was still
    /// to come, and stays as it was if it is past.
    pub fn revise(&mut self, earlier: &[u8]) -> Revision {
        let (mut before, order, zones) = entries(earlier);
        let mut revision = Revision::default();
        let stamp_of_now = self.sequence();
        for text in self.texts_mut() {
            let (made, _) = components(text.as_bytes());
            let Some((entry, key)) = made
                .children
                .first()
                .and_then(|entry| Some((entry, key(entry)?)))
            else {
                continue;
            };
            match before.get_mut(&key) {
                None => revision.added += 1,
                Some(earlier) => {
                    earlier.used = true;
                    if meaning(entry) == meaning(&earlier.entry) {
                        revision.kept += 1;
                        *text = written(&earlier.entry, &[], true);
                    } else {
                        revision.changed += 1;
                        let sequence = stamp_of_now
                            .max(earlier.sequence.saturating_add(1))
                            .to_string();
                        *text = written(entry, &[("SEQUENCE", sequence)], true);
                    }
                }
            }
        }
        for key in order {
            if let Some(earlier) = before.get_mut(&key).filter(|earlier| !earlier.used) {
                earlier.used = true;
                self.gone(earlier, &zones, &mut revision);
            }
        }
        revision
    }

    /// Writes an entry of the earlier calendar that is no more.
    fn gone(&mut self, earlier: &Earlier, zones: &Zones, revision: &mut Revision) {
        let entry = &earlier.entry;
        let now = self.options.now;
        let time = |name: &str| {
            entry
                .get(name)
                .and_then(|property| stamp(property, zones).ok())
        };
        let begin = time("DTSTART").map(|stamp| stamp.at);
        let last = time("DTEND")
            .or_else(|| time("DUE"))
            .map(|stamp| stamp.at)
            .or(begin);
        let recurs = entry.get("RRULE").is_some();
        let is = |property: &Property| property.value.trim().eq_ignore_ascii_case("CANCELLED");
        let text = if entry.get("STATUS").is_some_and(is) {
            let forgotten = now - TimeDelta::days(REMEMBERED);
            if !recurs && last.is_some_and(|last| last < forgotten) {
                return;
            }
            written(entry, &[], true)
        } else if recurs
            || begin.is_none_or(|begin| begin >= now)
            || last.is_some_and(|last| last > now)
        {
            revision.cancelled += 1;
            let sequence = self.sequence().max(earlier.sequence.saturating_add(1));
            let changes = [
                ("DTSTAMP", utc(now)),
                ("LAST-MODIFIED", utc(now)),
                ("SEQUENCE", sequence.to_string()),
                ("STATUS", "CANCELLED".to_owned()),
            ];
            written(entry, &changes, false)
        } else {
            written(entry, &[], true)
        };
        self.need_zones(entry, begin);
        self.add_text(text);
    }

    fn need_zones(&mut self, entry: &Component, first: Option<DateTime<Utc>>) {
        let first = first.unwrap_or(self.options.now);
        for property in &entry.properties {
            if let Some(zone) = property
                .parameter("TZID")
                .and_then(|name| Zone::named(name).ok())
            {
                let known = self.zones.entry(zone.name().to_owned()).or_insert(first);
                *known = (*known).min(first);
            }
        }
    }

    /// The SEQUENCE of what is written now.
    pub(super) fn sequence(&self) -> i64 {
        let seconds = self.options.now.timestamp().saturating_sub(SEQUENCE_START);
        seconds.clamp(0, i64::from(i32::MAX))
    }
}

/// The entries of the earlier calendar by what they are known by, in which order they stood, and their zones.
fn entries(earlier: &[u8]) -> (HashMap<String, Earlier>, Vec<String>, Zones) {
    let (file, _) = components(earlier);
    let mut before = HashMap::new();
    let mut order = Vec::new();
    let mut zones = None;
    for calendar in file.children {
        zones.get_or_insert_with(|| Zones::of(&calendar, &Zone::utc()));
        for entry in calendar.children {
            if let Some(key) = key(&entry) {
                order.push(key.clone());
                let sequence = sequence(&entry);
                let used = false;
                before.insert(
                    key,
                    Earlier {
                        entry,
                        sequence,
                        used,
                    },
                );
            }
        }
    }
    let zones = zones.unwrap_or_else(|| Zones::of(&Component::default(), &Zone::utc()));
    (before, order, zones)
}

/// What an entry is known by; `None` for what is no entry.
fn key(entry: &Component) -> Option<String> {
    let is_entry = entry.name == "VEVENT" || entry.name == "VTODO";
    let uid = entry.get("UID").filter(|_| is_entry)?;
    let occurrence = entry
        .get("RECURRENCE-ID")
        .map(|property| property.line.as_str());
    Some(format!("{} {}", uid.value, occurrence.unwrap_or_default()))
}

fn sequence(entry: &Component) -> i64 {
    let number = entry
        .get("SEQUENCE")
        .and_then(|property| property.value.trim().parse().ok());
    number.unwrap_or(0)
}

/// All that an entry says, without when it was written.
fn meaning(entry: &Component) -> Vec<String> {
    let mut lines = Vec::new();
    entry.lines(&mut lines);
    let stamps = ["DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:"];
    lines.retain(|line| !stamps.iter().any(|stamp| line.starts_with(stamp)));
    lines
}

/// An entry as text with some properties set to other values (added when they are not there), with or without its alarms.
fn written(entry: &Component, changes: &[(&str, String)], alarms: bool) -> String {
    let mut lines = Lines::default();
    lines.begin(&entry.name);
    for property in &entry.properties {
        if !changes.iter().any(|(name, _)| *name == property.name) {
            lines.line(&property.line);
        } else if let Some((name, value)) = changes.iter().find(|(name, _)| *name == property.name)
        {
            lines.plain(name, value);
        }
    }
    for (name, value) in changes {
        if entry.get(name).is_none() {
            lines.plain(name, value);
        }
    }
    if alarms {
        let mut inner = Vec::new();
        for child in &entry.children {
            child.lines(&mut inner);
        }
        for line in &inner {
            lines.line(line);
        }
    }
    lines.end(&entry.name);
    lines.into_text()
}
