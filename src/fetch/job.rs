//! What a run is given and what it hands out on the way.

use std::io;
use std::time::Duration;

use chrono::TimeDelta;

use crate::connect::{Ask, Connector, Source, SourceError};
use crate::fetch::outcome::Outcome;
use crate::http::HttpError;
use crate::record::Post;
use crate::state::StateError;
use crate::time::Range;

/// One source and who can read it.
#[derive(Clone)]
pub struct Job {
    /// Who can read it.
    pub connector: &'static dyn Connector,
    /// What to listen to.
    pub source: Source,
    /// What to ask in place of what the connector would ask first.
    pub asks: Vec<Ask>,
    /// Why it cannot be asked, if that showed before the run; it costs this source only.
    pub hindrance: Option<SourceError>,
}

impl Job {
    /// A source and its reader.
    pub fn new(connector: &'static dyn Connector, source: Source) -> Self {
        Job {
            connector,
            source,
            asks: Vec::new(),
            hindrance: None,
        }
    }

    /// Among which sources a post must not come twice: those of the same client and watch. A post that two clients, or two watches, wait for is
    /// given to both.
    pub(super) fn scope(&self) -> String {
        scope(self.source.client.as_deref(), self.source.query.as_deref())
    }
}

/// The name of those who share posts: the sources of one client and watch.
pub fn scope(client: Option<&str>, query: Option<&str>) -> String {
    format!(
        "{}\u{1f}{}",
        client.unwrap_or_default(),
        query.unwrap_or_default()
    )
}

/// How a run goes about it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Options {
    /// Posts outside are left out. What is too early is dropped; what is too late is left for another run, so cursors stay where they are.
    pub range: Range,
    /// Give the posts of a source only after those of every source before it, so that the same replies make the same output. Sources are still
    /// asked at the same time, as far as `window` allows.
    pub ordered: bool,
    /// How many sources are under way at once.
    pub window: usize,
    /// Replies read from one source at most, in one run.
    pub pages: usize,
    /// Sources at most, those found on the way included.
    pub sources: usize,
    /// Send `If-None-Match` and `If-Modified-Since`.
    pub conditional: bool,
    /// At the first contact, posts older than this are not wanted, unless the range says otherwise.
    pub max_age: Option<TimeDelta>,
    /// Leave sources alone that keep failing, or that asked not to be asked so often.
    pub patient: bool,
    /// Forget what was given before, of every source that is asked.
    pub full_refresh: bool,
    /// Spend no more than this, in the network's own money or units.
    pub max_cost: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            range: Range::default(),
            ordered: true,
            window: 256,
            pages: 1000,
            sources: 100_000,
            conditional: true,
            max_age: None,
            patient: false,
            full_refresh: false,
            max_cost: None,
        }
    }
}

/// New posts of one source.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Where they come from.
    pub source: &'a Source,
    /// The posts, in the order of the source.
    pub posts: Vec<Post>,
}

/// Something to tell the user while a run goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// A source is asked.
    Started {
        /// Its name.
        source: &'a str,
    },
    /// A source is done with, well or not.
    Finished(&'a Outcome),
    /// A reply named other sources.
    Found {
        /// The source that named them.
        source: &'a str,
        /// How many are new.
        count: usize,
    },
    /// A host is given time, because it said so.
    Waiting {
        /// The host.
        host: &'a str,
        /// For how long.
        wait: Duration,
    },
    /// A request failed and will be repeated.
    Retrying {
        /// How it failed.
        error: &'a HttpError,
        /// How long until then.
        wait: Duration,
    },
}

/// Where a run puts what it finds.
pub trait Sink {
    /// Writes posts and flushes them. `Ok` means that they are out: they will not be given again.
    fn write(&mut self, batch: &Batch<'_>) -> io::Result<()>;

    /// How long the file is that posts are added to, where a run that is killed must leave none of them twice.
    fn length(&self) -> Option<u64> {
        None
    }

    /// Hears what is going on.
    fn event(&mut self, event: &Event<'_>) {
        let _ = event;
    }
}

/// What ends a whole run. A source that fails does not: see [`crate::fetch::Failure`].
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The posts could not be written; they will come again.
    #[error("cannot write the posts: {0}")]
    Write(#[source] io::Error),
    /// What was written could not be noted; it will come again.
    #[error(transparent)]
    State(#[from] StateError),
}
