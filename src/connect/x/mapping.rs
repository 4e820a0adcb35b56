//! Posts of X as ours. What a post leans on stands beside it under `includes`: authors, media, the posts that are repeated, quoted or answered.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::json;
use crate::connect::item::finish;
use crate::connect::moment::publish;
use crate::connect::named::{add, each};
use crate::connect::{Answer, Source};
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::html;

/// Milliseconds at which the ids of X begin to count: the upper bits of an id are the milliseconds since then (docs.x.com, "X IDs").
const EPOCH: u64 = 1_288_834_974_657;

/// Codes in `lang` that name no language (docs.x.com, "lang" of the operators): hashtags only, mentions only, too short, media, cards, nothing.
const NO_LANGUAGE: &[&str] = &["und", "qam", "qct", "qht", "qme", "qst", "zxx"];

/// What an answer holds besides its posts, by id.
pub(super) struct Includes<'a> {
    users: HashMap<&'a str, &'a Value>,
    posts: HashMap<&'a str, &'a Value>,
    media: HashMap<&'a str, &'a Value>,
}

impl<'a> Includes<'a> {
    /// Those of an answer.
    pub(super) fn of(value: &'a Value) -> Self {
        let by = |path: &str, key: &str| {
            json::items(value, path)
                .iter()
                .filter_map(|item| Some((json::text(item, key)?, item)))
                .collect()
        };
        Includes {
            users: by("includes.users", "id"),
            posts: by("includes.tweets", "id"),
            media: by("includes.media", "media_key"),
        }
    }
}

/// A post; `None` without an id.
pub(super) fn post(
    source: &Source,
    answer: &Answer<'_>,
    includes: &Includes<'_>,
    item: &Value,
) -> Option<Post> {
    let id = json::text(item, "id")?;
    let refers = |kind: &str| {
        json::items(item, "referenced_tweets")
            .iter()
            .find(|reference| json::text(reference, "type") == Some(kind))
            .and_then(|reference| json::text(reference, "id"))
    };
    let (repeated, answered, quoted) =
        (refers("retweeted"), refers("replied_to"), refers("quoted"));
    // The text of a repost is cut; the whole stands in the post it repeats.
    let words = repeated
        .and_then(|id| includes.posts.get(id).copied())
        .unwrap_or(item);
    let author = author(includes, item);
    let full = |native: &str| format!("x:{native}");
    let entities = entities(words);
    let mut post = Post {
        url: Some(address(author.as_ref(), id)),
        kind: Some(match (repeated, answered, quoted) {
            (Some(_), ..) => Kind::Repost,
            (_, Some(_), _) => Kind::Reply,
            (.., Some(_)) => Kind::Quote,
            _ => Kind::Post,
        }),
        author,
        lang_declared: json::text(item, "lang")
            .filter(|lang| !NO_LANGUAGE.contains(lang))
            .map(str::to_owned),
        hashtags: each(listed(entities, "hashtags"), "tag"),
        mentions: each(listed(entities, "mentions"), "username"),
        links: links(entities),
        media: media(includes, words),
        edited_at: edited(item, id),
        conversation_id: json::text(item, "conversation_id").map(full),
        in_reply_to_id: answered.map(full),
        repost_of_id: repeated.map(full),
        quote_of_id: quoted.map(full),
        // What X counts of a repost is what it counts of the post that is repeated.
        metrics: repeated.is_none().then(|| metrics(item)).flatten(),
        ..Post::new("x", id)
    };
    post.text = text(words, entities);
    publish(&mut post, json::time(item, "created_at"), answer.reply);
    finish(&mut post, source, answer.reply, item);
    Some(post)
}

fn address(author: Option<&Author>, id: &str) -> String {
    match author.and_then(|author| author.handle.as_deref()) {
        Some(handle) => format!("https://x.com/{handle}/status/{id}"),
        None => format!("https://x.com/i/web/status/{id}"),
    }
}

fn author(includes: &Includes<'_>, item: &Value) -> Option<Author> {
    let id = json::text(item, "author_id")?;
    let Some(user) = includes.users.get(id) else {
        return Some(Author {
            id: Some(id.to_owned()),
            ..Author::default()
        });
    };
    let handle = json::string(user, "username");
    Some(Author {
        id: Some(id.to_owned()),
        url: handle
            .as_deref()
            .map(|handle| format!("https://x.com/{handle}")),
        handle,
        name: json::line(user, "name"),
        followers_count: json::count(user, "public_metrics.followers_count"),
        verified: json::flag(user, "verified"),
        bot: None,
    })
}

/// The entities of a post: of its long text if it has one.
fn entities(item: &Value) -> Option<&Value> {
    json::at(item, "note_tweet.entities").or_else(|| json::at(item, "entities"))
}

fn listed<'v>(entities: Option<&'v Value>, list: &str) -> &'v [Value] {
    entities.map_or(&[], |entities| json::items(entities, list))
}

/// The links of a post, long; those that stand for its own media are none.
fn links(entities: Option<&Value>) -> Vec<String> {
    let urls = listed(entities, "urls").iter();
    let mut found: Vec<String> = Vec::new();
    for url in urls.filter(|url| !is_media(url)) {
        let link = json::text(url, "unwound_url").or_else(|| json::text(url, "expanded_url"));
        add(&mut found, link.unwrap_or_default());
    }
    found
}

fn is_media(url: &Value) -> bool {
    json::at(url, "media_key").is_some()
}

/// The words: the long text if there is one, short links written out, the links that stand for media taken out, references resolved.
fn text(item: &Value, entities: Option<&Value>) -> Option<String> {
    let text = json::text(item, "note_tweet.text").or_else(|| json::text(item, "text"))?;
    let mut text = text.to_owned();
    for url in listed(entities, "urls") {
        let Some(short) = json::text(url, "url").filter(|url| url.starts_with("http")) else {
            continue;
        };
        if is_media(url) {
            text = text.replace(short, "");
        } else if let Some(long) = json::text(url, "expanded_url") {
            text = text.replace(short, long);
        }
    }
    let text = html::tidy(&html::entities::decode(&text));
    (!text.is_empty()).then_some(text)
}

fn media(includes: &Includes<'_>, item: &Value) -> Vec<Media> {
    json::items(item, "attachments.media_keys")
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|key| includes.media.get(key))
        .map(|media| Media {
            media_type: json::text(media, "type").map(|kind| match kind {
                "photo" => "image".to_owned(),
                "animated_gif" => "video".to_owned(),
                kind => kind.to_owned(),
            }),
            url: json::string(media, "url").or_else(|| json::string(media, "preview_image_url")),
            alt: json::line(media, "alt_text"),
        })
        .collect()
}

fn metrics(item: &Value) -> Option<Metrics> {
    let count = |name: &str| json::count(item, &format!("public_metrics.{name}"));
    Metrics {
        like_count: count("like_count"),
        reply_count: count("reply_count"),
        repost_count: count("retweet_count"),
        quote_count: count("quote_count"),
        bookmark_count: count("bookmark_count"),
        impression_count: count("impression_count"),
        ..Metrics::default()
    }
    .some()
}

/// When this version was made, if it is not the first: every version has an id of its own, and ids hold their time.
fn edited(item: &Value, id: &str) -> Option<DateTime<Utc>> {
    let number: u64 = id.parse().ok()?;
    let versions = json::items(item, "edit_history_tweet_ids").iter();
    let first = versions
        .filter_map(|id| id.as_str()?.parse::<u64>().ok())
        .min()?;
    if first >= number {
        return None;
    }
    let millis = (number >> 22).checked_add(EPOCH)?;
    DateTime::from_timestamp_millis(i64::try_from(millis).ok()?)
}
