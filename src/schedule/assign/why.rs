//! Why tasks are late: nobody may do them, nobody has the time, or only this plan does not manage.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::record::Task;

use super::Verdict;
use super::give::{Plan, seconds};
use super::is_work;
use super::person::Person;
use super::shortage::{Shortage, Wanted, shortages};
use super::skills::is_always;

/// Names and values that a line shows before it says how many more there are.
const SHOWN: usize = 4;

/// Kinds of work that a shortage names as wanted most.
const WANTED: usize = 3;

/// Marks what is late and says why.
pub(super) fn explain(tasks: &mut [Task], people: &[Person], plan: &mut Plan<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    if people.is_empty() {
        return without_people(tasks, plan.now);
    }
    let mut alone = Alone::default();
    // What may be met by somebody: only that is poured into the time there is.
    let mut possible = Vec::new();
    let mut unproven = Vec::new();
    for (place, given) in plan.given.clone().into_iter().enumerate() {
        let task = &tasks[place];
        if !is_work(task) {
            continue;
        }
        let late = match (given, plan.skills.of[place]) {
            (Some(given), _) => given.is_late(task),
            (None, Some(_)) => true,
            // Somebody who is not among the people has begun it: only the clock can tell.
            (None, None) => task.due_at.timestamp() <= plan.now,
        };
        let reason = late.then(|| alone.reason(task, place, people, plan));
        match reason.flatten() {
            Some(reason) => {
                tasks[place].breach = Some(true);
                tasks[place].why.push(reason);
                verdict.late += 1;
                verdict.late_at_least += 1;
            }
            None => {
                possible.push(place);
                if late {
                    unproven.push(place);
                }
            }
        }
    }
    verdict.late += unproven.len();
    if !unproven.is_empty() {
        verdict.shortages = shortages(tasks, people, plan, &possible);
    }
    verdict.late_at_least += verdict
        .shortages
        .iter()
        .map(|shortage| shortage.late_at_least)
        .sum::<usize>();
    for place in unproven {
        let proof = verdict
            .shortages
            .iter()
            .find(|shortage| shortage.tasks.binary_search(&place).is_ok());
        let reason = match proof {
            Some(shortage) => shortage.to_string(),
            None => this_plan(&tasks[place], place, plan),
        };
        tasks[place].breach = Some(true);
        tasks[place].why.push(reason);
    }
    verdict
}

/// With nobody named only the clock can say that something is late.
fn without_people(tasks: &mut [Task], now: i64) -> Verdict {
    let mut verdict = Verdict::default();
    for task in tasks.iter_mut().filter(|task| is_work(task)) {
        if now.saturating_add(seconds(task)) > task.due_at.timestamp() {
            task.breach = Some(true);
            verdict.late += 1;
            verdict.late_at_least += 1;
        }
    }
    verdict
}

/// What would be if a task were the only one.
#[derive(Default)]
struct Alone {
    /// Skill and length -> when the first who may do it would be done.
    ends: HashMap<(usize, i64), Option<i64>>,
}

impl Alone {
    /// Why a task cannot be met even if nobody had anything else to do.
    fn reason(
        &mut self,
        task: &Task,
        place: usize,
        people: &[Person],
        plan: &mut Plan<'_>,
    ) -> Option<String> {
        let skill = plan.skills.of[place];
        let able = skill.map_or_else(Vec::new, |skill| plan.skills.skills[skill].able.clone());
        if skill.is_some() && able.is_empty() {
            return Some(format!(
                "nobody may do it: it needs somebody for {}",
                asked(task)
            ));
        }
        if task.due_at.timestamp() <= plan.now {
            return Some("it was due before now".to_owned());
        }
        let skill = skill?;
        let length = seconds(task);
        let shifts = &mut plan.shifts;
        let end = *self.ends.entry((skill, length)).or_insert_with(|| {
            let done = |person: &usize| {
                let shift = &mut shifts[*person];
                let mut cursors = shift.cursors();
                shift
                    .take(&mut cursors, is_always(task), length)
                    .map(|(_, to)| to)
            };
            able.iter().filter_map(done).min()
        });
        if end.is_none_or(|end| end > task.due_at.timestamp()) {
            let names = listed(able.iter().map(|person| people[*person].name.as_str()));
            return Some(format!(
                "nobody who may do it ({names}) works {} between now and then: it needs somebody for {}",
                minutes(task.minutes.unwrap_or(0).into()),
                asked(task)
            ));
        }
        None
    }
}

/// What a plan can be blamed for, and no more.
fn this_plan(task: &Task, place: usize, plan: &Plan<'_>) -> String {
    match plan.given[place] {
        Some(given) => {
            let late = (given.to - task.due_at.timestamp()).max(0);
            format!(
                "late by {} in this plan; that every plan is late is not proven",
                minutes(u64::try_from(late).unwrap_or(0).div_ceil(60))
            )
        }
        None => format!(
            "all who may do it serve as many clients as they may: it needs somebody for {}",
            asked(task)
        ),
    }
}

/// What somebody must be able to do.
fn asked(task: &Task) -> String {
    let mut parts = vec![format!("level {}", task.level)];
    parts.extend(task.department.clone());
    parts.extend(task.lang.clone().filter(|lang| lang != "und"));
    parts.extend(
        task.client
            .as_ref()
            .map(|client| format!("client {client}")),
    );
    parts.join(", ")
}

fn minutes(count: u64) -> String {
    let time = TimeDelta::minutes(i64::try_from(count).unwrap_or(i64::MAX / 60_000));
    match (time.num_hours(), count % 60) {
        (0, _) => format!("{count} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>();
    match names.len().saturating_sub(SHOWN) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn told(wanted: &Wanted) -> String {
    let mut parts = vec![format!("level {}", wanted.level)];
    parts.extend(wanted.department.clone());
    parts.extend(wanted.lang.clone());
    format!("{} ({})", parts.join(" "), minutes(wanted.minutes))
}

impl std::fmt::Display for Shortage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let levels: Vec<String> = self.levels.iter().map(u8::to_string).collect();
        let mut asked = vec![format!("level {}", levels.join(" or "))];
        for list in [&self.departments, &self.langs, &self.clients] {
            if !list.is_empty() {
                asked.push(listed(list.iter().map(String::as_str)));
            }
        }
        write!(
            f,
            "{} tasks ({}) need {} before {}; {} {} {}: {} short, at least {} late",
            self.task_count,
            asked.join("; "),
            minutes(self.minutes),
            instant(self.until),
            listed(self.people.iter().map(String::as_str)),
            if self.people.len() == 1 {
                "has"
            } else {
                "have"
            },
            minutes(self.available_minutes),
            minutes(self.minutes.saturating_sub(self.available_minutes)),
            self.late_at_least
        )?;
        // With one kind of work the sentence has said it.
        if self.wanted.len() > 1 {
            let most: Vec<String> = self.wanted.iter().take(WANTED).map(told).collect();
            write!(f, "; wanted most: {}", most.join(", "))?;
        }
        Ok(())
    }
}
