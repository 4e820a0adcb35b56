//! One source under way: what is still to be asked, what has come back, what is ready to be given.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::connect::{Ask, Connector, Cursor, From, Source, SourceError};
use crate::fetch::ask::{HostKey, Landing, Reading, host};
use crate::fetch::dedup::when;
use crate::fetch::job::{Job, Options};
use crate::fetch::order;
use crate::fetch::outcome::{Failure, Outcome};
use crate::fetch::wanted::{Wanted, sieved};
use crate::http::HttpErrorKind;
use crate::record::Post;
use crate::state::{Changes, Key, SourceId, Standing, Validator, key};

/// How far sources may be named by sources that were named by sources.
pub(super) const DEPTH: u8 = 5;

/// Pages that a source may have read and not given, while it is not its turn.
const AHEAD: usize = 4;

/// Pages that are gathered to be put in order take no more memory than this, about, in bytes; what comes after is given after.
const MOST_GATHERED: usize = 64 << 20;

/// Posts of one page, or of some, not yet sifted.
pub(super) struct Ready {
    pub(super) posts: Vec<Post>,
    pub(super) fetched_at: DateTime<Utc>,
    pub(super) weight: usize,
}

/// A source under way.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own about how far it is"
)]
pub(super) struct Work {
    pub(super) connector: &'static dyn Connector,
    pub(super) source: Arc<Source>,
    pub(super) id: SourceId,
    pub(super) depth: u8,
    /// The user, or a file of the user, named it: it may read files.
    pub(super) trusted: bool,
    pub(super) outcome: Outcome,
    ready: VecDeque<Ready>,
    /// Memory that the ready pages take, about, in bytes.
    pub(super) weight: usize,
    pub(super) in_flight: usize,
    /// Where to go on, once everything is out.
    pub(super) cursor: Option<String>,
    /// What makes the next requests conditional, once everything is out.
    pub(super) validators: Vec<(Key, Validator)>,
    /// Where the last complete run left it.
    pub(super) cursor_before: Option<Cursor>,
    /// What earlier runs have shown of it.
    pub(super) standing: Standing,
    /// Which posts are wanted.
    pub(super) wanted: Wanted,
    /// When its new posts came to be.
    pub(super) times: Vec<DateTime<Utc>>,
    /// What to ask in place of what the connector would ask first.
    pub(super) given: Vec<Ask>,
    /// Whose session it needs.
    pub(super) session_key: Option<String>,
    /// It waits for that session.
    pub(super) logging_in: bool,
    /// Its connector was asked where to begin.
    pub(super) begun: bool,
    /// For how long it asks not to be asked.
    pub(super) fresh_for: Option<Duration>,
    /// Something is missing, or was left for another run: cursor and validators stay where they are.
    pub(super) incomplete: bool,
    asks: VecDeque<Queued>,
    asked: HashSet<Key>,
    /// Turns that were asked again with another session.
    renewed: HashSet<usize>,
    turns: usize,
    next_turn: usize,
    parked: BTreeMap<usize, Landing>,
    /// Time of the oldest post of the last page that had dates, of each list.
    oldest: HashMap<usize, DateTime<Utc>>,
    /// Which list an ask belongs to, by its turn: pages that follow one another are of one list.
    lists: HashMap<usize, usize>,
    list_count: usize,
    /// Nothing more is to be asked.
    closed: bool,
}

/// An ask that waits.
pub(super) struct Queued {
    /// Its number: replies are taken up in this order.
    pub(super) turn: usize,
    pub(super) ask: Ask,
    /// The host it goes to.
    pub(super) host: HostKey,
}

impl Work {
    /// A source with nothing to ask yet.
    pub(super) fn new(job: Job, id: SourceId, depth: u8, trusted: bool) -> Self {
        let outcome = Outcome {
            source: job.source.name.clone(),
            connector: job.connector.name(),
            ..Outcome::default()
        };
        Work {
            connector: job.connector,
            source: Arc::new(job.source),
            id,
            depth,
            trusted,
            outcome,
            ready: VecDeque::new(),
            weight: 0,
            in_flight: 0,
            cursor: None,
            validators: Vec::new(),
            cursor_before: None,
            standing: Standing::default(),
            wanted: Wanted::default(),
            times: Vec::new(),
            given: job.asks,
            session_key: None,
            logging_in: false,
            begun: false,
            fresh_for: None,
            renewed: HashSet::new(),
            incomplete: false,
            asks: VecDeque::new(),
            asked: HashSet::new(),
            turns: 0,
            next_turn: 0,
            parked: BTreeMap::new(),
            oldest: HashMap::new(),
            lists: HashMap::new(),
            list_count: 0,
            closed: false,
        }
    }

    /// Takes up where the connector wants to begin.
    pub(super) fn begin(&mut self, asks: Result<Vec<Ask>, SourceError>, options: &Options) {
        self.begun = true;
        match asks {
            Ok(asks) => {
                let trusted = self.trusted;
                for ask in asks {
                    let list = self.new_list();
                    self.push(ask, list, trusted, options);
                }
            }
            Err(error) => self.fail(error.into()),
        }
    }

    /// Host of the next ask, if there is one and it may be carried out now. `head` says that it is this source's turn to be given.
    pub(super) fn next(&self, head: bool, per_host: usize) -> Option<HostKey> {
        let ahead = self.ready.len() + self.parked.len() + self.in_flight;
        if self.logging_in || self.in_flight >= per_host || (!head && ahead >= AHEAD) {
            return None;
        }
        self.asks.front().map(|next| next.host)
    }

    /// Takes that ask.
    pub(super) fn take(&mut self) -> Option<Queued> {
        let next = self.asks.pop_front();
        self.in_flight += usize::from(next.is_some());
        next
    }

    /// Notes what has come back, and takes up in turn what can be. Gives back the pages' sources, each with whether it may be trusted.
    pub(super) fn land(
        &mut self,
        turn: usize,
        landing: Landing,
        options: &Options,
    ) -> Vec<(Source, bool)> {
        self.in_flight -= 1;
        self.parked.insert(turn, landing);
        let mut found = Vec::new();
        while let Some(landing) = self.parked.remove(&self.next_turn) {
            let list = self.lists.remove(&self.next_turn).unwrap_or_default();
            self.next_turn += 1;
            match landing {
                Landing::Page(answer) => found.extend(self.read(*answer, list, options)),
                Landing::Unchanged => self.outcome.not_modified += 1,
                Landing::Nothing(note) => self.outcome.note(note),
                Landing::Instead(asks, note) => {
                    self.outcome.note(note);
                    let trusted = self.trusted;
                    for ask in asks {
                        self.push(ask, list, trusted, options);
                    }
                }
                Landing::Renew { failure, .. } | Landing::Failed(failure) => self.fail(failure),
            }
        }
        found
    }

    /// The same for an ask that was not sent.
    pub(super) fn land_failure(&mut self, turn: usize, failure: Failure, options: &Options) {
        self.land(turn, Landing::Failed(failure), options);
    }

    /// Puts an ask back in front, to be sent with another session; `false` if it was sent again before.
    pub(super) fn ask_again(&mut self, turn: usize, ask: Ask) -> bool {
        if !self.renewed.insert(turn) {
            return false;
        }
        self.in_flight -= 1;
        let host = host(&ask);
        self.asks.push_front(Queued { turn, ask, host });
        true
    }

    fn read(&mut self, answer: Reading, list: usize, options: &Options) -> Vec<(Source, bool)> {
        let Reading {
            page,
            step,
            fetched_at,
            validator,
            foreign,
            bytes,
            cut,
        } = answer;
        self.outcome.pages += 1;
        for note in page.notes {
            self.outcome.note(note);
        }
        self.outcome.told.extend(page.told);
        // An unchanged list of pages or sources says nothing of what they hold, so those are always read.
        if let Some((url, validator)) =
            validator.filter(|_| page.next.is_empty() && page.sources.is_empty())
        {
            let url = sieved(&url, &self.source.brief);
            self.validators.push((key(&url), validator));
        }
        if let Some(Cursor(cursor)) = page.cursor {
            self.cursor = Some(cursor);
        }
        if let Some(fresh_for) = page.fresh_for {
            self.fresh_for = self.fresh_for.max(Some(fresh_for));
        }
        let past = self.is_past_the_range(list, &page.posts);
        for ask in page.next {
            let goes_on = !ask.apart && ask.step == step;
            if goes_on && past {
                continue;
            }
            let list = if goes_on { list } else { self.new_list() };
            let trusted = self.trusted && !foreign;
            self.push(ask, list, trusted, options);
        }
        if let Some(failure) = cut {
            self.fail(failure);
        }
        let weight = bytes + page.posts.len() * size_of::<Post>();
        self.weight += weight;
        self.ready.push_back(Ready {
            posts: page.posts,
            fetched_at,
            weight,
        });
        let trusted = self.trusted && !foreign;
        page.sources
            .into_iter()
            .map(|source| (source, trusted))
            .collect()
    }

    /// Whether the pages run backwards in time and have left the range: this page is older than `since`, and older than the page before it.
    /// One page does not show the direction.
    fn is_past_the_range(&mut self, list: usize, posts: &[Post]) -> bool {
        let times = || posts.iter().filter_map(when);
        let (Some(oldest), Some(newest)) = (times().min(), times().max()) else {
            return false;
        };
        let before = self.oldest.insert(list, oldest);
        before.is_some_and(|before| newest <= before)
            && self.wanted.since.is_some_and(|since| newest < since)
    }

    fn new_list(&mut self) -> usize {
        self.list_count += 1;
        self.list_count
    }

    fn push(&mut self, ask: Ask, list: usize, trusted: bool, options: &Options) {
        let name = match &ask.from {
            From::Http(request) => key(&format!(
                "{}\n{:?}\n{:?}",
                request.url, request.headers, request.body
            )),
            From::File(path) => key(&path.to_string_lossy()),
        };
        if let From::File(path) = &ask.from
            && !trusted
        {
            return self.refuse(path);
        }
        if self.closed {
            return;
        }
        if !self.asked.insert(name) {
            self.outcome
                .note("a page leads back to one that was read; it is not read again".to_owned());
        } else if self.turns >= options.pages {
            self.outcome.note(format!(
                "stopped after {} pages (--max-pages); there is more",
                options.pages
            ));
            self.outcome.more = true;
            self.incomplete = true;
        } else {
            let host = host(&ask);
            self.lists.insert(self.turns, list);
            self.asks.push_back(Queued {
                turn: self.turns,
                ask,
                host,
            });
            self.turns += 1;
        }
    }

    fn refuse(&mut self, path: &Path) {
        let what = format!(
            "an answer from the web names the file {}; it is not read",
            path.display()
        );
        self.fail(Failure::Refused(what));
    }

    /// Notes a failure; after some there is no sense in asking on.
    pub(super) fn fail(&mut self, failure: Failure) {
        if let Failure::Http(error) = &failure
            && matches!(
                error.kind,
                HttpErrorKind::Unauthorized(_)
                    | HttpErrorKind::Quota { .. }
                    | HttpErrorKind::HostDown
                    | HttpErrorKind::Private
            )
        {
            // Turns that nobody takes would hold up those after them.
            self.turns -= self.asks.len();
            self.asks.clear();
            self.closed = true;
        }
        self.incomplete = true;
        self.outcome.fail(failure);
    }

    /// The next page to give.
    pub(super) fn next_ready(&mut self) -> Option<Ready> {
        if !self.is_ready() {
            return None;
        }
        let ready = if self.connector.chronological() {
            order::gathered(self.ready.drain(..))?
        } else {
            self.ready.pop_front()?
        };
        self.weight -= ready.weight;
        Some(ready)
    }

    /// Whether there is a page to give.
    pub(super) fn is_ready(&self) -> bool {
        let gathers = self.connector.chronological();
        let gathered = self.is_answered() || self.weight >= MOST_GATHERED;
        !self.ready.is_empty() && (!gathers || gathered)
    }

    /// Adds cursor and validators to the changes, if everything is given and nothing is missing. Says whether there was anything to add.
    pub(super) fn settle(&mut self, changes: &mut Changes) -> bool {
        if !self.is_answered() || !self.ready.is_empty() || self.incomplete {
            return false;
        }
        changes.cursor = self.cursor.take();
        changes.validators = std::mem::take(&mut self.validators);
        changes.cursor.is_some() || !changes.validators.is_empty()
    }

    /// Whether everything has been asked and answered; there may be pages left to give.
    pub(super) fn is_answered(&self) -> bool {
        !self.logging_in && self.in_flight == 0 && self.asks.is_empty() && self.parked.is_empty()
    }
}
