//! Work for a person: a reply to write, a comment to moderate, a draft to approve, a meeting to prepare.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One piece of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// Always `task`.
    #[serde(rename = "type", default = "task_type")]
    #[schemars(extend("const" = "task"))]
    pub record_type: String,
    /// `<kind>:<id of the post or draft>`: stays the same from run to run.
    pub id: String,
    /// What is to be done.
    pub kind: TaskKind,
    /// The post it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// The draft it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// Whose brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Department that owns the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Who may answer: 1, 2 or 3.
    #[schemars(extend("x-unit" = "1, 2 or 3"))]
    pub level: u8,
    /// When work on it should start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<DateTime<Utc>>,
    /// When it must be done.
    pub due_at: DateTime<Utc>,
    /// How long it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "minutes"))]
    pub minutes: Option<u32>,
    /// How far it is.
    #[schemars(extend("x-writer" = "cm-schedule replies, you"))]
    pub status: TaskStatus,
    /// True when it cannot be met in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach: Option<bool>,
    /// 0 to 100, from the labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "0 to 100"))]
    pub priority: Option<u8>,
    /// How to react, from the labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<String>,
    /// Where the post can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The first words of the post or draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Language of the post, from the labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "ISO 639-1, or `und`"))]
    pub lang: Option<String>,
    /// Thread of the post: its tasks stay with one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Id of the approved line proposed, from the labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_line: Option<String>,
    /// The person or team that answers in the department, from the labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Other posts that say the same and are settled with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_count: Option<u64>,
    /// Their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<String>,
    /// True when it is due by the clock on the wall, so that whoever is on call does it outside the hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_call: Option<bool>,
    /// When a snoozed task comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "you"))]
    pub snoozed_until: Option<DateTime<Utc>>,
    /// When it was done: the time of our answer, or when it was seen to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule replies --tasks"))]
    pub resolved_at: Option<DateTime<Utc>>,
    /// Why it cannot be met, and who would be needed; or why it was resolved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

impl Task {
    /// A task that is open, with what every task has and nothing else; `id` is `<kind>:<id of the post or draft>`.
    pub fn new(kind: TaskKind, about: &str, level: u8, due_at: DateTime<Utc>) -> Self {
        Task {
            record_type: task_type(),
            id: format!("{}:{about}", kind.name()),
            kind,
            post: None,
            draft: None,
            client: None,
            assignee: None,
            department: None,
            level,
            start_at: None,
            due_at,
            minutes: None,
            status: TaskStatus::Open,
            breach: None,
            priority: None,
            stance: None,
            url: None,
            title: None,
            lang: None,
            conversation_id: None,
            reply_line: None,
            owner: None,
            duplicate_count: None,
            duplicates: Vec::new(),
            on_call: None,
            snoozed_until: None,
            resolved_at: None,
            why: Vec::new(),
        }
    }
}

fn task_type() -> String {
    "task".to_owned()
}

/// What a task asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum TaskKind {
    Reply,
    Moderate,
    Approve,
    Prepare,
}

impl TaskKind {
    /// The name as records hold it.
    pub fn name(self) -> &'static str {
        match self {
            TaskKind::Reply => "reply",
            TaskKind::Moderate => "moderate",
            TaskKind::Approve => "approve",
            TaskKind::Prepare => "prepare",
        }
    }
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum TaskStatus {
    Open,
    Pending,
    Snoozed,
    Resolved,
}
