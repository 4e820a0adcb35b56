//! `cm-report summary`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::render::{self, RenderOptions, Renderer};
use crate::report::{Dimension, Groupings, LineProblem, Summary, SummaryOptions};

#[derive(Args, Debug)]
pub(super) struct SummaryArgs {
    /// Posts, labelled posts or buckets; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Group by these, such as day,client (hour, day, week, month, quarter, year, weekday, client, source, instance, kind, lang, sentiment, intent,
    /// department, level, stance, urgent, query, author, own, topic, hashtag)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    by: Vec<String>,

    /// How to write it: table, jsonl, csv, markdown
    #[arg(
        long,
        env = "CM_REPORT_FORMAT",
        value_name = "FORMAT",
        default_value = "table"
    )]
    format: String,

    /// Write buckets: counts that any report reads beside or instead of posts, and that merge in any order
    #[arg(long)]
    partial: bool,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
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
pub(super) fn run(session: &Session, args: SummaryArgs) -> anyhow::Result<Exit> {
    let by =
        Dimension::parse_list(&args.by.join(",")).map_err(|error| UsageError(error.to_string()))?;
    let renderer = render::renderer(&args.format).map_err(|error| UsageError(error.to_string()))?;
    let options = SummaryOptions {
        by,
        zone: session.zone.clone(),
        range: session.range,
        clients: session.common.client.iter().cloned().collect(),
    };
    let ran = stream::run(session, &args.files, None, || {
        Counting(Summary::new(&options))
    })?;
    let mut whole = Summary::new(&options);
    for part in ran.workers {
        whole.merge(part.0);
    }
    let groupings = whole.finish();
    tell_skipped(session, &groupings);
    let mut output = Output::open(session.common.output.as_deref())?;
    let written = if args.partial {
        write_buckets(&groupings, &mut output)
    } else {
        let options = render_options(&output, session, args.excel);
        write_document(&groupings, renderer, options, &mut output)
    };
    written.context("cannot write the report")?;
    output.finish()?;
    session
        .console
        .summary(format!("{} read", counted(ran.lines, "line")));
    Ok(ran.exit)
}

fn write_buckets(groupings: &Groupings, output: &mut Output) -> std::io::Result<()> {
    let mut buffered = BufWriter::with_capacity(1 << 16, output);
    for bucket in groupings.buckets() {
        serde_json::to_writer(&mut buffered, &bucket)?;
        buffered.write_all(b"\n")?;
    }
    buffered.flush()
}

fn write_document(
    groupings: &Groupings,
    renderer: &dyn Renderer,
    options: RenderOptions,
    output: &mut Output,
) -> std::io::Result<()> {
    let mut buffered = BufWriter::with_capacity(1 << 16, output);
    renderer.render(&groupings.document(), &options, &mut buffered)?;
    buffered.flush()
}

fn render_options(output: &Output, session: &Session, excel: bool) -> RenderOptions {
    RenderOptions {
        width: output.width(),
        color: output.is_terminal() && !session.common.no_color && plain_terminal_not_asked(),
        excel,
        locale_fr: excel,
    }
}

/// The conventions of no-color.org and of terminals that cannot.
fn plain_terminal_not_asked() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !no_color && !dumb
}

fn tell_skipped(session: &Session, groupings: &Groupings) {
    let skipped = groupings.skipped;
    if skipped.undated > 0 {
        session.console.warn(format!(
            "{} posts without published_at are left out of a report with --since or --until",
            skipped.undated
        ));
    }
    if skipped.other_types > 0 {
        session.console.detail(format!(
            "{} records are neither posts nor buckets",
            skipped.other_types
        ));
    }
}
