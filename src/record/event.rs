//! A meeting or another date in the calendar.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One event, perhaps recurring.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Whose brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// What the calendar shows.
    pub title: String,
    /// Begins (inclusive).
    pub start_at: DateTime<Utc>,
    /// Ends (exclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_at: Option<DateTime<Utc>>,
    /// Zone in which it recurs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "IANA name"))]
    pub timezone: Option<String>,
    /// RFC 5545 recurrence rule, without the `RRULE:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    /// Whole days: local midnight to local midnight of `timezone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_day: Option<bool>,
    /// Occurrences that the rule does not name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-schedule ics --read"))]
    pub added_at: Vec<DateTime<Utc>>,
    /// Occurrences of the rule that do not take place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-schedule ics --read"))]
    pub excluded_at: Vec<DateTime<Utc>>,
    /// The occurrence of the series `uid` that this event stands in for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule ics --read"))]
    pub occurrence_at: Option<DateTime<Utc>>,
    /// Who comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-schedule rhythm, you"))]
    pub attendees: Vec<String>,
    /// What is talked about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-schedule rhythm, you"))]
    pub agenda: Vec<String>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Where it can be read about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `confirmed`, `tentative` or `cancelled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Under which headings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-schedule ics --read, you"))]
    pub categories: Vec<String>,
    /// Its UID in the calendar it was read from; `<id>@cm` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule ics --read"))]
    pub uid: Option<String>,
    /// Lines of that calendar that no other field holds, unfolded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-unit" = "lines of RFC 5545", "x-writer" = "cm-schedule ics --read"))]
    pub ics: Vec<String>,
}

fn event_type() -> String {
    "event".to_owned()
}
