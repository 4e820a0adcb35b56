//! One ask, carried out: the reply is fetched or the file read, and the connector reads it, on another thread.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use crate::connect::{Ask, Connector, From, Page, Source};
use crate::fetch::outcome::Failure;
use crate::http::{Client, Notice, Reply, Tally, redact};
use crate::jsonl::Input;
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
    pub(super) host: String,
    /// What to ask, with conditional headers if there are any.
    pub(super) ask: Ask,
    /// The address as the connector gave it.
    pub(super) url: Option<String>,
    /// Who reads the reply.
    pub(super) connector: &'static dyn Connector,
    /// For whom.
    pub(super) source: Arc<Source>,
}

/// A reply that was read.
pub(super) struct Answer {
    pub(super) page: Page,
    pub(super) fetched_at: DateTime<Utc>,
    /// The address and what makes the next request for it conditional.
    pub(super) validator: Option<(String, Validator)>,
    /// It came from a server, and so may not make us read files.
    pub(super) foreign: bool,
    /// Size of the body, in bytes.
    pub(super) bytes: usize,
}

/// What came of an ask.
pub(super) enum Landing {
    /// A page.
    Page(Box<Answer>),
    /// The same as last time.
    Unchanged,
    /// Nothing.
    Failed(Failure),
}

/// An ask that is over.
pub(super) struct Landed {
    pub(super) job: usize,
    pub(super) turn: usize,
    /// Host asked, for the count of what is open there.
    pub(super) host: String,
    pub(super) landing: Landing,
    pub(super) tally: Tally,
}

/// Host of an ask; files count as one.
pub(super) fn host(ask: &Ask) -> String {
    match &ask.from {
        From::Http(request) => url::Url::parse(&request.url)
            .ok()
            .and_then(|url| {
                Some(format!(
                    "{}:{}",
                    url.host_str()?,
                    url.port_or_known_default()?
                ))
            })
            .unwrap_or_default(),
        From::File(_) => String::new(),
    }
}

/// Carries out an ask; `notices` hears of waits, as far as there is room.
pub(super) async fn carry_out(
    errand: Errand,
    client: &Client,
    notices: mpsc::Sender<Notice>,
) -> Landed {
    let mut tally = Tally::default();
    let (reply, name) = match &errand.ask.from {
        From::Http(request) => {
            let notify = |notice| {
                let _ = notices.try_send(notice);
            };
            let exchange = client.get(request, &notify).await;
            tally = exchange.tally;
            (
                exchange.outcome.map_err(Failure::Http),
                redact(&request.url),
            )
        }
        From::File(path) => {
            let reply = read_file(path.clone(), client.options().clock).await;
            tally.bytes = reply.as_ref().map_or(0, |reply| reply.body.len() as u64);
            (reply, path.display().to_string())
        }
    };
    let (job, turn, host) = (errand.job, errand.turn, errand.host.clone());
    let landing = match reply {
        Err(failure) => Landing::Failed(failure),
        Ok(reply) if reply.status == 304 => Landing::Unchanged,
        Ok(reply) => parse(errand, reply, name).await,
    };
    Landed {
        job,
        turn,
        host,
        landing,
        tally,
    }
}

/// Lets the connector read a reply. A connector that panics on a stranger's text costs its source, not the run.
async fn parse(errand: Errand, reply: Reply, name: String) -> Landing {
    let validator = errand.url.map(|url| {
        let header = |name: &str| reply.header(name).map(str::to_owned);
        (
            url,
            Validator {
                etag: header("etag"),
                last_modified: header("last-modified"),
            },
        )
    });
    let foreign = validator.is_some();
    let (fetched_at, bytes) = (reply.fetched_at, reply.body.len());
    let (connector, source) = (errand.connector, errand.source);
    let parsed = tokio::task::spawn_blocking(move || connector.parse(&source, &reply)).await;
    match parsed {
        Ok(Ok(page)) => Landing::Page(Box::new(Answer {
            page,
            fetched_at,
            validator: validator.filter(|(_, validator)| *validator != Validator::default()),
            foreign,
            bytes,
        })),
        Ok(Err(mut error)) => {
            if foreign {
                error.url = redact(&error.url);
            }
            Landing::Failed(Failure::Parse(error))
        }
        Err(_) => Landing::Failed(Failure::Connector(name)),
    }
}

async fn read_file(path: PathBuf, clock: Clock) -> Result<Reply, Failure> {
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
    let input = Input {
        name: path.display().to_string(),
        bytes,
    };
    input
        .decompressed()?
        .take(FILE_CAP + 1)
        .read_to_end(&mut body)?;
    if body.len() as u64 > FILE_CAP {
        return Err(io::Error::other(format!(
            "larger than {} MiB; cut it into pieces",
            FILE_CAP >> 20
        )));
    }
    Ok(body)
}
