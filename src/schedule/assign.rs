//! Who does what: tasks in the order in which they are due, each to whoever may do it and is free first.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::Task;
use crate::time::{BusinessHours, Zone};

use super::settings::{PersonSettings, SettingsError};

/// How many clients a person serves at once when nobody says otherwise: "a CM serves two or three clients".
pub const MAX_CLIENTS: usize = 3;

/// Somebody who answers.
#[derive(Clone, Debug)]
pub struct Person {
    /// As tasks name them.
    pub name: String,
    /// Departments they answer for; all when empty.
    pub departments: Vec<String>,
    /// Levels they may answer.
    pub levels: Vec<u8>,
    /// Languages they write; all when empty.
    pub langs: Vec<String>,
    /// Clients they serve; any when empty.
    pub clients: Vec<String>,
    /// How many clients at once.
    pub max_clients: usize,
    /// When they work.
    pub hours: BusinessHours,
}

impl Person {
    /// What the settings say; `hours` are those of the team and hold when the person has none.
    pub fn from_settings(
        settings: &PersonSettings,
        hours: &BusinessHours,
        zone: &Zone,
    ) -> Result<Self, SettingsError> {
        let key = format!("person.{}", settings.name);
        let fault = |message: String| SettingsError::Value {
            key: key.clone(),
            message,
        };
        if settings.name.trim().is_empty() {
            return Err(fault("a person needs a name".to_owned()));
        }
        if let Some(level) = settings
            .levels
            .iter()
            .find(|level| !(1..=3).contains(*level))
        {
            return Err(fault(format!("level {level} is not one of 1, 2, 3")));
        }
        let hours = match &settings.hours {
            Some(own) => own.hours(&format!("{key}.hours"), zone)?,
            None => hours.clone(),
        };
        Ok(Person {
            name: settings.name.clone(),
            departments: settings.departments.clone(),
            levels: if settings.levels.is_empty() {
                vec![1]
            } else {
                settings.levels.clone()
            },
            langs: settings.langs.clone(),
            clients: settings.clients.clone(),
            max_clients: settings.max_clients.unwrap_or(MAX_CLIENTS),
            hours,
        })
    }
}

/// A task and what decides who does it.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) task: Task,
    pub(super) lang: Option<String>,
    /// Tasks of the same thread go to the same person.
    pub(super) thread: String,
    /// It is due by the clock on the wall, so that it is done outside the hours too.
    pub(super) always: bool,
}

impl Work {
    fn length(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.task.minutes.unwrap_or(0)))
    }
}

/// A person's desk while work is given out.
struct Desk<'a> {
    person: &'a Person,
    /// When all that lies on it is done.
    free_at: DateTime<Utc>,
    /// The first working hour from then on; `None` when they never come back.
    open_at: Option<DateTime<Utc>>,
    /// From when to when they are away before work that waits for the hours: what is due by the clock still fits in there.
    gap: Option<(DateTime<Utc>, DateTime<Utc>)>,
    minutes: u64,
    clients: Vec<String>,
}

/// Gives every task a person, a start and, where it cannot be met, a breach; in order of due time, then priority.
///
/// Earliest deadline first meets all deadlines of one person whenever any order does (Jackson 1955); over several people it is a rule of thumb,
/// so `breach` means "not met by this plan", not "by no plan".
pub(super) fn assign(work: &mut [Work], people: &[Person], now: DateTime<Utc>) {
    work.sort_by(|a, b| {
        let key = |work: &Work| (work.task.due_at, std::cmp::Reverse(work.task.priority));
        key(a).cmp(&key(b)).then_with(|| a.task.id.cmp(&b.task.id))
    });
    let desk = |person| Desk {
        person,
        free_at: now,
        open_at: person_opens(person, now),
        gap: None,
        minutes: 0,
        clients: Vec::new(),
    };
    let mut desks: Vec<Desk<'_>> = people.iter().map(desk).collect();
    let mut threads: HashMap<String, usize> = HashMap::new();
    let share = fair_share(work, people);
    let mut served: HashMap<String, usize> = HashMap::new();
    for work in work {
        let known = threads
            .get(&work.thread)
            .copied()
            .filter(|desk| desks[*desk].may(work));
        let chosen = known.or_else(|| {
            let client = work.task.client.as_deref().unwrap_or_default();
            let crowded = served.get(client).is_some_and(|served| *served >= share);
            first_free(&desks, work, crowded)
        });
        let length = work.length();
        let Some(chosen) = chosen else {
            let late = now
                .checked_add_signed(length)
                .is_none_or(|done| done > work.task.due_at);
            work.task.breach = late.then_some(true);
            continue;
        };
        threads.entry(work.thread.clone()).or_insert(chosen);
        if let Some(client) = work
            .task
            .client
            .as_ref()
            .filter(|client| !desks[chosen].clients.contains(client))
        {
            *served.entry(client.clone()).or_default() += 1;
        }
        desks[chosen].take(work, length);
    }
}

/// How many people a client may have before others take it on only if they must: without it the first clients would fill everybody's places and
/// leave the last clients to nobody.
fn fair_share(work: &[Work], people: &[Person]) -> usize {
    let clients: HashSet<&str> = work
        .iter()
        .filter_map(|work| work.task.client.as_deref())
        .collect();
    let places = people
        .iter()
        .map(|person| person.max_clients.min(clients.len()))
        .sum::<usize>();
    (places / clients.len().max(1)).max(1)
}

fn person_opens(person: &Person, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    person.hours.next_open(from)
}

/// The desk that can begin first, those that serve the client already before all others when it is `crowded`; of equals one whose person is at work, then the one with the lowest highest level, then the emptiest.
fn first_free(desks: &[Desk<'_>], work: &Work, crowded: bool) -> Option<usize> {
    let able = desks.iter().enumerate().filter(|(_, desk)| desk.may(work));
    let ranked = able.filter_map(|(number, desk)| {
        let start = desk.start(work)?;
        let newcomer = crowded
            && work
                .task
                .client
                .as_ref()
                .is_some_and(|client| !desk.clients.contains(client));
        let away = desk.open_at != Some(start);
        let level = desk.person.levels.iter().max().copied();
        Some(((newcomer, start, away, level, desk.minutes, number), number))
    });
    ranked
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, number)| number)
}

impl Desk<'_> {
    fn start(&self, work: &Work) -> Option<DateTime<Utc>> {
        if !work.always {
            return self.open_at;
        }
        let fits = |(from, to): &(DateTime<Utc>, DateTime<Utc>)| {
            from.checked_add_signed(work.length())
                .is_some_and(|end| end <= *to)
        };
        let gap = self.gap.filter(fits).map(|(from, _)| from);
        Some(gap.unwrap_or(self.free_at))
    }

    fn may(&self, work: &Work) -> bool {
        let person = self.person;
        let task = &work.task;
        let in_list = |list: &[String], value: Option<&str>| {
            list.is_empty()
                || value
                    .is_none_or(|value| list.iter().any(|known| known.eq_ignore_ascii_case(value)))
        };
        let lang = work.lang.as_deref().filter(|lang| *lang != "und");
        let client = task.client.as_deref();
        let serves = client.is_none_or(|client| {
            self.clients.len() < person.max_clients
                || self.clients.iter().any(|known| known == client)
        });
        person.levels.contains(&task.level)
            && in_list(&person.departments, task.department.as_deref())
            && in_list(&person.langs, lang)
            && in_list(&person.clients, client)
            && serves
            && self.start(work).is_some()
    }

    fn take(&mut self, work: &mut Work, length: TimeDelta) {
        let start = self.start(work).unwrap_or(self.free_at);
        let by_clock = start.checked_add_signed(length).unwrap_or(start);
        let end = if work.always {
            by_clock
        } else {
            self.person.hours.add(start, length).unwrap_or(by_clock)
        };
        let task = &mut work.task;
        task.assignee = Some(self.person.name.clone());
        task.start_at = Some(start);
        task.breach = (end > task.due_at).then_some(true);
        if let Some(client) = &task.client
            && !self.clients.contains(client)
        {
            self.clients.push(client.clone());
        }
        self.minutes += u64::from(task.minutes.unwrap_or(0));
        if let Some((from, _)) = self.gap.as_mut().filter(|_| start < self.free_at) {
            *from = end;
            return;
        }
        if start > self.free_at {
            self.gap.get_or_insert((self.free_at, start));
        }
        self.free_at = end;
        self.open_at = person_opens(self.person, end);
    }
}
