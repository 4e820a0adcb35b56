//! Calendars of others, and our own back again: RFC 5545 as Google, Outlook and Apple write it, to records.
//!
//! Written by hand like the writer: a broken line must cost that line and no more, the lines that no field holds are kept, and the work is bounded.

mod alike;
pub(super) mod content;
pub(super) mod entry;
mod own;
mod windows;
pub(super) mod zones;

use std::collections::HashSet;

use content::Component;
use zones::Zones;

use crate::record::Event;
use crate::time::Zone;

/// What a calendar holds.
#[derive(Debug, Default)]
pub struct Imported {
    /// The entries, in their order.
    pub entries: Vec<ImportedEntry>,
    /// What could not be read.
    pub faults: Vec<ImportFault>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportedEntry {
    /// An entry of somebody else's.
    Event(Box<Event>),
    /// A record that this toolkit wrote into the calendar, as a line of JSON with what was changed in the calendar since.
    Record(String),
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// Whether an entry is missing because of it.
    pub lost: bool,
}

/// Reads a calendar. `zone` is where times without one are, when the calendar does not say (`X-WR-TIMEZONE`).
pub fn read(bytes: &[u8], zone: &Zone) -> Imported {
    let (file, strange) = content::components(bytes);
    let mut imported = Imported::default();
    for line in strange {
        imported.fault(line, "this is no line of a calendar", false);
    }
    let mut seen = HashSet::new();
    let calendars: Vec<&Component> = file
        .children
        .iter()
        .filter(|child| child.name == "VCALENDAR")
        .collect();
    if calendars.is_empty() {
        imported.fault(1, "this is no calendar: it has no BEGIN:VCALENDAR", true);
        return imported;
    }
    // An entry after a missing END may stand outside its calendar.
    let first = Zones::of(calendars[0], zone);
    imported.entries_of(&file, &first, &mut seen);
    for calendar in calendars {
        let zones = Zones::of(calendar, zone);
        imported.entries_of(calendar, &zones, &mut seen);
        if !calendar.ended {
            imported.fault(
                calendar.number,
                "the calendar has no END: it may be cut off",
                false,
            );
        }
    }
    imported
}

impl Imported {
    fn fault(&mut self, line: usize, what: impl Into<String>, lost: bool) {
        self.faults.push(ImportFault {
            line,
            what: what.into(),
            lost,
        });
    }

    fn entries_of(&mut self, parent: &Component, zones: &Zones, seen: &mut HashSet<String>) {
        for child in &parent.children {
            match child.name.as_str() {
                "VEVENT" | "VTODO" => self.entry(child, zones, seen),
                "VCALENDAR" | "VTIMEZONE" => {}
                other => {
                    let what = format!("{} is passed over", crate::text::terminal::one_line(other));
                    self.fault(child.number, what, true);
                }
            }
        }
    }

    fn entry(&mut self, entry: &Component, zones: &Zones, seen: &mut HashSet<String>) {
        if !entry.ended {
            self.fault(entry.number, format!("{} has no END", entry.name), false);
        }
        let otherwise = format!("line-{}", entry.number);
        let read = match entry::event(entry, zones, &otherwise) {
            Ok(read) => read,
            Err((line, what)) => return self.fault(line, what, true),
        };
        for (line, what) in read.notes {
            self.fault(line, what, false);
        }
        let Some(property) = entry.get("X-CM-RECORD") else {
            return self
                .entries
                .push(ImportedEntry::Event(Box::new(read.event)));
        };
        let record = property.text();
        // A draft of several channels has an entry for each of them.
        if !seen.insert(record.clone()) {
            return;
        }
        match own::record(&record, entry, &read.event) {
            Ok(Some(line)) => self.entries.push(ImportedEntry::Record(line)),
            Ok(None) => {}
            Err(what) => {
                self.fault(property.number, what, false);
                self.entries
                    .push(ImportedEntry::Event(Box::new(read.event)));
            }
        }
    }
}

#[cfg(test)]
mod tests;
