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
    ] {
        let line = format!("cm-fetch feed --allow-private $URL/{path}");
        let (titles, said, code) = listen(&place, &server, &line);
        let summary = "0 new posts from 1 source, 0 seen before, 1 source failed";
        assert_eq!(said, format!("cm-fetch: {expected}\ncm-fetch: {summary}\n"));
        assert_eq!((titles.len(), code), (0, exit), "{path}");
    }
    let (titles, _, exit) = listen(&place, &server, "cm-fetch feed --allow-private $URL/page");
    assert_eq!((titles, exit), (vec!["good".to_owned()], 0));
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
    let said = "cm-fetch: another run holds s.db.lock; wait for it to end, or use another file\n";
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

#[test]
fn a_run_can_wait_for_another_to_end() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a"]));
    let lock = File::create(place.path().join("s.db.lock")).unwrap();
    lock.try_lock().unwrap();
    let running = place
        .command("exec cm-fetch feed blog.xml --state s.db --wait -v")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(lock);
    let output = running.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
    assert!(
        said.starts_with("cm-fetch: another run holds s.db.lock; waiting for it to end\n"),
        "{said}"
    );
}

#[test]
fn a_follower_asks_again_and_ends_when_told() {
    let server = Server::start(|seen| match seen.nth {
        0 => Answer::ok(feed(&["a"])),
        _ => Answer::ok(feed(&["b", "a"])),
    });
    let place = Place::new();
    let line = format!(
        "exec cm-fetch feed {} --allow-private --state s.db --follow 50ms",
        server.url("/feed")
    );
    let mut running = place
        .command(&line)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines =
        std::io::BufRead::lines(std::io::BufReader::new(running.stdout.take().unwrap()));
    for title in ["a", "b"] {
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains(&format!("\"title\":\"{title}\"")), "{line}");
    }
    let told = std::process::Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert!(lines.next().is_none());
    assert!(server.paths().len() >= 2);
}

#[test]
fn a_source_that_keeps_failing_is_left_alone_for_a_while() {
    let server = Server::start(|_| Answer::status(404));
    let mut place = Place::new();
    place.write(
        "cm.toml",
        format!(
            "[[source]]\ntype = \"feed\"\nurl = \"{}\"\n",
            server.url("/feed")
        ),
    );
    let mut at = |time: &str| {
        place.set_env("CM_NOW", &format!("2026-11-22T{time}:00Z"));
        let ran = place.run("cm-fetch run --allow-private --state s.db", b"");
        (ran.exit, ran.stderr.lines().count(), server.paths().len())
    };
    // Asked again at once after the first failure, then after 5, 10, 20 minutes: silently when it is not its time.
    assert_eq!(at("12:00"), (1, 2, 1));
    assert_eq!(at("12:05"), (1, 2, 2));
    assert_eq!(at("12:09"), (0, 0, 2));
    assert_eq!(at("12:10"), (1, 2, 3));
    assert_eq!(at("12:15"), (0, 0, 3));
    assert_eq!(at("12:20"), (1, 2, 4));
}

#[test]
fn the_first_contact_takes_no_ten_years() {
    let item = |title: &str, date: &str| {
        format!("<item><title>{title}</title><guid>{title}</guid><pubDate>{date}</pubDate></item>")
    };
    let place = Place::new();
    let items = [
        item("new", "Sat, 21 Nov 2026 12:00:00 GMT"),
        item("old", "Wed, 22 Nov 2017 12:00:00 GMT"),
    ];
    place.write(
        "blog.xml",
        format!("<rss><channel>{}</channel></rss>", items.concat()),
    );
    place.write(
        "cm.toml",
        "[[source]]\ntype = \"feed\"\nurl = \"blog.xml\"\n",
    );
    let lines = |arguments: &str| {
        let ran = place.run(&format!("cm-fetch {arguments}"), b"");
        ran.stdout.lines().count()
    };
    assert_eq!(lines("run --state a.db"), 1);
    assert_eq!(lines("run --state a.db"), 0);
    // Whoever asks for more later, gets it.
    assert_eq!(lines("run --state a.db --since 20y"), 1);
    assert_eq!(lines("run --state b.db --max-age 20y"), 2);
    // What is named on the command line is meant as a whole.
    assert_eq!(lines("feed blog.xml --state c.db"), 2);
    assert_eq!(lines("feed blog.xml --state c.db"), 0);
    assert_eq!(lines("feed blog.xml --state c.db --full-refresh"), 2);
}

#[test]
fn a_silence_longer_than_the_habit_is_told_once() {
    let place = Place::new();
    let items: String = (10..=21)
        .map(|day| {
            format!("<item><title>{day}</title><guid>{day}</guid><pubDate>{day} Nov 2026 12:00:00 GMT</pubDate></item>")
        })
        .collect();
    place.write("blog.xml", format!("<rss><channel>{items}</channel></rss>"));
    let say = |now: &str| {
        let line = format!("cm-fetch feed blog.xml --state s.db --now {now} > /dev/null");
        place.run(&line, b"").stderr
    };
    assert_eq!(say("2026-11-22"), "");
    assert_eq!(say("2026-11-24"), "");
    assert_eq!(
        say("2026-12-01"),
        "cm-fetch: blog.xml: nothing new for 9 days; its longest pause before was 24 hours\n"
    );
    assert_eq!(say("2026-12-02"), "");
}

#[cfg(unix)]
#[test]
fn a_token_that_others_can_read_is_refused_and_never_shown() {
    let place = Place::new();
    place.write("token", "s3cret-token\n");
    place.write("empty", "\n");
    place.run("chmod 600 empty", b"");
    for (line, said) in [
        (
            "cm-fetch youtube --video x --token-file token",
            "cm-fetch: token: others can read this token; keep it to yourself with `chmod 600 token`, and run again\n",
        ),
        (
            "cm-fetch youtube --video x --token-file empty",
            "cm-fetch: empty: no token in it\n",
        ),
        (
            "cm-fetch youtube --video x --token-file missing",
            "cm-fetch: cannot read the token in missing: no such file\n",
        ),
        (
            "cm-fetch youtube --video x --token-cmd 'echo s3cret-token >&2; false' 2>&1 | sed 1d >&2; exit 4",
            "cm-fetch: the command of --token-cmd failed (exit status: 1); it must print the token and end with 0\n",
        ),
    ] {
        let ran = place.run(line, b"");
        assert_eq!((ran.stderr.as_str(), ran.exit), (said, 4), "{line}");
    }
    let config = place.run(
        "CM_YOUTUBE_TOKEN=s3cret-token cm-fetch youtube --video x --show-config",
        b"",
    );
    assert!(
        config.exit == 0 && !config.stdout.contains("s3cret"),
        "{config:?}"
    );
}

#[test]
fn a_token_that_is_missing_costs_its_source_only() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a"]));
    place.write(
        "cm.toml",
        "[[source]]\ntype = \"youtube\"\nvideo = [\"x\"]\ntoken_file = \"none\"\n\n[[source]]\ntype = \"feed\"\nurl = \"blog.xml\"\n",
    );
    let ran = place.run("cm-fetch run --no-state --max-age 9y | wc -l", b"");
    assert_eq!(ran.stdout.trim(), "1");
    let ran = place.run("cm-fetch run --no-state > /dev/null", b"");
    assert_eq!(
        (ran.stderr.lines().next(), ran.exit),
        (
            Some(
                "cm-fetch: https://www.googleapis.com video=x: cannot read the token in none: no such file"
            ),
            3
        )
    );
}

#[test]
fn what_one_client_or_match_has_had_another_has_not() {
    let server = Server::start(|seen| {
        if seen.header("if-none-match") == "\"1\"" {
            return Answer::status(304);
        }
        Answer::ok(feed(&["a", "b"])).header("etag", "\"1\"")
    });
    let place = Place::new();
    let run = |arguments: &str| {
        let line = format!("cm-fetch feed $URL/feed --allow-private --state s.db {arguments}");
        listen(&place, &server, &line).0
    };
    for arguments in ["", "--client KO", "--client JO", "--query taste"] {
        assert_eq!(run(arguments), ["a", "b"], "{arguments}");
        assert_eq!(run(arguments), Vec::<String>::new(), "{arguments}");
    }
    assert_eq!(run("--match a"), ["a"]);
    assert_eq!(run("--match b"), ["b"]);
    assert_eq!(run("--match a"), Vec::<String>::new());
}

#[test]
fn a_named_source_handed_to_another_client_gives_it_everything() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a", "b"]));
    let run = |client: &str| {
        place.write(
            "cm.toml",
            format!("[[source]]\ntype = \"feed\"\nurl = \"blog.xml\"\nname = \"blog\"\nclient = \"{client}\"\n"),
        );
        let ran = place.run("cm-fetch --state s.db", b"");
        ran.stdout.lines().count()
    };
    assert_eq!([run("KO"), run("KO"), run("JO"), run("JO")], [2, 0, 2, 0]);
    assert_eq!([run("KO"), run("JO")], [0, 0]);
}

#[test]
fn an_address_with_a_secret_is_neither_shown_nor_kept() {
    let server = Server::start(|seen| {
        let path = seen.path.split('?').next().unwrap_or_default();
        match path {
            "/feed" => Answer::ok(feed(&["a"])),
            _ => Answer::status(404),
        }
    });
    let place = Place::new();
    let secret = format!("http://me:hunter2@{}", server.host());
    place.write(
        "cm.toml",
        format!(
            "[[source]]\ntype = \"feed\"\nurls = [\"{secret}/feed?token=s3cret\", \"{secret}/gone?token=s3cret\"]\n"
        ),
    );
    let lines = [
        "cm-fetch --allow-private --state s.db -vv",
        "cm-fetch --allow-private --state s.db -v",
        "cm-fetch check --allow-private --state s.db",
        "cm-fetch list",
        "cm-fetch --dry-run",
        "cm-fetch --show-config",
        "cm-fetch mastodon --server https://me:hunter2@social.example --public --show-config",
        "cat s.db s.db-* 2>/dev/null",
    ];
    for line in lines {
        let ran = format!("{:?}", place.run(line, b""));
        for word in ["hunter2", "s3cret"] {
            assert!(!ran.contains(word), "{line}: {ran}");
        }
    }
    let ran = place.run(lines[1], b"");
    assert!(
        ran.stderr.contains("/feed?token=***: 0 new, 1 old"),
        "{ran:?}"
    );
}

#[test]
fn a_follower_forgets_once() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a"]));
    let line = "cm-fetch feed blog.xml --state s.db > /dev/null; timeout -s INT 1 cm-fetch feed blog.xml --state s.db --full-refresh --follow 50ms | wc -l";
    assert_eq!(place.run(line, b"").stdout.trim(), "1");
}

#[test]
fn slips_in_the_configuration_are_told() {
    let place = Place::new();
    for (config, arguments, said) in [
        (
            "[clients.mirabo]\nbrands = [\"Mirabo\"]\n[[source]]\ntype = \"feed\"\nurl = \"a.xml\"\nclient = \"mirbo\"\n",
            "",
            "cm-fetch: cm.toml:6:10: no [clients.mirbo]; did you mean `mirabo`? If not, add an empty [clients.mirbo]\n",
        ),
        (
            "",
            "feed a.xml --follow 0s",
            "cm-fetch: invalid value '0s' for '--follow [<TIME>]': expected a time to wait between two runs, such as 5m\n",
        ),
    ] {
        place.write("cm.toml", config);
        let ran = place.run(&format!("cm-fetch {arguments} --no-state"), b"");
        assert!(ran.stderr.starts_with(said.trim_end()), "{ran:?}");
        assert_eq!(ran.exit, 2);
    }
}

#[test]
fn a_file_that_lines_are_added_to_is_memory_enough() {
    let place = Place::new();
    place.write("blog.xml", feed(&["a", "b"]));
    let lines = |arguments: &str| {
        let line = format!("cm-fetch feed blog.xml --append out.jsonl {arguments}");
        let ran = place.run(&line, b"");
        assert_eq!((ran.stderr.as_str(), ran.exit), ("", 0));
        place.read("out.jsonl").lines().count()
    };
    assert_eq!([lines(""), lines("")], [2, 2]);
    // Another watch has not had them; nor has who remembers nothing.
    assert_eq!([lines("--match a"), lines("--match a")], [3, 3]);
    assert_eq!(lines("--no-state"), 5);
}
