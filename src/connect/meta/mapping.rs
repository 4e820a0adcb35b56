//! Posts and comments of Facebook and Instagram as ours.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ask::Memo;
use super::json;
use crate::connect::item::finish;
use crate::connect::moment::publish;
use crate::connect::named::named;
use crate::connect::{Answer, Source};
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::html;

/// A post of Facebook; `None` without an id.
pub(super) fn facebook_post(source: &Source, answer: &Answer<'_>, item: &Value) -> Option<Post> {
    let words = json::text(item, "message").or_else(|| json::text(item, "story"));
    let mut post = base(answer, item, words, "created_time")?;
    post.kind = Some(Kind::Post);
    post.url = json::string(item, "permalink_url");
    post.author = person(item);
    for attachment in json::items(item, "attachments.data") {
        attach(&mut post, attachment, "media_type");
    }
    post.metrics = Metrics {
        like_count: json::count(item, "reactions.summary.total_count"),
        reply_count: json::count(item, "comments.summary.total_count"),
        repost_count: json::count(item, "shares.count"),
        ..Metrics::default()
    }
    .some();
    finish(&mut post, source, answer.reply, item);
    Some(post)
}

/// A comment of Facebook; `None` without an id.
pub(super) fn facebook_comment(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    item: &Value,
) -> Option<Post> {
    let mut post = base(answer, item, json::text(item, "message"), "created_time")?;
    let parent = json::text(item, "parent.id");
    post.kind = Some(match parent {
        Some(_) => Kind::Reply,
        None => Kind::Comment,
    });
    post.url = json::string(item, "permalink_url");
    post.author = person(item);
    post.conversation_id = memo.post.as_deref().map(full);
    post.in_reply_to_id = parent.or(memo.post.as_deref()).map(full);
    if let Some(attachment) = json::at(item, "attachment") {
        attach(&mut post, attachment, "type");
    }
    post.metrics = Metrics {
        like_count: json::count(item, "like_count"),
        reply_count: json::count(item, "comment_count"),
        ..Metrics::default()
    }
    .some();
    finish(&mut post, source, answer.reply, item);
    Some(post)
}

/// What an Instagram account published; `None` without an id.
pub(super) fn media(source: &Source, answer: &Answer<'_>, item: &Value) -> Option<Post> {
    let mut post = base(answer, item, json::text(item, "caption"), "timestamp")?;
    post.kind = Some(Kind::Post);
    post.url = json::string(item, "permalink");
    post.author = account(item);
    if let Some(url) = json::string(item, "media_url") {
        let is_video = json::text(item, "media_type") == Some("VIDEO");
        post.media.push(Media {
            media_type: Some(if is_video { "video" } else { "image" }.to_owned()),
            url: Some(url),
            alt: None,
        });
    }
    post.metrics = Metrics {
        like_count: json::count(item, "like_count"),
        reply_count: json::count(item, "comments_count"),
        ..Metrics::default()
    }
    .some();
    finish(&mut post, source, answer.reply, item);
    Some(post)
}

/// A comment of Instagram, or a reply to one; `None` without an id.
pub(super) fn media_comment(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    item: &Value,
) -> Option<Post> {
    let mut post = base(answer, item, json::text(item, "text"), "timestamp")?;
    let parent = json::text(item, "parent_id").or(memo.parent.as_deref());
    let parent = parent.filter(|parent| Some(*parent) != memo.post.as_deref());
    post.kind = Some(match parent {
        Some(_) => Kind::Reply,
        None => Kind::Comment,
    });
    // Comments have no address of their own.
    post.url.clone_from(&memo.permalink);
    post.author = account(item);
    post.conversation_id = memo.post.as_deref().map(full);
    post.in_reply_to_id = parent.or(memo.post.as_deref()).map(full);
    post.metrics = Metrics {
        like_count: json::count(item, "like_count"),
        ..Metrics::default()
    }
    .some();
    finish(&mut post, source, answer.reply, item);
    Some(post)
}

fn full(native: &str) -> String {
    format!("meta:{native}")
}

/// What all four have in common.
fn base(answer: &Answer<'_>, item: &Value, words: Option<&str>, time: &str) -> Option<Post> {
    let id = json::text(item, "id")?;
    let text = words.map(html::tidy).filter(|text| !text.is_empty());
    let names = named(text.as_deref().unwrap_or_default());
    let mut post = Post {
        text,
        hashtags: names.hashtags,
        mentions: names.mentions,
        links: names.links,
        ..Post::new("meta", id)
    };
    publish(&mut post, self::time(item, time), answer.reply);
    Some(post)
}

/// A time as the Graph API writes it: `2026-11-22T10:00:00+0000`, an offset without a colon.
pub(super) fn time(item: &Value, path: &str) -> Option<DateTime<Utc>> {
    let text = json::text(item, path)?;
    DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z")
        .ok()
        .map(|at| at.to_utc())
        .or_else(|| json::time(item, path))
}

/// The author of a post or comment of Facebook, where Meta tells who it is.
fn person(item: &Value) -> Option<Author> {
    let id = json::string(item, "from.id");
    let name = json::line(item, "from.name");
    if id.is_none() && name.is_none() {
        return None;
    }
    Some(Author {
        url: id
            .as_deref()
            .map(|id| format!("https://www.facebook.com/{id}")),
        id,
        name,
        ..Author::default()
    })
}

/// The author of something on Instagram.
fn account(item: &Value) -> Option<Author> {
    let handle = json::string(item, "username")?;
    Some(Author {
        url: Some(format!("https://www.instagram.com/{handle}/")),
        handle: Some(handle),
        ..Author::default()
    })
}

/// A picture, a film or a link that hangs on a post; `kind` names the member that says which.
fn attach(post: &mut Post, attachment: &Value, kind: &str) {
    let url = json::string(attachment, "unshimmed_url").or_else(|| json::string(attachment, "url"));
    let kind = json::text(attachment, kind).unwrap_or_default();
    let media = |media_type: &str, url: Option<String>| Media {
        media_type: Some(media_type.to_owned()),
        url,
        alt: None,
    };
    if kind.starts_with("video") {
        post.media.push(media("video", url));
    } else if matches!(kind, "photo" | "album" | "sticker") || kind.starts_with("animated_image") {
        let picture = json::string(attachment, "media.image.src");
        post.media.push(media("image", picture.or(url)));
    } else if let Some(url) = url.filter(|url| !post.links.contains(url)) {
        post.links.push(url);
    }
}
