//! `cm-schedule release`: what was held goes back into the next good slots.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::alarms::AlarmArgs;
use super::rules::RuleArgs;
use super::{drafts, planned};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::record::{Slot, SlotStatus};
use crate::schedule::Rates;
use crate::schedule::hold::{ReleaseOptions, hold, release};

#[derive(Args, Debug)]
pub(super) struct ReleaseArgs {
    #[command(flatten)]
    lines: Lines,

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

    #[command(flatten)]
    rules: RuleArgs,
}

/// Releases, writes the plan, and sums up.
pub(super) fn run(session: &Session, args: &ReleaseArgs) -> anyhow::Result<Exit> {
    let options = ReleaseOptions {
        now: session.now,
        rules: args.rules.read(session)?,
        within_days: args.within.max(1),
    };
    let rates = match &args.slots {
        Some(path) => {
            let bytes =
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            Rates::read(&drafts::text(&bytes), &path.display().to_string())?
        }
        None => Rates::built_in(),
    };
    let (alarms, alarms_read) = args.alarms.read(session)?;
    let hold_options = args.alarms.options(session)?;
    let (drafts, drafts_read) = if args.drafts.is_empty() {
        (Vec::new(), Exit::Done)
    } else {
        drafts::read(session, &args.drafts)?
    };
    let (mut plan, read) = planned::read(session, &args.files)?;
    let exit = read.max(drafts_read).max(alarms_read);
    if [read, drafts_read, alarms_read].contains(&Exit::Failed) {
        return Ok(Exit::Failed);
    }
    let still_held = |slot: &Slot| {
        let mut alone = [Slot {
            status: None,
            // Whatever is put back would lie in the future.
            at: chrono::DateTime::<chrono::Utc>::MAX_UTC,
            ..slot.clone()
        }];
        hold(&mut alone, &alarms, &hold_options).held > 0
    };
    let mut kept = 0;
    let mut places = Vec::new();
    for (place, slot) in plan.slots.iter().enumerate() {
        if !is_asked(session, args, slot) {
            continue;
        }
        if still_held(slot) {
            kept += 1;
        } else {
            places.push(place);
        }
    }
    let released = release(&mut plan.slots, &places, &drafts, &rates, &options)
        .map_err(|error| UsageError(error.to_string()))?;
    plan.write(session, |_| 0)?;
    for place in places {
        let left = plan.slots.get(place).filter(|slot| slot.status.is_some());
        if let Some(slot) = left {
            let reason = slot.reason.as_deref().unwrap_or_default();
            session
                .console
                .warn(format!("{} stays held: {reason}", slot.id));
        }
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
    Ok(exit)
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
