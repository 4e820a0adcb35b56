//! What the judgement reads of a post: one reading for all who judge posts, so that none of them knows more or less than another.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::message::Message;
use crate::jsonl::{Object, Problem};
use crate::record::Str;
use crate::time::epoch_millis;

/// A post as it stands in a line, or on its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Posted<'a> {
    title: Option<Str<'a>>,
    text: Option<Str<'a>>,
    lang_declared: Option<Str<'a>>,
    source: Option<Str<'a>>,
    kind: Option<Str<'a>>,
    client: Option<Str<'a>>,
    author_followers: Option<u64>,
    author_verified: bool,
    own: bool,
    published_at: Option<DateTime<Utc>>,
}

/// What is read of `author`.
#[derive(Default, Deserialize)]
struct Author<'a> {
    /// A number, or a number written as text.
    #[serde(borrow, default)]
    followers_count: Option<&'a RawValue>,
    #[serde(default)]
    verified: Option<bool>,
}

impl<'a> Posted<'a> {
    /// Reads a post.
    ///
    /// # Errors
    ///
    /// When a field holds what it cannot hold, such as a number for the text.
    pub fn read(object: &Object<'a>) -> Result<Self, Problem> {
        let published_at = string(object, "published_at")?;
        let author: Author<'_> = value(object, "author")?.unwrap_or_default();
        Ok(Posted {
            title: string(object, "title")?,
            text: string(object, "text")?,
            lang_declared: string(object, "lang_declared")?,
            source: string(object, "source")?,
            kind: string(object, "kind")?,
            client: string(object, "client")?,
            author_followers: author.followers_count.and_then(followers),
            author_verified: author.verified.unwrap_or_default(),
            own: value(object, "own")?.unwrap_or_default(),
            published_at: published_at.as_deref().and_then(instant),
        })
    }

    /// As the judgement takes it.
    pub fn message(&self) -> Message<'_> {
        Message {
            title: self.title.as_deref(),
            text: self.text.as_deref().unwrap_or_default(),
            lang_declared: self.lang_declared.as_deref(),
            source: self.source.as_deref(),
            kind: self.kind.as_deref(),
            author_followers: self.author_followers,
            author_verified: self.author_verified,
            own: self.own,
            client: self.client.as_deref(),
            published_at: self.published_at,
        }
    }

    /// Title and text, a line each; those that are empty take none.
    pub fn words(&self) -> String {
        let parts = [self.title.as_deref(), self.text.as_deref()];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n")
    }

    /// The same, apart from the line it was read from.
    pub fn into_owned(self) -> Posted<'static> {
        let owned = |text: Option<Str<'_>>| text.map(|text| Str(Cow::Owned(text.0.into_owned())));
        Posted {
            title: owned(self.title),
            text: owned(self.text),
            lang_declared: owned(self.lang_declared),
            source: owned(self.source),
            kind: owned(self.kind),
            client: owned(self.client),
            author_followers: self.author_followers,
            author_verified: self.author_verified,
            own: self.own,
            published_at: self.published_at,
        }
    }

    /// Whether it has neither title nor text, not even empty ones.
    pub fn is_wordless(&self) -> bool {
        self.title.is_none() && self.text.is_none()
    }
}

/// A text; nothing when it is absent or null.
///
/// # Errors
///
/// When the field holds something else.
pub(super) fn string<'a>(object: &Object<'a>, key: &str) -> Result<Option<Str<'a>>, Problem> {
    value(object, key)
}

/// A field's value; nothing when it is absent or null.
fn value<'a, T: Deserialize<'a>>(object: &Object<'a>, key: &str) -> Result<Option<T>, Problem> {
    let Some(field) = object.get(key) else {
        return Ok(None);
    };
    serde_json::from_str(field.value).map_err(|error| {
        let problem = Problem::from(error).shifted(field.start);
        Problem::new(problem.column, format!("`{key}`: {}", problem.message))
    })
}

/// Followers, when what stands there is a number at all: a strange count is no reason to leave a message unjudged.
fn followers(count: &RawValue) -> Option<u64> {
    count.get().trim_matches('"').parse().ok().map(whole)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what a count wants"
)]
fn whole(count: f64) -> u64 {
    count as u64
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(epoch_millis(text)?)
}
