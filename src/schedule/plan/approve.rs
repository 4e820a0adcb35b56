//! Approvals: when a draft that nobody has approved yet can go out at the earliest, and the tasks to approve what is planned.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::record::{Draft, Slot, Task, TaskKind, TaskStatus};
use crate::schedule::explain;
use crate::time::{BusinessHours, Term};

/// The level of who approves: a senior.
const LEVEL: u8 = 2;
/// Letters of a draft that the title of its task shows.
const TITLE: usize = 80;

/// How long an approval takes.
#[derive(Clone, Debug)]
pub struct Approval {
    /// From now on; in business hours or around the clock.
    pub lead: Term,
    /// When those who approve are there.
    pub hours: BusinessHours,
    /// The present.
    pub now: DateTime<Utc>,
}

impl Approval {
    /// When what is asked for now is approved.
    pub fn ready_at(&self) -> DateTime<Utc> {
        self.lead.due(self.now, &self.hours)
    }

    /// A task for every planned draft that nobody has approved yet: due when it first goes out, a breach when that is sooner than an approval takes.
    pub(super) fn tasks(&self, drafts: &[Draft], slots: &[Slot]) -> Vec<Task> {
        let mut first: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
        for slot in slots {
            let at = first.entry(slot.draft.as_str()).or_insert(slot.at);
            *at = slot.at.min(*at);
        }
        let waiting = drafts
            .iter()
            .filter(|draft| explain::provisional(draft).is_some());
        let ready = self.ready_at();
        let mut tasks: Vec<Task> = waiting
            .filter_map(|draft| {
                let due_at = *first.get(draft.id.as_str())?;
                Some(Task {
                    record_type: "task".to_owned(),
                    id: format!("{}:{}", TaskKind::Approve.name(), draft.id),
                    kind: TaskKind::Approve,
                    draft: Some(draft.id.clone()),
                    client: draft.client.clone(),
                    level: LEVEL,
                    start_at: Some(self.now),
                    due_at,
                    status: TaskStatus::Open,
                    breach: (due_at < ready).then_some(true),
                    title: draft
                        .text
                        .as_deref()
                        .map(|text| text.chars().take(TITLE).collect()),
                    post: None,
                    assignee: None,
                    department: None,
                    minutes: None,
                    priority: None,
                    stance: None,
                    url: None,
                    lang: draft.lang.clone(),
                    conversation_id: None,
                    reply_line: None,
                    owner: None,
                    duplicate_count: None,
                    duplicates: Vec::new(),
                    on_call: None,
                    snoozed_until: None,
                    resolved_at: None,
                    why: vec![format!("draft {} is planned and not approved", draft.id)],
                })
            })
            .collect();
        tasks.sort_by(|a, b| (a.due_at, &a.id).cmp(&(b.due_at, &b.id)));
        tasks
    }
}
