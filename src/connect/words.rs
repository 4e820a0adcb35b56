//! What the connectors of blogs and forums share: words that come as HTML, addresses with a query, dates that cannot be, and notes about what was left out.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::address::{self, absolute};
use super::connector::Ask;
use super::source::Source;
use crate::http::Reply;
use crate::record::{Media, Post};
use crate::text::html;

/// Clocks differ by as much, so that a post of the next minutes is none of the future.
const SKEW: TimeDelta = TimeDelta::minutes(10);

/// 1990-01-01, in seconds since 1970: before that there was no web to publish on.
const WEB: i64 = 631_152_000;

/// Words that came as HTML.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// Plain text; nothing if there are no words.
    pub(super) text: Option<String>,
    /// Where its links lead, each once.
    pub(super) links: Vec<String>,
    /// Its pictures.
    pub(super) media: Vec<Media>,
}

impl Words {
    /// Reads HTML; relative addresses are resolved against the page at `base`.
    pub(super) fn of(html: &str, base: Option<&str>) -> Self {
        let base = base.and_then(|base| Url::parse(base).ok());
        let mut words = Words {
            text: Some(html::to_text(html)).filter(|text| !text.is_empty()),
            ..Words::default()
        };
        let mut seen = HashSet::new();
        for reference in html::references(html) {
            let Some(url) = absolute(&reference.address, base.as_ref()) else {
                continue;
            };
            if !seen.insert(url.clone()) {
                continue;
            }
            if reference.image {
                words.media.push(Media {
                    media_type: Some("image".to_owned()),
                    url: Some(url),
                    alt: reference.alt,
                });
            } else {
                words.links.push(url);
            }
        }
        words
    }

    /// Gives the words to a post, after the links and pictures it has.
    pub(super) fn put(self, post: &mut Post) {
        post.text = self.text;
        for link in self.links {
            if !post.links.contains(&link) && post.url.as_ref() != Some(&link) {
                post.links.push(link);
            }
        }
        for picture in self.media {
            if !post.media.iter().any(|known| known.url == picture.url) {
                post.media.push(picture);
            }
        }
    }
}

/// A name or headline on one line, from HTML or plain text.
pub(super) fn line(text: Option<&str>) -> Option<String> {
    text.map(html::title).filter(|text| !text.is_empty())
}

/// Dates the post and says whether that can be.
pub(super) fn publish(post: &mut Post, at: Option<DateTime<Utc>>, reply: &Reply) {
    post.published_at = at;
    let odd = at.is_some_and(|at| at > reply.fetched_at + SKEW || at.timestamp() < WEB);
    post.time_suspect = odd.then_some(true);
}

/// What every post of a source gets at the end: its server, when it was counted, the item as it was sent.
pub(super) fn finish(post: &mut Post, source: &Source, reply: &Reply, item: &Value) {
    post.instance = address::host(&source.target);
    post.fetched_at = Some(reply.fetched_at);
    post.metrics_at = post.metrics.map(|_| reply.fetched_at);
    if source.keep_raw {
        post.raw = Some(item.clone());
    }
}

/// What a connector wrote down for itself in an ask; what it wrote in none.
pub(super) fn memo<T: DeserializeOwned + Default>(ask: &Ask) -> T {
    serde_json::from_str(&ask.memo).unwrap_or_default()
}

/// A note for the reading of the answer.
pub(super) fn remember<T: Serialize>(memo: &T) -> String {
    serde_json::to_string(memo).unwrap_or_default()
}

/// Time of a cursor that is a time; none of the future, which a clock that was wrong may have left behind.
pub(super) fn cursor_time(
    cursor: Option<&super::Cursor>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    crate::time::rfc3339(&cursor?.0).map(|at| at.min(now))
}

/// A line for the user when something was left out.
pub(super) fn left_out(notes: &mut Vec<String>, count: usize, one: &str, many: &str) {
    match count {
        0 => {}
        1 => notes.push(one.to_owned()),
        count => notes.push(format!("{count} {many}")),
    }
}
