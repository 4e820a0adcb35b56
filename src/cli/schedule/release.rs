//! `cm-schedule release`: what was held goes back into the next good slots.

use std::path::PathBuf;

use anyhow::Context;
use chrono::Days;
use clap::Args;

use super::alarms::AlarmArgs;
use super::others::Calendars;
use super::rules::RuleArgs;
use super::shown::FormatArgs;
use super::{drafts, others, planned};
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::record::{Slot, SlotStatus};
use crate::schedule::hold::{Alarms, HoldOptions, ReleaseOptions, Released, hold, release};
use crate::schedule::{Rates, With};

#[derive(Args, Debug)]
pub(super) struct ReleaseArgs {
    /// Plans that `cm-schedule hold` has written; standard input when none is named
    #[arg(value_name = "PLAN")]
    files: Vec<PathBuf>,

    /// Only what this alarm holds
    #[arg(long, value_name = "ID")]
    alarm: Option<String>,

    #[command(flatten)]
    alarms: AlarmArgs,

    /// The drafts of the plan: their windows, priorities, order, pillars and campaigns hold too
    #[arg(long, value_name = "FILE")]
    drafts: Vec<PathBuf>,

    /// What each hour is worth: CSV or JSON Lines of channel, weekday, hour, rate
    #[arg(long, value_name = "RATES")]
    slots: Option<PathBuf>,

    /// Days from today within which a place is looked for
    #[arg(long, value_name = "DAYS", default_value_t = 28)]
    within: u64,

    /// Another department's calendar, as `plan` takes it: its times are avoided; with FILE:4h its campaigns (--drafts) stay within 4 hours of them
    #[arg(long, value_name = "FILE[:RULE]", num_args = 1..)]
    with: Vec<With>,

    #[command(flatten)]
    rules: RuleArgs,

    #[command(flatten)]
    format: FormatArgs,
}

/// Releases, writes the plan, and sums up.
pub(super) fn run(session: &Session, args: &ReleaseArgs) -> anyhow::Result<Exit> {
    args.format.check(session)?;
    let (mut options, calendars) = options(session, args)?;
    let rates = rates(args)?;
    let (alarms, alarms_read) = args.alarms.read(session)?;
    let hold_options = args.alarms.options(session)?;
    let (drafts, drafts_read) = if args.drafts.is_empty() {
        (Vec::new(), Exit::Done)
    } else {
        drafts::read(session, &args.drafts)?
    };
    let (mut plan, read) = planned::read(session, &args.files)?;
    let all = [read, drafts_read, alarms_read, calendars.exit];
    if all.contains(&Exit::Failed) {
        return Ok(Exit::Failed);
    }
    let (mut kept, mut places) = (0, Vec::new());
    for (place, slot) in plan.slots.iter().enumerate() {
        if !is_asked(session, args, slot) {
            continue;
        }
        if is_still_held(slot, &alarms, &hold_options) {
            kept += 1;
        } else {
            places.push(place);
        }
    }
    others::warn_of_strangers(session, &args.with, &calendars, &drafts);
    options.busy = calendars.busy;
    let released = release(&mut plan.slots, &places, &drafts, &rates, &options)
        .map_err(|error| UsageError(error.to_string()))?;
    plan.write(session, &args.format, |_| 0)?;
    tell(session, &plan.slots, &places, kept, &released);
    Ok(all.into_iter().max().unwrap_or(Exit::Done))
}

/// What the flags say of the release, without the calendars of others, and those.
fn options(session: &Session, args: &ReleaseArgs) -> anyhow::Result<(ReleaseOptions, Calendars)> {
    let within_days = args.within.max(1);
    let today = session.zone.day(session.now);
    let end = today.checked_add_days(Days::new(within_days));
    let days = (today, end.unwrap_or(today));
    let calendars = others::read(session, &args.with, days)?;
    let options = ReleaseOptions {
        now: session.now,
        rules: args.rules.read(session)?,
        within_days,
        busy: Vec::new(),
    };
    Ok((options, calendars))
}

fn rates(args: &ReleaseArgs) -> anyhow::Result<Rates> {
    let Some(path) = &args.slots else {
        return Ok(Rates::built_in());
    };
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.display().to_string();
    Ok(Rates::read(&drafts::text(&bytes), &name)?)
}

/// Whether an alarm that is still open would hold what is put back.
fn is_still_held(slot: &Slot, alarms: &Alarms, options: &HoldOptions) -> bool {
    let mut alone = [Slot {
        status: None,
        // Whatever is put back would lie in the future.
        at: chrono::DateTime::<chrono::Utc>::MAX_UTC,
        ..slot.clone()
    }];
    hold(&mut alone, alarms, options).held > 0
}

/// Names what stays held, and sums up.
fn tell(session: &Session, slots: &[Slot], places: &[usize], kept: u64, released: &Released) {
    let asked = places.iter().filter_map(|place| slots.get(*place));
    for slot in asked.filter(|slot| slot.status.is_some()) {
        let reason = slot.reason.as_deref().unwrap_or_default();
        session
            .console
            .warn(format!("{} stays held: {reason}", slot.id));
    }
    if kept > 0 {
        session.console.warn(format!(
            "{} held: the alarm is still open",
            counted(kept, "slot")
        ));
    }
    session.console.warn(format!(
        "{} released, {} without a place",
        counted(released.placed as u64, "slot"),
        released.left
    ));
}

fn is_asked(session: &Session, args: &ReleaseArgs, slot: &Slot) -> bool {
    let client = session.common.client.as_ref();
    slot.status == Some(SlotStatus::Held)
        && client.is_none_or(|only| slot.client.as_ref().is_none_or(|of| of == only))
        && args
            .alarm
            .as_ref()
            .is_none_or(|alarm| slot.held_by.as_ref() == Some(alarm))
}
