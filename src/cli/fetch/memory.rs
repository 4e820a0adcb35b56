//! What a run remembers: the state file, the sessions beside it, and how far the file is written that lines are added to.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use super::appended;
use super::network::Network;
use crate::cli::session::Session;
use crate::state::{Sessions, State, StateError};

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
            Err(error @ StateError::Io { .. }) if !network.names_state() => {
                let hint = "nothing can be remembered in the usual place; name another with --state FILE, or do without: --no-state";
                return Err(error).context(hint);
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

    /// Whether a later run will not give again what this one does.
    pub(super) fn remembers_posts(&self) -> anyhow::Result<bool> {
        Ok(self.state.remembers_posts()?)
    }

    /// Lets nothing last before [`Self::release`].
    pub(super) fn hold(&mut self) {
        self.state.hold();
    }

    /// Makes everything last that was noted.
    pub(super) fn release(&mut self) -> anyhow::Result<()> {
        Ok(self.state.release()?)
    }

    /// Opens a file to add lines to, and says how long it is. What a killed run wrote without being able to note it is noted now, so that it does
    /// not come again.
    pub(super) fn open_appended(
        &mut self,
        path: &Path,
        session: &Session,
    ) -> anyhow::Result<(File, u64)> {
        let shown = path.display();
        let (mut file, length) = appended::open(path, &session.console)?;
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
                        .note_written(&written.id, &written.scope(), session.now)?;
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
