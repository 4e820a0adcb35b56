//! The connector as a whole, without a server: what is asked after what, and what no answer can do to it.

use serde_json::{Value, json};

use super::*;
use crate::connect::connector::Cursor;
use crate::connect::source::Secret;
use crate::connect::testing::{self, hostile, start, url};

fn source(options: &[(&str, &str)]) -> Source {
    Source {
        target: login::PUBLIC.to_owned(),
        options: testing::options(options),
        ..Source::default()
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn reply(body: &Value) -> Reply {
    Reply {
        url: format!("{}/xrpc/x", login::PUBLIC),
        status: 200,
        body: body.to_string().into_bytes(),
        fetched_at: now(),
        ..Reply::default()
    }
}

fn post(id: &str) -> Post {
    Post::new("bluesky", id)
}

#[test]
fn the_place_of_every_lane_is_kept() {
    let source = source(&[("search", "a"), ("author", "b.example")]);
    let connector = BlueskyConnector;
    let mut ask = connector.first(&source, &start(None)).unwrap().remove(0);
    let view = |time: &str| json!({"uri": "at://did:plc:b/app.bsky.feed.post/1", "record": {"createdAt": time}});
    let mut kept = None;
    for body in [
        json!({"feed": [{"post": view("2026-11-22T10:00:00Z")}]}),
        json!({"posts": [view("2026-11-22T11:00:00Z")]}),
    ] {
        let answer = Answer {
            ask: &ask,
            reply: &reply(&body),
        };
        let mut page = connector.parse(&source, &answer).unwrap();
        assert_eq!(page.cursor.is_some(), page.next.is_empty());
        kept = page.cursor;
        if let Some(next) = page.next.pop() {
            ask = next;
        }
    }
    let again = connector.first(&source, &start(kept.as_ref())).unwrap();
    let memo = &again[0].memo;
    assert!(
        memo.contains("2026-11-22T09:45:00Z") && memo.contains("2026-11-22T10:45:00Z"),
        "{memo}"
    );
    // A place that cannot be read is none.
    let broken = Cursor("{".to_owned());
    assert_eq!(
        connector.first(&source, &start(Some(&broken))).unwrap(),
        connector.first(&source, &start(None)).unwrap()
    );
}

#[test]
fn posts_are_looked_up_by_the_batch() {
    let mut posts: Vec<Post> = (0..26)
        .map(|n| post(&format!("at://did:plc:a/app.bsky.feed.post/{n}")))
        .collect();
    posts.push(post("at://did:plc:a/app.bsky.feed.repost/1"));
    posts.push(Post::new("mastodon", "1"));
    let source = source(&[]);
    let asks = BlueskyConnector.look_up(&source, &posts).unwrap();
    assert_eq!(
        asks.iter().map(|ask| ask.ids.len()).collect::<Vec<_>>(),
        [25, 1]
    );
    assert_eq!(
        url(&asks[1].ask),
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2Fdid%3Aplc%3Aa%2Fapp.bsky.feed.post%2F25"
    );
    let body = json!({"posts": [{"uri": "at://did:plc:a/app.bsky.feed.post/25", "record": {}, "likeCount": 3}]});
    let answer = Answer {
        ask: &asks[1].ask,
        reply: &reply(&body),
    };
    let page = BlueskyConnector.parse(&source, &answer).unwrap();
    assert_eq!(page.posts[0].id, asks[1].ids[0]);
    assert_eq!(page.posts[0].metrics.unwrap().like_count, Some(3));
}

#[test]
fn a_check_says_who_we_are_and_what_is_left() {
    let source = Source {
        token: Some(Secret::new("me.example:pw")),
        ..source(&[("mentions", "true")])
    };
    let asks = BlueskyConnector.check(&source, &start(None)).unwrap();
    assert_eq!(
        url(&asks[0]),
        "https://bsky.social/xrpc/com.atproto.server.getSession"
    );
    let mut reply =
        reply(&json!({"handle": "me.example", "active": false, "status": "deactivated"}));
    for (name, value) in [
        ("limit", "3000"),
        ("remaining", "2999"),
        ("reset", "1795349100"),
    ] {
        reply
            .headers
            .push((format!("ratelimit-{name}"), value.to_owned()));
    }
    let answer = Answer {
        ask: &asks[0],
        reply: &reply,
    };
    assert_eq!(
        BlueskyConnector.checked(&source, &answer),
        [
            "logged in as me.example",
            "the account is deactivated",
            "2999 of 3000 requests left until 2026-11-22 12:05:00 UTC"
        ]
    );
    assert_eq!(BlueskyConnector.parse(&source, &answer).unwrap().posts, []);
}

#[test]
fn a_thread_as_deep_as_can_be_asked_for_is_read() {
    let source = source(&[("thread", "at://a.example/app.bsky.feed.post/0")]);
    let ask = BlueskyConnector
        .first(&source, &start(None))
        .unwrap()
        .remove(0);
    let node = |n: usize| {
        json!({"post": {"uri": format!("at://did:plc:a/app.bsky.feed.post/{n}"), "replyCount": 1,
            "record": {"embed": {"record": {"record": {"a": {"b": {"c": [1]}}}}}}}})
    };
    let mut thread = node(50);
    for n in (0..50).rev() {
        let mut above = node(n);
        above["replies"] = json!([thread]);
        thread = above;
    }
    let answer = Answer {
        ask: &ask,
        reply: &reply(&json!({"thread": thread})),
    };
    let page = BlueskyConnector.parse(&source, &answer).unwrap();
    assert_eq!(page.posts.len(), 51);
    assert_eq!(page.next.len(), 1);
    assert!(
        url(&page.next[0]).contains("post%2F50"),
        "{}",
        url(&page.next[0])
    );
}

/// Names that the connector looks for.
const NAMES: &str = "feed posts post reason by uri did handle record author text facets index byteStart byteEnd features tag embed images media \
    external thread parent replies reply root replyCount notifications cursor hitsTotal createdAt indexedAt labels langs $type subject notFound";

/// Texts that mean something to it.
const TEXTS: &[&str] = &[
    "at://did:plc:a/app.bsky.feed.post/1",
    "2026-11-22T10:00:00Z",
    "app.bsky.feed.defs#reasonRepost",
];

proptest::proptest! {
    #[test]
    fn no_answer_does_harm(value in hostile(NAMES, TEXTS), wrapped in proptest::sample::select(vec!["", "feed", "posts", "thread", "notifications"])) {
        let body = match wrapped {
            "" => value,
            "thread" => json!({"thread": value}),
            name => json!({name: [value], "cursor": "c"}),
        };
        let source = Source {
            token: Some(Secret::new("me.example:pw")),
            keep_raw: true,
            ..source(&[
                ("author", "a.example"),
                ("search", "x"),
                ("feed", "at://a.example/app.bsky.feed.generator/1"),
                ("list", "at://did:plc:a/app.bsky.graph.list/1"),
                ("thread", "at://a.example/app.bsky.feed.post/1"),
            ])
        };
        let reply = reply(&body);
        let mut plan = Plan::new(&source, &start(None)).unwrap();
        while let Some(ask) = plan.ask() {
            let answer = Answer { ask: &ask, reply: &reply };
            if let Ok(page) = BlueskyConnector.parse(&source, &answer) {
                proptest::prop_assert!(page.posts.iter().all(|post| post.id.starts_with("bluesky:")));
            }
            let _ = BlueskyConnector.refused(&source, &answer);
            plan.advance(&lane::After::Over, &mut Page::default());
        }
    }
}
