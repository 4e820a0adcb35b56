//! The driver against a local server, with a connector whose pages are a few words a line.

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, pending};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cm::connect::{Ask, Connector, Cursor, From, Page, ParseError, Source, SourceError, Start};
use cm::fetch::{Batch, Event, Failure, Job, Options, Outcome, Report, RunError, Sink, run};
use cm::http::{Client, HttpErrorKind, Request};
use cm::record::Post;
use cm::state::{Sessions, State, StateError};
use cm::time::Range;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use crate::http::{block_on, options};
use crate::server::{Answer, Server};

/// Lines of `post ID [TIME]`, `next URL`, `source NAME TARGET`, `cursor TEXT`, `note TEXT`; `panic` panics and anything else is an error.
struct Words;

fn ask(target: &str) -> Ask {
    let from = match target.strip_prefix("file:") {
        Some(path) => From::File(path.into()),
        None => From::Http(Request::get(target)),
    };
    Ask::of(from).conditional()
}

impl Connector for Words {
    fn name(&self) -> &'static str {
        "words"
    }

    fn about(&self) -> &'static str {
        "a few words a line"
    }

    fn chronological(&self) -> bool {
        false
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        if source.target.is_empty() {
            return Err(SourceError::new(source, "no address"));
        }
        let after = start
            .cursor
            .map(|Cursor(cursor)| format!("?after={cursor}"))
            .unwrap_or_default();
        Ok(source
            .target
            .split(' ')
            .map(|target| ask(&format!("{target}{after}")))
            .collect())
    }

    fn parse(&self, _: &Source, answer: &cm::connect::Answer<'_>) -> Result<Page, ParseError> {
        let mut page = Page::default();
        for line in String::from_utf8_lossy(&answer.reply.body).lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["post", id] => page.posts.push(Post::new("words", id)),
                ["post", id, at] => page.posts.push(Post {
                    published_at: at.parse().ok(),
                    ..Post::new("words", id)
                }),
                ["next", target] => page.next.push(ask(target)),
                ["source", name, target] => page.sources.push(source(name, target)),
                ["cursor", cursor] => page.cursor = Some(Cursor((*cursor).to_owned())),
                ["note", note] => page.notes.push((*note).to_owned()),
                ["panic"] => panic!("a connector that fails"),
                _ => {
                    return Err(ParseError {
                        url: answer.reply.url.clone(),
                        message: format!("not a word: {line:?}"),
                    });
                }
            }
        }
        Ok(page)
    }
}

static WORDS: Words = Words;

fn source(name: &str, target: &str) -> Source {
    Source {
        name: name.to_owned(),
        target: target.to_owned(),
        ..Source::default()
    }
}

fn job(name: &str, target: &str) -> Job {
    Job::new(&WORDS, source(name, target))
}

/// Collects ids, and fails when told to.
#[derive(Default)]
struct Basket {
    ids: Vec<String>,
    batches: Vec<(String, Vec<String>)>,
    told: Vec<String>,
    /// Batches that still go well.
    luck: Option<usize>,
    stop: Option<Arc<tokio::sync::Notify>>,
}

impl Sink for Basket {
    fn write(&mut self, batch: &Batch<'_>) -> io::Result<()> {
        let ids: Vec<String> = batch
            .posts
            .iter()
            .map(|post| post.id.replacen("words:", "", 1))
            .collect();
        self.ids.extend(ids.iter().cloned());
        self.batches.push((batch.source.name.clone(), ids));
        if let Some(stop) = &self.stop {
            stop.notify_one();
        }
        match &mut self.luck {
            Some(0) => Err(io::ErrorKind::BrokenPipe.into()),
            Some(luck) => {
                *luck -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Started { source } => self.told.push(format!("start {source}")),
            Event::Finished(outcome) => self.told.push(format!("end {}", outcome.source)),
            Event::Found { source, count } => self.told.push(format!("{source} names {count}")),
            Event::Waiting { .. } | Event::Retrying { .. } => {}
        }
    }
}

fn run_with(
    jobs: Vec<Job>,
    state: &mut State,
    how: &Options,
    basket: &mut Basket,
    stop: impl Future<Output = ()>,
) -> Result<Report, RunError> {
    block_on(async {
        let client = Client::new(options().0).unwrap();
        let mut sessions = Sessions::memory();
        run(jobs, &client, (state, &mut sessions), how, basket, stop).await
    })
}

/// Opens a state that was closed just now. A test that starts a program at that moment holds its lock for as long as the start takes.
fn open(path: &Path) -> State {
    for _ in 0..500 {
        match State::open(path) {
            Err(StateError::Locked(_)) => std::thread::sleep(Duration::from_millis(10)),
            opened => return opened.unwrap(),
        }
    }
    panic!("{} stays locked", path.display());
}

fn fetch(jobs: Vec<Job>, state: &mut State) -> (Vec<String>, Vec<Outcome>) {
    let mut basket = Basket::default();
    let report = run_with(jobs, state, &Options::default(), &mut basket, pending()).unwrap();
    (basket.ids, report.outcomes)
}

#[test]
fn the_order_of_the_posts_is_that_of_the_jobs() {
    let server = Server::start(|seen| {
        // The earlier the slower.
        let number: u64 = seen.path[1..].parse().unwrap();
        std::thread::sleep(Duration::from_millis(12_u64.saturating_sub(number)));
        Answer::ok(format!("post {number}a\npost {number}b"))
    });
    let jobs: Vec<Job> = (0..30)
        .map(|n| job(&format!("s{n}"), &server.url(&format!("/{n}"))))
        .collect();
    let expected: Vec<String> = (0..30)
        .flat_map(|n| [format!("{n}a"), format!("{n}b")])
        .collect();
    let (ids, outcomes) = fetch(jobs.clone(), &mut State::memory().unwrap());
    assert_eq!(ids, expected);
    assert!(
        outcomes
            .iter()
            .enumerate()
            .all(|(n, outcome)| outcome.source == format!("s{n}") && outcome.new == 2)
    );

    let mut basket = Basket::default();
    let how = Options {
        ordered: false,
        ..Options::default()
    };
    run_with(
        jobs,
        &mut State::memory().unwrap(),
        &how,
        &mut basket,
        pending(),
    )
    .unwrap();
    basket.ids.sort();
    assert_eq!(
        BTreeSet::from_iter(basket.ids),
        BTreeSet::from_iter(expected)
    );
}

#[test]
fn sources_are_asked_at_the_same_time_within_the_window() {
    let server = Server::start(|seen| Answer::ok(format!("post {}", seen.path)));
    let jobs: Vec<Job> = (0..5)
        .map(|n| job(&n.to_string(), &server.url(&format!("/{n}"))))
        .collect();
    let mut basket = Basket::default();
    let how = Options {
        window: 2,
        ..Options::default()
    };
    run_with(
        jobs,
        &mut State::memory().unwrap(),
        &how,
        &mut basket,
        pending(),
    )
    .unwrap();
    let at = |what: &str| basket.told.iter().position(|told| told == what).unwrap();
    assert_eq!(basket.told[..2], ["start 0", "start 1"]);
    assert!(
        at("end 0") < at("start 2") && at("end 1") < at("start 3") && at("start 4") < at("end 4"),
        "{:?}",
        basket.told
    );
}

#[test]
fn an_unchanged_source_costs_a_304_and_a_new_post_comes_alone() {
    let version = Arc::new(Mutex::new(1));
    let now = Arc::clone(&version);
    let server = Server::start(move |seen| {
        let version = *now.lock().unwrap();
        let etag = format!("\"{version}\"");
        let date = "Sun, 22 Nov 2026 12:00:00 GMT";
        if seen.header("if-none-match") == etag && seen.header("if-modified-since") == date {
            return Answer::status(304);
        }
        let posts: Vec<String> = (0..=version).rev().map(|n| format!("post {n}")).collect();
        Answer::ok(posts.join("\n"))
            .header("etag", &etag)
            .header("last-modified", date)
    });
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    let go = || fetch(vec![job("a", &server.url("/"))], &mut open(&path));
    assert_eq!(go().0, ["1", "0"]);
    let (ids, outcomes) = go();
    assert_eq!(
        (ids.len(), outcomes[0].not_modified, outcomes[0].tally.bytes),
        (0, 1, 0)
    );
    *version.lock().unwrap() = 2;
    let (ids, outcomes) = go();
    assert_eq!(
        (ids, outcomes[0].new, outcomes[0].old),
        (vec!["2".to_owned()], 1, 2)
    );
    let how = Options {
        conditional: false,
        ..Options::default()
    };
    let mut basket = Basket::default();
    run_with(
        vec![job("a", &server.url("/"))],
        &mut open(&path),
        &how,
        &mut basket,
        pending(),
    )
    .unwrap();
    assert_eq!(
        server.requests().last().unwrap().header("if-none-match"),
        ""
    );
}

#[test]
fn a_failure_costs_only_its_source_and_its_cursor_stays() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/good" => Answer::ok("post g\nnote mended\ncursor 9"),
        "/half" => Answer::ok(
            "post h1\ncursor 5\nnext NEXT"
                .replace("NEXT", &format!("http://{}/gone", seen.header("host"))),
        ),
        "/gone" if seen.nth == 0 => Answer::status(404),
        "/gone" => Answer::ok("post h2"),
        "/broken?key=s3cret" => Answer::ok("nonsense"),
        "/panic" => Answer::ok("panic"),
        "/401" => Answer::status(401),
        _ => Answer::ok(""),
    });
    // Elsewhere, because a host that asks for patience holds up all its sources.
    let busy = Server::start(|_| Answer::status(429).header("retry-after", "3000"));
    let mut state = State::memory().unwrap();
    let names = [
        "none",
        "half",
        "broken?key=s3cret",
        "panic",
        "401",
        "good",
        "429",
    ];
    let target = |name: &str| match name {
        "none" => String::new(),
        "429" => busy.url("/"),
        name => server.url(&format!("/{name}")),
    };
    let jobs = names.map(|name| job(name, &target(name))).to_vec();
    let (ids, outcomes) = fetch(jobs.clone(), &mut state);
    assert_eq!(ids, ["h1", "g"]);
    let failure = |n: usize| outcomes[n].failure.as_ref();
    let kind = |n: usize| match failure(n) {
        Some(Failure::Http(error)) => error.kind.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(failure(0), Some(Failure::Source(_))));
    assert_eq!(kind(1), HttpErrorKind::Status(404));
    assert!(matches!(failure(2), Some(Failure::Parse(_))));
    assert!(
        !failure(2).unwrap().to_string().contains("s3cret"),
        "{}",
        failure(2).unwrap()
    );
    assert!(matches!(failure(3), Some(Failure::Connector(_))));
    assert_eq!(kind(4), HttpErrorKind::Unauthorized(401));
    assert!(failure(5).is_none());
    assert_eq!(outcomes[5].notes, ["mended"]);
    assert_eq!(
        kind(6),
        HttpErrorKind::Quota {
            retry_after: Some(Duration::from_mins(50))
        }
    );
    let cursor =
        |state: &State, name: &str| state.cursor(state.source(name, "\u{1f}").unwrap()).unwrap();
    assert_eq!(
        (cursor(&state, "good").as_deref(), cursor(&state, "half")),
        (Some("9"), None)
    );
    // The rest of the source that failed half-way comes with the next run.
    let (ids, _) = fetch(vec![jobs[1].clone()], &mut state);
    assert_eq!(
        (ids, cursor(&state, "half").as_deref()),
        (vec!["h2".to_owned()], Some("5"))
    );
    fetch(vec![jobs[1].clone()], &mut state);
    assert_eq!(server.paths().last().unwrap(), "/half?after=5");
}

#[test]
fn endless_pages_end() {
    let server = Server::start(|seen| {
        let number: u32 = seen.path[1..].parse().unwrap();
        Answer::ok(format!(
            "post {number}\nnext http://{}/{}",
            seen.header("host"),
            number + 1
        ))
    });
    let mut basket = Basket::default();
    let how = Options {
        pages: 10,
        ..Options::default()
    };
    let report = run_with(
        vec![job("a", &server.url("/0"))],
        &mut State::memory().unwrap(),
        &how,
        &mut basket,
        pending(),
    )
    .unwrap();
    assert_eq!((basket.ids.len(), server.requests().len()), (10, 10));
    assert_eq!(
        report.outcomes[0].notes,
        ["stopped after 10 pages (--max-pages); there is more"]
    );

    let server = Server::start(|seen| {
        Answer::ok(format!(
            "post {}\nnext http://{}/b\nnext http://{}/a",
            seen.path,
            seen.header("host"),
            seen.header("host")
        ))
    });
    let (ids, outcomes) = fetch(
        vec![job("a", &server.url("/a"))],
        &mut State::memory().unwrap(),
    );
    assert_eq!(
        (ids, server.requests().len()),
        (vec!["/a".to_owned(), "/b".to_owned()], 2)
    );
    assert_eq!(outcomes[0].notes.len(), 1);
}

#[test]
fn pages_of_one_source_are_given_in_order_though_asked_at_once() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/list" if !seen.header("if-none-match").is_empty() => Answer::status(304),
        "/list" => {
            let pages = (0..20).map(|n| format!("next http://{}/{n}", seen.header("host")));
            Answer::ok(pages.collect::<Vec<_>>().join("\n")).header("etag", "\"1\"")
        }
        path => {
            let number: u64 = path[1..].parse().unwrap();
            std::thread::sleep(Duration::from_millis(number % 4 * 3));
            Answer::ok(format!("post {}", number + 20 * seen.nth as u64))
        }
    });
    let mut state = State::memory().unwrap();
    let mut go = || fetch(vec![job("a", &server.url("/list"))], &mut state).0;
    let numbers = |range: std::ops::Range<u64>| range.map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(go(), numbers(0..20));
    // That the list is the same says nothing of the pages it names.
    assert_eq!(go(), numbers(20..40));
}

#[test]
fn named_sources_are_taken_up_once_and_may_not_read_files() {
    let home = tempfile::tempdir().unwrap();
    let secret = home.path().join("secret");
    std::fs::write(&secret, "post secret").unwrap();
    let file = format!("file:{}", secret.display());
    let inside = file.clone();
    let server = Server::start(move |seen| {
        let here = format!("http://{}", seen.header("host"));
        match seen.path.as_str() {
            "/list" if !seen.header("if-none-match").is_empty() => Answer::status(304),
            "/list" => Answer::ok(format!("source a {here}/a\nsource b {here}/b\nsource a2 {here}/a\nsource self {here}/list\nsource f {inside}\nnext {inside}"))
                .header("etag", "\"1\""),
            path => Answer::ok(format!("post {path}")),
        }
    });
    let mut state = State::memory().unwrap();
    let mut basket = Basket::default();
    let jobs = || {
        vec![
            job("list", &server.url("/list")),
            job("last", &server.url("/last")),
        ]
    };
    let report = run_with(
        jobs(),
        &mut state,
        &Options::default(),
        &mut basket,
        pending(),
    )
    .unwrap();
    assert_eq!(basket.ids, ["/last", "/a", "/b"]);
    assert!(
        basket.told.contains(&"list names 3".to_owned()),
        "{:?}",
        basket.told
    );
    let refused: Vec<&str> = report
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.failure, Some(Failure::Refused(_))))
        .map(|outcome| outcome.source.as_str())
        .collect();
    assert_eq!(refused, ["list", "f"]);
    // The list is read again every time: that it is the same says nothing of its sources.
    assert_eq!(
        run_with(
            jobs(),
            &mut state,
            &Options::default(),
            &mut basket,
            pending()
        )
        .unwrap()
        .outcomes[0]
            .pages,
        1
    );

    // A file of the user may name files, and a source named twice is asked once.
    std::fs::write(home.path().join("list"), format!("source f {file}")).unwrap();
    let list = format!("file:{}", home.path().join("list").display());
    let (ids, outcomes) = fetch(
        vec![
            job("list", &list),
            job("list", &list),
            job("gone", "file:/no/such/file"),
        ],
        &mut State::memory().unwrap(),
    );
    assert_eq!(ids, ["secret"]);
    assert_eq!(outcomes[1].notes, ["named twice; asked once"]);
    assert!(
        matches!(&outcomes[2].failure, Some(Failure::File { path, .. }) if path == "/no/such/file")
    );
}

#[test]
fn an_unchanged_list_of_sources_is_read_all_the_same() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/list" if !seen.header("if-none-match").is_empty() => Answer::status(304),
        "/list" => {
            Answer::ok(format!("source a http://{}/a", seen.header("host"))).header("etag", "\"1\"")
        }
        _ => Answer::ok(format!("post {}", seen.nth)),
    });
    let mut state = State::memory().unwrap();
    for run in ["0", "1"] {
        assert_eq!(
            fetch(vec![job("list", &server.url("/list"))], &mut state).0,
            [run]
        );
    }
}

#[test]
fn too_many_sources_are_left_out_with_a_word() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/list" => Answer::ok(
            (0..50)
                .map(|n| format!("source {n} http://{}/{n}", seen.header("host")))
                .collect::<Vec<_>>()
                .join(
                    "
",
                ),
        ),
        path => Answer::ok(format!("post {path}")),
    });
    let mut basket = Basket::default();
    let how = Options {
        sources: 11,
        ..Options::default()
    };
    let report = run_with(
        vec![job("list", &server.url("/list"))],
        &mut State::memory().unwrap(),
        &how,
        &mut basket,
        pending(),
    )
    .unwrap();
    assert_eq!((basket.ids.len(), report.outcomes.len()), (10, 11));
    assert!(
        report.outcomes[0].notes[0].starts_with("40 of the 50 sources"),
        "{:?}",
        report.outcomes[0].notes
    );
}

#[test]
fn clients_are_kept_apart_and_sources_of_one_are_not() {
    let server = Server::start(|_| Answer::ok("post 1\npost 1\npost 2").header("etag", "\"1\""));
    let of = |name: &str, client: &str| {
        let mut job = job(name, &server.url("/"));
        job.source.client = Some(client.to_owned());
        job
    };
    let mut state = State::memory().unwrap();
    let mut basket = Basket::default();
    run_with(
        vec![of("a", "x"), of("b", "x"), of("c", "y")],
        &mut state,
        &Options::default(),
        &mut basket,
        pending(),
    )
    .unwrap();
    let both = || vec!["1".to_owned(), "2".to_owned()];
    assert_eq!(
        basket.batches,
        [("a".to_owned(), both()), ("c".to_owned(), both())]
    );
    let (ids, _) = fetch(vec![of("d", "x"), of("b", "x"), of("e", "z")], &mut state);
    assert_eq!(ids, both());
}

#[test]
fn posts_out_of_range_are_not_lost_for_later_runs() {
    let server = Server::start(|_| {
        Answer::ok("post old 2026-11-01T00:00:00Z\npost in 2026-11-10T00:00:00Z\npost late 2026-11-20T00:00:00Z\ncursor 7").header("etag", "\"1\"")
    });
    let mut state = State::memory().unwrap();
    let mut go = |since: &str, until: &str| {
        let range = Range {
            since: since.parse().ok(),
            until: until.parse().ok(),
        };
        let mut basket = Basket::default();
        let report = run_with(
            vec![job("a", &server.url("/"))],
            &mut state,
            &Options {
                range,
                ..Options::default()
            },
            &mut basket,
            pending(),
        )
        .unwrap();
        (basket.ids, report.outcomes[0].outside)
    };
    assert_eq!(
        go("2026-11-10T00:00:00Z", "2026-11-20T00:00:00Z"),
        (vec!["in".to_owned()], 2)
    );
    assert_eq!(server.requests()[0].path, "/");
    assert_eq!(go("2026-11-10T00:00:00Z", ""), (vec!["late".to_owned()], 1));
    assert_eq!(
        (
            server.requests()[1].path.as_str(),
            server.requests()[1].header("if-none-match")
        ),
        ("/", "")
    );
    // Older posts are wanted than were before: neither cursor nor validators count.
    assert_eq!(go("", ""), (vec!["old".to_owned()], 0));
    assert_eq!(server.requests()[2].path, "/");
    go("", "");
    assert_eq!(server.requests()[3].path, "/?after=7");
}

#[test]
fn paging_stops_where_the_range_begins() {
    let server = Server::start(|seen| {
        let number: u32 = seen.path[1..].parse().unwrap();
        Answer::ok(format!(
            "post {number} 2026-11-{:02}T00:00:00Z\nnext http://{}/{}",
            28 - number,
            seen.header("host"),
            number + 1
        ))
    });
    let range = Range {
        since: "2026-11-20T00:00:00Z".parse().ok(),
        until: None,
    };
    let mut basket = Basket::default();
    let how = Options {
        range,
        pages: 25,
        ..Options::default()
    };
    run_with(
        vec![job("a", &server.url("/0"))],
        &mut State::memory().unwrap(),
        &how,
        &mut basket,
        pending(),
    )
    .unwrap();
    assert_eq!((basket.ids.len(), server.requests().len()), (9, 10));
    // Forwards, the same range must not stop at the first old page.
    let server = Server::start(|seen| {
        let number: u32 = seen.path[1..].parse().unwrap();
        let next = if number < 27 {
            format!("next http://{}/{}", seen.header("host"), number + 1)
        } else {
            String::new()
        };
        Answer::ok(
            format!("post {number} 2026-11-{:02}T00:00:00Z\n{next}", number + 1)
                .trim_end()
                .to_owned(),
        )
    });
    let mut basket = Basket::default();
    run_with(
        vec![job("a", &server.url("/0"))],
        &mut State::memory().unwrap(),
        &Options { pages: 99, ..how },
        &mut basket,
        pending(),
    )
    .unwrap();
    assert_eq!((basket.ids.len(), server.requests().len()), (9, 28));
}

#[test]
fn an_interrupted_run_keeps_what_it_gave_and_the_next_gives_the_rest() {
    let server = Server::start(|seen| {
        Answer::ok(format!(
            "post {}\ncursor c",
            seen.path.replace("?after=c", "")
        ))
    });
    let jobs: Vec<Job> = (0..20)
        .map(|n| job(&n.to_string(), &server.url(&format!("/{n}"))))
        .collect();
    let mut state = State::memory().unwrap();
    let stop = Arc::new(tokio::sync::Notify::new());
    let mut basket = Basket {
        stop: Some(Arc::clone(&stop)),
        ..Basket::default()
    };
    let how = Options {
        window: 3,
        ..Options::default()
    };
    let report = run_with(jobs.clone(), &mut state, &how, &mut basket, stop.notified()).unwrap();
    assert!(report.interrupted && !basket.ids.is_empty() && basket.ids.len() < 20);
    assert_eq!(report.outcomes.len(), 20);
    let cut = report
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.failure, Some(Failure::Interrupted)))
        .count();
    assert_eq!(cut, 20 - basket.ids.len());
    let (rest, _) = fetch(jobs, &mut state);
    assert_eq!(
        [basket.ids, rest].concat(),
        (0..20).map(|n| format!("/{n}")).collect::<Vec<_>>()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// However often a run dies after writing a batch and before noting it, nothing is lost, and nothing comes twice but what was in such a batch.
    #[test]
    fn nothing_is_lost_and_nothing_noted_comes_again(
        sources in proptest::collection::vec(proptest::collection::vec(0_u8..40, 1..4), 1..5),
        deaths in proptest::collection::vec(0_usize..6, 0..4),
    ) {
        let pages = sources.clone();
        let server = Server::start(move |seen| {
            if !seen.header("if-none-match").is_empty() {
                return Answer::status(304);
            }
            let (source, page) = seen.path[1..].split_once('/').unwrap();
            let (source, page): (usize, usize) = (source.parse().unwrap(), page.split('?').next().unwrap().parse().unwrap());
            let next = if page + 1 < pages[source].len() { format!("\nnext http://{}/{source}/{}", seen.header("host"), page + 1) } else { String::new() };
            Answer::ok(format!("post {}\npost {}{next}", pages[source][page], pages[source][page] + 1)).header("etag", "\"1\"")
        });
        let jobs: Vec<Job> = (0..sources.len()).map(|n| job(&n.to_string(), &server.url(&format!("/{n}/0")))).collect();
        let mut state = State::memory().unwrap();
        let mut noted: BTreeMap<String, usize> = BTreeMap::new();
        for luck in deaths.into_iter().map(Some).chain([None]) {
            let mut basket = Basket { luck, ..Basket::default() };
            let ended = run_with(jobs.clone(), &mut state, &Options::default(), &mut basket, pending());
            if matches!(ended, Err(RunError::Write(_))) {
                basket.batches.pop();
            } else {
                ended.unwrap();
            }
            for id in basket.batches.into_iter().flat_map(|(_, ids)| ids) {
                *noted.entry(id).or_default() += 1;
            }
        }
        let expected: BTreeMap<String, usize> = sources.iter().flatten().flat_map(|n| [*n, *n + 1]).map(|n| (n.to_string(), 1)).collect();
        prop_assert_eq!(noted, expected);
        let (again, _) = fetch(jobs, &mut state);
        prop_assert_eq!(again, Vec::<String>::new());
    }
}

#[test]
fn a_second_run_at_the_same_time_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state.db");
    let _held = State::open(&path).unwrap();
    assert!(matches!(State::open(&path), Err(StateError::Locked(_))));
}
