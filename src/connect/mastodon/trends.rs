//! What trends: articles as posts, tags as the newest posts under them (<https://docs.joinmastodon.org/methods/trends/>).

use serde_json::Value;

use super::lists::{LIMIT, List};
use super::paging::{self, Memo};
use super::{status, step};
use crate::connect::address::{host, segment};
use crate::connect::connector::{Ask, Page, ParseError};
use crate::connect::json;
use crate::connect::source::Source;
use crate::http::Reply;
use crate::record::{Author, Kind, Media, Post};
use crate::text::html;

/// Reads the trending tags: what is newest under each of them is asked next.
pub(super) fn tags(
    source: &Source,
    lists: &[List],
    memo: &Memo,
    reply: &Reply,
    body: &Value,
) -> Result<Page, ParseError> {
    let tags = body.as_array().ok_or_else(|| {
        ParseError::new(
            reply,
            "the answer holds no list of tags; is it a server of the Mastodon API?",
        )
    })?;
    let names = tags.iter().filter_map(|tag| json::text(tag, "name"));
    let mut next: Vec<Ask> = names
        .map(|name| {
            let url = format!(
                "{}/api/v1/timelines/tag/{}?limit={LIMIT}",
                source.target,
                segment(name)
            );
            Ask::get(url).step(step::TREND_TAG).apart()
        })
        .collect();
    next.extend(paging::next_list(source, lists, memo));
    Ok(Page {
        next,
        ..Page::default()
    })
}

/// Reads the newest posts under a trending tag.
pub(super) fn tag(source: &Source, reply: &Reply, body: &Value) -> Result<Page, ParseError> {
    let found = body.as_array().ok_or_else(|| {
        ParseError::new(
            reply,
            "the answer holds no list of posts; is it a server of the Mastodon API?",
        )
    })?;
    Ok(Page {
        posts: found
            .iter()
            .filter_map(|item| status::post(source, reply, item))
            .collect(),
        ..Page::default()
    })
}

/// A trending article as a post (<https://docs.joinmastodon.org/entities/PreviewCard/>).
pub(super) fn card(source: &Source, reply: &Reply, card: &Value) -> Option<Post> {
    let url = json::web(card, "url")?;
    let text = |path: &str| json::line(card, path);
    let name = text("author_name")
        .or_else(|| text("authors.0.name"))
        .or_else(|| text("provider_name"));
    let image = json::string(card, "image").map(|url| Media {
        media_type: Some("image".to_owned()),
        url: Some(url),
        alt: text("image_description"),
    });
    Some(Post {
        instance: host(&source.target),
        url: Some(url.clone()),
        kind: Some(Kind::Article),
        author: name.map(|name| Author {
            name: Some(name),
            ..Author::default()
        }),
        title: text("title"),
        text: json::text(card, "description")
            .map(html::to_text_if_html)
            .filter(|text| !text.is_empty()),
        lang_declared: json::string(card, "language"),
        media: image.into_iter().collect(),
        published_at: json::time(card, "published_at"),
        fetched_at: Some(reply.fetched_at),
        raw: source.keep_raw.then(|| card.clone()),
        ..Post::new("mastodon", &url)
    })
}
