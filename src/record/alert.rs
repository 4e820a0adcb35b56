//! An alarm: a burst of mentions, a source that fell silent, a service level in danger.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long an alarm that says no end stays open after it was last seen, to whoever reads it: a weekend in which nobody looked does not end a crisis.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(7);

/// One alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alert {
    /// Always `alert`.
    #[serde(rename = "type", default = "alert_type")]
    #[schemars(extend("const" = "alert"))]
    pub record_type: String,
    /// Stays the same while the alarm is open.
    pub id: String,
    /// What it is about.
    pub kind: AlertKind,
    /// Whose brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// When what it reports began.
    pub start_at: DateTime<Utc>,
    /// When it was noticed.
    pub seen_at: DateTime<Utc>,
    /// When it was over; absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_at: Option<DateTime<Utc>>,
    /// How bad it is.
    pub severity: Severity,
    /// What else it is about, when more than clients are told apart: `query`, `source`, `sentiment`, ... to its value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub group: BTreeMap<String, String>,
    /// What was counted; like the next two, absent where nobody counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "posts, or open answers and tasks"))]
    pub observed: Option<f64>,
    /// What was to be expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "as `observed`"))]
    pub expected: Option<f64>,
    /// How sure, in [0, 1].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub score: Option<f64>,
    /// Ids of the posts behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<String>,
    /// What makes the difference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

fn alert_type() -> String {
    "alert".to_owned()
}

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum AlertKind {
    Burst,
    Silence,
    ServiceLevel,
}

/// How bad an alarm is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Severity {
    Watch,
    Warning,
    Critical,
}
