//! How a program ends: the exit codes of design.md, and which error gives which.

use std::io;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::state::StateError;
use crate::text::reason;
use crate::time::{TimeError, ZoneError};

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, also when there was nothing to do, or the reader of the output went away.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Usage or configuration.
    Usage = 2,
    /// Done in part: some lines or some sources failed, the rest is written.
    Partial = 3,
    /// Credentials missing or refused.
    Credentials = 4,
    /// Rate limit or quota spent.
    Quota = 5,
    /// Another run holds the lock.
    Locked = 6,
    /// The threshold asked about is crossed.
    Threshold = 10,
    /// Interrupted.
    Interrupted = 130,
}

impl Exit {
    /// Every code with what it means, for help and man pages.
    pub const ALL: &'static [(Exit, &'static str)] = &[
        (
            Exit::Done,
            "done, also when there was nothing to do or the reader of the output went away",
        ),
        (Exit::Failed, "failed"),
        (Exit::Usage, "usage or configuration"),
        (
            Exit::Partial,
            "done in part: some lines or some sources failed, the rest is written",
        ),
        (Exit::Credentials, "credentials missing or refused"),
        (Exit::Quota, "rate limit or quota spent"),
        (Exit::Locked, "another run holds the lock"),
        (Exit::Threshold, "the threshold asked about is crossed"),
        (Exit::Interrupted, "interrupted"),
    ];

    /// The code of an error.
    pub fn of(error: &anyhow::Error) -> Self {
        let mut chain = error.chain();
        if chain.any(is_broken_pipe) {
            return Exit::Done;
        }
        for cause in error.chain() {
            if let Some(UsageError(_)) = cause.downcast_ref() {
                return Exit::Usage;
            }
            if let Some(CredentialsError(_)) = cause.downcast_ref() {
                return Exit::Credentials;
            }
            if let Some(StateError::Locked(_)) = cause.downcast_ref() {
                return Exit::Locked;
            }
            if cause.is::<ConfigError>() || cause.is::<TimeError>() || cause.is::<ZoneError>() {
                return Exit::Usage;
            }
        }
        Exit::Failed
    }
}

/// The error in words: every cause once, and what the system says without its numbers.
pub(super) fn told(error: &anyhow::Error) -> String {
    let causes: Vec<&(dyn std::error::Error + 'static)> = error.chain().collect();
    let mut told = String::new();
    for (at, cause) in causes.iter().enumerate() {
        let text = match cause.downcast_ref::<io::Error>() {
            Some(error) if error.kind() == io::ErrorKind::NotFound && told.contains("write") => {
                "there is no such folder".to_owned()
            }
            Some(error) => reason::of_io(error),
            None => cause.to_string(),
        };
        // Some errors repeat their cause in their own text.
        let own = causes
            .get(at + 1)
            .and_then(|next| text.strip_suffix(&next.to_string()))
            .map_or(text.as_str(), |own| own.trim_end_matches(": "));
        if !told.is_empty() && !own.is_empty() {
            told.push_str(": ");
        }
        told.push_str(own);
    }
    told
}

fn is_broken_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// A token that is missing or must not be used as it is.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct CredentialsError(pub(super) String);

/// A command line that cannot be carried out as it was typed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct UsageError(pub(super) String);
