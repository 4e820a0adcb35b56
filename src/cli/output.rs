//! Where results go: standard output, or a file that is there whole or not at all; packed where its name ends in `.gz` or `.zst`.

use std::fs::File;
use std::io::{self, IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context;
use tempfile::NamedTempFile;

use super::exit::UsageError;
use super::packer::Packer;
use super::session::Session;

/// How the names of files beside their final places begin, and end.
const PREFIX: &str = ".cm-";
const SUFFIX: &str = ".part";

/// Files beside their final places. A run that fails may leave while a thread still holds one, which then is never dropped.
static BESIDE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what a run that failed has left beside the files that it was to write. Called last.
pub(super) fn sweep() {
    let Ok(mut beside) = BESIDE.lock() else {
        return;
    };
    for path in beside.drain(..) {
        // What was finished has been renamed and is not there any more.
        let _ = std::fs::remove_file(path);
    }
}

/// Refuses to write where a file lies that the run reads, or writes for another purpose.
pub(super) fn spare<'a>(
    flag: &str,
    path: Option<&Path>,
    mut others: impl Iterator<Item = &'a Path>,
) -> Result<(), UsageError> {
    let Some(path) = path else {
        return Ok(());
    };
    let place = |path: &Path| {
        path.canonicalize()
            .or_else(|_| std::path::absolute(path))
            .ok()
    };
    let is_same = |other: &Path| place(other).is_some_and(|other| Some(other) == place(path));
    // A device keeps nothing that could be lost; a file that is not there yet could be meant twice.
    let keeps = path.is_file() || !path.exists();
    if keeps && path.as_os_str() != "-" && others.any(is_same) {
        let message = format!(
            "{flag} {} would overwrite a file of this run",
            path.display()
        );
        return Err(UsageError(message));
    }
    Ok(())
}

/// What runs that were killed outright have left in a folder, or what others are writing there now.
pub(super) fn left_behind(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
    };
    let mut left: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_ours).collect();
    left.sort();
    left
}

/// Whether something stands in a file that writing it anew would take away.
pub(super) fn holds_something(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0)
}

/// Ends the output of `--output`; where nothing that was read could be taken, the file of an earlier run is worth more than what was made of nothing.
pub(super) fn finish(session: &Session, output: Output, read_nothing: bool) -> anyhow::Result<()> {
    let path = session.common.output.as_deref();
    match path.filter(|path| read_nothing && output.is_whole() && holds_something(path)) {
        Some(path) => {
            let path = path.display();
            session.console.error(format!(
                "{path} is left as it was: no line of the input could be read"
            ));
            output.abandon()
        }
        None => output.finish(),
    }
}

/// The one output of a run. Every write is passed on at once, so callers write whole lines or blocks. Ends with [`Output::finish`], never with drop.
pub(super) enum Output {
    /// Standard output.
    Standard,
    /// A file beside its final place, renamed when it is whole.
    Whole { file: NamedTempFile, path: PathBuf },
    /// A device, a pipe, or a file that is written as it comes.
    Direct(File),
    /// One of these behind a packer.
    Packed(Box<Packer>),
}

impl Output {
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Output::Standard);
        };
        let opened = match path.metadata() {
            Ok(metadata) if !metadata.is_file() => {
                File::options().write(true).open(path).map(Output::Direct)
            }
            _ => beside(path).and_then(|output| Packer::of(path, output)),
        };
        opened.with_context(|| format!("cannot write {}", path.display()))
    }

    /// The output of a run that may not take back what it said was out: a file is written as it comes.
    pub(super) fn as_it_comes(path: Option<&Path>) -> anyhow::Result<Self> {
        match path.filter(|path| path.as_os_str() != "-") {
            None => Ok(Output::Standard),
            Some(path) => {
                let file = File::create(path).map(Output::Direct);
                file.and_then(|output| Packer::of(path, output))
                    .with_context(|| format!("cannot write {}", path.display()))
            }
        }
    }

    /// Makes sure that what was written is out: handed to the reader, or on the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.flush()?;
        match self {
            Output::Direct(file) => match file.sync_data() {
                // A pipe or a device has no disk to wait for.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
                synced => synced,
            },
            Output::Packed(packer) => packer.below_mut().sync(),
            _ => Ok(()),
        }
    }

    /// Whether it is a file that is not there before it is whole.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Output::Whole { .. } => true,
            Output::Packed(packer) => packer.below().is_whole(),
            _ => false,
        }
    }

    /// Whether a person reads it as it comes.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Output::Standard) && stdout().is_terminal()
    }

    /// Columns to fill: the terminal's, or 80.
    pub(super) fn width(&self) -> usize {
        let terminal = self
            .is_terminal()
            .then(terminal_size::terminal_size)
            .flatten();
        terminal.map_or(80, |(width, _)| usize::from(width.0).max(40))
    }

    /// Says that no more will be written, and that it is not all: a file that was to be whole is not made.
    pub(super) fn abandon(self) -> anyhow::Result<()> {
        if self.is_whole() {
            return Ok(());
        }
        self.finish()
    }

    /// Says that all is written: syncs and renames a file.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Standard => stdout().flush().context("cannot write standard output"),
            Output::Direct(mut file) => file.flush().context("cannot write the output"),
            Output::Packed(packer) => {
                let ended = packer.end().context("cannot write the output");
                ended.and_then(Output::finish)
            }
            Output::Whole { file, path } => {
                let kept = file
                    .as_file()
                    .sync_all()
                    .and_then(|()| Ok(file.persist(&path)?));
                kept.map(|_| ())
                    .with_context(|| format!("cannot write {}", path.display()))
            }
        }
    }
}

fn beside(path: &Path) -> io::Result<Output> {
    // The file that a link leads to is replaced, not the link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A report is an ordinary file: readable as the umask says, unlike a temporary one, and by nobody who could not read the one before it.
        let before = path
            .metadata()
            .map(|metadata| metadata.permissions().mode() & 0o666);
        builder.permissions(std::fs::Permissions::from_mode(before.unwrap_or(0o666)));
    }
    let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    if let Ok(mut beside) = BESIDE.lock() {
        beside.push(file.path().to_owned());
    }
    Ok(Output::Whole {
        file,
        path: path.to_owned(),
    })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Standard => {
                // Standard output's own buffer is flushed at every line on its own; past it, one call per block.
                let mut stdout = stdout().lock();
                stdout.write_all(bytes)?;
                stdout.flush()?;
                Ok(bytes.len())
            }
            Output::Whole { file, .. } => file.write(bytes),
            Output::Direct(file) => file.write(bytes),
            Output::Packed(packer) => packer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Standard => stdout().flush(),
            Output::Whole { file, .. } => file.flush(),
            Output::Direct(file) => file.flush(),
            Output::Packed(packer) => packer.flush(),
        }
    }
}
