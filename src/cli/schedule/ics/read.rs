//! `cm-schedule ics --read`: calendars to records.

use std::io::{Read, Write};

use anyhow::Context;
use chrono::Days;

use super::IcsArgs;
use crate::cli::console::counted;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::record::Event;
use crate::schedule::ics::{self, ImportedEntry};

/// Largest calendar that is read.
const LARGEST: u64 = 256 << 20;

/// At most this many faults are named; the rest are only counted.
const NAMED: usize = 20;

/// What the calendars hold, and how the reading went.
struct Gathered {
    entries: Vec<ImportedEntry>,
    exit: Exit,
}

/// Reads the calendars and writes their records.
pub(super) fn run(session: &Session, args: &IcsArgs) -> anyhow::Result<Exit> {
    let Gathered { entries, mut exit } = gather(session, args)?;
    if exit == Exit::Failed {
        return Ok(exit);
    }
    let mut events = Vec::new();
    let mut lines = Vec::new();
    for entry in entries {
        match entry {
            ImportedEntry::Event(event) => events.push(of_client(session, *event)),
            ImportedEntry::Record(line) => match serde_json::from_str::<Event>(&line) {
                Ok(event) if args.expand && event.record_type == "event" => events.push(event),
                _ => lines.push(line),
            },
        }
    }
    if args.expand {
        let (single, expanded) = expand(session, args, &events);
        (events, exit) = (single, exit.max(expanded));
    }
    for event in &events {
        lines.push(serde_json::to_string(event)?);
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    for line in &lines {
        output
            .write_all(format!("{line}\n").as_bytes())
            .context("cannot write the records")?;
    }
    output.finish()?;
    session
        .console
        .summary(counted(lines.len() as u64, "record"));
    Ok(exit)
}

/// Reads the calendars; what cannot be read of them is named.
fn gather(session: &Session, args: &IcsArgs) -> anyhow::Result<Gathered> {
    let mut gathered = Gathered {
        entries: Vec::new(),
        exit: Exit::Done,
    };
    let mut faults = 0;
    for input in session.inputs(&args.files)? {
        let name = input.name.clone();
        let mut bytes = Vec::new();
        input
            .decompressed()
            .and_then(|input| input.take(LARGEST).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {name}"))?;
        if bytes.len() as u64 == LARGEST {
            session
                .console
                .warn(format!("{name}: only its first 256 MiB are read"));
            gathered.exit = Exit::Partial;
        }
        let imported = ics::read(&bytes, &session.zone);
        for fault in imported.faults {
            faults += 1;
            if faults <= NAMED {
                session
                    .console
                    .error(format!("{name}:{}: {}", fault.line, fault.what));
            }
            if fault.lost {
                gathered.exit = Exit::Partial;
            }
            if session.common.strict {
                gathered.exit = Exit::Failed;
                return Ok(gathered);
            }
        }
        gathered.entries.extend(imported.entries);
    }
    if faults > NAMED {
        session.console.error(format!(
            "{} more",
            counted((faults - NAMED) as u64, "fault")
        ));
    }
    Ok(gathered)
}

/// Every occurrence of the series as an event of its own.
fn expand(session: &Session, args: &IcsArgs, events: &[Event]) -> (Vec<Event>, Exit) {
    let from = args.from.unwrap_or_else(|| session.zone.day(session.now));
    let to = args.to.or_else(|| from.checked_add_days(Days::new(92)));
    let days = [from, to.unwrap_or(from)];
    let [from, to] = days.map(|day| session.zone.midnight(day));
    let single = ics::occurrences(events, from, to, &session.zone);
    let mut exit = Exit::Done;
    for (id, why) in single.faults {
        session.console.error(format!("{id}: {why}"));
        exit = Exit::Partial;
    }
    (single.events, exit)
}

/// `--client` says whose calendar it is.
fn of_client(session: &Session, mut event: Event) -> Event {
    if event.client.is_none() {
        event.client.clone_from(&session.common.client);
    }
    event
}
