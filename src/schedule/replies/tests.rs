//! Which posts become tasks, when they are due, and who gets them.

use chrono::{DateTime, Utc};

use crate::record::Task;
use crate::time::{BusinessHours, Zone};

use super::{Effort, Inbox, Memory, Mention, ReplyOptions, replies};
use crate::schedule::assign::{Calls, Person};
use crate::time::ServiceLevels;

mod again;
mod clocks;
mod laws;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn person(name: &str, levels: &[u8]) -> Person {
    Person {
        name: name.to_owned(),
        departments: Vec::new(),
        levels: levels.to_vec(),
        langs: Vec::new(),
        clients: Vec::new(),
        max_clients: 3,
        hours: office(),
        on_call: Some(Calls {
            hours: around_the_clock(),
            turn: None,
        }),
    }
}

fn around_the_clock() -> BusinessHours {
    let all_day = ["00:00-24:00".to_owned()];
    BusinessHours::new(Zone::utc(), [&all_day[..]; 7]).unwrap()
}

fn office() -> BusinessHours {
    BusinessHours::office(Zone::named("Europe/Paris").unwrap())
}

/// Tuesday 10:00 in Paris.
const NOW: &str = "2026-11-24T09:00:00Z";

fn tasks(lines: &[&str], people: Vec<Person>) -> Vec<Task> {
    replies(&inbox(lines), &Memory::new(), &options(NOW, people)).tasks
}

fn inbox(lines: &[&str]) -> Inbox {
    let mut inbox = Inbox::new();
    for line in lines {
        inbox.add(&serde_json::from_str::<Mention<'_>>(line).unwrap());
    }
    inbox
}

fn options(now: &str, people: Vec<Person>) -> ReplyOptions {
    ReplyOptions {
        now: at(now),
        service_levels: ServiceLevels::default(),
        hours: office(),
        people,
        effort: Effort::default(),
    }
}

fn mention(id: &str, when: &str, labels: &str) -> String {
    format!(
        r#"{{"type":"post","id":"{id}","published_at":"{when}","text":"où est mon colis ?","client":"KO","labels":{{{labels}}}}}"#
    )
}

#[test]
fn only_what_still_needs_an_answer_becomes_a_task() {
    let asked = mention(
        "m:1",
        "2026-11-24T08:00:00Z",
        r#""stance":"answer","level":1"#,
    );
    let ignored = mention(
        "m:2",
        "2026-11-24T08:00:00Z",
        r#""stance":"ignore","level":1"#,
    );
    let insult = mention(
        "m:3",
        "2026-11-24T08:00:00Z",
        r#""stance":"moderate","level":2"#,
    );
    let answered = mention(
        "m:4",
        "2026-11-24T08:00:00Z",
        r#""stance":"answer","level":1"#,
    );
    let edited = mention(
        "m:5",
        "2026-11-24T08:30:00Z",
        r#""stance":"answer","level":1"#,
    );
    let lines = [
        asked.as_str(),
        &asked,
        &ignored,
        &insult,
        &answered,
        &edited,
        r#"{"type":"post","id":"m:6","own":true,"in_reply_to_id":"m:4","published_at":"2026-11-24T08:10:00Z"}"#,
        // Earlier than the post it answers: not an answer to these words.
        r#"{"type":"post","id":"m:7","own":true,"in_reply_to_id":"m:5","published_at":"2026-11-24T08:10:00Z"}"#,
        r#"{"id":"m:8","text":"without labels"}"#,
        r#"{"type":"slot","id":"m:9","labels":{"stance":"answer"}}"#,
    ];
    let ids: Vec<String> = tasks(&lines, Vec::new())
        .into_iter()
        .map(|task| task.id)
        .collect();
    assert_eq!(ids, ["moderate:m:3", "reply:m:1", "reply:m:5"]);
}

#[test]
fn due_times_follow_level_urgency_and_reply_by() {
    let when = "2026-11-24T08:00:00Z";
    let one = |labels: &str| tasks(&[&mention("m:1", when, labels)], Vec::new());
    assert_eq!(one(r#""level":1"#)[0].due_at, at("2026-11-25T08:30:00Z"));
    assert_eq!(one(r#""level":2"#)[0].due_at, at("2026-11-24T13:30:00Z"));
    assert_eq!(
        one(r#""level":1,"urgency":0.8"#)[0].due_at,
        at("2026-11-24T09:00:00Z")
    );
    assert_eq!(
        one(r#""level":1,"reply_by":"2026-11-24T10:00:00Z""#)[0].due_at,
        at("2026-11-24T10:00:00Z")
    );
    // An hour after eight is now: nobody can meet it.
    assert_eq!(one(r#""urgency":1.0"#)[0].breach, Some(true));
    assert_eq!(one(r#""level":2"#)[0].breach, None);
}

#[test]
fn level_3_also_agrees_the_wording_first() {
    let line = mention(
        "m:1",
        "2026-11-24T08:50:00Z",
        r#""stance":"escalate","level":3"#,
    );
    let made = tasks(
        &[&line],
        vec![person("director", &[3]), person("junior", &[1])],
    );
    let ids: Vec<&str> = made.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(ids, ["prepare:m:1", "reply:m:1"]);
    assert_eq!(
        made[0].title.as_deref(),
        Some("agree the wording: où est mon colis ?")
    );
    assert!(
        made.iter()
            .all(|task| task.assignee.as_deref() == Some("director"))
    );
    assert!(made[0].due_at < made[1].due_at);
}

#[test]
fn threads_stay_together_and_load_is_shared() {
    let mut lines = Vec::new();
    for number in 0..8 {
        let thread = number / 2;
        lines.push(format!(
            r#"{{"id":"m:{number}","conversation_id":"t:{thread}","published_at":"2026-11-24T08:5{number}:00Z","labels":{{"level":1,"stance":"answer"}}}}"#
        ));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let made = tasks(&lines, vec![person("ann", &[1]), person("bob", &[1, 2])]);
    let of = |id: &str| {
        made.iter()
            .find(|task| task.id == id)
            .unwrap()
            .assignee
            .clone()
            .unwrap()
    };
    for thread in 0..4 {
        assert_eq!(
            of(&format!("reply:m:{}", 2 * thread)),
            of(&format!("reply:m:{}", 2 * thread + 1))
        );
    }
    let share = made
        .iter()
        .filter(|task| task.assignee.as_deref() == Some("ann"))
        .count();
    assert_eq!(share, 4);
}

#[test]
fn nobody_answers_what_is_not_theirs() {
    let mut german = person("gerda", &[1, 2]);
    german.langs = vec!["de".to_owned()];
    german.departments = vec!["sales".to_owned()];
    let labels = |lang: &str, department: &str, level: u8| {
        format!(r#""stance":"answer","lang":"{lang}","department":"{department}","level":{level}"#)
    };
    let given = |lang: &str, department: &str, level: u8| {
        let line = mention(
            "m:1",
            "2026-11-24T08:50:00Z",
            &labels(lang, department, level),
        );
        tasks(&[&line], vec![german.clone()])[0].assignee.is_some()
    };
    assert!(given("de", "sales", 2) && given("und", "sales", 1));
    assert!(!given("fr", "sales", 1) && !given("de", "hr", 1) && !given("de", "sales", 3));
}

#[test]
fn nobody_serves_more_clients_than_they_may() {
    let lines: Vec<String> = (0..5)
        .map(|n| format!(r#"{{"id":"m:{n}","client":"c{n}","published_at":"2026-11-24T08:50:00Z","labels":{{"level":1}}}}"#))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let made = tasks(&lines, vec![person("ann", &[1])]);
    assert_eq!(
        made.iter().filter(|task| task.assignee.is_some()).count(),
        3
    );
}

#[test]
fn a_queue_that_is_too_long_is_a_breach_from_where_it_breaks() {
    // Due in an hour: at 5 minutes each, twelve can be met.
    let lines: Vec<String> = (10..30)
        .map(|n| mention(&format!("m:{n}"), NOW, r#""level":1,"urgency":1"#))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let made = tasks(&lines, vec![person("ann", &[1])]);
    let met: Vec<bool> = made.iter().map(|task| task.breach.is_none()).collect();
    assert_eq!(met.iter().filter(|met| **met).count(), 12);
    assert!(met.is_sorted_by(|a, b| a >= b));
    assert_eq!(made[1].start_at, Some(at("2026-11-24T09:05:00Z")));
}

#[test]
fn at_night_whoever_is_on_call_comes_first() {
    let mut on_call = person("zoe", &[1, 2, 3]);
    on_call.hours = around_the_clock();
    let line = mention("m:1", "2026-11-24T22:00:00Z", r#""level":1,"urgency":1"#);
    let options = options("2026-11-24T22:05:00Z", vec![person("ann", &[1]), on_call]);
    let made = replies(&inbox(&[&line]), &Memory::new(), &options).tasks;
    assert_eq!(made[0].assignee.as_deref(), Some("zoe"));
}

#[test]
fn the_first_clients_do_not_use_up_everybody() {
    // Twelve clients, four people of three places each: every client finds somebody however often the first ones write.
    let lines: Vec<String> = (0..240)
        .map(|n| {
            let client = if n < 120 { n % 4 } else { n % 12 };
            format!(r#"{{"id":"m:{n}","client":"c{client}","published_at":"2026-11-24T08:{:02}:00Z","labels":{{"level":1}}}}"#, n / 5)
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let people = ["ann", "bob", "cid", "dan"]
        .map(|name| person(name, &[1]))
        .to_vec();
    assert!(
        tasks(&lines, people)
            .iter()
            .all(|task| task.assignee.is_some())
    );
}
