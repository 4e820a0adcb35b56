//! What the cases of tests/fixtures/connect/discourse cannot show.

use serde_json::json;

use super::*;
use crate::connect::testing::{self, start, url};
use crate::http::Reply;

fn source(options: &[(&str, &str)]) -> Source {
    Source {
        target: "https://forum.example/talk".to_owned(),
        options: testing::options(options),
        ..Source::default()
    }
}

fn read(source: &Source, ask: &Ask, body: &Value) -> Page {
    let reply = Reply {
        body: body.to_string().into_bytes(),
        ..Reply::default()
    };
    let answer = Answer { ask, reply: &reply };
    DiscourseConnector.parse(source, &answer).unwrap()
}

#[test]
fn a_topic_is_known_by_its_number_or_address() {
    let first = |topic: &str| {
        let asks = DiscourseConnector.first(&source(&[("topic", topic)]), &start(None));
        asks.map(|asks| url(&asks[0]).to_owned())
    };
    for topic in [
        "57",
        "https://forum.example/talk/t/tea-time/57",
        "https://forum.example/talk/t/57/4?u=ana",
    ] {
        assert_eq!(
            first(topic).unwrap(),
            "https://forum.example/talk/t/57.json"
        );
    }
    for topic in [
        "tea",
        "",
        "https://forum.example/talk/u/57",
        "https://other.example/t/x/57",
    ] {
        assert!(first(topic).is_err(), "{topic}");
    }
}

#[test]
fn a_search_goes_on_beyond_its_last_page() {
    let source = source(&[("search", "tea")]);
    let mut ask = DiscourseConnector
        .first(&source, &start(None))
        .unwrap()
        .remove(0);
    let body = |day: u32| {
        json!({
            "posts": [{"id": 1, "created_at": format!("2026-11-{day:02}T10:00:00Z")}],
            "grouped_search_result": {"more_full_page_results": true},
        })
    };
    for page in 2..=10 {
        ask = read(&source, &ask, &body(20)).next.remove(1);
        assert!(
            url(&ask).ends_with(&format!("&page={page}")),
            "{}",
            url(&ask)
        );
    }
    ask = read(&source, &ask, &body(19)).next.remove(1);
    assert_eq!(
        url(&ask),
        "https://forum.example/talk/search.json?q=tea+before%3A2026-11-20+order%3Alatest&page=1"
    );
    // Ten pages of one day: there is no way on, and that is said.
    for _ in 2..=10 {
        ask = read(&source, &ask, &body(19)).next.remove(1);
    }
    let page = read(&source, &ask, &body(19));
    assert_eq!((page.next.len(), page.notes.len()), (1, 1));
}

#[test]
fn the_latest_posts_are_read_down_to_what_is_known() {
    let source = source(&[("latest", "true")]);
    let cursor = Cursor("100".to_owned());
    let ask = DiscourseConnector
        .first(&source, &start(Some(&cursor)))
        .unwrap()
        .remove(0);
    let body = |ids: &[u64]| {
        let posts: Vec<Value> = ids
            .iter()
            .map(|id| json!({"id": id, "topic_id": 1, "post_number": id}))
            .collect();
        json!({ "latest_posts": posts })
    };
    let page = read(&source, &ask, &body(&[130, 81]));
    assert_eq!(
        url(&page.next[0]),
        "https://forum.example/talk/posts.json?before=80"
    );
    assert_eq!(page.cursor, Some(Cursor("130".to_owned())));
    let page = read(&source, &page.next[0], &body(&[80]));
    assert_eq!(page.next, []);
    // The newest number is that of the first page.
    assert_eq!(page.cursor, Some(Cursor("130".to_owned())));
    // Posts that were all deleted move nothing back.
    assert_eq!(read(&source, &ask, &body(&[])).cursor, Some(cursor));
}

#[test]
fn posts_are_looked_up_by_their_place() {
    let posts = [
        Post::new("discourse", "forum.example/talk/t/57/4"),
        Post::new("discourse", "forum.example/t/57/4"),
    ];
    let source = source(&[("latest", "true")]);
    let asked = DiscourseConnector.look_up(&source, &posts).unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        url(&asked[0].ask),
        "https://forum.example/talk/posts/by_number/57/4.json"
    );
    // A key that is no longer good does not make a post disappear.
    let reply = Reply {
        status: 403,
        body: br#"{"errors":["no"],"error_type":"invalid_access"}"#.to_vec(),
        ..Reply::default()
    };
    let answer = Answer {
        ask: &asked[0].ask,
        reply: &reply,
    };
    assert!(matches!(
        DiscourseConnector.refused(&source, &answer),
        Verdict::Credentials(_)
    ));
}
