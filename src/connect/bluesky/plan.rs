//! What a run reads, one lane after the other, carried from page to page in the notes of the asks.
//!
//! Lanes are read one after the other because a source has one cursor, and the last page must know where every lane was left.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::address::{FEED, LIST, POST, actor, uri};
use super::lane::{After, Lane, What, thread};
use super::login::{Session, server};
use crate::connect::address::endpoint;
use crate::connect::connector::{Ask, Cursor, Page, SourceError, Start, Verdict};
use crate::connect::source::Source;

/// Most posts that can be asked for at once (`app.bsky.feed.getPosts`).
const POSTS: usize = 25;

/// What is still to be read. The first lane is under way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Plan {
    lanes: VecDeque<Lane>,
    /// Where the lanes before were left.
    left_at: BTreeMap<String, DateTime<Utc>>,
    /// Why lanes were not read.
    refused: Vec<String>,
    /// Address of the server.
    server: String,
    /// The account that is logged in.
    pub(super) me: Option<String>,
}

impl Plan {
    /// What the options of a source ask for.
    pub(super) fn new(source: &Source, start: &Start<'_>) -> Result<Self, SourceError> {
        let session = start.session.and_then(Session::read);
        let left: BTreeMap<String, DateTime<Utc>> = start
            .cursor
            .and_then(|Cursor(text)| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let mut lanes = lanes(source)?;
        for lane in &mut lanes {
            lane.begin(left.get(&lane.name()).copied(), start.range.since);
            if lane.what == What::Search {
                lane.until = start.range.until;
            }
        }
        Ok(Plan {
            lanes,
            left_at: BTreeMap::new(),
            refused: Vec::new(),
            server: server(source, session.as_ref()),
            me: session.map(|session| session.did),
        })
    }

    /// The plan in the note of an ask.
    pub(super) fn read(memo: &str) -> Option<Plan> {
        serde_json::from_str(memo).ok()
    }

    /// The lane under way.
    pub(super) fn lane(&mut self) -> Option<&mut Lane> {
        self.lanes.front_mut()
    }

    /// The next ask, if there is something left to read.
    pub(super) fn ask(&self) -> Option<Ask> {
        let lane = self.lanes.front()?;
        let (url, step) = match lane.handle() {
            Some(handle) => {
                let path = "/xrpc/com.atproto.identity.resolveHandle";
                (endpoint(&self.server, path, &[("handle", handle)]), RESOLVE)
            }
            None => (lane.address(&self.server), lane.what.step()),
        };
        let memo = serde_json::to_string(self).ok()?;
        Some(Ask::get(url).step(step).memo(memo))
    }

    /// Takes up what a page says of the lane under way, and completes the page with the next ask or, when there is none, with where to go on next
    /// time.
    pub(super) fn advance(&mut self, after: &After, page: &mut Page) {
        // A search that goes on behind a crowded second has a new stretch before it.
        let goes_on = self.lanes.front().is_some_and(|lane| !lane.is_under_way());
        let over = match after {
            After::More => false,
            After::Over => true,
            After::Short(note) => {
                page.notes.push(note.clone());
                !goes_on
            }
        };
        if over && let Some(lane) = self.lanes.pop_front() {
            self.left_at
                .extend(lane.left_at().map(|at| (lane.name(), at)));
        }
        match self.ask() {
            Some(ask) => page.next.push(ask),
            None if self.refused.is_empty() => page.cursor = self.cursor(),
            None => page.cut = Some(Verdict::Failed(self.refused.join("; "))),
        }
    }

    /// Leaves the lane under way because the server refuses it, and says why. The others are read; the last page of theirs tells of it.
    pub(super) fn refuse(&mut self, why: String) -> Verdict {
        self.lanes.pop_front();
        let note = why.clone();
        self.refused.push(why);
        match self.ask() {
            Some(ask) => Verdict::Instead(vec![ask], note),
            None => Verdict::Failed(self.refused.join("; ")),
        }
    }

    fn cursor(&self) -> Option<Cursor> {
        if self.left_at.is_empty() {
            return None;
        }
        serde_json::to_string(&self.left_at).ok().map(Cursor)
    }

    /// Asks for the rest of a thread, below one of its posts.
    pub(super) fn branch(&self, uri: &str) -> Ask {
        branch(&self.server, uri, self.me.as_deref().unwrap_or_default())
    }

    /// Asks for posts by their addresses.
    pub(super) fn posts(&self, uris: &[String]) -> Vec<Ask> {
        let me = self.me.as_deref().unwrap_or_default();
        uris.chunks(POSTS)
            .map(|uris| posts(&self.server, uris, me))
            .collect()
    }
}

/// Step of the question whose handle is whose.
pub(super) const RESOLVE: &str = "resolve";
/// Step of a question for posts by their addresses; the note is the account that asks.
pub(super) const NAMED: &str = "posts";
/// Step of a question for the rest of a thread; the note is the account that asks.
pub(super) const BRANCH: &str = "branch";

/// Asks for the rest of a thread, below one of its posts.
pub(super) fn branch(server: &str, uri: &str, me: &str) -> Ask {
    Ask::get(thread(server, uri, 0)).step(BRANCH).memo(me)
}

/// Asks for at most [`POSTS`] posts.
fn posts(server: &str, uris: &[String], me: &str) -> Ask {
    let pairs: Vec<_> = uris.iter().map(|uri| ("uris", uri.as_str())).collect();
    Ask::get(endpoint(server, "/xrpc/app.bsky.feed.getPosts", &pairs))
        .step(NAMED)
        .memo(me)
}

/// The questions for posts by their addresses, each with those it is about.
pub(super) fn batches<'u>(server: &str, uris: &'u [String]) -> Vec<(Ask, &'u [String])> {
    uris.chunks(POSTS)
        .map(|uris| (posts(server, uris, ""), uris))
        .collect()
}

/// The lanes that the options of a source name.
pub(super) fn lanes(source: &Source) -> Result<VecDeque<Lane>, SourceError> {
    let options = &source.options;
    let mut lanes = VecDeque::new();
    let mut add = |what: What, value: String| {
        let lane = Lane::new(what, value);
        if !lanes.contains(&lane) {
            lanes.push_back(lane);
        }
    };
    for own in [What::Notifications, What::Mentions] {
        let wider = own == What::Mentions && options.has("notifications");
        if !options.has(own.step()) || wider {
            continue;
        }
        if source.token.is_none() {
            let what_for = format!("--{}", own.step());
            return Err(SourceError::no_token(source, "bluesky", &what_for));
        }
        add(own, String::new());
    }
    for name in options.all("author") {
        add(What::Author, actor(source, name)?);
    }
    for words in options.all("search") {
        if words.trim().is_empty() {
            return Err(SourceError::new(
                source,
                "--search has no words to search for",
            ));
        }
        add(What::Search, words.trim().to_owned());
    }
    for (what, collection) in [(What::Feed, FEED), (What::List, LIST), (What::Thread, POST)] {
        for address in options.all(what.step()) {
            add(what, uri(source, address, collection)?);
        }
    }
    if lanes.is_empty() {
        let message = "nothing to read; say what with --author, --search, --feed, --list, --thread, --mentions or --notifications";
        return Err(SourceError::new(source, message));
    }
    Ok(lanes)
}
