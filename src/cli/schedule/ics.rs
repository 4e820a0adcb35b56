//! `cm-schedule ics`: slots, tasks, drafts and events to a calendar.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::record::{Draft, Event, Slot, Str, Task};
use crate::schedule::ics::{Calendar, CalendarOptions, TaskForm};

#[derive(Args, Debug)]
pub(super) struct IcsArgs {
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "ics", value_parser = ["ics"], hide_short_help = true)]
    format: String,

    /// Slots, tasks, drafts with a time, events; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Name that the calendar program shows
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Minutes before a task is due at which it rings
    #[arg(long, value_name = "MINUTES", default_value_t = 15)]
    alarm: u32,

    /// Write tasks as events, for calendars that know no to-dos (Google, Outlook)
    #[arg(long)]
    tasks_as_events: bool,
}

/// Writes the calendar.
pub(super) fn run(session: &Session, args: &IcsArgs) -> anyhow::Result<Exit> {
    let options = CalendarOptions {
        name: args.name.clone(),
        alarm_minutes: (args.alarm > 0).then_some(args.alarm),
        tasks: if args.tasks_as_events {
            TaskForm::Event
        } else {
            TaskForm::Todo
        },
        ..CalendarOptions::new(session.now)
    };
    let mut ran = stream::run_on(session, 1, &args.files, None, || Entries {
        calendar: Calendar::new(options.clone()),
        client: session.common.client.clone(),
    })?;
    let calendar = match ran.workers.pop() {
        Some(worker) => worker.calendar,
        None => Calendar::new(options),
    };
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(calendar.finish().as_bytes())
        .context("cannot write the calendar")?;
    output.finish()?;
    Ok(ran.exit)
}

struct Entries {
    calendar: Calendar,
    client: Option<String>,
}

/// What a line is, before it is read whole.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow, default)]
    record_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    client: Option<Str<'a>>,
}

impl Worker for Entries {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let kind: Kind<'_> = serde_json::from_str(line)?;
        // What we make ourselves and names no client is everybody's; a task that names none is nobody's.
        let ours = kind.client.is_none() && kind.record_type.as_deref() != Some("task");
        if self.client.is_some() && self.client.as_deref() != kind.client.as_deref() && !ours {
            return Ok(());
        }
        match kind.record_type.as_deref() {
            Some("slot") => self.calendar.add_slot(&read::<Slot>(line)?),
            Some("task") => self.calendar.add_task(&read::<Task>(line)?),
            Some("event") => self.calendar.add_event(&read::<Event>(line)?),
            Some("draft") => {
                self.calendar.add_draft(&read::<Draft>(line)?);
            }
            // Unplaced drafts, posts and the like have no place in a calendar.
            Some(_) => {}
            None => {
                return Err(Problem::new(
                    1,
                    "expected a slot, task, draft or event: it has no `type`",
                ));
            }
        }
        Ok(())
    }
}

fn read<T: DeserializeOwned>(line: &str) -> Result<T, Problem> {
    Ok(serde_json::from_str(line)?)
}
