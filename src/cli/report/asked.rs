//! What every question over single posts is asked with: files, format, ids, groups too small to show.

use std::path::PathBuf;

use clap::Args;

use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::Exit;
use crate::cli::passed;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::document::Document;
use crate::jsonl::{Problem, Worker};
use crate::report::{LineProblem, Scope};

#[derive(Args, Debug)]
pub(super) struct AskedArgs {
    /// Posts, labelled by cm-classify where tone or topics are asked for; standard input when none is named
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// How to write it: table, jsonl, csv, markdown, html, xlsx [default: by the ending of -o FILE, else table]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// Add the ids of the posts behind each figure, at most this many, in a column post_ids
    #[arg(long, value_name = "MOST", num_args = 0..=1, default_value_t = 0, default_missing_value = "100", require_equals = true)]
    ids: usize,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

impl AskedArgs {
    fn format<'a>(&'a self, session: &'a Session) -> &'a str {
        match &self.format {
            Some(format) => format,
            None if self.excel => "csv",
            None => document::format_of(session.common.output.as_deref()),
        }
    }

    /// Whether people read it, and not programs.
    pub(super) fn is_for_people(&self, session: &Session) -> bool {
        !["jsonl", "csv"].contains(&self.format(session))
    }

    /// Checks the format before the work begins, and says which posts are asked about.
    pub(super) fn scope(&self, session: &Session, min_group: u64) -> anyhow::Result<Scope> {
        document::check(session, self.format(session))?;
        Ok(Scope {
            zone: session.zone.clone(),
            range: session.range,
            clients: session.common.client.iter().cloned().collect(),
            now: session.now,
            ids: self.ids,
            min_group,
        })
    }

    /// Reads all lines with as many workers as there are, or one; nothing when the run has failed.
    pub(super) fn read<T: AddLine>(
        &self,
        session: &Session,
        jobs: usize,
        make: impl Fn() -> T,
    ) -> anyhow::Result<(Option<Vec<T>>, Exit)> {
        let ran = stream::run_on(session, jobs, &self.files, None, || Adding(make()))?;
        if ran.exit == Exit::Failed {
            // A report over the lines before the first bad one would be taken for the whole.
            return Ok((None, ran.exit));
        }
        let read = counted(ran.lines, "line");
        session.console.summary(format!("{read} read"));
        let parts: Vec<T> = ran.workers.into_iter().map(|worker| worker.0).collect();
        let others = parts.iter().map(AddLine::other_types).sum();
        passed::tell(session, others, ran.lines, passed::POSTS);
        Ok((Some(parts), ran.exit))
    }

    /// Writes the report.
    pub(super) fn write(&self, session: &Session, document: &Document) -> anyhow::Result<()> {
        document::write(session, document, self.format(session), self.excel)
    }
}

/// What takes lines into account.
pub(super) trait AddLine: Send + 'static {
    /// Takes a line into account.
    fn add(&mut self, line: &str) -> Result<(), LineProblem>;
    /// Lines of another kind.
    fn other_types(&self) -> u64;
}

struct Adding<T>(T);

impl<T: AddLine> Worker for Adding<T> {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        self.0
            .add(line)
            .map_err(|LineProblem { column, message }| Problem::new(column, message))
    }
}
