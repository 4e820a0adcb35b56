//! Tests of what may be asked besides groups: periods compared, gaps, small groups, ids, keys, repeated posts.

use super::tests::{count, options, rows};
use super::*;
use crate::report::rate::Per;
use crate::time::{Clock, Zone};
use crate::time::{Range, instant};
use proptest::prelude::{any, proptest};
use proptest::sample::Index;
use serde_json::json;

fn post(number: usize, client: &str, at: &str) -> String {
    json!({"id": format!("x:{number}"), "text": "x", "client": client, "published_at": at,
        "author": {"id": format!("u{}", number % 7), "followers_count": 100}, "metrics": {"like_count": number % 5}})
    .to_string()
}

/// So many posts on each day from the first to the 28th of November, spread over the day.
fn month(client: &str, per_day: impl Fn(usize) -> usize) -> Vec<String> {
    let days = (1..=28).flat_map(|day| (0..per_day(day)).map(move |number| (day, number)));
    days.map(|(day, number)| {
        let at = format!("2026-11-{day:02}T{:02}:30:00Z", number % 24);
        post(day * 1000 + number, client, &at)
    })
    .collect()
}

fn day(text: &str) -> chrono::DateTime<chrono::Utc> {
    instant(text, &Zone::utc(), Clock::System.now()).unwrap()
}

/// The second fortnight against the first.
fn fortnights(by: &str) -> SummaryOptions {
    let range = Range {
        since: Some(day("2026-11-15")),
        until: Some(day("2026-11-29")),
    };
    SummaryOptions {
        range,
        compare: Some(range),
        compare_said: true,
        ..options(by)
    }
}

#[test]
fn periods_are_compared_group_by_group() {
    let mut lines = month("grown", |day| if day < 15 { 10 } else { 30 });
    lines.extend(month("level", |_| 20));
    lines.extend(month("gone", |day| if day < 15 { 9 } else { 0 }));
    let groupings = count(&fortnights("client"), &lines).finish().unwrap();
    let rows = rows(&groupings);
    let said: Vec<(&str, &str, u64)> = rows
        .iter()
        .map(|row| {
            (
                row["client"].as_str().unwrap(),
                row["post_count_change"].as_str().unwrap(),
                row["post_count_before"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("gone", "down", 126),
            ("grown", "up", 140),
            ("level", "steady", 280)
        ]
    );
    assert_eq!(rows[0]["post_count"], 0);
    assert_eq!(rows[1]["post_count_ratio"], 3.0);
    assert_eq!(rows[1]["engagement_change"], "up");
    assert_eq!(groupings.skipped.not_asked, 0);
}

#[test]
fn a_page_says_what_changed() {
    let lines = month("a", |day| if day < 15 { 4 } else { 40 });
    let page = format!(
        "{:?}",
        count(&fortnights(""), &lines).finish().unwrap().document()
    );
    assert!(page.contains("\"up\""), "{page}");
    let alone = month("a", |day| if day < 15 { 0 } else { 4 });
    let page = format!(
        "{:?}",
        count(&fortnights(""), &alone).finish().unwrap().document()
    );
    assert!(page.contains("nothing to compare with"), "{page}");
}

#[test]
fn the_denominator_is_the_one_asked_for() {
    let lines = month("a", |_| 5);
    for (per, rate) in [(Per::Followers, 0.02), (Per::Post, 2.0)] {
        let asked = SummaryOptions {
            per: Some(per),
            ..options("client")
        };
        let rows = rows(&count(&asked, &lines).finish().unwrap());
        assert_eq!(rows[0]["engagement_rate"], rate);
        assert_eq!(rows[0]["engagement_rate_by"], per.name());
        assert_eq!(rows[0]["engagement_rate_post_count"], 140);
    }
}

#[test]
fn gaps_are_rows_of_nothing() {
    let lines = [
        post(1, "a", "2026-10-24T12:00:00Z"),
        post(2, "b", "2026-10-27T12:00:00Z"),
    ];
    let asked = SummaryOptions {
        gaps: true,
        ..options("client,day")
    };
    let found = rows(&count(&asked, &lines).finish().unwrap());
    let counts: Vec<u64> = found
        .iter()
        .map(|row| row["post_count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [1, 0, 0, 0, 0, 0, 0, 1]);
    // The night of the clock change has 25 hours; a forged date does not fill the memory.
    let hours = SummaryOptions {
        zone: Zone::named("Europe/Paris").unwrap(),
        range: Range {
            since: Some(day("2026-10-24T22:00:00Z")),
            until: Some(day("2026-10-25T23:00:00Z")),
        },
        gaps: true,
        ..options("hour")
    };
    assert_eq!(rows(&count(&hours, &[]).finish().unwrap()).len(), 25);
    let forged = [post(1, "a", "0001-01-01T00:00:00Z"), lines[0].clone()];
    let groupings = count(&asked, &forged).finish().unwrap();
    assert!(groupings.gaps_left_out);
    assert_eq!(groupings.rows.len(), 2);
}

#[test]
fn small_groups_are_put_together() {
    let mut lines = Vec::new();
    for (client, posts) in [("big", 9), ("few", 3), ("rare", 2)] {
        lines.extend((0..posts).map(|number| post(number, client, "2026-11-01T00:00:00Z")));
    }
    let ask = |least, lines: &[String]| {
        let asked = SummaryOptions {
            min_group: least,
            ..options("client")
        };
        let groupings = count(&asked, lines).finish().unwrap();
        let names: Vec<(String, u64)> = groupings
            .rows
            .iter()
            .map(|(keys, group)| (keys[0].to_string(), group.post_count))
            .collect();
        (names, groupings.suppressed)
    };
    let named = |name: &str, posts| (name.to_owned(), posts);
    assert_eq!(
        ask(5, &lines),
        (vec![named("big", 9), named("other (suppressed)", 5)], 0)
    );
    assert_eq!(ask(6, &lines), (vec![named("big", 9)], 5));
    assert_eq!(ask(3, &lines).1, 2);
}

#[test]
fn keys_hide_authors_and_do_not_mix() {
    let lines = month("a", |_| 3);
    let keyed = |secret: &[u8]| SummaryOptions {
        author_key: AuthorKey::new(secret),
        ..options("day,client")
    };
    let buckets = |options: &SummaryOptions, lines: &[String]| -> Vec<String> {
        let groupings = count(options, lines).finish().unwrap();
        groupings
            .buckets()
            .map(|bucket| serde_json::to_string(&bucket).unwrap())
            .collect()
    };
    let (one, two) = (keyed(b"one secret"), keyed(b"another secret"));
    let plain = rows(&count(&options("client"), &lines).finish().unwrap());
    let (left, right) = lines.split_at(30);
    let mut parts = buckets(&one, right);
    parts.extend(buckets(&one, left));
    assert_eq!(
        rows(&count(&options("client"), &parts).finish().unwrap()),
        plain
    );
    assert_ne!(buckets(&one, left), buckets(&two, left));
    parts.extend(buckets(&two, left));
    let mixed = count(&options("client"), &parts).finish().unwrap();
    assert!(mixed.keys_differ);
    assert_eq!(rows(&mixed)[0].get("author_count"), None);
}

#[test]
fn too_many_groups_are_refused() {
    let lines: Vec<String> = (0..20)
        .map(|number| post(number, &format!("c{number}"), "2026-11-01T00:00:00Z"))
        .collect();
    let asked = SummaryOptions {
        max_groups: 19,
        ..options("client")
    };
    let mut parts = count(&asked, &lines[..10]);
    parts.merge(count(&asked, &lines[10..]));
    assert!(parts.finish().is_err());
    assert!(count(&asked, &lines).finish().is_err());
    assert!(count(&asked, &lines[1..]).finish().is_ok());
}

proptest! {
    #[test]
    fn ids_do_not_depend_on_order(cut in any::<Index>(), most in 1_usize..40) {
        let lines = month("a", |day| day % 4);
        let asked = SummaryOptions { ids: most, ..options("client") };
        let whole = rows(&count(&asked, &lines).finish().unwrap());
        let (left, right) = lines.split_at(cut.index(lines.len()));
        let mut parts = count(&asked, right);
        parts.merge(count(&asked, left));
        assert_eq!(rows(&parts.finish().unwrap()), whole);
        let ids = whole[0]["post_ids"].as_str().unwrap().split(' ').count();
        assert_eq!(ids, most.min(lines.len()));
    }
}
