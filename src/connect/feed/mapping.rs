//! An entry of a feed as a post.
//!
//! The id is the entry's own (`guid`, `id`, `rdf:about`) or else its address, never its title as long as there is either; an id that is no address
//! or URN (`12345`) is made unique by the feed's host. Categories are the site's filing, not the author's hashtags: they are kept under `raw` only.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde_json::json;
use url::Url;

use super::address::{absolute, is_comment_feed, is_web, join};
use super::model::{Entry, Feed, Person, Words};
use super::{address, attachments, ids, networks};
use crate::connect::Source;
use crate::http::Reply;
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::html;
use crate::time::lenient::Dates;

/// Clocks differ by as much, so that a post of the next minutes is none of the future.
const SKEW: TimeDelta = TimeDelta::minutes(10);

/// More names than this are not joined.
const AUTHORS: usize = 5;

/// What all entries of a feed share.
struct Context<'a> {
    source: &'a Source,
    feed: &'a Feed,
    fetched_at: DateTime<Utc>,
    base: Option<Url>,
    host: Option<String>,
    comments: bool,
    dates: Dates,
}

/// When an entry was written.
struct Times {
    published: Option<DateTime<Utc>>,
    edited: Option<DateTime<Utc>>,
    suspect: bool,
}

/// The posts of a feed, in its order.
pub(super) fn posts(source: &Source, reply: &Reply, feed: &mut Feed) -> Vec<Post> {
    let mut entries = std::mem::take(&mut feed.entries);
    let context = Context::new(source, reply, feed, &entries);
    let mut posts: Vec<Post> = entries
        .iter_mut()
        .map(|entry| {
            networks::clean(feed, entry);
            context.post(entry)
        })
        .collect();
    ids::separate(&mut posts);
    posts
}

/// Links and pictures of the entry's words, and the links that stand beside them.
fn attached(entry: &Entry, base: Option<&Url>, url: Option<&str>) -> (Vec<String>, Vec<Media>) {
    let words = entry.content.as_ref().or(entry.summary.as_ref());
    let body_base = entry
        .content_base
        .as_deref()
        .and_then(|inner| join(inner, base));
    let (mut links, pictures) = attachments::body(words, body_base.as_ref().or(base), url);
    share(entry, base, url, &mut links);
    (links, pictures)
}

impl<'a> Context<'a> {
    fn new(source: &'a Source, reply: &Reply, feed: &'a Feed, entries: &[Entry]) -> Self {
        let parse = |address: Option<&str>| {
            address
                .and_then(|address| Url::parse(address.trim()).ok())
                .filter(is_web)
        };
        let here = parse(Some(&reply.url)).or_else(|| parse(feed.own_address.as_deref()));
        let site = feed
            .site
            .as_deref()
            .and_then(|site| absolute(site, here.as_ref()))
            .and_then(|site| Url::parse(&site).ok());
        // Atom resolves against the address of the feed (RFC 4287 section 2); what RSS means by a relative link is relative to the site.
        let outer = if feed.format == "Atom" {
            here.clone().or(site.clone())
        } else {
            site.clone().or(here.clone())
        };
        let base = match feed.base.as_deref() {
            Some(base) => join(base, outer.as_ref()).or(outer),
            None => outer,
        };
        let host = here
            .as_ref()
            .or(site.as_ref())
            .and_then(Url::host_str)
            .map(str::to_owned);
        let comments = is_comment_feed(here.as_ref(), entries);
        Context {
            source,
            feed,
            fetched_at: reply.fetched_at,
            base,
            host,
            comments,
            dates: Dates::default(),
        }
    }

    fn post(&self, entry: &Entry) -> Post {
        let base = entry
            .base
            .as_deref()
            .and_then(|base| join(base, self.base.as_ref()));
        let base = base.as_ref().or(self.base.as_ref());
        let url = address::of_entry(entry, base);
        let text = |words: &Option<Words>| words.as_ref().and_then(Words::text);
        let text = text(&entry.content).or_else(|| text(&entry.summary));
        let (links, pictures) = attached(entry, base, url.as_deref());
        let times = self.times(entry);
        let mut post = Post {
            source: "feed".to_owned(),
            instance: self.host.clone(),
            kind: Some(if self.comments || entry.in_reply_to.is_some() {
                Kind::Comment
            } else {
                Kind::Article
            }),
            author: author(&entry.authors).or_else(|| author(&self.feed.authors)),
            title: entry.title.as_ref().and_then(Words::title),
            text,
            lang_declared: entry
                .lang
                .as_deref()
                .or(self.feed.lang.as_deref())
                .map(html::one_line)
                .filter(|lang| !lang.is_empty()),
            links,
            media: attachments::media(entry, base, pictures),
            published_at: times.published,
            edited_at: times.edited,
            fetched_at: Some(self.fetched_at),
            time_suspect: times.suspect.then_some(true),
            in_reply_to_id: entry.in_reply_to.as_deref().map(|id| self.id(id)),
            metrics: metrics(entry),
            client: self.source.client.clone(),
            query: self.source.query.clone(),
            raw: self.source.keep_raw.then(|| self.raw(entry)),
            ..Post::new("feed", "")
        };
        post.metrics_at = post.metrics.map(|_| self.fetched_at);
        post.id = match (entry.id.as_deref(), &url) {
            (Some(id), _) => self.id(id),
            (None, Some(url)) => format!("feed:{url}"),
            (None, None) => self.id(&ids::fingerprint(&post)),
        };
        post.url = url;
        post
    }

    /// The post's id from the entry's.
    fn id(&self, native: &str) -> String {
        let native = html::one_line(native);
        let scheme = native.split(':').next().unwrap_or_default();
        let is_address = scheme.len() < native.len()
            && !scheme.is_empty()
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        match &self.host {
            Some(host) if !is_address => format!("feed:{host}/{native}"),
            _ => format!("feed:{native}"),
        }
    }

    /// Published, else updated; edited when it was updated after it was published.
    fn times(&self, entry: &Entry) -> Times {
        let parse = |date: &Option<String>| date.as_deref().and_then(|date| self.dates.parse(date));
        let (first, updated) = (parse(&entry.published), parse(&entry.updated));
        let published = first.or(updated);
        Times {
            published,
            edited: updated.filter(|updated| first.is_some_and(|first| *updated > first)),
            suspect: published.is_some_and(|at| self.is_suspect(at)),
        }
    }

    /// In the future, or before there was a web to publish on.
    fn is_suspect(&self, at: DateTime<Utc>) -> bool {
        let web = Utc.with_ymd_and_hms(1990, 1, 1, 0, 0, 0).single();
        at > self.fetched_at + SKEW || web.is_some_and(|web| at < web)
    }

    fn raw(&self, entry: &Entry) -> serde_json::Value {
        let links: Vec<_> = entry
            .links
            .iter()
            .map(|link| json!({"rel": link.rel, "href": link.href}))
            .collect();
        json!({
            "format": self.feed.format,
            "feed_title": self.feed.title.as_ref().and_then(Words::title),
            "id": entry.id,
            "categories": entry.categories,
            "links": links,
            "published": entry.published,
            "updated": entry.updated,
            "content": entry.content.as_ref().map(Words::source),
            "summary": entry.summary.as_ref().map(Words::source),
        })
    }
}

/// Adds what an entry shares with a link of its own.
fn share(entry: &Entry, base: Option<&Url>, own: Option<&str>, links: &mut Vec<String>) {
    let shared = entry.links.iter().filter(|link| link.rel == "related");
    for link in shared.filter_map(|link| absolute(&link.href, base)) {
        if Some(link.as_str()) != own && !links.contains(&link) {
            links.push(link);
        }
    }
}

fn author(people: &[Person]) -> Option<Author> {
    let mut names: Vec<&str> = Vec::new();
    for name in people.iter().filter_map(|person| person.name.as_deref()) {
        if !names.contains(&name) && names.len() < AUTHORS {
            names.push(name);
        }
    }
    let person = people.first()?;
    Some(Author {
        handle: person.handle.clone(),
        name: Some(html::one_line(&names.join(", "))).filter(|name| !name.is_empty()),
        url: person.url.as_deref().and_then(|url| absolute(url, None)),
        ..Author::default()
    })
}

fn metrics(entry: &Entry) -> Option<Metrics> {
    Metrics {
        reply_count: entry.reply_count,
        view_count: entry.view_count,
        like_count: entry.like_count,
        score: entry.score,
        ..Metrics::default()
    }
    .some()
}
