//! `cm-schedule replies`: labelled posts to tasks.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::{stream, tables};
use crate::jsonl::{Problem, Worker};
use crate::record::Task;
use crate::schedule::settings::{
    BusinessHoursSettings, PersonSettings, ServiceLevelSettings, SettingsError,
};
use crate::schedule::{Effort, Inbox, Mention, Person, ReplyOptions};
use crate::time::{ServiceLevels, epoch_millis};

#[derive(Args, Debug)]
pub(super) struct RepliesArgs {
    #[command(flatten)]
    lines: Lines,

    /// Labelled posts; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Makes the tasks.
pub(super) fn run(session: &Session, args: &RepliesArgs) -> anyhow::Result<Exit> {
    let options = options(session)?;
    let gathered = stream::run_on(session, 1, &args.files, None, || Gathering {
        inbox: Inbox::new(),
        range: session.range,
        client: session.common.client.clone(),
        labelled: 0,
        unlabelled: 0,
    })?;
    if gathered.exit == Exit::Failed {
        return Ok(gathered.exit);
    }
    let mut tasks = Vec::new();
    let mut unlabelled = 0;
    let mut labelled = 0;
    for worker in gathered.workers {
        unlabelled += worker.unlabelled;
        labelled += worker.labelled;
        tasks.extend(worker.inbox.tasks(&options));
    }
    if unlabelled > 0 && labelled == 0 {
        session.console.warn(format!(
            "none of {} has labels; let cm-classify judge them first",
            counted(unlabelled, "post")
        ));
    }
    write(session, &tasks)?;
    let late = tasks
        .iter()
        .filter(|task| task.breach == Some(true))
        .count();
    session.console.summary(format!(
        "{} tasks, {late} of them cannot be met in time",
        tasks.len()
    ));
    Ok(gathered.exit)
}

fn options(session: &Session) -> anyhow::Result<ReplyOptions> {
    let usage = |error: SettingsError| UsageError(error.to_string());
    let hours =
        tables::section::<BusinessHoursSettings>(session, "business_hours")?.unwrap_or_default();
    let hours = hours
        .hours("business_hours", &session.zone)
        .map_err(usage)?;
    let service_levels =
        tables::section::<ServiceLevelSettings>(session, "service_level")?.unwrap_or_default();
    let (_, people) = tables::list::<PersonSettings>(session, "person")?;
    let people = people
        .iter()
        .map(|person| Person::from_settings(person, &hours, &session.zone));
    Ok(ReplyOptions {
        now: session.now,
        service_levels: ServiceLevels::from_settings(&service_levels).map_err(usage)?,
        people: people.collect::<Result<_, _>>().map_err(usage)?,
        hours,
        effort: Effort::default(),
    })
}

struct Gathering {
    inbox: Inbox,
    range: crate::time::Range,
    client: Option<String>,
    /// Posts of others that have labels, and that have none.
    labelled: u64,
    unlabelled: u64,
}

impl Worker for Gathering {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let mention: Mention<'_> = serde_json::from_str(line)?;
        // Our own answers count whatever the range: they settle what was asked within it.
        let asked = mention.own == Some(true) || self.wants(&mention);
        let a_post = mention
            .record_type
            .as_deref()
            .is_none_or(|kind| kind == "post");
        if asked && a_post && mention.own != Some(true) {
            match &mention.labels {
                Some(labels)
                    if mention.id.is_none() && labels.stance.as_deref() != Some("ignore") =>
                {
                    return Err(Problem::new(
                        1,
                        "this post has no `id` that a task could name",
                    ));
                }
                Some(_) => self.labelled += 1,
                None => self.unlabelled += 1,
            }
        }
        if asked {
            self.inbox.add(&mention);
        }
        Ok(())
    }
}

impl Gathering {
    fn wants(&self, mention: &Mention<'_>) -> bool {
        let of_client = self
            .client
            .as_deref()
            .is_none_or(|client| mention.client.as_deref() == Some(client));
        let millis = mention.published_at.as_deref().and_then(epoch_millis);
        of_client
            && (self.range.is_open()
                || millis.is_some_and(|millis| self.range.contains_millis(millis)))
    }
}

fn write(session: &Session, tasks: &[Task]) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for task in tasks {
        serde_json::to_writer(&mut lines, task)?;
        lines.push(b'\n');
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(&lines).context("cannot write the tasks")?;
    output.finish()
}
