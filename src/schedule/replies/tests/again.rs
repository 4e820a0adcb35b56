//! Runs over what earlier runs left: what is begun stays, what is answered is done, copies are one task.

use super::{Effort, Memory, NOW, at, inbox, mention, options, person};
use crate::record::{Task, TaskKind, TaskStatus};
use crate::schedule::assign::{Calls, Person};
use crate::schedule::replies::{Replies, replies};
use crate::time::{BusinessHours, Zone};

fn run(lines: &[&str], tasks: &[Task], now: &str, people: &[Person]) -> Replies {
    let mut memory = Memory::new();
    for task in tasks {
        memory.add(task.clone());
    }
    replies(&inbox(lines), &memory, &options(now, people.to_vec()))
}

fn team() -> Vec<Person> {
    vec![person("ann", &[1, 2]), person("bob", &[1, 2, 3])]
}

fn of<'a>(made: &'a Replies, id: &str) -> &'a Task {
    made.tasks.iter().find(|task| task.id == id).unwrap()
}

const ANSWER: &str = r#""stance":"answer","level":1"#;

#[test]
fn what_is_begun_stays_and_is_answered_once() {
    let first = mention("m:1", "2026-11-24T08:00:00Z", ANSWER);
    let second = mention("m:2", "2026-11-24T08:10:00Z", ANSWER);
    let made = run(&[&first, &second], &[], NOW, &team());
    let mut tasks = made.tasks.clone();
    tasks[0].status = TaskStatus::Pending;
    tasks[0].assignee = Some("bob".to_owned());
    let later = "2026-11-24T10:00:00Z";
    let again = run(&[&second, &first], &tasks, later, &team());
    assert_eq!(again.tasks.len(), 2);
    let begun = of(&again, &tasks[0].id);
    assert_eq!(begun.status, TaskStatus::Pending);
    assert_eq!(begun.assignee.as_deref(), Some("bob"));
    assert_eq!(begun.start_at, tasks[0].start_at);
    let ours =
        r#"{"id":"m:9","own":true,"in_reply_to_id":"m:1","published_at":"2026-11-24T10:30:00Z"}"#;
    let done = run(
        &[&first, ours],
        &again.tasks,
        "2026-11-24T11:00:00Z",
        &team(),
    );
    assert_eq!((done.tasks.len(), done.resolved), (2, 1));
    assert_eq!(of(&done, "reply:m:1").status, TaskStatus::Resolved);
    assert_eq!(
        of(&done, "reply:m:1").resolved_at,
        Some(at("2026-11-24T10:30:00Z"))
    );
    // Also when the posts are not given again, and for ever after.
    let last = run(&[&first], &done.tasks, "2026-11-24T12:00:00Z", &team());
    assert_eq!(last.tasks.len(), 2);
    assert_eq!(of(&last, "reply:m:1").status, TaskStatus::Resolved);
    assert_eq!(of(&last, "reply:m:2").status, TaskStatus::Open);
}

#[test]
fn open_tasks_stay_with_whoever_has_them() {
    let lines: Vec<String> = (10..30)
        .map(|n| mention(&format!("m:{n}"), "2026-11-24T08:00:00Z", ANSWER))
        .collect();
    let all: Vec<&str> = lines.iter().map(String::as_str).collect();
    let made = run(&all[5..], &[], NOW, &team());
    let again = run(&all, &made.tasks, "2026-11-24T09:30:00Z", &team());
    assert_eq!(again.tasks.len(), 20);
    for task in &made.tasks {
        assert_eq!(of(&again, &task.id).assignee, task.assignee, "{}", task.id);
    }
}

#[test]
fn a_snoozed_task_comes_back() {
    let asked = mention("m:1", "2026-11-24T08:00:00Z", ANSWER);
    let mut tasks = run(&[&asked], &[], NOW, &team()).tasks;
    tasks[0].status = TaskStatus::Snoozed;
    tasks[0].snoozed_until = Some(at("2026-11-24T12:00:00Z"));
    let early = run(&[&asked], &tasks, "2026-11-24T11:00:00Z", &team());
    assert_eq!(early.tasks, tasks);
    let late = run(&[], &early.tasks, "2026-11-24T12:00:00Z", &team());
    assert_eq!((late.tasks[0].status, late.woken), (TaskStatus::Open, 1));
    assert_eq!(late.tasks[0].assignee, tasks[0].assignee);
    // Without a time it comes back when it must be begun: five minutes before it is due.
    tasks[0].snoozed_until = None;
    let due = tasks[0].due_at;
    let now = |minutes: i64| (due - chrono::TimeDelta::minutes(minutes)).to_rfc3339();
    assert_eq!(run(&[], &tasks, &now(6), &team()).woken, 0);
    assert_eq!(run(&[], &tasks, &now(5), &team()).woken, 1);
}

#[test]
fn a_wave_is_one_task_with_its_count() {
    let copy = |n: u32, time: &str, level: u8| {
        let of = if n == 1 {
            String::new()
        } else {
            r#","duplicate_of":"m:1""#.to_owned()
        };
        mention(
            &format!("m:{n}"),
            time,
            &format!(r#""stance":"answer","level":{level}{of}"#),
        )
    };
    let lines = [
        copy(1, "2026-11-24T08:00:00Z", 1),
        copy(2, "2026-11-24T08:01:00Z", 2),
        copy(3, "2026-11-24T08:02:00Z", 1),
    ];
    let all: Vec<&str> = lines.iter().map(String::as_str).collect();
    let made = run(&all, &[], NOW, &team());
    assert_eq!(made.tasks.len(), 1);
    let task = &made.tasks[0];
    assert_eq!((task.id.as_str(), task.level), ("reply:m:1", 2));
    assert_eq!(task.duplicate_count, Some(2));
    // A copy of a later run joins the task, also when the first post is not there; the same copies are not counted twice.
    let fourth = copy(4, "2026-11-24T08:30:00Z", 1);
    let again = run(&[&fourth, all[2]], &made.tasks, NOW, &team());
    assert_eq!(again.tasks.len(), 1);
    assert_eq!(again.tasks[0].duplicate_count, Some(3));
    assert_eq!(again.tasks[0].title, task.title);
    // One answer settles those that were there before it; what comes after wants another.
    let ours =
        r#"{"id":"m:9","own":true,"in_reply_to_id":"m:2","published_at":"2026-11-24T09:00:00Z"}"#;
    let fifth = copy(5, "2026-11-24T09:30:00Z", 1);
    let given = [all.as_slice(), &[&fourth, &fifth, ours]].concat();
    let done = run(&given, &again.tasks, "2026-11-24T10:00:00Z", &team());
    assert_eq!(done.tasks.len(), 2);
    assert_eq!(of(&done, "reply:m:1").status, TaskStatus::Resolved);
    assert_eq!(of(&done, "reply:m:5").status, TaskStatus::Open);
    let same = run(&given, &done.tasks, "2026-11-24T10:00:00Z", &team());
    assert_eq!(same.tasks, done.tasks);
}

#[test]
fn what_is_gone_or_asks_for_nothing_is_done() {
    let asked = mention("m:1", "2026-11-24T08:00:00Z", ANSWER);
    let grave = mention(
        "m:2",
        "2026-11-24T08:00:00Z",
        r#""stance":"escalate","level":3"#,
    );
    let made = run(&[&asked, &grave], &[], NOW, &team());
    assert_eq!(made.tasks.len(), 3);
    let gone = r#"{"type":"gone","id":"m:1","seen_at":"2026-11-24T09:30:00Z","why":"410"}"#;
    let milder = mention("m:2", "2026-11-24T08:00:00Z", ANSWER);
    let again = run(
        &[gone, &milder],
        &made.tasks,
        "2026-11-24T10:00:00Z",
        &team(),
    );
    assert_eq!(of(&again, "reply:m:1").why, ["the post is gone"]);
    assert_eq!(of(&again, "prepare:m:2").status, TaskStatus::Resolved);
    assert_eq!(of(&again, "reply:m:2").status, TaskStatus::Open);
    assert_eq!(again.tasks.len(), 3);
}

#[test]
fn the_wording_is_agreed_before_the_reply_and_by_the_same_person() {
    let grave = mention("m:1", NOW, r#""stance":"escalate","level":3"#);
    let made = run(&[&grave], &[], NOW, &team());
    let (wording, reply) = (of(&made, "prepare:m:1"), of(&made, "reply:m:1"));
    assert_eq!(wording.kind, TaskKind::Prepare);
    assert_eq!(wording.assignee, reply.assignee);
    let minutes = chrono::TimeDelta::minutes(Effort::default().prepare.into());
    assert_eq!(wording.start_at.unwrap() + minutes, reply.start_at.unwrap());
}

#[test]
fn nobody_is_called_who_is_not_on_call() {
    let mut team = team();
    let night = ["18:00-24:00".to_owned()];
    let nights = BusinessHours::new(Zone::named("Europe/Paris").unwrap(), [&night[..]; 7]);
    team[0].on_call = Some(Calls {
        hours: nights.unwrap(),
        turn: None,
    });
    team[1].on_call = None;
    let labels = r#""stance":"answer","level":1,"urgency":1"#;
    let now = "2026-11-24T19:00:00Z";
    let made = run(&[&mention("m:1", now, labels)], &[], now, &team);
    assert_eq!(made.tasks[0].assignee.as_deref(), Some("ann"));
    assert_eq!(made.tasks[0].breach, None);
    // At two in the morning nobody is: the first comes in at nine, and the plan says who is wanted.
    let now = "2026-11-25T01:00:00Z";
    let made = run(&[&mention("m:1", now, labels)], &[], now, &team);
    assert_eq!(made.tasks[0].start_at, Some(at("2026-11-25T08:00:00Z")));
    assert_eq!(made.tasks[0].breach, Some(true));
    assert_eq!(
        made.tasks[0].why,
        [
            "nobody who may do it (ann, bob) works 5 min between now and then: it needs somebody for level 1, client KO"
        ]
    );
    assert_eq!(made.verdict.late_at_least, 1);
}
