//! `cm-schedule replies`: labelled posts to tasks.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::memory::{self, Remembered};
use super::shown::{FormatArgs, tasks_document};
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::{passed, stream, tables};
use crate::jsonl::{Object, Problem, Worker};
use crate::record::TaskStatus;
use crate::schedule::settings::{
    BusinessHoursSettings, OnCallSettings, PersonSettings, ServiceLevelSettings, SettingsError,
};
use crate::schedule::{
    Effort, Inbox, Mention, OnCall, Person, Replies, ReplyOptions, Shortage, replies,
};
use crate::time::{ServiceLevels, Zone, epoch_millis};

#[derive(Args, Debug)]
pub(super) struct RepliesArgs {
    /// Labelled posts, ours among them; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Tasks of earlier runs, read first and written anew: what people have begun stays as it is
    #[arg(long, value_name = "FILE")]
    tasks: Option<PathBuf>,

    /// Minutes that a reply takes at levels 1, 2 and 3
    #[arg(long, value_name = "MINUTES", value_delimiter = ',', num_args = 1, default_values_t = Effort::default().reply, hide_short_help = true)]
    reply_minutes: Vec<u32>,

    /// Minutes that hiding or reporting a comment takes
    #[arg(long, value_name = "MINUTES", default_value_t = Effort::default().moderate, hide_short_help = true)]
    moderate_minutes: u32,

    /// Minutes that agreeing the wording at level 3 takes
    #[arg(long, value_name = "MINUTES", default_value_t = Effort::default().prepare, hide_short_help = true)]
    prepare_minutes: u32,

    #[command(flatten)]
    format: FormatArgs,

    /// Write what cannot be met, and who would be needed, as JSON to FILE
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
}

/// Makes the tasks.
pub(super) fn run(session: &Session, args: &RepliesArgs) -> anyhow::Result<Exit> {
    args.format.check(session)?;
    let options = options(session, args)?;
    let remembered = memory::read(session, args.tasks.as_deref())?;
    let mut gathered = stream::run_on(session, 1, &args.files, None, || Gathering {
        inbox: Inbox::new(),
        range: session.range,
        client: session.common.client.clone(),
        labelled: 0,
        unlabelled: 0,
        others: 0,
    })?;
    if gathered.exit == Exit::Failed {
        return Ok(gathered.exit);
    }
    let Some(worker) = gathered.workers.pop() else {
        return Ok(gathered.exit);
    };
    passed::tell(session, worker.others, gathered.lines, passed::POSTS);
    if worker.unlabelled > 0 && worker.labelled == 0 {
        session.console.warn(format!(
            "none of {} has labels; let cm-classify judge them first",
            counted(worker.unlabelled, "post")
        ));
    }
    let made = replies(&worker.inbox, &remembered.memory, &options);
    write(session, args, &made, &remembered, options.hours.zone())?;
    tell(session, &made);
    Ok(gathered.exit)
}

fn options(session: &Session, args: &RepliesArgs) -> anyhow::Result<ReplyOptions> {
    let usage = |error: SettingsError| UsageError(error.to_string());
    let hours =
        tables::section::<BusinessHoursSettings>(session, "business_hours")?.unwrap_or_default();
    let hours = hours
        .hours("business_hours", &session.zone)
        .map_err(usage)?;
    let service_levels =
        tables::section::<ServiceLevelSettings>(session, "service_level")?.unwrap_or_default();
    let (_, people) = tables::list::<PersonSettings>(session, "person")?;
    let on_call = tables::section::<OnCallSettings>(session, "on_call")?
        .map(|on_call| OnCall::from_settings(&on_call, &people, &session.zone))
        .transpose()
        .map_err(usage)?;
    let zone = &session.zone;
    let people = people
        .iter()
        .map(|person| Person::from_settings(person, &hours, on_call.as_ref(), zone));
    let reply = <[u32; 3]>::try_from(args.reply_minutes.as_slice()).map_err(|_| {
        UsageError("--reply-minutes takes three numbers, such as 5,15,30".to_owned())
    })?;
    Ok(ReplyOptions {
        now: session.now,
        service_levels: ServiceLevels::from_settings(&service_levels).map_err(usage)?,
        people: people.collect::<Result<_, _>>().map_err(usage)?,
        hours,
        effort: Effort {
            reply,
            moderate: args.moderate_minutes,
            prepare: args.prepare_minutes,
        },
    })
}

struct Gathering {
    inbox: Inbox,
    range: crate::time::Range,
    client: Option<String>,
    /// Posts of others that have labels, and that have none.
    labelled: u64,
    unlabelled: u64,
    /// Records that are neither posts nor say of one that it is gone.
    others: u64,
}

impl Worker for Gathering {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let mention: Mention<'_> = serde_json::from_str(line)?;
        let kind = mention.record_type.as_deref().unwrap_or("post");
        let a_post = kind == "post";
        self.others += u64::from(!a_post && kind != "gone");
        // Our own answers, and what is gone, count whatever the range: they settle what was asked within it.
        let settles = mention.own == Some(true) || !a_post;
        let asked = settles || self.wants(&mention);
        if asked && !settles {
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
            unreadable_time(line, &mention)?;
        }
        Ok(())
    }
}

/// A time that cannot be read: the post makes its task all the same, as if it said none, and the run says so.
fn unreadable_time(line: &str, mention: &Mention<'_>) -> Result<(), Problem> {
    let labels = mention.labels.as_ref();
    let times = [
        (
            "published_at",
            "published_at",
            mention.published_at.as_deref(),
        ),
        (
            "labels.reply_by",
            "labels",
            labels.and_then(|labels| labels.reply_by.as_deref()),
        ),
    ];
    for (name, field, text) in times {
        let Some(text) = text.filter(|text| epoch_millis(text).is_none()) else {
            continue;
        };
        let object = Object::read(line)?;
        let column = object.get(field).map_or(1, |field| field.start + 1);
        let text: String = text.chars().take(40).collect();
        let message = format!(
            "{name}: `{text}` is no time, and counts as not known; write 2026-11-20T09:00:00Z"
        );
        return Err(Problem::new(column, message));
    }
    Ok(())
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

/// The figures of a run, as `--stats` writes them.
#[derive(Serialize)]
struct Figures<'a> {
    open: usize,
    pending: usize,
    snoozed: usize,
    resolved: usize,
    late: usize,
    late_at_least: usize,
    shortages: &'a [Shortage],
}

fn count(made: &Replies, status: TaskStatus) -> usize {
    made.tasks
        .iter()
        .filter(|task| task.status == status)
        .count()
}

fn write(
    session: &Session,
    args: &RepliesArgs,
    made: &Replies,
    remembered: &Remembered,
    zone: &Zone,
) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for task in &made.tasks {
        remembered.write(task, &mut lines)?;
    }
    // First what must not be lost: whoever reads the other may go away.
    if let Some(path) = &args.tasks {
        let mut file = Output::open(Some(path))?;
        let whole = [lines.as_slice(), remembered.others.as_slice()].concat();
        file.write_all(&whole)
            .with_context(|| format!("cannot write {}", path.display()))?;
        file.finish()?;
    }
    if let Some(path) = &args.stats {
        let figures = Figures {
            open: count(made, TaskStatus::Open),
            pending: count(made, TaskStatus::Pending),
            snoozed: count(made, TaskStatus::Snoozed),
            resolved: count(made, TaskStatus::Resolved),
            late: made.verdict.late,
            late_at_least: made.verdict.late_at_least,
            shortages: &made.verdict.shortages,
        };
        let mut text = serde_json::to_vec(&figures)?;
        text.push(b'\n');
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let shown = || tasks_document(&made.tasks, zone);
    args.format.write(session, &lines, "the tasks", shown)
}

/// Says what cannot be met, and sums up.
fn tell(session: &Session, made: &Replies) {
    let verdict = &made.verdict;
    for shortage in &verdict.shortages {
        session.console.warn(shortage);
    }
    let mut parts = vec![format!(
        "{} tasks, {} of them cannot be met in time",
        made.tasks.len(),
        verdict.late
    )];
    if verdict.late > 0 {
        parts.push(format!("{} in any plan at least", verdict.late_at_least));
    }
    if made.resolved > 0 {
        parts.push(format!("{} now resolved", made.resolved));
    }
    if made.woken > 0 {
        parts.push(format!("{} came back", made.woken));
    }
    session.console.summary(parts.join(", "));
}
