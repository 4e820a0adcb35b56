//! `cm-fetch demo`: a month of posts to try the toolkit on.

use crate::cli::exit::Exit;
use crate::cli::session::Session;

/// Prints the demo.
pub(super) fn run(_session: &Session) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
