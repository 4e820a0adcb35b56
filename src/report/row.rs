//! What a report reads of a line: a borrowed view of a post, with unknown fields skipped.
//!
//! [`RowReader`] tries [`super::shapes`] first, then [`super::skim`], which read ordinary lines several times faster, and falls back on `serde_json`
//! for whatever they leave alone; so every error is `serde_json`'s.

use serde::Deserialize;

use super::field;
use super::shapes::Shapes;
use super::skim::skim;
use crate::record::Str;
use crate::text::{reason, terminal};

/// The fields of a post that questions are asked about. Empty strings and `null` are absent, as is a negative count.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Post, by their names")]
pub struct Row<'a> {
    #[serde(rename = "type", default, borrow, deserialize_with = "field::word")]
    pub record_type: Option<Str<'a>>,
    /// Whether there is a `text`, which makes a line without `type` a post.
    #[serde(rename = "text", default, deserialize_with = "field::present")]
    pub has_text: bool,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub source: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub instance: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub kind: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub client: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub query: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub published_at: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub fetched_at: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub metrics_at: Option<Str<'a>>,
    #[serde(default)]
    pub own: Option<bool>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub hashtags: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::or_default")]
    pub author: AuthorRow<'a>,
    #[serde(default, deserialize_with = "field::or_default")]
    pub metrics: MetricsRow,
    #[serde(default, borrow, deserialize_with = "field::or_default")]
    pub labels: LabelsRow<'a>,
}

/// Who wrote a post.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Author, by their names")]
pub struct AuthorRow<'a> {
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub handle: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub name: Option<Str<'a>>,
    #[serde(default, deserialize_with = "field::count")]
    pub followers_count: Option<u64>,
}

impl AuthorRow<'_> {
    /// What tells the author from others: the id, else the handle, else the name.
    pub fn identity(&self) -> Option<&str> {
        let identity = self.id.as_ref().or(self.handle.as_ref());
        identity.or(self.name.as_ref()).map(|word| &**word)
    }
}

/// What the network counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Metrics, by their names")]
pub struct MetricsRow {
    #[serde(default, deserialize_with = "field::count")]
    pub like_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub reply_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub repost_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub view_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub impression_count: Option<u64>,
    #[serde(default, deserialize_with = "field::count")]
    pub reach_count: Option<u64>,
}

/// The judgement of `cm-classify`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Labels, by their names")]
pub struct LabelsRow<'a> {
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub lang: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub sentiment: Option<Str<'a>>,
    #[serde(default, deserialize_with = "field::number")]
    pub sentiment_score: Option<f64>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub intent: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub department: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub level: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "field::word")]
    pub stance: Option<Str<'a>>,
    #[serde(default, deserialize_with = "field::number")]
    pub urgency: Option<f64>,
    #[serde(default, borrow, deserialize_with = "field::words")]
    pub topics: Vec<Str<'a>>,
}

/// Why a line cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct LineProblem {
    /// Byte of the line, from 1; 0 when the whole line is meant.
    pub column: usize,
    /// What was expected.
    pub message: String,
}

impl<'a> Row<'a> {
    /// Reads a line of JSON as a row, whatever its type. To read many lines, see [`RowReader`].
    pub fn read(line: &'a str) -> Result<Self, LineProblem> {
        let mut row = Row::default();
        RowReader::default().read(line, &mut row)?;
        Ok(row)
    }

    /// Whether the line is a post: by its type, or by its text when it has no type.
    pub fn is_post(&self) -> bool {
        match &self.record_type {
            Some(name) => &**name == "post",
            None => self.has_text,
        }
    }
}

/// Reads line after line and remembers what they look like, which makes it fast.
#[derive(Clone, Debug, Default)]
pub struct RowReader(Shapes);

impl RowReader {
    /// Reads a line of JSON into an empty row, whatever its type.
    pub fn read<'a>(&mut self, line: &'a str, row: &mut Row<'a>) -> Result<(), LineProblem> {
        if self.0.read(line, row).is_some() {
            return Ok(());
        }
        *row = Row::default();
        if skim(line, row).is_some() {
            self.0.learn(line);
            return Ok(());
        }
        // serde would take a list for the fields in their order.
        if line.trim_start().starts_with('[') {
            return Err(LineProblem {
                column: 1,
                message: "expected an object, found a list".to_owned(),
            });
        }
        *row = serde_json::from_str(line).map_err(|error| problem(line, &error))?;
        Ok(())
    }
}

/// The type of a line that is not a post but has a field that a post could not have.
pub(super) fn type_of(line: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Typed {
        #[serde(rename = "type")]
        record_type: String,
    }
    serde_json::from_str::<Typed>(line)
        .ok()
        .map(|typed| typed.record_type)
}

/// A problem from `serde_json`'s error, without the place that it repeats in its text.
/// With the field when its value is what is wrong.
pub(super) fn problem(line: &str, error: &serde_json::Error) -> LineProblem {
    let what = reason::of_json(error);
    let field = reason::field_before(line, error.column()).filter(|_| error.is_data());
    let message = match field {
        Some(field) if what.starts_with("expected") => format!("`{field}`: {what}"),
        _ => what,
    };
    LineProblem {
        column: error.column(),
        message: terminal::one_line(&message).into_owned(),
    }
}

#[cfg(test)]
#[path = "row/tests.rs"]
mod tests;
