//! The tasks of earlier runs: what people have begun stays, what was answered is done, what slept comes back, and nothing is lost.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::{Task, TaskKind, TaskStatus};

use super::Replies;
use super::inbox::Inbox;
use super::wave::{by_wave, posts_of};

/// Tasks of earlier runs, each id once.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    tasks: Vec<Task>,
    places: HashMap<String, usize>,
}

impl Memory {
    /// Nothing is remembered.
    pub fn new() -> Self {
        Memory::default()
    }

    /// Remembers a task; one of the same id replaces it.
    pub fn add(&mut self, task: Task) {
        let place = self.places.get(&task.id).copied();
        match place.and_then(|place| self.tasks.get_mut(place)) {
            Some(known) => *known = task,
            None => {
                self.places.insert(task.id.clone(), self.tasks.len());
                self.tasks.push(task);
            }
        }
    }

    /// All tasks, in the order in which they came.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter()
    }
}

/// Whether a task is the answer itself, and not what comes before it.
pub(super) fn is_reply(task: &Task) -> bool {
    matches!(task.kind, TaskKind::Reply | TaskKind::Moderate)
}

/// Puts the tasks made now and those remembered together, each id once.
pub(super) fn merge(
    made: Vec<Task>,
    inbox: &Inbox,
    memory: &Memory,
    now: DateTime<Utc>,
) -> Replies {
    let mut replies = Replies::default();
    let wave_of = waves_of(inbox);
    let mut new: HashMap<String, Task> = HashMap::with_capacity(made.len());
    let mut order = Vec::with_capacity(made.len());
    let wanted: HashSet<String> = made.iter().filter_map(|task| task.post.clone()).collect();
    for task in made {
        order.push(task.id.clone());
        new.insert(task.id.clone(), task);
    }
    for known in memory.tasks() {
        let again = new.remove(&known.id);
        let mut task = known.clone();
        if task.status == TaskStatus::Snoozed && wakes_at(&task) <= now {
            task.status = TaskStatus::Open;
            task.snoozed_until = None;
            replies.woken += 1;
        }
        let still_wanted = again.is_some() || is_begun(&task);
        let end = settled(&task, inbox, &wave_of, &wanted, still_wanted);
        match (task.status, end) {
            (TaskStatus::Resolved, _) => {}
            (_, Some(end)) => {
                task.status = TaskStatus::Resolved;
                task.resolved_at = Some(end.at.unwrap_or(now));
                task.breach = None;
                task.why = vec![end.why.to_owned()];
                replies.resolved += 1;
            }
            (TaskStatus::Open, None) => {
                if let Some(again) = again {
                    let assignee = task.assignee.take();
                    task = again;
                    task.assignee = assignee;
                }
            }
            // What is begun only learns how many say the same.
            (_, None) => {
                if let Some(again) = again {
                    task.duplicate_count = again.duplicate_count;
                    task.duplicates = again.duplicates;
                }
            }
        }
        replies.tasks.push(task);
    }
    replies
        .tasks
        .extend(order.iter().filter_map(|id| new.remove(id)));
    replies
}

fn is_begun(task: &Task) -> bool {
    matches!(task.status, TaskStatus::Pending | TaskStatus::Snoozed)
}

/// When a snoozed task comes back: when it says, else at the last moment at which it can be begun in time, or at its start if that is later.
fn wakes_at(task: &Task) -> DateTime<Utc> {
    let length = TimeDelta::minutes(i64::from(task.minutes.unwrap_or(0)));
    let last = task.due_at.checked_sub_signed(length);
    let last = last.unwrap_or(task.due_at);
    task.snoozed_until
        .unwrap_or_else(|| task.start_at.map_or(last, |start| start.max(last)))
}

/// Post to the first one of its wave, and to all others of it.
fn waves_of(inbox: &Inbox) -> HashMap<&str, (&str, Vec<&str>)> {
    let mut waves = HashMap::new();
    for (first, posts) in by_wave(inbox)
        .into_iter()
        .filter(|(_, posts)| posts.len() > 1)
    {
        let ids: Vec<&str> = posts.iter().map(|open| open.id.as_str()).collect();
        for id in ids.iter().copied().chain([first]) {
            waves.insert(id, (first, ids.clone()));
        }
    }
    waves
}

struct End {
    at: Option<DateTime<Utc>>,
    why: &'static str,
}

/// How a task that is not done came to its end: answered, gone, or nothing to answer any more.
fn settled(
    task: &Task,
    inbox: &Inbox,
    wave_of: &HashMap<&str, (&str, Vec<&str>)>,
    wanted: &HashSet<String>,
    still_wanted: bool,
) -> Option<End> {
    let post = task.post.as_deref()?;
    if wanted.contains(post) && still_wanted {
        return None;
    }
    let mut posts: Vec<&str> = posts_of(task).collect();
    if let Some((first, others)) = wave_of.get(post) {
        posts.push(first);
        posts.extend(others);
    }
    let answers = posts.iter().filter_map(|post| inbox.answers.get(*post));
    if let Some(at) = answers.max() {
        return Some(End {
            at: *at,
            why: "we answered",
        });
    }
    if let Some(at) = inbox.gone.get(post) {
        return Some(End {
            at: *at,
            why: "the post is gone",
        });
    }
    let seen = inbox
        .places
        .get(post)
        .and_then(|place| inbox.open.get(*place));
    // What somebody has begun they end themselves.
    let superseded = seen.is_some_and(|open| open.is_ignored() || wanted.contains(post));
    (superseded && !still_wanted).then_some(End {
        at: None,
        why: "its labels ask for nothing like this any more",
    })
}
