//! Laws that hold for any inbox and any team: nothing lost, nothing doubled, nobody asked for more than they may.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

use super::{Memory, inbox, options, person};
use crate::record::{Task, TaskKind, TaskStatus};
use crate::schedule::assign::Person;
use crate::schedule::replies::{Replies, replies};

/// A post: number, level, client, language, thread, copy of an earlier one, minutes after eight, answered or not.
type Seed = (u8, u8, u8, Option<u8>, Option<u8>, u16, bool);

fn seed() -> impl Strategy<Value = Seed> {
    let level = 1_u8..=3;
    let thread = prop_oneof![3 => Just(None), 1 => (0_u8..3).prop_map(Some)];
    let copy = prop_oneof![4 => Just(None), 1 => (0_u8..10).prop_map(Some)];
    let answered = prop_oneof![6 => Just(false), 1 => Just(true)];
    (level, 0_u8..5, 0_u8..2, thread, copy, 0_u16..60, answered)
}

fn lines(seeds: &[Seed]) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, (level, client, lang, thread, copy, minute, answered)) in seeds.iter().enumerate()
    {
        let thread = thread.map_or(String::new(), |thread| {
            format!(r#""conversation_id":"t:{thread}","#)
        });
        let copy = copy.filter(|copy| usize::from(*copy) < number);
        let copy = copy.map_or(String::new(), |copy| {
            format!(r#","duplicate_of":"m:{copy}""#)
        });
        let lang = ["fr", "en"][usize::from(*lang)];
        lines.push(format!(
            r#"{{"id":"m:{number}",{thread}"client":"c{client}","published_at":"2026-11-24T08:{minute:02}:00Z","labels":{{"stance":"answer","level":{level},"lang":"{lang}"{copy}}}}}"#
        ));
        if *answered {
            lines.push(format!(
                r#"{{"id":"o:{number}","own":true,"in_reply_to_id":"m:{number}","published_at":"2026-11-24T08:{minute:02}:30Z"}}"#
            ));
        }
    }
    lines
}

fn team() -> Vec<Person> {
    let mut ann = person("ann", &[1]);
    ann.langs = vec!["fr".to_owned()];
    let mut bob = person("bob", &[1, 2]);
    bob.max_clients = 2;
    let mut cid = person("cid", &[2, 3]);
    cid.clients = vec!["c0".to_owned(), "c1".to_owned()];
    vec![ann, bob, cid, person("dan", &[1, 2, 3])]
}

fn run(lines: &[String], memory: &[Task], now: &str) -> Replies {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut known = Memory::new();
    for task in memory {
        known.add(task.clone());
    }
    replies(&inbox(&lines), &known, &options(now, team()))
}

/// The post of every wave that wants an answer stands in one reply, as its post or among its copies.
fn covered(tasks: &[Task]) -> Vec<String> {
    let replies = tasks.iter().filter(|task| task.kind == TaskKind::Reply);
    let mut posts: Vec<String> = replies
        .flat_map(|task| task.post.iter().chain(&task.duplicates).cloned())
        .collect();
    posts.sort();
    posts
}

fn check_people(tasks: &[Task]) {
    let team = team();
    let mut clients: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for task in tasks
        .iter()
        .filter(|task| task.status != TaskStatus::Resolved)
    {
        let Some(name) = task.assignee.as_deref() else {
            continue;
        };
        let who = team.iter().find(|person| person.name == name).unwrap();
        assert!(who.levels.contains(&task.level), "{task:?}");
        assert!(
            who.langs.is_empty() || who.langs.contains(task.lang.as_ref().unwrap()),
            "{task:?}"
        );
        assert!(
            who.clients.is_empty() || who.clients.contains(task.client.as_ref().unwrap()),
            "{task:?}"
        );
        clients
            .entry(name)
            .or_default()
            .insert(task.client.as_ref().unwrap());
    }
    for (name, clients) in clients {
        let who = team.iter().find(|person| person.name == name).unwrap();
        assert!(clients.len() <= who.max_clients, "{name}: {clients:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_task_is_lost_or_doubled_over_runs(
        seeds in proptest::collection::vec(seed(), 1..24),
        cut in 0_usize..24,
        begun in proptest::collection::vec(0_u8..6, 24),
    ) {
        let all = lines(&seeds);
        let first = run(&all[..cut.min(all.len())], &[], "2026-11-24T09:00:00Z");
        check_people(&first.tasks);
        let mut memory = first.tasks.clone();
        for (task, begun) in memory.iter_mut().zip(&begun) {
            task.status = match begun {
                0 => TaskStatus::Pending,
                1 => TaskStatus::Resolved,
                _ => TaskStatus::Open,
            };
        }
        let second = run(&all, &memory, "2026-11-24T09:10:00Z");
        check_people(&second.tasks);
        let ids: Vec<&str> = second.tasks.iter().map(|task| task.id.as_str()).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        prop_assert_eq!(ids.len(), distinct.len());
        for task in &memory {
            let after = second.tasks.iter().find(|after| after.id == task.id);
            prop_assert!(after.is_some(), "{} is lost", task.id);
            let after = after.unwrap();
            if task.status == TaskStatus::Pending && after.status != TaskStatus::Resolved {
                prop_assert_eq!(after.status, TaskStatus::Pending);
                prop_assert_eq!(&after.assignee, &task.assignee);
            }
            if task.status == TaskStatus::Resolved {
                prop_assert_eq!(after, task);
            }
        }
        // What one run over all finds open, the second of two runs has open, begun or done.
        let known = covered(&second.tasks);
        for post in covered(&run(&all, &[], "2026-11-24T09:10:00Z").tasks) {
            prop_assert!(known.contains(&post), "{post} is lost");
        }
        let open: Vec<Task> = second.tasks.iter().filter(|task| task.status != TaskStatus::Resolved).cloned().collect();
        let posts = covered(&open);
        prop_assert_eq!(posts.len(), posts.iter().collect::<BTreeSet<_>>().len());
        // A third run over the same changes nothing.
        let third = run(&all, &second.tasks, "2026-11-24T09:10:00Z");
        prop_assert_eq!(third.tasks, second.tasks);
    }
}
