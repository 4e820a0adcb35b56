//! `cm-fetch`: listens.

mod appended;
mod briefs;
mod check;
mod connectors;
mod demo;
mod dry;
mod erase;
mod import;
mod init;
mod list;
mod listen;
mod lookup;
mod memory;
mod network;
mod privacy;
mod rewrite;
pub(super) mod secrets;
mod sources;
mod tell;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::common::{Common, Lines};
use super::exit::Exit;
use super::program::{self, Program};
use super::session::Session;
use crate::config::Table;

/// The tables of `cm.toml` that are read into structs here.
pub(super) const TABLES: &[Table] = &[
    Table::list::<sources::SourceSettings>("source"),
    briefs::TABLES[0],
    briefs::TABLES[1],
];

const EXAMPLES: &str = "\
Examples:
  cm-fetch demo | cm-classify | cm-report
      try the whole toolkit on a month in the life of a made-up brand
  cm-fetch init
      a commented cm.toml to begin with, ready for the demo's brand
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
    #[command(flatten)]
    Connector(Box<connectors::Asked>),
    /// Turn exported files (CSV, XLSX, JSON, archives of X) into posts
    Import(import::ImportArgs),
    /// Print a month in the life of a made-up drinks brand
    Demo(Lines),
    /// Write a commented cm.toml to begin with, ready for the brand of the demo
    Init(init::InitArgs),
    /// Put pseudonyms in the place of people in lines that are written already
    Pseudonymise(privacy::PseudonymiseArgs),
    /// Take an author out of lines that are written already
    Erase(erase::EraseArgs),
    /// Show what can be fetched, and the sources of cm.toml
    List(list::ListArgs),
    /// Try every source of cm.toml without fetching: is it there, is the token good, what is left of the quota
    Check(check::CheckArgs),
    /// Refresh what the networks count of posts: posts in, the same posts with their metrics of now out
    Metrics(lookup::LookUpArgs),
    /// Find out which posts are gone: posts in, a line for each that is gone out, so that it can be erased
    Verify(lookup::LookUpArgs),
}

impl Program for Args {
    const NAME: &'static str = "cm-fetch";
    const SECTION: &'static str = "fetch";
    const DEFAULT_COMMAND: &'static str = "run";
    const WITHOUT_FILES: &'static [&'static str] = &["init"];

    fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if let Some(path) = &session.common.output {
            appended::output_name(path)?;
        }
        match self.command {
            Fetch::Run(args) => listen::run(session, &args),
            Fetch::Connector(asked) => asked.run(session),
            Fetch::Import(args) => import::run(session, &args),
            Fetch::Demo(_) => demo::run(session),
            Fetch::Init(args) => init::run(session, &args),
            Fetch::Pseudonymise(args) => privacy::run(session, &args),
            Fetch::Erase(args) => erase::run(session, &args),
            Fetch::List(args) => list::run(session, &args),
            Fetch::Check(args) => check::run(session, &args),
            Fetch::Metrics(args) => lookup::run(session, &args, lookup::Question::Metrics),
            Fetch::Verify(args) => lookup::run(session, &args, lookup::Question::Presence),
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
