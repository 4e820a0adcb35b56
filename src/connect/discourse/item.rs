//! A post of a forum.

use serde_json::Value;

use super::cooked;
use crate::connect::connector::Page;
use crate::connect::item::{finish, left_out};
use crate::connect::moment::publish;
use crate::connect::source::Source;
use crate::connect::{address, json, words};
use crate::http::Reply;
use crate::record::{Author, Kind, Metrics, Post};

/// `Post.types` of Discourse: what a member wrote. The others are notes of moderators, notes of the forum, and whispers among its staff.
const REGULAR: u64 = 1;

/// The action that is a like (`PostActionType.types` of Discourse).
const LIKE: u64 = 2;

/// The posts of a list. What the forum itself wrote is none, and neither is what was deleted or hidden.
pub(super) fn posts(source: &Source, reply: &Reply, items: &[Value]) -> Page {
    let mut page = Page::default();
    let (mut nameless, mut gone) = (0, 0);
    for item in items {
        if json::count(item, "post_type").is_some_and(|kind| kind != REGULAR) {
            continue;
        }
        let flag = |name| json::flag(item, name) == Some(true);
        if flag("user_deleted") || flag("hidden") || json::at(item, "deleted_at").is_some() {
            gone += 1;
            continue;
        }
        match post(source, reply, item) {
            Some(post) => page.posts.push(post),
            None => nameless += 1,
        }
    }
    left_out(&mut page.notes, nameless, "without a place in a topic");
    left_out(&mut page.notes, gone, "deleted or hidden");
    page
}

/// Id of a post: its place in its topic, because that is how posts of a forum name each other.
pub(super) fn id(source: &Source, topic: &str, number: &str) -> String {
    format!("{}{topic}/{number}", prefix(source))
}

/// What the ids of a forum begin with.
pub(super) fn prefix(source: &Source) -> String {
    format!("discourse:{}/t/", address::site(&source.target))
}

fn post(source: &Source, reply: &Reply, item: &Value) -> Option<Post> {
    let topic = json::id(item, "topic_id")?;
    let number = json::id(item, "post_number")?;
    let slug = json::text(item, "topic_slug").unwrap_or("-");
    let first = number == "1";
    let above = json::id(item, "reply_to_post_number").unwrap_or_else(|| "1".to_owned());
    let mut post = Post {
        id: id(source, &topic, &number),
        url: Some(format!("{}/t/{slug}/{topic}/{number}", source.target)),
        kind: Some(if first { Kind::Post } else { Kind::Reply }),
        author: author(source, item),
        title: words::line(json::text(item, "topic_title").filter(|_| first)),
        conversation_id: Some(id(source, &topic, "1")),
        in_reply_to_id: (!first).then(|| id(source, &topic, &above)),
        metrics: metrics(item),
        ..Post::new("discourse", "")
    };
    publish(&mut post, json::time(item, "created_at"), reply);
    post.edited_at = json::time(item, "updated_at")
        .filter(|_| json::count(item, "version").is_some_and(|version| version > 1));
    let cooked = cooked::read(json::text(item, "cooked").unwrap_or_default());
    post.quote_of_id = cooked
        .quote
        .map(|(of, number)| id(source, of.as_deref().unwrap_or(&topic), &number));
    post.mentions = cooked.mentions;
    post.hashtags = cooked.hashtags;
    words::Words::of(&cooked.html, Some(&format!("{}/", source.target))).put(&mut post);
    finish(&mut post, source, reply, item);
    Some(post)
}

/// Who wrote it; nobody when the account is gone.
fn author(source: &Source, item: &Value) -> Option<Author> {
    let handle = json::string(item, "username")?;
    Some(Author {
        id: json::id(item, "user_id"),
        name: words::line(json::text(item, "name")),
        url: address::absolute(&format!("{}/u/{handle}", source.target), None),
        // The forum's own accounts have numbers below zero.
        bot: json::id(item, "user_id")
            .is_some_and(|id| id.starts_with('-'))
            .then_some(true),
        handle: Some(handle),
        ..Author::default()
    })
}

/// What the forum counted. Who has read a post is a person that it reached; `score` is a rank of the forum's own and no number of votes.
fn metrics(item: &Value) -> Option<Metrics> {
    let actions = json::at(item, "actions_summary").and_then(Value::as_array);
    let likes = actions.map(|actions| {
        let like = actions
            .iter()
            .find(|action| json::count(action, "id") == Some(LIKE));
        like.and_then(|like| json::count(like, "count"))
            .unwrap_or_default()
    });
    Metrics {
        like_count: likes.or_else(|| json::count(item, "like_count")),
        reply_count: json::count(item, "reply_count"),
        quote_count: json::count(item, "quote_count"),
        reach_count: json::count(item, "reads"),
        ..Metrics::default()
    }
    .some()
}
