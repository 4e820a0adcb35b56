//! A server that plays tricks: for each, what is kept, what is said, what is returned, and that nothing is lost or doubled once it is well again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::harness::Place;
use crate::server::{Answer, Seen, Server};

/// A fault of the one feed, beside which a good one is always asked.
struct Fault {
    name: &'static str,
    /// What `/feed` answers while it lasts.
    plays: fn(&Seen) -> Answer,
    /// Titles given in spite of it.
    kept: &'static [&'static str],
    /// What is said, without the summary; nothing when all is well.
    said: &'static str,
    exit: i32,
}

fn item(title: &str, date: &str) -> String {
    format!(
        "<item><title>{title}</title><guid isPermaLink=\"false\">{title}</guid><pubDate>{date}</pubDate></item>"
    )
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

/// The feed as it is when it is well.
fn well() -> String {
    let date = "Sun, 22 Nov 2026 01:00:00 GMT";
    rss(&[item("one", date), item("two", date)].concat())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Not before a minute: longer than the tests have patience.
const BUSY: &str = "Sun, 22 Nov 2026 12:20:00 GMT";

const FAULTS: &[Fault] = &[
    Fault {
        name: "no answer",
        plays: |_| Answer::silent(),
        kept: &["good"],
        said: "URL/feed: no complete answer within 0.4 s",
        exit: 3,
    },
    Fault {
        name: "the connection is reset",
        plays: |_| Answer::hangup(),
        kept: &["good"],
        said: "URL/feed: the connection broke: connection closed before message completed",
        exit: 3,
    },
    Fault {
        name: "a byte now and then",
        plays: |_| Answer::drip(),
        kept: &["good"],
        said: "URL/feed: no complete answer within 0.4 s",
        exit: 3,
    },
    Fault {
        name: "broken off in the middle",
        plays: |_| Answer::ok(well()).truncated(),
        kept: &["good"],
        said: "URL/feed: the body is broken: end of file before message length reached",
        exit: 3,
    },
    Fault {
        name: "a damaged packing",
        plays: |_| {
            let mut packed = gzip(well().as_bytes());
            let middle = packed.len() / 2;
            packed[middle] ^= 0xff;
            packed[middle + 1] ^= 0xff;
            Answer::ok(packed).header("content-encoding", "gzip")
        },
        kept: &["good"],
        said: "URL/feed: the body is broken: corrupt gzip stream does not have a matching checksum",
        exit: 3,
    },
    Fault {
        name: "a packed bomb",
        plays: |_| Answer::ok(gzip(&vec![b' '; 40 << 20])).header("content-encoding", "gzip"),
        kept: &["good"],
        said: "URL/feed: the body is larger than 16 MiB when unpacked and was not read to its end",
        exit: 3,
    },
    Fault {
        name: "a bomb of entities",
        plays: |_| {
            let mut text = String::from("<!DOCTYPE rss [<!ENTITY a0 \"aaaaaaaaaa\">");
            for n in 1..12 {
                let _ = write!(
                    text,
                    "<!ENTITY a{n} \"{}\">",
                    format!("&a{};", n - 1).repeat(10)
                );
            }
            text.push_str("]>");
            text.push_str(&rss(&item("&a11;", "Sun, 22 Nov 2026 01:00:00 GMT")));
            Answer::ok(text)
        },
        kept: &["&a11;", "good"],
        said: "",
        exit: 0,
    },
    Fault {
        name: "a body without end",
        plays: |_| Answer::endless(),
        kept: &["good"],
        said: "URL/feed: the body is larger than 16 MiB when unpacked and was not read to its end",
        exit: 3,
    },
    Fault {
        name: "redirects in a circle",
        plays: |_| Answer::to(302, "/feed"),
        kept: &["good"],
        said: "URL/feed: redirects in a circle, to URL/feed",
        exit: 3,
    },
    Fault {
        name: "a redirect to the disk",
        plays: |_| Answer::to(301, "file:///etc/passwd"),
        kept: &["good"],
        said: "URL/feed: redirects to a file address, which is not fetched",
        exit: 3,
    },
    Fault {
        name: "a picture",
        plays: |_| {
            Answer::ok(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec())
                .header("content-type", "image/png")
        },
        kept: &["good"],
        said: "URL/feed: this is neither RSS, Atom, JSON Feed nor OPML",
        exit: 3,
    },
    Fault {
        name: "nothing at all",
        plays: |_| Answer::status(204),
        kept: &["good"],
        said: "URL/feed: there is nothing in it",
        exit: 3,
    },
    Fault {
        name: "unchanged, though nobody asked",
        plays: |_| Answer::status(304),
        kept: &["good"],
        said: "",
        exit: 0,
    },
    Fault {
        name: "a wrong type for a good feed",
        plays: |_| Answer::ok(well()).header("content-type", "image/png"),
        kept: &["good", "one", "two"],
        said: "",
        exit: 0,
    },
    Fault {
        name: "too many requests, always",
        plays: |_| Answer::status(429).header("retry-after", "0"),
        kept: &["good"],
        said: "URL/feed: the server answered 429 too many requests; ask again in 0 s",
        exit: 3,
    },
    Fault {
        name: "too many requests, twice",
        plays: |seen| match seen.nth {
            0 | 1 => Answer::status(429).header("retry-after", "0"),
            _ => Answer::ok(well()),
        },
        kept: &["good", "one", "two"],
        said: "",
        exit: 0,
    },
    Fault {
        name: "a clock that is an hour off",
        plays: |seen| match seen.nth {
            // Twenty minutes by our clock, none by the server's own.
            0 => Answer::status(429)
                .header("retry-after", BUSY)
                .header("date", BUSY),
            _ => Answer::ok(well()).header("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        },
        kept: &["good", "one", "two"],
        said: "",
        exit: 0,
    },
    Fault {
        name: "a wait of a year",
        plays: |_| Answer::status(503).header("retry-after", "31536000"),
        kept: &["good"],
        said: "URL/feed: the server answered 503 service unavailable",
        exit: 3,
    },
    Fault {
        name: "broken, then well",
        plays: |seen| match seen.nth {
            0 => Answer::status(502).header("retry-after", "0"),
            1 => Answer::hangup(),
            _ => Answer::ok(well()),
        },
        kept: &["good", "one", "two"],
        said: "",
        exit: 0,
    },
];

#[test]
fn two_runs_do_not_write_one_file_of_tasks() {
    let place = Place::new();
    let post = r#"{"id":"x:1","text":"?","published_at":"2026-11-20T09:00:00Z","labels":{"level":1,"stance":"answer"}}"#;
    place.write("posts.jsonl", post);
    let lock = std::fs::File::create(place.path().join("tasks.jsonl.lock")).unwrap();
    lock.lock().unwrap();
    let refused = place.run("cm-schedule replies posts.jsonl --tasks tasks.jsonl", b"");
    assert_eq!(refused.exit, 6, "{}", refused.stderr);
    assert!(
        refused
            .stderr
            .contains("another run holds tasks.jsonl.lock; wait for it to end"),
        "{}",
        refused.stderr
    );
    assert!(!place.path().join("tasks.jsonl").exists());
    drop(lock);
    let done = place.run("cm-schedule replies posts.jsonl --tasks tasks.jsonl", b"");
    assert_eq!(done.exit, 0, "{}", done.stderr);
    assert!(place.path().join("tasks.jsonl").exists());
}

#[test]
fn a_fault_costs_its_source_only_and_is_made_good_later() {
    let mut failures = String::new();
    thread::scope(|scope| {
        let running: Vec<_> = FAULTS
            .iter()
            .map(|fault| (fault, scope.spawn(|| play(fault))))
            .collect();
        for (fault, outcome) in running {
            if let Err(failure) = outcome.join().expect("the thread of a fault") {
                let _ = writeln!(failures, "{}: {failure}", fault.name);
            }
        }
    });
    assert!(failures.is_empty(), "\n{failures}");
}

fn play(fault: &Fault) -> Result<(), String> {
    let lasts = Arc::new(AtomicBool::new(true));
    let (plays, still) = (fault.plays, Arc::clone(&lasts));
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/good" => Answer::ok(rss(&item("good", "Sun, 22 Nov 2026 00:00:00 GMT"))),
        _ if still.load(Ordering::Relaxed) => plays(seen),
        _ => Answer::ok(well()),
    });
    let place = Place::new();
    let url = server.url("");
    // A busy machine is slow too; only where slowness is the fault is patience short.
    let patience = match fault.said.contains("no complete answer") {
        true => "400ms",
        false => "30s",
    };
    let line = format!(
        "cm-fetch feed {url}/good {url}/feed --allow-private --state s.db --timeout {patience}"
    );
    let run = || {
        let ran = place.run(&line, b"");
        let mut titles: Vec<String> = ran
            .stdout
            .lines()
            .map(|line| {
                let post: serde_json::Value = serde_json::from_str(line).expect("a post");
                post["title"].as_str().unwrap_or_default().to_owned()
            })
            .collect();
        titles.sort();
        (titles, ran.stderr.replace(&url, "URL"), ran.exit)
    };
    let (kept, said, exit) = run();
    let said: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("cm-fetch: "))
        .filter(|line| !line.contains(" from 2 sources, "))
        .collect();
    if (kept.as_slice(), said.join("\n").as_str(), exit)
        != (as_text(fault.kept).as_slice(), fault.said, fault.exit)
    {
        return Err(format!("kept {kept:?}, said {said:?}, exit {exit}"));
    }
    lasts.store(false, Ordering::Relaxed);
    let (later, said, exit) = run();
    let mut all = [kept, later].concat();
    all.retain(|title| !title.starts_with('&'));
    all.sort();
    if (all.as_slice(), said.as_str(), exit) != (as_text(&["good", "one", "two"]).as_slice(), "", 0)
    {
        return Err(format!("in all {all:?}, said later {said:?}, exit {exit}"));
    }
    Ok(())
}

fn as_text(titles: &[&str]) -> Vec<String> {
    titles.iter().map(|&title| title.to_owned()).collect()
}

#[test]
fn paging_without_end_ends_with_a_word() {
    // Every list of feeds names another one.
    let server = Server::start(|seen| {
        let number: u32 = seen.path[1..].parse().unwrap_or(0);
        let next = format!("http://{}/{}", seen.header("host"), number + 1);
        Answer::ok(format!(
            "<opml version=\"2.0\"><body><outline xmlUrl=\"{next}\"/></body></opml>"
        ))
    });
    let place = Place::new();
    let ran = place.run(
        &format!("cm-fetch feed {} --allow-private -v", server.url("/0")),
        b"",
    );
    assert_eq!((ran.stdout.as_str(), ran.exit), ("", 0));
    assert!(
        ran.stderr.contains(
            "1 of the 1 sources it names are left out: too many, or named too indirectly"
        ),
        "{}",
        ran.stderr
    );
    assert!(server.paths().len() < 20);
}

/// Starts a program and kills it once it is `ripe`, without giving it time for anything.
fn killed_when(place: &Place, line: &str, ripe: impl Fn() -> bool) {
    let mut child: Child = place
        .command(&format!("exec {line}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    while !ripe() && child.try_wait().expect("it can be asked").is_none() {
        thread::sleep(Duration::from_micros(500));
    }
    child.kill().expect("it runs or has ended");
    child.wait().expect("it has ended");
}

#[test]
fn a_run_killed_at_any_moment_leaves_every_line_once() {
    const FEEDS: usize = 30;
    const POSTS: usize = 6;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |seen| {
        if seen.path == "/list" {
            let host = seen.header("host");
            let feeds: String = (0..FEEDS)
                .map(|n| format!("<outline xmlUrl=\"http://{host}/{n}\"/>"))
                .collect();
            return Answer::ok(format!("<opml version=\"2.0\"><body>{feeds}</body></opml>"));
        }
        count.fetch_add(1, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(4));
        let feed = &seen.path[1..];
        let items: String = (0..POSTS)
            .map(|n| item(&format!("{feed}-{n}"), "Sun, 22 Nov 2026 01:00:00 GMT"))
            .collect();
        Answer::ok(rss(&items)).header("etag", "\"1\"")
    });
    let place = Place::new();
    let line = format!(
        "cm-fetch feed {} --allow-private --state s.db --append posts.jsonl",
        server.url("/list")
    );
    for n in 0..25 {
        // Counted in feeds asked for, not in time: a busy machine must not turn every run into a whole one.
        let enough = asked.load(Ordering::Relaxed) + n * 7 % FEEDS;
        killed_when(&place, &line, || asked.load(Ordering::Relaxed) > enough);
    }
    let ran = place.run(&line, b"");
    // The run before it may have left half a line.
    let said: Vec<&str> = ran.stderr.lines().collect();
    let said_else = said.iter().any(|line| !line.contains("cut short"));
    assert!(!said_else, "{said:?}");
    assert_eq!((ran.stdout.as_str(), ran.exit), ("", 0));
    let text = place.read("posts.jsonl");
    let ids: Vec<String> = text
        .lines()
        .map(|line| {
            let post: serde_json::Value = serde_json::from_str(line).expect("whole lines");
            post["id"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    let different: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(different.len(), FEEDS * POSTS, "some are lost");
    assert_eq!(ids.len(), different.len(), "some came twice");
    assert!(
        asked.load(Ordering::Relaxed) > FEEDS,
        "no run was killed before its end"
    );
}

#[test]
fn what_a_file_held_before_and_a_line_that_was_cut_are_borne() {
    let place = Place::new();
    place.write("blog.xml", well());
    place.write(
        "posts.jsonl",
        "{\"id\":\"mine\"}\n{\"type\":\"post\",\"id\":\"feed:o",
    );
    let line = "cm-fetch feed blog.xml --state s.db --append posts.jsonl && wc -l < posts.jsonl";
    assert_eq!(place.run(line, b"").stdout.trim(), "3");
    assert_eq!(place.run(line, b"").stdout.trim(), "3");
    assert!(
        place
            .read("posts.jsonl")
            .starts_with("{\"id\":\"mine\"}\n{\"type\":\"post\",\"id\":\"feed:one\"")
    );
}

#[test]
fn what_a_killed_run_wrote_and_could_not_note_does_not_come_again() {
    let place = Place::new();
    place.write("none.xml", rss(""));
    place.write("blog.xml", well());
    let run = |arguments: &str| {
        let line = format!("cm-fetch feed {arguments} --state s.db --append posts.jsonl");
        place.run(&line, b"")
    };
    run("none.xml");
    // As if the next run had died after its first line, with nothing of it noted, not even its source.
    place.write(
        "posts.jsonl",
        "{\"type\":\"post\",\"id\":\"feed:one\",\"client\":\"KO\"}\n",
    );
    run("blog.xml --client KO");
    let ids: Vec<String> = place
        .read("posts.jsonl")
        .lines()
        .map(|line| line.split('"').nth(7).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(ids, ["feed:one", "feed:two"]);
}
