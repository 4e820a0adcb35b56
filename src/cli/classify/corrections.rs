//! `--corrections`: what people said of single posts, read once before the work begins.

use std::path::PathBuf;

use crate::classify::Corrections;
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl;

/// Reads a file of corrections. Bad lines are named and make the exit code that of a run done in part.
pub(super) fn read(session: &Session, path: &PathBuf) -> anyhow::Result<(Corrections, Exit)> {
    let inputs = jsonl::open(std::slice::from_ref(path))?;
    // One worker, so that of two corrections of the same time the later line stands.
    let (mut workers, _, outcome) = stream::run_to_end(
        session,
        1,
        (inputs, None),
        (None, None),
        Corrections::default,
    )?;
    let corrections = workers.pop().unwrap_or_default();
    Ok((corrections, stream::tell(session, &outcome)))
}
