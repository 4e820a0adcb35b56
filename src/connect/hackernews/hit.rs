//! Items of Hacker News as posts.

use serde_json::Value;

use crate::connect::connector::Page;
use crate::connect::item::{finish, left_out};
use crate::connect::moment::publish;
use crate::connect::source::Source;
use crate::connect::{address, json, words};
use crate::http::Reply;
use crate::record::{Author, Kind, Metrics, Post};

/// Where a person reads an item.
const SITE: &str = "https://news.ycombinator.com";

/// What both forms of an item have, under one name.
pub(super) struct Item<'v> {
    /// Its number.
    pub(super) id: String,
    /// As it was sent.
    pub(super) value: &'v Value,
    /// The words, as HTML.
    pub(super) text: Option<&'v str>,
    /// Number of the story it belongs to; its own if it is one.
    pub(super) story: Option<String>,
    /// Comments below, as far as it is known.
    pub(super) comments: Option<u64>,
    /// It is no story, job or poll.
    pub(super) comment: bool,
}

/// Id of an item.
pub(super) fn id(number: &str) -> String {
    format!("hackernews:{number}")
}

/// The posts of a list of hits.
pub(super) fn posts(source: &Source, reply: &Reply, hits: &[Value]) -> Page {
    let mut page = Page::default();
    let mut nameless = 0;
    for value in hits {
        let Some(id) = json::id(value, "objectID") else {
            nameless += 1;
            continue;
        };
        let tags = json::items(value, "_tags");
        let tagged = |tag: &str| tags.iter().any(|known| known.as_str() == Some(tag));
        let comment = tagged("comment") || json::text(value, "comment_text").is_some();
        let story = json::id(value, "story_id").or_else(|| (!comment).then(|| id.clone()));
        let item = Item {
            id,
            value,
            text: json::text(value, "comment_text").or_else(|| json::text(value, "story_text")),
            story,
            comments: json::count(value, "num_comments"),
            comment,
        };
        page.posts.push(post(source, reply, &item));
    }
    left_out(&mut page.notes, nameless, "without a number");
    page
}

/// An item as a post.
pub(super) fn post(source: &Source, reply: &Reply, item: &Item<'_>) -> Post {
    let value = item.value;
    let parent = json::id(value, "parent_id").filter(|_| item.comment);
    let kind = match (&parent, &item.story) {
        _ if !item.comment => Kind::Post,
        (Some(parent), Some(story)) if parent != story => Kind::Reply,
        _ => Kind::Comment,
    };
    let mut post = Post {
        kind: Some(kind),
        url: Some(format!("{SITE}/item?id={}", item.id)),
        author: author(json::text(value, "author")),
        title: words::line(json::text(value, "title").filter(|_| !item.comment)),
        conversation_id: item.story.as_deref().map(id),
        in_reply_to_id: parent.as_deref().map(id),
        metrics: Metrics {
            score: json::signed(value, "points"),
            reply_count: item.comments,
            ..Metrics::default()
        }
        .some(),
        ..Post::new("hackernews", &item.id)
    };
    post.links.extend(
        json::text(value, "url")
            .filter(|_| !item.comment)
            .and_then(|url| address::absolute(url, None)),
    );
    let at = json::epoch(value, "created_at_i").or_else(|| json::time(value, "created_at"));
    publish(&mut post, at, reply);
    let base = post.url.clone();
    words::Words::of(item.text.unwrap_or_default(), base.as_deref()).put(&mut post);
    finish(&mut post, source, reply, value);
    post
}

fn author(name: Option<&str>) -> Option<Author> {
    let name = name?;
    Some(Author {
        id: Some(name.to_owned()),
        handle: Some(name.to_owned()),
        url: Some(address::with_query(
            &format!("{SITE}/user"),
            &[("id", name)],
        )),
        ..Author::default()
    })
}
