//! What the cases of tests/fixtures/connect/hackernews cannot show.

use proptest::proptest;

use super::tree::is_too_deep;
use super::*;
use crate::connect::testing::{self, url};
use crate::time::Range;

fn source(options: &[(&str, &str)]) -> Source {
    Source {
        target: "https://hn.example".to_owned(),
        options: testing::options(options),
        ..Source::default()
    }
}

#[test]
fn a_range_is_asked_for_and_the_cursor_stays_within() {
    let start = Start {
        cursor: None,
        session: None,
        range: Range {
            since: Some("2026-11-01T00:00:00Z".parse().unwrap()),
            until: Some("2026-11-02T00:00:00.5Z".parse().unwrap()),
        },
        now: "2026-11-22T12:00:00Z".parse().unwrap(),
    };
    let asks = HackerNewsConnector
        .first(&source(&[("search", "tea pot")]), &start)
        .unwrap();
    assert_eq!(
        url(&asks[0]),
        "https://hn.example/api/v1/search_by_date?query=tea+pot&tags=%28story%2Ccomment%2Cpoll%2Cjob%29&numericFilters=created_at_i%3E%3D1793491200%2Ccreated_at_i%3C1793577601&hitsPerPage=500"
    );
    let memo: Memo = recall(&asks[0]);
    assert_eq!(memo.cursor.as_deref(), Some("2026-11-02T00:00:00Z"));
}

#[test]
fn stories_are_looked_up_together_and_comments_one_by_one() {
    let post = |number: u32, kind| Post {
        kind: Some(kind),
        ..Post::new("hackernews", &number.to_string())
    };
    let mut posts: Vec<Post> = (1..=60).map(|number| post(number, Kind::Post)).collect();
    posts.extend([
        post(70, Kind::Comment),
        post(71, Kind::Reply),
        Post::new("hackernews", "x"),
    ]);
    let asked = HackerNewsConnector.look_up(&source(&[]), &posts).unwrap();
    let counts: Vec<usize> = asked.iter().map(|asked| asked.ids.len()).collect();
    assert_eq!(counts, [50, 10, 1, 1]);
    assert!(
        url(&asked[1].ask).contains("tags=%28story%2Cpoll%2Cjob%29%2C%28story_51%2Cstory_52"),
        "{}",
        url(&asked[1].ask)
    );
    assert_eq!(url(&asked[3].ask), "https://hn.example/api/v1/items/71");
    assert_eq!(asked[3].ids, ["hackernews:71"]);
}

proptest! {
    #[test]
    fn what_is_too_deep_is_what_the_reader_refuses(lists in 0..140_usize, text in "[\\[\\]\"\\\\{}a]{0,20}") {
        let text = serde_json::to_string(&text).unwrap();
        let body = format!("{}{{\"a\":{text}}}{}", "[".repeat(lists), "]".repeat(lists));
        let read = serde_json::from_str::<Value>(&body);
        assert_eq!(is_too_deep(body.as_bytes()), read.is_err(), "{lists}");
    }
}
