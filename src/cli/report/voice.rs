//! `cm-report voice`.

use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::asked::{AddLine, AskedArgs};
use super::rivals;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::report::{LineProblem, Voice, VoiceOptions, Voices};
use crate::text::query::{Query, QuerySet};
use crate::time::Range;

const EXAMPLES: &str = "\
Examples:
  cm-report voice --brand Mirabo --brand Frutelia labelled.jsonl
      how much is said of us and of a rival, and in what tone
  cm-report voice --since 30d --by query labelled.jsonl
      the watches of a month against each other, and against the month before
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct VoiceArgs {
    #[command(flatten)]
    asked: AskedArgs,

    /// A brand to look for in the words; may be given several times, and may be a query of its own: NAME=QUERY
    #[arg(long, value_name = "NAME[=QUERY]")]
    brand: Vec<String>,

    /// What a voice is when no --brand is given [default: the brands and rivals of [clients.NAME] in cm.toml if it names any, else client]
    #[arg(long, value_name = "FIELD")]
    by: Option<By>,

    /// Voices of fewer posts than this are not shown
    #[arg(long, value_name = "POSTS", default_value_t = 0)]
    min_group: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    /// Whose brand it is about
    Client,
    /// The watch that found it
    Query,
}

impl AddLine for Voice {
    fn add(&mut self, line: &str) -> Result<(), LineProblem> {
        self.add_line(line)
    }

    fn other_types(&self) -> u64 {
        Voice::other_types(self)
    }
}

/// Reads all posts and writes whose voice is how loud.
pub(super) fn run(session: &Session, args: &VoiceArgs) -> anyhow::Result<Exit> {
    let options = VoiceOptions {
        scope: args.asked.scope(session, args.min_group)?,
        before: before(session),
        by: voices(session, args)?,
        min_group: args.min_group,
    };
    let (parts, exit) = args
        .asked
        .read(session, session.jobs(), || Voice::new(&options))?;
    if let Some(parts) = parts {
        let mut whole = Voice::new(&options);
        for part in parts {
            whole.merge(part);
        }
        args.asked.write(session, &whole.document())?;
    }
    Ok(exit)
}

/// The stretch of the same length before the one asked for.
pub(super) fn before(session: &Session) -> Option<Range> {
    let since = session.range.since?;
    let until = session.range.until.unwrap_or(session.now);
    // A stretch as long as time itself has none before it.
    let start = since.checked_sub_signed(until - since)?;
    Some(Range {
        since: Some(start),
        until: Some(since),
    })
}

fn voices(session: &Session, args: &VoiceArgs) -> anyhow::Result<Voices> {
    if let Some(brands) = brands(&args.brand)? {
        return Ok(brands);
    }
    match args.by {
        Some(By::Client) => Ok(Voices::Client),
        Some(By::Query) => Ok(Voices::Query),
        None => known(session),
    }
}

/// The brands and rivals that cm.toml knows, else clients.
pub(super) fn known(session: &Session) -> anyhow::Result<Voices> {
    Ok(brands(&rivals::brands(session)?)?.unwrap_or(Voices::Client))
}

/// Brands to look for, each a name or `NAME=QUERY`; nothing when there are none.
pub(super) fn brands(asked: &[String]) -> Result<Option<Voices>, UsageError> {
    if asked.is_empty() {
        return Ok(None);
    }
    let (mut names, mut queries) = (Vec::new(), Vec::new());
    for brand in asked {
        let (name, query) = match brand.split_once('=') {
            Some((name, query)) => (name, query.to_owned()),
            None => (brand.as_str(), format!("\"{}\"", brand.replace('"', " "))),
        };
        let query =
            Query::parse(&query).map_err(|error| UsageError(format!("--brand {name}: {error}")))?;
        names.push(name.to_owned());
        queries.push(query);
    }
    Ok(Some(Voices::Brands(
        names,
        Arc::new(QuerySet::new(queries)),
    )))
}
