//! Meta: what is asked, and answers of documented shapes read.

use serde_json::json;

use super::*;
use crate::connect::testing::{start, url};
use crate::connect::{Cursor, Options, Secret};
use crate::http::Reply;
use crate::time::rfc3339;

fn source(options: Options) -> Source {
    Source {
        name: "meta".into(),
        target: "https://graph.facebook.com".into(),
        options,
        token: Some(Secret::new("tok")),
        ..Source::default()
    }
}

fn reply(status: u16, body: &serde_json::Value, headers: &[(&str, &str)]) -> Reply {
    Reply {
        url: "https://graph.facebook.com/v26.0/x".into(),
        status,
        body: body.to_string().into_bytes(),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        fetched_at: rfc3339("2026-11-22T12:00:00Z").unwrap(),
    }
}

fn parsed(options: Options, ask: &Ask, body: &serde_json::Value, usage: &str) -> Page {
    let answer = Answer {
        ask,
        reply: &reply(200, body, &[("x-app-usage", usage)]),
    };
    MetaConnector.parse(&source(options), &answer).unwrap()
}

#[test]
fn options_that_cannot_be_are_errors() {
    for options in [
        Options::new(),
        Options::new().with("comments", "true"),
        Options::new().with("page", "maisonthe"),
        Options::new().with("instagram", "../me"),
        Options::new().with("page", "1").with("api-version", "26"),
    ] {
        let result = MetaConnector.first(&source(options.clone()), &start(None));
        assert!(result.is_err(), "{options:?}");
    }
}

#[test]
fn the_address_of_the_next_page_is_never_theirs() {
    let options = Options::new().with("page", "7");
    let asks = MetaConnector
        .first(&source(options.clone()), &start(None))
        .unwrap();
    let next = |paging: serde_json::Value, usage: &str| {
        let body = json!({"data": [{"id": "7_1"}], "paging": paging});
        parsed(options.clone(), &asks[0], &body, usage)
    };
    let theirs = "https://evil.example/v5.0/7/feed?access_token=SECRET&limit=1&until=5&__paging_token=p&after=X";
    let page = next(json!({"cursors": {"after": "A"}, "next": theirs}), "{}");
    let url = url(&page.next[0]);
    assert!(
        url.starts_with("https://graph.facebook.com/v26.0/7/feed?fields="),
        "{url}"
    );
    assert!(
        url.ends_with("&limit=100&after=A&until=5&__paging_token=p"),
        "{url}"
    );
    assert!(page.cut.is_none());
    // The last page has cursors, but no next.
    assert!(
        next(json!({"cursors": {"after": "A"}}), "{}")
            .next
            .is_empty()
    );
    let nowhere = next(
        json!({"next": "https://graph.facebook.com/7/feed?limit=5"}),
        "{}",
    );
    assert!(matches!(nowhere.cut, Some(Verdict::Failed(_))));
    let spent = next(
        json!({"cursors": {"after": "A"}, "next": theirs}),
        r#"{"call_count":96}"#,
    );
    assert!(matches!(spent.cut, Some(Verdict::Quota { .. })));
    assert_eq!(spent.posts.len(), 1);
    assert!(next(json!({}), r#"{"call_count":96}"#).cut.is_none());
}

#[test]
fn posts_of_some_weeks_are_asked_for_new_comments() {
    let options = Options::new().with("page", "7").with("comments", "true");
    let cursor = Cursor("2026-11-21T12:00:00Z".into());
    let source = source(options.clone());
    let asks = MetaConnector.first(&source, &start(Some(&cursor))).unwrap();
    let body = json!({"data": [
        {"id": "7_1", "created_time": "2026-11-20T10:00:00+0000"},
        {"id": "7_2", "created_time": "2026-11-19T10:00:00+0200", "comments": {"summary": {"total_count": 0}}},
        {"id": "7_3", "created_time": "2026-10-01T10:00:00+0000", "comments": {"summary": {"total_count": 9}}},
    ]});
    let page = parsed(options.clone(), &asks[0], &body, "{}");
    assert_eq!(page.next.len(), 1);
    assert!(url(&page.next[0]).contains("/7_1/comments?"));
    assert_eq!(page.posts[1].published_at, rfc3339("2026-11-19T08:00:00Z"));
    // Comments end where the last run was, an hour earlier.
    let comments = |at: &str| {
        let body = json!({"data": [{"id": "1_2", "created_time": at}], "paging": {"cursors": {"after": "A"}, "next": "https://x/"}});
        parsed(options.clone(), &page.next[0], &body, "{}")
            .next
            .len()
    };
    assert_eq!(comments("2026-11-21T11:30:00+0000"), 1);
    assert_eq!(comments("2026-11-21T10:30:00+0000"), 0);
}

#[test]
fn the_token_goes_into_a_header_and_the_secret_nowhere() {
    let mut source = source(Options::new());
    source.token = Some(Secret::new("tok:key"));
    let mut request = Request::get("https://graph.facebook.com/v26.0/7/feed?limit=1");
    MetaConnector.authorise(&source, None, &mut request);
    assert_eq!(
        request.headers,
        [("authorization".to_owned(), "Bearer tok".to_owned())]
    );
    assert!(
        request
            .url
            .starts_with("https://graph.facebook.com/v26.0/7/feed?limit=1&appsecret_proof=")
    );
    assert!(!request.url.contains("tok") && !request.url.contains("key"));
    let mut request = Request::get("https://graph.facebook.com/v26.0/debug_token");
    source.token = Some(Secret::new("tok"));
    MetaConnector.authorise(&source, None, &mut request);
    assert!(request.url.ends_with("/debug_token?input_token=tok"));
}

#[test]
fn codes_tell_what_a_refusal_means() {
    let options = Options::new().with("page", "7").with("tagged", "true");
    let asks = MetaConnector.first(&source(options), &start(None)).unwrap();
    let verdict = |ask: &Ask, status: u16, code: u16, subcode: u16, said: &str| {
        let body = json!({"error": {"message": said, "type": "OAuthException", "code": code, "error_subcode": subcode}});
        let usage = r#"{"1":[{"call_count":100,"estimated_time_to_regain_access":7}]}"#;
        let reply = reply(status, &body, &[("x-business-use-case-usage", usage)]);
        MetaConnector.refused(&source(Options::new()), &Answer { ask, reply: &reply })
    };
    let Verdict::Credentials(message) =
        verdict(&asks[0], 400, 190, 463, "Session has expired on Sunday")
    else {
        panic!("no credentials");
    };
    assert!(message.starts_with("the token has expired (Session has expired on Sunday)"));
    let Verdict::Credentials(message) = verdict(&asks[1], 403, 10, 0, "no") else {
        panic!("no credentials");
    };
    assert!(message.ends_with("this needs pages_read_user_content and pages_show_list"));
    for code in [4, 17, 32, 613] {
        assert!(
            matches!(verdict(&asks[0], 400, code, 0, "limit"), Verdict::Quota { retry_after: Some(wait), .. } if wait.as_secs() == 420),
            "{code}"
        );
    }
    let Verdict::Instead(instead, _) =
        verdict(&asks[0], 500, 1, 0, "Please reduce the amount of data")
    else {
        panic!("nothing instead");
    };
    assert!(url(&instead[0]).ends_with("limit=25"));
    assert!(matches!(
        verdict(&asks[0], 400, 100, 33, "Object with ID '7' does not exist"),
        Verdict::Failed(_)
    ));
    assert!(matches!(
        verdict(&asks[0], 400, 999, 0, "new"),
        Verdict::Failed(_)
    ));
}

#[test]
fn a_check_tells_what_expires_when() {
    let checked = |ask: &Ask, body: serde_json::Value| {
        let reply = reply(200, &body, &[]);
        MetaConnector.checked(&source(Options::new()), &Answer { ask, reply: &reply })
    };
    let options = source(Options::new().with("page", "7"));
    let asks = MetaConnector.check(&options, &start(None)).unwrap();
    assert_eq!(
        checked(&asks[0], json!({"id": "7", "name": "Maison Thé"})),
        ["the token is that of Maison Thé (7)"]
    );
    assert_eq!(
        checked(
            &asks[1],
            json!({"data": {"is_valid": true, "expires_at": 0, "data_access_expires_at": 1_800_000_000, "scopes": ["pages_show_list"]}})
        ),
        [
            "the token does not expire",
            "its access to data expires at 2027-01-15 08:00 UTC",
            "it may: pages_show_list"
        ]
    );
}

#[test]
fn posts_are_looked_up_one_by_one() {
    let mut posts = vec![Post::new("meta", "7_1"), Post::new("meta", "178")];
    posts[1].url = Some("https://www.instagram.com/p/x/".into());
    posts[1].kind = Some(Kind::Comment);
    let asks = MetaConnector
        .look_up(&source(Options::new()), &posts)
        .unwrap();
    assert!(url(&asks[0].ask).contains("/v26.0/7_1?fields=id%2Cmessage"));
    assert!(url(&asks[1].ask).contains("/v26.0/178?fields=id%2Ctext"));
    let answer = Answer {
        ask: &asks[1].ask,
        reply: &reply(
            200,
            &json!({"id": "178", "text": "oui", "like_count": 2}),
            &[],
        ),
    };
    let page = MetaConnector
        .parse(&source(Options::new()), &answer)
        .unwrap();
    assert_eq!(page.posts[0].id, "meta:178");
    assert_eq!(page.posts[0].metrics.unwrap().like_count, Some(2));
}
