//! Alarms and scores as documents.

use chrono::{DateTime, Utc};

use super::engine::Scored;
use super::options::SeriesKey;
use crate::document::{Block, Cell, CellKind, Column, Document, Note, Role, Section, Table};
use crate::record::{Alert, AlertKind, Severity};
use crate::time::Zone;

fn at(instant: DateTime<Utc>, zone: &Zone) -> Cell {
    Cell::Time {
        at: instant,
        offset: zone.offset_seconds(instant),
    }
}

/// The word for a kind.
pub(in crate::report) const fn kind(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Burst => "burst",
        AlertKind::Silence => "silence",
        AlertKind::ServiceLevel => "service-level",
    }
}

/// The word for a severity.
pub(in crate::report) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Watch => "watch",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    }
}

/// What makes the difference: `Critical, mirabo, since 2026-11-21 10:00: ...`.
pub(in crate::report) fn told(alert: &Alert, zone: &Zone) -> Cell {
    let text = |text: &str| Cell::Text(text.to_owned());
    let word = match alert.severity {
        Severity::Watch => "Worth a look, ",
        Severity::Warning => "Warning, ",
        Severity::Critical => "Critical, ",
    };
    let mut pieces = match &alert.client {
        Some(client) => vec![text(word), text(client), text(", since ")],
        None => vec![text(&format!("{word}since "))],
    };
    // Each reason is a sentence of its own, to be put into another language by itself.
    let mut reasons = Vec::new();
    for reason in &alert.why {
        if !reasons.is_empty() {
            reasons.push(text("; "));
        }
        reasons.push(Cell::Phrase(vec![text(reason)]));
    }
    pieces.extend([at(alert.start_at, zone), text(": "), Cell::Phrase(reasons)]);
    Cell::Phrase(pieces)
}

/// What is said when there is no alarm.
pub(in crate::report) const CALM: &str = "nothing out of the ordinary";

/// The alarms of a run, for people and for spreadsheets; `unheard` says why nothing can be said, if it is so.
pub fn alerts_document(alerts: &[Alert], unheard: Option<&str>, zone: &Zone) -> Document {
    let text = |name: &str, label: &str, role| Column::new(name, label, CellKind::Text, role);
    let mut data = Table::new(vec![
        Column::key("severity", "Severity"),
        Column::key("kind", "Kind"),
        Column::key("client", "Client"),
        text("group", "Of", Role::Figure(3)),
        text("start_at", "Began", Role::Key),
        text("end_at", "Ended", Role::Figure(2)),
        Column::figure("observed", "Posts", 0),
        Column::figure("expected", "Expected", 1),
        Column::figure("score", "Score", 4),
        text("seen_at", "Seen", Role::Data),
        text("id", "Id", Role::Data),
        text("posts", "Posts", Role::Data),
        text("why", "Why", Role::Data),
    ]);
    let mut blocks = vec![Block::Data];
    for alert in alerts {
        let group: Vec<&str> = alert.group.values().map(String::as_str).collect();
        data.push(vec![
            Cell::text(severity(alert.severity)),
            Cell::text(kind(alert.kind)),
            Cell::text(alert.client.clone().unwrap_or_default()),
            Cell::text(group.join(", ")),
            at(alert.start_at, zone),
            Cell::some(alert.end_at, |end| at(end, zone)),
            Cell::some(alert.observed, |value| Cell::decimal(value, 0)),
            Cell::some(alert.expected, |value| Cell::decimal(value, 1)),
            Cell::some(alert.score, |value| Cell::decimal(value, 2)),
            at(alert.seen_at, zone),
            Cell::text(alert.id.clone()),
            Cell::text(alert.posts.join(" ")),
            Cell::text(alert.why.join("; ")),
        ]);
    }
    blocks.push(Block::Points(
        alerts.iter().map(|alert| told(alert, zone)).collect(),
    ));
    if alerts.is_empty() {
        blocks = vec![Block::Note(match unheard {
            Some(why) => Note::warning(why),
            None => Note::remark(CALM),
        })];
    }
    Document {
        title: "Alarms".to_owned(),
        data,
        sections: vec![Section {
            heading: None,
            blocks,
        }],
    }
}

/// Rows of scores, to be filled with [`ScoreRows::push`].
#[derive(Debug)]
pub struct ScoreRows {
    table: Table,
    zone: Zone,
}

/// An empty table of scores.
pub fn scores_document(by: &[SeriesKey], zone: &Zone) -> ScoreRows {
    let mut columns = vec![Column::key("start_at", "From")];
    columns.extend(by.iter().map(|key| Column::key(key.name(), key.name())));
    columns.push(Column::figure("observed", "Posts", 0));
    columns.push(Column::figure("expected", "Expected", 2));
    columns.push(Column::figure("score", "Score", 1));
    ScoreRows {
        table: Table::new(columns),
        zone: zone.clone(),
    }
}

impl ScoreRows {
    /// Adds an interval.
    pub fn push(&mut self, scored: Scored<'_>) {
        let start = DateTime::from_timestamp(scored.start, 0).unwrap_or_default();
        let mut row = vec![at(start, &self.zone)];
        let keys = scored.keys.iter();
        row.extend(keys.map(|key| Cell::text(key.clone().unwrap_or_default())));
        row.push(Cell::count(scored.observed));
        row.push(Cell::decimal(scored.expected, 1));
        row.push(Cell::decimal(scored.score, 3));
        self.table.push(row);
    }

    /// The document of all rows.
    pub fn document(self) -> Document {
        Document {
            title: "Scores of intervals".to_owned(),
            data: self.table,
            sections: vec![Section {
                heading: None,
                blocks: vec![Block::Data],
            }],
        }
    }
}
