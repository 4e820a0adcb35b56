//! A plan to look at: its slots in the local time of their channels, what found no place and what would help, what is to be approved.

use std::collections::BTreeMap;

use super::tasks::status_name;
use super::{fields, joined, some, time, times, words};
use crate::cli::console::counted;
use crate::document::{Block, Cell, Column, Document, Note, Role, Section, Table};
use crate::record::{Slot, SlotStatus, Task, Unplaced};
use crate::schedule::WEEKDAYS;
use crate::time::Zone;

/// Columns of an id in a sentence; whatever is longer is cut.
const LONGEST_ID: usize = 40;

/// Channels whose zones are listed.
const LISTED: usize = 8;

/// What a plan is made of.
#[derive(Debug, Default)]
pub(in crate::cli::schedule) struct PlanRecords<'a> {
    pub(in crate::cli::schedule) slots: Vec<&'a Slot>,
    pub(in crate::cli::schedule) unplaced: Vec<&'a Unplaced>,
    pub(in crate::cli::schedule) tasks: Vec<&'a Task>,
}

/// All of a plan.
pub(in crate::cli::schedule) fn plan_document(plan: &PlanRecords<'_>, zone: &Zone) -> Document {
    let zones = Zones::of(plan, zone);
    let mut blocks = Vec::new();
    if plan.slots.is_empty() {
        blocks.push(Block::Note(Note::remark("nothing is placed")));
    } else {
        blocks.push(Block::Table(for_people(plan, &zones)));
        blocks.push(Block::Note(Note::remark(zones.told(plan))));
    }
    let mut sections = vec![Section {
        heading: None,
        blocks,
    }];
    if !plan.unplaced.is_empty() {
        let points = plan.unplaced.iter().map(|one| left_out(one));
        sections.push(Section {
            heading: Some(format!("Not placed: {}", plan.unplaced.len())),
            blocks: vec![Block::Points(points.collect())],
        });
    }
    if !plan.tasks.is_empty() {
        sections.push(Section {
            heading: Some(format!("To approve: {}", plan.tasks.len())),
            blocks: vec![Block::Table(approvals(&plan.tasks, zone))],
        });
    }
    Document {
        title: format!("Plan: {}", counted(plan.slots.len() as u64, "slot")),
        data: data(plan, &zones),
        sections,
    }
}

/// The zones of the slots, each looked up once.
struct Zones<'a> {
    known: BTreeMap<&'a str, Zone>,
    otherwise: &'a Zone,
}

impl<'a> Zones<'a> {
    fn of(plan: &PlanRecords<'a>, otherwise: &'a Zone) -> Self {
        let names = plan.slots.iter().map(|slot| slot.timezone.as_str());
        let known = names
            .filter_map(|name| Some((name, Zone::named(name).ok()?)))
            .collect();
        Zones { known, otherwise }
    }

    fn zone(&self, slot: &Slot) -> &Zone {
        self.known
            .get(slot.timezone.as_str())
            .unwrap_or(self.otherwise)
    }

    /// Whose times are shown.
    fn told(&self, plan: &PlanRecords<'_>) -> String {
        let mut names = self.known.keys();
        if let (Some(zone), None) = (names.next(), names.next()) {
            return format!("times are those of {zone}");
        }
        let channels: BTreeMap<&str, &str> = plan
            .slots
            .iter()
            .map(|slot| (slot.channel.as_str(), slot.timezone.as_str()))
            .collect();
        let told = channels.iter().take(LISTED);
        let told = told.map(|(channel, zone)| format!("{} {zone}", short(channel)));
        let mut told: Vec<String> = told.collect();
        if channels.len() > LISTED {
            told.push("and so on".to_owned());
        }
        format!("times are those of each channel: {}", told.join(", "))
    }
}

/// Why a slot is not simply to go out.
fn state(slot: &Slot) -> &'static str {
    if slot.status == Some(SlotStatus::Held) {
        "held"
    } else if slot.why.iter().any(|why| why.starts_with("provisional")) {
        "provisional"
    } else if slot.pinned == Some(true) {
        "pinned"
    } else {
        ""
    }
}

fn for_people(plan: &PlanRecords<'_>, zones: &Zones<'_>) -> Table {
    let mut table = Table::new(vec![
        Column::key("weekday", "Day"),
        times("at", "When", Role::Key),
        Column::key("channel", "Channel"),
        words("client", "Client", 3),
        Column::key("text", "Text"),
        words("state", "State", 2),
        Column::figure("value", "Worth", 4),
    ]);
    let clients = plan.slots.iter().map(|slot| &slot.client);
    let one_client = clients.clone().min() == clients.max();
    for slot in &plan.slots {
        let zone = zones.zone(slot);
        let client = slot.client.as_deref().filter(|_| !one_client);
        table.push(vec![
            Cell::text(weekday(slot, zone)),
            time(slot.at, zone),
            Cell::text(&slot.channel),
            Cell::text(client.unwrap_or_default()),
            Cell::text(slot.text.as_ref().unwrap_or(&slot.draft)),
            Cell::text(state(slot)),
            Cell::decimal(slot.value, 3),
        ]);
    }
    table
}

fn weekday(slot: &Slot, zone: &Zone) -> &'static str {
    use chrono::Datelike;
    let number = zone.day(slot.at).weekday().num_days_from_monday() as usize;
    WEEKDAYS.get(number).copied().unwrap_or_default()
}

/// `launch on linkedin: min_gap: ...; would help: min_gap = 45 on linkedin`
fn left_out(unplaced: &Unplaced) -> Cell {
    let mut text = format!(
        "{} on {}: {}",
        short(&unplaced.draft),
        short(&unplaced.channel),
        unplaced.reason
    );
    if let Some(change) = &unplaced.change {
        text.push_str("; would help: ");
        text.push_str(change);
    }
    for why in &unplaced.why {
        text.push_str("; ");
        text.push_str(why);
    }
    Cell::text(text)
}

fn short(id: &str) -> String {
    let mut letters = id.chars();
    let mut short: String = letters.by_ref().take(LONGEST_ID).collect();
    if letters.next().is_some() {
        short.pop();
        short.push('…');
    }
    short
}

fn approvals(tasks: &[&Task], zone: &Zone) -> Table {
    let mut table = Table::new(vec![
        times("due_at", "By", Role::Key),
        words("draft", "Draft", 2),
        Column::key("title", "Text"),
        words("late", "Late", 1),
    ]);
    for task in tasks {
        let late = task.breach == Some(true);
        table.push(vec![
            time(task.due_at, zone),
            some(task.draft.as_ref()),
            some(task.title.as_ref().or(task.draft.as_ref())),
            Cell::text(if late { "late" } else { "" }),
        ]);
    }
    table
}

/// Every record as a row: what a slot, an unplaced draft and a task have in common shares a column.
fn data(plan: &PlanRecords<'_>, zones: &Zones<'_>) -> Table {
    let mut columns = Vec::from(fields(["type", "id", "draft", "client", "channel"]));
    columns.push(times("at", "at", Role::Data));
    columns.extend(fields(["timezone"]));
    columns.push(Column::data("value"));
    columns.extend(fields(["status", "text", "reason", "change", "held_by"]));
    columns.extend(fields(["touches", "pinned"]));
    columns.push(times("due_at", "due_at", Role::Data));
    columns.extend(fields(["breach", "why"]));
    let mut table = Table::new(columns);
    for slot in &plan.slots {
        table.push(slot_row(slot, zones));
    }
    for one in &plan.unplaced {
        let about = [
            (0, Cell::text("unplaced")),
            (1, Cell::text(&one.id)),
            (2, Cell::text(&one.draft)),
            (4, Cell::text(&one.channel)),
            (10, Cell::text(&one.reason)),
            (11, some(one.change.as_ref())),
            (17, joined(&one.why)),
        ];
        table.push(filled(table.columns.len(), about));
    }
    for task in &plan.tasks {
        let about = [
            (0, Cell::text("task")),
            (1, Cell::text(&task.id)),
            (2, some(task.draft.as_ref())),
            (3, some(task.client.as_ref())),
            (8, Cell::text(status_name(task.status))),
            (9, some(task.title.as_ref())),
            (15, time(task.due_at, zones.otherwise)),
            (16, Cell::some(task.breach, Cell::Flag)),
            (17, joined(&task.why)),
        ];
        table.push(filled(table.columns.len(), about));
    }
    table
}

fn slot_row(slot: &Slot, zones: &Zones<'_>) -> Vec<Cell> {
    let held = slot.status == Some(SlotStatus::Held);
    vec![
        Cell::text("slot"),
        Cell::text(&slot.id),
        Cell::text(&slot.draft),
        some(slot.client.as_ref()),
        Cell::text(&slot.channel),
        time(slot.at, zones.zone(slot)),
        Cell::text(&slot.timezone),
        Cell::decimal(slot.value, 4),
        Cell::text(if held { "held" } else { "" }),
        some(slot.text.as_ref()),
        some(slot.reason.as_ref()),
        Cell::Empty,
        some(slot.held_by.as_ref()),
        joined(&slot.touches),
        Cell::some(slot.pinned, Cell::Flag),
        Cell::Empty,
        Cell::Empty,
        joined(&slot.why),
    ]
}

/// A row in which only some cells are known.
fn filled<const N: usize>(length: usize, cells: [(usize, Cell); N]) -> Vec<Cell> {
    let mut row = vec![Cell::Empty; length];
    for (place, cell) in cells {
        if let Some(own) = row.get_mut(place) {
            *own = cell;
        }
    }
    row
}
