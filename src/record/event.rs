//! A meeting or another date in the calendar.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One event, perhaps recurring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Always `event`.
    #[serde(rename = "type", default = "event_type")]
    #[schemars(extend("const" = "event"))]
    pub record_type: String,
    /// Stays the same from run to run.
    pub id: String,
    /// `meeting`, `promotion`, `launch`, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What the calendar shows.
    pub title: String,
    /// Begins (inclusive).
    pub start_at: DateTime<Utc>,
    /// Ends (exclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_at: Option<DateTime<Utc>>,
    /// Zone in which it recurs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// RFC 5545 recurrence rule, without the `RRULE:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    /// Who comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<String>,
    /// What is talked about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<String>,
}

fn event_type() -> String {
    "event".to_owned()
}
