//! One run at a time: an advisory lock on a file beside the state, which the system lets go of when the process ends, however it ends.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::state::error::StateError;

/// The lock of a state file, held until it is dropped. The lock file stays: removing it would let two runs hold "the" lock.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a state file, without waiting; makes the directory, readable by its owner only, if there is none.
    pub fn take(state: &Path) -> Result<Self, StateError> {
        let (file, path) = open(state)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StateError::Locked(path)),
            Err(TryLockError::Error(source)) => Err(StateError::Io { path, source }),
        }
    }

    /// The same, but waits until it is free.
    pub fn wait_for(state: &Path) -> Result<Self, StateError> {
        let (file, path) = open(state)?;
        match file.lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(source) => Err(StateError::Io { path, source }),
        }
    }
}

/// Opens the lock file of a state.
fn open(state: &Path) -> Result<(File, PathBuf), StateError> {
    let path = beside(state);
    let failed = |path: &Path, source: io::Error| StateError::Io {
        path: path.to_owned(),
        source,
    };
    if let Some(directory) = state
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        make_directory(directory).map_err(|error| failed(directory, error))?;
    }
    let file = private()
        .truncate(false)
        .open(&path)
        .map_err(|error| failed(&path, error))?;
    Ok((file, path))
}

/// `<state>.lock`.
fn beside(state: &Path) -> PathBuf {
    let mut name = state.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Opens for writing, and makes files that only their owner can read.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_it_and_it_says_where() {
        let home = tempfile::tempdir().unwrap();
        let state = home.path().join("a/b/state.db");
        let held = Lock::take(&state).unwrap();
        let refused = Lock::take(&state).unwrap_err();
        assert!(
            matches!(&refused, StateError::Locked(path) if path.ends_with("a/b/state.db.lock")),
            "{refused}"
        );
        drop(held);
        Lock::take(&state).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let _lock = Lock::take(&home.path().join("new/state.db")).unwrap();
        let mode = |path: &str| {
            std::fs::metadata(home.path().join(path))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!((mode("new"), mode("new/state.db.lock")), (0o700, 0o600));
    }
}
