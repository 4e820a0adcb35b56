//! The file that posts are added to: how much of it is noted, so that a run that was killed between writing and noting leaves no post twice.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use crate::state::error::StateError;
use crate::state::store::{State, key};

impl State {
    /// Says which file posts are added to. A file that is met for the first time counts as noted up to `length`; what stands in it is somebody else's.
    pub fn append_to(&mut self, file: &str, length: u64) -> Result<(), StateError> {
        let name = format!("appended {file}");
        let known = self
            .db()
            .query_row("SELECT value FROM meta WHERE name = ?1", [&name], |row| {
                row.get::<_, i64>(0)
            });
        let known = self.check(known.optional())?;
        self.appended = Some(name);
        if known.is_none() {
            self.note_appended(length)?;
            self.flush()?;
        }
        Ok(())
    }

    /// Bytes of that file that are noted.
    pub fn appended_length(&self) -> u64 {
        let name = self.appended.as_deref().unwrap_or_default();
        let length = self
            .db()
            .query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| {
                row.get::<_, i64>(0)
            });
        length.map_or(0, |length| u64::try_from(length).unwrap_or(0))
    }

    /// Notes that so many bytes of the file are out; lasts with the next [`State::flush`].
    pub fn note_appended(&mut self, length: u64) -> Result<(), StateError> {
        let Some(name) = self.appended.clone() else {
            return Ok(());
        };
        self.begin()?;
        let done = self
            .db()
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)");
        let done = done.and_then(|mut note| {
            note.execute(params![name, i64::try_from(length).unwrap_or(i64::MAX)])
        });
        self.check(done).map(|_| ())
    }

    /// Notes a post that an earlier run wrote and could not note.
    pub fn note_written(
        &mut self,
        id: &str,
        scope: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StateError> {
        if id.is_empty() {
            return Ok(());
        }
        // Which of the scope's sources it came from is not known, and does not matter; the run may have died before any of them was noted.
        let source = self.source(&format!("written before{scope}"), scope)?;
        self.begin()?;
        let done = self
            .db()
            .prepare_cached("INSERT OR IGNORE INTO seen (key, source, at) VALUES (?1, ?2, ?3)");
        let done = done
            .and_then(|mut note| note.execute(params![key(id), source.number(), now.timestamp()]));
        self.check(done).map(|_| ())
    }
}
