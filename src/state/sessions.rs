//! Sessions with networks that limit how often one may log in: kept from run to run in a file of their own, which only its owner can read.
//!
//! They are apart from the state because a state may be copied and shown around, and a session opens an account.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::state::error::StateError;

/// Sessions by the key that their connector gives them.
#[derive(Debug, Default)]
pub struct Sessions {
    kept: BTreeMap<String, String>,
    path: Option<PathBuf>,
}

impl Sessions {
    /// Sessions that are gone with the run.
    pub fn memory() -> Self {
        Sessions::default()
    }

    /// The sessions kept beside a state file, in `<state>.sessions`. A file that cannot be read is as good as none: one logs in again.
    pub fn beside(state: &Path) -> Self {
        let mut name = state.as_os_str().to_owned();
        name.push(".sessions");
        let path = PathBuf::from(name);
        let kept = fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Sessions {
            kept,
            path: Some(path),
        }
    }

    /// The session of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.kept.get(key).map(String::as_str)
    }

    /// Keeps a session, at once and for good.
    pub fn put(&mut self, key: &str, session: String) -> Result<(), StateError> {
        self.kept.insert(key.to_owned(), session);
        match &self.path {
            Some(path) => write(path, &self.kept).map_err(|source| StateError::Io {
                path: path.clone(),
                source,
            }),
            None => Ok(()),
        }
    }
}

/// Writes the file whole or not at all; a temporary file is readable by its owner only.
fn write(path: &Path, sessions: &BTreeMap<String, String>) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut file, sessions)?;
    file.flush()?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_kept_for_its_owner_only() {
        let home = tempfile::tempdir().unwrap();
        let state = home.path().join("state.db");
        let mut sessions = Sessions::beside(&state);
        assert_eq!(sessions.get("a"), None);
        sessions.put("a", "one".to_owned()).unwrap();
        sessions.put("b", "two".to_owned()).unwrap();
        sessions.put("a", "three".to_owned()).unwrap();
        let again = Sessions::beside(&state);
        assert_eq!(
            (again.get("a"), again.get("b")),
            (Some("three"), Some("two"))
        );
        let file = home.path().join("state.db.sessions");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&file, "{damaged").unwrap();
        assert_eq!(Sessions::beside(&state).get("a"), None);
    }
}
