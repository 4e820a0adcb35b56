//! `cm-schedule best-times`: what each hour is worth, from our own posts.

mod tables;

use std::path::PathBuf;

use clap::Args;

use super::history::{self, HistoryArgs};
use super::settings::rules_of_channels;
use crate::cli::document;
use crate::cli::exit::Exit;
use crate::cli::session::Session;

const EXAMPLES: &str = "\
Examples:
  cm-schedule best-times posts.jsonl
      a heat map and the best hours of each channel
  cm-schedule best-times posts.jsonl --tz Europe/Paris -o rates.csv
      rates that `cm-schedule plan --slots rates.csv` reads
  cm-schedule best-times posts.jsonl --per followers --half-life 60d
      engagement per follower, older posts soon forgotten
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct BestTimesArgs {
    /// Posts, ours among them (`\"own\": true`); standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    history: HistoryArgs,

    /// How to write it: table, jsonl, csv, markdown [default: by the ending of -o FILE, else table]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
}

/// Learns and writes the rates.
pub(super) fn run(session: &Session, args: &BestTimesArgs) -> anyhow::Result<Exit> {
    let format = match &args.format {
        Some(format) => format,
        None => document::format_of(session.common.output.as_deref()),
    };
    document::check(session, format)?;
    let rules = rules_of_channels(session)?;
    let (times, exit) = history::learn(session, &args.files, &args.history, &rules)?;
    let Some(times) = times else {
        return Ok(exit);
    };
    document::write(session, &tables::document(&times), format, false)?;
    Ok(exit)
}
