//! A person's word against the machine's: the right value of a label.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One corrected label of one post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// Always `correction`.
    #[serde(rename = "type", default = "correction_type")]
    #[schemars(extend("const" = "correction"))]
    pub record_type: String,
    /// Id of the post.
    pub id: String,
    /// The label that was wrong: `sentiment`, `intent`, ...
    pub label: String,
    /// The right value.
    pub value: serde_json::Value,
    /// Who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

fn correction_type() -> String {
    "correction".to_owned()
}
