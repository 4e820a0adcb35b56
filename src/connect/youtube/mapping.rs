//! Videos and comments as posts.

use serde_json::Value;

use super::ask::Memo;
use super::json;
use crate::connect::item::finish;
use crate::connect::moment::publish;
use crate::connect::named::{add, named};
use crate::connect::{Answer, Source};
use crate::record::{Author, Kind, Media, Metrics, Post};

/// A video; `None` without an id.
pub(super) fn video(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    item: &Value,
) -> Option<Post> {
    let id = json::text(item, "id")?;
    let description = json::tidy(item, "snippet.description");
    let title = json::line(item, "snippet.title");
    let mut names = named(description.as_deref().unwrap_or_default());
    // A hashtag may stand in the title only.
    for hashtag in named(title.as_deref().unwrap_or_default()).hashtags {
        add(&mut names.hashtags, &hashtag);
    }
    let address = format!("https://www.youtube.com/watch?v={id}");
    let lang = json::string(item, "snippet.defaultAudioLanguage")
        .or_else(|| json::string(item, "snippet.defaultLanguage"));
    let channel = json::text(item, "snippet.channelId");
    let followers = memo
        .channel
        .as_ref()
        .filter(|(id, _)| Some(id.as_str()) == channel);
    let mut post = Post {
        kind: Some(Kind::Post),
        url: Some(address.clone()),
        author: author(
            channel,
            json::line(item, "snippet.channelTitle"),
            followers.map(|(_, count)| *count),
        ),
        title,
        text: description,
        lang_declared: lang,
        media: vec![Media {
            media_type: Some("video".to_owned()),
            url: Some(address),
            alt: None,
        }],
        metrics: Metrics {
            view_count: json::count(item, "statistics.viewCount"),
            like_count: json::count(item, "statistics.likeCount"),
            reply_count: json::count(item, "statistics.commentCount"),
            ..Metrics::default()
        }
        .some(),
        hashtags: names.hashtags,
        links: names.links,
        ..Post::new("youtube", id)
    };
    complete(&mut post, source, answer, item);
    Some(post)
}

/// A comment or a reply; `None` without an id.
pub(super) fn comment(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    item: &Value,
) -> Option<Post> {
    let id = json::text(item, "id")?;
    // What was typed, where it is given; what is shown may have titles in place of addresses.
    let text = json::tidy(item, "snippet.textOriginal")
        .or_else(|| json::tidy(item, "snippet.textDisplay"));
    let names = named(text.as_deref().unwrap_or_default());
    let video = json::text(item, "snippet.videoId").or(memo.video.as_deref());
    let parent = json::text(item, "snippet.parentId");
    let full = |native: &str| format!("youtube:{native}");
    let mut post = Post {
        kind: Some(match parent {
            Some(_) => Kind::Reply,
            None => Kind::Comment,
        }),
        url: video.map(|video| format!("https://www.youtube.com/watch?v={video}&lc={id}")),
        author: author(
            json::text(item, "snippet.authorChannelId.value"),
            json::line(item, "snippet.authorDisplayName"),
            None,
        ),
        text,
        conversation_id: video.map(full),
        in_reply_to_id: parent.or(video).map(full),
        metrics: Metrics {
            like_count: json::count(item, "snippet.likeCount"),
            ..Metrics::default()
        }
        .some(),
        hashtags: names.hashtags,
        mentions: names.mentions,
        links: names.links,
        ..Post::new("youtube", id)
    };
    complete(&mut post, source, answer, item);
    Some(post)
}

/// What videos and comments have in common.
fn complete(post: &mut Post, source: &Source, answer: &Answer<'_>, item: &Value) {
    let published = json::time(item, "snippet.publishedAt");
    publish(post, published, answer.reply);
    let updated = json::time(item, "snippet.updatedAt");
    post.edited_at = updated.filter(|at| published.is_some_and(|published| *at > published));
    finish(post, source, answer.reply, item);
}

/// Somebody, if they are named at all; those of deleted accounts are not.
fn author(id: Option<&str>, name: Option<String>, followers: Option<u64>) -> Option<Author> {
    if id.is_none() && name.is_none() {
        return None;
    }
    Some(Author {
        id: id.map(str::to_owned),
        // What is shown of a commenter is the handle.
        handle: name
            .as_deref()
            .and_then(|name| name.strip_prefix('@'))
            .map(str::to_owned),
        name,
        url: id.map(|id| format!("https://www.youtube.com/channel/{id}")),
        followers_count: followers,
        ..Author::default()
    })
}
