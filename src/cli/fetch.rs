//! `cm-fetch`: listens.

use clap::{Parser, Subcommand};

use super::common::Common;
use super::exit::Exit;
use super::program::{self, Program};
use super::session::Session;

/// Listen: what is said of the brand, from feeds, files and networks, as JSON Lines
#[derive(Parser, Debug)]
#[command(name = "cm-fetch")]
pub(super) struct Args {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Fetch,
}

#[derive(Subcommand, Debug)]
enum Fetch {
    /// Print a month in the life of a made-up drinks brand
    Demo,
}

impl Program for Args {
    const NAME: &'static str = "cm-fetch";
    const SECTION: &'static str = "fetch";
    const DEFAULT_COMMAND: &'static str = "run";

    fn run(self, _session: &Session) -> anyhow::Result<Exit> {
        Ok(Exit::Done)
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

/// Runs the program on this process's arguments.
pub fn main() -> std::process::ExitCode {
    program::main::<Args>()
}
