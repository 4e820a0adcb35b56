//! Reading posts for reports that need more of them than the summary does: text, ids, conversation, followers.
//!
//! [`Record::read`] tells posts from buckets and other records, and is as tolerant as the summary: fields that nobody asks for are skipped, numbers
//! may come as strings and strings as numbers, and `null`, `""` and negative counts are absent. The strings borrow from the line where they can.

use serde::Deserialize;

use super::field;
use super::row::{LineProblem, problem, type_of};
use crate::record::{Bucket, Str};
use crate::text::terminal;
use crate::time::epoch_millis;

/// A line of input as reports see it.
#[derive(Clone, Debug, PartialEq)]
pub enum Record<'a> {
    /// Somebody's words.
    Post(Box<PostRow<'a>>),
    /// Counts of an interval.
    Bucket(Box<Bucket>),
    /// Another record, which no report over posts counts.
    Other,
}

impl<'a> Record<'a> {
    /// Reads a line of JSON.
    pub fn read(line: &'a str) -> Result<Self, LineProblem> {
        // serde would take a list for the fields in their order.
        if line.trim_start().starts_with('[') {
            return Err(LineProblem {
                column: 1,
                message: "expected an object, found a list".to_owned(),
            });
        }
        let row = match serde_json::from_str::<PostRow<'a>>(line) {
            Ok(row) => row,
            Err(error) => {
                return match type_of(line).as_deref() {
                    None | Some("post" | "") => Err(problem(line, &error)),
                    Some("bucket") => bucket(line),
                    Some(_) => Ok(Record::Other),
                };
            }
        };
        match (row.record_type.as_deref(), &row.text) {
            (Some("post"), _) | (None, Some(_)) => {}
            (Some("bucket"), _) => return bucket(line),
            _ => return Ok(Record::Other),
        }
        Ok(Record::Post(Box::new(row)))
    }
}

fn bucket<'a>(line: &str) -> Result<Record<'a>, LineProblem> {
    match serde_json::from_str(line) {
        Ok(bucket) => Ok(Record::Bucket(Box::new(bucket))),
        Err(error) => Err(problem(line, &error)),
    }
}

/// A post with all that reports ask for. What each field is: [`crate::record::Post`]; `channel`, `pillar`, `campaign` and `paid` are those of the
/// draft it was published from ([`crate::record::Draft`]).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Post, by their names")]
pub struct PostRow<'a> {
    #[serde(rename = "type", default, borrow, deserialize_with = "field::word")]
    pub record_type: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub source: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub instance: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub url: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub kind: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub client: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub query: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub channel: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub pillar: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub campaign: Option<Str<'a>>,
    #[serde(default)]
    pub paid: Option<bool>,
    #[serde(default)]
    pub own: Option<bool>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub title: Option<Str<'a>>,
    /// As it came; the empty text is a text.
    #[serde(default, borrow)]
    pub text: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub published_at: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub fetched_at: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub metrics_at: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub conversation_id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub in_reply_to_id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub repost_of_id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub quote_of_id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub hashtags: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub mentions: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub links: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub matched: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::or_default")]
    pub media: Vec<PostMedia<'a>>,
    #[serde(default, borrow, deserialize_with = "field::or_default")]
    pub author: PostAuthor<'a>,
    #[serde(default, deserialize_with = "field::or_default")]
    pub metrics: PostMetrics,
    #[serde(default, borrow, deserialize_with = "field::or_default")]
    pub labels: PostLabels<'a>,
}

/// Who wrote a post.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Author, by their names")]
pub struct PostAuthor<'a> {
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub handle: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub name: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub url: Option<Str<'a>>,
    #[serde(default, deserialize_with = "field::count")]
    pub followers_count: Option<u64>,
    #[serde(default)]
    pub verified: Option<bool>,
    #[serde(default)]
    pub bot: Option<bool>,
}

impl PostAuthor<'_> {
    /// What tells the author from others: the id, else the handle, else the name.
    pub fn identity(&self) -> Option<&str> {
        let identity = self.id.as_ref().or(self.handle.as_ref());
        identity.or(self.name.as_ref()).map(|word| &**word)
    }
}

/// What is attached to a post.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Media, by their names")]
pub struct PostMedia<'a> {
    #[serde(rename = "type", default, borrow, deserialize_with = "field::word")]
    pub media_type: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub url: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub alt: Option<Str<'a>>,
}

/// What the network counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Metrics, by their names")]
pub struct PostMetrics {
    #[serde(default, deserialize_with = "field::count")]
    pub like_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub reply_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub repost_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub quote_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub bookmark_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub view_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub impression_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub reach_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub click_count: Option<u64>,
    #[serde(default, deserialize_with = "field::number")]
    pub score: Option<f64>,
}

impl PostMetrics {
    /// Likes, replies and reposts: the sum of those that are known, absent when none is.
    pub fn engagement(&self) -> Option<u64> {
        [self.like_count, self.reply_count, self.repost_count]
            .into_iter()
            .flatten()
            .reduce(u64::saturating_add)
    }
}

/// The judgement of `cm-classify`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Labels, by their names")]
pub struct PostLabels<'a> {
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub lang: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub sentiment: Option<Str<'a>>,
    #[serde(default, deserialize_with = "field::number")]
    pub sentiment_score: Option<f64>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub intent: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub topics: Vec<Str<'a>>,
    #[serde(default, deserialize_with = "field::number")]
    pub toxicity: Option<f64>,
    #[serde(default, deserialize_with = "field::number")]
    pub spam: Option<f64>,
    #[serde(default, deserialize_with = "field::number")]
    pub urgency: Option<f64>,
    #[serde(default, deserialize_with = "field::number")]
    pub priority: Option<f64>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub department: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub level: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub stance: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub reply_by: Option<Str<'a>>,
}

impl PostRow<'_> {
    /// When it was published, in milliseconds since 1970; an error when that is no RFC 3339 instant.
    pub fn published_millis(&self) -> Result<Option<i64>, LineProblem> {
        published(self.published_at.as_deref())
    }

    /// Whether we wrote it.
    pub fn is_own(&self) -> bool {
        self.own == Some(true)
    }

    /// The queries that matched it, as a list; else the watch that found it.
    pub(super) fn watches(&self) -> Option<String> {
        match self.matched.as_slice() {
            [] => self.query.as_deref().map(str::to_owned),
            matched => {
                let names: Vec<&str> = matched.iter().take(WATCHES).map(|name| &**name).collect();
                Some(shortened(&names.join(", "), WATCHES_CHARS))
            }
        }
    }
}

/// Queries of a post that are told, and characters of their names.
const WATCHES: usize = 10;
const WATCHES_CHARS: usize = 300;

/// The first characters of a text, with `…` when there are more.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => {
            let kept = text.get(..at).unwrap_or_default();
            let mut kept: String = kept.chars().take(most.saturating_sub(1)).collect();
            kept.truncate(kept.trim_end().len());
            kept.push('…');
            kept
        }
    }
}

/// The instant of a `published_at`.
pub(super) fn published(text: Option<&str>) -> Result<Option<i64>, LineProblem> {
    let Some(text) = text else {
        return Ok(None);
    };
    let millis = epoch_millis(text).ok_or_else(|| LineProblem {
        column: 0,
        message: format!(
            "published_at is `{}`, expected an instant such as 2026-11-22T18:30:00Z",
            terminal::one_line(&text.chars().take(40).collect::<String>())
        ),
    })?;
    Ok(Some(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(line: &str) -> PostRow<'_> {
        match Record::read(line).unwrap() {
            Record::Post(post) => *post,
            other => panic!("{other:?} for {line}"),
        }
    }

    #[test]
    fn a_post_is_read_with_what_it_has() {
        let read = post(
            r#"{"id":42,"text":"caf\u00e9","title":"","author":{"handle":"a","followers_count":"12"},"metrics":{"like_count":3,"reply_count":-1},"labels":{"level":2,"priority":71},"media":[{"type":"image"}],"published_at":"2026-06-01T00:00:00Z","raw":{"x":[1]}}"#,
        );
        assert_eq!(read.id.as_deref(), Some("42"));
        assert_eq!(read.text.as_deref(), Some("café"));
        assert_eq!(read.title, None);
        assert_eq!(read.author.identity(), Some("a"));
        assert_eq!(read.author.followers_count, Some(12));
        assert_eq!(read.metrics.engagement(), Some(3));
        assert_eq!(read.labels.level.as_deref(), Some("2"));
        assert_eq!(read.media.len(), 1);
        assert_eq!(read.published_millis(), Ok(Some(1_780_272_000_000)));
    }

    #[test]
    fn other_records_are_told_from_posts() {
        assert!(matches!(
            Record::read(r#"{"type":"bucket","post_count":3}"#),
            Ok(Record::Bucket(_))
        ));
        assert_eq!(
            Record::read(r#"{"type":"task","text":["x"]}"#),
            Ok(Record::Other)
        );
        assert_eq!(Record::read(r#"{"id":"x"}"#), Ok(Record::Other));
        for bad in ["", "[]", r#"{"text":3}"#, r#"{"text":"x","id":{}}"#, "{"] {
            assert!(Record::read(bad).is_err(), "{bad}");
        }
        let undated = post(r#"{"text":"","published_at":"yesterday"}"#);
        assert!(
            undated
                .published_millis()
                .unwrap_err()
                .message
                .contains("yesterday")
        );
    }
}
