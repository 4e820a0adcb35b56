//! What is in a post beside its words: tags, mentions and links, which are marked by byte offsets into the text, and what is attached to it.

use serde_json::Value;

use crate::connect::address::is_web;
use crate::connect::json;
use crate::connect::named::add;
use crate::record::{Media, Post};

/// Marks and attachments looked at in one post; the network's app makes a few dozen at most.
const MOST: usize = 200;

/// Takes up the marks of a text (`app.bsky.richtext.facet`, <https://docs.bsky.app/docs/advanced-guides/post-richtext>) and the tags outside it.
pub(super) fn facets(record: &Value, post: &mut Post) {
    let text = json::text(record, "text").unwrap_or_default();
    for facet in json::items(record, "facets").iter().take(MOST) {
        let marked = marked(text, facet);
        for feature in json::items(facet, "features").iter().take(MOST) {
            if let Some(tag) = json::text(feature, "tag") {
                add(&mut post.hashtags, tag.trim_start_matches(['#', '＃']));
            } else if let Some(did) = json::text(feature, "did") {
                add(&mut post.mentions, marked.and_then(handle).unwrap_or(did));
            } else if let Some(link) = json::text(feature, "uri") {
                add_link(&mut post.links, link);
            }
        }
    }
    for tag in json::items(record, "tags").iter().take(MOST) {
        if let Some(tag) = tag.as_str() {
            add(&mut post.hashtags, tag.trim_start_matches('#'));
        }
    }
}

/// The marked piece of a text. Offsets count bytes, and are often wrong: what they cut in the middle of a character is nothing.
fn marked<'t>(text: &'t str, facet: &Value) -> Option<&'t str> {
    let at = |path: &str| usize::try_from(json::count(facet, path)?).ok();
    text.get(at("index.byteStart")?..at("index.byteEnd")?)
}

/// The handle in a marked piece, if it is one.
fn handle(marked: &str) -> Option<&str> {
    let name = marked.trim().strip_prefix(['@', '＠'])?;
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '.' | '-');
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// The address of what a post quotes.
pub(super) fn quoted(view: &Value) -> Option<&str> {
    [
        // A quote; a quote beside pictures; the same as the author wrote it, where the server does not show it.
        "embed.record.uri",
        "embed.record.record.uri",
        "record.embed.record.uri",
        "record.embed.record.record.uri",
    ]
    .iter()
    .find_map(|path| json::text(view, path))
}

/// Takes up what is attached: pictures, films, link cards, alone or beside a quote.
pub(super) fn embed(view: &Value, post: &mut Post) {
    let Some(embed) = json::at(view, "embed") else {
        return;
    };
    attached(embed, post);
    if let Some(media) = json::at(embed, "media") {
        attached(media, post);
    }
}

fn attached(embed: &Value, post: &mut Post) {
    let pictures = [json::items(embed, "images"), json::items(embed, "items")];
    for picture in pictures.concat().iter().take(MOST) {
        let url = json::string(picture, "fullsize").or_else(|| json::string(picture, "thumb"));
        add_media(post, "image", url, picture);
    }
    if let Some(playlist) = json::string(embed, "playlist") {
        add_media(post, "video", Some(playlist), embed);
    }
    if let Some(link) = json::text(embed, "external.uri") {
        add_link(&mut post.links, link);
    }
}

fn add_media(post: &mut Post, kind: &str, url: Option<String>, of: &Value) {
    if url.is_some() {
        post.media.push(Media {
            media_type: Some(kind.to_owned()),
            url,
            alt: json::string(of, "alt"),
        });
    }
}

fn add_link(links: &mut Vec<String>, link: &str) {
    if is_web(link) {
        add(links, link);
    }
}
