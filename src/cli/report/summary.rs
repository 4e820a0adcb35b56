//! `cm-report summary`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::report::{Dimension, Groupings, LineProblem, Summary, SummaryOptions};

/// What buckets are split by when nothing is said: enough for the page of key figures and for reports by the hour or longer.
const PARTIAL_BY: &str = "hour,client,own,source,lang,intent,department";

#[derive(Args, Debug)]
pub(super) struct SummaryArgs {
    /// Posts, labelled posts or buckets; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[arg(long, value_name = "LIST", value_delimiter = ',', help = by_help())]
    by: Vec<String>,

    /// How to write it: table, jsonl, csv, markdown, html, xlsx [default: by the ending of -o FILE, else table]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// Write buckets: counts that any report reads beside or instead of posts, and that merge in any order; split by --by
    /// [default: hour,client,own,source,lang,intent,department]
    #[arg(long)]
    partial: bool,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

/// For `cm-report html`, which accepts what a summary accepts.
impl SummaryArgs {
    pub(super) fn groups(&self) -> bool {
        !self.by.is_empty()
    }

    pub(super) fn is_partial(&self) -> bool {
        self.partial
    }

    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    pub(super) fn as_format(mut self, format: &str) -> Self {
        self.format = Some(format.to_owned());
        self
    }
}

impl SummaryArgs {
    /// The format asked for; `--excel` alone asks for CSV, and so does a file that ends in .csv.
    fn format<'a>(&'a self, session: &'a Session) -> &'a str {
        match &self.format {
            Some(format) => format,
            None if self.excel => "csv",
            None => document::format_of(session.common.output.as_deref()),
        }
    }
}

fn by_help() -> String {
    let names: Vec<&str> = Dimension::ALL
        .iter()
        .map(|dimension| dimension.name())
        .collect();
    format!("Group by these, such as day,client ({})", names.join(", "))
}

/// The counts of one thread.
struct Counting(Summary);

impl Worker for Counting {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        self.0
            .add_line(line)
            .map_err(|LineProblem { column, message }| Problem::new(column, message))
    }
}

/// Counts all lines and writes the report.
pub(super) fn run(session: &Session, args: &SummaryArgs) -> anyhow::Result<Exit> {
    document::check_format(args.format(session))?;
    let options = options(session, args)?;
    let ran = stream::run(session, &args.files, None, || {
        Counting(Summary::new(&options))
    })?;
    if ran.exit == Exit::Failed {
        // A report over the lines before the first bad one would be taken for the whole.
        return Ok(ran.exit);
    }
    let mut whole = Summary::new(&options);
    for part in ran.workers {
        whole.merge(part.0);
    }
    let groupings = whole.finish();
    tell_skipped(session, args, &groupings, ran.lines);
    if args.partial {
        write_buckets(session, &groupings)?;
    } else {
        document::write(
            session,
            &groupings.document(),
            args.format(session),
            args.excel,
        )?;
    }
    let read = counted(ran.lines, "line");
    session.console.summary(format!("{read} read"));
    Ok(ran.exit)
}

fn options(session: &Session, args: &SummaryArgs) -> Result<SummaryOptions, UsageError> {
    let by = match args.by.as_slice() {
        [] if args.partial => PARTIAL_BY.to_owned(),
        by => by.join(","),
    };
    Ok(SummaryOptions {
        by: Dimension::parse_list(&by).map_err(|error| UsageError(error.to_string()))?,
        zone: session.zone.clone(),
        range: session.range,
        clients: session.common.client.iter().cloned().collect(),
    })
}

fn write_buckets(session: &Session, groupings: &Groupings) -> anyhow::Result<()> {
    let mut output = Output::open(session.common.output.as_deref())?;
    let mut buffered = BufWriter::with_capacity(1 << 16, &mut output);
    for bucket in groupings.buckets() {
        // As an error of input and output, so that a reader that left is known as such.
        serde_json::to_writer(&mut buffered, &bucket)
            .map_err(std::io::Error::from)
            .context("cannot write the buckets")?;
        buffered
            .write_all(b"\n")
            .context("cannot write the buckets")?;
    }
    buffered.flush().context("cannot write the buckets")?;
    drop(buffered);
    output.finish()
}

fn tell_skipped(session: &Session, args: &SummaryArgs, groupings: &Groupings, lines: u64) {
    let skipped = groupings.skipped;
    // A page for people says it in a note of its own.
    let has_notes = !args.partial && !["jsonl", "csv"].contains(&args.format(session));
    if skipped.undated > 0 && !has_notes {
        let posts = counted(skipped.undated, "post");
        session.console.warn(format!(
            "{posts} without published_at left out of a report with --since or --until"
        ));
    }
    if skipped.other_types > 0 {
        let records = counted(skipped.other_types, "record");
        let message = format!("{records} passed over: neither posts (with a `text`) nor buckets");
        // Nothing but other records is hardly what was meant.
        if skipped.other_types == lines {
            session.console.warn(message);
        } else {
            session.console.detail(message);
        }
    }
}
