//! Checking a source without reading it: is the server there, is the token good, what is left of the quota.

use std::sync::Arc;

use crate::connect::{Answer, Ask, Connector, From, OldSession, Source, Start, Verdict};
use crate::fetch::job::Job;
use crate::fetch::outcome::Failure;
use crate::http::{Client, HttpError, HttpErrorKind, Reply, Request, redact};
use crate::state::{Sessions, StateError};
use crate::time::Range;

/// Asks a source the least it can be asked, and gives back what the answer says, in short lines; the sessions it had to begin are kept.
pub async fn check(
    job: &Job,
    client: &Client,
    sessions: &mut Sessions,
) -> Result<Result<Vec<String>, Failure>, StateError> {
    if let Some(error) = &job.hindrance {
        return Ok(Err(error.clone().into()));
    }
    let (connector, source) = (job.connector, Arc::new(job.source.clone()));
    let session = match log_in(connector, &source, client, sessions).await? {
        Ok(session) => session,
        Err(failure) => return Ok(Err(failure)),
    };
    let start = Start {
        cursor: None,
        session: session.as_deref(),
        range: Range::default(),
        now: client.options().clock.now(),
    };
    let asks = match connector.check(&source, &start) {
        Ok(asks) => asks,
        Err(error) => return Ok(Err(error.into())),
    };
    let mut lines = Vec::new();
    for ask in asks {
        match ask_once(connector, &source, client, session.as_deref(), &ask).await {
            Ok(Some(reply)) => {
                let answer = Answer {
                    ask: &ask,
                    reply: &reply,
                };
                lines.extend(connector.checked(&source, &answer));
                lines.extend(quota(&reply));
            }
            Ok(None) => {}
            Err(failure) => return Ok(Err(failure)),
        }
    }
    Ok(Ok(lines))
}

/// The session a source needs, begun or renewed if need be.
async fn log_in(
    connector: &'static dyn Connector,
    source: &Source,
    client: &Client,
    sessions: &mut Sessions,
) -> Result<Result<Option<String>, Failure>, StateError> {
    let Some(key) = connector.session_key(source) else {
        return Ok(Ok(None));
    };
    let now = client.options().clock.now();
    let mut old = sessions.get(&key).map(str::to_owned);
    loop {
        let known = old.as_deref().map(|text| OldSession {
            text,
            refused: false,
        });
        let request = match connector.log_in(source, known, now) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(Ok(old)),
            Err(error) => return Ok(Err(error.into())),
        };
        let exchange = client.send(&request, &|_| ()).await;
        match exchange.outcome {
            Ok(reply) => {
                return Ok(match connector.session(source, &reply) {
                    Ok(session) => {
                        sessions.put(&key, session.clone())?;
                        Ok(Some(session))
                    }
                    Err(error) => Err(error.into()),
                });
            }
            // A session that cannot be renewed: log in afresh.
            Err(_) if old.is_some() => old = None,
            Err(error) => return Ok(Err(error.into())),
        }
    }
}

async fn ask_once(
    connector: &'static dyn Connector,
    source: &Source,
    client: &Client,
    session: Option<&str>,
    ask: &Ask,
) -> Result<Option<Reply>, Failure> {
    let From::Http(request) = &ask.from else {
        return Ok(None);
    };
    let mut request: Request = request.clone();
    connector.authorise(source, session, &mut request);
    let exchange = client.send(&request, &|_| ()).await;
    match (exchange.outcome, exchange.refused) {
        (Ok(reply), _) => Ok(Some(reply)),
        (Err(error), None) => Err(error.into()),
        (Err(error), Some(refused)) => {
            let answer = Answer {
                ask,
                reply: &refused,
            };
            let put = |kind: HttpErrorKind, message: String| {
                let message = format!("{}: {message}", redact(&refused.url));
                Err(HttpError { kind, message }.into())
            };
            match connector.refused(source, &answer) {
                Verdict::Nothing(_) | Verdict::Instead(..) => Ok(None),
                Verdict::Credentials(message) => {
                    put(HttpErrorKind::Unauthorized(refused.status), message)
                }
                Verdict::Quota {
                    message,
                    retry_after,
                } => put(HttpErrorKind::Quota { retry_after }, message),
                Verdict::Failed(message) => put(HttpErrorKind::Refused(refused.status), message),
                Verdict::AsStatus | Verdict::Renew => Err(error.into()),
            }
        }
    }
}

/// What the usual headers say of the limit.
fn quota(reply: &Reply) -> Option<String> {
    let header = |names: [&str; 3]| {
        names
            .into_iter()
            .find_map(|name| reply.header(name))
            .map(str::trim)
    };
    let left = header([
        "ratelimit-remaining",
        "x-ratelimit-remaining",
        "x-rate-limit-remaining",
    ])?;
    let of = header(["ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit"]);
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    Some(format!("{left}{of} requests left"))
}
