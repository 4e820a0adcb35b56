//! Tasks as entries of a calendar.

use chrono::TimeDelta;

use super::calendar::{Calendar, Origin, TaskForm, describe, first_words};
use super::text::Lines;
use crate::record::{Task, TaskStatus};

impl Calendar {
    /// Adds a task.
    pub fn add_task(&mut self, task: &Task) {
        let todo = self.options.tasks == TaskForm::Todo;
        let component = if todo { "VTODO" } else { "VEVENT" };
        let mut lines = self.start(component, &task.id, Origin::Task, None);
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
            alarm(&mut lines, &summary, "TRIGGER;RELATED=END", minutes);
        }
        self.finish_entry(lines, component, &task.id, Origin::Task);
    }

    /// An alarm before a slot or meeting begins, if one is wanted.
    pub(super) fn remind(&self, lines: &mut Lines, what: &str) {
        if let Some(minutes) = self.options.remind_minutes {
            alarm(lines, what, "TRIGGER", minutes);
        }
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

fn alarm(lines: &mut Lines, summary: &str, trigger: &str, minutes: u32) {
    lines.begin("VALARM");
    lines.plain("ACTION", "DISPLAY");
    lines.text("DESCRIPTION", summary);
    lines.plain(trigger, &format!("-PT{minutes}M"));
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

pub(super) fn is_web_address(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\'))
}
