//! `cm-fetch init`: a commented `cm.toml` to begin with. It asks nothing; whoever needs no configuration needs no `init` either.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;

/// The file as it is written: the brand of `cm-fetch demo`. Prose begins with `# `, a setting that is off with `#` alone; a test turns all of them on.
const TEXT: &str = include_str!("init.toml");

const EXAMPLES: &str = "\
Examples:
  cm-fetch init
      write ./cm.toml; then `cm-fetch demo | cm-classify | cm-schedule replies` works by it
  cm-fetch init -o mirabo.toml
      write it elsewhere: `cm-report -c mirabo.toml` goes by it
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct InitArgs {
    /// Write over the file if there is one
    #[arg(long)]
    force: bool,
}

/// Writes the file.
pub(super) fn run(session: &Session, args: &InitArgs) -> anyhow::Result<Exit> {
    let path = session
        .common
        .output
        .clone()
        .unwrap_or_else(|| PathBuf::from("cm.toml"));
    let shown = path.display();
    let standard = path.as_os_str() == "-";
    if !standard && !args.force && is_there(&path) {
        let message = format!(
            "{shown} is there already; --force writes over it, `-o FILE` writes another, `-o -` shows what would be written"
        );
        return Err(UsageError(message).into());
    }
    let mut output = Output::open(Some(&path))?;
    output
        .write_all(TEXT.as_bytes())
        .with_context(|| format!("cannot write {shown}"))?;
    output.finish()?;
    if !standard {
        session.console.summary(format!(
            "{shown} is written; try `cm-fetch demo | cm-classify | cm-report`, then put your own names and [[source]] tables into it"
        ));
    }
    Ok(Exit::Done)
}

/// Whether something has this name, be it a link that leads nowhere.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
