//! Tasks beside the posts: whose they are, and how far.

use std::collections::{BTreeMap, HashMap};

use crate::record::{Task, TaskStatus};

/// Tasks by their ids; of several with one id the last one counts.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tasks: BTreeMap<String, Task>,
}

/// How far the tasks of a person are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) open: u64,
    pub(super) pending: u64,
    pub(super) snoozed: u64,
    pub(super) resolved: u64,
    /// Resolved at a known time, and by when it was due.
    pub(super) timed: u64,
    pub(super) in_time: u64,
    /// That cannot be met, of those not resolved.
    pub(super) breach: u64,
    /// Minutes of work in those not resolved.
    pub(super) minutes: u64,
}

impl Load {
    pub(super) fn count(&self) -> u64 {
        self.open + self.pending + self.snoozed + self.resolved
    }
}

impl Tasks {
    pub(super) fn add(&mut self, task: Task) {
        self.tasks.insert(task.id.clone(), task);
    }

    pub(super) fn merge(&mut self, other: Tasks) {
        self.tasks.extend(other.tasks);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Who has the task about a post.
    pub(super) fn assignees(&self) -> HashMap<&str, &str> {
        self.tasks
            .values()
            .filter_map(|task| Some((task.post.as_deref()?, task.assignee.as_deref()?)))
            .collect()
    }

    /// The tasks of each person, those of nobody under the empty name.
    pub(super) fn loads(&self, clients: &[String]) -> BTreeMap<&str, Load> {
        let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
        for task in self.tasks.values() {
            let client = task.client.as_deref().unwrap_or_default();
            if !clients.is_empty() && !clients.iter().any(|name| name == client) {
                continue;
            }
            let load = loads
                .entry(task.assignee.as_deref().unwrap_or_default())
                .or_default();
            match task.status {
                TaskStatus::Open => load.open += 1,
                TaskStatus::Pending => load.pending += 1,
                TaskStatus::Snoozed => load.snoozed += 1,
                TaskStatus::Resolved => {
                    load.resolved += 1;
                    if let Some(at) = task.resolved_at {
                        load.timed += 1;
                        load.in_time += u64::from(at <= task.due_at);
                    }
                    continue;
                }
            }
            load.breach += u64::from(task.breach == Some(true));
            load.minutes += u64::from(task.minutes.unwrap_or(0));
        }
        loads
    }
}
