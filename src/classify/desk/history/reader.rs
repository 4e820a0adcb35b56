//! Reads the posts of earlier runs, a line at a time.

use chrono::DateTime;
use serde::Deserialize;

use super::{History, Who};
use crate::jsonl::{Problem, Worker};
use crate::record::{Intent, Sentiment, Str};
use crate::time::epoch_millis;

/// Gathers the history of a file. One reader sees all lines.
#[derive(Debug, Default)]
pub struct HistoryReader {
    /// What was gathered.
    pub history: History,
    /// Posts taken in.
    pub posts: u64,
    /// Posts that count for nothing, because it is not known when they were written.
    pub undated: u64,
    /// Records of other types.
    pub others: u64,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "type", borrow, default)]
    record_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    source: Option<Str<'a>>,
    #[serde(borrow, default)]
    instance: Option<Str<'a>>,
    #[serde(borrow, default)]
    client: Option<Str<'a>>,
    #[serde(borrow, default)]
    author: Option<Author<'a>>,
    #[serde(borrow, default)]
    published_at: Option<Str<'a>>,
    #[serde(borrow, default)]
    fetched_at: Option<Str<'a>>,
    #[serde(borrow, default)]
    in_reply_to_id: Option<Str<'a>>,
    #[serde(default)]
    own: Option<bool>,
    #[serde(borrow, default)]
    labels: Option<Judged<'a>>,
}

#[derive(Deserialize)]
struct Author<'a> {
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    handle: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Judged<'a> {
    #[serde(borrow, default)]
    intent: Option<Str<'a>>,
    #[serde(borrow, default)]
    sentiment: Option<Str<'a>>,
}

impl Worker for HistoryReader {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let post: Line<'_> =
            serde_json::from_str(line).map_err(|error| Problem::in_line(line, &error))?;
        if post.record_type.as_deref().is_some_and(|of| of != "post") {
            self.others += 1;
            return Ok(());
        }
        let at = [&post.published_at, &post.fetched_at]
            .into_iter()
            .find_map(|at| DateTime::from_timestamp_millis(epoch_millis(at.as_deref()?)?));
        let Some(at) = at else {
            self.undated += 1;
            return Ok(());
        };
        self.posts += 1;
        if post.own == Some(true) {
            if let Some(answered) = post.in_reply_to_id.as_deref() {
                self.history.answered(answered, at);
            }
            return Ok(());
        }
        let author = post.author.as_ref();
        let who = Who {
            client: post.client.as_deref(),
            source: post.source.as_deref(),
            instance: post.instance.as_deref(),
            id: author.and_then(|author| author.id.as_deref()),
            handle: author.and_then(|author| author.handle.as_deref()),
        };
        // A post without id is known by its line.
        let id = post.id.as_deref().unwrap_or(line);
        let labels = post.labels.as_ref().map(|labels| {
            let intent = labels.intent.as_deref().and_then(Intent::parse);
            let sentiment = labels.sentiment.as_deref().and_then(Sentiment::parse);
            (intent.unwrap_or_default(), sentiment.unwrap_or_default())
        });
        self.history.add(&who, id, at, labels);
        Ok(())
    }
}
