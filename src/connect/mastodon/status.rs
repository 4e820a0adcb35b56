//! One status as a post (<https://docs.joinmastodon.org/entities/Status/>).
//!
//! A boost is a post of kind `repost` by the one who boosts, with the words, links and pictures of the original and without its counts, which are the
//! original's own. A content warning is the first paragraph of the text, since it is part of what was said; so are the choices of a poll. Names of
//! custom emoji stay as they stand (`:blobcat:`).

use serde_json::Value;

use crate::connect::Source;
use crate::connect::address::{host, is_web};
use crate::connect::item::finish;
use crate::connect::json;
use crate::connect::moment::publish;
use crate::connect::named::each;
use crate::http::Reply;
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::html;

/// Ids shorter than this are counted up from 1 by their server, so that other servers have the same ones. Times, ULIDs and the like are longer.
const OWN_ID: usize = 12;

/// The id of a post, from the id that the server gives it. Short ids are made unique by the server's host.
pub(super) fn id(server: &str, native: &str) -> String {
    if native.chars().count() >= OWN_ID {
        format!("mastodon:{native}")
    } else {
        format!("mastodon:{}/{native}", host(server).unwrap_or_default())
    }
}

/// The other way round; nothing if the post is not one of this server.
pub(super) fn native<'p>(server: &str, id: &'p str) -> Option<&'p str> {
    let native = id.strip_prefix("mastodon:")?;
    match native.split_once('/') {
        Some((of, native)) => (host(server)? == of).then_some(native),
        None => Some(native),
    }
    .filter(|native| !native.is_empty())
}

/// A status as a post; `None` if it has no id or is no status.
pub(super) fn post(source: &Source, reply: &Reply, status: &Value) -> Option<Post> {
    let server = source.target.as_str();
    let native = json::id(status, "id")?;
    let boosted = json::at(status, "reblog").filter(|boosted| boosted.is_object());
    // What is said, as opposed to who passes it on and when.
    let said = boosted.unwrap_or(status);
    let of = |value: &Value, path: &str| json::id(value, path).map(|native| id(server, &native));
    let quote = [
        "quote.quoted_status.id",
        "quote.quoted_status_id",
        "quote.id",
        "quote_id",
        "pleroma.quote_id",
    ]
    .iter()
    .find_map(|path| of(said, path));
    let in_reply_to_id = of(status, "in_reply_to_id").filter(|_| boosted.is_none());
    let metrics = boosted.is_none().then(|| metrics(status)).flatten();
    let content = content(said, quote.is_some());
    let own_id = id(server, &native);
    let mut post = Post {
        id: own_id.clone(),
        // A boost has no page that a person could read.
        url: [said, status]
            .iter()
            .find_map(|value| json::web(value, "url").or_else(|| json::web(value, "uri"))),
        kind: Some(kind(
            boosted.is_some(),
            in_reply_to_id.is_some(),
            quote.is_some(),
        )),
        author: author(status),
        text: text(said, &content),
        lang_declared: json::string(said, "language"),
        hashtags: each(json::items(said, "tags"), "name"),
        mentions: each(json::items(said, "mentions"), "acct"),
        links: links(said, &content),
        media: media(said),
        edited_at: json::time(said, "edited_at"),
        conversation_id: (boosted.is_none() && in_reply_to_id.is_none()).then_some(own_id),
        in_reply_to_id,
        repost_of_id: boosted.and_then(|boosted| of(boosted, "id")),
        quote_of_id: quote.filter(|_| boosted.is_none()),
        metrics,
        ..Post::new("mastodon", "")
    };
    publish(&mut post, json::time(status, "created_at"), reply);
    finish(&mut post, source, reply, status);
    Some(post)
}

fn kind(boost: bool, reply: bool, quote: bool) -> Kind {
    if boost {
        Kind::Repost
    } else if quote {
        Kind::Quote
    } else if reply {
        Kind::Reply
    } else {
        Kind::Post
    }
}

fn author(status: &Value) -> Option<Author> {
    let account = json::at(status, "account")?;
    let author = Author {
        id: json::id(account, "id"),
        handle: json::string(account, "acct").or_else(|| json::string(account, "username")),
        name: json::line(account, "display_name"),
        url: json::web(account, "url"),
        followers_count: json::count(account, "followers_count"),
        verified: None,
        bot: json::flag(account, "bot"),
    };
    (author != Author::default()).then_some(author)
}

/// The words, as HTML.
fn content(status: &Value, quotes: bool) -> String {
    let content = json::text(status, "content").unwrap_or_default();
    if quotes {
        without_quote(content)
    } else {
        content.to_owned()
    }
}

/// Warning, words and choices, each set off by an empty line.
fn text(status: &Value, content: &str) -> Option<String> {
    let warning = json::text(status, "spoiler_text").map(html::to_text_if_html);
    let choices: Vec<String> = json::items(status, "poll.options")
        .iter()
        .filter_map(|option| json::text(option, "title"))
        .map(|title| format!("- {}", html::one_line(title)))
        .collect();
    let parts = [
        warning.unwrap_or_default(),
        html::to_text(content),
        choices.join("\n"),
    ];
    let parts: Vec<&str> = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    Some(parts.join("\n\n")).filter(|text| !text.is_empty())
}

/// Servers put `RE: address` into a quote, for readers that know no quotes, and mark it with the class `quote-inline`.
fn without_quote(content: &str) -> String {
    for (open, close) in [
        ("<p class=\"quote-inline\">", "</p>"),
        ("<span class=\"quote-inline\">", "</span>"),
    ] {
        if let Some((before, rest)) = content.split_once(open)
            && let Some((_, after)) = rest.split_once(close)
        {
            return format!("{before}{after}");
        }
    }
    content.to_owned()
}

/// Addresses linked to: in the words, and that of the card. Mentions and hashtags are words.
fn links(status: &Value, content: &str) -> Vec<String> {
    let words: Vec<&str> = ["mentions", "tags"]
        .iter()
        .flat_map(|list| json::items(status, list))
        .filter_map(|item| json::text(item, "url"))
        .collect();
    let mut links: Vec<String> = Vec::new();
    let found = html::references(content)
        .into_iter()
        .filter(|reference| !reference.image)
        .map(|reference| reference.address)
        // Some servers escape this address as if it stood in HTML.
        .chain(json::web(status, "card.url").map(|url| html::entities::decode(&url).into_owned()));
    for link in found {
        if is_web(&link) && !words.contains(&link.as_str()) && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn media(status: &Value) -> Vec<Media> {
    let attachments = json::items(status, "media_attachments").iter();
    attachments
        .map(|item| Media {
            media_type: json::text(item, "type").and_then(|name| match name {
                // A film without sound is still a film.
                "gifv" => Some("video".to_owned()),
                "unknown" => json::string(item, "pleroma.mime_type"),
                name => Some(name.to_owned()),
            }),
            url: ["url", "remote_url", "preview_url"]
                .iter()
                .find_map(|path| json::web(item, path)),
            alt: json::tidy(item, "description"),
        })
        .filter(|media| *media != Media::default())
        .collect()
}

fn metrics(status: &Value) -> Option<Metrics> {
    Metrics {
        like_count: json::count(status, "favourites_count"),
        reply_count: json::count(status, "replies_count"),
        repost_count: json::count(status, "reblogs_count"),
        quote_count: json::count(status, "quotes_count"),
        ..Metrics::default()
    }
    .some()
}
