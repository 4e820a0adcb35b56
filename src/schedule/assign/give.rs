//! Giving the work out, task by task.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::record::{Task, TaskKind, TaskStatus};

use super::is_work;
use super::person::Person;
use super::shift::{Cursors, Shift};
use super::skills::{Skills, holder, is_always};

/// Where a task lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) person: usize,
    /// Seconds since 1970.
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Given {
    pub(super) fn is_late(&self, task: &Task) -> bool {
        self.to > task.due_at.timestamp()
    }
}

/// Who got what, and what it was worked out from.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Per task.
    pub(super) given: Vec<Option<Given>>,
    pub(super) skills: Skills,
    pub(super) shifts: Vec<Shift<'a>>,
    pub(super) now: i64,
}

/// How one is chosen among those who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Whoever can begin first: it shares the load and answers soonest.
    Soonest,
    /// Of those in time, whoever may do the fewest other things: it spares those whom others will need.
    Sparing,
}

/// A person's desk while work is given out.
#[derive(Clone, Debug)]
struct Desk<'t> {
    cursors: Cursors,
    minutes: u64,
    clients: Vec<&'t str>,
}

/// Gives the work out by both rules and keeps the plan that leaves fewer tasks late; of equals the first.
pub(super) fn give<'a>(tasks: &[Task], people: &'a [Person], now: DateTime<Utc>) -> Plan<'a> {
    let skills = Skills::new(tasks, people);
    let shifts = people.iter().map(|person| Shift::new(person, now));
    let mut shifts: Vec<Shift<'a>> = shifts.collect();
    let mut best = (usize::MAX, i64::MAX);
    let mut kept = Vec::new();
    for rule in [Rule::Soonest, Rule::Sparing] {
        let mut giving = Giving::new(tasks, people, &skills, &mut shifts, rule);
        giving.all();
        let given = giving.given;
        let missed = missed(tasks, &given);
        if missed < best {
            (best, kept) = (missed, given);
        }
        if best.0 == 0 {
            break;
        }
    }
    Plan {
        given: kept,
        skills,
        shifts,
        now: now.timestamp(),
    }
}

/// How many tasks are late or lie with nobody, and by how many seconds in all.
fn missed(tasks: &[Task], given: &[Option<Given>]) -> (usize, i64) {
    let mut sum = (0, 0_i64);
    for (task, given) in tasks.iter().zip(given).filter(|(task, _)| is_work(task)) {
        match given {
            Some(given) if !given.is_late(task) => {}
            Some(given) => {
                sum.0 += 1;
                sum.1 = sum.1.saturating_add(given.to - task.due_at.timestamp());
            }
            None => sum.0 += 1,
        }
    }
    sum
}

struct Giving<'t, 's, 'a> {
    tasks: &'t [Task],
    people: &'a [Person],
    skills: &'s Skills,
    shifts: &'s mut [Shift<'a>],
    rule: Rule,
    desks: Vec<Desk<'t>>,
    /// Post to whoever agrees the wording of its reply in this plan.
    prepared: HashMap<&'t str, usize>,
    /// Thread to those who have it, the first first.
    threads: HashMap<&'t str, Vec<usize>>,
    /// Client to the number of people who serve it.
    served: HashMap<&'t str, usize>,
    /// How many people a client may have before others take it on only if they must.
    share: usize,
    /// Per person, how many of the skills asked for they have.
    flexible: Vec<usize>,
    given: Vec<Option<Given>>,
}

impl<'t, 's, 'a> Giving<'t, 's, 'a> {
    fn new(
        tasks: &'t [Task],
        people: &'a [Person],
        skills: &'s Skills,
        shifts: &'s mut [Shift<'a>],
        rule: Rule,
    ) -> Self {
        let desk = |shift: &Shift<'_>| Desk {
            cursors: shift.cursors(),
            minutes: 0,
            clients: Vec::new(),
        };
        let mut flexible = vec![0; people.len()];
        for person in skills.skills.iter().flat_map(|skill| &skill.able) {
            flexible[*person] += 1;
        }
        Giving {
            tasks,
            people,
            skills,
            desks: shifts.iter().map(desk).collect(),
            shifts,
            rule,
            prepared: HashMap::new(),
            threads: HashMap::new(),
            served: HashMap::new(),
            share: fair_share(tasks, people),
            flexible,
            given: vec![None; tasks.len()],
        }
    }

    fn all(&mut self) {
        self.remember();
        let pending = |task: &Task| task.status == TaskStatus::Pending;
        for (place, task) in self
            .tasks
            .iter()
            .enumerate()
            .filter(|(_, task)| pending(task))
        {
            if let Some(person) = holder(task, self.people) {
                self.put(place, person);
            }
        }
        for (place, task) in self.tasks.iter().enumerate() {
            if task.status == TaskStatus::Open
                && let Some(person) = self.choose(place)
            {
                self.put(place, person);
            }
        }
    }

    /// Whose threads and clients it is from earlier runs.
    fn remember(&mut self) {
        let (tasks, people) = (self.tasks, self.people);
        for (place, task) in tasks.iter().enumerate() {
            let Some(person) = holder(task, people) else {
                continue;
            };
            let may = self.skills.of[place].is_none_or(|skill| self.is_able(skill, person));
            if !may {
                continue;
            }
            let thread = self.threads.entry(thread(task)).or_default();
            if !thread.contains(&person) {
                thread.push(person);
            }
            // What is done takes no place any more.
            if task.status != TaskStatus::Resolved && self.has_room(person, task) {
                self.serve(person, task);
            }
        }
    }

    fn is_able(&self, skill: usize, person: usize) -> bool {
        self.skills.skills[skill]
            .able
            .binary_search(&person)
            .is_ok()
    }

    /// Whether a person serves a task's client or has a place for one more.
    fn has_room(&self, person: usize, task: &Task) -> bool {
        let desk = &self.desks[person];
        task.client.as_deref().is_none_or(|client| {
            desk.clients.len() < self.people[person].max_clients || desk.clients.contains(&client)
        })
    }

    fn serve(&mut self, person: usize, task: &'t Task) {
        let Some(client) = task.client.as_deref() else {
            return;
        };
        let desk = &mut self.desks[person];
        if !desk.clients.contains(&client) {
            desk.clients.push(client);
            *self.served.entry(client).or_default() += 1;
        }
    }

    /// Who does an open task, if anybody may: whoever has the thread, else whoever it was given to before unless it is late there and in time
    /// elsewhere, else by the rule.
    fn choose(&mut self, place: usize) -> Option<usize> {
        let task = &self.tasks[place];
        let skill = self.skills.of[place]?;
        // The reply comes after its wording is agreed: one queue keeps the two in their order.
        let prepared = task
            .post
            .as_deref()
            .and_then(|post| self.prepared.get(post));
        if let Some(person) = prepared.filter(|person| self.is_able(skill, **person)) {
            return Some(*person);
        }
        let before = holder(task, self.people);
        let of_thread = self
            .threads
            .get(thread(task))
            .map_or(&[][..], Vec::as_slice);
        // A thread that several share for want of one who may do all of it stays with whoever has this very task.
        let mut known = before.into_iter().chain(of_thread.iter().copied());
        let known = known.find(|person| {
            of_thread.contains(person)
                && self.is_able(skill, *person)
                && self.has_room(*person, task)
        });
        let shared = task.conversation_id.is_some() || task.assignee.is_none();
        if let Some(person) = known {
            let stays = shared || self.in_time(place, person) == Some(true);
            if stays && self.begins(place, person).is_some() {
                return Some(person);
            }
        }
        let chosen = self.best(place, skill);
        match (known, chosen) {
            (Some(known), Some(chosen)) => {
                let better = self.in_time(place, chosen) == Some(true);
                Some(if better { chosen } else { known })
            }
            (known, chosen) => chosen.or(known),
        }
    }

    fn begins(&mut self, place: usize, person: usize) -> Option<super::shift::Start> {
        let always = is_always(&self.tasks[place]);
        self.shifts[person].start(&mut self.desks[person].cursors, always)
    }

    /// Whether a person would be done with a task in time; `None` when they never come back.
    fn in_time(&mut self, place: usize, person: usize) -> Option<bool> {
        let task = &self.tasks[place];
        let mut cursors = self.desks[person].cursors;
        let taken = self.shifts[person].take(&mut cursors, is_always(task), seconds(task))?;
        Some(taken.1 <= task.due_at.timestamp())
    }

    fn best(&mut self, place: usize, skill: usize) -> Option<usize> {
        let task = &self.tasks[place];
        let client = task.client.as_deref();
        let crowded = client
            .and_then(|client| self.served.get(client))
            .is_some_and(|served| *served >= self.share);
        let skills = self.skills;
        let mut best = None;
        for &person in &skills.skills[skill].able {
            if !self.has_room(person, task) {
                continue;
            }
            let Some(start) = self.begins(place, person) else {
                continue;
            };
            let spared = if self.rule == Rule::Soonest {
                (false, 0)
            } else if self.in_time(place, person) == Some(true) {
                (false, self.flexible[person])
            } else {
                (true, 0)
            };
            let newcomer = crowded
                && client.is_some_and(|client| !self.desks[person].clients.contains(&client));
            let level = self.people[person].levels.iter().max().copied();
            let minutes = self.desks[person].minutes;
            let rank = (
                newcomer, spared, start.at, start.away, level, minutes, person,
            );
            if best.is_none_or(|best| rank < best) {
                best = Some(rank);
            }
        }
        best.map(|rank| rank.6)
    }

    fn put(&mut self, place: usize, person: usize) {
        let tasks = self.tasks;
        let task = &tasks[place];
        let desk = &mut self.desks[person];
        let taken = self.shifts[person].take(&mut desk.cursors, is_always(task), seconds(task));
        desk.minutes += u64::from(task.minutes.unwrap_or(0));
        if let Some((from, to)) = taken {
            self.given[place] = Some(Given { person, from, to });
        }
        self.serve(person, task);
        if let Some(post) = task
            .post
            .as_deref()
            .filter(|_| task.kind == TaskKind::Prepare)
        {
            self.prepared.insert(post, person);
        }
        let thread = self.threads.entry(thread(task)).or_default();
        if !thread.contains(&person) {
            thread.push(person);
        }
    }
}

/// What is kept together: the thread, or the post by itself.
fn thread(task: &Task) -> &str {
    let about = task.conversation_id.as_deref().or(task.post.as_deref());
    about.or(task.draft.as_deref()).unwrap_or(&task.id)
}

/// How long a task takes.
pub(super) fn seconds(task: &Task) -> i64 {
    i64::from(task.minutes.unwrap_or(0)) * 60
}

/// How many people a client may have before others take it on only if they must: without it the first clients would fill everybody's places and
/// leave the last clients to nobody.
fn fair_share(tasks: &[Task], people: &[Person]) -> usize {
    let of_work = tasks.iter().filter(|task| is_work(task));
    let clients: HashSet<&str> = of_work.filter_map(|task| task.client.as_deref()).collect();
    let places = people
        .iter()
        .map(|person| person.max_clients.min(clients.len()))
        .sum::<usize>();
    (places / clients.len().max(1)).max(1)
}
