//! The plan held against all plans there are, on small cases.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};

use crate::record::{Task, TaskKind};
use crate::time::{BusinessHours, Zone};

use super::person::{Person, around_the_clock};
use super::{Verdict, assign};

fn now() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

fn person(name: &str, levels: &[u8], hours: &[&str]) -> Person {
    let stretches: Vec<String> = hours.iter().map(|text| (*text).to_owned()).collect();
    Person {
        name: name.to_owned(),
        departments: Vec::new(),
        levels: levels.to_vec(),
        langs: Vec::new(),
        clients: Vec::new(),
        max_clients: 3,
        hours: BusinessHours::new(Zone::utc(), [&stretches[..]; 7]).unwrap(),
        on_call: None,
    }
}

/// Level, minutes it takes, minutes from now until it is due.
type Seed = (u8, u32, i64);

fn tasks(seeds: &[Seed]) -> Vec<Task> {
    let task = |(number, (level, minutes, due)): (usize, &Seed)| {
        let due = now() + TimeDelta::minutes(*due);
        let mut task = Task::new(TaskKind::Reply, &format!("m:{number}"), *level, due);
        task.post = Some(format!("m:{number}"));
        task.minutes = Some(*minutes);
        task
    };
    seeds.iter().enumerate().map(task).collect()
}

fn given(seeds: &[Seed], people: &[Person]) -> (Vec<Task>, Verdict) {
    let mut tasks = tasks(seeds);
    let verdict = assign(&mut tasks, people, now());
    (tasks, verdict)
}

/// The fewest late tasks of any plan: every assignment to people that may, each person's work in every order.
fn fewest_late(seeds: &[Seed], people: &[Person]) -> usize {
    fn place(rest: &[Seed], queues: &mut Vec<Vec<Seed>>, people: &[Person]) -> usize {
        let Some((first, rest)) = rest.split_first() else {
            return queues
                .iter()
                .zip(people)
                .map(|(queue, person)| alone(queue, person, now()))
                .sum();
        };
        // Somebody who may not do it makes it late: that is how nobody is counted.
        let mut best = 1 + place(rest, queues, people);
        for (number, person) in people.iter().enumerate() {
            if person.levels.contains(&first.0) {
                queues[number].push(*first);
                best = best.min(place(rest, queues, people));
                queues[number].pop();
            }
        }
        best
    }
    fn alone(queue: &[Seed], person: &Person, from: DateTime<Utc>) -> usize {
        let mut best = queue.len();
        for (number, (_, minutes, due)) in queue.iter().enumerate() {
            let mut rest = queue.to_vec();
            rest.remove(number);
            let end = person
                .hours
                .add(from, TimeDelta::minutes(i64::from(*minutes)))
                .unwrap();
            let late = usize::from(end > now() + TimeDelta::minutes(*due));
            best = best.min(late + alone(&rest, person, end));
        }
        best
    }
    place(seeds, &mut vec![Vec::new(); people.len()], people)
}

const DAY: &[&str] = &["09:30-10:00", "10:10-12:00"];

fn seeds(levels: std::ops::RangeInclusive<u8>, most: usize) -> impl Strategy<Value = Vec<Seed>> {
    let seed = (levels, 1_u32..40, 20_i64..180);
    proptest::collection::vec(seed, 1..=most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn one_person_meets_all_whenever_any_order_does(seeds in seeds(1..=1, 6)) {
        let people = [person("ann", &[1], DAY)];
        let (_, verdict) = given(&seeds, &people);
        let fewest = fewest_late(&seeds, &people);
        prop_assert_eq!(verdict.late == 0, fewest == 0);
        // With one person the water has one way: all that is late is proven.
        prop_assert_eq!(verdict.late_at_least == 0, fewest == 0);
    }

    #[test]
    fn the_proof_never_claims_more_than_is_true(seeds in seeds(1..=3, 5)) {
        let people = [person("ann", &[1], DAY), person("bob", &[1, 2], &["09:00-11:00"]), person("cid", &[2], DAY)];
        let (tasks, verdict) = given(&seeds, &people);
        let fewest = fewest_late(&seeds, &people);
        prop_assert!(verdict.late_at_least <= fewest, "claims {} of {fewest}", verdict.late_at_least);
        prop_assert!(fewest <= verdict.late);
        prop_assert_eq!(tasks.iter().filter(|task| task.breach == Some(true)).count(), verdict.late);
        prop_assert!(tasks.iter().all(|task| task.why.is_empty() == task.breach.is_none()));
    }

    #[test]
    fn equal_tasks_of_equal_people_are_met_whenever_any_plan_does(dues in proptest::collection::vec(10_i64..60, 1..=5)) {
        let seeds: Vec<Seed> = dues.iter().map(|due| (1, 10, *due)).collect();
        let people = [person("ann", &[1], &["09:00-12:00"]), person("bob", &[1], &["09:00-12:00"])];
        let (_, verdict) = given(&seeds, &people);
        prop_assert_eq!(verdict.late == 0, fewest_late(&seeds, &people) == 0);
    }
}

#[test]
fn a_shortage_names_who_would_be_needed() {
    // Forty minutes of level 2 in half an hour of one person; level 1 has room.
    let seeds = [(2, 20, 30), (2, 20, 30), (1, 10, 60)];
    let people = [
        person("ann", &[1], &["09:00-12:00"]),
        person("bob", &[2], &["09:00-12:00"]),
    ];
    let (tasks, verdict) = given(&seeds, &people);
    assert_eq!((verdict.late, verdict.late_at_least), (1, 1));
    let text = "2 tasks (level 2) need 40 min before 2026-11-24T09:30:00Z; bob has 30 min: 10 min short, at least 1 late";
    assert_eq!(verdict.shortages[0].to_string(), text);
    let late = tasks.iter().find(|task| task.breach == Some(true)).unwrap();
    assert_eq!(late.why, [text]);
}

#[test]
fn whom_others_need_is_spared_when_that_saves_a_task() {
    // Ann may do level 1 alone, Bob both: the first task must not take Bob although both are free.
    let seeds = [(1, 10, 10), (1, 10, 20), (2, 20, 20)];
    let mut people = [
        person("bob", &[1, 2], &["09:00-12:00"]),
        person("ann", &[1], &["09:00-12:00"]),
    ];
    for _ in 0..2 {
        let (tasks, verdict) = given(&seeds, &people);
        assert_eq!(verdict.late, 0, "{tasks:?}");
        people.reverse();
    }
}

#[test]
fn late_without_a_proof_says_so() {
    // Two people, three tasks of 20 minutes in half an hour each: split in halves they would fit, whole they do not.
    let seeds = [(1, 20, 30), (1, 20, 30), (1, 20, 30)];
    let people = [
        person("ann", &[1], &["09:00-12:00"]),
        person("bob", &[1], &["09:00-12:00"]),
    ];
    let (tasks, verdict) = given(&seeds, &people);
    assert_eq!((verdict.late, verdict.late_at_least), (1, 0));
    let late = tasks.iter().find(|task| task.breach == Some(true)).unwrap();
    assert_eq!(
        late.why,
        ["late by 10 min in this plan; that every plan is late is not proven"]
    );
    assert_eq!(fewest_late(&seeds, &people), 1);
}

#[test]
fn every_hour_is_an_hour() {
    let hours = around_the_clock(&Zone::named("Europe/Paris").unwrap());
    let day = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let whole = hours.between(day("2026-10-20T00:00:00Z"), day("2026-10-27T00:00:00Z"));
    assert_eq!(whole, TimeDelta::days(7));
}
