//! `cm-fetch check`, `metrics`, `verify`, `--dry-run`, `--max-cost` and `--raw` as a user meets them, against a local server.

use serde_json::{Value, json};

use crate::harness::{Place, Ran};
use crate::server::{Answer, Seen, Server};

/// Item 1 of Hacker News is there, item 2 is gone, item 3 cannot be had just now.
fn hackernews(seen: &Seen) -> Answer {
    match seen.path.as_str() {
        "/api/v1/items/1" => Answer::ok(
            json!({
                "id": 1, "type": "comment", "author": "ann", "text": "good tea", "points": 7,
                "created_at": "2026-11-20T10:00:00.000Z", "story_id": 9, "parent_id": 9, "children": [],
            })
            .to_string(),
        ),
        "/api/v1/items/3" => Answer::status(403),
        _ => Answer::status(404),
    }
}

/// A line of a comment, with a number that must not be rounded.
fn comment(number: u64, client: &str) -> String {
    format!(
        "{{\"type\":\"post\",\"id\":\"hackernews:{number}\",\"source\":\"hackernews\",\"kind\":\"comment\",\"client\":\"{client}\",\"x\":1.10}}\n"
    )
}

/// Runs a line in which `$URL` is the server, and takes the server's port out of what it said.
fn ask(place: &Place, server: &Server, line: &str, stdin: &str) -> Ran {
    let url = server.url("");
    let mut ran = place.run(&line.replace("$URL", &url), stdin.as_bytes());
    ran.stderr = ran.stderr.replace(&url, "URL");
    ran.stdout = ran.stdout.replace(&url, "URL");
    ran
}

fn values(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

#[test]
fn posts_that_are_gone_are_named_and_those_that_are_there_are_not() {
    let server = Server::start(hackernews);
    let place = Place::new();
    // Two clients wait for the first one: it is there for both.
    let lines = [
        comment(1, "A"),
        comment(1, "B"),
        comment(2, "A"),
        "{\"type\":\"draft\",\"id\":\"d\"}\n{\"text\":\"without an id\"}\n".to_owned(),
    ];
    let line = "cm-fetch verify --server $URL --allow-private --no-state";
    let ran = ask(&place, &server, &format!("{line} -v"), &lines.concat());
    assert_eq!(
        (ran.stderr.as_str(), ran.exit),
        (
            "cm-fetch: 2 posts still there, 1 gone, 1 that cannot be asked for one by one\n",
            0
        )
    );
    let expected = json!({
        "type": "gone", "id": "hackernews:2", "seen_at": "2026-11-22T12:00:00Z", "why": "the server does not know it",
    });
    assert_eq!(values(&ran), [expected]);
    assert_eq!(server.paths(), ["/api/v1/items/1", "/api/v1/items/2"]);
    assert_eq!(ask(&place, &server, line, &lines[0]).stderr, "");
    // What cannot be found out is neither.
    let ran = ask(&place, &server, line, &comment(3, "A"));
    assert_eq!((ran.stdout.as_str(), ran.exit), ("", 3));
    assert!(
        ran.stderr.starts_with("cm-fetch: 1 post could not be looked up; the first: URL/api/v1/items/3: the server answered 403 forbidden"),
        "{}",
        ran.stderr
    );
    // A line that is no post though it says so is not passed over in silence.
    let ran = ask(
        &place,
        &server,
        line,
        "{\"type\":\"post\",\"id\":17,\"source\":\"x\"}\n",
    );
    assert_eq!(ran.exit, 3);
    assert!(ran.stderr.starts_with("cm-fetch: -:1:"), "{}", ran.stderr);
}

#[test]
fn metrics_are_put_into_the_lines_and_nothing_else_is_touched() {
    let server = Server::start(hackernews);
    let place = Place::new();
    let line = "cm-fetch metrics --server $URL --allow-private --no-state";
    let lines = [comment(1, "A"), comment(2, "A"), comment(1, "B")].concat();
    let ran = ask(&place, &server, line, &lines);
    let with = |client: &str| {
        comment(1, client).replace(
            "1.10}",
            "1.10,\"metrics\":{\"score\":7},\"metrics_at\":\"2026-11-22T12:00:00Z\"}",
        )
    };
    let expected = [with("A"), comment(2, "A"), with("B")].concat();
    assert_eq!(ran.stdout, expected);
    assert_eq!((ran.stderr.as_str(), ran.exit), ("", 0));
    // What is half done is no whole file.
    let ran = ask(
        &place,
        &server,
        &format!("{line} --strict -o out.jsonl; code=$?; ls; exit $code"),
        &format!("{}nonsense\n", comment(1, "A")),
    );
    assert_eq!((ran.stdout.as_str(), ran.exit), ("", 1));
}

#[test]
fn a_token_goes_to_the_server_it_is_for_and_to_no_other() {
    let server = Server::start(|_| Answer::status(404));
    let place = Place::new();
    let host = server.host();
    let name = host.split(':').next().unwrap_or_default().to_owned();
    let line = |instance: &str| {
        json!({"type": "post", "id": format!("mastodon:{name}/1"), "source": "mastodon", "instance": instance, "url": server.url("/@a/1")})
            .to_string()
    };
    let tokens = || -> Vec<String> {
        let requests = server.requests();
        requests
            .iter()
            .filter(|seen| seen.path.starts_with("/api/"))
            .map(|seen| seen.header("authorization").to_owned())
            .collect()
    };
    let verify = "CM_MASTODON_TOKEN=s3cret cm-fetch verify --allow-private --no-state --timeout 2s";
    // A line names the server: it may be anybody's.
    ask(&place, &server, verify, &line(&server.url("")));
    ask(&place, &server, verify, &line(&host));
    assert_eq!(tokens(), [""]);
    let before = tokens().len();
    ask(
        &place,
        &server,
        &format!("{verify} --server $URL"),
        &line(&name),
    );
    assert_eq!(
        tokens().get(before..),
        Some(&["Bearer s3cret".to_owned()][..])
    );
}

#[test]
fn a_check_tells_of_each_source_and_chooses_the_exit_code() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/good" | "/good?key=s3cret" => {
            Answer::ok("<rss><channel><title>t</title></channel></rss>")
                .header("x-ratelimit-remaining", "7")
                .header("x-ratelimit-limit", "10")
        }
        "/closed" => Answer::status(401),
        _ => Answer::status(404),
    });
    let place = Place::new();
    let check = |sources: &[&str]| {
        let tables: String = sources
            .iter()
            .map(|url| format!("[[source]]\ntype = \"feed\"\nurl = \"{url}\"\n"))
            .collect();
        place.write("cm.toml", tables.replace("$URL", &server.url("")));
        ask(
            &place,
            &server,
            "cm-fetch check --allow-private --no-state",
            "",
        )
    };
    place.write("blog.xml", "<rss/>");
    let ran = check(&["$URL/good?key=s3cret", "blog.xml"]);
    assert_eq!(
        ran.stdout,
        "feed  URL/good?key=***: good; 7 of 10 requests left\nfeed  blog.xml: good\n"
    );
    assert_eq!((ran.stderr.as_str(), ran.exit), ("", 0));
    let ran = check(&["$URL/good", "missing.xml"]);
    assert_eq!(
        ran.stdout,
        "feed  URL/good: good; 7 of 10 requests left\nfeed  missing.xml: FAILED\n"
    );
    assert_eq!(
        (ran.stderr.as_str(), ran.exit),
        ("cm-fetch: missing.xml: no such file\n", 3)
    );
    let ran = check(&["$URL/good", "$URL/closed"]);
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert_eq!(
        check(&[]).stderr,
        "cm-fetch: no source to check: put [[source]] tables into cm.toml\n"
    );
}

#[test]
fn a_dry_run_prints_requests_and_makes_none() {
    let server = Server::start(|_| Answer::status(500));
    let mut place = Place::new();
    let dry = |place: &Place, arguments: &str| {
        ask(
            place,
            &server,
            &format!("cm-fetch {arguments} --dry-run --state s.db; code=$?; ls; exit $code"),
            "",
        )
    };
    let ran = dry(&place, "feed $URL/feed?token=s3cret blog.xml");
    assert_eq!(
        ran,
        Ran {
            stdout: "feed: GET URL/feed?token=***\nfeed: read blog.xml\n".to_owned(),
            stderr: String::new(),
            exit: 0
        }
    );
    // Without the token it is like a run without it.
    let ran = dry(&place, "x --server $URL --search tea");
    assert_eq!(ran.exit, 4, "{ran:?}");
    place.set_env("CM_X_TOKEN", "s3cret");
    let ran = dry(&place, "x --server $URL --search tea");
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(
        ran.stdout.contains("GET URL/2/tweets/search/recent"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("(up to "), "{ran:?}");
    assert!(!format!("{ran:?}").contains("s3cret"), "{ran:?}");
    assert_eq!(server.paths().len(), 0);
}

#[test]
fn no_more_is_spent_than_may_be() {
    let server = Server::start(|_| Answer::ok("{\"meta\":{\"result_count\":0}}"));
    let mut place = Place::new();
    place.set_env("CM_X_TOKEN", "s3cret");
    let line = "cm-fetch x --server $URL --search tea --allow-private --no-state --max-cost=";
    let ran = ask(&place, &server, &format!("{line}0.01"), "");
    assert_eq!((ran.exit, server.paths().len()), (5, 0), "{ran:?}");
    assert!(
        ran.stderr.contains("of --max-cost 0.01 are spent"),
        "{ran:?}"
    );
    for amount in ["nan", "inf", "-1"] {
        let ran = ask(&place, &server, &format!("{line}{amount}"), "");
        assert_eq!((ran.exit, server.paths().len()), (2, 0), "{ran:?}");
    }
    let ran = ask(&place, &server, &format!("{line}100"), "");
    assert_eq!((ran.exit, server.paths().len()), (0, 1), "{ran:?}");
}

#[test]
fn raw_keeps_what_no_field_holds_and_only_when_asked() {
    let server = Server::start(|_| {
        let hit = json!({
            "objectID": "5", "author": "ann", "comment_text": "tea", "created_at_i": 1_795_255_200,
            "_tags": ["comment"], "story_id": 4, "parent_id": 4, "peculiar": {"n": 1},
        });
        Answer::ok(json!({"hits": [hit], "hitsPerPage": 1000}).to_string())
    });
    let place = Place::new();
    let line = "cm-fetch hackernews --server $URL --search tea --allow-private --no-state";
    let plain = values(&ask(&place, &server, line, ""));
    assert_eq!((plain.len(), plain[0].get("raw")), (1, None), "{plain:?}");
    let raw = values(&ask(&place, &server, &format!("{line} --raw"), ""));
    assert_eq!(raw[0]["raw"]["peculiar"]["n"], 1, "{raw:?}");
}
