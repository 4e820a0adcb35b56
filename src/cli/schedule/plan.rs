//! `cm-schedule plan`: drafts into slots.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Days, NaiveDate};
use clap::{Args, ValueEnum};

use super::again::{approval, duration, kept, share, term};
use super::alarms::{AlarmArgs, freeze};
use super::history::{self, HistoryArgs, Learning};
use super::rules::RuleArgs;
use super::shown::{FormatArgs, PlanRecords, plan_document};
use super::{date, drafts, others};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::record::Draft;
use crate::schedule::best_times::BestTimes;
use crate::schedule::settings::Rules;
use crate::schedule::{Longer, MOVE_PRICE, Plan, PlanOptions, Rates, With, plan};
use crate::time::Term;

#[derive(Args, Debug)]
pub(super) struct PlanArgs {
    /// Drafts as JSON Lines, or as a spreadsheet saved as CSV (.csv, .tsv); standard input when none is named
    #[arg(value_name = "DRAFTS")]
    files: Vec<PathBuf>,

    /// What each hour is worth: CSV or JSON Lines of channel, weekday, hour, rate
    #[arg(long, value_name = "RATES")]
    slots: Option<PathBuf>,

    /// Learn what each hour is worth from these posts of ours, as `best-times` does
    #[arg(long, value_name = "POSTS", conflicts_with = "slots")]
    history: Option<PathBuf>,

    #[command(flatten)]
    judged: HistoryArgs,

    /// Part of the slots that is kept for trying hours of which too little is known, such as 0.1; needs --history
    #[arg(long, value_name = "PART", default_value = "0", value_parser = history::share)]
    explore: f64,

    /// First day, such as 2026-11-23 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,

    /// The day after the last [default: a week after the first]
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<NaiveDate>,

    /// Another department's calendar (.ics, or a table with dates): its times are avoided; with FILE:4h its campaigns stay within 4 hours of them
    #[arg(long, value_name = "FILE[:RULE]", num_args = 1..)]
    with: Vec<With>,

    #[command(flatten)]
    rules: RuleArgs,

    /// What becomes of drafts that nobody has approved yet
    #[arg(long, value_name = "WHAT", default_value = "place")]
    provisional: Provisional,

    /// Time an approval takes, such as "8h business": drafts not approved come after it, and its tasks are written [default: none]
    #[arg(long, value_name = "TERM", value_parser = term)]
    approval_lead: Option<Term>,

    /// The plan before this one: what has gone out or is pinned stays, the rest moves little
    #[arg(long, value_name = "PLAN")]
    keep: Option<PathBuf>,

    /// What a move must bring, as a share of what the draft earns in the channel's best hour
    #[arg(long, value_name = "SHARE", default_value_t = MOVE_PRICE, value_parser = share)]
    move_price: f64,

    /// Search on for so long; without it the plan is the same on any machine
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    time_limit: Option<Duration>,

    #[command(flatten)]
    alarms: AlarmArgs,

    #[command(flatten)]
    format: FormatArgs,

    /// Write objective and bound as JSON to FILE
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
}

/// Plans, writes slots and unplaced, and sums up.
pub(super) fn run(session: &Session, args: &PlanArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    args.format.check(session)?;
    let rules = args.rules.read(session)?;
    let (times, learnt) = learn(session, args, &rules)?;
    if learnt == Exit::Failed {
        return Ok(learnt);
    }
    let rates = rates(args, times.as_ref())?;
    let mut options = options(session, args, rules, started)?;
    let calendars = others::read(session, &args.with, (options.from, options.to))?;
    let (mut drafts, exit) = drafts::read(session, &args.files)?;
    if exit == Exit::Failed {
        return Ok(exit);
    }
    drafts.extend(options.left_behind(&drafts));
    if let Some(client) = &session.common.client {
        drafts.retain(|draft| draft.client.as_ref().is_none_or(|of| of == client));
        for draft in &mut drafts {
            draft.client.get_or_insert_with(|| client.clone());
        }
    }
    warn_of_unrated(session, args, &rates, &drafts);
    others::warn_of_strangers(session, &args.with, &calendars, &drafts);
    options.busy = calendars.busy;
    let input = (drafts.as_mut_slice(), &rates, &options);
    let mut plan = plan_and_explore(session, args, input, times.as_ref())?;
    let exit = exit.max(calendars.exit).max(tell(session, &plan));
    if exit != Exit::Done && session.common.strict {
        return Ok(Exit::Failed);
    }
    let exit = exit.max(freeze(session, &args.alarms, &mut plan.slots)?);
    write(session, &args.format, &plan)?;
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
    Ok(exit.max(learnt))
}

/// What the flags say of the plan.
fn options(
    session: &Session,
    args: &PlanArgs,
    rules: Rules,
    started: Instant,
) -> anyhow::Result<PlanOptions> {
    let from = args.from.unwrap_or_else(|| session.zone.day(session.now));
    let to = args.to.or_else(|| from.checked_add_days(Days::new(7)));
    Ok(PlanOptions {
        // What is planned for a day that has begun cannot go out this morning.
        not_before: (args.from.is_none() || args.keep.is_some()).then_some(session.now),
        longer: args.time_limit.map(|limit| {
            let end = started + limit;
            Longer(Arc::new(move || Instant::now() < end))
        }),
        keep: kept(session, args.keep.as_deref())?,
        move_price: args.move_price,
        leave_provisional: args.provisional == Provisional::Leave,
        approval: approval(session, args.approval_lead)?,
        ..PlanOptions::new(from, to.unwrap_or(from), rules)
    })
}

/// Says what is wrong with drafts, and what concerns the plan as a whole.
fn tell(session: &Session, plan: &Plan) -> Exit {
    for fault in &plan.faults {
        session.console.error(fault);
    }
    for note in &plan.notes {
        session.console.warn(note);
    }
    if plan.faults.is_empty() {
        Exit::Done
    } else {
        Exit::Partial
    }
}

/// What the hours are worth: learnt, given, or the built-in table.
fn rates(args: &PlanArgs, times: Option<&BestTimes>) -> anyhow::Result<Rates> {
    match (&args.slots, times) {
        (_, Some(times)) => Ok(times.rates()),
        (Some(path), None) => {
            let bytes =
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok(Rates::read(
                &drafts::text(&bytes),
                &path.display().to_string(),
            )?)
        }
        (None, None) => Ok(Rates::built_in()),
    }
}

/// What the hours are worth by `--history`, if it is given.
fn learn(
    session: &Session,
    args: &PlanArgs,
    rules: &Rules,
) -> anyhow::Result<(Option<BestTimes>, Exit)> {
    let Some(posts) = &args.history else {
        if args.explore > 0.0 {
            let message = "--explore needs --history: without posts nothing says what is not known";
            return Err(UsageError(message.to_owned()).into());
        }
        return Ok((None, Exit::Done));
    };
    let files = std::slice::from_ref(posts);
    let (times, exit) = history::learn(session, files, &args.judged, rules)?;
    if let Some(times) = &times {
        history::warn_of_thin(session, times);
    }
    Ok((times, exit))
}

/// Plans; with `--explore` some drafts are kept to hours for learning, unless they find no place there.
fn plan_and_explore(
    session: &Session,
    args: &PlanArgs,
    (drafts, rates, options): (&mut [Draft], &Rates, &PlanOptions),
    times: Option<&BestTimes>,
) -> anyhow::Result<Plan> {
    let plan_all = |drafts: &[Draft]| {
        plan(drafts, rates, options).map_err(|error| UsageError(error.to_string()))
    };
    let Some(times) = times.filter(|_| args.explore > 0.0) else {
        return Ok(plan_all(drafts)?);
    };
    let days = (options.from, options.to);
    let explorer = history::explorer(
        times,
        &options.rules,
        days,
        options.not_before,
        args.explore,
    );
    let mut learning = Learning::set_apart(explorer, drafts);
    let mut made = plan_all(drafts)?;
    while learning.release_unplaced(drafts, &made.slots) {
        made = plan_all(drafts)?;
    }
    learning.mark(session, drafts, &mut made.slots);
    Ok(made)
}

/// Says when there are no rates, and names the channels that the rates do not know: every hour is worth nothing there, and a typing error would go unseen.
fn warn_of_unrated(session: &Session, args: &PlanArgs, rates: &Rates, drafts: &[Draft]) {
    let source = if args.history.is_some() {
        "--history"
    } else {
        "--slots"
    };
    let channels: BTreeSet<&str> = drafts
        .iter()
        .flat_map(|draft| &draft.channels)
        .map(String::as_str)
        .filter(|channel| !rates.know(channel))
        .collect();
    for channel in channels {
        session.console.warn(format!(
            "{source} has no rate for the channel `{channel}`: all its hours are worth 0"
        ));
    }
    if rates.are_built_in() && !drafts.is_empty() {
        session
            .console
            .warn("no --slots: planning by common habits, not by your own results");
    }
}

/// What becomes of drafts that nobody has approved yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Provisional {
    /// They are placed and marked provisional
    Place,
    /// They are left out
    Leave,
}

fn write(session: &Session, format: &FormatArgs, plan: &Plan) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for slot in &plan.slots {
        serde_json::to_writer(&mut lines, slot)?;
        lines.push(b'\n');
    }
    for unplaced in &plan.unplaced {
        serde_json::to_writer(&mut lines, unplaced)?;
        lines.push(b'\n');
    }
    for task in &plan.tasks {
        serde_json::to_writer(&mut lines, task)?;
        lines.push(b'\n');
    }
    format.write(session, &lines, "the plan", || {
        let records = PlanRecords {
            slots: plan.slots.iter().collect(),
            unplaced: plan.unplaced.iter().collect(),
            tasks: plan.tasks.iter().collect(),
        };
        plan_document(&records, &session.zone)
    })
}
