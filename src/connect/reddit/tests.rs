//! The connector as a whole, without a server: what is looked up, where a run begins, and what no answer can do to it.

use serde_json::json;

use super::*;
use crate::connect::connector::Cursor;
use crate::connect::source::Secret;
use crate::connect::testing::{self, hostile, url};
use crate::time::Range;

fn source(options: &[(&str, &str)]) -> Source {
    Source {
        target: login::SERVER.to_owned(),
        token: Some(Secret::new("id:secret:user:password")),
        options: testing::options(options),
        ..Source::default()
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn reply(body: &Value) -> Reply {
    Reply {
        url: format!("{}/x", login::SERVER),
        status: 200,
        body: body.to_string().into_bytes(),
        fetched_at: at("2026-11-22T12:00:00Z"),
        ..Reply::default()
    }
}

#[test]
fn a_run_that_wants_less_leaves_the_place_where_it_was() {
    let source = source(&[("subreddit", "a")]);
    let cursor = Cursor("2026-11-20T00:00:00Z".to_owned());
    let mut start = Start {
        cursor: Some(&cursor),
        session: None,
        range: Range::default(),
        now: at("2026-11-22T12:00:00Z"),
    };
    let reach = |start: &Start<'_>| -> Reach {
        let asks = RedditConnector.first(&source, start).unwrap();
        serde_json::from_str(&asks[0].memo).unwrap()
    };
    assert_eq!(reach(&start).since, Some(at("2026-11-19T23:00:00Z")));
    assert_eq!(reach(&start).cursor.unwrap(), "2026-11-22T12:00:00Z");
    start.range.since = Some(at("2026-11-21T00:00:00Z"));
    assert_eq!(reach(&start).since, start.range.since);
    assert_eq!(reach(&start).cursor, None);
}

#[test]
fn what_is_deleted_is_gone_when_it_is_looked_up() {
    let source = source(&[]);
    let posts: Vec<Post> = ["t3_a", "t1_b", "t1_c", "t5_d", "t3_../x"]
        .map(|name| Post::new("reddit", name))
        .into();
    let asks = RedditConnector.look_up(&source, &posts).unwrap();
    assert_eq!(asks.len(), 1);
    assert_eq!(
        url(&asks[0].ask),
        "https://oauth.reddit.com/api/info?id=t3_a%2Ct1_b%2Ct1_c&raw_json=1"
    );
    assert_eq!(asks[0].ids, ["reddit:t3_a", "reddit:t1_b", "reddit:t1_c"]);
    let thing = |kind: &str, key: &str, body: &str| json!({"kind": kind, "data": {"name": format!("{kind}_{key}"), "body": body, "score": 3}});
    let body = json!({"data": {"children": [thing("t3", "a", "x"), thing("t1", "b", "[deleted]"), thing("t1", "c", "[removed]")]}});
    let answer = Answer {
        ask: &asks[0].ask,
        reply: &reply(&body),
    };
    let page = RedditConnector.parse(&source, &answer).unwrap();
    assert_eq!(
        page.posts
            .iter()
            .map(|post| post.id.as_str())
            .collect::<Vec<_>>(),
        ["reddit:t3_a"]
    );
    assert_eq!(page.posts[0].metrics.unwrap().score, Some(3));
}

#[test]
fn the_limit_is_told_and_the_end_of_a_list_is_noted() {
    let source = source(&[("subreddit", "a")]);
    let reach = Reach {
        read: 950,
        ..Reach::default()
    };
    let ask = list(login::SERVER, "/r/a/new", &[], &reach);
    let mut reply = reply(&json!({"data": {"children": [], "after": null}}));
    reply.headers = vec![
        ("x-ratelimit-remaining".into(), "598.5".into()),
        ("x-ratelimit-reset".into(), "42".into()),
    ];
    let answer = Answer {
        ask: &ask,
        reply: &reply,
    };
    assert!(RedditConnector.parse(&source, &answer).unwrap().notes[0].contains("newest 1000"));
    assert_eq!(
        RedditConnector.checked(&source, &answer),
        ["598 requests left in the next 42 s"]
    );
    reply.url = format!("{}/subreddits/search?q=a", login::SERVER);
    let answer = Answer {
        ask: &ask,
        reply: &reply,
    };
    assert!(
        RedditConnector
            .parse(&source, &answer)
            .unwrap_err()
            .message
            .contains("no subreddit")
    );
}

/// Names that the connector looks for.
const NAMES: &str = "kind data children name body body_html selftext selftext_html author created_utc edited replies parent_id after media \
    reddit_video gallery_data items media_id media_metadata s u url post_hint json things crosspost_parent permalink score num_comments";

/// Texts that mean something to it.
const TEXTS: &[&str] = &["t1", "t3", "more", "[deleted]"];

proptest::proptest! {
    #[test]
    fn no_answer_does_harm(value in hostile(NAMES, TEXTS), wrapped in 0..3) {
        let body = match wrapped {
            0 => json!({"data": {"children": [{"kind": "t3", "data": value}], "after": "t3_x"}}),
            1 => json!([{"data": {"children": [{"kind": "t1", "data": value}]}}]),
            _ => json!({"json": {"data": {"things": [value]}}}),
        };
        let source = Source { keep_raw: true, ..source(&[("subreddit", "a"), ("post", "b")]) };
        let reply = reply(&body);
        let reach = Reach::default();
        for ask in [
            list(login::SERVER, "/r/a/new", &[], &reach),
            tree(login::SERVER, "b"),
            tree(login::SERVER, "b").step(listing::MORE),
            Ask::get(login::SERVER).step(NAMED),
        ] {
            let answer = Answer { ask: &ask, reply: &reply };
            let _ = RedditConnector.parse(&source, &answer);
            let _ = RedditConnector.refused(&source, &answer);
        }
    }
}
