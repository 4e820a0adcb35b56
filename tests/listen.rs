//! `cm-fetch` as a program, against a local server and a lock that somebody holds.

use std::fs::File;

use crate::harness::{Place, Ran};
use crate::server::{Answer, Server};

/// A feed of posts with these titles.
fn feed(titles: &[&str]) -> String {
    let items: String = titles
        .iter()
        .map(|title| {
            format!("<item><title>{title}</title><guid isPermaLink=\"false\">{title}</guid></item>")
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

/// Runs a line in which `$URL` is the server, and gives its titles and what it said, without the server's port.
fn listen(place: &Place, server: &Server, line: &str) -> (Vec<String>, String, i32) {
    let url = server.url("");
    let ran = place.run(&line.replace("$URL", &url), b"");
    let titles = ran.stdout.lines().map(|line| {
        let post: serde_json::Value = serde_json::from_str(line).expect("a post");
        post["title"].as_str().unwrap_or_default().to_owned()
    });
    let said = ran.stderr.replace(&url, "URL");
    (titles.collect(), said, ran.exit)
}

#[test]
fn a_second_run_asks_only_for_what_changed() {
    let server = Server::start(|seen| {
        let version = if seen.nth < 2 { "\"1\"" } else { "\"2\"" };
        if seen.header("if-none-match") == version {
            return Answer::status(304);
        }
        let titles: &[&str] = if seen.nth < 2 { &["a"] } else { &["b", "a"] };
        Answer::ok(feed(titles)).header("etag", version)
    });
    let place = Place::new();
    let line = "cm-fetch feed $URL/feed --allow-private --state s.db -v";
    let run = || listen(&place, &server, line);
    assert_eq!(run().0, ["a"]);
    let (titles, said, exit) = run();
    assert_eq!((titles.len(), exit), (0, 0));
    assert_eq!(
        said,
        "cm-fetch: URL/feed: asking\ncm-fetch: 0 new posts from 1 source, 0 seen before, 1 unchanged\n"
    );
    assert_eq!(run().0, ["b"]);
    assert_eq!(run().0, Vec::<String>::new());
}

#[test]
fn what_servers_answer_chooses_words_and_exit_codes() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/good" => Answer::ok(feed(&["good"])),
        "/moved" => Answer::to(301, "/good"),
        "/circle" => Answer::to(302, "/circle"),
        "/disk" => Answer::to(302, "file:///etc/hosts"),
        "/busy" => Answer::status(429).header("retry-after", "600"),
        "/page" => Answer::ok(
            "<!DOCTYPE html><html><head><link rel=alternate type=application/rss+xml href=/good>",
        ),
        path => Answer::status(path[1..].parse().unwrap_or(404)),
    });
    let place = Place::new();
    for (path, exit, expected) in [
        ("404", 1, "URL/404: the server answered 404 not found"),
        ("410", 1, "URL/410: the server answered 410 gone"),
        ("401", 4, "URL/401: the server answered 401 unauthorized"),
        ("403", 4, "URL/403: the server answered 403 forbidden"),
        (
            "busy",
            5,
            "URL/busy: the server answered 429 too many requests; ask again in 600 s",
        ),
        (
            "circle",
            1,
            "URL/circle: redirects in a circle, to URL/circle",
        ),
        (
            "disk",
            1,
            "URL/disk: redirects to a file address, which is not fetched",
        ),
        (
            "page",
            1,
            "URL/page: this is an HTML page, not a feed; it links to the feed URL/good",
        ),
    ] {
        let line = format!("cm-fetch feed --allow-private $URL/{path}");
        let (titles, said, code) = listen(&place, &server, &line);
        let summary = "0 new posts from 1 source, 0 seen before, 1 source failed";
        assert_eq!(said, format!("cm-fetch: {expected}\ncm-fetch: {summary}\n"));
        assert_eq!((titles.len(), code), (0, exit), "{path}");
    }
    let line = "cm-fetch feed --allow-private $URL/moved $URL/404 -q";
    assert_eq!(
        listen(&place, &server, line),
        (
            vec!["good".to_owned()],
            "cm-fetch: URL/404: the server answered 404 not found\n".to_owned(),
            3
        )
    );
    let (_, said, exit) = listen(&place, &server, "cm-fetch feed $URL/good -q");
    assert_eq!(exit, 1);
    assert!(
        said.ends_with("127.0.0.1 is a private address; use --allow-private if you mean it\n"),
        "{said}"
    );
}

#[test]
fn a_state_that_another_run_holds_is_left_to_it() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a"]));
    let lock = File::create(place.path().join("s.db.lock")).unwrap();
    lock.try_lock().unwrap();
    let line = "cm-fetch feed blog.xml --state s.db | wc -c; cm-fetch feed blog.xml --state s.db";
    let Ran {
        stdout,
        stderr,
        exit,
    } = place.run(line, b"");
    let said =
        "cm-fetch: another run holds s.db.lock; wait for it to end, or use another --state file\n";
    assert_eq!((stdout.trim(), stderr, exit), ("0", said.repeat(2), 6));
}

#[cfg(target_os = "linux")]
#[test]
fn what_could_not_be_written_comes_again() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a"]));
    let ran = place.run("cm-fetch feed blog.xml --state s.db > /dev/full", b"");
    assert_eq!(
        (ran.stderr.as_str(), ran.exit),
        ("cm-fetch: cannot write the posts: no space left\n", 1)
    );
    let ran = place.run("cm-fetch feed blog.xml --state s.db | wc -l", b"");
    assert_eq!(ran.stdout.trim(), "1");
}
