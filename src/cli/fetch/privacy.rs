//! `--pseudonymise`, `--drop-fields` and `cm-fetch pseudonymise`: what is done to personal data before it is written, and afterwards.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use super::rewrite::{self, Rewriting};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::fetch::privacy::{FieldPath, Key, Privacy, PrivacyLines};
use crate::jsonl::Worker;
use crate::text::reason;

/// Bytes of a key file that are read.
const LONGEST_KEY: u64 = 64 << 10;

/// What is done to personal data before it is written.
#[derive(Args, Clone, Debug)]
pub(super) struct PrivacyArgs {
    /// Put pseudonyms made with the key in KEYFILE in the place of people: the same for the same person always (docs/privacy.md)
    #[arg(long, env = "CM_PSEUDONYMISE", value_name = "KEYFILE")]
    pseudonymise: Option<PathBuf>,

    /// Leave these fields of posts out, such as author.name,author.url,raw
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    drop_fields: Vec<String>,
}

impl PrivacyArgs {
    /// What was asked for, the key read and the names checked.
    pub(super) fn engine(&self) -> anyhow::Result<Privacy> {
        let key = self.pseudonymise.as_deref().map(key).transpose()?;
        let drop = fields(&self.drop_fields)?;
        Ok(Privacy { key, drop })
    }

    /// A line as it may be written.
    pub(super) fn written<'l>(
        &self,
        lines: &mut PrivacyLines,
        line: &'l [u8],
    ) -> anyhow::Result<Cow<'l, [u8]>> {
        if self.pseudonymise.is_none() && self.drop_fields.is_empty() {
            return Ok(Cow::Borrowed(line));
        }
        let mut out = Vec::with_capacity(line.len());
        for line in std::str::from_utf8(line)?.lines() {
            lines.line(line, &mut out).map_err(|problem| {
                anyhow::anyhow!("cannot read a post again: {}", problem.message)
            })?;
        }
        Ok(Cow::Owned(out))
    }

    /// Says beforehand that what was asked for will not be there.
    pub(super) fn warn_of_raw(&self, session: &Session, raw: bool) {
        if raw && self.pseudonymise.is_some() {
            session.console.warn(
                "--raw is without effect beside --pseudonymise: `raw` can name people in places that are not known",
            );
        }
    }
}

/// Says what went though nobody named it.
pub(super) fn tell(session: &Session, raw_dropped: u64) {
    if raw_dropped > 0 {
        let posts = counted(raw_dropped, "post");
        session.console.warn(format!(
            "`raw` left out of {posts}: it can name people in places that are not known"
        ));
    }
}

fn fields(names: &[String]) -> Result<Vec<FieldPath>, UsageError> {
    names
        .iter()
        .map(|name| FieldPath::parse(name))
        .collect::<Result<_, _>>()
        .map_err(|error| UsageError(format!("--drop-fields: {error}")))
}

/// Reads a key; refuses a file that others can read.
pub(super) fn key(path: &Path) -> anyhow::Result<Key> {
    let shown = path.display();
    let wrong = |why: String| UsageError(format!("key file {shown}: {why}"));
    let unreadable = |error: std::io::Error| wrong(reason::of_io(&error));
    let file = File::open(path).map_err(unreadable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            let why = format!("others can read it; mend that with `chmod 600 {shown}`");
            return Err(wrong(why).into());
        }
    }
    let mut bytes = Vec::new();
    file.take(LONGEST_KEY)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    let make = "`cm-fetch pseudonymise --new-key FILE` makes one";
    Key::from_bytes(&bytes).map_err(|error| wrong(format!("{error}; {make}")).into())
}

#[derive(Args, Debug)]
pub(super) struct PseudonymiseArgs {
    #[command(flatten)]
    lines: Lines,

    /// Posts and what refers to them, as JSON Lines; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Make pseudonyms with the key in FILE, which nobody else may read
    #[arg(long, env = "CM_PSEUDONYMISE", value_name = "FILE")]
    key: Option<PathBuf>,

    /// Leave these fields of posts out, such as author.name,author.url,raw
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    drop_fields: Vec<String>,

    /// Write each FILE anew in its place, whole or not at all
    #[arg(long, requires = "files")]
    in_place: bool,

    /// Write a new random key to FILE and do nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "drop_fields", "in_place"])]
    new_key: Option<PathBuf>,
}

/// Changes all lines, or makes a key.
pub(super) fn run(session: &Session, args: &PseudonymiseArgs) -> anyhow::Result<Exit> {
    if let Some(path) = &args.new_key {
        return new_key(session, path);
    }
    if args.key.is_none() && args.drop_fields.is_empty() {
        let message = "say with which key: --key FILE; --new-key FILE makes one";
        return Err(UsageError(message.to_owned()).into());
    }
    let privacy = Arc::new(Privacy {
        key: args.key.as_deref().map(key).transpose()?,
        drop: fields(&args.drop_fields)?,
    });
    let rewriting = Rewriting {
        session,
        files: &args.files,
        in_place: args.in_place,
        jobs: session.jobs(),
    };
    let client = session.common.client.clone();
    let make = || PrivacyLines::new(Arc::clone(&privacy), client.clone());
    let (workers, exit) = rewrite::run(&rewriting, make, |workers| {
        workers.iter().any(|worker| worker.changed > 0)
    })?;
    let sum = |of: fn(&PrivacyLines) -> u64| workers.iter().map(of).sum::<u64>();
    tell(session, sum(|worker| worker.raw_dropped));
    let buckets = sum(|worker| worker.buckets);
    if buckets > 0 && args.key.is_some() {
        let buckets = counted(buckets, "bucket");
        session.console.warn(format!(
            "{buckets} left unchanged; what counts by author must be counted again from the posts"
        ));
    }
    let (posts, changed) = (
        counted(sum(|worker| worker.posts), "post"),
        counted(sum(|worker| worker.changed), "line"),
    );
    session
        .console
        .summary(format!("{posts} read, {changed} changed"));
    Ok(exit)
}

/// Writes a key of 256 random bits as text. Never over another: what was made with that one could not be joined any more.
fn new_key(session: &Session, path: &Path) -> anyhow::Result<Exit> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random)
        .map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    let mut text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    text.push('\n');
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let shown = path.display();
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            anyhow::Error::from(UsageError(format!(
                "{shown} is there already, and a key is never overwritten: what was made with it could not be joined any more"
            )))
        }
        _ => anyhow::Error::from(error).context(format!("cannot write {shown}")),
    })?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {shown}"))?;
    session.console.summary(format!(
        "key written to {shown}; keep it apart from the data, and keep a copy"
    ));
    Ok(Exit::Done)
}
