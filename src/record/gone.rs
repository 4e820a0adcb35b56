//! A post that is no longer where it was: what `cm-fetch verify` writes, and what `cm-fetch erase --ids` takes.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One post that its network no longer shows: deleted, made private, or gone with its account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gone {
    /// Always `gone`.
    #[serde(rename = "type", default = "gone_type")]
    #[schemars(extend("const" = "gone"))]
    pub record_type: String,
    /// Id of the post.
    pub id: String,
    /// When it was found to be gone; when it went is not known.
    pub seen_at: DateTime<Utc>,
    /// How that showed.
    pub why: String,
    /// Where the post was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Gone {
    /// A post that was found to be gone at that time, and how that showed.
    pub fn new(
        id: impl Into<String>,
        seen_at: DateTime<Utc>,
        why: impl Into<String>,
        url: Option<String>,
    ) -> Self {
        Gone {
            record_type: gone_type(),
            id: id.into(),
            seen_at,
            why: why.into(),
            url,
        }
    }
}

fn gone_type() -> String {
    "gone".to_owned()
}
