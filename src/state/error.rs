//! What can be wrong with the state file.

use std::io;
use std::path::PathBuf;

/// A state that cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another run holds the lock.
    #[error("another run holds {}; wait for it to end, or use another file", .0.display())]
    Locked(PathBuf),
    /// A file or directory cannot be made or opened.
    #[error("{}: {source}", .path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Some other program's file.
    #[error("{}: not a state file of cm, or damaged beyond reading; give another --state file, or move this one away", .0.display())]
    Foreign(PathBuf),
    /// Written by a later version.
    #[error("{}: written by a newer cm (state version {found}, this one knows {known}); update cm, or use another --state file", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version we write.
        known: i64,
    },
    /// Not readable as what it should be.
    #[error("{}: the state file is damaged ({reason}); restore a copy, or move it away: then every post comes again once", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database says.
        reason: String,
    },
    /// Anything else the database says: disk full, read-only, ...
    #[error("{}: {source}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
}

impl StateError {
    /// The right variant for what the database says.
    pub(super) fn database(path: &std::path::Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(NotADatabase) => StateError::Foreign(path),
            Some(DatabaseCorrupt) => StateError::Damaged {
                path,
                reason: source.to_string(),
            },
            _ => StateError::Database { path, source },
        }
    }
}
