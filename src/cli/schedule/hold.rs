//! `cm-schedule hold`: what is planned stops while an alarm is open.

use std::path::PathBuf;

use clap::Args;

use super::alarms::{self, AlarmArgs};
use super::planned;
use super::shown::FormatArgs;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::schedule::hold::{by_hand, hold, rank};

#[derive(Args, Debug)]
pub(super) struct HoldArgs {
    /// Plans of `cm-schedule plan`; standard input when none is named
    #[arg(value_name = "PLAN")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    alarms: AlarmArgs,

    /// Hold by hand, without an alarm, for this reason: all that is to come, or that of --client
    #[arg(long, value_name = "TEXT", conflicts_with = "alerts")]
    reason: Option<String>,

    #[command(flatten)]
    format: FormatArgs,
}

/// Holds, writes the plan, and says what is held.
pub(super) fn run(session: &Session, args: &HoldArgs) -> anyhow::Result<Exit> {
    args.format.check(session)?;
    let options = args.alarms.options(session)?;
    if args.reason.is_none() && args.alarms.alerts.is_empty() {
        let message =
            "nothing says what to hold: name the alarms with --alerts FILE, or give a --reason";
        return Err(UsageError(message.to_owned()).into());
    }
    let (alarms, read) = args.alarms.read(session)?;
    let (mut plan, exit) = planned::read(session, &args.files)?;
    if exit == Exit::Failed || read == Exit::Failed {
        return Ok(Exit::Failed);
    }
    let held = match &args.reason {
        Some(reason) => by_hand(&mut plan.slots, reason, &options),
        None => {
            args.alarms.tell_milder(session, &alarms, &options);
            alarms::tell_idle(session, &plan.slots, &alarms, &options);
            alarms::tell_nameless(session, &plan.slots, &alarms, &options);
            hold(&mut plan.slots, &alarms, &options)
        }
    };
    plan.write(session, &args.format, rank)?;
    alarms::tell(session, &plan.slots, &held);
    Ok(exit.max(read))
}
