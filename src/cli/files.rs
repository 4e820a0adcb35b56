//! Which configuration files a run reads: the one that is named, or `./cm.toml` and the user's own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::exit::UsageError;
use crate::config::File;
use crate::text::reason;

/// The configuration files of a run, the strongest first.
pub(super) fn read(arguments: &[OsString]) -> anyhow::Result<Vec<File>> {
    let in_environment = || std::env::var_os("CM_CONFIG").filter(|path| !path.is_empty());
    if let Some(path) = named(arguments).or_else(|| in_environment().map(PathBuf::from)) {
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
        return Ok(vec![File::parse(&path.display().to_string(), &text)?]);
    }
    let mut files = Vec::new();
    for path in [Some(PathBuf::from("cm.toml")), user_file()]
        .into_iter()
        .flatten()
    {
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push(File::parse(&path.display().to_string(), &text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(&path, &error).into()),
        }
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> UsageError {
    UsageError(format!(
        "cannot read {}: {}",
        path.display(),
        reason::of_io(error)
    ))
}

/// `$XDG_CONFIG_HOME/cm/cm.toml`.
fn user_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::base_strategy::Xdg::new().ok()?;
    Some(folders.config_dir().join("cm").join("cm.toml"))
}

/// The file named by `-c`, `--config`, found before clap reads the line because clap's defaults come from it.
fn named(arguments: &[OsString]) -> Option<PathBuf> {
    let mut words = arguments.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.to_str().unwrap_or_default();
        if text == "--" {
            return None;
        }
        if text == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = text.strip_prefix("--config=") {
            return Some(PathBuf::from(path));
        }
        // -c FILE, -cFILE, -qc FILE: after letters that take no value.
        let letters = text.strip_prefix('-').unwrap_or_default();
        match letters.trim_start_matches(['q', 'v']).strip_prefix('c') {
            Some("") => return words.next().map(PathBuf::from),
            Some(path) => return Some(PathBuf::from(path)),
            None => {}
        }
    }
    None
}
