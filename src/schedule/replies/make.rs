//! From waves of posts to tasks: what is to be done, by when, and how long it takes.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::{Task, TaskKind, TaskStatus};

use super::ReplyOptions;
use super::inbox::{Inbox, Open};
use super::memory::Memory;
use super::wave::{About, Wave, waves};

/// The tasks of all posts that want an answer, for the first time or again.
pub(super) fn make(inbox: &Inbox, memory: &Memory, options: &ReplyOptions) -> Vec<Task> {
    let about = About::new(memory);
    let mut tasks = Vec::new();
    for wave in waves(inbox, &about) {
        let task = task(&wave, options);
        if task.level == 3 && task.kind == TaskKind::Reply {
            tasks.push(wording(&task, options));
        }
        tasks.push(task);
    }
    tasks
}

/// When a post is to be answered.
fn due(open: &Open, options: &ReplyOptions) -> (DateTime<Utc>, bool) {
    let department = open.department.as_deref();
    let term = options
        .service_levels
        .of(open.urgency, open.level, department);
    // A post of the future is one whose clock is wrong: it cannot wait until then.
    let at = open.at.unwrap_or(options.now).min(options.now);
    let due = open
        .reply_by
        .unwrap_or_else(|| term.due(at, &options.hours));
    (due, !term.business)
}

fn task(wave: &Wave<'_>, options: &ReplyOptions) -> Task {
    let shown = wave.shown;
    // What is begun keeps its name, whatever its labels say by now.
    let kept = wave
        .task
        .filter(|task| task.status != TaskStatus::Open || !is_named(wave));
    let kind = match kept {
        Some(task) => task.kind,
        None if shown.stance.as_deref() == Some("moderate") => TaskKind::Moderate,
        None => TaskKind::Reply,
    };
    let others = || wave.posts.iter().copied();
    let level = others().map(|open| open.level).max().unwrap_or(1);
    let dues = others().map(|open| due(open, options));
    let (due_at, always) = dues.min_by_key(|(due, _)| *due).unwrap_or_default();
    // A post that says no time would be due later at each run.
    let dateless = others().all(|open| open.at.is_none() && open.reply_by.is_none());
    let due_at = match wave.task {
        Some(task) if dateless || !is_named(wave) => task.due_at.min(due_at),
        _ => due_at,
    };
    let minutes = match kind {
        TaskKind::Moderate => options.effort.moderate,
        _ => options.effort.reply[usize::from(level.clamp(1, 3)) - 1],
    };
    let mut task = Task::new(kind, &wave.id, level, due_at);
    task.post = Some(wave.id.clone());
    task.client.clone_from(&shown.client);
    task.department.clone_from(&shown.department);
    task.minutes = Some(minutes);
    task.priority = others().filter_map(|open| open.priority).max();
    task.stance.clone_from(&shown.stance);
    task.url.clone_from(&shown.url);
    task.title.clone_from(&shown.title);
    task.lang.clone_from(&shown.lang);
    task.conversation_id.clone_from(&shown.conversation);
    task.reply_line.clone_from(&shown.reply_line);
    task.owner.clone_from(&shown.owner);
    task.on_call = (always || others().any(|open| due(open, options).1)).then_some(true);
    let mut copies: BTreeSet<String> = others().map(|open| open.id.clone()).collect();
    if let Some(known) = wave.task {
        copies.extend(known.duplicates.iter().cloned());
        if !is_named(wave) {
            keep_what_it_shows(&mut task, known);
        }
    }
    copies.remove(&wave.id);
    task.duplicate_count = (!copies.is_empty()).then_some(copies.len() as u64);
    task.duplicates = copies.into_iter().collect();
    task
}

/// Whether the post that the task is named after is in the input.
fn is_named(wave: &Wave<'_>) -> bool {
    wave.posts.iter().any(|open| open.id == wave.id)
}

/// A copy that comes later does not change what the task of the first one says, but for how grave it is.
fn keep_what_it_shows(task: &mut Task, known: &Task) {
    let made = std::mem::replace(task, known.clone());
    task.level = task.level.max(made.level);
    task.due_at = made.due_at;
    task.priority = task.priority.max(made.priority);
    task.minutes = task.minutes.max(made.minutes);
    task.on_call = task.on_call.or(made.on_call);
    task.status = TaskStatus::Open;
    task.snoozed_until = None;
}

/// The task to agree the wording of a reply, due early enough to write it.
fn wording(reply: &Task, options: &ReplyOptions) -> Task {
    let mut task = reply.clone();
    let post = task.post.clone().unwrap_or_default();
    let title = task.title.as_deref().unwrap_or_default();
    let title = format!("agree the wording: {title}");
    task.title = Some(title.trim_end_matches([':', ' ']).to_owned());
    task.id = format!("{}:{post}", TaskKind::Prepare.name());
    task.kind = TaskKind::Prepare;
    task.minutes = Some(options.effort.prepare);
    task.assignee = None;
    task.start_at = None;
    let before = TimeDelta::minutes(i64::from(reply.minutes.unwrap_or(0)));
    task.due_at = task
        .due_at
        .checked_sub_signed(before)
        .unwrap_or(task.due_at);
    task.status = TaskStatus::Open;
    task.duplicate_count = None;
    task.duplicates = Vec::new();
    task
}
