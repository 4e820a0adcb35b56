//! `cm-fetch import`: exported files to posts.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::privacy::{self, PrivacyArgs};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::connect::import::{Imported, Mapping, Reader};
use crate::fetch::privacy::PrivacyLines;
use crate::jsonl::Input;
use crate::record::Post;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    lines: Lines,

    /// CSV, TSV, JSON or JSON Lines; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// What the columns mean, where their names do not say it: lines of TOML such as `columns.text = "Message"`
    ///
    /// What may stand in it is said in docs/configuration.md.
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
    rejects: Option<File>,
    privacy: PrivacyLines,
}

/// Prints the posts.
pub(super) fn run(session: &Session, args: &ImportArgs) -> anyhow::Result<Exit> {
    let mapping = mapping(args)?;
    let lines = PrivacyLines::new(args.privacy.engine()?.into(), None);
    let inputs = session.inputs(&args.files)?;
    let mut output = Output::open(session.common.output.as_deref())?;
    let rejects = session.common.rejects.as_ref();
    let rejects = rejects
        .map(|path| File::create(path).with_context(|| format!("cannot write {}", path.display())));
    let mut tally = Tally {
        privacy: lines,
        posts: 0,
        bad: 0,
        unreadable: 0,
        rejects: rejects.transpose()?,
    };
    let files = inputs.len();
    for input in inputs {
        let stop = one(
            session,
            args,
            mapping.clone(),
            input,
            &mut output,
            &mut tally,
        )?;
        if stop {
            output.finish()?;
            return Ok(Exit::Failed);
        }
    }
    output.finish()?;
    session
        .console
        .summary(format!("{} imported", counted(tally.posts, "post")));
    privacy::tell(session, tally.privacy.raw_dropped);
    if tally.bad > 0 {
        session
            .console
            .warn(format!("{} could not be read", counted(tally.bad, "row")));
    }
    Ok(match (tally.bad, tally.unreadable) {
        (0, 0) => Exit::Done,
        (_, unreadable) if unreadable == files => Exit::Failed,
        _ => Exit::Partial,
    })
}

fn mapping(args: &ImportArgs) -> anyhow::Result<Mapping> {
    let mut mapping = match &args.mapping {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            Mapping::from_toml(&text)
                .map_err(|error| UsageError(format!("{}: {error}", path.display())))?
        }
        None => Mapping::default(),
    };
    if args.source.is_some() {
        mapping.source.clone_from(&args.source);
    }
    if args.day_first || args.month_first {
        mapping.day_first = Some(args.day_first);
    }
    if args.own {
        mapping.own = Some(true);
    }
    Ok(mapping)
}

/// Imports one file; `true` when `--strict` ends the run.
fn one(
    session: &Session,
    args: &ImportArgs,
    mapping: Mapping,
    input: Input,
    output: &mut Output,
    tally: &mut Tally,
) -> anyhow::Result<bool> {
    let name = input.name.clone();
    let bytes = input
        .decompressed()
        .with_context(|| format!("cannot read {name}"))?;
    let mut reader = match Reader::new(bytes, mapping, session.zone.clone()) {
        Ok(reader) => reader,
        Err(error) => {
            session.console.error(format!("{name}:{error}"));
            tally.unreadable += 1;
            return Ok(session.common.strict);
        }
    };
    let mut line = Vec::new();
    for imported in &mut reader {
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
                session.console.error(format!("{name}:{error}"));
                if let Some(file) = &mut tally.rejects {
                    writeln!(file, "{name}:{error}").context("cannot write the rejects")?;
                }
                tally.bad += 1;
                if session.common.strict {
                    return Ok(true);
                }
            }
        }
    }
    for note in reader.notes() {
        session.console.warn(format!("{name}: {note}"));
    }
    Ok(false)
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
