//! X: what is asked, what it costs, answers of documented shapes read.

use serde_json::json;

use super::*;
use crate::connect::testing::{start, url};
use crate::connect::{Cursor, Options, Secret};
use crate::http::Reply;
use crate::record::Kind;
use crate::time::rfc3339;

fn source(options: Options) -> Source {
    Source {
        name: "x".into(),
        target: "https://api.x.com".into(),
        options,
        token: Some(Secret::new("tok")),
        ..Source::default()
    }
}

fn reply(body: &serde_json::Value) -> Reply {
    Reply {
        url: "https://api.x.com/2/x".into(),
        status: 200,
        body: body.to_string().into_bytes(),
        fetched_at: rfc3339("2026-11-22T12:00:00Z").unwrap(),
        ..Reply::default()
    }
}

fn first(options: Options, cursor: Option<&Cursor>) -> Vec<Ask> {
    XConnector.first(&source(options), &start(cursor)).unwrap()
}

fn parsed(options: Options, ask: &Ask, body: &serde_json::Value) -> Page {
    let answer = Answer {
        ask,
        reply: &reply(body),
    };
    XConnector.parse(&source(options), &answer).unwrap()
}

fn near(is: f64, should: f64) -> bool {
    (is - should).abs() < 1e-9
}

#[test]
fn options_that_cannot_be_are_errors() {
    for options in [
        Options::new(),
        Options::new().with("search", " "),
        Options::new().with("user", "two words"),
        Options::new()
            .with("search", "tea")
            .with("page-size", "500"),
        Options::new()
            .with("mentions", "123")
            .with("estimate", "true"),
    ] {
        let result = XConnector.first(&source(options.clone()), &start(None));
        assert!(result.is_err(), "{options:?}");
    }
}

#[test]
fn a_search_goes_on_where_the_last_run_was_as_far_as_it_reaches() {
    let tea = || Options::new().with("search", "tea");
    let asks = first(tea(), None);
    assert!(!url(&asks[0]).contains("start_time"));
    let yesterday = Cursor("2026-11-21T12:00:00Z".into());
    let asks = first(tea(), Some(&yesterday));
    assert!(url(&asks[0]).contains("start_time=2026-11-21T11%3A58%3A00Z"));
    let long_ago = Cursor("2026-10-01T00:00:00Z".into());
    let asks = first(tea(), Some(&long_ago));
    assert!(url(&asks[0]).contains("start_time=2026-11-15T12%3A01%3A00Z"));
    let page = parsed(tea(), &asks[0], &json!({"meta": {"result_count": 0}}));
    assert_eq!(
        page.notes,
        [
            "searches reach back 7 days: posts from 2026-09-30 23:58 UTC to 2026-11-15 12:01 UTC are missing (--all finds them)"
        ]
    );
    assert_eq!(page.cursor, Some(Cursor("2026-11-22T12:00:00Z".into())));
    let asks = first(tea().with("all", "true"), Some(&long_ago));
    assert!(url(&asks[0]).starts_with("https://api.x.com/2/tweets/search/all?"));
    assert!(url(&asks[0]).contains("start_time=2026-09-30T23%3A58%3A00Z"));
}

#[test]
fn what_a_page_may_cost_and_what_it_cost() {
    let price = |options: Options| {
        let asks = first(options.clone(), None);
        XConnector.price(&source(options), &asks[0]).unwrap().amount
    };
    let tea = || Options::new().with("search", "tea");
    assert!(near(price(tea()), 1.5));
    assert!(near(price(tea().with("no-authors", "true")), 0.5));
    assert!(near(price(tea().with("page-size", "10")), 0.15));
    assert!(near(price(tea().with("estimate", "true")), 0.005));
    let ours = Options::new().with("user", "123").with("own", "true");
    assert!(near(price(ours), 0.11));
    assert!(near(price(Options::new().with("user", "tea")), 0.01));

    let asks = first(tea(), None);
    let body = json!({
        "data": [{"id": "1"}, {"id": "2"}],
        "includes": {"users": [{"id": "7"}], "tweets": [{"id": "3"}]},
        "meta": {"result_count": 2}
    });
    let page = parsed(tea(), &asks[0], &body);
    assert!(near(page.spent.unwrap(), 0.01 + 0.01 + 0.005));
    assert_eq!(page.posts.len(), 2);
}

#[test]
fn an_estimate_adds_up_its_pages_and_reads_nothing() {
    let options = Options::new()
        .with("search", "tea")
        .with("estimate", "true")
        .with("all", "true");
    let asks = first(options.clone(), None);
    assert!(
        url(&asks[0])
            .starts_with("https://api.x.com/2/tweets/counts/all?query=tea&granularity=day")
    );
    let body = json!({"data": [], "meta": {"total_tweet_count": 1000, "next_token": "n"}});
    let page = parsed(options.clone(), &asks[0], &body);
    assert!(page.told.is_empty());
    let body = json!({"data": [], "meta": {"total_tweet_count": 234}});
    let page = parsed(options.clone(), &page.next[0], &body);
    assert_eq!(
        page.told,
        [
            "tea: about 1,234 posts, 6.17 USD, and up to 12.34 USD for the profiles of their authors (none with --no-authors)"
        ]
    );
    assert_eq!(
        (page.posts.len(), page.next.len(), page.cursor),
        (0, 0, None)
    );

    let options = Options::new()
        .with("mentions", "@maisonthe")
        .with("estimate", "true")
        .with("own", "true")
        .with("no-authors", "true");
    let asks = first(options.clone(), None);
    assert!(url(&asks[0]).contains("query=%40maisonthe&"));
    let body = json!({"meta": {"total_tweet_count": 500}});
    let page = parsed(options, &asks[0], &body);
    assert_eq!(page.told, ["@maisonthe: about 500 posts, 0.50 USD"]);
}

#[test]
fn a_later_version_is_known_by_its_id() {
    // 1212092628029698048 was made at 2019-12-31T19:26:16Z, as X documents.
    let asks = first(Options::new().with("search", "tea"), None);
    let body = json!({"data": [
        {"id": "1212092628029698048", "edit_history_tweet_ids": ["1212092628029698048", "1212092627178287104"]},
        {"id": "1212092627178287104", "edit_history_tweet_ids": ["1212092627178287104"]},
    ], "meta": {}});
    let page = parsed(Options::new(), &asks[0], &body);
    let edited: Vec<Option<i64>> = page
        .posts
        .iter()
        .map(|post| post.edited_at.map(|at| at.timestamp()))
        .collect();
    assert_eq!(edited, [Some(1_577_820_376), None]);
    assert_eq!(page.posts[0].kind, Some(Kind::Post));
}

#[test]
fn problems_tell_what_a_refusal_means() {
    let ask = Ask::get("https://api.x.com/2/tweets/search/recent?query=tea&max_results=100")
        .step(ask::SEARCH);
    let verdict = |status: u16, problem: &str| {
        let body = json!({"title": "t", "detail": "d", "type": format!("https://api.x.com/2/problems/{problem}")});
        let mut reply = reply(&body);
        reply.status = status;
        reply.headers = vec![("x-rate-limit-reset".into(), "1795349100".into())];
        let answer = Answer {
            ask: &ask,
            reply: &reply,
        };
        XConnector.refused(&source(Options::new()), &answer)
    };
    assert!(matches!(
        verdict(429, "usage-capped"),
        Verdict::Quota {
            retry_after: None,
            ..
        }
    ));
    assert!(matches!(
        verdict(429, "rate-limit-exceeded"),
        Verdict::Quota { retry_after: Some(wait), .. } if wait.as_secs() == 300
    ));
    assert!(matches!(verdict(402, "credits"), Verdict::Quota { .. }));
    assert!(matches!(verdict(401, "x"), Verdict::Credentials(_)));
    assert!(matches!(
        verdict(403, "client-forbidden"),
        Verdict::Credentials(_)
    ));
    let Verdict::Instead(asks, _) = verdict(503, "x") else {
        panic!("nothing instead");
    };
    assert!(url(&asks[0]).ends_with("max_results=50"));
}
