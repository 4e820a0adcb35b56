//! `--corrections`: what people said of single posts, read once before the work begins.

use std::path::PathBuf;

use crate::classify::Corrections;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl;

/// Reads a file of corrections. Bad lines are named and make the exit code that of a run done in part; a file of nothing else is a slip.
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
    if corrections.is_empty() && outcome.rejected > 0 && !outcome.stopped {
        let path = path.display();
        let message = format!(
            "--corrections {path}: no record of this file is what the flag takes: corrections, as `cm-classify review --read` writes them"
        );
        return Err(UsageError(message).into());
    }
    Ok((corrections, stream::tell(session, &outcome)))
}
