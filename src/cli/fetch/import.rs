//! `cm-fetch import`: exported files to posts.

use clap::Args;

use crate::cli::exit::Exit;
use crate::cli::session::Session;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    /// Source
    #[arg(long)]
    source: Option<String>,
}

/// Prints the posts.
pub(super) fn run(_session: &Session, _args: &ImportArgs) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
