//! Words, addresses, and what blogs and forums may answer: anything.

use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::{collection, prop_assert, proptest};
use serde_json::{Map, Value, json};

use super::super::{Answer, Options, Source, Start, find};
use super::*;
use crate::http::Reply;

#[test]
fn words_are_text_links_and_pictures() {
    let words = Words::of(
        "<p>Tea &amp; cake: <a href=\"/menu?a=1&amp;b=2\">menu</a>, <a href='/menu?a=1&amp;b=2'>again</a><br>\
         <a href=\"javascript:x\">no</a></p><img src=\"cup.jpg\" alt=\"a cup\">",
        Some("https://tea.example/blog/one"),
    );
    assert_eq!(words.text.as_deref(), Some("Tea & cake: menu, again\nno"));
    assert_eq!(words.links, ["https://tea.example/menu?a=1&b=2"]);
    assert_eq!(
        words.media[0].url.as_deref(),
        Some("https://tea.example/blog/cup.jpg")
    );
    assert_eq!(words.media[0].alt.as_deref(), Some("a cup"));
    assert_eq!(Words::of(" <br> ", None), Words::default());
}

/// Names that the connectors look for.
const NAMES: &[&str] = &[
    "id",
    "items",
    "hits",
    "latest_posts",
    "post_stream",
    "posts",
    "stream",
    "notifications",
    "grouped_search_result",
    "topics",
    "post",
    "parent",
    "title",
    "rendered",
    "content",
    "date_gmt",
    "link",
    "author",
    "author_name",
    "_embedded",
    "objectID",
    "_tags",
    "comment_text",
    "created_at_i",
    "children",
    "type",
    "text",
    "points",
    "story_id",
    "parent_id",
    "question_id",
    "answer_id",
    "comment_id",
    "post_id",
    "owner",
    "creation_date",
    "body",
    "tags",
    "has_more",
    "backoff",
    "score",
    "topic_id",
    "post_number",
    "cooked",
    "actions_summary",
    "created_at",
    "notification_type",
    "user_id",
    "more_full_page_results",
    "hitsPerPage",
    "total_rows_notifications",
];

fn anything() -> BoxedStrategy<Value> {
    let text = prop_oneof![
        "\\PC{0,12}",
        Just("2026-11-22T10:00:00Z".to_owned()),
        Just("<p>a<aside class=\"quote\" data-post=\"1\">b".to_owned()),
        Just("comment".to_owned())
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        proptest::num::i64::ANY.prop_map(|number| json!(number)),
        (0..30_i64).prop_map(|number| json!(number)),
        proptest::num::f64::NORMAL.prop_map(|number| json!(number)),
        text.prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        let name = (0..NAMES.len()).prop_map(|at| NAMES[at].to_owned());
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            collection::vec((name, inner), 0..10)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
    .boxed()
}

/// A source of every sort that the connectors of this file's helpers have.
fn sources() -> Vec<(&'static str, Source)> {
    let with = |names: &[(&str, &str)]| Source {
        name: "s".to_owned(),
        target: "https://a.example".to_owned(),
        options: names.iter().fold(Options::new(), |options, (name, value)| {
            options.with(name, *value)
        }),
        token: Some(super::super::Secret::new("a:b")),
        keep_raw: true,
        ..Source::default()
    };
    let on = "true";
    vec![
        (
            "wordpress",
            with(&[("comments", on), ("posts", on), ("tag", "x")]),
        ),
        (
            "hackernews",
            with(&[("search", "x"), ("item", "1"), ("top", on)]),
        ),
        ("discourse", with(&[("latest", on)])),
        ("discourse", with(&[("topic", "1")])),
        ("discourse", with(&[("search", "x")])),
        ("discourse", with(&[("notifications", on)])),
        (
            "stackexchange",
            with(&[
                ("site", "x"),
                ("tagged", "x"),
                ("answers", on),
                ("comments", on),
            ]),
        ),
        ("stackexchange", with(&[("site", "x"), ("user", "1")])),
    ]
}

proptest! {
    #[test]
    fn any_answer_is_read_or_refused(values in collection::vec(anything(), 3), status in 300..600_u16, total in 0..1000_u32) {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for (name, source) in sources() {
            let connector = find(name).unwrap();
            let start = Start { cursor: None, session: None, range: crate::time::Range::default(), now };
            let mut asks = connector.first(&source, &start).unwrap();
            asks.extend(connector.check(&source, &start).unwrap());
            // An answer leads to other questions; those are answered too.
            for value in &values {
                let mut next = Vec::new();
                for ask in &asks {
                    let reply = Reply {
                        url: "https://a.example/x".to_owned(),
                        status,
                        headers: vec![("x-wp-total".to_owned(), total.to_string())],
                        body: value.to_string().into_bytes(),
                        fetched_at: now,
                    };
                    let answer = Answer { ask, reply: &reply };
                    let _ = connector.refused(&source, &answer);
                    let _ = connector.checked(&source, &answer);
                    if let Ok(page) = connector.parse(&source, &answer) {
                        prop_assert!(page.posts.iter().all(|post| post.id.starts_with(name) && post.raw.is_some()));
                        let _ = connector.look_up(&source, &page.posts);
                        next.extend(page.next);
                    }
                }
                for ask in &next {
                    let super::super::From::Http(request) = &ask.from else { unreachable!("only servers are asked") };
                    prop_assert!(Url::parse(&request.url).is_ok_and(|url| url.host_str() == Some("a.example")), "{}", request.url);
                }
                next.truncate(20);
                asks.extend(next);
            }
        }
    }
}
