//! What alarms and trends read of a line: a post with its words, a bucket, or a task.

use serde::Deserialize;

use super::row::{LineProblem, MetricsRow, problem, type_of};
use crate::record::Str;
use crate::time::epoch_millis;

/// The fields of posts, buckets and tasks that alarms and trends look at; `null` and empty strings are absent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Line<'a> {
    #[serde(
        rename = "type",
        default,
        borrow,
        deserialize_with = "crate::report::field::word"
    )]
    record_type: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) source: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) client: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) query: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) title: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) text: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    published_at: Option<Str<'a>>,
    #[serde(default)]
    pub(super) own: Option<bool>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) in_reply_to_id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::or_default")]
    pub(super) author: Author<'a>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::words")]
    pub(super) hashtags: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::words")]
    pub(super) links: Vec<Str<'a>>,
    #[serde(default, deserialize_with = "crate::report::field::or_default")]
    pub(super) metrics: MetricsRow,
    #[serde(default, borrow, deserialize_with = "crate::report::field::or_default")]
    pub(super) labels: Labels<'a>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    sentiment: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    lang: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    start_at: Option<Str<'a>>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) seconds: Option<u64>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) post_count: Option<u64>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) own_count: Option<u64>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) labelled_count: Option<u64>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) negative_count: Option<u64>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) positive_count: Option<u64>,
    #[serde(default)]
    pub(super) paid: Option<bool>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) post: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) status: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    due_at: Option<Str<'a>>,
}

/// Who wrote a post.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Author<'a> {
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) handle: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) name: Option<Str<'a>>,
    #[serde(default, deserialize_with = "crate::report::field::count")]
    pub(super) followers_count: Option<u64>,
}

/// The judgement of a post.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Labels<'a> {
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) lang: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    pub(super) sentiment: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::word")]
    reply_by: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "crate::report::field::words")]
    pub(super) topics: Vec<Str<'a>>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Post,
    Bucket,
    Task,
    Other,
}

impl<'a> Line<'a> {
    /// Reads a line of JSON; a record of another type whose fields are not those of these is [`Sort::Other`].
    pub(super) fn read(line: &'a str) -> Result<(Self, Sort), LineProblem> {
        if line.trim_start().starts_with('[') {
            return Err(LineProblem {
                column: 1,
                message: "expected an object, found a list".to_owned(),
            });
        }
        match serde_json::from_str::<Line<'a>>(line) {
            Ok(read) => {
                let sort = match (read.record_type.as_deref(), &read.text) {
                    (Some("post"), _) | (None, Some(_)) => Sort::Post,
                    (Some("bucket"), _) => Sort::Bucket,
                    (Some("task"), _) => Sort::Task,
                    _ => Sort::Other,
                };
                Ok((read, sort))
            }
            Err(error) => match type_of(line).as_deref() {
                None | Some("post" | "bucket" | "task" | "") => Err(problem(line, &error)),
                Some(_) => Ok((Line::default(), Sort::Other)),
            },
        }
    }

    /// The instant of a post or of the beginning of a bucket, in seconds since 1970.
    pub(super) fn at(&self, sort: Sort) -> Result<Option<i64>, LineProblem> {
        match sort {
            Sort::Bucket => seconds("start_at", self.start_at.as_ref()),
            _ => seconds("published_at", self.published_at.as_ref()),
        }
    }

    /// When an answer or a task is due, in seconds since 1970.
    pub(super) fn due(&self, sort: Sort) -> Result<Option<i64>, LineProblem> {
        match sort {
            Sort::Task => seconds("due_at", self.due_at.as_ref()),
            _ => seconds("reply_by", self.labels.reply_by.as_ref()),
        }
    }

    /// The tone of a post or of all posts of a bucket.
    pub(super) fn sentiment(&self) -> Option<&str> {
        self.labels
            .sentiment
            .as_deref()
            .or(self.sentiment.as_deref())
    }

    /// The language likewise.
    pub(super) fn lang(&self) -> Option<&str> {
        self.labels.lang.as_deref().or(self.lang.as_deref())
    }

    /// The name that an author is known by.
    pub(super) fn author_name(&self) -> Option<&str> {
        let author = &self.author;
        author
            .handle
            .as_deref()
            .or(author.name.as_deref())
            .or(author.id.as_deref())
    }

    /// How many people the post reached: what the network says, else the author's followers.
    pub(super) fn reach(&self) -> u64 {
        let metrics = &self.metrics;
        metrics
            .reach_count
            .or(metrics.impression_count)
            .or(metrics.view_count)
            .or(self.author.followers_count)
            .unwrap_or(0)
    }
}

fn seconds(field: &str, text: Option<&Str<'_>>) -> Result<Option<i64>, LineProblem> {
    let Some(text) = text else { return Ok(None) };
    let millis = epoch_millis(text).ok_or_else(|| LineProblem {
        column: 0,
        message: format!(
            "{field} is `{}`, expected an instant such as 2026-11-22T18:30:00Z",
            crate::text::terminal::one_line(&text.chars().take(40).collect::<String>())
        ),
    })?;
    Ok(Some(millis.div_euclid(1000)))
}
