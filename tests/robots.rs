//! What sites ask of programs: pages for people are fetched only where robots.txt allows, and as slowly as it asks.

use std::time::Duration;

use cm::http::{Client, HttpErrorKind, Request};

use crate::http::{block_on, options};
use crate::server::{Answer, Server};

#[test]
fn pages_are_asked_for_only_where_robots_txt_allows() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/robots.txt" => Answer::ok(
            "User-agent: cm\nDisallow: /private\nCrawl-delay: 5\n\nUser-agent: *\nAllow: /\n",
        ),
        "/away" => Answer::to(302, "/private/home"),
        _ => Answer::ok("hello"),
    });
    let (options, timer) = options();
    let kinds: Vec<Option<HttpErrorKind>> = block_on(async {
        let client = Client::new(options).unwrap();
        let mut kinds = Vec::new();
        for path in ["/a", "/b", "/private/c", "/away"] {
            let request = Request::get(server.url(path)).heeding_robots();
            kinds.push(
                client
                    .send(&request, &|_| ())
                    .await
                    .outcome
                    .err()
                    .map(|error| error.kind),
            );
        }
        // What is made for programs is not a page.
        let feed = Request::get(server.url("/private/feed"));
        kinds.push(
            client
                .send(&feed, &|_| ())
                .await
                .outcome
                .err()
                .map(|error| error.kind),
        );
        kinds
    });
    let refused = Some(HttpErrorKind::Robots);
    assert_eq!(kinds, [None, None, refused.clone(), refused, None]);
    assert_eq!(
        server.paths(),
        ["/robots.txt", "/a", "/b", "/away", "/private/feed"]
    );
    assert_eq!(timer.slept(), [Duration::from_secs(5); 3]);
}

#[test]
fn a_site_whose_robots_txt_cannot_be_had_is_left_alone() {
    for (status, fetched) in [(503, false), (404, true), (403, true)] {
        let server = Server::start(move |seen| match seen.path.as_str() {
            "/robots.txt" => Answer::status(status),
            _ => Answer::ok("hello"),
        });
        let (options, _) = options();
        let exchange = block_on(async {
            let request = Request::get(server.url("/")).heeding_robots();
            Client::new(options).unwrap().send(&request, &|_| ()).await
        });
        assert_eq!(exchange.outcome.is_ok(), fetched, "{status}");
        assert_eq!(
            server.paths().contains(&"/".to_owned()),
            fetched,
            "{status}"
        );
        // What robots.txt cost is counted.
        assert_eq!(
            exchange.tally.requests,
            server.paths().len() as u64,
            "{status}"
        );
        if let Err(error) = exchange.outcome {
            assert_eq!(error.kind, HttpErrorKind::Robots);
            assert!(error.message.contains("left alone for now"), "{error}");
        }
    }
}
