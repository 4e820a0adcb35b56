//! Counts of an interval of time: what `cm-report --partial` writes and every report reads beside or instead of posts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The counts of one group in one interval. Only `start_at` and `post_count` are needed, so that anybody can write one by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bucket {
    /// Always `bucket`.
    #[serde(rename = "type", default = "bucket_type")]
    #[schemars(extend("const" = "bucket"))]
    pub record_type: String,
    /// Begins (inclusive).
    pub start_at: DateTime<Utc>,
    /// Length in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// The group: `client`, `source`, `lang`, ... to its value; absent when unknown.
    #[serde(flatten)]
    pub group: BTreeMap<String, serde_json::Value>,
    /// Posts.
    pub post_count: u64,
}

fn bucket_type() -> String {
    "bucket".to_owned()
}
