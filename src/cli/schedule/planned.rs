//! A plan as it was written: its slots, each with its line, and whatever else stands between them.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::Slot;
use crate::schedule::write_changed;

/// The lines of a plan.
#[derive(Debug, Default)]
pub(super) struct Planned {
    entries: Vec<Entry>,
    /// The slots as they are to be written, in the order of the lines.
    pub(super) slots: Vec<Slot>,
}

#[derive(Debug)]
struct Entry {
    line: String,
    /// The slot as it was read, and its place.
    slot: Option<(Slot, usize)>,
}

/// Reads a plan; `Failed` when `--strict` ends the run.
pub(super) fn read(session: &Session, paths: &[PathBuf]) -> anyhow::Result<(Planned, Exit)> {
    let mut ran = stream::run_on(session, 1, paths, None, Planned::default)?;
    Ok((ran.workers.pop().unwrap_or_default(), ran.exit))
}

impl Worker for Planned {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let kind = object.get("type").map(|kind| kind.value.trim_matches('"'));
        let slot = match kind {
            Some("slot") => {
                let slot: Slot = serde_json::from_str(line)?;
                self.slots.push(slot.clone());
                Some((slot, self.slots.len() - 1))
            }
            Some(_) => None,
            None => {
                let message = "expected the records of a plan: it has no `type`";
                return Err(Problem::new(1, message));
            }
        };
        self.entries.push(Entry {
            line: line.to_owned(),
            slot,
        });
        Ok(())
    }
}

impl Planned {
    /// Writes the plan: what a slot's line holds beside stays, other records as they were; in the order that `rank` gives the slots, the rest after
    /// the slots that come first in it.
    pub(super) fn write(
        &self,
        session: &Session,
        rank: impl Fn(&Slot) -> u8,
    ) -> anyhow::Result<()> {
        let mut order: Vec<(u8, &Entry)> = self
            .entries
            .iter()
            .map(|entry| {
                let slot = entry
                    .slot
                    .as_ref()
                    .and_then(|(_, place)| self.slots.get(*place));
                (slot.map_or(u8::MAX, &rank), entry)
            })
            .collect();
        let rest = order
            .iter()
            .map(|(rank, _)| *rank)
            .filter(|rank| *rank < u8::MAX)
            .max()
            .unwrap_or(0);
        order.sort_by_key(|(rank, _)| (*rank).min(rest));
        let mut lines = Vec::new();
        for (_, entry) in order {
            let after = entry.slot.as_ref();
            match after.and_then(|(before, place)| Some((before, self.slots.get(*place)?))) {
                Some((before, after)) => {
                    let written = write_changed(&entry.line, before, after, &mut lines);
                    written.map_err(|problem| anyhow::anyhow!(problem.message))?;
                }
                None => {
                    lines.extend_from_slice(entry.line.as_bytes());
                    lines.push(b'\n');
                }
            }
        }
        let mut output = Output::open(session.common.output.as_deref())?;
        output.write_all(&lines).context("cannot write the plan")?;
        output.finish()
    }
}
