//! Who does what: tasks in the order in which they are due, each to whoever may do it and is free first; and a proof where not all can be met.
//!
//! Earliest deadline first meets all deadlines of one person whenever any order does (Jackson 1955). Over several people with different skills the
//! question is as hard as packing, so two rules are tried and the plan with fewer tasks late is kept; what is late is then held against the time
//! that the people have ([`shortage`]): either no plan meets all, with the proof, or this one does not and says so.

mod flow;
mod give;
mod person;
mod rotation;
mod shift;
mod shortage;
mod skills;
#[cfg(test)]
mod tests;
mod why;

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use crate::record::{Task, TaskStatus};

pub use person::{Calls, MAX_CLIENTS, OnCall, Person};
pub use rotation::Turn;
pub use shortage::{Shortage, Wanted};

/// What could not be met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Tasks that the plan does not meet.
    pub late: usize,
    /// Tasks that no plan meets, at least.
    pub late_at_least: usize,
    /// Where people have less time than the work needs.
    pub shortages: Vec<Shortage>,
}

/// The order in which work is given out and written: by due time, then priority, then name.
pub(super) fn sort(tasks: &mut [Task]) {
    tasks.sort_by(|a, b| {
        let key = |task: &Task| (task.due_at, Reverse(task.priority));
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
}

/// Gives every open task a person, a start and, where it cannot be met, a breach and why. Tasks that are pending stay with whoever began them and
/// come first there; snoozed and resolved ones only say whose thread it is. An open task that names an assignee stays with them unless it would
/// be late there and in time with another.
pub(super) fn assign(tasks: &mut [Task], people: &[Person], now: DateTime<Utc>) -> Verdict {
    sort(tasks);
    let mut plan = give::give(tasks, people, now);
    for (task, given) in tasks.iter_mut().zip(&plan.given) {
        if !is_work(task) {
            continue;
        }
        task.breach = None;
        task.why.clear();
        let Some(given) = given else {
            if task.status == TaskStatus::Open {
                task.assignee = None;
                task.start_at = None;
            }
            continue;
        };
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or(task.due_at);
        task.breach = given.is_late(task).then_some(true);
        if task.status == TaskStatus::Open {
            task.assignee = Some(people[given.person].name.clone());
            task.start_at = Some(at(given.from));
        }
    }
    why::explain(tasks, people, &mut plan)
}

/// Whether a task takes somebody's time in this plan.
pub(super) fn is_work(task: &Task) -> bool {
    matches!(task.status, TaskStatus::Open | TaskStatus::Pending)
}
