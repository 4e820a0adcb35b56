//! `cm-report summary`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::uncounted;
use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::{self, Output};
use crate::cli::passed;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::fetch::privacy::Key;
use crate::jsonl::{Problem, Stage, Worker};
use crate::report::{
    AuthorKey, Dimension, Groupings, Latest, LineProblem, MAX_GROUPS, Per, Summary, SummaryOptions,
};
use crate::time::Range;

/// What buckets are split by when nothing is said: enough for the page of key figures and for reports by the hour or longer.
const PARTIAL_BY: &str = "hour,client,own,source,lang,intent,department";

/// Bytes of posts that `--latest` holds in memory before it takes to temporary files.
const HELD_IN_MEMORY: usize = 24 << 20;

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
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

    /// What the engagement rate is divided by: reach, impressions, views, followers, post
    /// [default: reach, impressions or views, whichever most posts have]
    #[arg(long, value_name = "WHAT")]
    per: Option<String>,

    /// Compare with the period of the same length before --since: every change with its interval and a word (up, down, steady, too few to tell);
    /// the page of key figures does it whenever there are posts of that period
    #[arg(long)]
    compare: bool,

    /// Count a post that was read many times once, with the last metrics; by its id, and by metrics_at, else fetched_at, else the order of the lines
    #[arg(long)]
    latest: bool,

    /// Show stretches of time without posts as rows of 0; with one of hour, day, week, month, quarter and year in --by
    #[arg(long)]
    gaps: bool,

    /// Put groups of fewer posts than this together, so that nobody is known by their figures
    #[arg(long, value_name = "POSTS", default_value_t = 0)]
    min_group: u64,

    /// Add the ids of the posts behind each row, at most this many (a random sample of more), in a column post_ids
    #[arg(long, value_name = "MOST", num_args = 0..=1, default_value_t = 0, default_missing_value = "100", require_equals = true)]
    ids: usize,

    /// The most groups there may be; more end the run, before they fill the memory
    #[arg(long, value_name = "GROUPS", default_value_t = MAX_GROUPS)]
    max_groups: usize,

    /// A file with a secret, such as pseudonyms are made with, to hash authors with: buckets then give nobody away, and only those of the same key merge
    #[arg(long, env = "CM_REPORT_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

/// For `cm-report html`, which accepts what a summary accepts.
impl SummaryArgs {
    /// Whether something is asked that the page of main figures does not do, and the summary does.
    pub(super) fn needs_summary(&self) -> bool {
        let asked = [
            self.compare,
            self.latest,
            self.gaps,
            self.per.is_some(),
            self.key_file.is_some(),
        ];
        !self.by.is_empty() || self.min_group > 0 || self.ids > 0 || asked.contains(&true)
    }

    pub(super) fn is_partial(&self) -> bool {
        self.partial
    }

    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    pub(super) fn in_format(mut self, format: &str) -> Self {
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

    /// Buckets have one form; a file whose name speaks of another one would be taken for that.
    fn check_partial(&self, session: &Session) -> Result<(), UsageError> {
        let format = self.format(session);
        // A file with no telling name is as good as any.
        let fits = format == "jsonl" || format == "table" && self.format.is_none();
        if !self.partial || fits {
            return Ok(());
        }
        Err(UsageError(format!(
            "--partial writes buckets as JSON Lines, not {format}: say --format jsonl, or leave --partial out"
        )))
    }

    /// Whether people read it, and not programs.
    fn is_for_people(&self, session: &Session) -> bool {
        !["jsonl", "csv"].contains(&self.format(session))
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

/// The counts of one thread, but for the posts that are held back.
struct Holding(Summary);

impl Worker for Holding {
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
        match self.0.add_or_hold(line) {
            Ok(held) => {
                if let Some(held) = held {
                    held.write(line, out);
                }
                Ok(())
            }
            Err(LineProblem { column, message }) => Err(Problem::new(column, message)),
        }
    }
}

/// Where the posts that are held back wait.
struct Waiting(Latest);

impl Stage for Waiting {
    fn pass(&mut self, made: &[u8], _: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        self.0.take(made)
    }
}

/// What was counted of all lines.
struct Counted {
    whole: Summary,
    lines: u64,
    exit: Exit,
}

fn count(
    session: &Session,
    args: &SummaryArgs,
    options: &SummaryOptions,
) -> anyhow::Result<Counted> {
    let mut whole = Summary::new(options);
    if !args.latest {
        let ran = stream::run(session, &args.files, None, || {
            Counting(Summary::new(options))
        })?;
        for part in ran.workers {
            whole.merge(part.0);
        }
        return Ok(Counted {
            whole,
            lines: ran.lines,
            exit: ran.exit,
        });
    }
    let waiting = Waiting(Latest::new(HELD_IN_MEMORY, tempfile::tempfile));
    let (ran, waiting) = stream::run_through(session, &args.files, None, waiting, || {
        Holding(Summary::new(options))
    })?;
    for part in ran.workers {
        whole.merge(part.0);
    }
    let mut bad = 0;
    waiting
        .0
        .give(|line| bad += u64::from(whole.add_line(line).is_err()))
        .context("cannot read back the posts that were held back")?;
    if bad > 0 {
        // They were read once before; only a bug brings us here.
        anyhow::bail!("{bad} posts could not be read a second time");
    }
    Ok(Counted {
        whole,
        lines: ran.lines,
        exit: ran.exit,
    })
}

/// Counts all lines and writes the report.
pub(super) fn run(session: &Session, args: &SummaryArgs) -> anyhow::Result<Exit> {
    document::check(session, args.format(session))?;
    args.check_partial(session)?;
    let options = options(session, args)?;
    let counted_lines = count(session, args, &options)?;
    let (lines, exit) = (counted_lines.lines, counted_lines.exit);
    if exit == Exit::Failed {
        // A report over the lines before the first bad one would be taken for the whole.
        return Ok(exit);
    }
    let groupings = counted_lines.whole.finish()?;
    tell_skipped(session, args, &groupings, lines);
    uncounted::tell(
        session,
        (!args.by.is_empty(), args.is_for_people(session)),
        &groupings,
    )?;
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
    let read = counted(lines, "line");
    session.console.summary(format!("{read} read"));
    Ok(exit)
}

fn options(session: &Session, args: &SummaryArgs) -> anyhow::Result<SummaryOptions> {
    let by = match args.by.as_slice() {
        [] if args.partial => PARTIAL_BY.to_owned(),
        by => by.join(","),
    };
    let mut by =
        Dimension::parse_list(&by).map_err(|error| UsageError(format!("--by: {error}")))?;
    // What we wrote and what others did can never be told apart again; a group too small to show must not be cut smaller.
    if args.partial && args.min_group < 2 && !by.contains(&Dimension::Own) {
        by.push(Dimension::Own);
    }
    let per = args.per.as_deref().map(Per::parse).transpose();
    Ok(SummaryOptions {
        compare: compared(session, args, &by)?,
        compare_said: args.compare,
        per: per.map_err(|error| UsageError(format!("--per: {error}")))?,
        gaps: args.gaps,
        min_group: args.min_group,
        ids: args.ids,
        author_key: args.key_file.as_deref().map(key).transpose()?,
        max_groups: args.max_groups,
        by,
        zone: session.zone.clone(),
        range: session.range,
        clients: session.common.client.iter().cloned().collect(),
    })
}

/// The period that is compared with the one before: when asked for, or on a page that has a beginning.
fn compared(
    session: &Session,
    args: &SummaryArgs,
    by: &[Dimension],
) -> Result<Option<Range>, UsageError> {
    let asked = if args.compare {
        "--compare"
    } else if by.is_empty() && !args.partial && args.is_for_people(session) {
        ""
    } else {
        return Ok(None);
    };
    let Some(since) = session.range.since else {
        return match asked {
            "" => Ok(None),
            _ => Err(UsageError(
                "--compare needs --since, the beginning of the period".to_owned(),
            )),
        };
    };
    if args.partial {
        return Err(UsageError(
            "--compare is for reports; buckets of both periods, read by a report, compare as posts do"
                .to_owned(),
        ));
    }
    if let Some(stretch) = by.iter().find(|dimension| dimension.is_stretch()) {
        return Err(UsageError(format!(
            "--compare compares two periods; it cannot be cut by {} too",
            stretch.name()
        )));
    }
    Ok(Some(Range {
        since: Some(since),
        until: session.range.until.or(Some(session.now)),
    }))
}

/// The key of a file, held to the same rules as those of pseudonyms.
fn key(path: &Path) -> anyhow::Result<AuthorKey> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Key::from_bytes(&bytes)
        .map_err(|error| UsageError(format!("--key-file {}: {error}", path.display())))?;
    AuthorKey::new(&bytes).with_context(|| format!("--key-file {} holds no key", path.display()))
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
    output::finish(session, output, session.read_nothing())
}

fn tell_skipped(session: &Session, args: &SummaryArgs, groupings: &Groupings, lines: u64) {
    let skipped = groupings.skipped;
    // A page for people says it in a note of its own.
    let has_notes = !args.partial && args.is_for_people(session);
    if skipped.undated > 0 && !has_notes {
        let posts = counted(skipped.undated, "post");
        session.console.warn(format!(
            "{posts} without published_at left out of a report with --since or --until"
        ));
    }
    passed::tell(
        session,
        skipped.other_types,
        lines,
        passed::POSTS_OR_BUCKETS,
    );
}
