//! Slots, tasks, events and fixed drafts as one calendar.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::record::{Draft, DraftStatus, Slot, SlotStatus};
use crate::text::terminal::one_line;
use crate::time::Zone;

use super::text::Lines;
use super::zone;

/// How tasks are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskForm {
    /// VTODO, what RFC 5545 has for work that is due. Apple, Thunderbird and Nextcloud show it; Google and Outlook leave it out.
    #[default]
    Todo,
    /// VEVENT that ends when the task is due, for calendars that know no to-dos.
    Event,
}

/// How a calendar is written.
#[derive(Clone, Debug)]
pub struct CalendarOptions {
    /// The present: stamp of every entry, and what a later import is newer by.
    pub now: DateTime<Utc>,
    /// Name that the calendar program shows.
    pub name: Option<String>,
    /// Minutes that a slot takes in the calendar.
    pub slot_minutes: u32,
    /// Minutes before a task is due at which it rings; none when absent.
    pub alarm_minutes: Option<u32>,
    /// Minutes before slots and meetings begin at which they ring; none when absent.
    pub remind_minutes: Option<u32>,
    /// How tasks are written.
    pub tasks: TaskForm,
    /// Whether each entry carries the record it was made from, so that reading the calendar gives it back whole.
    pub records: bool,
}

impl CalendarOptions {
    /// The defaults at an instant: slots of a quarter of an hour, an alarm a quarter of an hour before a task is due.
    pub fn new(now: DateTime<Utc>) -> Self {
        CalendarOptions {
            now,
            name: None,
            slot_minutes: 15,
            alarm_minutes: Some(15),
            remind_minutes: None,
            tasks: TaskForm::Todo,
            records: true,
        }
    }
}

/// What an entry was made from: decides who gives way when two want the same UID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Draft,
    Slot,
    Task,
    Event,
}

/// A calendar that records are added to.
///
/// An entry's UID is `<record id>@cm`, so that a second import replaces the first and never doubles it. The same record added twice stands once,
/// as it was last. SEQUENCE is the number of seconds from 2020 to `now`: a calendar written later always wins, without any memory of the earlier
/// one (RFC 5545, section 3.8.7.4 wants it to grow; until 2088 it fits its 31 bits).
#[derive(Debug)]
pub struct Calendar {
    pub(super) options: CalendarOptions,
    entries: Vec<(Origin, String)>,
    places: HashMap<String, usize>,
    /// Zones of recurring events, with the first instant each is needed for.
    pub(super) zones: BTreeMap<String, DateTime<Utc>>,
    /// The line of the record that is being added.
    pub(super) record: Option<String>,
}

/// 2020-01-01T00:00:00Z.
pub(super) const SEQUENCE_START: i64 = 1_577_836_800;

/// Letters of a text that a summary shows.
const SUMMARY_LETTERS: usize = 70;

impl Calendar {
    /// An empty calendar.
    pub fn new(options: CalendarOptions) -> Self {
        Calendar {
            options,
            entries: Vec::new(),
            places: HashMap::new(),
            zones: BTreeMap::new(),
            record: None,
        }
    }

    /// Adds a slot.
    pub fn add_slot(&mut self, slot: &Slot) {
        let held = slot.status == Some(SlotStatus::Held);
        let provisional = held || slot.why.iter().any(|why| why.starts_with("provisional"));
        let words = slot.text.as_deref().unwrap_or(&slot.draft);
        let mut lines = self.start("VEVENT", &slot.id, Origin::Slot, None);
        self.posting(
            &mut lines,
            slot.at,
            &slot.channel,
            slot.client.as_deref(),
            &if held {
                format!("held: {words}")
            } else {
                words.to_owned()
            },
        );
        let notes = slot.reason.iter().chain(&slot.text).chain(&slot.why);
        describe(&mut lines, notes.map(String::as_str));
        lines.plain(
            "STATUS",
            if provisional {
                "TENTATIVE"
            } else {
                "CONFIRMED"
            },
        );
        self.remind(&mut lines, &slot.channel);
        self.finish_entry(lines, "VEVENT", &slot.id, Origin::Slot);
    }

    /// Adds a draft that has a fixed time, once for each of its channels, under the ids that its slots would have; false when it has no time or
    /// is rejected or expired, and so has no place in a calendar.
    pub fn add_draft(&mut self, draft: &Draft) -> bool {
        let gone = matches!(
            draft.status,
            Some(DraftStatus::Rejected | DraftStatus::Expired)
        );
        let Some(at) = draft.at.filter(|_| !gone) else {
            return false;
        };
        let firm = matches!(
            draft.status,
            Some(DraftStatus::Approved | DraftStatus::Scheduled | DraftStatus::Published)
        );
        let channels: Vec<Option<&str>> = if draft.channels.is_empty() {
            vec![None]
        } else {
            draft
                .channels
                .iter()
                .map(|name| Some(name.as_str()))
                .collect()
        };
        for channel in channels {
            let id = channel.map_or_else(
                || draft.id.clone(),
                |channel| Slot::id_of(&draft.id, channel),
            );
            let text = channel
                .and_then(|channel| draft.variants.get(channel))
                .or(draft.text.as_ref());
            let mut lines = self.start("VEVENT", &id, Origin::Draft, None);
            let words = text.map_or(draft.id.as_str(), String::as_str);
            self.posting(
                &mut lines,
                at,
                channel.unwrap_or_default(),
                draft.client.as_deref(),
                words,
            );
            describe(&mut lines, text.map(String::as_str));
            lines.plain("STATUS", if firm { "CONFIRMED" } else { "TENTATIVE" });
            self.finish_entry(lines, "VEVENT", &id, Origin::Draft);
        }
        true
    }

    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.entries.iter_mut().map(|(_, text)| text)
    }

    /// Adds an entry that is written already.
    pub(super) fn add_text(&mut self, text: String) {
        self.entries.push((Origin::Event, text));
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The calendar as text.
    pub fn finish(self) -> String {
        let mut lines = Lines::default();
        lines.begin("VCALENDAR");
        lines.plain("VERSION", "2.0");
        lines.plain("PRODID", "-//cm//cm-schedule//EN");
        lines.plain("CALSCALE", "GREGORIAN");
        if let Some(name) = &self.options.name {
            lines.text("X-WR-CALNAME", name);
        }
        for (name, first) in &self.zones {
            if let Ok(zone) = Zone::named(name) {
                zone::write(&mut lines, &zone, *first);
            }
        }
        for (_, entry) in &self.entries {
            lines.append(entry);
        }
        lines.end("VCALENDAR");
        lines.into_text()
    }

    pub(super) fn start(
        &self,
        component: &str,
        id: &str,
        origin: Origin,
        uid: Option<&str>,
    ) -> Lines {
        let mut lines = Lines::default();
        lines.begin(component);
        match uid {
            Some(uid) => lines.text("UID", uid),
            None => lines.text("UID", &self.uid(id, origin)),
        }
        lines.instant("DTSTAMP", self.options.now);
        lines.instant("LAST-MODIFIED", self.options.now);
        lines.number("SEQUENCE", self.sequence());
        lines
    }

    /// `<record id>@cm`; with the record's type before it when a record of another type has that one already.
    fn uid(&self, id: &str, origin: Origin) -> String {
        let plain = format!("{id}@cm");
        let holder = self
            .places
            .get(&plain)
            .and_then(|place| self.entries.get(*place))
            .map(|(holder, _)| *holder);
        let publishing = |origin: Origin| matches!(origin, Origin::Slot | Origin::Draft);
        match holder {
            Some(holder) if holder != origin && !(publishing(holder) && publishing(origin)) => {
                format!("{}:{plain}", format!("{origin:?}").to_lowercase())
            }
            _ => plain,
        }
    }

    pub(super) fn finish_entry(
        &mut self,
        mut lines: Lines,
        component: &str,
        id: &str,
        origin: Origin,
    ) {
        if let Some(record) = self.record.as_deref().filter(|_| self.options.records) {
            lines.text("X-CM-RECORD", &printable(record));
        }
        lines.end(component);
        let uid = self.uid(id, origin);
        let entry = (origin, lines.into_text());
        let Some(place) = self
            .places
            .get(&uid)
            .and_then(|place| self.entries.get_mut(*place))
        else {
            self.places.insert(uid, self.entries.len());
            self.entries.push(entry);
            return;
        };
        // A slot says more than the draft it was made from.
        if !(origin == Origin::Draft && place.0 == Origin::Slot) {
            *place = entry;
        }
    }

    /// The lines that slots and fixed drafts share.
    fn posting(
        &self,
        lines: &mut Lines,
        at: DateTime<Utc>,
        channel: &str,
        client: Option<&str>,
        words: &str,
    ) {
        lines.instant("DTSTART", at);
        lines.plain(
            "DURATION",
            &format!("PT{}M", self.options.slot_minutes.max(1)),
        );
        let channel_is = if channel.is_empty() {
            String::new()
        } else {
            format!("{channel}: ")
        };
        lines.text("SUMMARY", &format!("{channel_is}{}", first_words(words)));
        lines.list("CATEGORIES", [Some(channel), client].into_iter().flatten());
        lines.plain("TRANSP", "TRANSPARENT");
    }
}

pub(super) fn describe<'a>(lines: &mut Lines, parts: impl IntoIterator<Item = &'a str>) {
    let parts: Vec<&str> = parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .collect();
    if !parts.is_empty() {
        lines.text("DESCRIPTION", &parts.join("\n"));
    }
}

/// JSON without characters that a calendar may not hold or that its escaping would change.
fn printable(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ => safe.push(letter),
        }
    }
    safe
}

pub(super) fn first_words(text: &str) -> String {
    let line = one_line(text.trim());
    let mut letters = line.chars();
    let mut start: String = letters.by_ref().take(SUMMARY_LETTERS).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests;
