//! What the cases of tests/fixtures/connect/stackexchange cannot show.

use super::*;
use crate::connect::Secret;
use crate::connect::testing::{self, url};
use crate::http::Reply;
use crate::time::Range;

fn source(options: &[(&str, &str)]) -> Source {
    Source {
        target: "https://api.example".to_owned(),
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
            until: Some("2026-11-02T00:00:00Z".parse().unwrap()),
        },
        now: "2026-11-22T12:00:00Z".parse().unwrap(),
    };
    let first = |options: &[(&str, &str)]| {
        let asks = StackExchangeConnector
            .first(&source(options), &start)
            .unwrap();
        let memo: Memo = recall(&asks[0]);
        assert_eq!(memo.cursor.as_deref(), Some("2026-11-02T00:00:00Z"));
        url(&asks[0]).to_owned()
    };
    assert_eq!(
        first(&[("site", "cooking"), ("tagged", "tea"), ("tagged", "milk")]),
        "https://api.example/2.3/search/advanced?site=cooking&tagged=tea%3Bmilk&sort=creation&order=asc&fromdate=1793491200&todate=1793577599&pagesize=100&filter=withbody"
    );
    // What was active later may have been answered before.
    let active = first(&[("site", "cooking"), ("search", "tea"), ("answers", "true")]);
    assert!(
        active.contains("sort=activity&order=asc&min=1793491200&pagesize"),
        "{active}"
    );
}

#[test]
fn the_key_is_sent_and_never_shown() {
    let mut source = source(&[]);
    source.token = Some(Secret::new("a key&"));
    let mut request = Request::get("https://api.example/2.3/info?site=x");
    StackExchangeConnector.authorise(&source, None, &mut request);
    assert_eq!(
        request.url,
        "https://api.example/2.3/info?site=x&key=a+key%26"
    );
    assert!(!format!("{request:?}").contains("a+key"));
}

#[test]
fn posts_are_looked_up_by_sort() {
    let post = |native: &str, kind| Post {
        kind: Some(kind),
        ..Post::new("stackexchange", native)
    };
    let posts = [
        post("cooking/1", Kind::Post),
        post("cooking/2", Kind::Post),
        post("cooking/3", Kind::Reply),
        post("cooking/comment/4", Kind::Comment),
        post("superuser/5", Kind::Post),
    ];
    let asked = StackExchangeConnector
        .look_up(&source(&[("site", "elsewhere")]), &posts)
        .unwrap();
    let paths: Vec<&str> = asked
        .iter()
        .map(|asked| url(&asked.ask).split('?').next().unwrap_or_default())
        .collect();
    // Sites are those of the posts, whatever the source says.
    assert!(url(&asked[3].ask).contains("?site=superuser&"));
    assert_eq!(
        paths,
        [
            "https://api.example/2.3/questions/1;2",
            "https://api.example/2.3/answers/3",
            "https://api.example/2.3/comments/4",
            "https://api.example/2.3/questions/5"
        ]
    );
}

#[test]
fn errors_are_known_by_their_number() {
    let ask = Ask::get("https://api.example/2.3/info");
    let judge = |id: u32, said: &str| {
        let body = serde_json::json!({"error_id": id, "error_message": said});
        let reply = Reply {
            status: 400,
            body: body.to_string().into_bytes(),
            ..Reply::default()
        };
        let answer = Answer {
            ask: &ask,
            reply: &reply,
        };
        StackExchangeConnector.refused(&source(&[]), &answer)
    };
    let Verdict::Quota { retry_after, .. } =
        judge(502, "too many requests, more available in 82 seconds")
    else {
        panic!("a quota")
    };
    assert_eq!(retry_after, Some(Duration::from_secs(82)));
    assert!(matches!(
        judge(400, "`key` doesn't match"),
        Verdict::Credentials(_)
    ));
    assert!(matches!(judge(400, "tagged"), Verdict::Failed(_)));
    assert!(matches!(judge(402, "expired"), Verdict::Credentials(_)));
}
