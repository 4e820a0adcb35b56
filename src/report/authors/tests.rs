//! Authors, by small stories.

use chrono::{DateTime, TimeDelta, Utc};

use super::judged::{Judged, Stand};
use super::occasion::OccasionKind;
use super::segment::{Segment, scores};
use super::{Authors, AuthorsOptions};
use crate::report::scope::Scope;
use crate::time::{Range, Zone};

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn judged(lines: &[String]) -> Judged {
    let mut authors = empty();
    for line in lines {
        authors.add_line(line).unwrap();
    }
    Judged::of(authors)
}

fn empty() -> Authors {
    Authors::new(&AuthorsOptions {
        scope: Scope {
            zone: Zone::utc(),
            range: Range::default(),
            clients: Vec::new(),
            now: now(),
            ids: 2,
            min_group: 0,
        },
        recent: TimeDelta::days(7),
        top: 10,
    })
}

fn post(id: &str, author: &str, day: &str, more: &str) -> String {
    format!(
        r#"{{"type":"post","id":"{id}","source":"x","author":{{"handle":"{author}"}},"text":"t","published_at":"{day}T10:00:00Z"{more}}}"#
    )
}

fn found(judged: &Judged) -> Vec<(OccasionKind, String, String)> {
    let one = |occasion: &super::occasion::Occasion| {
        let seen = &occasion.seen;
        (
            occasion.kind,
            judged.people[seen.author].name.clone(),
            seen.id.clone(),
        )
    };
    judged.occasions.iter().map(one).collect()
}

#[test]
fn occasions_are_seen_and_only_they() {
    let praise = r#","labels":{"intent":"praise","stance":"thank","sentiment":"positive"}"#;
    let question = r#","labels":{"intent":"question","stance":"answer"}"#;
    let judged = judged(&[
        post("a1", "ann", "2024-11-25", ""),
        post("a2", "ann", "2025-03-01", ""),
        post("a3", "ann", "2026-11-20", praise),
        post("b1", "bob", "2026-11-19", praise),
        post(
            "o1",
            "us",
            "2026-11-19",
            r#","own":true,"in_reply_to_id":"b1""#,
        ),
        post("c1", "cat", "2026-10-01", question),
        // The reply of a fan comes before us, ours is no fan's, and an answer to oneself is none.
        post("d1", "dan", "2026-11-18", r#","in_reply_to_id":"c1""#),
        post("d2", "dan", "2026-11-19", r#","in_reply_to_id":"c1""#),
        post(
            "o2",
            "us",
            "2026-11-19",
            r#","own":true,"in_reply_to_id":"c1""#,
        ),
        post("c2", "cat", "2026-11-20", r#","in_reply_to_id":"c1""#),
        // Read once more: nothing new.
        post("a3", "ann", "2026-11-20", praise),
    ]);
    let expected = [
        (OccasionKind::Thanks, "ann", "a3"),
        (OccasionKind::AnsweredByFan, "dan", "d1"),
        (OccasionKind::FirstPost, "bob", "b1"),
        (OccasionKind::FirstPost, "dan", "d1"),
        (OccasionKind::Returned, "ann", "a3"),
        (OccasionKind::Anniversary, "ann", "a1"),
    ];
    let expected: Vec<_> = expected
        .map(|(kind, name, id)| (kind, name.to_owned(), id.to_owned()))
        .to_vec();
    assert_eq!(found(&judged), expected);
    let ann = judged
        .people
        .iter()
        .find(|person| person.name == "ann")
        .unwrap();
    assert_eq!((ann.posts, ann.positive, ann.ids.len()), (3, 1, 2));
}

#[test]
fn a_first_post_is_not_told_from_the_first_that_was_read() {
    let judged = judged(&[post("a1", "ann", "2026-11-20", "")]);
    assert!(found(&judged).is_empty());
    assert_ne!(judged.standings[0].segment, Segment::Newcomer);
}

#[test]
fn those_who_stand_out_are_named_and_chance_is_not() {
    let mut lines = Vec::new();
    for author in 0..60 {
        for number in 0..5 {
            // One in five posts of everybody is negative; of `angry` all of eight.
            let tone = if number == author % 5 {
                "negative"
            } else {
                "neutral"
            };
            lines.push(post(
                &format!("p{author}-{number}"),
                &format!("u{author}"),
                "2026-11-01",
                &format!(r#","labels":{{"sentiment":"{tone}"}}"#),
            ));
        }
    }
    for number in 0..8 {
        lines.push(post(
            &format!("n{number}"),
            "angry",
            "2026-11-02",
            r#","labels":{"sentiment":"negative"}"#,
        ));
    }
    let judged = judged(&lines);
    let named: Vec<_> = judged
        .standings
        .iter()
        .filter(|standing| standing.stand.is_some())
        .collect();
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].stand, Some(Stand::Detractor));
    assert_eq!(judged.people[named[0].author].name, "angry");
}

#[test]
fn influence_rises_with_answers_from_the_answered() {
    let mut lines = vec![
        post("h", "hub", "2026-11-01", ""),
        post("q", "quiet", "2026-11-01", ""),
    ];
    for number in 0..6 {
        lines.push(post(
            &format!("r{number}"),
            &format!("u{number}"),
            "2026-11-02",
            r#","in_reply_to_id":"h""#,
        ));
    }
    let judged = judged(&lines);
    let first = &judged.standings[0];
    assert_eq!(judged.people[first.author].name, "hub");
    assert!(first.centrality > 2.0, "{}", first.centrality);
    assert_eq!(judged.links, 6);
}

#[test]
fn scores_are_fifths_with_ties_below() {
    assert_eq!(scores(&[1, 1, 1, 1, 2]), [1, 1, 1, 1, 5]);
    assert_eq!(scores(&[10, 20, 30, 40, 50]), [1, 2, 3, 4, 5]);
    assert!(scores(&[]).is_empty());
}

#[test]
fn several_readers_gather_what_one_gathers() {
    let praise = r#","metrics":{"like_count":3},"labels":{"intent":"praise","stance":"thank","sentiment":"positive"}"#;
    let question =
        r#","metrics":{"like_count":2},"labels":{"intent":"question","sentiment":"negative"}"#;
    let mut lines = vec![
        post("a1", "ann", "2026-11-01", ""),
        post("a2", "ann", "2026-11-20", praise),
        post("c1", "cat", "2026-11-17", question),
        post("d1", "dan", "2026-11-18", r#","in_reply_to_id":"c1""#),
        post("e1", "eve", "2026-11-18", r#","in_reply_to_id":"c1""#),
        post(
            "o1",
            "us",
            "2026-11-19",
            r#","own":true,"in_reply_to_id":"c1""#,
        ),
    ];
    // Read again, with more likes: counted once, with the most.
    lines.push(lines[1].replace("\"like_count\":3", "\"like_count\":9"));
    lines.push(lines[3].clone());
    let mut alone = empty();
    for line in &lines {
        alone.add_line(line).unwrap();
    }
    let alone = alone.document();
    for readers in [2, 3, 7] {
        let mut parts: Vec<Authors> = (0..readers).map(|_| empty()).collect();
        for (at, line) in lines.iter().enumerate() {
            parts[at % readers].add_line(line).unwrap();
        }
        let mut whole = empty();
        for part in parts.into_iter().rev() {
            whole.merge(part);
        }
        assert_eq!(whole.document(), alone, "{readers} readers");
    }
}
