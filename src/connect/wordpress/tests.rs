//! What the cases of tests/fixtures/connect/wordpress cannot show.

use super::*;
use crate::connect::Secret;
use crate::connect::testing::{self, url};
use crate::http::Reply;
use crate::time::Range;

const NOW: &str = "2026-11-22T12:00:00Z";

fn source(options: &[(&str, &str)]) -> Source {
    Source {
        target: "https://blog.example/news".to_owned(),
        options: testing::options(options),
        ..Source::default()
    }
}

#[test]
fn what_is_left_for_another_run_is_not_passed_over() {
    let range = Range {
        since: None,
        until: Some("2026-11-01T00:00:00Z".parse().unwrap()),
    };
    let start = Start {
        cursor: Some(&Cursor("2030-01-01T00:00:00Z".to_owned())),
        session: None,
        range,
        now: NOW.parse().unwrap(),
    };
    let asks = WordPressConnector
        .first(&source(&[("comments", "true")]), &start)
        .unwrap();
    let [ask] = asks.as_slice() else {
        panic!("{asks:?}")
    };
    // A cursor of the future counts as now; the next one is no later than what was asked for.
    assert!(
        url(ask).contains("after=2026-11-15T12%3A00%3A00Z&before=2026-11-01T01%3A00%3A01Z&"),
        "{}",
        url(ask)
    );
    let memo: Memo = recall(ask);
    assert_eq!(memo.cursor.as_deref(), Some("2026-11-01T00:00:00Z"));
}

#[test]
fn posts_are_looked_up_by_sort_and_by_the_hundred() {
    let id = |sort: &str, number: u32| Post {
        id: format!("wordpress:blog.example/news/{sort}/{number}"),
        ..Post::default()
    };
    let mut posts: Vec<Post> = (1..=150).map(|number| id("comment", number)).collect();
    posts.push(id("post", 7));
    posts.push(Post::new("wordpress", "other.example/post/1"));
    let asked = WordPressConnector
        .look_up(&source(&[("comments", "true"), ("status", "hold")]), &posts)
        .unwrap();
    let counts: Vec<usize> = asked.iter().map(|asked| asked.ids.len()).collect();
    assert_eq!(counts, [1, 100, 50]);
    assert!(url(&asked[0].ask).contains("/posts?"));
    let comments = url(&asked[2].ask);
    assert!(
        comments.contains("/comments?") && comments.contains("include=101%2C102%2C"),
        "{comments}"
    );
    assert!(!comments.contains("&status="), "{comments}");
}

#[test]
fn a_check_says_who_is_signed_in_or_what_can_be_read() {
    let start = Start {
        cursor: None,
        session: None,
        range: Range::default(),
        now: NOW.parse().unwrap(),
    };
    let checked = |source: &Source, body: &str| {
        let asks = WordPressConnector.check(source, &start).unwrap();
        let reply = Reply {
            headers: vec![("x-wp-total".to_owned(), "12".to_owned())],
            body: body.as_bytes().to_vec(),
            ..Reply::default()
        };
        let answer = Answer {
            ask: &asks[0],
            reply: &reply,
        };
        (
            url(&asks[0]).to_owned(),
            WordPressConnector.checked(source, &answer),
        )
    };
    let mut source = source(&[("comments", "true")]);
    let (url, lines) = checked(&source, "[]");
    assert!(url.contains("per_page=1&"), "{url}");
    assert_eq!(lines, ["12 comments can be read"]);
    source.token = Some(Secret::new("ana:x"));
    let (url, lines) = checked(&source, r#"{"name":"Ana","roles":["editor"]}"#);
    assert!(
        url.starts_with("https://blog.example/news/?rest_route=/wp/v2/users/me&context=edit"),
        "{url}"
    );
    assert_eq!(lines, ["signed in as Ana (editor)"]);
}
