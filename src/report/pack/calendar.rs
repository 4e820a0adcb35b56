//! What is coming up: posts that have a slot, and events, of the plans and calendars that are given beside the posts.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::section::{Answer, Part, Plan};
use super::told::{Engine, told};
use crate::document::{Block, Cell, CellKind, Column, Note, Role, Table};
use crate::report::row::LineProblem;

/// Rows that are told.
const TOP: usize = 25;
/// Rows that are held.
const MOST: usize = 50_000;
/// It looks ahead as far as the pack looks back, but at least a day and at most so far.
const AHEAD: TimeDelta = TimeDelta::days(31);
/// Characters of a text that are kept.
const WORDS: usize = 120;

/// What of a slot or an event is told.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "type")]
    record_type: String,
    id: Option<String>,
    client: Option<String>,
    channel: Option<String>,
    draft: Option<String>,
    kind: Option<String>,
    title: Option<String>,
    text: Option<String>,
    status: Option<String>,
    at: Option<DateTime<Utc>>,
    start_at: Option<DateTime<Utc>>,
}

/// Slots and events while lines come in, by their time and id: a plan that is read twice counts once.
struct Calendar {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    clients: Vec<String>,
    found: BTreeMap<(DateTime<Utc>, String), Row>,
    over: u64,
    /// Lines that are neither.
    others: u64,
}

/// What is to be published, and what takes place.
pub(super) fn calendar(plan: &Plan) -> Box<dyn Part> {
    let length = plan.length().unwrap_or(AHEAD);
    let from = plan.end();
    let ahead = length.clamp(TimeDelta::days(1), AHEAD);
    told(
        Calendar {
            from,
            until: from.checked_add_signed(ahead).unwrap_or(from),
            clients: plan.options.clients.clone(),
            found: BTreeMap::new(),
            over: 0,
            others: 0,
        },
        say,
    )
}

impl Calendar {
    /// Takes a line of JSON, and says whether it is a slot or an event; what is wrong with it is for the other sections to say.
    fn take(&mut self, line: &str) -> bool {
        // Nearly all lines are posts, which need not be read for this.
        if !(line.contains("\"slot\"") || line.contains("\"event\"")) {
            return false;
        }
        let Ok(row) = serde_json::from_str::<Row>(line) else {
            return false;
        };
        let at = match row.record_type.as_str() {
            "slot" => row.at,
            "event" => row.start_at,
            _ => return false,
        };
        let asked = |client: &String| self.clients.contains(client);
        let of_client = self.clients.is_empty() || row.client.as_ref().is_some_and(asked);
        if let Some(at) = at.filter(|at| of_client && self.from <= *at && *at < self.until) {
            self.keep((at, row.id.clone().unwrap_or_default()), row);
        }
        true
    }

    fn keep(&mut self, key: (DateTime<Utc>, String), row: Row) {
        if self.found.len() < MOST || self.found.contains_key(&key) {
            self.found.insert(key, row);
        } else {
            self.over += 1;
        }
    }
}

impl Engine for Calendar {
    fn read(&mut self, line: &str) -> Result<(), LineProblem> {
        self.others += u64::from(!self.take(line));
        Ok(())
    }

    fn others(&self) -> u64 {
        self.others
    }

    fn join(&mut self, other: Calendar) {
        for (key, row) in other.found {
            self.keep(key, row);
        }
        self.over += other.over;
        self.others += other.others;
    }
}

fn say(calendar: Calendar, plan: &Plan) -> Answer {
    if calendar.found.is_empty() {
        return Answer::nothing(
            "no slots or events in the time ahead; give the plan of cm-schedule beside the posts",
        );
    }
    let mut table = Table::new(vec![
        Column::key("at", "When"),
        Column::new("channel", "Channel", CellKind::Text, Role::Figure(1)),
        Column::new("client", "Client", CellKind::Text, Role::Figure(2)),
        Column::new("event", "What", CellKind::Text, Role::Key),
        Column::new("note", "", CellKind::Text, Role::Figure(0)),
    ]);
    let all = calendar.found.len() + usize::try_from(calendar.over).unwrap_or(0);
    for ((at, _), row) in calendar.found.into_iter().take(TOP) {
        let word = row.status.or(row.kind).unwrap_or_default();
        let what = row.title.or(row.text).or(row.draft).unwrap_or_default();
        let what: String = what.chars().take(WORDS).collect();
        table.push(vec![
            plan.time(at),
            Cell::text(row.channel.unwrap_or_default()),
            Cell::text(row.client.unwrap_or_default()),
            Cell::text(what),
            Cell::text(word),
        ]);
    }
    let mut answer = Answer::from(vec![Block::Table(table)]);
    if all > TOP {
        let note = format!("the first {TOP} of {all}");
        answer.blocks.push(Block::Note(Note::remark(note)));
    }
    answer
}
