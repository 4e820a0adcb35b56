//! What every connector is: two pure functions, and the plain data that goes in and comes out.
//!
//! The driver (`fetch`) owns the loop: it carries out each [`Ask`], hands the reply to [`Connector::parse`], de-duplicates and writes the posts,
//! follows [`Page::next`], and keeps [`Page::cursor`] once the posts are out. Conditional requests (ETag, Last-Modified) are the driver's too.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::http::{Reply, Request};
use crate::record::Post;

/// One network or format.
pub trait Connector: Sync {
    /// Name of the sub-command, the configuration's `type`, and the posts' `source`.
    fn name(&self) -> &'static str;

    /// One line for `list`, help and docs.
    fn about(&self) -> &'static str;

    /// What to ask first. `cursor` is what an earlier run kept.
    fn first(&self, source: &Source, cursor: Option<&Cursor>) -> Result<Vec<Ask>, SourceError>;

    /// Reads the reply to one ask.
    fn parse(&self, source: &Source, reply: &Reply) -> Result<Page, ParseError>;
}

/// One thing to listen to: a feed, an account, a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// What state is kept under; unique among the sources of a run.
    pub name: String,
    /// Address or path.
    pub target: String,
    /// The connector's own options (`hashtag`, `account`, ...).
    pub options: BTreeMap<String, String>,
    /// Whose brand; copied to the posts.
    pub client: Option<String>,
    /// Name of the watch; copied to the posts.
    pub query: Option<String>,
    /// Keep what the source sent and no field holds under `raw`.
    pub keep_raw: bool,
}

/// Where the next piece comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A server.
    Http(Request),
    /// A file of this machine.
    File(PathBuf),
}

/// One piece to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Where it comes from.
    pub from: From,
}

/// Where a source was left; opaque to everybody but its connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// What one reply held.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The posts, in the order in which the source gave them.
    pub posts: Vec<Post>,
    /// What to ask next.
    pub next: Vec<Ask>,
    /// Other sources this reply names (the feeds of an OPML list).
    pub sources: Vec<Source>,
    /// Where to go on at the next run.
    pub cursor: Option<Cursor>,
    /// What had to be mended or left out, for the user: lower case, no full stop.
    pub notes: Vec<String>,
}

/// A source that cannot be asked as it is configured.
#[derive(Debug, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct SourceError {
    /// The source.
    pub source_name: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A reply that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{url}: {message}")]
pub struct ParseError {
    /// Address of the reply.
    pub url: String,
    /// What is wrong.
    pub message: String,
}
