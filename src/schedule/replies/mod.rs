//! Labelled posts in, tasks out: what must be answered, moderated or agreed, by when and by whom. What people have begun is remembered.

mod inbox;
mod make;
mod memory;
mod mention;
#[cfg(test)]
mod tests;
mod wave;

use chrono::{DateTime, Utc};

use crate::record::{Task, TaskStatus};
use crate::time::{BusinessHours, ServiceLevels};

use super::assign::{self, Person, Verdict};

pub use inbox::Inbox;
pub use memory::Memory;
pub use mention::{Mention, MentionLabels};

/// How long things take, in minutes: what the queue of a person is measured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// A reply at levels 1, 2 and 3.
    pub reply: [u32; 3],
    /// Hiding or reporting a comment.
    pub moderate: u32,
    /// Agreeing the wording with management.
    pub prepare: u32,
}

impl Default for Effort {
    // Guesses that a team replaces by its own figures.
    fn default() -> Self {
        Effort {
            reply: [5, 15, 30],
            moderate: 3,
            prepare: 15,
        }
    }
}

/// How tasks are made.
#[derive(Clone, Debug)]
pub struct ReplyOptions {
    /// The present.
    pub now: DateTime<Utc>,
    /// How soon to answer.
    pub service_levels: ServiceLevels,
    /// The hours in which business terms count.
    pub hours: BusinessHours,
    /// Who answers; with nobody, tasks have no assignee.
    pub people: Vec<Person>,
    /// How long things take.
    pub effort: Effort,
}

/// The tasks of a run.
#[derive(Clone, Debug, Default)]
pub struct Replies {
    /// By due time, then priority; what is resolved comes last.
    pub tasks: Vec<Task>,
    /// What cannot be met.
    pub verdict: Verdict,
    /// Tasks that this run found to be done.
    pub resolved: usize,
    /// Snoozed tasks that came back.
    pub woken: usize,
}

/// Makes the tasks of the posts, together with those of earlier runs, and gives them out. No task of the memory is lost, none is made twice,
/// and what somebody has begun stays as it is but for its breach.
pub fn replies(inbox: &Inbox, memory: &Memory, options: &ReplyOptions) -> Replies {
    let made = make::make(inbox, memory, options);
    let mut replies = memory::merge(made, inbox, memory, options.now);
    let tasks = &mut replies.tasks;
    replies.verdict = assign::assign(tasks, &options.people, options.now);
    tasks.sort_by_key(|task| task.status == TaskStatus::Resolved);
    replies
}
