//! What all items of networks share when they become posts: what every post gets, notes of what was left out.

use serde_json::Value;

use super::address;
use super::source::Source;
use crate::http::Reply;
use crate::record::Post;

/// What every post of a source gets at the end: its server, when it was counted, the item as it was sent.
pub(super) fn finish(post: &mut Post, source: &Source, reply: &Reply, item: &Value) {
    post.instance = address::host(&source.target);
    post.fetched_at = Some(reply.fetched_at);
    post.metrics_at = post.metrics.map(|_| reply.fetched_at);
    if source.keep_raw {
        post.raw = Some(item.clone());
    }
}

/// A note that items were left out, if any were; `why` follows "it was" or "they were".
pub(super) fn left_out(notes: &mut Vec<String>, count: usize, why: &str) {
    match count {
        0 => {}
        1 => notes.push(format!("an item was left out: {why}")),
        count => notes.push(format!("{count} items were left out: {why}")),
    }
}
