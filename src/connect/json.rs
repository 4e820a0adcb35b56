//! Reading the JSON answers of networks: every member may be missing or of the wrong type, and one bad item must not cost the others.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::address::is_web;
use super::connector::ParseError;
use crate::http::Reply;
use crate::text::html;
use crate::time::rfc3339;

/// The answer as JSON; says what came instead if it is none. The reader refuses more than 128 levels (serde_json's own bound).
pub(super) fn value(reply: &Reply) -> Result<Value, ParseError> {
    serde_json::from_slice(&reply.body).map_err(|error| {
        let beginning = reply.body.trim_ascii_start();
        let message = if beginning.is_empty() {
            "the answer is empty where JSON was expected".to_owned()
        } else if beginning.starts_with(b"<") {
            "the answer is a web page where JSON was expected; is the address that of such a server?".to_owned()
        } else {
            format!(
                "the answer is not the JSON that was expected (line {}, column {})",
                error.line(),
                error.column()
            )
        };
        ParseError::new(reply, message)
    })
}

/// A text that is not empty.
pub(super) fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    at(value, path)?.as_str().filter(|text| !text.is_empty())
}

/// The same, to be kept.
pub(super) fn string(value: &Value, path: &str) -> Option<String> {
    text(value, path).map(str::to_owned)
}

/// A name or headline in plain text, on one line.
pub(super) fn line(value: &Value, path: &str) -> Option<String> {
    let line = text(value, path).map(html::one_line);
    line.filter(|line| !line.is_empty())
}

/// Words in plain text, without needless space.
pub(super) fn tidy(value: &Value, path: &str) -> Option<String> {
    let text = text(value, path).map(html::tidy);
    text.filter(|text| !text.is_empty())
}

/// An address of the web.
pub(super) fn web(value: &Value, path: &str) -> Option<String> {
    string(value, path).filter(|url| is_web(url))
}

/// An id: a text, or a whole number as it is written.
pub(super) fn id(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// A count: a whole number from 0, as a number or, as some networks send it, as a text.
pub(super) fn count(value: &Value, path: &str) -> Option<u64> {
    match at(value, path)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A whole number that may be below 0.
pub(super) fn signed(value: &Value, path: &str) -> Option<i64> {
    at(value, path)?.as_i64()
}

/// A time in RFC 3339.
pub(super) fn time(value: &Value, path: &str) -> Option<DateTime<Utc>> {
    rfc3339(text(value, path)?)
}

/// A time as seconds since 1970, as a number or a text.
pub(super) fn epoch(value: &Value, path: &str) -> Option<DateTime<Utc>> {
    let seconds = match at(value, path)? {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(whole_seconds)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    DateTime::from_timestamp(seconds?, 0)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and what is out of range is no time"
)]
fn whole_seconds(seconds: f64) -> i64 {
    seconds.floor() as i64
}

/// A yes or no.
pub(super) fn flag(value: &Value, path: &str) -> Option<bool> {
    at(value, path)?.as_bool()
}

/// The items of a list; none if there is no list.
pub(super) fn items<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    at(value, path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The member at a path such as `author.name` or `media.0.url`; the value itself for an empty path. `null` counts as missing.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let found = path
        .split('.')
        .filter(|part| !part.is_empty())
        .try_fold(value, |value, part| match value {
            Value::Array(items) => items.get(part.parse::<usize>().ok()?),
            _ => value.get(part),
        });
    found.filter(|found| !found.is_null())
}
