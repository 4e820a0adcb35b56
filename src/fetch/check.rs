//! Checking a source without reading it: is the server there, is the token good, what is left of the quota.

use std::sync::Arc;

use crate::connect::{Answer, Ask, Connector, From, OldSession, Source, Start, Verdict};
use crate::fetch::ask::{no_session, read_file};
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
    let mut session = match log_in(connector, &source, client, sessions, None).await? {
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
        let mut answer = ask_once(connector, &source, client, session.as_deref(), &ask).await;
        if let Err(Refusal::Renew(_)) = answer {
            // A session kept from another run may be over by now; listening would renew it too.
            session = match log_in(connector, &source, client, sessions, session).await? {
                Ok(session) => session,
                Err(failure) => return Ok(Err(failure)),
            };
            answer = ask_once(connector, &source, client, session.as_deref(), &ask).await;
        }
        match answer {
            Ok(Some(reply)) => {
                let answer = Answer {
                    ask: &ask,
                    reply: &reply,
                };
                if let Err(message) = connector.sound(&source, &answer) {
                    let from = match &ask.from {
                        From::Http(_) => redact(&reply.url),
                        From::File(path) => path.display().to_string(),
                    };
                    let message = format!("{from}: {message}");
                    let kind = HttpErrorKind::Refused(reply.status);
                    return Ok(Err(HttpError { kind, message }.into()));
                }
                lines.extend(connector.checked(&source, &answer));
                lines.extend(quota(&reply));
            }
            Ok(None) => {}
            Err(Refusal::Renew(failure) | Refusal::Final(failure)) => return Ok(Err(failure)),
        }
    }
    Ok(Ok(lines))
}

/// Why an ask brought nothing.
enum Refusal {
    /// The session is over.
    Renew(Failure),
    /// Another session would not help.
    Final(Failure),
}

impl<E: Into<Failure>> std::convert::From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal::Final(error.into())
    }
}

/// The session a source needs, begun or renewed if need be. `refused` is the session that the server no longer takes.
async fn log_in(
    connector: &'static dyn Connector,
    source: &Source,
    client: &Client,
    sessions: &mut Sessions,
    refused: Option<String>,
) -> Result<Result<Option<String>, Failure>, StateError> {
    let Some(key) = connector.session_key(source) else {
        return Ok(Ok(None));
    };
    let now = client.options().clock.now();
    let mut old = sessions.get(&key).map(str::to_owned);
    loop {
        let known = old.as_deref().map(|text| OldSession {
            text,
            refused: refused.as_deref() == Some(text),
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
                    Err(error) => Err(no_session(reply.status, &error)),
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
) -> Result<Option<Reply>, Refusal> {
    let request = match &ask.from {
        From::Http(request) => request,
        From::File(path) if path.as_os_str() == "-" => return Ok(None),
        From::File(path) => {
            let metadata = path.metadata().map_err(|error| Failure::File {
                path: path.display().to_string(),
                error,
            })?;
            // Opening a pipe would wait for its writer.
            if !metadata.is_file() {
                return Ok(None);
            }
            let reply = read_file(path.clone(), client.options().clock).await;
            return Ok(Some(reply?));
        }
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
                Verdict::Renew => Err(Refusal::Renew(error.into())),
                Verdict::AsStatus => Err(error.into()),
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
