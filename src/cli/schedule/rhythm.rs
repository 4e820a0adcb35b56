//! `cm-schedule rhythm`: the meetings of the trade, with their agendas.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::{date, drafts};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::{stream, tables};
use crate::jsonl::{Problem, Worker};
use crate::record::{Draft, Str};
use crate::schedule::rhythm::{Language, Matters, Meeting, RhythmOptions, RhythmSettings, rhythm};
use crate::schedule::settings::{BusinessHoursSettings, SettingsError};
use crate::time::holidays;

#[derive(Args, Debug)]
pub(super) struct RhythmArgs {
    #[command(flatten)]
    lines: Lines,

    /// First day, such as 2026-11-23 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,

    /// The day after the last [default: 92 days after the first]
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<NaiveDate>,

    /// Language of titles and agendas
    #[arg(long, value_name = "LANG", value_enum, default_value_t = Lang::En)]
    lang: Lang,

    /// Days off besides those of [business_hours]: places such as FR or CH-GE, and dates
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    holidays: Vec<String>,

    /// Our posts with their metrics, for the best and the worst
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    posts: Vec<PathBuf>,

    /// Alarms that are open
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    alerts: Vec<PathBuf>,

    /// Drafts, as lines or as a table, for those that wait for approval
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    drafts: Vec<PathBuf>,

    /// Tasks, for those that are overdue
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    tasks: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    /// English
    En,
    /// French
    Fr,
}

/// Writes the meetings.
pub(super) fn run(session: &Session, args: &RhythmArgs) -> anyhow::Result<Exit> {
    let usage = |error: SettingsError| UsageError(error.to_string());
    let (_, mut settings) = tables::list::<RhythmSettings>(session, "rhythm")?;
    if settings.is_empty() {
        settings = RhythmSettings::defaults();
    }
    let meetings = settings
        .iter()
        .map(|settings| Meeting::from_settings(settings, &session.zone).map_err(usage))
        .collect::<Result<Vec<_>, _>>()?;
    let hours =
        tables::section::<BusinessHoursSettings>(session, "business_hours")?.unwrap_or_default();
    let hours = hours
        .hours("business_hours", &session.zone)
        .map_err(usage)?;
    let (days, places) = holidays(&args.holidays, "--holidays").map_err(usage)?;
    let from = args.from.unwrap_or_else(|| session.zone.day(session.now));
    let options = RhythmOptions {
        from,
        to: args
            .to
            .or_else(|| from.checked_add_days(Days::new(92)))
            .unwrap_or(from),
        now: session.now,
        hours: hours.with_holidays(days).with_places(places),
        language: match args.lang {
            Lang::En => Language::English,
            Lang::Fr => Language::French,
        },
        client: session.common.client.clone(),
    };
    if options.from >= options.to {
        let message = "--to is not after --from: no day lies between them";
        return Err(UsageError(message.to_owned()).into());
    }
    let (matters, exit) = matters(session, args)?;
    if exit == Exit::Failed {
        return Ok(exit);
    }
    let events = rhythm(&meetings, &matters, &options);
    let mut lines = Vec::new();
    for event in &events {
        serde_json::to_writer(&mut lines, event)?;
        lines.push(b'\n');
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(&lines)
        .context("cannot write the meetings")?;
    output.finish()?;
    session
        .console
        .summary(counted(events.len() as u64, "meeting"));
    Ok(exit)
}

/// What the files hold; nothing without files, as a rhythm needs none.
fn matters(session: &Session, args: &RhythmArgs) -> anyhow::Result<(Matters, Exit)> {
    let files: Vec<PathBuf> = [&args.posts, &args.alerts, &args.tasks]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if files.is_empty() && args.drafts.is_empty() {
        return Ok((Matters::default(), Exit::Done));
    }
    let (drafts, mut inputs, exit) = match args.drafts.as_slice() {
        [] => (Vec::new(), Vec::new(), Exit::Done),
        drafts => drafts::tables(session, drafts)?,
    };
    if exit == Exit::Failed {
        return Ok((Matters::default(), exit));
    }
    if !files.is_empty() {
        stream::spare_the_inputs(session, &files)?;
        inputs.extend(session.inputs(&files)?);
    }
    let client = &session.common.client;
    let ran = stream::run_over(session, 1, (inputs, None), None, || Gathering {
        matters: Matters::default(),
        client: client.clone(),
    })?;
    let gathered = ran.workers.into_iter().next().map(|worker| worker.matters);
    let mut matters = gathered.unwrap_or_default();
    let exit = match ran.exit {
        Exit::Done => exit,
        worse => worse,
    };
    let is_asked = |draft: &Draft| client.is_none() || *client == draft.client;
    drafts
        .into_iter()
        .filter(is_asked)
        .for_each(|draft| matters.draft(draft));
    Ok((matters, exit))
}

struct Gathering {
    matters: Matters,
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

impl Worker for Gathering {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let kind: Kind<'_> = serde_json::from_str(line)?;
        if self.client.is_some() && self.client.as_deref() != kind.client.as_deref() {
            return Ok(());
        }
        match kind.record_type.as_deref() {
            Some("alert") => self.matters.alert(serde_json::from_str(line)?),
            Some("draft") => self.matters.draft(serde_json::from_str(line)?),
            Some("task") => self.matters.task(serde_json::from_str(line)?),
            Some("post") | None => self.matters.post(&serde_json::from_str(line)?),
            // Slots, events and the like have no place in an agenda.
            Some(_) => {}
        }
        Ok(())
    }
}
