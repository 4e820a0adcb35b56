//! `--alerts`: the open alarms, and what they hold.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::{Severity, Slot};
use crate::schedule::hold::{Alarms, Held, HoldOptions, hold, idle, nameless, rank};
use crate::time::age;

/// Slots that are named when they touch an alarm; of more only the number is said.
const NAMED: usize = 20;

/// Which alarms hold a calendar.
#[derive(Args, Debug)]
pub(super) struct AlarmArgs {
    /// Alarms of `cm-report alerts`: while one is open, its client's posts are held
    #[arg(long, value_name = "FILE")]
    pub(super) alerts: Vec<PathBuf>,

    /// From which severity on an alarm holds them
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "critical",
        value_parser = PossibleValuesParser::new(["watch", "warning", "critical"]),
        hide_short_help = true
    )]
    hold_at: String,

    /// How long an alarm that says no end stays open after it was last seen
    #[arg(long, value_name = "AGE", default_value = "7d", hide_short_help = true)]
    open_for: String,
}

impl AlarmArgs {
    /// What is to be held.
    pub(super) fn options(&self, session: &Session) -> anyhow::Result<HoldOptions> {
        let Some(open_for) = age(&self.open_for) else {
            let message = format!("--open-for: `{}` is no age; write 7d or 36h", self.open_for);
            return Err(UsageError(message).into());
        };
        Ok(HoldOptions {
            hold_at: match self.hold_at.as_str() {
                "watch" => Severity::Watch,
                "warning" => Severity::Warning,
                _ => Severity::Critical,
            },
            open_for,
            client: session.common.client.clone(),
            ..HoldOptions::new(session.now)
        })
    }

    /// The alarms of the files, and how the reading went.
    pub(super) fn read(&self, session: &Session) -> anyhow::Result<(Alarms, Exit)> {
        if self.alerts.is_empty() {
            return Ok((Alarms::new(), Exit::Done));
        }
        if self.alerts.iter().any(|path| path.as_os_str() == "-") {
            let message = "--alerts takes a file: standard input is for what is planned";
            return Err(UsageError(message.to_owned()).into());
        }
        let inputs = (
            session.inputs(&self.alerts)?,
            stream::total_size(&self.alerts),
        );
        let (mut readers, _, outcome) =
            stream::run_to_end(session, 1, inputs, (None, None), Reader::default)?;
        let alarms = readers.pop().map(|reader| reader.0).unwrap_or_default();
        Ok((alarms, stream::tell(session, &outcome)))
    }

    /// Names the alarms that are open and too mild to hold anything.
    pub(super) fn tell_milder(&self, session: &Session, alarms: &Alarms, options: &HoldOptions) {
        let open = alarms.open(options.now, options.open_for);
        for alarm in open.iter().filter(|alarm| alarm.severity < options.hold_at) {
            session.console.warn(format!(
                "{}; it holds nothing (--hold-at {})",
                alarm.told(),
                self.hold_at
            ));
        }
    }
}

/// Says why nothing is held: no alarm is open, or what is open is about others.
pub(super) fn tell_idle(session: &Session, slots: &[Slot], alarms: &Alarms, options: &HoldOptions) {
    if alarms.open(options.now, options.open_for).is_empty() {
        session.console.warn("--alerts: no alarm is open");
    }
    for alarm in idle(slots, alarms, options) {
        session
            .console
            .warn(format!("{}; no slot to come is concerned", alarm.told()));
    }
}

/// Says that slots go out because nobody said whose they are.
pub(super) fn tell_nameless(
    session: &Session,
    slots: &[Slot],
    alarms: &Alarms,
    options: &HoldOptions,
) {
    let (count, clients) = nameless(slots, alarms, options);
    if count == 0 || clients.is_empty() {
        return;
    }
    let flags: Vec<String> = clients
        .iter()
        .map(|client| format!("`--client {client}`"))
        .collect();
    let (names, holds) = match count {
        1 => ("names", "it"),
        _ => ("name", "them"),
    };
    session.console.warn(format!(
        "{} to come {names} no client and {} not held; {} holds {holds}",
        counted(count as u64, "slot"),
        if count == 1 { "is" } else { "are" },
        flags.join(" or "),
    ));
}

#[derive(Default)]
struct Reader(Alarms);

impl Worker for Reader {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let kind = object.get("type").map(|kind| kind.value.trim_matches('"'));
        if kind == Some("alert") {
            self.0.add(line)?;
        }
        Ok(())
    }
}

/// Holds what is planned while an alarm is open, puts it first, and says so. Nothing happens without `--alerts`.
pub(super) fn freeze(
    session: &Session,
    args: &AlarmArgs,
    slots: &mut [Slot],
) -> anyhow::Result<Exit> {
    if args.alerts.is_empty() {
        return Ok(Exit::Done);
    }
    let options = args.options(session)?;
    let (alarms, exit) = args.read(session)?;
    args.tell_milder(session, &alarms, &options);
    tell_nameless(session, slots, &alarms, &options);
    let held = hold(slots, &alarms, &options);
    slots.sort_by_key(rank);
    tell(session, slots, &held);
    Ok(exit)
}

/// Names what touches the alarm, and sums up.
pub(super) fn tell(session: &Session, slots: &[Slot], held: &Held) {
    let touching: Vec<&Slot> = slots.iter().filter(|slot| rank(slot) == 0).collect();
    for slot in touching.iter().take(NAMED) {
        session.console.warn(format!(
            "{} touches the alarm: {}",
            slot.id,
            slot.touches.join(", ")
        ));
    }
    if touching.len() > NAMED {
        let more = touching.len() - NAMED;
        session
            .console
            .warn(format!("{more} more touch the alarm: they come first"));
    }
    let sum = format!(
        "{} held, {} held before",
        counted(held.held as u64, "slot"),
        held.before
    );
    if held.held > 0 {
        session.console.warn(sum);
    } else {
        session.console.summary(sum);
    }
}
