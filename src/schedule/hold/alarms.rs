//! Alarms, and which of them are open.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::record::{Alert, AlertKind, Severity};

use super::terms::{Terms, terms_of};

/// A burst in progress.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Name of the alarm.
    pub id: String,
    /// Whose brand; all when absent.
    pub client: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// When it began.
    pub start_at: DateTime<Utc>,
    /// When it was last seen.
    pub seen_at: DateTime<Utc>,
    /// When it ended, if that is known.
    pub end_at: Option<DateTime<Utc>>,
    /// What was counted, and what was to be expected, if that is known.
    pub counted: Option<(f64, f64)>,
    pub(super) terms: Terms,
}

/// What an alert may say beside its own fields.
#[derive(Debug, Default, Deserialize)]
struct Beside {
    #[serde(default)]
    end_at: Option<DateTime<Utc>>,
    #[serde(default)]
    terms: Vec<String>,
}

/// The alarms that can hold a calendar: bursts. A source that fell silent or a late answer is no reason to fall silent oneself.
#[derive(Clone, Debug, Default)]
pub struct Alarms {
    list: Vec<Alarm>,
}

impl Alarms {
    /// No alarm.
    pub fn new() -> Self {
        Alarms::default()
    }

    /// Takes in the line of an `alert`; other kinds than bursts are passed over. One that comes again under its id is the same alarm, seen again.
    pub fn add(&mut self, line: &str) -> Result<(), serde_json::Error> {
        let alert: Alert = serde_json::from_str(line)?;
        let beside: Beside = serde_json::from_str(line)?;
        if alert.kind != AlertKind::Burst {
            return Ok(());
        }
        let terms = terms_of(&beside.terms, &alert.why);
        let known = self
            .list
            .iter_mut()
            .find(|known| known.id == alert.id && known.client == alert.client);
        match known {
            Some(known) => {
                known.severity = known.severity.max(alert.severity);
                known.start_at = known.start_at.min(alert.start_at);
                known.seen_at = known.seen_at.max(alert.seen_at);
                known.end_at = beside.end_at.or(known.end_at);
                known.counted = alert.observed.zip(alert.expected).or(known.counted);
                known.terms.merge(terms);
            }
            None => self.list.push(Alarm {
                id: alert.id,
                client: alert.client,
                severity: alert.severity,
                start_at: alert.start_at,
                seen_at: alert.seen_at,
                end_at: beside.end_at,
                counted: alert.observed.zip(alert.expected),
                terms,
            }),
        }
        Ok(())
    }

    /// Those that are open at an instant, the gravest first.
    pub fn open(&self, now: DateTime<Utc>, open_for: TimeDelta) -> Vec<&Alarm> {
        let mut open: Vec<&Alarm> = self
            .list
            .iter()
            .filter(|alarm| alarm.is_open(now, open_for))
            .collect();
        open.sort_by_key(|alarm| std::cmp::Reverse(alarm.severity));
        open
    }
}

impl Alarm {
    fn is_open(&self, now: DateTime<Utc>, open_for: TimeDelta) -> bool {
        let forgotten = self.seen_at.checked_add_signed(open_for);
        self.start_at <= now
            && self.end_at.is_none_or(|end| now < end)
            && forgotten.is_none_or(|end| now < end)
    }

    /// Whether it is about a client's brand. One that names no client is about all; what names no client is touched by those only.
    pub(super) fn concerns(&self, client: Option<&str>) -> bool {
        let Some(own) = &self.client else {
            return true;
        };
        client.is_some_and(|client| client.to_lowercase() == own.to_lowercase())
    }

    /// In words.
    pub fn told(&self) -> String {
        let severity = match self.severity {
            Severity::Watch => "watch",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        };
        let of = self
            .client
            .as_deref()
            .map_or(String::new(), |client| format!(" for {client}"));
        let counted = self.counted.map_or(String::new(), |(observed, expected)| {
            format!(": {observed} counted, {expected:.0} expected")
        });
        format!(
            "alarm {} ({severity}) is open{of} since {}{counted}",
            self.id,
            self.start_at
                .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        )
    }
}
