//! A thing of Reddit (`t1` a comment, `t3` a link or a text with a headline) as a post
//! (<https://github.com/reddit-archive/reddit/wiki/JSON>).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::connect::address::absolute;
use crate::connect::item::finish;
use crate::connect::json;
use crate::connect::moment::publish;
use crate::connect::source::Source;
use crate::connect::words::{Words, line};
use crate::http::Reply;
use crate::record::{Author, Kind, Media, Metrics, Post};

/// Where people read it.
const SITE: &str = "https://www.reddit.com";

/// What stands in the place of what is gone.
const GONE: [&str; 2] = ["[deleted]", "[removed]"];

/// Pictures taken from one gallery.
const PICTURES: usize = 100;

/// Full names (`t3_abc`) are ids: the kind is part of them.
pub(super) fn id(name: &str) -> String {
    format!("reddit:{name}")
}

/// A post; nothing if the thing is of another kind, or has no name.
pub(super) fn post(source: &Source, reply: &Reply, thing: &Value) -> Option<Post> {
    let data = json::at(thing, "data")?;
    let comment = match json::text(thing, "kind")? {
        "t1" => true,
        "t3" => false,
        _ => return None,
    };
    let mut post = Post {
        author: author(data),
        ..Post::new("reddit", json::text(data, "name")?)
    };
    post.url = json::text(data, "permalink")
        .or_else(|| json::text(data, "context"))
        .filter(|path| {
            ["/r/", "/user/", "/comments/"]
                .iter()
                .any(|place| path.starts_with(place))
        })
        .map(|path| format!("{SITE}{}", path.split('?').next().unwrap_or_default()));
    words(data, comment, &mut post);
    if comment {
        post.kind = Some(Kind::Comment);
        post.conversation_id = json::text(data, "link_id").map(id);
        post.in_reply_to_id = json::text(data, "parent_id").map(id);
    } else {
        post.title = line(json::text(data, "title"));
        post.repost_of_id = json::text(data, "crosspost_parent").map(id);
        post.kind = Some(if post.repost_of_id.is_some() {
            Kind::Repost
        } else {
            Kind::Post
        });
        attached(data, &mut post);
    }
    post.metrics = metrics(data);
    publish(&mut post, json::epoch(data, "created_utc"), reply);
    // `false` when it was never changed.
    post.edited_at = json::epoch(data, "edited");
    finish(&mut post, source, reply, data);
    Some(post)
}

/// When a thing was published.
pub(super) fn published(thing: &Value) -> Option<DateTime<Utc>> {
    json::epoch(thing, "data.created_utc")
}

/// Whether nothing is left of a thing but its place.
pub(super) fn is_gone(thing: &Value) -> bool {
    let gone = |path: &str| json::text(thing, path).is_some_and(|text| GONE.contains(&text));
    gone("data.body")
        || gone("data.selftext")
        || json::text(thing, "data.removed_by_category").is_some()
}

fn author(data: &Value) -> Option<Author> {
    let handle = json::text(data, "author").filter(|name| !GONE.contains(name))?;
    Some(Author {
        id: json::string(data, "author_fullname"),
        url: Some(format!("{SITE}/user/{handle}")),
        handle: Some(handle.to_owned()),
        ..Author::default()
    })
}

fn words(data: &Value, comment: bool, post: &mut Post) {
    let (plain, html) = if comment {
        ("body", "body_html")
    } else {
        ("selftext", "selftext_html")
    };
    let plain = json::text(data, plain).filter(|text| !GONE.contains(text));
    let Some(plain) = plain else {
        return;
    };
    match json::text(data, html) {
        Some(html) => Words::of(html, Some(SITE)).put(post),
        None => post.text = Some(plain.to_owned()),
    }
    // `u/name` becomes a link to the page of the account.
    let prefix = format!("{SITE}/u/");
    let (people, links): (Vec<String>, Vec<String>) = std::mem::take(&mut post.links)
        .into_iter()
        .partition(|link| link.starts_with(&prefix));
    post.links = links;
    post.mentions = people
        .iter()
        .filter_map(|link| link.strip_prefix(&prefix))
        .map(|name| name.trim_end_matches('/').to_owned())
        .collect();
}

/// What a link leads to: a page, a picture, a film, a gallery.
fn attached(data: &Value, post: &mut Post) {
    if let Some(film) = json::text(data, "media.reddit_video.fallback_url") {
        add(post, "video", film, None);
        return;
    }
    for item in json::items(data, "gallery_data.items")
        .iter()
        .take(PICTURES)
    {
        let picture =
            json::text(item, "media_id").and_then(|id| data.get("media_metadata")?.get(id));
        if let Some(url) = picture.and_then(|picture| json::text(picture, "s.u")) {
            add(post, "image", url, json::string(item, "caption"));
        }
    }
    let own =
        json::flag(data, "is_self") == Some(true) || json::flag(data, "is_gallery") == Some(true);
    let link = json::text(data, "url")
        .filter(|_| !own)
        .and_then(|link| absolute(link, None));
    let Some(link) = link else {
        return;
    };
    if json::text(data, "post_hint") == Some("image") {
        add(post, "image", &link, None);
    } else if !post.links.contains(&link) {
        post.links.push(link);
    }
}

fn add(post: &mut Post, kind: &str, url: &str, alt: Option<String>) {
    if let Some(url) = absolute(url, None) {
        post.media.push(Media {
            media_type: Some(kind.to_owned()),
            url: Some(url),
            alt,
        });
    }
}

fn metrics(data: &Value) -> Option<Metrics> {
    let hidden = json::flag(data, "score_hidden") == Some(true)
        || json::flag(data, "hide_score") == Some(true);
    Metrics {
        score: json::signed(data, "score").filter(|_| !hidden),
        reply_count: json::count(data, "num_comments"),
        repost_count: json::count(data, "num_crossposts"),
        view_count: json::count(data, "view_count"),
        ..Metrics::default()
    }
    .some()
}
