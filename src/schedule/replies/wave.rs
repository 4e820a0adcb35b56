//! Copies of one message are one wave, and a wave is one task.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::record::{Task, TaskStatus};

use super::inbox::{Inbox, Open};
use super::memory::Memory;

/// What one task is made from: a post, or a wave of copies of it.
#[derive(Clone, Debug)]
pub(super) struct Wave<'a> {
    /// The post that the task is named after: the first, or that of the task which the wave has already.
    pub(super) id: String,
    /// The post whose words and labels are shown.
    pub(super) shown: &'a Open,
    /// All that still want an answer.
    pub(super) posts: Vec<&'a Open>,
    /// The task that the wave has already.
    pub(super) task: Option<&'a Task>,
}

/// Tasks by the posts they are about, copies included.
pub(super) struct About<'a> {
    /// Tasks that are not resolved, but for those that only prepare another.
    pub(super) active: HashMap<&'a str, &'a Task>,
    /// Posts whose task is resolved.
    pub(super) settled: HashSet<&'a str>,
}

impl<'a> About<'a> {
    pub(super) fn new(memory: &'a Memory) -> Self {
        let mut about = About {
            active: HashMap::new(),
            settled: HashSet::new(),
        };
        let replies = memory.tasks().filter(|task| super::memory::is_reply(task));
        for task in replies {
            for post in posts_of(task) {
                if task.status == TaskStatus::Resolved {
                    about.settled.insert(post);
                } else {
                    about.active.insert(post, task);
                }
            }
        }
        // A post may have come back: what is open counts.
        for post in about.active.keys() {
            about.settled.remove(post);
        }
        about
    }
}

/// The posts that a task settles.
pub(super) fn posts_of(task: &Task) -> impl Iterator<Item = &str> {
    task.post
        .as_deref()
        .into_iter()
        .chain(task.duplicates.iter().map(String::as_str))
}

/// Posts by the wave they belong to, in the order of the input.
pub(super) fn by_wave(inbox: &Inbox) -> Vec<(&str, Vec<&Open>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut waves: Vec<(&str, Vec<&Open>)> = Vec::new();
    for open in &inbox.open {
        let place = *places.entry(open.wave()).or_insert(waves.len());
        match waves.get_mut(place) {
            Some((_, posts)) => posts.push(open),
            None => waves.push((open.wave(), vec![open])),
        }
    }
    waves
}

/// What still wants an answer. One answer to any copy settles all that were there before it.
pub(super) fn waves<'a>(inbox: &'a Inbox, about: &About<'a>) -> Vec<Wave<'a>> {
    let mut found: Vec<Wave<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (first, posts) in by_wave(inbox) {
        let ids = posts.iter().map(|open| open.id.as_str()).chain([first]);
        let answers: BTreeMap<&str, _> = ids
            .filter_map(|id| inbox.answers.get(id).map(|at| (id, *at)))
            .collect();
        let is_answered = |open: &Open| {
            answers.values().any(|answer| match (answer, open.at) {
                (Some(answer), Some(at)) => *answer >= at,
                _ => true,
            })
        };
        let wanting: Vec<&Open> = posts
            .into_iter()
            .filter(|open| !open.is_ignored() && !is_answered(open))
            .filter(|open| !about.settled.contains(open.id.as_str()))
            .filter(|open| !inbox.gone.contains_key(&open.id))
            .collect();
        let Some(&shown) = wanting.first() else {
            continue;
        };
        let known = wanting
            .iter()
            .find_map(|open| about.active.get(open.id.as_str()))
            .or_else(|| about.active.get(first).filter(|_| answers.is_empty()))
            .copied();
        // The task keeps its name as long as its own post waits, even if that is not in the input this time.
        let known = known.filter(|task| {
            let post = task.post.as_deref().unwrap_or_default();
            !answers.contains_key(post) && !inbox.gone.contains_key(post)
        });
        let id = known.and_then(|task| task.post.clone());
        let id = id.unwrap_or_else(|| shown.id.clone());
        // A copy of a copy is a wave of its own until a task that holds both shows that they are one.
        if let Some(place) = places.get(&id).copied() {
            if let Some(wave) = found.get_mut(place) {
                wave.posts.extend(wanting);
            }
            continue;
        }
        places.insert(id.clone(), found.len());
        found.push(Wave {
            id,
            shown,
            posts: wanting,
            task: known,
        });
    }
    found
}
