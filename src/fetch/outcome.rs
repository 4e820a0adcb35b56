//! How each source fared, for the summary line and the exit code.

use std::io;
use std::time::Duration;

use chrono::TimeDelta;

use crate::connect::{ParseError, Price, SourceError};
use crate::http::{HttpError, HttpErrorKind, Tally};
use crate::text::reason;

/// Notes kept of one source; the rest is counted.
const NOTES: usize = 20;
/// Longest note, in characters; a stranger may have a word in it.
const NOTE: usize = 300;

/// Why a source, or a part of it, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It cannot be asked as it is configured.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The server did not give it.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The answer cannot be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The file cannot be read.
    #[error("{path}: {}{}", reason::of_io(.error), hint(.path, .error))]
    File {
        /// Which one.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// It asks for what it must not have.
    #[error("{0}")]
    Refused(String),
    /// It would cost more than may be spent.
    #[error("{0}")]
    Cost(String),
    /// The connector is at fault.
    #[error("{0}: the connector failed; please report this, with the address")]
    Connector(String),
    /// The run was interrupted before the source was done with.
    #[error("interrupted")]
    Interrupted,
}

/// What to do about a file that is not there and is named like an address.
fn hint(path: &str, error: &io::Error) -> &'static str {
    let (host, rest) = path.split_once('/').unwrap_or((path, ""));
    let is_address = host.contains('.') && !host.starts_with('.') && !rest.is_empty();
    if is_address && error.kind() == io::ErrorKind::NotFound {
        "; an address begins with https://"
    } else {
        ""
    }
}

/// How one source fared.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Its name.
    pub source: String,
    /// Name of its connector.
    pub connector: &'static str,
    /// Posts given.
    pub new: u64,
    /// Posts that had been given before, or came twice.
    pub old: u64,
    /// Posts outside the range asked for.
    pub outside: u64,
    /// Of these, posts that are older than a first contact takes.
    pub too_old: u64,
    /// Posts that nobody looks for.
    pub unwanted: u64,
    /// Replies read.
    pub pages: usize,
    /// Replies that said "unchanged".
    pub not_modified: u64,
    /// There are more pages than may be read in one run.
    pub more: bool,
    /// The first failure, if there was one; what was read before and beside it has been given.
    pub failure: Option<Failure>,
    /// Failures in all.
    pub failures: u64,
    /// What had to be mended, left out or told.
    pub notes: Vec<String>,
    /// What the user asked to be told in place of posts.
    pub told: Vec<String>,
    /// Notes beyond those.
    pub more_notes: u64,
    /// What it cost.
    pub tally: Tally,
    /// It was not asked: it keeps failing, or asked not to be asked yet.
    pub resting: bool,
    /// How long it has been silent, and its longest usual silence, if that is out of proportion; once for each silence.
    pub silence: Option<(TimeDelta, TimeDelta)>,
}

impl Failure {
    /// How long the server asked us to stay away.
    pub(super) fn asked_wait(&self) -> Option<TimeDelta> {
        match self {
            Failure::Http(HttpError {
                kind: HttpErrorKind::Quota { retry_after },
                ..
            }) => TimeDelta::from_std((*retry_after)?).ok(),
            _ => None,
        }
    }

    /// The same failure, of another source that it befell too.
    pub(super) fn again(&self) -> Failure {
        match self {
            Failure::Source(error) => Failure::Source(error.clone()),
            Failure::Http(error) => Failure::Http(error.clone()),
            Failure::Parse(error) => Failure::Parse(error.clone()),
            other => Failure::Refused(other.to_string()),
        }
    }
}

impl Outcome {
    pub(super) fn note(&mut self, note: String) {
        let note = match note.char_indices().nth(NOTE) {
            Some((end, _)) => format!("{}...", note.get(..end).unwrap_or_default()),
            None => note,
        };
        if self.notes.contains(&note) {
            return;
        }
        if self.notes.len() < NOTES {
            self.notes.push(note);
        } else {
            self.more_notes += 1;
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        self.failures += 1;
        self.failure.get_or_insert(failure);
    }

    pub(super) fn add(&mut self, tally: Tally) {
        self.tally.requests += tally.requests;
        self.tally.retries += tally.retries;
        self.tally.waited += tally.waited;
        self.tally.bytes += tally.bytes;
        if let Some(address) = tally.moved {
            self.note(format!(
                "moved for good to {address}; please change the address"
            ));
        }
    }
}

/// How a whole run went.
#[derive(Debug, Default)]
pub struct Report {
    /// Every source, in the order given, those found on the way after them.
    pub outcomes: Vec<Outcome>,
    /// The run was ended from outside.
    pub interrupted: bool,
    /// What was spent, where a network bills or meters.
    pub spent: Option<Price>,
}

impl Report {
    /// The sum over all sources, without names and notes.
    pub fn total(&self) -> Outcome {
        let mut total = Outcome::default();
        for outcome in &self.outcomes {
            total.new += outcome.new;
            total.old += outcome.old;
            total.outside += outcome.outside;
            total.too_old += outcome.too_old;
            total.unwanted += outcome.unwanted;
            total.pages += outcome.pages;
            total.not_modified += outcome.not_modified;
            total.failures += u64::from(outcome.failure.is_some());
            total.tally.requests += outcome.tally.requests;
            total.tally.retries += outcome.tally.retries;
            total.tally.bytes += outcome.tally.bytes;
            total.tally.waited = total.tally.waited.saturating_add(outcome.tally.waited);
        }
        total
    }

    /// The longest time a server asked us to stay away for, if any did.
    pub fn retry_after(&self) -> Option<Duration> {
        let waits = self
            .outcomes
            .iter()
            .filter_map(|outcome| match &outcome.failure {
                Some(Failure::Http(HttpError {
                    kind: crate::http::HttpErrorKind::Quota { retry_after },
                    ..
                })) => *retry_after,
                _ => None,
            });
        waits.max()
    }
}
