//! What the desk knows of a message beyond its words: which post it is, who wrote it, what time it is.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::jsonl::Object;
use crate::record::Str;

/// The surroundings of a message. What is not known is absent.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The present.
    pub now: DateTime<Utc>,
    /// Host of the server the post was read from.
    pub instance: Option<&'a str>,
    /// The network's id of the author.
    pub author_id: Option<&'a str>,
    /// The author's handle.
    pub author_handle: Option<&'a str>,
    /// The name that is shown.
    pub author_name: Option<&'a str>,
    /// Address of the post.
    pub url: Option<&'a str>,
    /// Name of the watch that found it.
    pub query: Option<&'a str>,
    /// Hashtags that do not stand in the text.
    pub hashtags: &'a [Str<'a>],
    /// Handles mentioned that do not stand in the text.
    pub mentions: &'a [Str<'a>],
    /// Addresses that do not stand in the text.
    pub links: &'a [Str<'a>],
}

impl Context<'_> {
    /// Nothing but the present.
    pub fn at(now: DateTime<Utc>) -> Self {
        Context {
            now,
            instance: None,
            author_id: None,
            author_handle: None,
            author_name: None,
            url: None,
            query: None,
            hashtags: &[],
            mentions: &[],
            links: &[],
        }
    }
}

/// What the desk reads of a post's line. A field of a strange type is as one that is not there: the words are judged all the same.
#[derive(Debug, Default)]
pub struct Surroundings<'a> {
    instance: Option<Str<'a>>,
    url: Option<Str<'a>>,
    query: Option<Str<'a>>,
    author: Author<'a>,
    hashtags: Vec<Str<'a>>,
    mentions: Vec<Str<'a>>,
    links: Vec<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
struct Author<'a> {
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    handle: Option<Str<'a>>,
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
}

impl<'a> Surroundings<'a> {
    /// Reads them off a post.
    pub fn read(post: &Object<'a>) -> Self {
        Surroundings {
            instance: lenient(post, "instance"),
            url: lenient(post, "url"),
            query: lenient(post, "query"),
            author: lenient(post, "author").unwrap_or_default(),
            hashtags: lenient(post, "hashtags").unwrap_or_default(),
            mentions: lenient(post, "mentions").unwrap_or_default(),
            links: lenient(post, "links").unwrap_or_default(),
        }
    }

    /// The same as a context.
    pub fn context(&self, now: DateTime<Utc>) -> Context<'_> {
        Context {
            now,
            instance: self.instance.as_deref(),
            author_id: self.author.id.as_deref(),
            author_handle: self.author.handle.as_deref(),
            author_name: self.author.name.as_deref(),
            url: self.url.as_deref(),
            query: self.query.as_deref(),
            hashtags: &self.hashtags,
            mentions: &self.mentions,
            links: &self.links,
        }
    }
}

fn lenient<'a, T: Deserialize<'a>>(post: &Object<'a>, key: &str) -> Option<T> {
    serde_json::from_str(post.get(key)?.value).ok()
}
