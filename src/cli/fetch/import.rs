//! `cm-fetch import`: exported files to posts.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::privacy::{self, PrivacyArgs};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::{self, Output};
use crate::cli::rejects::Rejects;
use crate::cli::session::Session;
use crate::connect::import::{
    Imported, Mapping, MappingError, READY, Reader, Ready, RowError, Settings,
};
use crate::fetch::privacy::PrivacyLines;
use crate::jsonl::Input;
use crate::record::Post;
use crate::text::kind::Kind;

/// So much of a file is looked at to tell what it is.
const HEAD: u64 = 4096;

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    lines: Lines,

    /// CSV, TSV, XLSX, JSON or JSON Lines; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Which tool exported it, as --list calls it; without this or --mapping the header tells, when it is known
    #[arg(long, value_name = "NAME")]
    from: Option<String>,

    /// Print the exports that are known, and exit
    #[arg(long)]
    list: bool,

    /// The sheet of a workbook; without it the first whose header makes posts
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,

    /// What the columns mean, where their names do not say it: lines of TOML such as `columns.text = "Message"`
    ///
    /// What may stand in it is said in docs/import.md. With --from it says what is different.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

    /// The posts' source, unless a column says it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,

    /// Name of the watch, written to the posts
    #[arg(long, value_name = "NAME")]
    query: Option<String>,

    #[command(flatten)]
    privacy: PrivacyArgs,

    /// Our own accounts wrote them
    #[arg(long)]
    own: bool,

    /// In 03/04/2026 the day comes first; without this or --month-first the column's own dates decide
    #[arg(long, conflicts_with = "month_first")]
    day_first: bool,

    /// In 03/04/2026 the month comes first
    #[arg(long)]
    month_first: bool,
}

/// How far the import got.
struct Tally {
    posts: u64,
    /// Rows that could not be read.
    bad: u64,
    /// Files of which no row could.
    unreadable: usize,
    rejects: Option<Rejects>,
    privacy: PrivacyLines,
}

/// Prints the posts.
pub(super) fn run(session: &Session, args: &ImportArgs) -> anyhow::Result<Exit> {
    if args.list {
        return list(session);
    }
    let settings = settings(session, args)?;
    let lines = PrivacyLines::new(args.privacy.engine()?.into(), None);
    let inputs = session.inputs(&args.files)?;
    let mut output = Output::open(session.common.output.as_deref())?;
    let mut tally = Tally {
        privacy: lines,
        posts: 0,
        bad: 0,
        unreadable: 0,
        rejects: Rejects::open(session)?,
    };
    let files = inputs.len();
    for input in inputs {
        let settings = settings.clone();
        let stop = one(session, args, settings, input, &mut output, &mut tally)?;
        if stop {
            output.abandon()?;
            return Ok(Exit::Failed);
        }
    }
    let read_nothing = tally.posts == 0 && (tally.bad > 0 || tally.unreadable == files);
    output::finish(session, output, read_nothing)?;
    session
        .console
        .summary(format!("{} imported", counted(tally.posts, "post")));
    privacy::tell(session, tally.privacy.raw_dropped);
    if tally.bad > 0 {
        session
            .console
            .warn(format!("{} could not be read", counted(tally.bad, "row")));
    }
    if tally.rejects.is_some_and(|rejects| rejects.headers() > 1) {
        let message = "the rejects are of files with different columns: each header stands before its rows; import them one by one";
        session.console.warn(message);
    }
    Ok(match (tally.bad, tally.unreadable) {
        (0, 0) => Exit::Done,
        (_, unreadable) if unreadable == files => Exit::Failed,
        _ => Exit::Partial,
    })
}

/// Prints the exports that are known.
fn list(session: &Session) -> anyhow::Result<Exit> {
    let mut output = Output::open(session.common.output.as_deref())?;
    let width = READY.iter().map(|ready| ready.name.len()).max();
    let width = width.unwrap_or(0);
    for ready in READY {
        writeln!(output, "{:width$}  {}", ready.name, ready.about())?;
    }
    output.finish()?;
    Ok(Exit::Done)
}

/// What is wrong in a mapping, with its place in the file.
fn in_file(path: &Path, error: &MappingError) -> String {
    let path = path.display();
    match error {
        MappingError::Toml {
            line,
            column,
            message,
        } => format!("{path}:{line}:{column}: {message}"),
        other => format!("{path}: {other}"),
    }
}

fn settings(session: &Session, args: &ImportArgs) -> anyhow::Result<Settings> {
    let mut mapping = match &args.mapping {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            Mapping::from_toml(&text).map_err(|error| UsageError(in_file(path, &error)))?
        }
        None => Mapping::default(),
    };
    if let Some(name) = &args.from {
        let ready = Ready::find(name).map_err(|error| UsageError(format!("--from: {error}")))?;
        mapping = mapping.over(&ready.mapping());
    }
    if args.source.is_some() {
        mapping.source.clone_from(&args.source);
    }
    if args.sheet.is_some() {
        mapping.sheet.clone_from(&args.sheet);
    }
    if args.day_first || args.month_first {
        mapping.day_first = Some(args.day_first);
    }
    if args.own {
        mapping.own = Some(true);
    }
    Ok(Settings {
        mapping,
        zone: session.zone.clone(),
        recognise: args.from.is_none() && args.mapping.is_none(),
    })
}

/// Imports one file; `true` when `--strict` ends the run.
fn one(
    session: &Session,
    args: &ImportArgs,
    settings: Settings,
    input: Input,
    output: &mut Output,
    tally: &mut Tally,
) -> anyhow::Result<bool> {
    let name = input.name.clone();
    let opened = opened(input).with_context(|| format!("cannot read {name}"))?;
    let read = opened
        .and_then(|bytes| Reader::new(bytes, settings).map_err(|error| format!("{name}:{error}")));
    let mut reader = match read {
        Ok(reader) => reader,
        Err(message) => {
            session.console.error(message);
            tally.unreadable += 1;
            return Ok(session.common.strict);
        }
    };
    if let Some(sheet) = reader.sheet() {
        session
            .console
            .detail(format!("{name}: the sheet `{sheet}`"));
    }
    let mut line = Vec::new();
    while let Some(imported) = reader.next() {
        match imported {
            Ok(imported) => {
                line.clear();
                if write(session, args, imported, &mut line)? {
                    let line = args.privacy.written(&mut tally.privacy, &line)?;
                    output.write_all(&line).context("cannot write the posts")?;
                    tally.posts += 1;
                }
            }
            Err(error) => {
                refuse(session, &name, reader.header(), &error, tally)?;
                if session.common.strict {
                    return Ok(true);
                }
            }
        }
    }
    if let Some(ready) = reader.ready() {
        let ready = ready.name;
        session.console.detail(format!(
            "{name}: read with --from {ready}, told by its header"
        ));
    }
    for note in reader.notes() {
        session.console.warn(format!("{name}: {note}"));
    }
    Ok(false)
}

/// The bytes of a file, or what it is when no table or JSON can be read from it. What is wrong with a workbook is told by its reader, and zeros are
/// no fault: UTF-16 holds them.
fn opened(input: Input) -> std::io::Result<Result<impl Read + Send, String>> {
    let name = input.name.clone();
    let mut bytes = input.decompressed()?;
    let mut head = Vec::new();
    (&mut bytes).take(HEAD).read_to_end(&mut head)?;
    let may_be_read = |kind: &Kind| matches!(kind, Kind::Archive | Kind::Binary);
    let kind = Kind::of(&head).filter(|kind| kind.is_no_text() && !may_be_read(kind));
    Ok(match kind {
        Some(kind) => Err(format!("{name}: {}", kind.advice(&name))),
        None => Ok(Cursor::new(head).chain(bytes)),
    })
}

/// Names a bad row, counts it and keeps it.
fn refuse(
    session: &Session,
    name: &str,
    header: &str,
    error: &RowError,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    session.console.error(format!("{name}:{error}"));
    tally.bad += 1;
    if let Some(rejects) = &mut tally.rejects {
        rejects.keep(header, &error.raw)?;
    }
    Ok(())
}

/// Writes the post's line; `false` when it is outside the range asked for.
fn write(
    session: &Session,
    args: &ImportArgs,
    imported: Imported,
    line: &mut Vec<u8>,
) -> anyhow::Result<bool> {
    let Imported {
        mut post,
        line: untouched,
        ..
    } = imported;
    if !session.range.is_open()
        && !post
            .published_at
            .is_some_and(|at| session.range.contains(at))
    {
        return Ok(false);
    }
    match untouched.filter(|_| says_nothing_new(session, args, &post)) {
        Some(untouched) => line.extend_from_slice(untouched.as_bytes()),
        None => {
            post.client = post.client.or_else(|| session.common.client.clone());
            post.query = post.query.or_else(|| args.query.clone());
            serde_json::to_writer(&mut *line, &post)?;
        }
    }
    line.push(b'\n');
    Ok(true)
}

/// Whether a line that is a post already can be passed on byte for byte.
fn says_nothing_new(session: &Session, args: &ImportArgs, post: &Post) -> bool {
    (session.common.client.is_none() || post.client.is_some())
        && (args.query.is_none() || post.query.is_some())
}
