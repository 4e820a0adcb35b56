//! The tables, their version, and how a file proves to be ours before anything is written to it.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use rusqlite::{Connection, OptionalExtension};

use crate::state::error::StateError;
use crate::state::lock::private;

/// Version of the tables, kept in `user_version`.
pub(super) const VERSION: i64 = 2;
/// "cmst", in `application_id`, which `file` and `SQLite` tools show.
const APPLICATION: i64 = 0x636d_7374;
/// How long to wait for another process that is reading or writing.
const BUSY: Duration = Duration::from_secs(10);

/// `sources` is what a run asks, with where it was left; `scope` is whose posts must not come twice, and several sources may share one.
/// `replied_at` is the last full answer, `met_at` the last answer of any sort. Times are seconds since 1970.
/// `seen` holds a hash of each post's id, `validators` a hash of the address, which may hold a secret.
const TABLES: &str = "
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, scope TEXT NOT NULL,
        cursor TEXT, replied_at INTEGER NOT NULL DEFAULT 0, met_at INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE validators (
        source INTEGER NOT NULL, url BLOB NOT NULL, etag TEXT, last_modified TEXT,
        PRIMARY KEY (source, url)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE seen (
        key BLOB NOT NULL, source INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (key, source)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Makes the tables of a new file, or checks that an old one is ours and of a version that we know.
pub(super) fn prepare(db: &mut Connection, path: &Path) -> Result<(), StateError> {
    let failed = |error| StateError::database(path, error);
    db.busy_timeout(BUSY).map_err(failed)?;
    let number = |db: &Connection, name: &str| {
        db.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(failed)
    };
    let (application, version) = (number(db, "application_id")?, number(db, "user_version")?);
    let empty = db
        .query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(()))
        .optional()
        .map_err(failed)?
        .is_none();
    match (application, version) {
        (0, 0) if empty => create(db).map_err(failed)?,
        (APPLICATION, VERSION) => {}
        (APPLICATION, 1) => grow(db).map_err(failed)?,
        (APPLICATION, found) if found > VERSION => {
            return Err(StateError::Newer {
                path: path.to_owned(),
                found,
                known: VERSION,
            });
        }
        (APPLICATION, found) => {
            let reason = format!("no such version: {found}");
            return Err(StateError::Damaged {
                path: path.to_owned(),
                reason,
            });
        }
        _ => return Err(StateError::Foreign(path.to_owned())),
    }
    // With a write-ahead log, NORMAL loses at most the last transactions when the power fails, and those posts come again.
    db.pragma_update(None, "synchronous", "NORMAL")
        .map_err(failed)?;
    // A full checkpoint now and then is enough; the log is folded in when the last connection closes.
    db.pragma_update(None, "wal_autocheckpoint", 16_000)
        .map_err(failed)?;
    // At most so many kibibytes; with less, a transaction over random keys is written out and read back in pieces.
    db.pragma_update(None, "cache_size", -65_536)
        .map_err(failed)?;
    db.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// What version 2 added.
const STANDINGS: &str = "
    CREATE TABLE standings (
        source INTEGER PRIMARY KEY, failures INTEGER NOT NULL, failing_since INTEGER, retry_at INTEGER, fresh_until INTEGER,
        floor_at INTEGER, last_post_at INTEGER, longest_gap INTEGER NOT NULL, gaps INTEGER NOT NULL,
        silence_told INTEGER NOT NULL, first_post_at INTEGER
    ) STRICT;
";

/// Brings a file of version 1 up to date.
fn grow(db: &mut Connection) -> rusqlite::Result<()> {
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    change.execute_batch(STANDINGS)?;
    change.pragma_update(None, "user_version", VERSION)?;
    change.commit()
}

fn create(db: &mut Connection) -> rusqlite::Result<()> {
    // Answers the new mode ("memory" for a database in memory), hence a query.
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    change.execute_batch(TABLES)?;
    change.execute_batch(STANDINGS)?;
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", VERSION)?;
    change.commit()
}

/// Makes a state file: beside its place, and there only when it is whole. To be called under its lock.
pub(super) fn make(path: &Path) -> io::Result<Result<(), StateError>> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    // What a run that was killed left, and what belonged to a file that is gone.
    for ending in [
        ".new",
        ".new-wal",
        ".new-shm",
        ".new-journal",
        "-wal",
        "-shm",
        "-journal",
    ] {
        match fs::remove_file(beside(ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let new = beside(".new");
    private().truncate(false).open(&new)?;
    let made = Connection::open(&new)
        .map_err(|error| StateError::database(path, error))
        .and_then(|mut db| {
            prepare(&mut db, path)?;
            db.close()
                .map_err(|(_, error)| StateError::database(path, error))
        });
    match made {
        Ok(()) => fs::rename(&new, path).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}
