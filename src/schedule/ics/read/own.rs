//! Our own records back from a calendar: the line that was written into it, with what somebody changed there since.

use chrono::{DateTime, Days, Utc};
use serde_json::Value;

use super::content::Component;
use crate::jsonl::Object;
use crate::record::Event;
use crate::text::terminal::one_line;
use crate::time::Zone;

/// The record of an entry; `None` for a slot, task or draft that is cancelled. What is wrong when it is no record.
pub(super) fn record(
    line: &str,
    entry: &Component,
    read: &Event,
) -> Result<Option<String>, String> {
    let wrong = |what: &dyn std::fmt::Display| format!("X-CM-RECORD: {what}");
    let value: Value = serde_json::from_str(line).map_err(|error| wrong(&error))?;
    let kind = value
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let status = entry
        .get("STATUS")
        .map(|property| property.value.trim().to_ascii_uppercase());
    let cancelled = status.as_deref() == Some("CANCELLED");
    let mut changes: Vec<(&str, Value)> = Vec::new();
    match kind {
        "slot" | "draft" | "task" if cancelled => return Ok(None),
        "slot" | "draft" => moved(&value, "at", Some(read.start_at), same, &mut changes),
        "task" => {
            moved(&value, "due_at", read.end_at, same, &mut changes);
            if status.as_deref() == Some("COMPLETED") && text(&value, "status") != Some("resolved")
            {
                changes.push(("status", "resolved".into()));
            }
        }
        "event" => event(&value, entry, read, cancelled, &mut changes),
        _ => return Err(wrong(&"it is no slot, draft, task or event")),
    }
    let mut line = line.to_owned();
    for (key, value) in changes {
        let object = Object::read(&line).map_err(|error| wrong(&error.message))?;
        let mut edited = Vec::with_capacity(line.len() + 40);
        object.write_with(key, value.to_string().as_bytes(), &mut edited);
        line = String::from_utf8(edited).map_err(|error| wrong(&error))?;
    }
    Ok(Some(line))
}

fn event(
    value: &Value,
    entry: &Component,
    read: &Event,
    cancelled: bool,
    changes: &mut Vec<(&str, Value)>,
) {
    // A local time that comes twice is written as it looks, and a whole day as a date: neither has moved.
    let zone = text(value, "timezone").and_then(|name| Zone::named(name).ok());
    let zone = zone.unwrap_or_else(Zone::utc);
    let days = value.get("all_day") == Some(&Value::Bool(true));
    let local =
        read.rrule.is_some() || text(value, "occurrence_at").is_some() || !read.added_at.is_empty();
    let written = |at: DateTime<Utc>| match (days, local) {
        (true, _) => zone.midnight(zone.day(at)),
        (false, true) => zone.instant(zone.local(at)),
        (false, false) => at,
    };
    // A date is the same day in whatever zone it was read.
    let read_in = read
        .timezone
        .as_deref()
        .and_then(|name| Zone::named(name).ok());
    let read_in = read_in.unwrap_or_else(Zone::utc);
    let meant = |at: DateTime<Utc>| {
        if days {
            zone.midnight(read_in.day(at))
        } else {
            at
        }
    };
    moved(
        value,
        "start_at",
        Some(meant(read.start_at)),
        written,
        changes,
    );
    let day_after = |at: DateTime<Utc>| {
        let next = zone.day(at).checked_add_days(Days::new(1));
        next.map(|next| zone.midnight(next))
    };
    let (start, end) = (instant(value, "start_at"), instant(value, "end_at"));
    let same_day = |end| start.is_some_and(|start| zone.day(start) == zone.day(end));
    let end_read = read.end_at.map(meant);
    let expected = match end.filter(|end| Some(*end) > start) {
        Some(end) if days && same_day(end) => start.and_then(day_after),
        Some(end) => Some(written(end)),
        // Without an end of its own a whole day is read as one that ends with it.
        None if days => day_after(meant(read.start_at)),
        None => None,
    };
    if end_read.map(|at| at.timestamp()) != expected.map(|at| at.timestamp()) {
        moved(value, "end_at", end_read, written, changes);
    }
    words(value, entry, read, changes);
    if cancelled && text(value, "status") != Some("cancelled") {
        changes.push(("status", "cancelled".into()));
    }
}

/// Notes a title and a rule that are no longer the record's.
fn words(value: &Value, entry: &Component, read: &Event, changes: &mut Vec<(&str, Value)>) {
    let title = text(value, "title").map(one_line).unwrap_or_default();
    // A title of blanks is read as none.
    let both_blank = title.trim().is_empty() && read.title.trim().is_empty();
    if title != read.title && !both_blank && entry.get("SUMMARY").is_some() {
        changes.push(("title", read.title.clone().into()));
    }
    if let Some(rule) = &read.rrule
        && text(value, "rrule").map(|rule| rule.trim().trim_start_matches("RRULE:")) != Some(rule)
    {
        changes.push(("rrule", rule.clone().into()));
    }
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn instant(value: &Value, key: &str) -> Option<DateTime<Utc>> {
    text(value, key)?.parse().ok()
}

fn same(at: DateTime<Utc>) -> DateTime<Utc> {
    at
}

/// Notes a time that is no longer what `written` makes of the record's; a calendar knows whole seconds.
fn moved<'a>(
    value: &Value,
    key: &'a str,
    at: Option<DateTime<Utc>>,
    written: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
    changes: &mut Vec<(&'a str, Value)>,
) {
    let before = instant(value, key).map(|at| written(at).timestamp());
    if let Some(at) = at
        && before != Some(at.timestamp())
    {
        let text = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        changes.push((key, text.into()));
    }
}
