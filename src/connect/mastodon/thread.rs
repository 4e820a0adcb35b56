//! Conversations: which post is the first of one, and the whole of it (<https://docs.joinmastodon.org/methods/statuses/#context>).

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::paging::Memo;
use super::{status, step};
use crate::connect::address::segment;
use crate::connect::connector::{Ask, Page, ParseError};
use crate::connect::json;
use crate::connect::memo::remember;
use crate::connect::source::Source;
use crate::http::Reply;
use crate::record::{Kind, Post};

/// Names the conversation of answers whose first post is on the same page.
pub(super) fn name_conversations(posts: &mut [Post]) {
    let known: HashMap<String, (Option<String>, Option<String>)> = posts
        .iter()
        .map(|post| {
            (
                post.id.clone(),
                (post.in_reply_to_id.clone(), post.conversation_id.clone()),
            )
        })
        .collect();
    for post in posts
        .iter_mut()
        .filter(|post| post.conversation_id.is_none())
    {
        let mut above = post.in_reply_to_id.clone();
        // A page that is a circle of answers must end too.
        for _ in 0..known.len() {
            let Some((next, conversation)) = above.as_ref().and_then(|id| known.get(id)) else {
                break;
            };
            if conversation.is_some() {
                post.conversation_id.clone_from(conversation);
                break;
            }
            above.clone_from(next);
        }
    }
}

/// What to ask for the conversations of the posts of a page; once for each as far as the page tells.
pub(super) fn asks(source: &Source, posts: &[Post], memo: &Memo) -> Vec<Ask> {
    let mut asked = HashSet::new();
    let talked = |post: &&Post| {
        let answers = post
            .metrics
            .and_then(|metrics| metrics.reply_count)
            .unwrap_or(0);
        post.kind != Some(Kind::Repost) && (answers > 0 || post.in_reply_to_id.is_some())
    };
    posts
        .iter()
        .filter(talked)
        .filter_map(|post| {
            let of = post.conversation_id.as_ref().unwrap_or(&post.id);
            if !asked.insert(of.clone()) {
                return None;
            }
            let native = status::native(&source.target, &post.id)?;
            let url = format!(
                "{}/api/v1/statuses/{}/context",
                source.target,
                segment(native)
            );
            let memo = memo.about(native);
            Some(Ask::get(url).step(step::CONTEXT).memo(remember(&memo)))
        })
        .collect()
}

/// Reads a conversation: what comes before and after the post it was asked for.
pub(super) fn read(
    source: &Source,
    memo: &Memo,
    reply: &Reply,
    body: &Value,
) -> Result<Page, ParseError> {
    if !body.is_object() {
        return Err(ParseError::new(
            reply,
            "the answer is no conversation of the Mastodon API",
        ));
    }
    let above = json::items(body, "ancestors");
    let below = json::items(body, "descendants");
    let asked = memo
        .id
        .as_deref()
        .map(|native| status::id(&source.target, native));
    let mut posts: Vec<Post> = above
        .iter()
        .chain(below)
        .filter_map(|item| status::post(source, reply, item))
        .collect();
    let first = if above.is_empty() {
        asked
    } else {
        posts.first().map(|post| post.id.clone())
    };
    for post in &mut posts {
        post.conversation_id.clone_from(&first);
    }
    // Conversations began before the watch; that is no reason to owe them to another run.
    posts.retain(|post| {
        let at = post.published_at;
        memo.since
            .is_none_or(|since| at.is_none_or(|at| at >= since))
    });
    Ok(Page {
        posts,
        ..Page::default()
    })
}
