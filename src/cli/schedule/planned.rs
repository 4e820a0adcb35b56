//! A plan as it was written: its slots, each with its line, and whatever else stands between them.

use std::path::PathBuf;

use super::shown::{FormatArgs, PlanRecords, plan_document};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::{Slot, Task, Unplaced};
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
        format: &FormatArgs,
        rank: impl Fn(&Slot) -> u8,
    ) -> anyhow::Result<()> {
        let order = self.ordered(&rank);
        let mut lines = Vec::new();
        for (_, entry) in &order {
            self.line(entry, &mut lines)?;
        }
        format.write(session, &lines, "the plan", || {
            let mut slots: Vec<&Slot> = order
                .iter()
                .filter_map(|(_, entry)| self.slot(entry))
                .collect();
            slots.sort_by_key(|slot| (rank(slot), slot.at));
            let rest = || order.iter().filter(|(_, entry)| entry.slot.is_none());
            let unplaced: Vec<Unplaced> = rest()
                .filter_map(|(_, entry)| entry.read("unplaced"))
                .collect();
            let tasks: Vec<Task> = rest().filter_map(|(_, entry)| entry.read("task")).collect();
            let records = PlanRecords {
                slots,
                unplaced: unplaced.iter().collect(),
                tasks: tasks.iter().collect(),
            };
            plan_document(&records, &session.zone)
        })
    }

    /// The lines in the order of their ranks.
    fn ordered(&self, rank: &impl Fn(&Slot) -> u8) -> Vec<(u8, &Entry)> {
        let mut order: Vec<(u8, &Entry)> = self
            .entries
            .iter()
            .map(|entry| (self.slot(entry).map_or(u8::MAX, rank), entry))
            .collect();
        let rest = order
            .iter()
            .map(|(rank, _)| *rank)
            .filter(|rank| *rank < u8::MAX)
            .max()
            .unwrap_or(0);
        order.sort_by_key(|(rank, _)| (*rank).min(rest));
        order
    }

    /// The slot of a line as it is to be written.
    fn slot(&self, entry: &Entry) -> Option<&Slot> {
        let (_, place) = entry.slot.as_ref()?;
        self.slots.get(*place)
    }

    fn line(&self, entry: &Entry, lines: &mut Vec<u8>) -> anyhow::Result<()> {
        let before = entry.slot.as_ref().map(|(before, _)| before);
        match before.zip(self.slot(entry)) {
            Some((before, after)) => {
                let written = write_changed(&entry.line, before, after, lines);
                written.map_err(|problem| anyhow::anyhow!(problem.message))?;
            }
            None => {
                lines.extend_from_slice(entry.line.as_bytes());
                lines.push(b'\n');
            }
        }
        Ok(())
    }
}

impl Entry {
    /// The record of a line that is no slot, when it is of a type.
    fn read<T: serde::de::DeserializeOwned>(&self, kind: &str) -> Option<T> {
        let value: serde_json::Value = serde_json::from_str(&self.line).ok()?;
        let own = value.get("type").and_then(serde_json::Value::as_str);
        (own == Some(kind))
            .then(|| serde_json::from_value(value).ok())
            .flatten()
    }
}
