//! One post or comment of Lemmy as a post.
//!
//! `score` is upvotes less downvotes, `like_count` the upvotes, `reply_count` the comments below. Words are Markdown and become plain text. What was
//! deleted or removed is left out; an account that was deleted leaves the post without an author.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::ask::Memo;
use crate::connect::address::{host, is_number, is_web};
use crate::connect::item::finish;
use crate::connect::json;
use crate::connect::moment::publish;
use crate::connect::named::{add, named};
use crate::connect::source::Source;
use crate::http::Reply;
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::markdown;
use crate::time::rfc3339;

/// Why an item is left out.
pub(super) const DELETED: &str = "deleted or removed";
/// The same.
pub(super) const BROKEN: &str = "no post and no comment";

/// The part of an item that describes a post or comment; nothing if the item is a notification of something else.
pub(super) fn view(item: &Value) -> Option<&Value> {
    let Some(notification) = json::at(item, "notification") else {
        return Some(item);
    };
    let kind = json::text(notification, "kind").unwrap_or_default();
    matches!(kind.to_ascii_lowercase().as_str(), "mention" | "reply")
        .then(|| json::at(item, "data").unwrap_or(item))
}

/// When an item was published.
pub(super) fn published(view: &Value) -> Option<DateTime<Utc>> {
    time(main(view)?, "published")
}

/// The comment, or else the post.
fn main(view: &Value) -> Option<&Value> {
    json::at(view, "comment").or_else(|| json::at(view, "post"))
}

/// A time, under the name of version 4 or 3. Version 0.18 wrote no zone, and meant UTC.
fn time(value: &Value, name: &str) -> Option<DateTime<Utc>> {
    let text = json::text(value, &format!("{name}_at")).or_else(|| json::text(value, name))?;
    rfc3339(text).or_else(|| rfc3339(&format!("{text}Z")))
}

/// The id of a post of a server, by its number there.
fn id(server: &str, sort: &str, number: &str) -> String {
    format!("lemmy:{server}/{sort}/{number}")
}

/// The other way round: `post` or `comment`, and its number; nothing if it is not one of this server.
pub(super) fn native<'p>(server: &str, id: &'p str) -> Option<(&'p str, &'p str)> {
    let path = id.strip_prefix("lemmy:")?.strip_prefix(server)?;
    let (sort, number) = path.strip_prefix('/')?.split_once('/')?;
    (matches!(sort, "post" | "comment") && is_number(number)).then_some((sort, number))
}

/// What all items of an answer share.
pub(super) struct Context<'a> {
    source: &'a Source,
    reply: &'a Reply,
    memo: &'a Memo,
}

impl<'a> Context<'a> {
    pub(super) fn new(source: &'a Source, reply: &'a Reply, memo: &'a Memo) -> Self {
        Context {
            source,
            reply,
            memo,
        }
    }

    /// A `PostView` or `CommentView` as a post, or why it is none.
    pub(super) fn post(&self, view: &Value) -> Result<Post, &'static str> {
        let item = main(view).ok_or(BROKEN)?;
        let number = json::id(item, "id").ok_or(BROKEN)?;
        let is = |name| json::flag(item, name).unwrap_or(false);
        if is("deleted") || is("removed") {
            return Err(DELETED);
        }
        let server = self.source.target.as_str();
        let comment = json::at(view, "comment").is_some();
        let native = id(server, if comment { "comment" } else { "post" }, &number);
        let thread = json::id(item, "post_id").or_else(|| json::id(view, "post.id"));
        let thread = thread.map(|number| id(server, "post", &number));
        let mut post = Post {
            conversation_id: if comment {
                thread.clone()
            } else {
                Some(native.clone())
            },
            id: native,
            url: json::web(item, "ap_id"),
            kind: Some(if comment { Kind::Comment } else { Kind::Post }),
            author: author(view, server),
            lang_declared: self.language(item),
            edited_at: time(item, "updated"),
            metrics: metrics(view, item),
            ..Post::new("lemmy", "")
        };
        publish(&mut post, time(item, "published"), self.reply);
        finish(&mut post, self.source, self.reply, view);
        if comment {
            post.in_reply_to_id = above(item)
                .map(|number| id(server, "comment", &number))
                .or(thread);
        } else {
            post.title = json::line(item, "name");
            attach(&mut post, item);
        }
        words(
            &mut post,
            json::text(item, if comment { "content" } else { "body" }).unwrap_or_default(),
        );
        Ok(post)
    }

    fn language(&self, item: &Value) -> Option<String> {
        let number = json::count(item, "language_id")?;
        let known = &self.memo.languages;
        known
            .iter()
            .find(|(id, _)| *id == number)
            .map(|(_, code)| code.clone())
    }
}

/// The comment above, from the path of one: `0.12.34` is 34 below 12, `0.12` lies directly below the post.
fn above(comment: &Value) -> Option<String> {
    let mut path = json::text(comment, "path")?.rsplit('.');
    let _itself = path.next()?;
    path.next()
        .filter(|number| *number != "0" && !number.is_empty())
        .map(str::to_owned)
}

/// What a post is about: an address, or a picture or film.
fn attach(post: &mut Post, item: &Value) {
    let Some(url) = json::web(item, "url") else {
        return;
    };
    let media = json::text(item, "url_content_type")
        .and_then(|media| media.split('/').next())
        .filter(|media| matches!(*media, "image" | "video" | "audio"))
        .map(str::to_owned)
        .or_else(|| is_picture(&url).then(|| "image".to_owned()));
    match media {
        Some(media) => post.media.push(Media {
            media_type: Some(media),
            url: Some(url),
            alt: json::tidy(item, "alt_text"),
        }),
        None => post.links.push(url),
    }
}

/// Whether an address ends as pictures do.
fn is_picture(url: &str) -> bool {
    let path = Url::parse(url)
        .map(|url| url.path().to_ascii_lowercase())
        .unwrap_or_default();
    let ending = path.rsplit('.').next().unwrap_or_default();
    matches!(ending, "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif")
}

/// The words, and what they name.
fn words(post: &mut Post, source: &str) {
    let words = markdown::read(source);
    let mentioned = named(&words.text);
    for link in words.links.into_iter().chain(mentioned.links) {
        let is_web = is_web(&link);
        // Mentions are links to accounts: `[@mina@tea.example](https://tea.example/u/mina)`.
        let is_account = Url::parse(&link).is_ok_and(|url| url.path().starts_with("/u/"));
        if is_web && !is_account && !post.links.contains(&link) {
            post.links.push(link);
        }
    }
    for (url, alt) in words.pictures {
        if is_web(&url) {
            post.media.push(Media {
                media_type: Some("image".to_owned()),
                url: Some(url),
                alt,
            });
        }
    }
    post.hashtags = mentioned.hashtags;
    post.mentions = handles(&words.text);
    post.text = Some(words.text).filter(|text| !text.is_empty());
}

/// Handles of a text: `@name@host`, as Lemmy writes them, without the first `@`.
fn handles(text: &str) -> Vec<String> {
    let mut handles: Vec<String> = Vec::new();
    let is_part = |char: char| char.is_ascii_alphanumeric() || "._-@".contains(char);
    for word in text.split(|char: char| !is_part(char)) {
        let handle = word
            .strip_prefix('@')
            .unwrap_or_default()
            .trim_end_matches(['.', '-']);
        let whole = handle
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if whole {
            add(&mut handles, handle);
        }
    }
    handles
}

fn author(view: &Value, server: &str) -> Option<Author> {
    let person = json::at(view, "creator")?;
    if json::flag(person, "deleted") == Some(true) {
        return None;
    }
    let page = json::web(person, "ap_id").or_else(|| json::web(person, "actor_id"));
    let home = page.as_deref().and_then(host);
    let handle = json::text(person, "name").map(|name| match home {
        Some(home) if Some(&home) != host(server).as_ref() => format!("{name}@{home}"),
        _ => name.to_owned(),
    });
    let author = Author {
        id: json::id(person, "id"),
        handle,
        name: json::line(person, "display_name"),
        url: page,
        followers_count: None,
        verified: None,
        bot: json::flag(person, "bot_account"),
    };
    (author != Author::default()).then_some(author)
}

/// Votes and comments: beside the item in version 3, in it in version 4.
fn metrics(view: &Value, item: &Value) -> Option<Metrics> {
    let counts = json::at(view, "counts").unwrap_or(item);
    Metrics {
        like_count: json::count(counts, "upvotes"),
        reply_count: json::count(counts, "comments").or_else(|| json::count(counts, "child_count")),
        score: json::signed(counts, "score"),
        ..Metrics::default()
    }
    .some()
}
