//! `cm-report team`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::passed;
use crate::cli::session::Session;
use crate::cli::{stream, tables};
use crate::jsonl::{Object, Problem, Worker};
use crate::report::{Desk, LineProblem, MAX_POSTS, Talk, Team, TeamOptions};
use crate::time::{BusinessHoursSettings, ServiceLevelSettings, ServiceLevels, SettingsError};

const EXAMPLES: &str = "\
Examples:
  cm-report team --since 30d labelled.jsonl
      how often and how soon we answered, by person, team, client and level, and what became of it
  cm-report team --tasks tasks.jsonl labelled.jsonl
      the same with the tasks of cm-schedule replies: whose turn it was, and who has how much to do
  cm-report team --format jsonl labelled.jsonl | jq 'select(.group_by == \"client\" and .reply == \"first\")'
      first responses by client
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct TeamArgs {
    /// Labelled posts, ours among them; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Tasks of cm-schedule replies: who has which post to answer, and how far that is
    #[arg(long, value_name = "FILE")]
    tasks: Vec<PathBuf>,

    /// Every post of others awaits an answer, not only questions, complaints, defects, orders and bills
    #[arg(long)]
    all: bool,

    /// How to write it: table, jsonl, csv, markdown, html, xlsx [default: by the ending of -o FILE, else table]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// Put groups of fewer than this together, so that nobody is known by their figures
    #[arg(long, value_name = "WAITS", default_value_t = 0)]
    min_group: u64,

    /// Add the ids of the posts behind each row, at most this many, in a column post_ids
    #[arg(long, value_name = "MOST", num_args = 0..=1, default_value_t = 0, default_missing_value = "100", require_equals = true)]
    ids: usize,

    /// The most posts that are held in memory, some 800 bytes each; more end the run
    #[arg(long, value_name = "POSTS", default_value_t = MAX_POSTS)]
    max_posts: usize,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

struct Gathering(Team);

impl Worker for Gathering {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let added = self.0.add_line(line);
        added.map_err(|LineProblem { column, message }| Problem::new(column, message))
    }
}

struct GatheringTasks(Team);

impl Worker for GatheringTasks {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let kind = object.get("type").map(|kind| kind.value.trim_matches('"'));
        if kind == Some("task") {
            self.0.add_task(serde_json::from_str(line)?);
        }
        Ok(())
    }
}

/// Reads posts and tasks and writes the report.
pub(super) fn run(session: &Session, args: &TeamArgs) -> anyhow::Result<Exit> {
    let format = args
        .format
        .as_deref()
        .unwrap_or_else(|| document::format_of(session.common.output.as_deref()));
    document::check(session, format)?;
    let options = options(session, args)?;
    let mut team = Team::new(args.max_posts);
    let mut exit = Exit::Done;
    if !args.tasks.is_empty() {
        // One worker, so that the last line of a task is the one that counts.
        let ran = stream::run_on(session, 1, &args.tasks, None, || {
            GatheringTasks(Team::new(args.max_posts))
        })?;
        exit = ran.exit;
        for part in ran.workers {
            team.merge(part.0);
        }
    }
    if exit == Exit::Failed {
        return Ok(exit);
    }
    let ran = stream::run(session, &args.files, None, || {
        Gathering(Team::new(args.max_posts))
    })?;
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    for part in ran.workers {
        team.merge(part.0);
    }
    tell(session, &team.talk, ran.lines);
    let made = team.finish(&options)?;
    document::write(session, &made, format, args.excel)?;
    session
        .console
        .summary(format!("{} read", counted(ran.lines, "line")));
    Ok(if ran.exit == Exit::Done {
        exit
    } else {
        ran.exit
    })
}

/// What was left out of what was read.
pub(super) fn tell(session: &Session, talk: &Talk, lines: u64) {
    if talk.undated > 0 {
        let posts = counted(talk.undated, "post");
        session
            .console
            .warn(format!("{posts} without published_at left out"));
    }
    passed::tell(session, talk.other_types, lines, passed::POSTS);
}

/// `[business_hours]` and `[service_level]`.
pub(super) fn desk(session: &Session) -> anyhow::Result<Desk> {
    let usage = |error: SettingsError| UsageError(error.to_string());
    let hours =
        tables::section::<BusinessHoursSettings>(session, "business_hours")?.unwrap_or_default();
    let levels =
        tables::section::<ServiceLevelSettings>(session, "service_level")?.unwrap_or_default();
    Ok(Desk {
        hours: hours
            .hours("business_hours", &session.zone)
            .map_err(usage)?,
        levels: ServiceLevels::from_settings(&levels).map_err(usage)?,
    })
}

fn options(session: &Session, args: &TeamArgs) -> anyhow::Result<TeamOptions> {
    Ok(TeamOptions {
        zone: session.zone.clone(),
        range: session.range,
        clients: session.common.client.iter().cloned().collect(),
        desk: desk(session)?,
        all: args.all,
        min_group: args.min_group,
        ids: args.ids,
        now: session.now,
    })
}
