//! The proof that not all can be met: tasks that together need more time, before they are due, than all who may do them have.
//!
//! Work is poured like water from the tasks, through the people who may do them, into the time they have before each due time (W. A. Horn, "Some
//! simple scheduling algorithms", 1974; the same as Hall's condition with time for places). That allows more than any real plan: a task may be
//! split over people, threads and the number of clients do not count, and due times are rounded up. So where the time does not take all the water,
//! no plan meets all; the smallest cut names the tasks and the people.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::record::Task;

use super::flow::{ENDLESS, Network, SINK, SOURCE};
use super::give::{Plan, seconds};
use super::person::Person;
use super::shift::Shift;

/// Due times that are told apart; more are rounded up to these, which keeps the proof and may lose a shortage.
const DUE_TIMES: usize = 32;

/// More work than time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shortage {
    /// Before this instant.
    pub until: DateTime<Utc>,
    /// Tasks that want to be done by then.
    pub task_count: usize,
    /// Minutes they need.
    pub minutes: u64,
    /// Minutes that those who may do them have.
    pub available_minutes: u64,
    /// How many of the tasks are late at least, whatever the plan.
    pub late_at_least: usize,
    /// Who may do them.
    pub people: Vec<String>,
    /// What somebody must be able to do to help: the levels.
    pub levels: Vec<u8>,
    /// The departments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
    /// The languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub langs: Vec<String>,
    /// The clients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<String>,
    /// What is late among the tasks in this plan, by what it asks for, the most first.
    pub wanted: Vec<Wanted>,
    /// Places of the tasks in the list.
    #[serde(skip)]
    pub(super) tasks: Vec<usize>,
}

/// Work that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// Level that somebody must be able to do.
    pub level: u8,
    /// Department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// How much of it there is.
    pub minutes: u64,
}

/// The network and what its nodes stand for.
struct Drawn {
    network: Network,
    /// Demand: skill and number of the due time -> node, tasks.
    demands: BTreeMap<(usize, usize), (usize, Vec<usize>)>,
    /// Supply: node -> people and seconds.
    supplies: HashMap<usize, (Vec<usize>, u64)>,
}

/// Where work exceeds time among some tasks (places in the list, all of them work with somebody who may do it).
pub(super) fn shortages(
    tasks: &[Task],
    people: &[Person],
    plan: &mut Plan<'_>,
    among: &[usize],
) -> Vec<Shortage> {
    let dues = due_times(tasks, among);
    let Some(last) = dues.last() else {
        return Vec::new();
    };
    for shift in &mut plan.shifts {
        shift.reach(*last);
    }
    let mut drawn = draw(tasks, plan, among, &dues);
    drawn.network.fill();
    let reached = drawn.network.reached();
    let mut groups = components(&drawn, &reached, plan);
    groups.sort_by_key(|group| group.first().copied());
    groups
        .into_iter()
        .map(|group| told(tasks, people, &drawn, &reached, plan, &group))
        .filter(|shortage| shortage.minutes > shortage.available_minutes)
        .collect()
}

/// The due times told apart, the last one included.
fn due_times(tasks: &[Task], among: &[usize]) -> Vec<i64> {
    let due = |place: &usize| tasks[*place].due_at.timestamp();
    let all: Vec<i64> = among
        .iter()
        .map(due)
        .collect::<BTreeSet<i64>>()
        .into_iter()
        .collect();
    if all.len() <= DUE_TIMES {
        return all;
    }
    (1..=DUE_TIMES)
        .filter_map(|part| all.get(all.len() * part / DUE_TIMES - 1).copied())
        .collect()
}

fn draw(tasks: &[Task], plan: &Plan<'_>, among: &[usize], dues: &[i64]) -> Drawn {
    let mut drawn = Drawn {
        network: Network::new(),
        demands: BTreeMap::new(),
        supplies: HashMap::new(),
    };
    let mut wanted: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut latest: BTreeMap<usize, usize> = BTreeMap::new();
    for &place in among {
        if let Some(skill) = plan.skills.of[place] {
            let due = dues.partition_point(|due| *due < tasks[place].due_at.timestamp());
            wanted.entry((skill, due)).or_default().push(place);
            let last = latest.entry(skill).or_default();
            *last = due.max(*last);
        }
    }
    let crews = crews(plan, latest.keys().copied());
    let supply = supply(&mut drawn, plan, &crews, dues);
    for (skill, last) in latest {
        let always = plan.skills.skills[skill].always;
        let mut before = None;
        for due in 0..=last {
            let node = drawn.network.node();
            let places = wanted.remove(&(skill, due)).unwrap_or_default();
            let need: i64 = places.iter().map(|place| seconds(&tasks[*place])).sum();
            drawn
                .network
                .edge(SOURCE, node, u64::try_from(need).unwrap_or(0));
            if let Some(before) = before {
                drawn.network.edge(node, before, ENDLESS);
            }
            for (times, _) in supply
                .iter()
                .zip(&crews)
                .filter(|(_, crew)| crew.0.contains(&skill))
            {
                let Some([work, call]) = times.get(due) else {
                    continue;
                };
                drawn.network.edge(node, *work, ENDLESS);
                if always {
                    drawn.network.edge(node, *call, ENDLESS);
                }
            }
            drawn.demands.insert((skill, due), (node, places));
            before = Some(node);
        }
    }
    drawn
}

/// People with the same skills, as one: their skills and their places.
fn crews(
    plan: &Plan<'_>,
    skills: impl Iterator<Item = usize>,
) -> Vec<(BTreeSet<usize>, Vec<usize>)> {
    let mut of_person = vec![BTreeSet::new(); plan.shifts.len()];
    for skill in skills {
        for &person in &plan.skills.skills[skill].able {
            of_person[person].insert(skill);
        }
    }
    let mut crews: BTreeMap<BTreeSet<usize>, Vec<usize>> = BTreeMap::new();
    for (person, skills) in of_person.into_iter().enumerate() {
        if !skills.is_empty() {
            crews.entry(skills).or_default().push(person);
        }
    }
    crews.into_iter().collect()
}

/// The nodes of each crew's time, at work and on call, between one due time and the next.
fn supply(
    drawn: &mut Drawn,
    plan: &Plan<'_>,
    crews: &[(BTreeSet<usize>, Vec<usize>)],
    dues: &[i64],
) -> Vec<Vec<[usize; 2]>> {
    let mut nodes = Vec::with_capacity(crews.len());
    for (_, people) in crews {
        let mut from = plan.now;
        let mut of_crew = Vec::with_capacity(dues.len());
        for &until in dues {
            let mut pair = [SINK; 2];
            for (call, node) in pair.iter_mut().enumerate() {
                let list = |person: &usize| {
                    let shift = &plan.shifts[*person];
                    if call == 1 { &shift.call } else { &shift.work }
                };
                let time = |person: &usize| Shift::between(list(person), from, until);
                let capacity: u64 = people.iter().map(time).sum();
                *node = drawn.network.node();
                drawn.network.edge(*node, SINK, capacity);
                drawn.supplies.insert(*node, (people.clone(), capacity));
            }
            from = until.max(from);
            of_crew.push(pair);
        }
        nodes.push(of_crew);
    }
    nodes
}

/// People, and the demands (skill and number of the due time) that lie with them.
type Group = (BTreeSet<usize>, Vec<(usize, usize)>);

/// The demands that the source still reaches, in groups that share nobody's time.
fn components(drawn: &Drawn, reached: &[bool], plan: &Plan<'_>) -> Vec<Vec<(usize, usize)>> {
    // All due times of a skill that are reached hang together, and so do skills that somebody has both of.
    let keys = drawn.demands.iter().filter(|(_, (node, _))| reached[*node]);
    let mut of_skill: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (key, _) in keys {
        of_skill.entry(key.0).or_default().push(*key);
    }
    let mut groups: Vec<Group> = Vec::new();
    for (skill, keys) in of_skill {
        let mut able: BTreeSet<usize> = plan.skills.skills[skill].able.iter().copied().collect();
        let mut joined = keys;
        let (apart, touching): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(people, _)| people.is_disjoint(&able));
        for (people, keys) in touching {
            able.extend(people);
            joined.extend(keys);
        }
        groups = apart;
        groups.push((able, joined));
    }
    groups.into_iter().map(|(_, keys)| keys).collect()
}

fn told(
    tasks: &[Task],
    people: &[Person],
    drawn: &Drawn,
    reached: &[bool],
    plan: &Plan<'_>,
    group: &[(usize, usize)],
) -> Shortage {
    let mut places: Vec<usize> = Vec::new();
    let mut able: BTreeSet<usize> = BTreeSet::new();
    for key in group {
        places.extend(drawn.demands.get(key).map_or(&[][..], |(_, places)| places));
        able.extend(&plan.skills.skills[key.0].able);
    }
    places.sort_unstable();
    let available: u64 = drawn
        .supplies
        .iter()
        .filter(|(node, (people, _))| {
            reached[**node] && people.iter().all(|person| able.contains(person))
        })
        .map(|(_, (_, seconds))| seconds)
        .sum();
    let needs: Vec<i64> = places.iter().map(|place| seconds(&tasks[*place])).collect();
    let need = u64::try_from(needs.iter().sum::<i64>()).unwrap_or(0);
    let distinct = |of: &dyn Fn(&Task) -> Option<String>| -> Vec<String> {
        let found: BTreeSet<String> = places
            .iter()
            .filter_map(|place| of(&tasks[*place]))
            .collect();
        found.into_iter().collect()
    };
    let levels: BTreeSet<u8> = places.iter().map(|place| tasks[*place].level).collect();
    let until = places.iter().map(|place| tasks[*place].due_at).max();
    Shortage {
        until: until.unwrap_or_default(),
        task_count: places.len(),
        minutes: need.div_ceil(60),
        available_minutes: available / 60,
        late_at_least: fewest(needs, need.saturating_sub(available)),
        people: able
            .iter()
            .map(|person| people[*person].name.clone())
            .collect(),
        levels: levels.into_iter().collect(),
        departments: distinct(&|task| task.department.clone()),
        langs: distinct(&|task| task.lang.clone().filter(|lang| lang != "und")),
        clients: distinct(&|task| task.client.clone()),
        wanted: wanted(tasks, plan, &places),
        tasks: places,
    }
}

/// What is late among some tasks, by what it asks for.
fn wanted(tasks: &[Task], plan: &Plan<'_>, places: &[usize]) -> Vec<Wanted> {
    let mut minutes: BTreeMap<(u8, Option<&str>, Option<&str>), u64> = BTreeMap::new();
    for &place in places {
        let task = &tasks[place];
        if plan.given[place].is_none_or(|given| given.is_late(task)) {
            let lang = task.lang.as_deref().filter(|lang| *lang != "und");
            let kind = (task.level, task.department.as_deref(), lang);
            *minutes.entry(kind).or_default() += u64::from(task.minutes.unwrap_or(0));
        }
    }
    let one =
        |((level, department, lang), minutes): ((u8, Option<&str>, Option<&str>), u64)| Wanted {
            level,
            department: department.map(str::to_owned),
            lang: lang.map(str::to_owned),
            minutes,
        };
    let mut wanted: Vec<Wanted> = minutes.into_iter().map(one).collect();
    wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.minutes));
    wanted
}

/// The fewest pieces of work that make up an excess: the longest first.
fn fewest(mut needs: Vec<i64>, mut excess: u64) -> usize {
    needs.sort_unstable_by(|a, b| b.cmp(a));
    let mut count = 0;
    for need in needs {
        if excess == 0 {
            break;
        }
        excess = excess.saturating_sub(u64::try_from(need).unwrap_or(0));
        count += 1;
    }
    count
}
