//! Which people may do which tasks, worked out once for each kind of task.

use std::collections::HashMap;

use crate::record::{Task, TaskStatus};

use super::is_work;
use super::person::Person;

/// Tasks that the same people may do, in the same hours.
#[derive(Clone, Debug)]
pub(super) struct Skill {
    /// Places in the list of people.
    pub(super) able: Vec<usize>,
    /// Due by the clock on the wall.
    pub(super) always: bool,
}

/// The skill that each task asks for.
#[derive(Clone, Debug)]
pub(super) struct Skills {
    pub(super) skills: Vec<Skill>,
    /// Per task; `None` for what takes nobody's time.
    pub(super) of: Vec<Option<usize>>,
}

/// Whether a task is due by the clock on the wall.
pub(super) fn is_always(task: &Task) -> bool {
    task.on_call == Some(true)
}

/// The person who holds a task already.
pub(super) fn holder(task: &Task, people: &[Person]) -> Option<usize> {
    let name = task.assignee.as_deref()?;
    people.iter().position(|person| person.name == name)
}

impl Skills {
    /// Works them out. What is pending asks for the one person who has begun it.
    pub(super) fn new(tasks: &[Task], people: &[Person]) -> Self {
        let mut kinds: HashMap<(u8, &str, &str, &str, bool), usize> = HashMap::new();
        let mut groups: HashMap<(Vec<usize>, bool), usize> = HashMap::new();
        let mut skills: Vec<Skill> = Vec::new();
        let mut group = |able: Vec<usize>, always: bool| {
            *groups
                .entry((able, always))
                .or_insert_with_key(|(able, always)| {
                    skills.push(Skill {
                        able: able.clone(),
                        always: *always,
                    });
                    skills.len() - 1
                })
        };
        let mut of = Vec::with_capacity(tasks.len());
        for task in tasks {
            let always = is_always(task);
            if !is_work(task) {
                of.push(None);
                continue;
            }
            if task.status == TaskStatus::Pending {
                of.push(holder(task, people).map(|person| group(vec![person], always)));
                continue;
            }
            let kind = (
                task.level,
                task.department.as_deref().unwrap_or_default(),
                task.lang.as_deref().unwrap_or_default(),
                task.client.as_deref().unwrap_or_default(),
                always,
            );
            let skill = *kinds.entry(kind).or_insert_with(|| {
                let able =
                    |(place, person): (usize, &Person)| person.is_able(task).then_some(place);
                group(people.iter().enumerate().filter_map(able).collect(), always)
            });
            of.push(Some(skill));
        }
        Skills { skills, of }
    }
}
