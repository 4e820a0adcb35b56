//! Tests of the summary: against a plain count of the same posts, in any order and in parts, and through buckets.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::document::Cell;
use crate::time::{Range, Zone};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use serde_json::{Value, json};

pub(super) fn options(by: &str) -> SummaryOptions {
    SummaryOptions {
        by: Dimension::parse_list(by).unwrap(),
        ..SummaryOptions::default()
    }
}

pub(super) fn count(options: &SummaryOptions, lines: &[String]) -> Summary {
    let mut summary = Summary::new(options);
    for line in lines {
        summary
            .add_line(line)
            .unwrap_or_else(|problem| panic!("{problem}: {line}"));
    }
    summary
}

/// The rows of the data as objects, unknown figures left out.
pub(super) fn rows(groupings: &Groupings) -> Vec<BTreeMap<String, Value>> {
    let table = groupings.document().data;
    let value = |cell: &Cell| match cell {
        Cell::Empty => None,
        Cell::Text(text) => Some(json!(text)),
        Cell::Integer(number) => Some(json!(number)),
        Cell::Flag(flag) => Some(json!(flag)),
        Cell::Share(number) | Cell::Decimal { value: number, .. } => Some(json!(number)),
        Cell::Day(day) => Some(json!(day.to_string())),
        Cell::Time { at, offset } => Some(json!(format!("{at:?} {offset}"))),
        other => panic!("{other:?} in the data"),
    };
    let row = |row: &Vec<Cell>| {
        table
            .columns
            .iter()
            .zip(row)
            .filter_map(|(column, cell)| Some((column.name.clone(), value(cell)?)))
            .collect()
    };
    table.rows.iter().map(row).collect()
}

pub(super) fn ask(by: &str, lines: &[&str]) -> Vec<BTreeMap<String, Value>> {
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    rows(&count(&options(by), &lines).finish().unwrap())
}

pub(super) fn refused(by: &str, line: &str) -> String {
    Summary::new(&options(by))
        .add_line(line)
        .unwrap_err()
        .message
}

fn post() -> impl Strategy<Value = Value> {
    let time = prop_oneof![4 => (1_790_000_000_i64..1_800_000_000).prop_map(Some), 1 => Just(None)];
    let client = select(vec![Value::Null, json!("KO"), json!("Orange"), json!("é")]);
    let tone = select(vec![
        Value::Null,
        json!("negative"),
        json!("neutral"),
        json!("positive"),
        json!("mixed"),
    ]);
    let number = || prop_oneof![2 => (0_i64..5000).prop_map(|n| json!(n)), 1 => Just(Value::Null), 1 => Just(json!(-1))];
    let author = prop_oneof![4 => (0_u32..40).prop_map(|n| json!({"id": n.to_string()})), 1 => Just(Value::Null)];
    ((time, client, tone, author), (number(), number(), number(), number(), number()), (-1000_i32..=1000, any::<bool>(), 1_u8..=3)).prop_map(
        |((time, client, tone, author), (likes, replies, reposts, views, reach), (score, own, level))| {
            let at = time.and_then(|time| chrono::DateTime::from_timestamp(time, 0)).map(|at| at.to_rfc3339());
            json!({"type": "post", "client": client, "published_at": at, "own": own, "author": author, "text": "x", "source": if own { "feed" } else { "mastodon" },
                "metrics": {"like_count": likes, "reply_count": replies, "repost_count": reposts, "view_count": views, "reach_count": reach},
                "labels": {"sentiment": tone, "sentiment_score": f64::from(score) / 1000.0, "level": level, "topics": ["prix", "goût"]}})
        },
    )
}

fn known(post: &Value, name: &str) -> Option<i64> {
    post["metrics"][name].as_i64().filter(|count| *count >= 0)
}

fn engagement(post: &Value) -> Option<i64> {
    let parts = ["like_count", "reply_count", "repost_count"];
    parts
        .iter()
        .filter_map(|name| known(post, name))
        .reduce(|a, b| a + b)
}

/// What SQL would say of a group.
fn reference(posts: &[&Value]) -> BTreeMap<String, Value> {
    let all = |name: &str| {
        posts
            .iter()
            .filter_map(|post| known(post, name))
            .collect::<Vec<i64>>()
    };
    let labelled = posts
        .iter()
        .filter(|post| post["labels"]["sentiment"].is_string())
        .count();
    let negative = posts
        .iter()
        .filter(|post| post["labels"]["sentiment"] == "negative")
        .count();
    let engagements: Vec<i64> = posts.iter().filter_map(|post| engagement(post)).collect();
    let authors: BTreeSet<&str> = posts
        .iter()
        .filter_map(|post| post["author"]["id"].as_str())
        .collect();
    let mut views = all("view_count");
    views.sort_unstable();
    let mut row = BTreeMap::from([("post_count".to_owned(), json!(posts.len()))]);
    let mut set = |name: &str, known: bool, value: Value| {
        if known {
            row.insert(name.to_owned(), value);
        }
    };
    set("author_count", !authors.is_empty(), json!(authors.len()));
    set(
        "negative_share",
        labelled > 0,
        json!(negative as f64 / labelled as f64),
    );
    set(
        "engagement",
        !engagements.is_empty(),
        json!(engagements.iter().sum::<i64>()),
    );
    set(
        "like_count",
        !all("like_count").is_empty(),
        json!(all("like_count").iter().sum::<i64>()),
    );
    let middle =
        |views: &[i64]| (views[(views.len() - 1) / 2] + views[views.len() / 2]) as f64 / 2.0;
    set(
        "view_p50",
        !views.is_empty(),
        json!(if views.is_empty() {
            0.0
        } else {
            middle(&views)
        }),
    );
    row
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn groups_are_what_a_plain_count_gives(posts in vec(post(), 0..60)) {
        let lines: Vec<String> = posts.iter().map(Value::to_string).collect();
        let mut groups: BTreeMap<(String, String), Vec<&Value>> = BTreeMap::new();
        for post in &posts {
            // An unknown key sorts last.
            let key = |value: &Value, length| value.as_str().map_or("\u{10ffff}".to_owned(), |text| text.get(..length).unwrap_or(text).to_owned());
            groups.entry((key(&post["published_at"], 10), key(&post["client"], 99))).or_default().push(post);
        }
        let got = rows(&count(&options("day,client"), &lines).finish().unwrap());
        assert_eq!(got.len(), groups.len());
        for (row, ((day, client), posts)) in got.iter().zip(&groups) {
            assert_eq!(row.get("day").map_or("\u{10ffff}", |day| day.as_str().unwrap()), day);
            assert_eq!(row.get("client").map_or("\u{10ffff}", |client| client.as_str().unwrap()), client);
            for (name, value) in reference(posts) {
                assert_eq!(row.get(&name), Some(&value), "{name}");
            }
            let extra: Vec<&String> = ["author_count", "engagement", "view_p50", "like_count", "negative_share"].iter()
                .filter_map(|name| row.get_key_value(*name).map(|(name, _)| name)).filter(|name| !reference(posts).contains_key(*name)).collect();
            assert!(extra.is_empty(), "{extra:?}");
        }
    }

    #[test]
    fn parts_in_any_order_and_buckets_give_the_same(posts in vec(post(), 0..80), cut in 0_usize..80, by in select(vec![
        "", "day,client", "week", "month,own", "weekday", "hour", "hour_of_day,client", "quarter,sentiment", "year", "client,level", "topic", "author",
    ]), zone in select(vec!["UTC", "Europe/Paris", "Asia/Kathmandu"])) {
        let lines: Vec<String> = posts.iter().map(Value::to_string).collect();
        let options = SummaryOptions { zone: Zone::named(zone).unwrap(), ..options(by) };
        let whole = count(&options, &lines).finish().unwrap();
        let (left, right) = lines.split_at(cut.min(lines.len()));
        let mut merged = count(&options, right);
        merged.merge(count(&options, left));
        let merged = merged.finish().unwrap();
        assert_eq!(rows(&merged), rows(&whole));
        assert_eq!(merged.document(), whole.document());
        // Buckets of the parts, written as lines and read back.
        let buckets: Vec<String> = [left, right].into_iter()
            .flat_map(|part| count(&options, part).finish().unwrap().buckets().map(|bucket| serde_json::to_string(&bucket).unwrap()).collect::<Vec<_>>())
            .collect();
        let read_back = count(&options, &buckets).finish().unwrap();
        assert_eq!(rows(&read_back), rows(&whole));
    }

    #[test]
    fn finer_buckets_answer_coarser_questions(posts in vec(post(), 0..60)) {
        let lines: Vec<String> = posts.iter().map(Value::to_string).collect();
        let fine: Vec<String> = count(&options("hour,client,own"), &lines).finish().unwrap().buckets().map(|bucket| serde_json::to_string(&bucket).unwrap()).collect();
        for by in ["day", "week,client", "own", "hour_of_day", "weekday", ""] {
            assert_eq!(rows(&count(&options(by), &fine).finish().unwrap()), rows(&count(&options(by), &lines).finish().unwrap()), "{by}");
        }
    }

    #[test]
    fn any_line_is_counted_or_refused(line in "\\PC{0,80}", by in select(vec!["", "day", "topic"])) {
        let _ = Summary::new(&options(by)).add_line(&line);
    }
}

#[test]
fn days_are_those_of_the_zone() {
    let paris = SummaryOptions {
        zone: Zone::named("Europe/Paris").unwrap(),
        ..options("day")
    };
    let lines = [
        "2026-10-24T21:59:59Z",
        "2026-10-24T22:00:00Z",
        "2026-10-25T22:59:59Z",
        "2026-10-25T23:00:00Z",
        "2026-10-26T01:00:00+02:00",
    ]
    .map(|at| json!({"text": "x", "published_at": at}).to_string());
    let groupings = count(&paris, &lines).finish().unwrap();
    let days: Vec<(String, u64)> = rows(&groupings)
        .iter()
        .map(|row| {
            (
                row["day"].as_str().unwrap().to_owned(),
                row["post_count"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        days,
        [
            ("2026-10-24".to_owned(), 1),
            ("2026-10-25".to_owned(), 2),
            ("2026-10-26".to_owned(), 2)
        ]
    );
    // The day on which the clock goes back has 25 hours.
    let lengths: Vec<Option<u64>> = groupings.buckets().map(|bucket| bucket.seconds).collect();
    assert_eq!(lengths, [Some(86_400), Some(90_000), Some(86_400)]);
}

#[test]
fn ranges_clients_and_other_records_are_told_apart() {
    let range = Range {
        since: Some("2026-11-22T00:00:00Z".parse().unwrap()),
        until: Some("2026-11-23T00:00:00Z".parse().unwrap()),
    };
    let options = SummaryOptions {
        range,
        clients: vec!["KO".to_owned()],
        ..options("")
    };
    let lines = [
        r#"{"text":"x","client":"KO","published_at":"2026-11-22T00:00:00Z"}"#,
        r#"{"text":"x","client":"KO","published_at":"2026-11-23T00:00:00Z"}"#,
        r#"{"text":"x","client":"KO"}"#,
        r#"{"text":"x","client":"PEP","published_at":"2026-11-22T00:00:00Z"}"#,
        r#"{"type":"alert","client":"KO","metrics":"many"}"#,
        r#"{"type":"event","text":"x"}"#,
        r#"{"client":"KO"}"#,
    ];
    let groupings = count(&options, &lines.map(str::to_owned)).finish().unwrap();
    assert_eq!(rows(&groupings)[0]["post_count"], 1);
    assert_eq!(
        groupings.skipped,
        Skipped {
            other_types: 3,
            undated: 1,
            timeless: 0,
            not_asked: 2
        }
    );
    assert!(
        refused("", r#"{"text":"x","published_at":"yesterday\u001b[2J"}"#)
            .starts_with("published_at is `yesterday\u{fffd}[2J`")
    );
    assert!(refused("", r#"{"text":"x","metrics":"many"}"#).contains("expected an object"));
}

#[test]
fn topics_and_tags_count_once_each() {
    let post = r#"{"text":"x","hashtags":["Vin","vin","VIN","Foire"],"labels":{"topics":["prix","prix"]}}"#;
    let names = |by: &str, name: &str| {
        ask(by, &[post, r#"{"text":"y"}"#])
            .iter()
            .map(|row| (row.get(name).cloned(), row["post_count"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("hashtag", "hashtag"),
        [
            (Some(json!("foire")), json!(1)),
            (Some(json!("vin")), json!(1)),
            (None, json!(1))
        ]
    );
    assert_eq!(
        names("topic", "topic"),
        [(Some(json!("prix")), json!(1)), (None, json!(1))]
    );
}

#[test]
fn the_rate_is_of_the_posts_that_have_both() {
    let lines = [
        r#"{"text":"x","metrics":{"like_count":10,"reach_count":100,"view_count":1}}"#,
        r#"{"text":"x","metrics":{"like_count":5,"view_count":50}}"#,
        r#"{"text":"x","metrics":{"like_count":1000}}"#,
        r#"{"text":"x","metrics":{"reach_count":1000}}"#,
    ];
    let rate = |lines: &[&str]| {
        let row = &ask("", lines)[0];
        (
            row["engagement_rate"].clone(),
            row["engagement_rate_by"].clone(),
            row["engagement_rate_post_count"].clone(),
        )
    };
    assert_eq!(rate(&lines), (json!(15.0 / 51.0), json!("views"), json!(2)));
    assert_eq!(rate(&lines[..1]), (json!(0.1), json!("reach"), json!(1)));
}
