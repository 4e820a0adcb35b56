//! Events as entries of a calendar.

use chrono::{DateTime, Utc};

use super::calendar::{Calendar, Origin, describe};
use super::read::entry::HELD;
use super::text::{Lines, utc};
use super::work::is_web_address;
use crate::record::Event;
use crate::schedule::recurrence::Rule;
use crate::text::terminal::one_line;
use crate::time::{Zone, ZoneError};

/// How the times of an event are written.
enum Form {
    Instant,
    Local(Zone),
    Days(Zone),
}

impl Calendar {
    /// Adds an event. One that recurs in a zone is written in local time, so that it stays at its hour when the clock changes; a rule that cannot
    /// be one goes into the description instead of breaking the file. A zone that nobody knows is an error.
    pub fn add_event(&mut self, event: &Event) -> Result<(), ZoneError> {
        let zone = event.timezone.as_deref().map(Zone::named).transpose()?;
        let rule = event
            .rrule
            .as_deref()
            .map(|rule| rule.trim().trim_start_matches("RRULE:"));
        let good = rule.filter(|rule| is_rule(rule));
        let recurs = good.is_some() || !event.added_at.is_empty() || event.occurrence_at.is_some();
        let form = match zone {
            zone if event.all_day == Some(true) => Form::Days(zone.unwrap_or_else(Zone::utc)),
            Some(zone) if recurs && zone.name() != "UTC" => Form::Local(zone),
            _ => Form::Instant,
        };
        let uid = series_uid(event);
        let mut lines = self.start("VEVENT", &event.id, Origin::Event, uid.as_deref());
        self.times(&mut lines, event, &form);
        if let Some(rule) = good {
            lines.plain("RRULE", rule);
        }
        lines.text("SUMMARY", &one_line(&event.title));
        let bad = rule
            .filter(|_| good.is_none())
            .map(|rule| format!("recurrence not understood: {rule}"));
        let with = event.attendees.join(", ");
        // Those who were read from another calendar stand in its own lines.
        let with = (!with.is_empty() && event.ics.is_empty()).then(|| format!("with {with}"));
        let agenda = event.agenda.iter().map(|point| format!("- {point}"));
        let notes: Vec<String> = event
            .description
            .iter()
            .cloned()
            .chain(agenda)
            .chain(with)
            .chain(bad)
            .collect();
        describe(&mut lines, notes.iter().map(String::as_str));
        if let Some(location) = &event.location {
            lines.text("LOCATION", location);
        }
        if let Some(url) = event.url.as_deref().filter(|url| is_web_address(url)) {
            lines.plain("URL", url);
        }
        let client = event.client.as_deref();
        let headings = event.kind.as_deref().into_iter().chain(client);
        lines.list(
            "CATEGORIES",
            headings.chain(event.categories.iter().map(String::as_str)),
        );
        if let Some(status) = status(event) {
            lines.plain("STATUS", status);
        }
        foreign(&mut lines, &event.ics);
        self.remind(&mut lines, &one_line(&event.title));
        let place = match event.occurrence_at {
            Some(at) => format!("{} {}", event.uid.as_deref().unwrap_or(&event.id), utc(at)),
            None => event.uid.clone().unwrap_or_else(|| event.id.clone()),
        };
        self.finish_entry(lines, "VEVENT", &place, Origin::Event);
        Ok(())
    }

    fn times(&mut self, lines: &mut Lines, event: &Event, form: &Form) {
        self.dates(lines, "DTSTART", &[event.start_at], form);
        // A date may not end on itself; without an end it is that day (RFC 5545, section 3.6.1).
        let is_that_day = |end: &DateTime<Utc>| match form {
            Form::Days(zone) => zone.day(*end) == zone.day(event.start_at),
            _ => false,
        };
        let end = event
            .end_at
            .filter(|end| *end > event.start_at && !is_that_day(end));
        if let Some(end) = end {
            self.dates(lines, "DTEND", &[end], form);
        }
        self.dates(lines, "RECURRENCE-ID", event.occurrence_at.as_slice(), form);
        self.dates(lines, "RDATE", &event.added_at, form);
        self.dates(lines, "EXDATE", &event.excluded_at, form);
    }

    fn dates(&mut self, lines: &mut Lines, name: &str, all: &[DateTime<Utc>], form: &Form) {
        let Some(earliest) = all.iter().min() else {
            return;
        };
        let local = |zone: &Zone, at: &DateTime<Utc>| utc(zone.local(*at).and_utc());
        let join = |texts: Vec<String>| texts.join(",");
        match form {
            Form::Instant => lines.plain(name, &join(all.iter().map(|at| utc(*at)).collect())),
            Form::Days(zone) => {
                let days = all
                    .iter()
                    .map(|at| local(zone, at).chars().take(8).collect());
                lines.plain(&format!("{name};VALUE=DATE"), &join(days.collect()));
            }
            Form::Local(zone) => {
                let first = self
                    .zones
                    .entry(zone.name().to_owned())
                    .or_insert(*earliest);
                *first = (*first).min(*earliest);
                let times = all
                    .iter()
                    .map(|at| local(zone, at).trim_end_matches('Z').to_owned());
                lines.plain(
                    &format!("{name};TZID={}", zone.name()),
                    &join(times.collect()),
                );
            }
        }
    }
}

/// The UID when it is not made from the id: that of the calendar it was read from, or of the series that it stands in.
fn series_uid(event: &Event) -> Option<String> {
    let of_series = || {
        event.occurrence_at?;
        let (series, _) = event.id.rsplit_once('#')?;
        Some(format!("{series}@cm"))
    };
    event.uid.clone().or_else(of_series)
}

/// What is said of an event: our own are confirmed, one of another calendar that says nothing goes on saying nothing.
fn status(event: &Event) -> Option<&'static str> {
    match event.status.as_deref() {
        Some("cancelled") => Some("CANCELLED"),
        Some("tentative") => Some("TENTATIVE"),
        None if event.uid.is_some() => None,
        _ => Some("CONFIRMED"),
    }
}

/// Lines of the calendar that an event was read from: properties that no field holds, and whole components inside it. Anything else is left out, so
/// that no record can break the file.
fn foreign(lines: &mut Lines, kept: &[String]) {
    let mut open: Vec<&str> = Vec::new();
    let mut good = Vec::new();
    for line in kept {
        let Some((head, value)) = line.split_once(':') else {
            continue;
        };
        let name = head
            .split(';')
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match name.as_str() {
            "BEGIN" if head.len() == 5 && !matches!(value, "VEVENT" | "VTODO" | "VCALENDAR") => {
                open.push(value);
            }
            "END" if open.last() == Some(&value) => {
                open.pop();
            }
            "BEGIN" | "END" => continue,
            _ if !is_name
                || (open.is_empty() && name != "RRULE" && HELD.contains(&name.as_str())) =>
            {
                continue;
            }
            _ => {}
        }
        good.push(line);
    }
    if open.is_empty() {
        for line in good {
            lines.line(line);
        }
    }
}

/// Whether a text can be a recurrence rule: it is written into the file as it stands.
fn is_rule(rule: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | ';' | ',' | '+' | '-');
    rule.chars().all(letters) && Rule::parse(rule).is_ok()
}
