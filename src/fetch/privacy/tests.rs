//! What must hold of pseudonyms and erasure, whatever is in the post.

use std::sync::Arc;

use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::json;

use super::{Author, Eraser, Erasure, FieldPath, Key, Privacy, PrivacyLines};
use crate::jsonl::Worker;
use crate::record::Post;

fn privacy() -> Privacy {
    Privacy {
        key: Some(Key::from_bytes(b"correct horse battery staple, they said").unwrap()),
        drop: Vec::new(),
    }
}

fn applied(value: serde_json::Value) -> Post {
    let mut post: Post = serde_json::from_value(value).unwrap();
    privacy().apply(&mut post);
    post
}

fn through(worker: &mut impl Worker, line: &str) -> String {
    let mut out = Vec::new();
    worker.line(line, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn lines(line: &str) -> String {
    through(&mut PrivacyLines::new(Arc::new(privacy()), None), line)
}

fn eraser(authors: &[&str], key: bool) -> Eraser {
    let erasure = Erasure {
        authors: authors.iter().map(|a| Author::parse(a).unwrap()).collect(),
        key: privacy().key.filter(|_| key),
        ..Erasure::default()
    };
    Eraser::new(Arc::new(erasure), std::collections::HashSet::new())
}

fn mastodon() -> serde_json::Value {
    json!({
        "type": "post", "id": "mastodon:https://a.example/users/Tilly/statuses/1", "source": "mastodon",
        "instance": "a.example", "url": "https://a.example/@Tilly/1",
        "author": {"id": "109", "handle": "Tilly", "name": "Tilly Baker", "url": "https://a.example/@Tilly", "followers_count": 7},
        "text": "@bob look, @eve@c.example! Tilly Baker was here. https://b.example/@bob/5 10 € mail x@y.zz",
        "mentions": ["bob@b.example", "eve@c.example"],
        "in_reply_to_id": "mastodon:https://b.example/users/bob/statuses/5",
    })
}

#[test]
fn a_person_has_one_pseudonym_wherever_they_are_named() {
    let post = applied(mastodon());
    let author = post.author.unwrap();
    let tilly = author.handle.unwrap();
    assert_eq!(author.name.as_deref(), Some(tilly.as_str()));
    assert_eq!((author.url, author.followers_count), (None, Some(7)));
    assert_eq!(
        post.id,
        format!("mastodon:https://a.example/users/{tilly}/statuses/1")
    );
    let [bob, eve] = post.mentions.as_slice() else {
        panic!("two mentions");
    };
    assert_eq!(
        post.text.unwrap(),
        format!(
            "@{bob} look, @{eve}! {tilly} was here. https://b.example/@{bob}/5 10 € mail x@y.zz"
        )
    );
    let answered = applied(json!({
        "id": "mastodon:https://b.example/users/bob/statuses/5", "source": "mastodon", "instance": "b.example",
        "author": {"handle": "bob"}, "text": "hi @tilly@a.example",
    }));
    assert_eq!(Some(answered.id), post.in_reply_to_id);
    assert_eq!(answered.author.unwrap().handle.as_ref(), Some(bob));
    assert_eq!(answered.text, Some(format!("hi @{tilly}")));
}

#[test]
fn every_network_has_its_own_ways() {
    let bluesky = applied(json!({
        "id": "bluesky:at://did:plc:abc123/app.bsky.feed.post/3k", "source": "bluesky",
        "url": "https://bsky.app/profile/tilly.bsky.social/post/3k",
        "author": {"id": "did:plc:abc123", "handle": "tilly.bsky.social"},
        "text": "as tilly.bsky.social said (did:plc:abc123) @alice.com.",
    }));
    let author = bluesky.author.unwrap();
    let (did, handle) = (author.id.unwrap(), author.handle.unwrap());
    assert_eq!(
        bluesky.id,
        format!("bluesky:at://{did}/app.bsky.feed.post/3k")
    );
    assert_eq!(
        bluesky.url,
        Some(format!("https://bsky.app/profile/{handle}/post/3k"))
    );
    let text = bluesky.text.unwrap();
    assert!(text.starts_with(&format!("as {handle} said ({did}) @p-")) && text.ends_with('.'));

    let reddit = applied(json!({
        "id": "reddit:t3_x", "source": "reddit", "author": {"handle": "/u/Tilly_Bakes"},
        "text": "u/tilly_bakes and /u/tilly_bakes, reddit.com/user/Tilly_Bakes/comments; 30 km/h, and/or",
    }));
    let tilly = reddit.author.unwrap().handle.unwrap();
    assert_eq!(
        reddit.text.unwrap(),
        format!("u/{tilly} and /u/{tilly}, reddit.com/user/{tilly}/comments; 30 km/h, and/or")
    );
}

#[test]
fn a_name_among_letters_without_spaces_is_found() {
    let post = applied(json!({"source": "x", "text": "你好@tilly你好 @Müller ＠tilly-x"}));
    let text = post.text.unwrap();
    assert!(!text.contains("tilly") && !text.contains("ller"), "{text}");
    assert!(
        text.starts_with("你好@p-") && text.ends_with("-x"),
        "{text}"
    );
}

#[test]
fn a_pseudonym_never_runs_into_what_follows() {
    for text in ["@你0", "@张三hello", "@你_", "@你@b0 ok"] {
        let line = json!({"id": "mastodon:1", "source": "mastodon", "instance": "a.example", "text": text});
        let once = lines(&line.to_string());
        assert_eq!(lines(once.trim_end()), once, "{text}");
        assert!(once.contains("@p-"), "{once}");
    }
}

#[test]
fn lines_keep_every_byte_that_names_nobody() {
    let line = r#" {"x":1.10,"id":"x:1","source":"x", "author" : {"id":12345678901234567890,"avatar":"https://x.com/pic/tilly","bot": true},"text":"caf\u00e9 @tilly","raw":{"a":1} ,"own":false} "#;
    let out = lines(line);
    assert!(
        out.starts_with(r#" {"x":1.10,"id":"x:1","source":"x", "author" : {"id":"p-"#),
        "{out}"
    );
    assert!(out.contains(r#"","bot": true},"text":"café @p-"#), "{out}");
    assert!(
        out.ends_with("\" ,\"own\":false} \n") || out.ends_with("\",\"own\":false} \n"),
        "{out}"
    );
    let untouched = r#"{"text":"50 % off, 3.10 € -- see c/o @ home\u00e9" , "n":1.0}"#;
    assert_eq!(lines(untouched), format!("{untouched}\n"));
}

#[test]
fn records_about_posts_follow_them() {
    let id = "mastodon:https://a.example/users/Tilly/statuses/1";
    let new = applied(mastodon()).id;
    for record in [
        json!({"type": "task", "id": format!("reply:{id}"), "post": id, "assignee": "@karim"}),
        json!({"type": "correction", "id": id, "label": "intent"}),
        json!({"type": "alert", "id": "a", "posts": [id]}),
    ] {
        let line = record.to_string();
        assert_eq!(lines(&line), line.replace(id, &new) + "\n");
    }
}

#[test]
fn dropped_fields_go_from_posts_and_from_lines() {
    let fields = ["author.name", "media.alt", "metrics", "raw"];
    let privacy = Privacy {
        key: None,
        drop: fields
            .iter()
            .map(|name| FieldPath::parse(name).unwrap())
            .collect(),
    };
    let line = r#"{"type":"post","id":"x:1","source":"x","author":{"handle":"a","name":"A"},"text":"@b","media":[{"url":"u","alt":"x"}],"metrics":{"score":1},"raw":{}}"#;
    let expected = r#"{"type":"post","id":"x:1","source":"x","author":{"handle":"a"},"text":"@b","media":[{"url":"u"}]}"#;
    let mut post: Post = serde_json::from_str(line).unwrap();
    privacy.apply(&mut post);
    assert_eq!(serde_json::to_string(&post).unwrap(), expected);
    let mut worker = PrivacyLines::new(Arc::new(privacy), None);
    assert_eq!(through(&mut worker, line), format!("{expected}\n"));
}

#[test]
fn an_author_goes_with_all_that_refers_to_them() {
    let mut worker = eraser(&["@Tilly@a.example"], false);
    let id = "mastodon:https://a.example/users/Tilly/statuses/1";
    assert_eq!(through(&mut worker, &mastodon().to_string()), "");
    let task = json!({"type": "task", "id": "reply:1", "post": id}).to_string();
    let correction = json!({"type": "correction", "id": id}).to_string();
    let repost =
        json!({"id": "r", "kind": "repost", "repost_of_id": id, "text": "..."}).to_string();
    for line in [task, correction, repost] {
        assert_eq!(through(&mut worker, &line), "");
    }
    let alert =
        r#"{"type":"alert","posts":["x","mastodon:https://a.example/users/Tilly/statuses/1"]}"#;
    assert_eq!(
        through(&mut worker, alert),
        "{\"type\":\"alert\",\"posts\":[\"x\"]}\n"
    );
    let reply = r#"{"id":"y","source":"mastodon","instance":"b.example","author":{"handle":"tilly"},"text":"@tilly yes, https://a.example/@tilly","mentions":["tilly@a.example"],"in_reply_to_id":"mastodon:https://a.example/users/Tilly/statuses/1"}"#;
    assert_eq!(
        through(&mut worker, reply),
        reply
            .replace(
                "@tilly yes, https://a.example/@tilly",
                "[erased] yes, [erased]"
            )
            .replace("[\"tilly@a.example\"]", "[\"[erased]\"]")
            + "\n"
    );
    assert_eq!(
        (worker.posts, worker.others, worker.mentions, worker.kept),
        (2, 2, 3, 2)
    );
}

#[test]
fn a_pseudonymised_author_is_found_with_the_key_only() {
    let line = lines(&mastodon().to_string());
    assert_eq!(
        through(&mut eraser(&["tilly@a.example"], false), &line),
        line.clone() + "\n"
    );
    for name in [
        "tilly@a.example",
        "@tilly",
        "https://a.example/@tilly",
        "109",
    ] {
        assert_eq!(through(&mut eraser(&[name], true), &line), "", "{name}");
    }
    let struck = through(&mut eraser(&["bob@b.example"], true), &line);
    assert!(struck.contains("\"text\":\"[erased] look"), "{struck}");
}

/// A handle, and ways to write it in text.
fn handle() -> impl Strategy<Value = String> {
    "[a-z]{3}[a-zA-Z0-9]{0,6}_[0-9]{2}"
}

fn text(handle: &str) -> impl Strategy<Value = String> + use<> {
    let written = prop_oneof![
        Just(format!("@{handle}")),
        Just(format!("@{}@b.example", handle.to_uppercase())),
        Just(format!("u/{handle}")),
        Just(format!("https://b.example/@{handle}/7?a={handle}.")),
        Just(format!("({handle})")),
        Just(format!("x.com/{handle}")),
        "[ -~é你@/.:\n]{0,12}",
        Just(" ".to_owned()),
    ];
    prop::collection::vec(written, 0..8).prop_map(|parts| parts.join(" "))
}

fn post() -> impl Strategy<Value = (String, Post)> {
    let sources = prop::sample::select(vec!["x", "mastodon", "reddit", "feed", "bluesky", ""]);
    (handle(), sources, prop::bool::ANY).prop_flat_map(|(handle, source, as_author)| {
        let instance = if source == "mastodon" { json!("a.example") } else { json!(null) };
        text(&handle).prop_map(move |text| {
            let mut post = json!({
                "id": format!("{source}:https://b.example/users/{handle}/1"), "source": source, "instance": instance,
                "text": text, "title": handle, "links": [format!("https://{handle}.b.example/")],
                "media": [{"url": format!("https://b.example/{handle}.json"), "alt": format!("@{handle}")}],
                "hashtags": [handle], "in_reply_to_id": format!("{source}:{handle}:5"), "raw": {"h": handle},
            });
            match as_author {
                true => post["author"] = json!({"id": handle, "handle": format!("@{handle}"), "url": format!("https://b.example/{handle}")}),
                false => post["mentions"] = json!([handle]),
            }
            (handle.clone(), serde_json::from_value(post).unwrap())
        })
    })
}

/// Whether a name stands in a text as a word of its own.
fn survives(json: &str, name: &str) -> bool {
    let json = json.to_lowercase();
    let name = name.to_lowercase();
    json.match_indices(&name).any(|(at, _)| {
        let part = |c: char| c.is_alphanumeric() || "_-.@".contains(c);
        let before = json[..at].chars().next_back();
        let after = json[at + name.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_survives_and_twice_is_once((handle, mut post) in post()) {
        let line = serde_json::to_string(&post).unwrap();
        privacy().apply(&mut post);
        let once = serde_json::to_string(&post).unwrap();
        prop_assert!(!survives(&once, &handle), "{handle} in {once}");
        privacy().apply(&mut post);
        prop_assert_eq!(&serde_json::to_string(&post).unwrap(), &once);
        let of_line: Post = serde_json::from_str(&lines(&line)).unwrap();
        prop_assert_eq!(&serde_json::to_string(&of_line).unwrap(), &once);
        prop_assert_eq!(lines(&once), once.clone() + "\n");
    }

    #[test]
    fn no_name_survives_its_erasure((handle, post) in post()) {
        let line = serde_json::to_string(&post).unwrap();
        let out = through(&mut eraser(&[&handle], false), &line);
        let kept: Option<Post> = serde_json::from_str(&out).ok();
        let is_author = post.author.is_some();
        prop_assert_eq!(kept.is_none(), is_author);
        if let Some(kept) = kept {
            prop_assert_eq!(&kept.mentions, &["[erased]"]);
            prop_assert!(!survives(&kept.text.unwrap_or_default(), &handle));
        }
    }

    #[test]
    fn words_without_people_stay(text in "[a-zA-Z0-9éà你 ,;!?'\"()%€\n-]{0,80}") {
        let mut post = Post { text: Some(text.clone()), ..Post::new("x", "1") };
        privacy().apply(&mut post);
        prop_assert_eq!(post.text.unwrap(), text);
    }

    #[test]
    fn nothing_hostile_panics(text in "[\\PC@/:.?=&]{0,60}", name in "\\PC{0,20}", address in "(https?|at|did)?:?/?/?[\\PC/@.:?=&%]{0,40}") {
        let post = json!({
            "id": address, "url": address, "source": name, "instance": name, "title": text, "text": format!("{text}{name}"),
            "author": {"id": name, "handle": text, "name": name, "url": address}, "mentions": [name, text],
        });
        let line = post.to_string();
        let once = lines(&line);
        let mut post: Post = serde_json::from_value(post).unwrap();
        privacy().apply(&mut post);
        through(&mut eraser(&["tilly", "@a@b.example"], true), &line);
        prop_assert!(serde_json::from_str::<Post>(&once).is_ok());
    }
}

#[test]
fn long_hostile_text_takes_no_longer_than_its_length() {
    for piece in [
        "@a.",
        "did:a:",
        "https://",
        "u/a@",
        "a.b/@",
        "?user=a://",
        "@",
        "a-",
        "tilly ",
    ] {
        let text = piece.repeat(30_000);
        let name = "tilly ".repeat(1000) + "x";
        let post = json!({"id": text, "text": text, "url": text, "author": {"name": name, "handle": text}, "mentions": [text]});
        lines(&post.to_string());
        through(&mut eraser(&["tilly_1"], true), &post.to_string());
    }
}
