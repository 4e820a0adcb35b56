//! Posts that people have judged: under their `labels`, or by corrections.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::classify::train::{Taught, Teacher};
use crate::classify::{Corrections, Options};
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl;

/// What the posts of the files and, if named, the corrections of them say. Each row weighs `weight`; shares are told by the thresholds of `options`.
pub(super) fn read(
    session: &Session,
    files: &[PathBuf],
    corrections: Option<&PathBuf>,
    (weight, options): (f32, &Options),
) -> anyhow::Result<(Taught, Exit)> {
    let (said, told) = match corrections {
        Some(path) => super::corrections::read(session, path)?,
        None => (Corrections::default(), Exit::Done),
    };
    if let Some(path) = corrections.filter(|_| said.is_empty() && told != Exit::Failed) {
        anyhow::bail!(
            "{}: no correction in it: nothing is said of the posts; without --corrections their own labels count",
            path.display()
        );
    }
    let teacher = match corrections {
        Some(_) => Teacher::Corrections(Arc::new(said)),
        None => Teacher::Labels,
    };
    let inputs = jsonl::open(files)?;
    // One worker: the rows come in the order of the lines.
    let (mut workers, _, outcome) =
        stream::run_to_end(session, 1, (inputs, None), (None, None), || {
            Taught::new(teacher.clone(), weight, options.clone())
        })?;
    let taught = workers
        .pop()
        .unwrap_or_else(|| Taught::new(teacher, weight, options.clone()));
    let exit = stream::tell(session, &outcome).max(told);
    warn(session, &taught, corrections);
    Ok((taught, exit))
}

fn warn(session: &Session, taught: &Taught, corrections: Option<&PathBuf>) {
    if let (Some(path), missing @ 1..) = (corrections, taught.missing()) {
        let posts = counted(missing as u64, "post");
        session.console.warn(format!(
            "{}: {posts} corrected, but not among the posts that were read",
            path.display()
        ));
    }
    if taught.wordless > 0 {
        let posts = counted(taught.wordless as u64, "post");
        session
            .console
            .warn(format!("{posts} without words left out"));
    }
    if taught.own > 0 {
        let posts = counted(taught.own as u64, "post");
        session.console.warn(format!(
            "{posts} of our own (`own`) left out, which are labelled without being judged"
        ));
    }
    if taught.left_out > 0 {
        let values = counted(taught.left_out as u64, "value");
        session.console.warn(format!(
            "{values} left out, which the model has no class for"
        ));
    }
}

/// What is doubtful about labels that a model signed.
pub(super) fn doubt(taught: &Taught) -> Option<String> {
    let model = taught.signed.as_ref()?;
    Some(format!(
        "these labels are signed by the model {model}, not by a person; name what people said with --corrections"
    ))
}

/// Whether a file is a manifest and not posts.
pub(super) fn is_manifest(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}

/// Whether a file holds lines of JSON, which are posts and no manifest.
pub(super) fn is_lines(path: &Path) -> bool {
    let packed = ["gz", "zst"].map(OsStr::new);
    let bare = path.extension().filter(|end| packed.contains(end));
    let name = bare.map_or(path.into(), |_| path.with_extension(""));
    let ends = ["jsonl", "ndjson", "json"].map(OsStr::new);
    let begins_with_brace = || {
        let text = std::fs::read(path).unwrap_or_default();
        text.trim_ascii_start().starts_with(b"{")
    };
    name.extension().is_some_and(|end| ends.contains(&end)) || begins_with_brace()
}

/// Refuses what only posts can have.
pub(super) fn only_with_posts(flag: &str) -> UsageError {
    UsageError(format!(
        "{flag} goes with posts as JSON Lines, not with a manifest"
    ))
}
