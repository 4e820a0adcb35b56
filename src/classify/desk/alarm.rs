//! Open alarms: while a burst is in progress, what is negative or a reproach goes to management.

use chrono::{DateTime, Utc};
use hashbrown::HashMap;

use super::change::{Change, told};
use crate::classify::Message;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::{Alert, AlertKind, Intent, OPEN_FOR, Sentiment, Severity};

/// An alarm and when it was open.
#[derive(Clone, Debug, PartialEq)]
struct Alarm {
    id: String,
    severity: Severity,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// The bursts that `cm-report alerts` saw, `warning` and `critical` ones only.
#[derive(Clone, Debug, Default)]
pub struct Alarms {
    /// Those that name no client, and so concern all.
    of_all: Vec<Alarm>,
    by_client: HashMap<String, Vec<Alarm>>,
}

impl Alarms {
    /// Takes an alarm in; `end_at` is when it ended, if that is known. One that comes again under its id is the same alarm, seen again.
    pub fn add(&mut self, alert: Alert, end_at: Option<DateTime<Utc>>) {
        if alert.kind != AlertKind::Burst || alert.severity < Severity::Warning {
            return;
        }
        let forgotten = alert
            .seen_at
            .checked_add_signed(OPEN_FOR)
            .unwrap_or(alert.seen_at);
        let alarm = Alarm {
            id: alert.id,
            severity: alert.severity,
            from: alert.start_at,
            until: end_at.map_or(forgotten, |end| end.min(forgotten)),
        };
        let list = match alert.client {
            Some(client) => self.by_client.entry(client).or_default(),
            None => &mut self.of_all,
        };
        match list.iter_mut().find(|known| known.id == alarm.id) {
            Some(known) => {
                known.severity = known.severity.max(alarm.severity);
                known.from = known.from.min(alarm.from);
                // Its end, once told, is its end.
                known.until = if end_at.is_some() {
                    alarm.until
                } else {
                    known.until.max(alarm.until)
                };
            }
            None => list.push(alarm),
        }
    }

    /// The gravest alarm open for a client at an instant; of two equal ones the first.
    fn open(&self, client: Option<&str>, at: DateTime<Utc>) -> Option<&Alarm> {
        let own = client.and_then(|client| self.by_client.get(client));
        let mut gravest: Option<&Alarm> = None;
        for alarm in own.into_iter().flatten().chain(&self.of_all) {
            let open = alarm.from <= at && at < alarm.until;
            if open && gravest.is_none_or(|other| alarm.severity > other.severity) {
                gravest = Some(alarm);
            }
        }
        gravest
    }

    /// Whether one is open when this message was published.
    pub(super) fn is_open(&self, message: &Message<'_>, now: DateTime<Utc>) -> bool {
        self.open(message.client, instant(message, now)).is_some()
    }

    /// Sends a reproach of somebody else's up while an alarm is open.
    pub(super) fn apply(&self, change: &mut Change<'_>, message: &Message<'_>, now: DateTime<Utc>) {
        let Some(alarm) = self.open(message.client, instant(message, now)) else {
            return;
        };
        let labels = &change.labels;
        let reproach = labels.sentiment == Sentiment::Negative
            || matches!(labels.intent, Intent::Complaint | Intent::Defect);
        if labels.intent == Intent::Spam || !reproach {
            return;
        }
        let raised = change.level(3);
        // As the engine counts a word of urgency (0.6), and a grave one.
        let hastened = change.hasten(if alarm.severity == Severity::Critical {
            0.8
        } else {
            0.6
        });
        for label in told(raised, hastened) {
            change.because(label, || format!("alarm `{}` is open", alarm.id));
        }
    }
}

/// When a message was published; one of the future has a wrong clock and counts as of now.
pub(super) fn instant(message: &Message<'_>, now: DateTime<Utc>) -> DateTime<Utc> {
    message.published_at.map_or(now, |at| at.min(now))
}

/// Gathers the alarms of a file; records of other types are passed over.
#[derive(Debug, Default)]
pub struct AlarmReader {
    /// What was gathered.
    pub alarms: Alarms,
    /// Alerts read.
    pub alerts: u64,
    /// Records of other types.
    pub others: u64,
}

impl Worker for AlarmReader {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let is_alert = |value: &str| value.trim_matches('"') == "alert";
        if !object.get("type").is_some_and(|kind| is_alert(kind.value)) {
            self.others += 1;
            return Ok(());
        }
        let end = object.get("end_at");
        let end_at = end.and_then(|end| serde_json::from_str(end.value).ok());
        let alert = serde_json::from_str(line).map_err(|error| Problem::in_line(line, &error))?;
        self.alarms.add(alert, end_at);
        self.alerts += 1;
        Ok(())
    }
}
