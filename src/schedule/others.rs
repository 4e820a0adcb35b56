//! The calendars of other departments, newsletters, promotions, events, launches, as stretches of time that a plan keeps away from or close to:
//! iCalendar files with their series expanded, and tables of date and title in French or English.

mod table;

use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::busy::{Busy, BusyRule};
use super::ics::{self, ImportedEntry};
use super::sheet::{ReadError, folded};
use crate::record::Event;
use crate::text::terminal::one_line;
use crate::time::{Zone, age};

/// A file named on a command line, and what the plan does about its entries: `newsletter.ics` is avoided, of `promo.csv:4h` the plan stays within
/// four hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct With {
    /// The file.
    pub path: String,
    /// What holds for entries that say nothing themselves.
    pub rule: BusyRule,
}

impl FromStr for With {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = text
            .rsplit_once(':')
            .and_then(|(path, rule)| Some((path, rule_of(rule)?)));
        let (path, rule) = named.unwrap_or((text, BusyRule::Avoid));
        Ok(With {
            path: path.to_owned(),
            rule,
        })
    }
}

/// `avoid`, `within 4h`, `4h`, `éviter`, `à moins de 2h30m`.
fn rule_of(text: &str) -> Option<BusyRule> {
    let words = folded(text);
    if ["avoid", "eviter", "evite", "a_eviter"].contains(&words.as_str()) {
        return Some(BusyRule::Avoid);
    }
    let length = text.split_whitespace().next_back().and_then(age)?;
    let before = words.rsplit_once('_').map_or("", |(before, _)| before);
    ["", "within", "near", "a_moins_de", "pres", "pres_de"]
        .contains(&before)
        .then_some(BusyRule::Within(length))
}

/// What was read of another calendar.
#[derive(Debug, Default)]
pub struct Others {
    /// In order of their start.
    pub busy: Vec<Busy>,
    /// What could not be read: `file:line: what`.
    pub faults: Vec<String>,
    /// What was read, but maybe not as it was meant: `file:line: what`.
    pub notes: Vec<String>,
}

/// Reads an iCalendar file or a table, by what it begins with. `rule` holds for entries that say nothing themselves; `zone` is where times without
/// zone are; series are expanded from `from` to `to`. Cancelled events, and those that their calendar calls free (`TRANSP:TRANSPARENT`), hold no
/// time. A table that cannot be read at all is an error.
pub fn others(
    bytes: &[u8],
    text: &str,
    file: &str,
    rule: BusyRule,
    zone: &Zone,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Others, ReadError> {
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let is_calendar = begins
        .get(..15)
        .is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR"));
    let mut others = if is_calendar {
        of_calendar(bytes, file, rule, zone, from, to)
    } else {
        table::read(text, file, rule, zone)?
    };
    others
        .busy
        .retain(|busy| busy.start < to && busy.end.max(busy.start) >= from);
    others
        .busy
        .sort_by(|a, b| (a.start, &a.label).cmp(&(b.start, &b.label)));
    Ok(others)
}

fn of_calendar(
    bytes: &[u8],
    file: &str,
    rule: BusyRule,
    zone: &Zone,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Others {
    let imported = ics::read(bytes, zone);
    let mut others = Others::default();
    for fault in imported.faults {
        let named = format!("{file}:{}: {}", fault.line, fault.what);
        if fault.lost {
            others.faults.push(named);
        } else {
            others.notes.push(named);
        }
    }
    let events: Vec<Event> = imported
        .entries
        .into_iter()
        .filter_map(|entry| match entry {
            ImportedEntry::Event(event) => Some(*event),
            ImportedEntry::Record(line) => serde_json::from_str::<Event>(&line)
                .ok()
                .filter(|event| event.record_type == "event"),
        })
        .collect();
    let single = ics::occurrences(&events, from, to, zone);
    others.faults.extend(
        single
            .faults
            .iter()
            .map(|(id, why)| format!("{file}: {}: {why}", one_line(id))),
    );
    let free = |event: &Event| {
        event.status.as_deref() == Some("cancelled")
            || event
                .ics
                .iter()
                .any(|line| line.eq_ignore_ascii_case("TRANSP:TRANSPARENT"))
    };
    others.busy = single
        .events
        .into_iter()
        .filter(|event| !free(event))
        .map(|event| Busy {
            start: event.start_at,
            end: event.end_at.unwrap_or(event.start_at),
            label: event.title,
            campaign: None,
            rule,
        })
        .collect();
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn of(text: &str) -> Others {
        let zone = Zone::named("Europe/Paris").unwrap();
        let week = (at("2026-11-22T23:00:00Z"), at("2026-11-29T23:00:00Z"));
        others(text.as_bytes(), text, "o", BusyRule::Avoid, &zone, week).unwrap()
    }

    #[test]
    fn tables_in_french_and_english_are_read() {
        let french = of(
            "Début;Fin;Opération;Règle\n25/11/2026;26/11/2026;Vente privée;\n27/11/2026 9h;27/11/2026 11h30;Black Friday;à moins de 2h\nhier;;x;\n",
        );
        let expected = [
            (
                "2026-11-24T23:00:00Z",
                "2026-11-26T23:00:00Z",
                BusyRule::Avoid,
            ),
            (
                "2026-11-27T08:00:00Z",
                "2026-11-27T10:30:00Z",
                BusyRule::Within(TimeDelta::hours(2)),
            ),
        ];
        let read: Vec<_> = french
            .busy
            .iter()
            .map(|busy| (busy.start, busy.end, busy.rule))
            .collect();
        assert_eq!(
            read,
            expected.map(|(start, end, rule)| (at(start), at(end), rule))
        );
        assert_eq!(french.faults.len(), 1);
        assert!(french.faults[0].starts_with("o:4: start: `hier` is not a date"));
        let english = of("date,time,title\n2026-11-25,14:00,Newsletter\n2027-01-01,,later\n");
        assert_eq!(english.busy.len(), 1);
        assert_eq!(
            (english.busy[0].start, english.busy[0].end),
            (at("2026-11-25T13:00:00Z"), at("2026-11-25T13:00:00Z"))
        );
    }

    #[test]
    fn calendars_are_expanded_without_what_is_free_or_cancelled() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Paris:20260105T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nSUMMARY:News\nEND:VEVENT\n\
            BEGIN:VEVENT\nUID:2\nDTSTART:20261125T100000Z\nSTATUS:CANCELLED\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\nDTSTART:20261125T100000Z\nTRANSP:TRANSPARENT\nEND:VEVENT\nEND:VCALENDAR\n";
        let read = of(text);
        assert_eq!(read.busy.len(), 1);
        assert_eq!(
            (read.busy[0].start, read.busy[0].end),
            (at("2026-11-23T09:00:00Z"), at("2026-11-23T10:00:00Z"))
        );
    }

    #[test]
    fn a_file_may_be_named_with_its_rule() {
        let with = |text: &str| text.parse::<With>().unwrap();
        assert_eq!(with("n.ics").rule, BusyRule::Avoid);
        assert_eq!(with("p.csv:4h").rule, BusyRule::Within(TimeDelta::hours(4)));
        assert_eq!(with("p.csv:4h").path, "p.csv");
        assert_eq!(with("C:/x.csv").path, "C:/x.csv");
    }
}
