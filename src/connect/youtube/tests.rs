//! YouTube: what is asked, and answers of documented shapes read.

use super::*;
use crate::connect::testing::{start, url};
use crate::connect::{Cursor, Options, Secret};
use crate::http::Reply;
use crate::time::rfc3339;

fn source(options: Options) -> Source {
    Source {
        name: "yt".into(),
        target: "https://www.googleapis.com".into(),
        options,
        token: Some(Secret::new("key")),
        ..Source::default()
    }
}

fn reply(body: &str) -> Reply {
    Reply {
        url: "https://www.googleapis.com/youtube/v3/x".into(),
        status: 200,
        body: body.into(),
        fetched_at: rfc3339("2026-11-22T12:00:00Z").unwrap(),
        ..Reply::default()
    }
}

fn refusal(step: &'static str, reason: &str) -> Verdict {
    let body =
        format!(r#"{{"error":{{"code":403,"message":"no","errors":[{{"reason":"{reason}"}}]}}}}"#);
    let ask = Ask::get("https://a/youtube/v3/commentThreads?videoId=abc").step(step);
    let answer = Answer {
        ask: &ask,
        reply: &reply(&body),
    };
    YouTubeConnector.refused(&source(Options::new()), &answer)
}

#[test]
fn options_that_leave_nothing_to_ask_are_errors() {
    let first = |options: Options| YouTubeConnector.first(&source(options), &start(None));
    for options in [
        Options::new(),
        Options::new().with("channel", "tea"),
        Options::new().with("video", "https://example.org/"),
        Options::new()
            .with("channel", "@tea")
            .with("comments-only", "true")
            .with("videos-only", "true"),
    ] {
        assert!(first(options.clone()).is_err(), "{options:?}");
    }
    let mut without = source(Options::new().with("channel", "@tea"));
    without.token = None;
    let error = YouTubeConnector.first(&without, &start(None)).unwrap_err();
    assert!(error.credentials);
}

#[test]
fn a_search_begins_where_the_last_run_was_and_costs_a_hundredth_of_a_day() {
    let options = Options::new()
        .with("search", "thé \"Maison X\"")
        .with("video", "D-lhorsDlUQ");
    let cursor = Cursor("2026-11-21T12:00:00Z".into());
    let source = source(options);
    let asks = YouTubeConnector
        .first(&source, &start(Some(&cursor)))
        .unwrap();
    let addresses: Vec<&str> = asks.iter().map(url).collect();
    assert_eq!(
        addresses,
        [
            "https://www.googleapis.com/youtube/v3/videos?part=snippet%2Cstatistics&id=D-lhorsDlUQ",
            "https://www.googleapis.com/youtube/v3/commentThreads?part=snippet%2Creplies&videoId=D-lhorsDlUQ&order=time&maxResults=100&textFormat=plainText",
            "https://www.googleapis.com/youtube/v3/search?part=snippet&type=video&order=date&maxResults=50&q=th%C3%A9+%22Maison+X%22&publishedAfter=2026-11-20T12%3A00%3A00Z",
        ]
    );
    let price = |ask: &Ask| YouTubeConnector.price(&source, ask).unwrap().amount;
    assert!((price(&asks[2]) - 100.0).abs() < f64::EPSILON);
    assert!((price(&asks[0]) - 1.0).abs() < f64::EPSILON);
}

#[test]
fn the_key_goes_into_a_header_only() {
    let mut request = Request::get("https://a/");
    YouTubeConnector.authorise(&source(Options::new()), None, &mut request);
    assert_eq!(
        request.headers,
        [("x-goog-api-key".to_owned(), "key".to_owned())]
    );
    assert_eq!(request.url, "https://a/");
}

#[test]
fn reasons_tell_what_a_refusal_means() {
    let Verdict::Quota {
        message,
        retry_after,
    } = refusal(ask::THREADS, "quotaExceeded")
    else {
        panic!("no quota");
    };
    // Midnight in Los Angeles is 8:00 UTC in winter.
    assert!(message.ends_with("2026-11-23 08:00 UTC"), "{message}");
    assert_eq!(retry_after.unwrap().as_secs(), 20 * 3600);
    assert_eq!(
        refusal(ask::THREADS, "commentsDisabled"),
        Verdict::Nothing("comments are turned off: abc".into())
    );
    assert!(matches!(
        refusal(ask::THREADS, "keyInvalid"),
        Verdict::Credentials(_)
    ));
    assert!(matches!(
        refusal(ask::THREADS, "videoNotFound"),
        Verdict::Nothing(_)
    ));
    assert_eq!(refusal(ask::THREADS, "somethingNew"), Verdict::AsStatus);
}

#[test]
fn a_page_that_lies_before_the_last_run_ends_the_reading() {
    let cursor = Cursor("2026-11-21T12:00:00Z".into());
    let options = Options::new()
        .with("video", "D-lhorsDlUQ")
        .with("comments-only", "true");
    let source = source(options);
    let asks = YouTubeConnector
        .first(&source, &start(Some(&cursor)))
        .unwrap();
    let next = |published: &str| {
        let body = format!(
            r#"{{"kind":"youtube#commentThreadListResponse","nextPageToken":"N","items":[{{"snippet":{{"topLevelComment":{{"id":"c","snippet":{{"publishedAt":"{published}"}}}}}}}}]}}"#
        );
        let answer = Answer {
            ask: &asks[0],
            reply: &reply(&body),
        };
        YouTubeConnector.parse(&source, &answer).unwrap()
    };
    let page = next("2026-11-15T12:00:00Z");
    assert_eq!(page.next.len(), 1);
    assert!(url(&page.next[0]).ends_with("&pageToken=N"));
    assert_eq!(page.next[0].memo, asks[0].memo);
    assert_eq!(page.cursor, Some(Cursor("2026-11-22T12:00:00Z".into())));
    assert_eq!(next("2026-11-14T11:00:00Z").next.len(), 0);
}

#[test]
fn posts_are_looked_up_again_in_batches() {
    let mut posts: Vec<Post> = (0..120)
        .map(|n| Post::new("youtube", &format!("v{n}")))
        .collect();
    posts[0].kind = Some(Kind::Reply);
    let asks = YouTubeConnector
        .look_up(&source(Options::new()), &posts)
        .unwrap();
    let sizes: Vec<(&str, usize)> = asks
        .iter()
        .map(|ask| (ask.ask.step, ask.ids.len()))
        .collect();
    assert_eq!(
        sizes,
        [
            ("videos", 50),
            ("videos", 50),
            ("videos", 19),
            ("comments", 1)
        ]
    );
    assert!(url(&asks[3].ask).contains("id=v0&"));
}
