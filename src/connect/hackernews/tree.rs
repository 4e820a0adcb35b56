//! A thread as one nested answer.

use serde_json::Value;

use super::ask::{self, Memo};
use super::hit::{self, Item};
use crate::connect::connector::{Page, ParseError};
use crate::connect::item::left_out;
use crate::connect::json;
use crate::connect::source::Source;
use crate::http::Reply;

/// The JSON reader takes no more levels than this (serde_json's own bound); each answer to an answer costs two.
const LEVELS: usize = 127;

/// Whether JSON is nested deeper than it can be read.
pub(super) fn is_too_deep(body: &[u8]) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > LEVELS {
            return true;
        }
    }
    false
}

/// The same thread as a list of hits, which is not nested.
pub(super) fn flat_instead(source: &Source, memo: &Memo) -> Page {
    let flat = Memo {
        tags: format!("story_{}", memo.item),
        ..memo.clone()
    };
    Page {
        next: vec![ask::search(source, &flat)],
        notes: vec![
            "the thread is nested too deeply to be read at once; it is read as a list".to_owned(),
        ],
        ..Page::default()
    }
}

/// The item and everything below it, each answer after what it answers.
pub(super) fn posts(source: &Source, reply: &Reply) -> Result<Page, ParseError> {
    let (value, id, story) = opened(reply)?;
    let mut page = Page::default();
    let (mut nameless, mut empty) = (0, 0);
    let mut waiting = vec![&value];
    while let Some(value) = waiting.pop() {
        waiting.extend(json::items(value, "children").iter().rev());
        let Some(number) = json::id(value, "id") else {
            nameless += 1;
            continue;
        };
        if json::text(value, "type") == Some("pollopt") {
            continue;
        }
        if is_empty(value) {
            empty += 1;
            continue;
        }
        page.posts.push(hit::post(
            source,
            reply,
            &item(value, number, story.as_deref()),
        ));
    }
    let below = page
        .posts
        .iter()
        .filter(|post| post.in_reply_to_id.is_some())
        .count();
    if let Some(first) = page
        .posts
        .iter_mut()
        .find(|post| post.id == hit::id(&id) && post.in_reply_to_id.is_none())
    {
        let mut metrics = first.metrics.unwrap_or_default();
        metrics.reply_count = Some(below as u64);
        first.metrics = Some(metrics);
        first.metrics_at = Some(reply.fetched_at);
    }
    left_out(&mut page.notes, nameless, "without a number");
    left_out(&mut page.notes, empty, "deleted");
    Ok(page)
}

/// The item alone.
pub(super) fn root(source: &Source, reply: &Reply) -> Result<Page, ParseError> {
    let (value, id, story) = opened(reply)?;
    let mut page = Page::default();
    if !is_empty(&value) {
        page.posts.push(hit::post(
            source,
            reply,
            &item(&value, id, story.as_deref()),
        ));
    }
    Ok(page)
}

/// The answer, the number of its item, and the number of the story that it belongs to.
fn opened(reply: &Reply) -> Result<(Value, String, Option<String>), ParseError> {
    let value = json::value(reply)?;
    let Some(id) = json::id(&value, "id") else {
        return Err(ParseError::new(
            reply,
            "the answer is no item; is the address that of the Hacker News search?",
        ));
    };
    let is_comment = json::text(&value, "type") == Some("comment");
    let story = json::id(&value, "story_id").or_else(|| (!is_comment).then(|| id.clone()));
    Ok((value, id, story))
}

/// Whether an item was deleted: nobody has said anything.
fn is_empty(value: &Value) -> bool {
    let has = |name| json::text(value, name).is_some();
    !has("text") && !has("title") && !has("url")
}

fn item<'v>(value: &'v Value, id: String, story: Option<&str>) -> Item<'v> {
    let comment = json::text(value, "type").map_or_else(
        || json::id(value, "parent_id").is_some(),
        |kind| kind == "comment",
    );
    Item {
        id,
        value,
        text: json::text(value, "text"),
        story: json::id(value, "story_id").or_else(|| story.map(str::to_owned)),
        comments: None,
        comment,
    }
}
