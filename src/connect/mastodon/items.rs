//! The items of a page: which are posts, which bring one, and what is left out.

use serde_json::Value;

use super::lists::{List, Sort};
use super::{status, trends};
use crate::connect::item::left_out;
use crate::connect::json;
use crate::connect::source::Source;
use crate::http::Reply;
use crate::record::Post;

/// Notifications that bring a post by somebody; others tell of a post of ours that somebody liked or boosted, or of no post.
const WITH_POSTS: &[&str] = &[
    "mention",
    "status",
    "quote",
    "update",
    "quoted_update",
    "pleroma:chat_mention",
];

/// The posts of a page, and what was left out.
pub(super) fn posts(
    source: &Source,
    list: &List,
    reply: &Reply,
    found: &[Value],
    notes: &mut Vec<String>,
) -> Vec<Post> {
    let (mut broken, mut others) = (0, 0);
    let mut posts = Vec::with_capacity(found.len());
    for item in found {
        let post = match list.sort {
            Sort::TrendingLinks => trends::card(source, reply, item),
            Sort::Notifications if !brings_post(item) => {
                others += 1;
                continue;
            }
            Sort::Notifications => json::at(item, "status").and_then(|status| {
                let post = status::post(source, reply, status)?;
                Some(Post {
                    indexed_at: json::time(item, "created_at"),
                    ..post
                })
            }),
            _ => status::post(source, reply, item),
        };
        match post {
            Some(post) => posts.push(post),
            None => broken += 1,
        }
    }
    left_out(notes, broken, "no post");
    let bare = "notified of, but no post (a like, a boost, a follower)";
    left_out(notes, others, bare);
    posts
}

fn brings_post(notification: &Value) -> bool {
    json::text(notification, "type").is_none_or(|name| WITH_POSTS.contains(&name))
}
