//! Tasks and events as entries of a calendar.

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::{Event, Task, TaskStatus};
use crate::text::terminal::one_line;
use crate::time::Zone;

use super::calendar::{Calendar, Origin, TaskForm, describe, first_words};
use super::text::{Lines, utc};

impl Calendar {
    /// Adds a task.
    pub fn add_task(&mut self, task: &Task) {
        let todo = self.options.tasks == TaskForm::Todo;
        let component = if todo { "VTODO" } else { "VEVENT" };
        let mut lines = self.start(component, &task.id, Origin::Task);
        let length = TimeDelta::minutes(i64::from(task.minutes.unwrap_or(15).max(1)));
        let latest = task
            .due_at
            .checked_sub_signed(length)
            .unwrap_or(task.due_at);
        let planned = task.start_at.filter(|start| todo && *start < task.due_at);
        lines.instant("DTSTART", planned.unwrap_or(latest));
        lines.instant(if todo { "DUE" } else { "DTEND" }, task.due_at);
        let what = task
            .title
            .as_deref()
            .or(task.post.as_deref())
            .or(task.draft.as_deref());
        let summary = format!(
            "{}: {}",
            task.kind.name(),
            first_words(what.unwrap_or(&task.id))
        );
        lines.text("SUMMARY", &summary);
        let notes = notes(task);
        describe(
            &mut lines,
            notes.iter().map(String::as_str).chain(task.url.as_deref()),
        );
        let categories = [
            Some(task.kind.name()),
            task.client.as_deref(),
            task.department.as_deref(),
        ];
        lines.list("CATEGORIES", categories.into_iter().flatten());
        if let Some(url) = task.url.as_deref().filter(|url| is_web_address(url)) {
            lines.plain("URL", url);
        }
        if let Some(priority) = task.priority {
            // RFC 5545, section 3.8.1.9: 1 is the highest, 9 the lowest.
            lines.number(
                "PRIORITY",
                1 + (100 - i64::from(priority.min(100))) * 8 / 100,
            );
        }
        lines.plain("STATUS", task_status(task.status, todo));
        if let Some(minutes) = self
            .options
            .alarm_minutes
            .filter(|_| task.status != TaskStatus::Resolved)
        {
            alarm(&mut lines, &summary, minutes);
        }
        self.finish_entry(lines, component, &task.id, Origin::Task);
    }

    /// Adds an event. One that recurs in a known zone is written in local time, so that it stays at its hour when the clock changes; a rule that
    /// cannot be one goes into the description instead of breaking the file.
    pub fn add_event(&mut self, event: &Event) {
        let mut lines = self.start("VEVENT", &event.id, Origin::Event);
        let rule = event
            .rrule
            .as_deref()
            .map(|rule| rule.trim().trim_start_matches("RRULE:"));
        let good = rule.filter(|rule| is_rule(rule));
        let zone = event
            .timezone
            .as_deref()
            .and_then(|name| Zone::named(name).ok());
        let zone = zone.filter(|zone| good.is_some() && zone.name() != "UTC");
        self.date(&mut lines, "DTSTART", event.start_at, zone.as_ref());
        if let Some(end) = event.end_at.filter(|end| *end > event.start_at) {
            self.date(&mut lines, "DTEND", end, zone.as_ref());
        }
        if let Some(rule) = good {
            lines.plain("RRULE", rule);
        }
        lines.text("SUMMARY", &one_line(&event.title));
        let bad = rule
            .filter(|_| good.is_none())
            .map(|rule| format!("recurrence not understood: {rule}"));
        let with =
            (!event.attendees.is_empty()).then(|| format!("with {}", event.attendees.join(", ")));
        let agenda = event.agenda.iter().map(|point| format!("- {point}"));
        let notes: Vec<String> = agenda.chain(with).chain(bad).collect();
        describe(&mut lines, notes.iter().map(String::as_str));
        lines.list("CATEGORIES", event.kind.as_deref());
        lines.plain("STATUS", "CONFIRMED");
        self.finish_entry(lines, "VEVENT", &event.id, Origin::Event);
    }

    fn date(&mut self, lines: &mut Lines, name: &str, at: DateTime<Utc>, zone: Option<&Zone>) {
        let Some(zone) = zone else {
            return lines.plain(name, &utc(at));
        };
        let first = self.zones.entry(zone.name().to_owned()).or_insert(at);
        *first = (*first).min(at);
        let local = utc(zone.local(at).and_utc());
        lines.plain(
            &format!("{name};TZID={}", zone.name()),
            local.trim_end_matches('Z'),
        );
    }
}

/// What the description of a task says.
fn notes(task: &Task) -> Vec<String> {
    let mut notes: Vec<String> = task
        .assignee
        .iter()
        .map(|name| format!("for {name}"))
        .collect();
    notes.extend(task.stance.iter().map(|stance| format!("stance: {stance}")));
    notes.push(format!("level {}", task.level));
    if task.breach == Some(true) {
        notes.push("cannot be met in time as things are planned".to_owned());
    }
    notes
}

fn alarm(lines: &mut Lines, summary: &str, minutes: u32) {
    lines.begin("VALARM");
    lines.plain("ACTION", "DISPLAY");
    lines.text("DESCRIPTION", summary);
    lines.plain("TRIGGER;RELATED=END", &format!("-PT{minutes}M"));
    lines.end("VALARM");
}

fn task_status(status: TaskStatus, todo: bool) -> &'static str {
    match (status, todo) {
        (_, false) => "CONFIRMED",
        (TaskStatus::Open | TaskStatus::Snoozed, _) => "NEEDS-ACTION",
        (TaskStatus::Pending, _) => "IN-PROCESS",
        (TaskStatus::Resolved, _) => "COMPLETED",
    }
}

/// RFC 5545, section 3.3.10.
const FREQUENCIES: &[&str] = &[
    "FREQ=SECONDLY",
    "FREQ=MINUTELY",
    "FREQ=HOURLY",
    "FREQ=DAILY",
    "FREQ=WEEKLY",
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
];

/// Whether a text can be a recurrence rule: it is written into the file as it stands.
fn is_rule(rule: &str) -> bool {
    let letters = |c: char| {
        c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '=' | ';' | ',' | '+' | '-')
    };
    rule.len() <= 500
        && rule.split(';').any(|part| FREQUENCIES.contains(&part))
        && rule.chars().all(letters)
}

fn is_web_address(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\'))
}
