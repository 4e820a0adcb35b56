//! What `cm-schedule lint` finds in a draft.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A breach of the editorial charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Always `finding`.
    #[serde(rename = "type", default = "finding_type")]
    #[schemars(extend("const" = "finding"))]
    pub record_type: String,
    /// The file as it was named, `-` for standard input.
    pub file: String,
    /// Line of the file, from 1: the record's, or in a plain text the finding's own.
    #[schemars(extend("x-unit" = "line of the file, from 1"))]
    pub line: u64,
    /// Id of the draft.
    pub id: String,
    /// Whose brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The field: `text`, `variants.<channel>`, `media`.
    pub place: String,
    /// The channels it holds for, where it does not hold for all of the draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Line inside the text, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "line, from 1"))]
    pub text_line: Option<u64>,
    /// Character of that line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "character, from 1"))]
    pub column: Option<u64>,
    /// Line inside the text where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "line, from 1"))]
    pub end_line: Option<u64>,
    /// Character after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "character, from 1"))]
    pub end_column: Option<u64>,
    /// How grave it is.
    pub severity: FindingSeverity,
    /// Name of the rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What `--fix` writes there instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

fn finding_type() -> String {
    "finding".to_owned()
}

/// How grave a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FindingSeverity {
    /// Good to know.
    Info,
    /// To be looked at.
    Warning,
    /// Not to be published like this.
    Error,
}

impl FindingSeverity {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            FindingSeverity::Info => "info",
            FindingSeverity::Warning => "warning",
            FindingSeverity::Error => "error",
        }
    }
}
