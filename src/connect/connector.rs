//! What every connector is: pure functions, and the plain data that goes in and comes out.
//!
//! The driver (`fetch`) owns the loop: it logs in where a network has sessions, carries out each [`Ask`], hands the reply to [`Connector::parse`],
//! de-duplicates and writes the posts, follows [`Page::next`], and keeps [`Page::cursor`] once the posts are out. Conditional requests (ETag,
//! Last-Modified) are the driver's too. A connector has no socket, no clock, no file and no memory: what it needs to know, it is given.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::brief::Search;
use super::source::{Source, SourceOption, TokenUse};
use crate::http::{Reply, Request};
use crate::record::Post;
use crate::time::Range;

/// One network or format.
pub trait Connector: Sync {
    /// Name of the sub-command, the configuration's `type`, and the posts' `source`.
    fn name(&self) -> &'static str;

    /// One line for `list`, help and docs.
    fn about(&self) -> &'static str;

    /// Worked command lines for the help, without the program's name: (arguments, what they do).
    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Options of its own: flags of the sub-command, and keys of a `[[source]]` table with `_` for `-`.
    fn options(&self) -> &'static [SourceOption] {
        &[]
    }

    /// Address of the server when none is named; `None` when one must be. [`Source::target`] holds what is in force, without a `/` at the end.
    fn server(&self) -> Option<&'static str> {
        None
    }

    /// How its search can be given a watch; nothing if it has no search.
    fn search(&self) -> Option<Search> {
        None
    }

    /// Whether the posts of a run are gathered and given oldest first, so that a file to which runs add is in the order of time though networks show
    /// the newest first. Not where a document has an order of its own, nor where what was read has been paid for and must be out at once.
    fn chronological(&self) -> bool {
        true
    }

    /// What is named on the command line in place of a server, such as `URL|FILE`; several may be.
    fn targets(&self) -> Option<&'static str> {
        None
    }

    /// What a token is needed for.
    fn token(&self) -> TokenUse {
        TokenUse::Never
    }

    /// What to ask first.
    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError>;

    /// Reads the answer to one ask.
    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError>;

    /// Adds what shows who we are to a request of this connector, just before it is sent to the server. `session` is what [`Connector::session`] gave.
    fn authorise(&self, source: &Source, session: Option<&str>, request: &mut Request) {
        let _ = (source, session, request);
    }

    /// For networks where a token must first be exchanged for a session: whose session a source needs. Sources with the same key share one, so the
    /// key names the server and the account, and no secret.
    fn session_key(&self, source: &Source) -> Option<String> {
        let _ = source;
        None
    }

    /// How to log in, or to renew the old session. `Ok(None)`: the old one is good.
    fn log_in(
        &self,
        source: &Source,
        old: Option<OldSession<'_>>,
        now: DateTime<Utc>,
    ) -> Result<Option<Request>, SourceError> {
        let _ = (source, old, now);
        Ok(None)
    }

    /// Reads the answer to a log-in. The text is opaque to everybody but this connector; it is kept in a private file.
    fn session(&self, source: &Source, reply: &Reply) -> Result<String, ParseError> {
        let _ = source;
        Err(ParseError::new(reply, "this network has no sessions"))
    }

    /// What an answer means that is neither success nor "unchanged": by default, what its status says.
    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        let _ = (source, answer);
        Verdict::AsStatus
    }

    /// The smallest request that shows whether the source can be read: for `cm-fetch check`. By default the first of [`Connector::first`].
    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        let mut asks = self.first(source, start)?;
        asks.truncate(1);
        Ok(asks)
    }

    /// What the answer to a check says of the account, its quota and what expires when; short lines for a person.
    fn checked(&self, source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let _ = (source, answer);
        Vec::new()
    }

    /// Whether the answer to a check is whole, where that does not show in its status; else what is wrong with it.
    fn sound(&self, source: &Source, answer: &Answer<'_>) -> Result<(), String> {
        let _ = (source, answer);
        Ok(())
    }

    /// How to ask for posts again that were read before: their metrics, or whether they are still there. Each ask names the ids it is about; a post
    /// is gone when its ask is answered (or refused with 404 or 410) and [`Connector::parse`] finds no post of that id in the answer.
    /// `None`: this network cannot be asked that way.
    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let _ = (source, posts);
        None
    }

    /// What a request costs at most, where the network bills or meters.
    fn price(&self, source: &Source, ask: &Ask) -> Option<Price> {
        let _ = (source, ask);
        None
    }
}

/// What a connector knows when it begins.
#[derive(Clone, Debug)]
pub struct Start<'a> {
    /// What the last complete run kept.
    pub cursor: Option<&'a Cursor>,
    /// The session in force.
    pub session: Option<&'a str>,
    /// Posts outside are not wanted; what the network can leave out need not be asked. The driver sieves again.
    pub range: Range,
    /// What time it is.
    pub now: DateTime<Utc>,
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
    /// Which of the connector's sorts of question it is; the connector's own word, handed back with the answer.
    pub step: &'static str,
    /// Anything else the connector wants back with the answer.
    pub memo: String,
    /// Send `If-None-Match` and `If-Modified-Since`: only where the same address is asked at every run and an unchanged answer means nothing new.
    pub conditional: bool,
    /// It begins another list of the same source, though it is of the same sort as the question before: it is asked even when the page that names it
    /// has left the range. Questions of another sort always begin one.
    pub apart: bool,
}

impl Ask {
    /// A GET request.
    pub fn get(url: impl Into<String>) -> Self {
        Ask::of(From::Http(Request::get(url)))
    }

    /// A question of any sort.
    pub fn of(from: From) -> Self {
        Ask {
            from,
            step: "",
            memo: String::new(),
            conditional: false,
            apart: false,
        }
    }

    /// The same, marked with the connector's own word.
    #[must_use]
    pub fn step(mut self, step: &'static str) -> Self {
        self.step = step;
        self
    }

    /// The same, with a note for the reading of the answer.
    #[must_use]
    pub fn memo(mut self, memo: impl Into<String>) -> Self {
        self.memo = memo.into();
        self
    }

    /// The same, conditional.
    #[must_use]
    pub fn conditional(mut self) -> Self {
        self.conditional = true;
        self
    }

    /// The same, as the beginning of another list.
    #[must_use]
    pub fn apart(mut self) -> Self {
        self.apart = true;
        self
    }
}

/// A question and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// What was asked, as the connector asked it.
    pub ask: &'a Ask,
    /// What came back.
    pub reply: &'a Reply,
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
    /// Where to go on at the next run. The last page that has one decides, and it counts only once every page was read and is out.
    pub cursor: Option<Cursor>,
    /// What had to be mended or left out, for the user: lower case, no full stop.
    pub notes: Vec<String>,
    /// What the user asked to be told in place of posts, such as what a search would cost; said even to those who did not ask for more.
    pub told: Vec<String>,
    /// What this answer cost, where that shows only afterwards; else [`Connector::price`] stands.
    pub spent: Option<f64>,
    /// The source asks not to be asked again for so long.
    pub fresh_for: Option<Duration>,
    /// The server asks not to be asked anything for so long, and says so in the answer, not in its headers.
    pub pause: Option<Duration>,
    /// Why the rest cannot be read in this run, where an answer that could be read shows it: a quota as good as spent, a next page without an
    /// address. What was read is given, and the cursor stays where it was.
    pub cut: Option<Verdict>,
}

/// A session of an earlier log-in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OldSession<'a> {
    /// What [`Connector::session`] gave.
    pub text: &'a str,
    /// The server has just refused it.
    pub refused: bool,
}

/// What an unwelcome answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What its status says.
    AsStatus,
    /// The session is over: log in again and ask again, once.
    Renew,
    /// There is nothing, and that is no failure; the note says why.
    Nothing(String),
    /// The credentials are missing, wrong, or not enough; the note says what to do.
    Credentials(String),
    /// A quota is spent.
    Quota {
        /// What is spent, and until when.
        message: String,
        /// When it is worth asking again.
        retry_after: Option<Duration>,
    },
    /// It failed, in words better than the server's.
    Failed(String),
    /// Ask this instead; the note says why.
    Instead(Vec<Ask>, String),
}

/// How to look posts up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// What to ask.
    pub ask: Ask,
    /// [`Post::id`] of the posts that the answer would hold.
    pub ids: Vec<String>,
}

/// What a request costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// How much, at most.
    pub amount: f64,
    /// Of what: `USD`, `units`.
    pub unit: &'static str,
    /// How much of it if the request is refused.
    pub refused: f64,
}

/// A source that cannot be asked as it is configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct SourceError {
    /// The source.
    pub source_name: String,
    /// What is wrong and what to do.
    pub message: String,
    /// It is a token that is missing.
    pub credentials: bool,
}

impl SourceError {
    /// What is wrong with a source, and what to do.
    pub fn new(source: &Source, message: impl Into<String>) -> Self {
        SourceError {
            source_name: source.name.clone(),
            message: message.into(),
            credentials: false,
        }
    }

    /// The token of a source is missing; says what for.
    pub fn no_token(source: &Source, connector: &str, what_for: &str) -> Self {
        let variable = connector.to_uppercase();
        SourceError {
            source_name: source.name.clone(),
            message: format!(
                "{what_for} needs a token; give it with --token-file FILE, `token_file` in cm.toml, or CM_{variable}_TOKEN"
            ),
            credentials: true,
        }
    }
}

/// A reply that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{url}: {message}")]
pub struct ParseError {
    /// Address of the reply.
    pub url: String,
    /// What is wrong.
    pub message: String,
}

impl ParseError {
    /// What is wrong with a reply.
    pub fn new(reply: &Reply, message: impl Into<String>) -> Self {
        ParseError {
            url: reply.url.clone(),
            message: message.into(),
        }
    }
}
