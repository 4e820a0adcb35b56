//! What a report reads of a line: a borrowed view of a post, with unknown fields skipped.
//!
//! [`Row::read`] tries [`super::skim`] first, which reads ordinary lines several times faster, and falls back on `serde_json` for whatever that
//! reader leaves alone; so every error is `serde_json`'s.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, de::IgnoredAny};

use crate::record::Str;
use crate::text::{reason, terminal};

/// The fields of a post that questions are asked about. Empty strings and `null` are absent, as is a negative count.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Post, by their names")]
pub struct Row<'a> {
    #[serde(rename = "type", default, borrow, deserialize_with = "word")]
    pub record_type: Option<Str<'a>>,
    /// Whether there is a `text`, which makes a line without `type` a post.
    #[serde(rename = "text", default, deserialize_with = "present")]
    pub has_text: bool,
    #[serde(default, borrow, deserialize_with = "word")]
    pub source: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub instance: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub kind: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub client: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub query: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub published_at: Option<Str<'a>>,
    #[serde(default)]
    pub own: Option<bool>,
    #[serde(default, borrow, deserialize_with = "words")]
    pub hashtags: Vec<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "or_default")]
    pub author: AuthorRow<'a>,
    #[serde(default, deserialize_with = "or_default")]
    pub metrics: MetricsRow,
    #[serde(default, borrow, deserialize_with = "or_default")]
    pub labels: LabelsRow<'a>,
}

/// Who wrote a post.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Author, by their names")]
pub struct AuthorRow<'a> {
    #[serde(default, borrow, deserialize_with = "word")]
    pub id: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub handle: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub name: Option<Str<'a>>,
}

/// What the network counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Metrics, by their names")]
pub struct MetricsRow {
    #[serde(default, deserialize_with = "count")]
    pub like_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub reply_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub repost_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub view_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub impression_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub reach_count: Option<u64>,
}

/// The judgement of `cm-classify`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the fields of record::Labels, by their names")]
pub struct LabelsRow<'a> {
    #[serde(default, borrow, deserialize_with = "word")]
    pub lang: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub sentiment: Option<Str<'a>>,
    #[serde(default, deserialize_with = "number")]
    pub sentiment_score: Option<f64>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub intent: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub department: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub level: Option<Str<'a>>,
    #[serde(default, borrow, deserialize_with = "word")]
    pub stance: Option<Str<'a>>,
    #[serde(default, deserialize_with = "number")]
    pub urgency: Option<f64>,
    #[serde(default, borrow, deserialize_with = "words")]
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
    /// Reads a line of JSON as a row, whatever its type.
    pub fn read(line: &'a str) -> Result<Self, LineProblem> {
        match super::skim::skim(line) {
            Some(row) => Ok(row),
            // serde would take a list for the fields in their order.
            None if line.trim_start().starts_with('[') => Err(LineProblem {
                column: 1,
                message: "expected an object, found a list".to_owned(),
            }),
            None => serde_json::from_str(line).map_err(|error| problem(line, &error)),
        }
    }

    /// Whether the line is a post: by its type, or by its text when it has no type.
    pub fn is_post(&self) -> bool {
        match &self.record_type {
            Some(name) => &**name == "post",
            None => self.has_text,
        }
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

/// Any value at all makes it present, but for `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Option::<IgnoredAny>::deserialize(deserializer).map(|value| value.is_some())
}

/// An object or `null`.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A string, or a number as its digits; other programs write ids and levels either way.
pub(super) fn word<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Str<'de>>, D::Error> {
    deserializer.deserialize_any(WordVisitor)
}

struct WordVisitor;

impl<'de> Visitor<'de> for WordVisitor {
    type Value = Option<Str<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok((!text.is_empty()).then(|| Str::from(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((!text.is_empty()).then(|| Str(Cow::Owned(text.to_owned()))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Str(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Str(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Str(Cow::Owned(number.to_string()))))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A list of strings, or `null`.
pub(super) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Str<'de>>, D::Error> {
    struct WordsVisitor;

    impl<'de> Visitor<'de> for WordsVisitor {
        type Value = Vec<Str<'de>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of strings")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
            let mut words = Vec::new();
            while let Some(Word(word)) = sequence.next_element()? {
                words.extend(word);
            }
            Ok(words)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }
    }

    #[derive(Deserialize)]
    struct Word<'a>(#[serde(borrow, deserialize_with = "word")] Option<Str<'a>>);

    deserializer.deserialize_any(WordsVisitor)
}

/// A count; `3.0` and `"3"` are counts too, -1 is how some networks say that they do not know.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    struct CountVisitor;

    impl Visitor<'_> for CountVisitor {
        type Value = Option<u64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a count")
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
            Ok(u64::try_from(number).ok())
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
            if number < 0.0 {
                return Ok(None);
            }
            if number.fract() != 0.0 || !number.is_finite() {
                return Err(E::invalid_value(Unexpected::Float(number), &self));
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole, not negative, and `as` saturates"
            )]
            let whole = number as u64;
            Ok(Some(whole))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            match text.trim() {
                "" => Ok(None),
                digits => digits
                    .parse()
                    .map(Some)
                    .map_err(|_| E::invalid_value(Unexpected::Str(text), &self)),
            }
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(CountVisitor)
}

/// A finite number, or `null`.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Option::<f64>::deserialize(deserializer)
}

#[cfg(test)]
#[path = "row/tests.rs"]
mod tests;
