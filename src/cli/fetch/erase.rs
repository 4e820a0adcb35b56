//! `cm-fetch erase`: takes an author out of lines that are written already.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use super::privacy;
use super::rewrite::{self, Rewriting};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::{self, Output};
use crate::cli::session::Session;
use crate::fetch::privacy::{Author, Eraser, Erasure, erased_ids};

#[derive(Args, Debug)]
pub(super) struct EraseArgs {
    #[command(flatten)]
    lines: Lines,

    /// Whose posts go: a handle with or without @ and server, an id, or the address of a page
    #[arg(value_name = "AUTHOR", required_unless_present = "ids")]
    authors: Vec<String>,

    /// Records as JSON Lines; standard input when none is named
    #[arg(long, value_name = "FILE", num_args = 1..)]
    files: Vec<PathBuf>,

    /// Write each of --files anew in its place, whole or not at all
    #[arg(long, requires = "files")]
    in_place: bool,

    /// Erase the posts of these ids too: one a line, or JSON Lines with an `id`
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,

    /// Write the ids of the erased posts to FILE, one a line
    #[arg(long, value_name = "FILE")]
    erased: Option<PathBuf>,

    /// Look for AUTHOR's pseudonym too, made with the key in FILE
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// AUTHOR may also be the name that is shown, which several people may have
    #[arg(long)]
    by_name: bool,

    /// Only in records of this source, such as mastodon
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

/// The list of what was erased is not written over a file of the run.
fn spare_the_inputs(session: &Session, args: &EraseArgs) -> Result<(), UsageError> {
    let common = &session.common;
    let others = [
        &args.ids,
        &args.key,
        &common.output,
        &common.rejects,
        &common.config,
    ];
    let others = args.files.iter().chain(others.into_iter().flatten());
    output::spare(
        "--erased",
        args.erased.as_deref(),
        others.map(PathBuf::as_path),
    )
}

/// Erases and says what.
pub(super) fn run(session: &Session, args: &EraseArgs) -> anyhow::Result<Exit> {
    let erasure = Arc::new(Erasure {
        authors: args.authors.iter().map(author).collect::<Result<_, _>>()?,
        key: args.key.as_deref().map(privacy::key).transpose()?,
        by_name: args.by_name,
        source: args.source.clone(),
        client: session.common.client.clone(),
    });
    let ids = args
        .ids
        .as_deref()
        .map(ids)
        .transpose()?
        .unwrap_or_default();
    spare_the_inputs(session, args)?;
    let list = args.erased.as_deref().map(|path| Output::open(Some(path)));
    let list = list.transpose()?;
    // Files are gone through one after the other by one eraser, so that a task finds the post it is about in an earlier file.
    let eraser = RefCell::new(Some(Eraser::new(erasure, ids)));
    let rewriting = Rewriting {
        session,
        files: &args.files,
        in_place: args.in_place,
        jobs: 1,
    };
    let mut changed_before = 0;
    let exit = rewrite::run_each(
        &rewriting,
        |_| eraser.take().unwrap_or_default(),
        |workers| {
            let worker = workers.into_iter().next();
            let changed = worker.as_ref().map_or(0, |worker| worker.changed);
            let has_changed = changed > changed_before;
            changed_before = changed;
            eraser.replace(worker);
            has_changed
        },
    )?;
    let eraser = eraser.take().unwrap_or_default();
    if let Some(mut list) = list {
        for id in &eraser.erased {
            writeln!(list, "{id}").context("cannot write the ids")?;
        }
        list.finish()?;
    }
    tell(session, args, &eraser);
    tell_of_parts(session, args);
    Ok(exit)
}

/// Names what a run that was killed has left beside the files: it may hold what was just erased from them. It is not removed, for it may also be
/// what another run is writing.
fn tell_of_parts(session: &Session, args: &EraseArgs) {
    let written = args.erased.iter().chain(&session.common.output);
    let folder = |path: &PathBuf| match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let folders: BTreeSet<PathBuf> = args.files.iter().chain(written).map(folder).collect();
    for path in folders
        .iter()
        .flat_map(|folder| output::left_behind(folder))
    {
        session.console.warn(format!(
            "{} was left by a run that was killed, or is being written now, and is not looked into: remove it when no cm program runs",
            path.strip_prefix(".").unwrap_or(&path).display()
        ));
    }
}

fn author(written: &String) -> Result<Author, UsageError> {
    if Path::new(written).is_file() {
        let message =
            format!("`{written}` is a file; files go after --files, and before them the AUTHOR");
        return Err(UsageError(message));
    }
    Author::parse(written).ok_or_else(|| UsageError(format!("AUTHOR `{written}` names nobody")))
}

fn ids(path: &Path) -> anyhow::Result<HashSet<String>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let ids = erased_ids(&text);
    Ok(ids.map_err(|error| UsageError(format!("--ids: {}:{error}", path.display())))?)
}

fn tell(session: &Session, args: &EraseArgs, eraser: &Eraser) {
    let others = match eraser.others {
        0 => String::new(),
        count => format!(" with {} about them", counted(count, "record")),
    };
    session.console.summary(format!(
        "{} erased{others}, {} replaced, {} kept",
        counted(eraser.posts, "post"),
        counted(eraser.mentions, "mention"),
        counted(eraser.kept, "line")
    ));
    if eraser.changed == 0 {
        let names: Vec<&str> = args.authors.iter().map(String::as_str).collect();
        let whom = match names.is_empty() {
            true => "of these ids".to_owned(),
            false => format!("by {}", names.join(", ")),
        };
        session
            .console
            .warn(format!("nothing {whom} was found; nothing was erased"));
    }
}
