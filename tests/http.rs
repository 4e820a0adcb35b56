//! The HTTP client against a server that behaves well and badly.

use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cm::http::{
    Client, Exchange, HttpError, HttpErrorKind, Notice, Options, Reply, Request, RetryPolicy, Timer,
};
use cm::time::Clock;

use crate::server::{Answer, Server};

/// Time that passes only by being waited for.
#[derive(Default)]
pub(crate) struct Patience {
    slept: Mutex<Vec<Duration>>,
}

impl Patience {
    /// Every wait so far.
    pub(crate) fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Timer for Patience {
    fn now(&self) -> Duration {
        self.slept.lock().unwrap().iter().sum()
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.slept.lock().unwrap().push(wait);
        Box::pin(std::future::ready(()))
    }
}

/// Options for servers on this machine and tests that do not wait.
pub(crate) fn options() -> (Options, Arc<Patience>) {
    let timer = Arc::new(Patience::default());
    let options = Options {
        allow_private: true,
        clock: Clock::Given("2026-11-22T12:00:00Z".parse().unwrap()),
        timer: timer.clone(),
        ..Options::default()
    };
    (options, timer)
}

/// A runtime like the one of the command line.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn get_with(options: Options, request: &Request) -> Exchange {
    block_on(async { Client::new(options).unwrap().send(request, &|_| ()).await })
}

fn get(url: String) -> Exchange {
    get_with(options().0, &Request::get(url))
}

fn good(exchange: Exchange) -> Reply {
    exchange.outcome.unwrap()
}

fn bad(exchange: Exchange) -> HttpError {
    exchange.outcome.unwrap_err()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_reply_is_plain_data() {
    let server = Server::start(|_| {
        Answer::ok("hello")
            .header("ETag", "\"1\"")
            .header("set-cookie", "a=b")
    });
    let exchange = get_with(
        Options {
            user_agent: Options::user_agent(Some("https://cm.example/bot")),
            ..options().0
        },
        &Request::get(server.url("/a?b=c#d")).header("x-key", "v"),
    );
    assert_eq!(
        (
            exchange.tally.requests,
            exchange.tally.retries,
            exchange.tally.bytes
        ),
        (1, 0, 5)
    );
    let reply = good(exchange);
    assert_eq!(
        (reply.status, reply.body.as_slice(), reply.url.clone()),
        (200, b"hello".as_slice(), server.url("/a?b=c"))
    );
    assert_eq!(
        (reply.header("etag"), reply.header("set-cookie")),
        (Some("\"1\""), None)
    );
    assert_eq!(reply.fetched_at.to_rfc3339(), "2026-11-22T12:00:00+00:00");
    let asked = &server.requests()[0];
    assert_eq!(
        (asked.path.as_str(), asked.header("x-key")),
        ("/a?b=c", "v")
    );
    assert_eq!(
        asked.header("user-agent"),
        concat!(
            "cm/",
            env!("CARGO_PKG_VERSION"),
            " (+https://cm.example/bot)"
        )
    );
    for coding in ["gzip", "br", "zstd"] {
        assert!(asked.header("accept-encoding").contains(coding));
    }
}

#[test]
fn unchanged_is_success() {
    let server = Server::start(|seen| match seen.header("if-none-match") {
        "\"1\"" => Answer::status(304),
        _ => Answer::ok("hello"),
    });
    let reply = good(get_with(
        options().0,
        &Request::get(server.url("/")).header("if-none-match", "\"1\""),
    ));
    assert_eq!((reply.status, reply.body.len()), (304, 0));
}

#[test]
fn private_addresses_are_refused_at_every_step() {
    let server = Server::start(|_| Answer::ok("secret"));
    let closed = || Options {
        allow_private: false,
        ..options().0
    };
    let port = server.host().split_once(':').unwrap().1.to_owned();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ] {
        let error = bad(get_with(
            closed(),
            &Request::get(format!("http://{host}:{port}/")),
        ));
        assert_eq!(error.kind, HttpErrorKind::Private, "{host}: {error}");
        assert!(
            error
                .message
                .contains("is a private address; use --allow-private if you mean it"),
            "{error}"
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_name_that_resolves_to_a_private_address_is_refused() {
    // The machine's own name resolves to an address of this machine or to none.
    let Ok(name) = std::fs::read_to_string("/etc/hostname") else {
        return;
    };
    let error = bad(get_with(
        Options {
            allow_private: false,
            ..options().0
        },
        &Request::get(format!("http://{}/", name.trim())),
    ));
    assert!(
        matches!(error.kind, HttpErrorKind::Private | HttpErrorKind::Dns),
        "{error}"
    );
}

#[test]
fn failures_that_may_pass_are_repeated() {
    let server = Server::start(|seen| match (seen.path.as_str(), seen.nth) {
        ("/500", 0 | 1) | ("/never", _) => Answer::status(500),
        ("/cut", 0) => Answer::ok("hello").truncated(),
        ("/hangup", 0) => Answer::hangup(),
        ("/404", _) => Answer::status(404),
        _ => Answer::ok("hello"),
    });
    for (path, retries) in [("/500", 2), ("/cut", 1), ("/hangup", 1)] {
        let exchange = get(server.url(path));
        assert_eq!(exchange.tally.retries, retries, "{path}");
        assert_eq!(good(exchange).body, b"hello", "{path}");
    }
    let exchange = get(server.url("/never"));
    assert_eq!((exchange.tally.retries, exchange.tally.requests), (3, 4));
    assert_eq!(bad(exchange).kind, HttpErrorKind::Status(500));
    let exchange = get(server.url("/404"));
    assert_eq!(exchange.tally.retries, 0);
    assert_eq!(
        bad(exchange).message,
        format!("{}: the server answered 404 not found", server.url("/404"))
    );
}

#[test]
fn the_servers_wish_to_wait_is_heard() {
    let server = Server::start(|seen| match (seen.path.as_str(), seen.nth) {
        ("/short", 0) => Answer::status(429).header("retry-after", "7"),
        ("/date", 0) => Answer::status(503).header("retry-after", "Sun, 22 Nov 2026 12:00:09 GMT"),
        ("/long", _) => Answer::status(429).header("retry-after", "86400"),
        _ => Answer::ok("hello"),
    });
    let (options, timer) = options();
    let said = Mutex::new(Vec::new());
    block_on(async {
        let client = Client::new(options).unwrap();
        let get = async |path: &str| {
            client
                .send(&Request::get(server.url(path)), &|notice| {
                    said.lock().unwrap().push(notice);
                })
                .await
        };
        good(get("/short").await);
        assert_eq!(
            timer.slept().iter().sum::<Duration>(),
            Duration::from_secs(7)
        );
        good(get("/date").await);
        assert_eq!(
            timer.slept().iter().sum::<Duration>(),
            Duration::from_millis(16_250)
        );
        // An hour does not fit the budget: nobody waits, and nobody asks again.
        let error = bad(get("/long").await);
        assert_eq!(
            error.kind,
            HttpErrorKind::Quota {
                retry_after: Some(Duration::from_hours(1))
            }
        );
        let asked = server.requests().len();
        assert!(matches!(
            bad(get("/short").await).kind,
            HttpErrorKind::Quota { .. }
        ));
        assert_eq!(server.requests().len(), asked);
        assert_eq!(
            timer.slept().iter().sum::<Duration>(),
            Duration::from_millis(16_500)
        );
    });
    assert!(
        matches!(&said.lock().unwrap()[0], Notice::Retrying { wait, .. } if wait.as_secs() == 7)
    );
}

#[test]
fn refused_credentials_are_told_apart_and_not_shown() {
    let server = Server::start(|seen| {
        Answer::status(if seen.path.starts_with("/1") {
            401
        } else {
            403
        })
        .body(r#"{"error":"The access token is invalid"}"#)
    });
    for (path, status) in [
        ("/1?access_token=s3cret", 401),
        ("/3?access_token=s3cret", 403),
    ] {
        let error = bad(get(server.url(path).replace("http://", "http://me:pass@")));
        assert_eq!(error.kind, HttpErrorKind::Unauthorized(status));
        assert!(
            !error.message.contains("s3cret") && !error.message.contains("pass@"),
            "{error}"
        );
        assert!(
            error.message.ends_with(": The access token is invalid"),
            "{error}"
        );
    }
    assert!(
        server.requests()[0]
            .header("authorization")
            .starts_with("Basic ")
    );
}

#[test]
fn redirects_keep_secrets_at_home_and_end() {
    let other = Server::start(|_| Answer::ok("there"));
    let away = other.url("/x");
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/away" => Answer::to(302, &away),
        "/moved" => Answer::to(301, "/here"),
        "/circle" => Answer::to(302, "/circle2"),
        "/circle2" => Answer::to(302, "/circle"),
        "/metadata" => Answer::to(302, "file:///etc/passwd"),
        path if path.starts_with("/long") => Answer::to(302, &format!("/long{}", seen.path.len())),
        _ => Answer::ok("here"),
    });
    let secret = |path: &str| {
        Request::get(server.url(path))
            .header("api-key", "s3cret")
            .header("if-none-match", "e")
    };
    let reply = good(get_with(options().0, &secret("/away")));
    assert_eq!(
        (reply.body.as_slice(), reply.url),
        (b"there".as_slice(), other.url("/x"))
    );
    let there = &other.requests()[0];
    assert_eq!(
        (
            there.header("api-key"),
            there.header("if-none-match"),
            there.header("referer")
        ),
        ("", "e", "")
    );
    let exchange = get_with(options().0, &secret("/moved"));
    assert_eq!(exchange.tally.moved, Some(server.url("/here")));
    assert_eq!(
        server.requests().last().unwrap().header("api-key"),
        "s3cret"
    );
    for path in ["/circle", "/metadata"] {
        assert_eq!(
            bad(get(server.url(path))).kind,
            HttpErrorKind::Redirect,
            "{path}"
        );
    }
}

#[test]
fn a_redirect_cannot_lead_into_the_private_network() {
    // Through a proxy that plays a public host, since a test has no public server.
    let inside = Server::start(|_| Answer::ok("secret"));
    let target = inside.url("/");
    let public = Server::start(move |_| Answer::to(302, &target));
    let options = Options {
        allow_private: false,
        proxy: Some(public.url("")),
        ..options().0
    };
    let error = bad(get_with(
        options,
        &Request::get("http://public.example/feed"),
    ));
    assert_eq!(error.kind, HttpErrorKind::Private, "{error}");
    assert_eq!(public.requests()[0].path, "http://public.example/feed");
    assert!(inside.requests().is_empty());
}

#[test]
fn a_body_is_never_larger_than_allowed() {
    let bomb = gzip(&vec![0; 20 << 20]);
    assert!(bomb.len() < 100_000);
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/bomb" => Answer::ok(bomb.clone()).header("content-encoding", "gzip"),
        "/stated" => Answer::ok(vec![b'x'; 2000]),
        "/endless" => Answer::endless(),
        _ => Answer::ok(vec![b'x'; 1000]),
    });
    assert_eq!(bad(get(server.url("/bomb"))).kind, HttpErrorKind::TooLarge);
    let small = || Options {
        body_cap: 1000,
        ..options().0
    };
    for path in ["/stated", "/endless"] {
        let exchange = get_with(small(), &Request::get(server.url(path)));
        assert_eq!(exchange.tally.retries, 0, "{path}");
        let error = bad(exchange);
        assert_eq!(error.kind, HttpErrorKind::TooLarge, "{path}");
        assert!(error.message.contains("larger than 1000 bytes"), "{error}");
    }
    assert_eq!(
        good(get_with(small(), &Request::get(server.url("/fits"))))
            .body
            .len(),
        1000
    );
}

#[test]
fn packed_bodies_are_unpacked_whole() {
    let members = [gzip(b"one "), gzip(b"two "), gzip(b"three")].concat();
    let packed = zstd::encode_all(b"one two three".as_slice(), 0).unwrap();
    let cut = gzip(b"one two three")[..20].to_vec();
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/gzip" => Answer::ok(members.clone()).header("content-encoding", "gzip"),
        "/zstd" => Answer::ok(packed.clone()).header("content-encoding", "zstd"),
        "/cut" => Answer::ok(cut.clone()).header("content-encoding", "gzip"),
        _ => Answer::ok("?").header("content-encoding", "rot13"),
    });
    for path in ["/gzip", "/zstd"] {
        assert_eq!(good(get(server.url(path))).body, b"one two three", "{path}");
    }
    assert_eq!(bad(get(server.url("/cut"))).kind, HttpErrorKind::Body);
    assert!(bad(get(server.url("/rot"))).message.contains("rot13"));
}

#[test]
fn slowness_has_an_end() {
    let server = Server::start(|_| Answer::drip());
    let options = Options {
        total_timeout: Duration::from_millis(150),
        retry: RetryPolicy {
            max_retries: 1,
            ..RetryPolicy::default()
        },
        ..options().0
    };
    let exchange = get_with(options, &Request::get(server.url("/")));
    assert_eq!(exchange.tally.requests, 2);
    let error = bad(exchange);
    assert_eq!(
        (error.kind, error.message),
        (
            HttpErrorKind::Timeout,
            format!("{}: no complete answer within 0.15 s", server.url("/"))
        )
    );
}

#[test]
fn a_closed_port_is_a_connection_error_and_a_dead_host_is_left_alone() {
    let server = Server::start(|_| Answer::ok(""));
    let url = server.url("/");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let (options, _) = options();
    block_on(async {
        let client = Client::new(options).unwrap();
        let get = async |url: &str| client.send(&Request::get(url), &|_| ()).await;
        let exchange = get(&closed).await;
        assert_eq!(
            (exchange.tally.retries, bad(exchange).kind),
            (3, HttpErrorKind::Connect)
        );
        let mut last = HttpErrorKind::Connect;
        let mut requests = 4;
        while last == HttpErrorKind::Connect {
            let exchange = get(&closed).await;
            requests += exchange.tally.requests;
            last = bad(exchange).kind;
        }
        assert_eq!((last, requests), (HttpErrorKind::HostDown, 16));
        good(get(&url).await);
    });
}

#[test]
fn an_unknown_name_is_said_to_be_one() {
    let error = bad(get("http://no-such-host.invalid/".to_owned()));
    assert_eq!(error.kind, HttpErrorKind::Dns, "{error}");
    assert!(
        error
            .message
            .contains("the name no-such-host.invalid cannot be resolved"),
        "{error}"
    );
}

#[test]
fn a_server_that_does_not_speak_tls_is_a_tls_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 x\r\n\r\n").unwrap();
        // Closing before everything is read would reset the connection.
        std::io::copy(&mut stream, &mut std::io::sink()).ok();
    });
    let exchange = get(url);
    assert_eq!(exchange.tally.retries, 0);
    let error = bad(exchange);
    assert_eq!(error.kind, HttpErrorKind::Tls, "{error}");
    assert!(error.message.contains("--ca-file"), "{error}");
}

#[test]
fn options_that_cannot_be_used_are_said() {
    let refused = |options| Client::new(options).err().unwrap().message;
    let (base, _) = options();
    assert!(
        refused(Options {
            ca_pem: Some(b"-----BEGIN CERTIFICATE-----\nx\n".to_vec()),
            ..base.clone()
        })
        .contains("certificate")
    );
    let proxy = refused(Options {
        proxy: Some("http://me:s3cret@[x/".to_owned()),
        ..base.clone()
    });
    assert!(
        proxy.contains("proxy") && !proxy.contains("s3cret"),
        "{proxy}"
    );
    assert!(
        Client::new(Options {
            user_agent: "a\nb".to_owned(),
            ..base
        })
        .is_err()
    );
}

#[test]
fn connections_are_kept_and_counted() {
    let server = Server::start(|_| Answer::ok("hello"));
    let (options, _) = options();
    block_on(async {
        let client = Client::new(Options {
            per_host: 3,
            ..options
        })
        .unwrap();
        let request = Request::get(server.url("/"));
        let all =
            futures_util::future::join_all((0..60).map(|_| client.send(&request, &|_| ()))).await;
        assert!(all.into_iter().all(|exchange| exchange.outcome.is_ok()));
    });
    assert_eq!(server.requests().len(), 60);
    assert!(server.connections() <= 3, "{}", server.connections());
}
