//! The store itself: what is asked of it during a run, and the one way to change it.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_128;

use crate::state::error::StateError;
use crate::state::lock::{Lock, private};
use crate::state::schema;

/// Posts not met for this long are forgotten.
const KEEP: TimeDelta = TimeDelta::days(400);
/// A post met again is noted only if the last note is older than this, which spares most writes.
const TOUCH: TimeDelta = TimeDelta::days(30);
/// How often the forgetting is done.
const PRUNE_EVERY: TimeDelta = TimeDelta::days(1);

/// A post's id or an address as it is kept: the first 16 bytes that xxh3 makes of it.
pub type Key = [u8; 16];

/// The key of an id or address.
pub fn key(text: &str) -> Key {
    xxh3_128(text.as_bytes()).to_be_bytes()
}

/// Number of a source in one state file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceId(i64);

impl SourceId {
    pub(super) fn number(self) -> i64 {
        self.0
    }
}

/// What makes the next request for an address conditional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validator {
    /// Value for `If-None-Match`.
    pub etag: Option<String>,
    /// Value for `If-Modified-Since`.
    pub last_modified: Option<String>,
}

/// What becomes true of a source once a batch of its posts is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Which source.
    pub source: SourceId,
    /// Posts in the batch, or met again.
    pub seen: Vec<Key>,
    /// Where to go on, if that has moved.
    pub cursor: Option<String>,
    /// New validators by key of the address.
    pub validators: Vec<(Key, Validator)>,
    /// A full answer was read to its end, so that whatever was not met in it is gone there.
    pub replied: bool,
    /// When this was so.
    pub at: DateTime<Utc>,
}

impl Changes {
    /// No change yet.
    pub fn new(source: SourceId, at: DateTime<Utc>) -> Self {
        Changes {
            source,
            seen: Vec::new(),
            cursor: None,
            validators: Vec::new(),
            replied: false,
            at,
        }
    }
}

/// The memory of earlier runs.
#[derive(Debug)]
pub struct State {
    db: Connection,
    path: PathBuf,
    _lock: Option<Lock>,
    /// Nothing lasts before [`State::release`].
    pub(super) held: bool,
    /// Name under which the length of the file is kept that posts are added to.
    pub(super) appended: Option<String>,
}

impl State {
    /// Opens a state file and takes its lock; makes it, and its directory, if there is none.
    /// A file that is damaged, newer than we know, or not ours is refused and left as it is.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        State::with_lock(path, Lock::take(path)?)
    }

    /// The same, but waits for another run to end.
    pub fn open_waiting(path: &Path) -> Result<Self, StateError> {
        State::with_lock(path, Lock::wait_for(path)?)
    }

    fn with_lock(path: &Path, lock: Lock) -> Result<Self, StateError> {
        let io = |source| StateError::Io {
            path: path.to_owned(),
            source,
        };
        match path.metadata() {
            // Ours are never empty, not even for a moment; a power cut or a full disk leaves such, and so does a slip of the hand.
            Ok(metadata) if metadata.is_file() && metadata.len() == 0 => {
                return Err(StateError::Damaged {
                    path: path.to_owned(),
                    reason: "it is empty".to_owned(),
                });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                schema::make(path).map_err(io)??;
            }
            Err(error) => return Err(io(error)),
        }
        // Whether it may be written is told before the database is asked.
        private().truncate(false).open(path).map_err(io)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)
            .map_err(|error| StateError::database(path, error))?;
        State::prepared(db, path, Some(lock))
    }

    /// A state that is gone with the run, for `--no-state`.
    pub fn memory() -> Result<Self, StateError> {
        let path = Path::new("memory");
        let db = Connection::open_in_memory().map_err(|error| StateError::database(path, error))?;
        State::prepared(db, path, None)
    }

    fn prepared(mut db: Connection, path: &Path, lock: Option<Lock>) -> Result<Self, StateError> {
        schema::prepare(&mut db, path)?;
        Ok(State {
            db,
            path: path.to_owned(),
            _lock: lock,
            held: false,
            appended: None,
        })
    }

    /// The source of a name, noted if it is new. `scope` says among which sources a post must not come twice.
    pub fn source(&self, name: &str, scope: &str) -> Result<SourceId, StateError> {
        let known = self.one(
            "SELECT id, scope FROM sources WHERE name = ?1",
            [name],
            |row| Ok((row.get(0)?, row.get::<_, String>(1)?)),
        )?;
        let id = match known {
            Some((id, known)) if known == scope => return Ok(SourceId(id)),
            Some((id, known)) => {
                // Whoever listens now has not had what the other scope had, and the other may come back.
                self.begin()?;
                self.rename(id, &set_aside(name, &known))?;
                let before = self.one(
                    "SELECT id FROM sources WHERE name = ?1",
                    [set_aside(name, scope)],
                    |row| row.get::<_, i64>(0),
                )?;
                match before {
                    Some(before) => {
                        self.rename(before, name)?;
                        before
                    }
                    None => self.add(name, scope)?,
                }
            }
            None => self.add(name, scope)?,
        };
        Ok(SourceId(id))
    }

    /// A new source. Lasts with the next flush: a source that was never noted is as good as unknown.
    fn add(&self, name: &str, scope: &str) -> Result<i64, StateError> {
        self.begin()?;
        let add = || {
            let sql = "INSERT INTO sources (name, scope) VALUES (?1, ?2)";
            self.db.prepare_cached(sql)?.execute([name, scope])
        };
        self.check(add())?;
        Ok(self.db.last_insert_rowid())
    }

    fn rename(&self, id: i64, name: &str) -> Result<(), StateError> {
        let sql = "UPDATE sources SET name = ?2 WHERE id = ?1";
        self.check(self.db.execute(sql, params![id, name]).map(|_| ()))
    }

    /// Forgets all of a source: where it was left, what it gave, how it behaved.
    pub fn forget(&mut self, source: SourceId) -> Result<(), StateError> {
        self.begin()?;
        let done = || -> rusqlite::Result<()> {
            for sql in [
                "DELETE FROM seen WHERE source = ?1",
                "DELETE FROM validators WHERE source = ?1",
                "DELETE FROM standings WHERE source = ?1",
                "UPDATE sources SET cursor = NULL WHERE id = ?1",
            ] {
                self.db.execute(sql, [source.0])?;
            }
            Ok(())
        };
        self.check(done())
    }

    /// Where a source was left.
    pub fn cursor(&self, source: SourceId) -> Result<Option<String>, StateError> {
        let cursor = self.one(
            "SELECT cursor FROM sources WHERE id = ?1",
            [source.0],
            |row| row.get(0),
        )?;
        Ok(cursor.flatten())
    }

    /// When a source last answered.
    pub fn met_at(&self, source: SourceId) -> Result<Option<DateTime<Utc>>, StateError> {
        let met: Option<i64> = self.one(
            "SELECT met_at FROM sources WHERE id = ?1",
            [source.0],
            |row| row.get(0),
        )?;
        Ok(met
            .filter(|met| *met > 0)
            .and_then(|met| DateTime::from_timestamp(met, 0)))
    }

    /// What makes a request conditional, if the address was answered before.
    pub fn validator(&self, source: SourceId, url: &str) -> Result<Option<Validator>, StateError> {
        let sql = "SELECT etag, last_modified FROM validators WHERE source = ?1 AND url = ?2";
        self.one(sql, (source.0, key(url)), |row| {
            Ok(Validator {
                etag: row.get(0)?,
                last_modified: row.get(1)?,
            })
        })
    }

    /// For each post, whether no source of the same scope has given it yet.
    pub fn unseen(&self, source: SourceId, posts: &[Key]) -> Result<Vec<bool>, StateError> {
        let ask = || -> rusqlite::Result<Vec<bool>> {
            let mut seen = self.db.prepare_cached(
                "SELECT 1 FROM seen JOIN sources ON sources.id = seen.source
                 WHERE seen.key = ?1 AND sources.scope = (SELECT scope FROM sources WHERE id = ?2)",
            )?;
            posts
                .iter()
                .map(|post| Ok(!seen.exists((post, source.0))?))
                .collect()
        };
        self.check(ask())
    }

    /// Puts changes down. To be called when the posts that they tell of are out: then each of them is true by itself, and if only some can be put
    /// down, the others cost no more than posts that come twice.
    pub fn commit(&mut self, changes: &Changes) -> Result<(), StateError> {
        self.note(changes)?;
        self.flush()
    }

    /// The same, but lasting only with the next [`State::flush`]; until then this state answers as if it were.
    /// Several notes in one transaction cost far less than one each, for the keys are random and nearly every one touches a page of its own.
    pub fn note(&mut self, changes: &Changes) -> Result<(), StateError> {
        let done = write(&self.db, changes);
        self.check(done)
    }

    /// Makes all notes last, unless the state is held.
    pub fn flush(&mut self) -> Result<(), StateError> {
        if self.held || self.db.is_autocommit() {
            return Ok(());
        }
        self.check(self.db.execute_batch("COMMIT"))
    }

    /// Forgets posts that their sources have not shown for 400 days; at most once a day. Says how many.
    ///
    /// A source that only ever answers "unchanged" still shows what its last full answer held, so those posts are kept as long as it answers.
    pub fn prune(&mut self, now: DateTime<Utc>) -> Result<usize, StateError> {
        self.flush()?;
        self.begin()?;
        let gone = self.check(prune(&self.db, now))?;
        self.flush()?;
        Ok(gone)
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StateError> {
        let ask = || {
            self.db
                .prepare_cached(sql)?
                .query_row(params, read)
                .optional()
        };
        self.check(ask())
    }

    /// The database, for the other questions that are asked of it.
    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    /// Begins a transaction if none is open.
    pub(super) fn begin(&self) -> Result<(), StateError> {
        if self.db.is_autocommit() {
            return self.check(self.db.execute_batch("BEGIN IMMEDIATE"));
        }
        Ok(())
    }

    pub(super) fn check<T>(&self, result: rusqlite::Result<T>) -> Result<T, StateError> {
        result.map_err(|error| StateError::database(&self.path, error))
    }
}

/// The name of a source while another scope has its name.
fn set_aside(name: &str, scope: &str) -> String {
    format!("{name}\u{1f}{scope}")
}

fn write(db: &Connection, changes: &Changes) -> rusqlite::Result<()> {
    if db.is_autocommit() {
        db.execute_batch("BEGIN IMMEDIATE")?;
    }
    // No savepoint: within a transaction SQLite would first copy every page that the random keys touch, which was most of the cost of a run.
    let (source, at) = (changes.source.0, changes.at.timestamp());
    db.prepare_cached("UPDATE sources SET met_at = max(met_at, ?2), replied_at = iif(?3, max(replied_at, ?2), replied_at) WHERE id = ?1")?
        .execute(params![source, at, changes.replied])?;
    note_seen(db, changes)?;
    for (url, validator) in &changes.validators {
        db
            .prepare_cached("INSERT OR REPLACE INTO validators (source, url, etag, last_modified) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![source, url, validator.etag, validator.last_modified])?;
    }
    if let Some(cursor) = &changes.cursor {
        db.prepare_cached("UPDATE sources SET cursor = ?2 WHERE id = ?1")?
            .execute(params![source, cursor])?;
    }
    Ok(())
}

fn note_seen(db: &Connection, changes: &Changes) -> rusqlite::Result<()> {
    let (source, at) = (changes.source.0, changes.at.timestamp());
    let mut note = db.prepare_cached(
        "INSERT INTO seen (key, source, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (key, source) DO UPDATE SET at = excluded.at WHERE at < ?4",
    )?;
    let stale = at.saturating_sub(TOUCH.num_seconds());
    for post in &changes.seen {
        note.execute(params![post, source, at, stale])?;
    }
    Ok(())
}

fn prune(db: &Connection, now: DateTime<Utc>) -> rusqlite::Result<usize> {
    let now = now.timestamp();
    let last: Option<i64> = db
        .query_row(
            "SELECT value FROM meta WHERE name = 'pruned_at'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if last.is_some_and(|last| now.saturating_sub(last) < PRUNE_EVERY.num_seconds()) {
        return Ok(0);
    }
    let old = now.saturating_sub(KEEP.num_seconds());
    let gone = db.execute(
        "DELETE FROM seen WHERE at < ?1 AND NOT EXISTS (
             SELECT 1 FROM sources WHERE sources.id = seen.source AND sources.met_at >= ?1 AND seen.at >= sources.replied_at - ?2)",
        params![old, TOUCH.num_seconds()],
    )?;
    db.execute(
        "INSERT OR REPLACE INTO meta (name, value) VALUES ('pruned_at', ?1)",
        [now],
    )?;
    Ok(gone)
}

#[cfg(test)]
mod tests;
