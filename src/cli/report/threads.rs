//! `cm-report threads`.

use std::path::PathBuf;

use clap::Args;

use super::team::tell;
use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::report::{LineProblem, MAX_POSTS, Threads, ThreadsOptions};

const EXAMPLES: &str = "\
Examples:
  cm-report threads --since 7d labelled.jsonl
      what waits for us, the longest conversations, and where their tone turned
  cm-report threads --format jsonl labelled.jsonl | jq 'select(.part == \"waiting\")'
      posts without an answer of ours, the oldest first
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct ThreadsArgs {
    /// Labelled posts, ours among them; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Every post of others awaits an answer, not only questions, complaints, defects, orders and bills
    #[arg(long)]
    all: bool,

    /// Rows of each table for people; jsonl and csv have all
    #[arg(long, value_name = "ROWS", default_value_t = 20)]
    top: usize,

    /// How to write it: table, jsonl, csv, markdown, html, xlsx [default: by the ending of -o FILE, else table]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// Leave conversations of fewer people than this out of the list
    #[arg(long, value_name = "PEOPLE", default_value_t = 0)]
    min_group: u64,

    /// Add the ids of the posts of each conversation, at most this many, in a column post_ids
    #[arg(long, value_name = "MOST", num_args = 0..=1, default_value_t = 0, default_missing_value = "100", require_equals = true)]
    ids: usize,

    /// The most posts that are held in memory, some 1,500 bytes each with their row of the list; more end the run
    #[arg(long, value_name = "POSTS", default_value_t = MAX_POSTS)]
    max_posts: usize,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

struct Gathering(Threads);

impl Worker for Gathering {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let added = self.0.add_line(line);
        added.map_err(|LineProblem { column, message }| Problem::new(column, message))
    }
}

/// Reads posts and writes the report.
pub(super) fn run(session: &Session, args: &ThreadsArgs) -> anyhow::Result<Exit> {
    let format = args
        .format
        .as_deref()
        .unwrap_or_else(|| document::format_of(session.common.output.as_deref()));
    document::check(session, format)?;
    let ran = stream::run(session, &args.files, None, || {
        Gathering(Threads::new(args.max_posts))
    })?;
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    let mut threads = Threads::new(args.max_posts);
    for part in ran.workers {
        threads.merge(part.0);
    }
    tell(session, &threads.talk, ran.lines);
    let made = threads.finish(&ThreadsOptions {
        zone: session.zone.clone(),
        range: session.range,
        clients: session.common.client.iter().cloned().collect(),
        all: args.all,
        min_group: args.min_group,
        ids: args.ids,
        top: args.top,
        now: session.now,
    })?;
    document::write(session, &made, format, args.excel)?;
    session
        .console
        .summary(format!("{} read", counted(ran.lines, "line")));
    Ok(ran.exit)
}
