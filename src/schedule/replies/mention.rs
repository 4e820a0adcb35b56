//! What a post must hold for its task, borrowed from its line.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::record::Str;
use crate::time::rfc3339;

/// A post, or the word that one is gone.
#[derive(Debug, Default, Deserialize)]
pub struct Mention<'a> {
    /// `post` or `gone`, or absent.
    #[serde(rename = "type", borrow, default)]
    pub record_type: Option<Str<'a>>,
    /// Name of the post.
    #[serde(borrow, default)]
    pub id: Option<Str<'a>>,
    /// Where it can be read.
    #[serde(borrow, default)]
    pub url: Option<Str<'a>>,
    /// Its headline.
    #[serde(borrow, default)]
    pub title: Option<Str<'a>>,
    /// Its words.
    #[serde(borrow, default)]
    pub text: Option<Str<'a>>,
    /// When its author says it was published, RFC 3339.
    #[serde(borrow, default)]
    pub published_at: Option<Str<'a>>,
    /// When it reached the server.
    #[serde(borrow, default)]
    pub indexed_at: Option<Str<'a>>,
    /// When we read it.
    #[serde(borrow, default)]
    pub fetched_at: Option<Str<'a>>,
    /// `published_at` cannot be right.
    #[serde(default)]
    pub time_suspect: Option<bool>,
    /// When it was found to be gone (`gone` records).
    #[serde(borrow, default)]
    pub seen_at: Option<Str<'a>>,
    /// First post of its thread.
    #[serde(borrow, default)]
    pub conversation_id: Option<Str<'a>>,
    /// The post it answers.
    #[serde(borrow, default)]
    pub in_reply_to_id: Option<Str<'a>>,
    /// Whose brand.
    #[serde(borrow, default)]
    pub client: Option<Str<'a>>,
    /// One of our own accounts wrote it.
    #[serde(default)]
    pub own: Option<bool>,
    /// Its judgement.
    #[serde(borrow, default)]
    pub labels: Option<MentionLabels<'a>>,
}

/// The labels that a task is made from. All may be absent: labels written by hand hold what somebody thought of.
#[derive(Debug, Default, Deserialize)]
pub struct MentionLabels<'a> {
    /// Language.
    #[serde(borrow, default)]
    pub lang: Option<Str<'a>>,
    /// 0 no clock .. 1 within the hour.
    #[serde(default)]
    pub urgency: Option<f32>,
    /// 0 to 100.
    #[serde(default)]
    pub priority: Option<u8>,
    /// Who owns the answer.
    #[serde(borrow, default)]
    pub department: Option<Str<'a>>,
    /// The person or team that answers in the department.
    #[serde(borrow, default)]
    pub owner: Option<Str<'a>>,
    /// 1, 2 or 3.
    #[serde(default)]
    pub level: Option<u8>,
    /// How to react.
    #[serde(borrow, default)]
    pub stance: Option<Str<'a>>,
    /// Id of the approved line proposed.
    #[serde(borrow, default)]
    pub reply_line: Option<Str<'a>>,
    /// When it should be answered, RFC 3339.
    #[serde(borrow, default)]
    pub reply_by: Option<Str<'a>>,
    /// The first post that said the same.
    #[serde(borrow, default)]
    pub duplicate_of: Option<Str<'a>>,
}

impl Mention<'_> {
    /// When a post appeared: as its author says unless that cannot be right, else when it was seen.
    pub(super) fn at(&self) -> Option<DateTime<Utc>> {
        let read = |text: &Option<Str<'_>>| text.as_deref().and_then(rfc3339);
        let said = if self.time_suspect == Some(true) {
            None
        } else {
            read(&self.published_at)
        };
        said.or_else(|| read(&self.indexed_at))
            .or_else(|| read(&self.fetched_at))
    }
}
