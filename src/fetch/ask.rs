//! One ask, carried out: the reply is fetched or the file read, and the connector reads it, on another thread.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::connect::{Answer, Ask, Connector, From, Page, ParseError, Source, Verdict};
use crate::fetch::outcome::Failure;
use crate::http::{Client, HttpError, HttpErrorKind, Notice, Reply, Request, Tally, redact};
use crate::state::Validator;
use crate::time::Clock;

/// Largest file read as one piece, in bytes.
const FILE_CAP: u64 = 1 << 30;

/// An ask under way.
pub(super) struct Errand {
    /// Number of the job.
    pub(super) job: usize,
    /// Number of the ask in the job: replies are taken up in this order.
    pub(super) turn: usize,
    /// Host to be asked.
    pub(super) host: HostKey,
    /// What to ask, as the connector asked it.
    pub(super) ask: Ask,
    /// The same as it is sent: with what shows who we are, and with conditional headers if there are any.
    pub(super) request: Option<Request>,
    /// The session it is sent with.
    pub(super) session: Option<String>,
    /// What it may cost.
    pub(super) price: f64,
    /// What it costs if it is refused.
    pub(super) refused: f64,
    /// Who reads the reply.
    pub(super) connector: &'static dyn Connector,
    /// For whom.
    pub(super) source: Arc<Source>,
}

/// A reply that was read.
pub(super) struct Reading {
    pub(super) page: Page,
    /// Which sort of question it answers.
    pub(super) step: &'static str,
    pub(super) fetched_at: DateTime<Utc>,
    /// The address and what makes the next request for it conditional.
    pub(super) validator: Option<(String, Validator)>,
    /// It came from a server, and so may not make us read files.
    pub(super) foreign: bool,
    /// Size of the body, in bytes.
    pub(super) bytes: usize,
    /// Why there is more than could be read.
    pub(super) cut: Option<Failure>,
}

/// What came of an ask.
pub(super) enum Landing {
    /// A page.
    Page(Box<Reading>),
    /// The same as last time.
    Unchanged,
    /// Nothing there, and why that is no failure.
    Nothing(String),
    /// Something else is to be asked, and why.
    Instead(Vec<Ask>, String),
    /// The session that it was sent with is over.
    Renew {
        /// What to ask again.
        ask: Ask,
        /// The session.
        session: Option<String>,
        /// What to say if that does not help.
        failure: Failure,
    },
    /// It failed.
    Failed(Failure),
}

/// An ask that is over.
pub(super) struct Landed {
    pub(super) job: usize,
    pub(super) turn: usize,
    /// Host asked, for the count of what is open there.
    pub(super) host: HostKey,
    pub(super) landing: Landing,
    pub(super) tally: Tally,
    /// What it was thought to cost at most, and what it cost if that is known.
    pub(super) price: (f64, Option<f64>),
}

/// A host and its port, hashed: they are compared for every source that waits, each time an answer lands.
pub(super) type HostKey = u64;

/// Host of an ask; files count as one.
pub(super) fn host(ask: &Ask) -> HostKey {
    let From::Http(request) = &ask.from else {
        return HostKey::default();
    };
    let Ok(url) = url::Url::parse(&request.url) else {
        return HostKey::default();
    };
    let port = url.port_or_known_default().unwrap_or_default();
    xxh3_64_with_seed(url.host_str().unwrap_or_default().as_bytes(), port.into())
}

/// A log-in under way.
pub(super) struct LogInErrand {
    /// Whose session.
    pub(super) key: String,
    pub(super) request: Request,
    /// It renews an older session.
    pub(super) renewal: bool,
    pub(super) connector: &'static dyn Connector,
    pub(super) source: Arc<Source>,
}

/// A log-in that is over.
pub(super) struct LoggedIn {
    pub(super) errand: LogInErrand,
    /// The session, or why there is none.
    pub(super) outcome: Result<String, Failure>,
}

/// What goes out.
pub(super) enum Out {
    Ask(Box<Errand>),
    LogIn(Box<LogInErrand>),
}

/// What comes back.
pub(super) enum Back {
    Ask(Box<Landed>),
    LogIn(Box<LoggedIn>),
}

/// Carries out an ask or a log-in; `notices` hears of waits, as far as there is room.
pub(super) async fn send(out: Out, client: &Client, notices: mpsc::Sender<Notice>) -> Back {
    match out {
        Out::Ask(errand) => Back::Ask(Box::new(carry_out(*errand, client, notices).await)),
        Out::LogIn(errand) => Back::LogIn(Box::new(log_in(*errand, client, notices).await)),
    }
}

async fn log_in(errand: LogInErrand, client: &Client, notices: mpsc::Sender<Notice>) -> LoggedIn {
    let notify = |notice| {
        let _ = notices.try_send(notice);
    };
    let exchange = client.send(&errand.request, &notify).await;
    let outcome = match exchange.outcome {
        Ok(reply) => errand
            .connector
            .session(&errand.source, &reply)
            .map_err(|error| no_session(reply.status, &error)),
        // The words of the server may hold what was sent to it, and it was sent a password.
        Err(error) => Err(Failure::Http(error)),
    };
    LoggedIn { errand, outcome }
}

/// What an answer to a log-in means that holds no session: whatever it says, the token did not open what it should have.
pub(super) fn no_session(status: u16, error: &ParseError) -> Failure {
    Failure::Http(HttpError {
        kind: HttpErrorKind::Unauthorized(status),
        message: format!("{}: {}", redact(&error.url), error.message),
    })
}

/// Carries out an ask; `notices` hears of waits, as far as there is room.
async fn carry_out(errand: Errand, client: &Client, notices: mpsc::Sender<Notice>) -> Landed {
    let mut tally = Tally::default();
    let (job, turn, host) = (errand.job, errand.turn, errand.host);
    let (price, refused) = (errand.price, errand.refused);
    let landing = match (&errand.ask.from, &errand.request) {
        (From::Http(_), Some(request)) => {
            let notify = |notice| {
                let _ = notices.try_send(notice);
            };
            let exchange = client.send(request, &notify).await;
            tally = exchange.tally;
            match (exchange.outcome, exchange.refused) {
                (Ok(reply), _) if reply.status == 304 => Landing::Unchanged,
                (Ok(reply), _) => {
                    let url = reply.url.clone();
                    let landing = parse(errand, reply).await;
                    if let Landing::Page(reading) = &landing
                        && let Some(wait) = reading.page.pause
                    {
                        client.pause(&url, wait);
                    }
                    landing
                }
                (Err(error), Some(refused)) => judge(errand, error, refused).await,
                (Err(error), None) => Landing::Failed(Failure::Http(error)),
            }
        }
        (From::File(path), _) => match read_file(path.clone(), client.options().clock).await {
            Ok(reply) => {
                tally.bytes = reply.body.len() as u64;
                parse(errand, reply).await
            }
            Err(failure) => Landing::Failed(failure),
        },
        (From::Http(request), None) => Landing::Failed(Failure::Connector(redact(&request.url))),
    };
    let spent = match &landing {
        Landing::Page(reading) => reading.page.spent,
        // It was given, whether or not it can be read.
        Landing::Failed(Failure::Parse(_) | Failure::Connector(_)) => None,
        _ => Some(refused),
    };
    Landed {
        job,
        turn,
        host,
        landing,
        tally,
        price: (price, spent),
    }
}

/// Lets the connector read a reply. A connector that panics on a stranger's text costs its source, not the run.
async fn parse(errand: Errand, reply: Reply) -> Landing {
    let foreign = errand.request.is_some();
    let url = errand
        .request
        .filter(|_| errand.ask.conditional)
        .map(|request| request.url);
    let validator = url.map(|url| {
        let header = |name: &str| reply.header(name).map(str::to_owned);
        (
            url,
            Validator {
                etag: header("etag"),
                last_modified: header("last-modified"),
            },
        )
    });
    let (fetched_at, bytes, status) = (reply.fetched_at, reply.body.len(), reply.status);
    let (connector, source, ask) = (errand.connector, errand.source, errand.ask);
    let step = ask.step;
    let name = if foreign {
        redact(&reply.url)
    } else {
        reply.url.clone()
    };
    let parsed = tokio::task::spawn_blocking(move || {
        let answer = Answer {
            ask: &ask,
            reply: &reply,
        };
        connector.parse(&source, &answer)
    })
    .await;
    match parsed {
        Ok(Ok(mut page)) => {
            let cut =
                page.cut
                    .take()
                    .and_then(|verdict| match landing_of(verdict, &name, status) {
                        Some(Landing::Failed(failure)) => Some(failure),
                        _ => None,
                    });
            Landing::Page(Box::new(Reading {
                page,
                step,
                fetched_at,
                validator: validator.filter(|(_, validator)| *validator != Validator::default()),
                foreign,
                bytes,
                cut,
            }))
        }
        Ok(Err(mut error)) => {
            if foreign {
                error.url = redact(&error.url);
            }
            Landing::Failed(Failure::Parse(error))
        }
        Err(_) => Landing::Failed(Failure::Connector(name)),
    }
}

/// Lets the connector say what an unwelcome answer means.
async fn judge(errand: Errand, error: HttpError, reply: Reply) -> Landing {
    let Errand {
        ask,
        session,
        connector,
        source,
        ..
    } = errand;
    let (status, url) = (reply.status, redact(&reply.url));
    let judged = tokio::task::spawn_blocking(move || {
        let answer = Answer {
            ask: &ask,
            reply: &reply,
        };
        let verdict = connector.refused(&source, &answer);
        (verdict, ask)
    })
    .await;
    let Ok((verdict, ask)) = judged else {
        return Landing::Failed(Failure::Connector(url));
    };
    if verdict == Verdict::Renew {
        return Landing::Renew {
            ask,
            session,
            failure: Failure::Http(error),
        };
    }
    landing_of(verdict, &url, status).unwrap_or(Landing::Failed(Failure::Http(error)))
}

/// What becomes of an ask by what its connector says of the answer; nothing if it says no more than the status does.
fn landing_of(verdict: Verdict, url: &str, status: u16) -> Option<Landing> {
    let failed = |kind: HttpErrorKind, message: String| {
        let message = format!("{url}: {message}");
        Landing::Failed(Failure::Http(HttpError { kind, message }))
    };
    Some(match verdict {
        Verdict::AsStatus | Verdict::Renew => return None,
        Verdict::Nothing(note) => Landing::Nothing(note),
        Verdict::Instead(asks, note) => Landing::Instead(asks, note),
        Verdict::Credentials(message) => failed(HttpErrorKind::Unauthorized(status), message),
        Verdict::Quota {
            message,
            retry_after,
        } => failed(HttpErrorKind::Quota { retry_after }, message),
        Verdict::Failed(message) => failed(HttpErrorKind::Refused(status), message),
    })
}

/// A file as the answer to an ask.
pub(super) async fn read_file(path: PathBuf, clock: Clock) -> Result<Reply, Failure> {
    let name = path.display().to_string();
    let failed = |error| Failure::File {
        path: name.clone(),
        error,
    };
    let body = tokio::task::spawn_blocking(move || read_capped(&path)).await;
    let body = body.map_err(io::Error::other).flatten().map_err(failed)?;
    Ok(Reply {
        url: name,
        status: 200,
        headers: Vec::new(),
        body,
        fetched_at: clock.now(),
    })
}

fn read_capped(path: &Path) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    let bytes: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path)?)
    };
    bytes.take(FILE_CAP + 1).read_to_end(&mut body)?;
    if body.len() as u64 > FILE_CAP {
        return Err(io::Error::other(format!(
            "larger than {} MiB; cut it into pieces",
            FILE_CAP >> 20
        )));
    }
    Ok(body)
}
