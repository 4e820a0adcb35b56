//! `cm-fetch`: listens.

mod demo;
mod import;
mod list;
mod listen;
mod sources;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::common::{Common, Lines};
use super::exit::Exit;
use super::program::{self, Program};
use super::session::Session;

const EXAMPLES: &str = "\
Examples:
  cm-fetch demo | cm-classify | cm-report
      try the whole toolkit on a month in the life of a made-up brand
  cm-fetch feed https://blog.example/feed.xml https://press.example/rss
      the posts of two feeds
  cm-fetch feed subscriptions.opml --state ~/.local/state/cm/press.db >> press.jsonl
      every five minutes from cron: only what is new, never twice, never lost
  cm-fetch import export.csv --source facebook --client mirabo
      a spreadsheet that a platform exported
  cm-fetch
      all [[source]] tables of cm.toml
";

/// Listen: what is said of the brand, everywhere it is said, as JSON Lines
#[derive(Parser, Debug)]
#[command(name = "cm-fetch", before_long_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Fetch,
}

#[derive(Subcommand, Debug)]
enum Fetch {
    /// Fetch the sources of cm.toml; this is what is done when nothing is named
    Run(listen::RunArgs),
    /// Fetch feeds: RSS, Atom, RDF, JSON Feed, OPML lists; addresses or files
    Feed(listen::FeedArgs),
    /// Turn exported files (CSV, XLSX, JSON, archives of X) into posts
    Import(import::ImportArgs),
    /// Print a month in the life of a made-up drinks brand
    Demo(Lines),
    /// Show what can be fetched, and the sources of cm.toml
    List,
}

impl Program for Args {
    const NAME: &'static str = "cm-fetch";
    const SECTION: &'static str = "fetch";
    const DEFAULT_COMMAND: &'static str = "run";

    fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.command {
            Fetch::Run(args) => listen::run(session, &args),
            Fetch::Feed(args) => listen::feed(session, &args),
            Fetch::Import(args) => import::run(session, &args),
            Fetch::Demo(_) => demo::run(session),
            Fetch::List => list::run(session),
        }
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    program::main::<Args>()
}

/// Where state lies when nothing is said: `$XDG_STATE_HOME/cm/state.db`.
fn default_state() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::base_strategy::Xdg::new().ok()?;
    Some(folders.state_dir()?.join("cm").join("state.db"))
}
