//! What is not seen in the conformance cases: names, ids there and back, any answer at all.

use proptest::prelude::{ProptestConfig, any, proptest};

use super::ask::{self, step};
use super::{LemmyConnector, mapping};
use crate::connect::{Answer, Ask, Connector, Options, Source};
use crate::http::Reply;
use crate::record::Post;

fn source(options: Options) -> Source {
    Source {
        target: "https://tea.example".to_owned(),
        options,
        ..Source::default()
    }
}

#[test]
fn ids_go_there_and_back() {
    let server = "https://tea.example";
    assert_eq!(
        mapping::native(server, "lemmy:https://tea.example/comment/12"),
        Some(("comment", "12"))
    );
    for other in [
        "lemmy:https://tea.example.evil/post/1",
        "lemmy:https://far.example/post/1",
        "lemmy:https://tea.example/post/x",
        "lemmy:https://tea.example/u/1",
        "mastodon:1",
    ] {
        assert_eq!(mapping::native(server, other), None, "{other}");
    }
    let post = Post::new("lemmy", "https://tea.example/comment/12");
    let asked = LemmyConnector
        .look_up(&source(Options::new()), &[post])
        .unwrap();
    assert_eq!(
        asked[0].ask,
        Ask::get("https://tea.example/api/v3/comment?id=12").step(step::AGAIN)
    );
}

#[test]
fn communities_may_be_written_as_people_write_them() {
    for (written, name) in [
        ("tea", "tea"),
        ("!tea@far.example", "tea@far.example"),
        ("c/tea", "tea"),
        ("https://tea.example/c/tea", "tea"),
        ("https://tea.example/c/tea@far.example", "tea@far.example"),
        ("https://far.example/c/tea/", "tea@far.example"),
    ] {
        assert_eq!(
            ask::community(written, "https://tea.example"),
            name,
            "{written}"
        );
    }
}

#[test]
fn options_that_cannot_be_are_said() {
    let options = |name: &str, value: &str| Options::new().with(name, value);
    for (options, said) in [
        (Options::new(), "nothing is asked for"),
        (options("search", " "), "--search is empty"),
        (options("post", "abc"), "`abc` is no post"),
        (
            options("post", "https://far.example/post/1"),
            "needs a token",
        ),
        (options("mentions", "true"), "needs a token"),
    ] {
        let error = ask::check(&source(options)).unwrap_err();
        assert!(error.message.contains(said), "{}", error.message);
    }
    for post in [
        "12",
        "https://tea.example/post/12",
        "https://tea.example/post/12/34",
    ] {
        assert_eq!(ask::check(&source(options("post", post))), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_is_read_or_refused(body in any::<Vec<u8>>(), memo in any::<String>()) {
        for step in [step::SITE, step::LIST, step::POST, step::RESOLVE, step::AGAIN] {
            let ask = Ask::get("https://tea.example/x").step(step).memo(memo.clone());
            let reply = Reply { body: body.clone(), status: 404, ..Reply::default() };
            let answer = Answer { ask: &ask, reply: &reply };
            let _ = LemmyConnector.parse(&source(Options::new()), &answer);
            let _ = LemmyConnector.refused(&source(Options::new()), &answer);
        }
    }
}
