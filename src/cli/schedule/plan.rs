//! `cm-schedule plan`: drafts into slots.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use clap::Args;

use super::alarms::{AlarmArgs, freeze};
use super::drafts;
use crate::cli::common::Lines;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::record::Draft;
use crate::schedule::settings::{
    ChannelSettings, DEFAULT_MAX_PER_DAY, DEFAULT_MIN_GAP, DEFAULT_STEP, Rules, ScheduleSettings,
};
use crate::schedule::{Plan, PlanOptions, Rates, plan};

#[derive(Args, Debug)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    lines: Lines,

    /// Drafts as JSON Lines, or as a spreadsheet (.csv, .tsv); standard input when none is named
    #[arg(value_name = "DRAFTS")]
    files: Vec<PathBuf>,

    /// What each hour is worth: CSV or JSON Lines of channel, weekday, hour, rate
    #[arg(long, value_name = "RATES")]
    slots: Option<PathBuf>,

    /// First day, such as 2026-11-23 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,

    /// The day after the last [default: a week after the first]
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<NaiveDate>,

    /// Minutes between the places of the grid
    #[arg(long, value_name = "MINUTES", default_value_t = DEFAULT_STEP)]
    step: u32,

    /// Minutes between two posts of a channel
    #[arg(long, value_name = "MINUTES", default_value_t = DEFAULT_MIN_GAP)]
    min_gap: u32,

    /// Posts of a channel in a day
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_PER_DAY)]
    max_per_day: u32,

    /// Hours when nothing goes out, such as 22:00-07:00; may be given several times
    #[arg(long, value_name = "HOURS", value_delimiter = ',')]
    quiet_hours: Vec<String>,

    #[command(flatten)]
    alarms: AlarmArgs,

    /// Write objective and bound as JSON to FILE
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
}

/// Plans, writes slots and unplaced, and sums up.
pub(super) fn run(session: &Session, args: &PlanArgs) -> anyhow::Result<Exit> {
    let rules = rules(session, args)?;
    let rates = match &args.slots {
        Some(path) => {
            let bytes =
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            Rates::read(&drafts::text(&bytes), &path.display().to_string())?
        }
        None => Rates::built_in(),
    };
    let from = args.from.unwrap_or_else(|| session.zone.day(session.now));
    let options = PlanOptions {
        from,
        to: args
            .to
            .or_else(|| from.checked_add_days(Days::new(7)))
            .unwrap_or(from),
        rules,
        // What is planned for a day that has begun cannot go out this morning.
        not_before: args.from.is_none().then_some(session.now),
        effort: None,
    };
    let (mut drafts, exit) = drafts::read(session, &args.files)?;
    if exit == Exit::Failed {
        return Ok(exit);
    }
    if let Some(client) = &session.common.client {
        drafts.retain(|draft| draft.client.as_ref().is_none_or(|of| of == client));
        for draft in &mut drafts {
            draft.client.get_or_insert_with(|| client.clone());
        }
    }
    warn_of_unrated(session, &rates, &drafts);
    if rates.are_built_in() && !drafts.is_empty() {
        session
            .console
            .warn("no --slots: planning by common habits, not by your own results");
    }
    let mut plan =
        plan(&drafts, &rates, &options).map_err(|error| UsageError(error.to_string()))?;
    let exit = exit.max(freeze(session, &args.alarms, &mut plan.slots)?);
    write(session, &plan)?;
    let stats = plan.stats();
    if let Some(path) = &args.stats {
        let mut text = serde_json::to_vec(&stats)?;
        text.push(b'\n');
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    session.console.warn(format!(
        "{} placed, {} unplaced, objective {:.6}, bound {:.6} (gap {:.2} %)",
        stats.placed,
        stats.unplaced,
        stats.objective,
        stats.bound,
        stats.gap * 100.0
    ));
    Ok(exit)
}

/// Names the channels that the rates do not know: every hour is worth nothing there, and a typing error would go unseen.
fn warn_of_unrated(session: &Session, rates: &Rates, drafts: &[Draft]) {
    let channels: BTreeSet<&str> = drafts
        .iter()
        .flat_map(|draft| &draft.channels)
        .map(String::as_str)
        .filter(|channel| !rates.know(channel))
        .collect();
    for channel in channels {
        session.console.warn(format!(
            "--slots has no rate for the channel `{channel}`: all its hours are worth 0"
        ));
    }
}

/// A day of `--from` or `--to`.
fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "this is not a date; write it as 2026-11-23".to_owned())
}

fn rules(session: &Session, args: &PlanArgs) -> anyhow::Result<Rules> {
    let (_, channels) = tables::named::<ChannelSettings>(session, "channel")?;
    let settings = ScheduleSettings {
        step: Some(args.step),
        min_gap: Some(args.min_gap),
        max_per_day: Some(args.max_per_day),
        quiet_hours: Some(args.quiet_hours.clone()),
        timezone: None,
        channel: channels.into_iter().collect(),
    };
    Rules::from_settings(&settings, &session.zone)
        .map_err(|error| UsageError(error.to_string()).into())
}

fn write(session: &Session, plan: &Plan) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for slot in &plan.slots {
        serde_json::to_writer(&mut lines, slot)?;
        lines.push(b'\n');
    }
    for unplaced in &plan.unplaced {
        serde_json::to_writer(&mut lines, unplaced)?;
        lines.push(b'\n');
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(&lines).context("cannot write the plan")?;
    output.finish()
}
