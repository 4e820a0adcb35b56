//! What a run remembers: the state file, the sessions beside it, and how far the file is written that lines are added to.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::network::Network;
use crate::cli::session::Session;
use crate::state::{Sessions, State, StateError};

/// How much of the end of a file is searched for the end of its last whole line, in bytes, at a time.
const BLOCK: u64 = 64 * 1024;

/// The memory of a run.
pub(super) struct Memory {
    state: State,
    sessions: Sessions,
    /// There is no state file, and nobody said that nothing is to be remembered: a file that lines are added to is memory enough.
    by_file: bool,
}

impl Memory {
    /// Opens the state file, or one that is gone with the run.
    pub(super) fn open(
        session: &Session,
        network: &Network,
        path: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Memory {
                state: State::memory()?,
                sessions: Sessions::memory(),
                by_file: !network.remembers_nothing(),
            });
        };
        let state = match State::open(path) {
            Err(StateError::Locked(lock)) if network.wait => {
                session.console.detail(format!(
                    "another run holds {}; waiting for it to end",
                    lock.display()
                ));
                State::open_waiting(path)?
            }
            opened => opened?,
        };
        Ok(Memory {
            state,
            sessions: Sessions::beside(path),
            by_file: false,
        })
    }

    /// The sessions alone, for what needs no other memory.
    pub(super) fn sessions_of(path: Option<&Path>) -> Sessions {
        path.map_or_else(Sessions::memory, Sessions::beside)
    }

    /// What the driver needs of it.
    pub(super) fn parts(&mut self) -> (&mut State, &mut Sessions) {
        (&mut self.state, &mut self.sessions)
    }

    /// Opens a file to add lines to, and says how long it is. A line that a killed run left cut is cut off, and what it wrote
    /// without being able to note it is noted now, so that it does not come again.
    pub(super) fn open_appended(
        &mut self,
        path: &Path,
        now: DateTime<Utc>,
    ) -> anyhow::Result<(File, u64)> {
        let shown = path.display();
        let open = || -> std::io::Result<(File, u64)> {
            let mut file = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(path)?;
            let length = whole_lines(&mut file)?;
            if length < file.metadata()?.len() {
                file.set_len(length)?;
                file.sync_data()?;
            }
            Ok((file, length))
        };
        let (mut file, length) = open().with_context(|| format!("cannot add to {shown}"))?;
        let name = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.state.append_to(&name.to_string_lossy(), length)?;
        let noted = match self.by_file {
            true => 0,
            false => self.state.appended_length().min(length),
        };
        if noted < length {
            file.seek(SeekFrom::Start(noted))?;
            for line in BufReader::new(&file).lines() {
                let line = line.with_context(|| format!("cannot read {shown}"))?;
                if let Ok(written) = serde_json::from_str::<Written>(&line) {
                    self.state
                        .note_written(&written.id, &written.scope(), now)?;
                }
            }
            self.state.note_appended(length)?;
            self.state.flush()?;
        }
        Ok((file, length))
    }
}

/// What a line says of whose post it is.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    id: String,
    client: Option<String>,
    query: Option<String>,
}

impl Written {
    fn scope(&self) -> String {
        crate::fetch::scope(self.client.as_deref(), self.query.as_deref())
    }
}

/// Where the last whole line of a file ends.
fn whole_lines(file: &mut File) -> std::io::Result<u64> {
    let mut end = file.metadata()?.len();
    let mut block = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        file.seek(SeekFrom::Start(start))?;
        block.clear();
        file.by_ref().take(end - start).read_to_end(&mut block)?;
        if let Some(at) = memchr::memrchr(b'\n', &block) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}
