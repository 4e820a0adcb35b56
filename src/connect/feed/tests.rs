//! Tests of the feed connector: the fixtures, hostile feeds, and random damage.
//!
//! A fixture is `NAME.xml` or `NAME.json`, the posts expected of it in `NAME.jsonl`, and in `NAME.txt` what else is to be seen: the address and content
//! type of the reply (given), notes, what was cut, sources and error (expected). `CM_BLESS=1` writes what comes out as what is expected.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use proptest::prelude::{ProptestConfig, any, proptest};

use super::FeedConnector;
use crate::connect::{Answer, Ask, Connector, From, Page, ParseError, Source, Start, Verdict};
use crate::http::Reply;

fn now() -> DateTime<Utc> {
    "2026-11-22T00:00:00Z".parse().expect("a time")
}

fn source() -> Source {
    Source {
        name: "watch".into(),
        client: Some("mirabo".into()),
        query: Some("brand".into()),
        ..Source::default()
    }
}

fn parse(body: &[u8], url: &str, content_type: Option<&str>) -> Result<Page, ParseError> {
    let headers = content_type
        .iter()
        .map(|value| ("content-type".to_owned(), (*value).to_owned()))
        .collect();
    let reply = Reply {
        url: url.to_owned(),
        status: 200,
        headers,
        body: body.to_vec(),
        fetched_at: now(),
    };
    FeedConnector.parse(
        &source(),
        &Answer {
            ask: &Ask::get(url),
            reply: &reply,
        },
    )
}

/// The posts of a feed at a fixed address.
fn page(body: &str) -> Page {
    parse(body.as_bytes(), "https://feeds.example/x", None).expect("a feed")
}

/// A value of the `NAME.txt` of a fixture.
fn given<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}

fn check(path: &Path, blessed: bool, faults: &mut String) {
    let body = fs::read(path).expect("a fixture");
    let aside = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
    let name = path
        .file_stem()
        .and_then(|name| name.to_str())
        .expect("a name");
    let default = format!("https://feeds.example/{name}");
    let (url, content_type) = (
        given(&aside, "url").unwrap_or(&default),
        given(&aside, "content-type"),
    );
    let mut found = format!("url: {url}\n");
    if let Some(content_type) = content_type {
        writeln!(found, "content-type: {content_type}").expect("memory");
    }
    let mut posts = String::new();
    match parse(&body, url, content_type) {
        Ok(page) => {
            page.notes
                .iter()
                .for_each(|note| writeln!(found, "note: {note}").expect("memory"));
            if let Some(Verdict::Failed(cut)) = &page.cut {
                writeln!(found, "cut: {cut}").expect("memory");
            }
            page.sources.iter().for_each(|source| {
                writeln!(found, "source: {} {}", source.name, source.target).expect("memory");
            });
            for post in &page.posts {
                posts += &serde_json::to_string(post).expect("a post is JSON");
                posts.push('\n');
            }
        }
        Err(error) => writeln!(found, "error: {error}").expect("memory"),
    }
    for (extension, found) in [("txt", found), ("jsonl", posts)] {
        let expected = path.with_extension(extension);
        if blessed {
            fs::write(&expected, found).expect("a writable fixture");
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            write!(faults, "{}:\n{found}", expected.display()).expect("memory");
        }
    }
}

#[test]
fn fixtures() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/connect/feed");
    let blessed = std::env::var_os("CM_BLESS").is_some();
    let mut faults = String::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder of fixtures") {
        let path = entry.expect("a readable folder").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "xml" || extension == "json")
        {
            check(&path, blessed, &mut faults);
            count += 1;
        }
    }
    assert!(count > 30, "only {count} fixtures");
    assert!(
        faults.is_empty(),
        "not as expected (CM_BLESS=1 rewrites):\n{faults}"
    );
}

#[test]
fn what_is_asked() {
    let ask = |target: &str| {
        FeedConnector.first(
            &Source {
                target: target.into(),
                ..source()
            },
            &Start {
                cursor: None,
                session: None,
                range: crate::time::Range::default(),
                now: now(),
            },
        )
    };
    let web = |target: &str| match ask(target).map(|mut asks| asks.remove(0).from) {
        Ok(From::Http(request)) => Some(request.url),
        _ => None,
    };
    assert_eq!(
        web("https://a.example/feed").as_deref(),
        Some("https://a.example/feed")
    );
    assert_eq!(
        web("feed://a.example/feed").as_deref(),
        Some("https://a.example/feed")
    );
    assert_eq!(
        web("feed:http://a.example/feed").as_deref(),
        Some("http://a.example/feed")
    );
    for (target, path) in [("dir/a.xml", "dir/a.xml"), ("file:///x/a.xml", "/x/a.xml")] {
        let from = ask(target).expect("a file").remove(0).from;
        assert_eq!(from, From::File(path.into()));
    }
    for target in ["", " ", "ftp://a.example/x", "https://"] {
        assert!(ask(target).is_err(), "{target}");
    }
}

#[test]
fn ids_do_not_follow_the_title() {
    let feed = |title: &str| {
        page(&format!(
            "<rss version='2.0'><channel><item><title>{title}</title><link>https://x.example/1</link></item></channel></rss>"
        ))
    };
    let (before, after) = (feed("a"), feed("b"));
    assert_eq!(before.posts[0].id, "feed:https://x.example/1");
    assert_eq!(before.posts[0].id, after.posts[0].id);
}

#[test]
fn raw_is_kept_when_asked_for() {
    let reply = Reply {
        body:
            b"<rss><channel><item><guid>urn:1</guid><category>Tea</category></item></channel></rss>"
                .to_vec(),
        fetched_at: now(),
        ..Reply::default()
    };
    let raw = |keep_raw| {
        FeedConnector
            .parse(
                &Source {
                    keep_raw,
                    ..source()
                },
                &Answer {
                    ask: &Ask::get(""),
                    reply: &reply,
                },
            )
            .expect("a feed")
            .posts[0]
            .raw
            .clone()
    };
    assert_eq!(raw(false), None);
    assert_eq!(raw(true).expect("raw")["categories"][0], "Tea");
}

#[test]
fn twenty_thousand_items() {
    let items: String = (0..20_000).fold(String::new(), |mut out, n| {
        write!(
            out,
            "<item><title>n{n}</title><link>https://x.example/{n}</link></item>"
        )
        .expect("memory");
        out
    });
    let page = page(&format!(
        "<rss version='2.0'><channel>{items}</channel></rss>"
    ));
    assert_eq!(page.posts.len(), 20_000);
    assert!(page.notes.is_empty());
}

#[test]
fn bombs_and_towers() {
    let lol: String = (1..10).fold("<!ENTITY lol0 \"lol\">".to_owned(), |mut out, n| {
        write!(
            out,
            "<!ENTITY lol{n} \"{}\">",
            format!("&lol{};", n - 1).repeat(10)
        )
        .expect("memory");
        out
    });
    let bomb = page(&format!(
        "<!DOCTYPE rss [{lol}]><rss><channel><item><title>&lol9;</title></item></channel></rss>"
    ));
    assert_eq!(bomb.posts[0].title.as_deref(), Some("&lol9;"));

    let n = 200_000;
    let tower = page(&format!(
        "<rss><channel><item><title>t</title><description>{}x{}</description></item><item><title>u</title></item></channel></rss>",
        "<a>".repeat(n),
        "</a>".repeat(n)
    ));
    assert_eq!(tower.posts.len(), 2);
    assert_eq!(tower.posts[0].text.as_deref(), Some("x"));
    let unclosed = page(&format!(
        "<rss><channel><item><title>t</title>{}</item><item><title>u</title></item></channel></rss>",
        "<a>".repeat(n)
    ));
    assert_eq!(unclosed.posts.len(), 2);
    let wide = page(&format!(
        "<rss><channel>{}<item><title>t</title>{}</item></channel></rss>",
        "<x/>".repeat(n),
        "<x/>".repeat(n)
    ));
    assert_eq!(wide.posts.len(), 1);
    assert_eq!(
        page(&format!(
            "<opml><body>{}",
            "<outline xmlUrl='https://x.example/'>".repeat(n)
        ))
        .sources
        .len(),
        0
    );
}

#[test]
fn more_items_than_memory() {
    let page = page(&format!(
        "<rss><channel>{}{}",
        "<item/>".repeat(200_000),
        "<item><guid>urn:1</guid></item>".repeat(100_002)
    ));
    assert_eq!(page.posts.len(), 100_000);
    assert!(
        page.notes
            .iter()
            .any(|note| note.starts_with("200000 empty items")),
        "{:?}",
        page.notes
    );
    assert!(
        page.notes
            .iter()
            .any(|note| note.starts_with("2 items were left out")),
        "{:?}",
        page.notes
    );
}

#[test]
fn long_and_deep() {
    let long = page(&format!(
        "<rss><channel><item><title>{}</title></item></channel></rss>",
        "x".repeat(10_000_000)
    ));
    assert_eq!(
        long.posts[0].title.as_ref().map(String::len),
        Some(10_000_000)
    );
    let deep = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"x\":{}{},\"items\":[]}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let _ = parse(deep.as_bytes(), "", None);
    for start in [
        "{\"items\":[",
        "<rss><channel><item>",
        "<rss ",
        "<rss a=\"",
        "[[[[",
        "<!DOCTYPE x [",
        "<a:b:c ",
        "<rss><channel><item><title><![CDATA[",
    ] {
        let _ = parse(start.repeat(20_000).as_bytes(), "", None);
    }
}

/// Reads one fixture after random damage: bytes changed, removed, repeated.
fn damaged(body: &[u8], edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut body = body.to_vec();
    for (at, what, byte) in edits {
        let at = at % body.len().max(1);
        match what % 3 {
            0 if at < body.len() => body[at] = *byte,
            1 => body.truncate(at),
            _ => body.insert(at, *byte),
        }
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_taken(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&body, "https://x.example/", None);
    }

    #[test]
    fn any_markup_is_taken(body in "(<(rss|channel|item|title|entry|feed|a:b|x)( [a-z]{1,3}=\"[^\"]{0,4}\")?/?>|</(rss|item|title|channel|x)>|<!\\[CDATA\\[|\\]\\]>|&[a-z]{1,4};|[a-zé &<]{1,6}){0,40}") {
        let _ = parse(body.as_bytes(), "", None);
        let _ = parse(format!("<rss><channel><item>{body}").as_bytes(), "", None);
        let _ = parse(format!("<feed><entry>{body}</entry></feed>").as_bytes(), "", None);
    }

    #[test]
    fn damaged_feeds_are_taken(edits in proptest::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)) {
        for name in ["wordpress-rss.xml", "atom-10.xml", "jsonfeed-1.json", "list.xml", "youtube.xml"] {
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/connect/feed").join(name);
            let body = fs::read(path).expect("a fixture");
            let _ = parse(&damaged(&body, &edits), "https://x.example/", None);
        }
    }

    /// Words in a well-formed feed come back as they were, and nothing is mended.
    #[test]
    fn words_come_back(title in "[a-zé<>&\"' ]{0,20}", text in "[a-zé0-9 .]{1,40}") {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let page = page(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id><title>{}</title><content>{}</content></entry></feed>", escape(&title), escape(&text)));
        let words = |text: &str| Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
        proptest::prop_assert_eq!(page.posts[0].title.clone(), words(&title));
        proptest::prop_assert_eq!(page.posts[0].text.as_deref().and_then(words), words(&text));
        proptest::prop_assert!(page.notes.is_empty());
    }
}
