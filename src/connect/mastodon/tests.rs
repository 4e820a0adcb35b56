//! What is not seen in the conformance cases: names of accounts, links between pages, where a run goes on, ids there and back.

use chrono::{DateTime, Utc};
use proptest::prelude::{ProptestConfig, any, proptest};
use serde_json::{Value, json};

use super::link::edge_of;
use super::lists::acct;
use super::{MastodonConnector, status, step, thread};
use crate::connect::{Answer, Ask, Connector, Options, Source};
use crate::http::Reply;

fn source() -> Source {
    Source {
        target: "https://tea.example".to_owned(),
        options: Options::new().with("hashtag", "tea"),
        keep_raw: true,
        ..Source::default()
    }
}

fn reply(body: &Value) -> Reply {
    Reply {
        url: "https://tea.example/api".to_owned(),
        status: 200,
        body: body.to_string().into_bytes(),
        fetched_at: "2026-11-22T12:00:00Z".parse::<DateTime<Utc>>().unwrap(),
        ..Reply::default()
    }
}

#[test]
fn accounts_may_be_written_as_people_write_them() {
    for (written, name) in [
        ("mina", "mina"),
        ("@mina", "mina"),
        ("mina@tea.example", "mina"),
        ("@omar@far.example", "omar@far.example"),
        ("acct:omar@far.example", "omar@far.example"),
        ("https://tea.example/@mina", "mina"),
        ("https://tea.example/users/mina/", "mina"),
        ("https://far.example/@omar", "omar@far.example"),
        ("https://tea.example/@omar@far.example", "omar@far.example"),
    ] {
        assert_eq!(acct(written, "https://tea.example"), name, "{written}");
    }
}

#[test]
fn the_next_page_is_where_the_server_says_and_never_elsewhere() {
    let after = |link: Option<&str>| {
        let headers = link.map(|link| ("link".to_owned(), link.to_owned()));
        let reply = Reply {
            url: "https://tea.example/api/v1/x".to_owned(),
            headers: headers.into_iter().collect(),
            ..Reply::default()
        };
        let mut notes = Vec::new();
        let edge = edge_of(&reply, Some("last".to_owned()), &mut notes);
        (edge, notes.len())
    };
    let id = |text: &str| Some(text.to_owned());
    assert_eq!(after(None), (id("last"), 0));
    assert_eq!(
        after(Some(
            "<https://tea.example/x?max_id=7>; rel=\"next\", <https://tea.example/x?min_id=9>; rel=\"prev\""
        )),
        (id("7"), 0)
    );
    assert_eq!(
        after(Some(
            "</x?min_id=9>; rel=prev,</x?a=1,2&max_id=01JD>;foo=1; rel=next"
        )),
        (id("01JD"), 0)
    );
    assert_eq!(after(Some("</x?min_id=9>; rel=\"prev\"")), (None, 0));
    assert_eq!(after(Some("</x?page=2>; rel=\"next\"")), (id("last"), 1));
    assert_eq!(after(Some("<broken")), (None, 0));
}

#[test]
fn ids_go_there_and_back() {
    let server = "https://tea.example";
    for (native, id) in [
        ("115000000000000001", "mastodon:115000000000000001"),
        (
            "01JD0000000000000000000001",
            "mastodon:01JD0000000000000000000001",
        ),
        ("42", "mastodon:tea.example/42"),
    ] {
        assert_eq!(status::id(server, native), id);
        assert_eq!(status::native(server, id), Some(native));
    }
    assert_eq!(
        status::native("https://far.example", "mastodon:tea.example/42"),
        None
    );
    assert_eq!(status::native(server, "lemmy:1"), None);
}

#[test]
fn answers_on_one_page_find_the_first_post() {
    let source = source();
    let post = |id: &str, above: Option<&str>| {
        let status = json!({"id": id, "in_reply_to_id": above});
        status::post(&source, &reply(&status), &status).unwrap()
    };
    let mut posts = [
        post("4", Some("3")),
        post("3", Some("1")),
        post("1", None),
        post("9", Some("8")),
        post("6", Some("7")),
        post("7", Some("6")),
    ];
    thread::name_conversations(&mut posts);
    let first: Vec<_> = posts
        .iter()
        .map(|post| post.conversation_id.as_deref())
        .collect();
    let one = Some("mastodon:tea.example/1");
    assert_eq!(first, [one, one, one, None, None, None]);
}

#[test]
fn shapes_of_other_servers() {
    let source = source();
    let read = |status: &Value| status::post(&source, &reply(status), status).unwrap();
    let akkoma = read(&json!({
        "id": "AbCdEfGhIjKlMnOpQr", "quote_id": "ZbCdEfGhIjKlMnOpQr", "account": {"acct": "mina", "display_name": " ", "bot": null},
        "content": "<p>yes<span class=\"quote-inline\"><br/><br/>RE: <a href=\"https://x.example\">https://x.example</a></span></p>",
        "media_attachments": [{"type": "unknown", "url": "https://x.example/a.pdf", "pleroma": {"mime_type": "application/pdf"}}],
        "created_at": "2026-11-22T13:00:00Z"
    }));
    assert_eq!(
        akkoma.quote_of_id.as_deref(),
        Some("mastodon:ZbCdEfGhIjKlMnOpQr")
    );
    assert_eq!(akkoma.text.as_deref(), Some("yes"));
    assert!(akkoma.links.is_empty());
    assert_eq!(
        akkoma.media[0].media_type.as_deref(),
        Some("application/pdf")
    );
    assert_eq!(akkoma.author.unwrap().name, None);
    assert_eq!(akkoma.time_suspect, Some(true));
    assert_eq!(akkoma.raw.unwrap()["id"], "AbCdEfGhIjKlMnOpQr");
    assert_eq!(akkoma.metrics, None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_is_read_or_refused(body in any::<Vec<u8>>(), memo in any::<String>(), link in "[<>;,=\" a-z]{0,40}") {
        for step in [step::PAGE, step::LOOKUP, step::CONTEXT, step::TREND_TAGS, step::AGAIN] {
            let ask = Ask::get("https://tea.example/x").step(step).memo(memo.clone());
            let reply = Reply { body: body.clone(), headers: vec![("link".to_owned(), link.clone())], ..reply(&Value::Null) };
            let answer = Answer { ask: &ask, reply: &reply };
            let _ = MastodonConnector.parse(&source(), &answer);
            let _ = MastodonConnector.refused(&source(), &answer);
        }
    }
}
