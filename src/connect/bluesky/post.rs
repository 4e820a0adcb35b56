//! A post view of the network (`app.bsky.feed.defs#postView`, <https://docs.bsky.app/docs/api/app-bsky-feed-get-posts>) as a post.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::address::{page, post_id};
use super::rich;
use crate::connect::address::host;
use crate::connect::json;
use crate::connect::source::Source;
use crate::http::Reply;
use crate::record::{Author, Kind, Metrics, Post};

/// Clocks differ by as much: the network counsels 2 minutes, some phones are worse.
const SKEW: TimeDelta = TimeDelta::minutes(10);

/// The network's own app says "archived" of a post that is dated a day before it arrived.
const LATE: TimeDelta = TimeDelta::days(1);

/// 18 October 2022, when the protocol was announced (<https://bsky.social/about/blog/10-18-2022-the-at-protocol>), in seconds since 1970: no post is
/// older. It is needed because servers show the date of an old post in place of when it arrived (`indexedAtEpoch` of the view server).
const BEGINNING: i64 = 1_666_051_200;

/// What all posts of an answer share.
pub(super) struct Context {
    instance: Option<String>,
    fetched_at: DateTime<Utc>,
    keep_raw: bool,
    /// The account that is logged in.
    me: Option<String>,
}

impl Context {
    /// Of an answer; `me` is the account that asked.
    pub(super) fn new(source: &Source, reply: &Reply, me: Option<&str>) -> Self {
        Context {
            instance: host(&reply.url),
            fetched_at: reply.fetched_at,
            keep_raw: source.keep_raw,
            me: me.filter(|me| !me.is_empty()).map(str::to_owned),
        }
    }

    /// When the answer came.
    pub(super) fn fetched_at(&self) -> DateTime<Utc> {
        self.fetched_at
    }

    /// A post; nothing if the view is of something else.
    pub(super) fn post(&self, view: &Value) -> Option<Post> {
        let uri = json::text(view, "uri")?;
        let id = post_id(uri)?;
        let record = json::at(view, "record").filter(|record| record.is_object())?;
        let author = view.get("author").and_then(author);
        let handle = author.as_ref().and_then(|author| author.handle.as_deref());
        let mut post = Post {
            id,
            url: page(uri, handle),
            text: json::string(record, "text"),
            lang_declared: json::string(record, "langs.0"),
            conversation_id: named(record, "reply.root.uri"),
            in_reply_to_id: named(record, "reply.parent.uri"),
            quote_of_id: rich::quoted(view).and_then(post_id),
            metrics: metrics(view),
            own: self.is_me(view).then_some(true),
            raw: self.keep_raw.then(|| view.clone()),
            author,
            ..self.empty()
        };
        post.kind = Some(if post.in_reply_to_id.is_some() {
            Kind::Reply
        } else if post.quote_of_id.is_some() {
            Kind::Quote
        } else {
            Kind::Post
        });
        post.metrics_at = post.metrics.map(|_| self.fetched_at);
        rich::facets(record, &mut post);
        rich::embed(view, &mut post);
        self.date(&mut post, record, view);
        Some(post)
    }

    /// An item of a feed (`#feedViewPost`): a post, or that somebody repeated one.
    pub(super) fn item(&self, item: &Value) -> Option<Post> {
        let view = json::at(item, "post")?;
        let reason = json::at(item, "reason").filter(|reason| {
            json::text(reason, "$type").is_some_and(|kind| kind.ends_with("#reasonRepost"))
        });
        let post = self.post(view)?;
        let Some(reason) = reason else {
            return Some(post);
        };
        let by = json::at(reason, "by")?;
        let did = json::text(by, "did")?;
        // Older servers do not say the address of the repost, and an account can repeat a post once.
        let native =
            json::string(reason, "uri").unwrap_or_else(|| format!("repost:{did}:{}", post.id));
        Some(Post {
            id: format!("bluesky:{native}"),
            kind: Some(Kind::Repost),
            author: author(by),
            published_at: None,
            indexed_at: json::time(reason, "indexedAt"),
            time_suspect: None,
            repost_of_id: Some(post.id),
            own: self
                .me
                .as_deref()
                .is_some_and(|me| me == did)
                .then_some(true),
            conversation_id: None,
            in_reply_to_id: None,
            quote_of_id: None,
            // Those of the post that is repeated, and counted there.
            metrics: None,
            metrics_at: None,
            raw: self.keep_raw.then(|| item.clone()),
            ..post
        })
    }

    /// A notification that somebody repeated a post.
    pub(super) fn repost(&self, notification: &Value) -> Option<Post> {
        let record = json::at(notification, "record")?;
        let subject = json::text(record, "subject.uri").and_then(post_id)?;
        let mut post = Post {
            id: format!("bluesky:{}", json::text(notification, "uri")?),
            url: json::text(record, "subject.uri").and_then(|uri| page(uri, None)),
            kind: Some(Kind::Repost),
            author: notification.get("author").and_then(author),
            repost_of_id: Some(subject),
            own: self.is_me(notification).then_some(true),
            raw: self.keep_raw.then(|| notification.clone()),
            ..self.empty()
        };
        self.date(&mut post, record, notification);
        Some(post)
    }

    fn empty(&self) -> Post {
        Post {
            instance: self.instance.clone(),
            fetched_at: Some(self.fetched_at),
            ..Post::new("bluesky", "")
        }
    }

    fn is_me(&self, view: &Value) -> bool {
        let did = json::text(view, "author.did");
        did.is_some() && did == self.me.as_deref()
    }

    /// Authors date their posts as they like. A date is suspect when it cannot be read, when it is before the network was, when the post arrived before
    /// it or more than a day after it.
    fn date(&self, post: &mut Post, record: &Value, view: &Value) {
        post.published_at = json::time(record, "createdAt");
        post.indexed_at = json::time(view, "indexedAt");
        let arrived = post
            .indexed_at
            .unwrap_or(self.fetched_at)
            .min(self.fetched_at);
        let suspect = match post.published_at {
            Some(at) => {
                at.timestamp() < BEGINNING
                    || at.signed_duration_since(arrived) > SKEW
                    || arrived.signed_duration_since(at) > LATE && post.indexed_at.is_some()
            }
            None => json::at(record, "createdAt").is_some(),
        };
        post.time_suspect = suspect.then_some(true);
    }
}

/// What the network sorts by: the earlier of when a post is dated and when it arrived
/// (<https://docs.bsky.app/docs/advanced-guides/timestamps>); not later than when we read it.
pub(super) fn sort_at(post: &Post) -> Option<DateTime<Utc>> {
    let times = [post.published_at, post.indexed_at].into_iter().flatten();
    let at = times.min()?;
    Some(post.fetched_at.map_or(at, |fetched_at| at.min(fetched_at)))
}

fn author(view: &Value) -> Option<Author> {
    let did = json::string(view, "did");
    // What the network shows when the name and the account do not point to each other.
    let handle = json::string(view, "handle").filter(|handle| handle != "handle.invalid");
    let valid = |name: &str| json::text(view, name) == Some("valid");
    let verified = json::at(view, "verification").map(|_| {
        valid("verification.verifiedStatus") || valid("verification.trustedVerifierStatus")
    });
    let bot = json::items(view, "labels").iter().any(|label| {
        json::text(label, "val") == Some("bot") && json::text(label, "src") == did.as_deref()
    });
    let who = handle.as_deref().or(did.as_deref())?;
    Some(Author {
        url: Some(format!("https://bsky.app/profile/{who}")),
        name: json::text(view, "displayName")
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty()),
        followers_count: json::count(view, "followersCount"),
        verified,
        bot: bot.then_some(true),
        id: did,
        handle,
    })
}

fn named(record: &Value, path: &str) -> Option<String> {
    json::text(record, path).and_then(post_id)
}

fn metrics(view: &Value) -> Option<Metrics> {
    Metrics {
        like_count: json::count(view, "likeCount"),
        reply_count: json::count(view, "replyCount"),
        repost_count: json::count(view, "repostCount"),
        quote_count: json::count(view, "quoteCount"),
        bookmark_count: json::count(view, "bookmarkCount"),
        ..Metrics::default()
    }
    .some()
}
