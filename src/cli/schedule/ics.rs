//! `cm-schedule ics`: records to a calendar, and calendars to records.

mod read;
mod split;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;

use super::date;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::schedule::ics::{AddError, CalendarOptions, Revision, TaskForm};
use split::{By, Calendars};

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct IcsArgs {
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "ics", value_parser = ["ics"], hide_short_help = true)]
    format: String,

    /// Slots, tasks, drafts with a time, events, or with --read calendars; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Name that the calendar program shows
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Minutes before a task is due at which it rings; 0 for never
    #[arg(long, value_name = "MINUTES", default_value_t = 15)]
    alarm: u32,

    /// Minutes before slots and events begin at which they ring; 0 for never
    #[arg(long, value_name = "MINUTES", default_value_t = 0)]
    remind: u32,

    /// Write tasks as events, for calendars that know no to-dos (Google, Outlook)
    #[arg(long)]
    tasks_as_events: bool,

    /// Leave out the records themselves, which --read gives back whole
    #[arg(long)]
    bare: bool,

    /// The calendar that was written last time: what has not changed stays as it is, what is gone is cancelled; with --split the folder
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    /// One calendar for each client, channel or both, in the folder of --output
    #[arg(long, value_name = "WHAT", value_enum, value_delimiter = ',')]
    split: Vec<By>,

    /// Read calendars (Google, Outlook, Apple, our own) and write their entries as records
    #[arg(long, conflicts_with_all = ["name", "tasks_as_events", "bare", "previous", "split"])]
    read: bool,

    /// With --read: every occurrence of a series as an event of its own
    #[arg(long, requires = "read")]
    expand: bool,

    /// With --expand: the first day [default: today]
    #[arg(long, value_name = "DATE", value_parser = date, requires = "expand")]
    from: Option<NaiveDate>,

    /// With --expand: the day after the last [default: 92 days after the first]
    #[arg(long, value_name = "DATE", value_parser = date, requires = "expand")]
    to: Option<NaiveDate>,
}

/// Writes the calendar, or reads calendars.
pub(super) fn run(session: &Session, args: &IcsArgs) -> anyhow::Result<Exit> {
    if args.read {
        return read::run(session, args);
    }
    let options = CalendarOptions {
        name: args.name.clone(),
        alarm_minutes: (args.alarm > 0).then_some(args.alarm),
        remind_minutes: (args.remind > 0).then_some(args.remind),
        records: !args.bare,
        tasks: if args.tasks_as_events {
            TaskForm::Event
        } else {
            TaskForm::Todo
        },
        ..CalendarOptions::new(session.now)
    };
    let folder = match (args.split.is_empty(), &session.common.output) {
        (true, _) => None,
        (false, Some(folder)) if folder.as_os_str() != "-" => Some(folder.clone()),
        (false, _) => {
            let message = "--split writes several calendars; name their folder with --output";
            return Err(UsageError(message.to_owned()).into());
        }
    };
    if let Some(table) = args.files.iter().find(|path| is_table(path)) {
        let message = format!(
            "{0} is a table: a calendar is made of records with times; plan drafts first: cm-schedule plan {0} | cm-schedule ics",
            table.display()
        );
        return Err(UsageError(message).into());
    }
    let ran = stream::run_on(session, 1, &args.files, None, || Entries {
        calendars: Calendars::new(options.clone(), &args.split),
        client: session.common.client.clone(),
    })?;
    let mut calendars = ran.workers.into_iter().next().map_or_else(
        || Calendars::new(options.clone(), &args.split),
        |worker| worker.calendars,
    );
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    match folder {
        None => write_one(session, args, calendars)?,
        Some(folder) => split::write(session, &mut calendars, args.previous.as_deref(), &folder)?,
    }
    Ok(ran.exit)
}

/// Whether a file is a table, by its name.
fn is_table(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    let ending = ending.to_string_lossy().to_lowercase();
    ["csv", "tsv", "xlsx", "xls", "ods"].contains(&ending.as_str())
}

fn write_one(session: &Session, args: &IcsArgs, calendars: Calendars) -> anyhow::Result<()> {
    let mut calendar = calendars.whole();
    if let Some(path) = &args.previous
        && let Some(bytes) = earlier(session, path)?
    {
        tell(session, calendar.revise(&bytes));
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(calendar.finish().as_bytes())
        .context("cannot write the calendar")?;
    output.finish()
}

/// The earlier calendar; none when it was never written.
fn earlier(session: &Session, path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let path = path.display();
            session
                .console
                .warn(format!("--previous {path} is not there yet: all is new"));
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn tell(session: &Session, revision: Revision) {
    let Revision {
        added,
        changed,
        kept,
        cancelled,
    } = revision;
    session.console.summary(format!(
        "{added} added, {changed} changed, {cancelled} cancelled, {kept} as they were"
    ));
}

struct Entries {
    calendars: Calendars,
    client: Option<String>,
}

impl Worker for Entries {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        if !line.trim_start().starts_with('{') {
            let message = "this is no record; plan a table of drafts first: cm-schedule plan DRAFTS | cm-schedule ics";
            return Err(Problem::new(1, message));
        }
        self.calendars
            .add(line, self.client.as_deref())
            .map_err(|error| match error {
                AddError::Line(problem) => problem,
                other => Problem::new(1, other.to_string()),
            })
    }
}
