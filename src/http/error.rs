//! What can go wrong between a request and its reply, as kinds that callers can tell apart.

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use crate::http::guard::Refusal;
use crate::http::redact::redact_url;
use crate::text::reason;

/// A request that got no usable answer. The message names the address without its secrets.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{message}")]
pub struct HttpError {
    /// What happened, for exit codes and retries.
    pub kind: HttpErrorKind,
    /// For the user: lower case, no full stop, says where and what to do.
    pub message: String,
}

/// The kinds of [`HttpError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpErrorKind {
    /// The address or a header cannot be sent.
    Request,
    /// No complete answer in time.
    Timeout,
    /// The server could not be reached, or the connection broke before the answer began.
    Connect,
    /// The name is not known.
    Dns,
    /// A private, loopback or link-local address, and the options do not allow them.
    Private,
    /// The certificate or the handshake was refused.
    Tls,
    /// The body is larger than the options allow.
    TooLarge,
    /// The body broke off or could not be decompressed.
    Body,
    /// Redirects in a circle, too many, or to something that is not the web.
    Redirect,
    /// The server refused the credentials or asks for some (401, 403).
    Unauthorized(u16),
    /// A rate limit or quota is spent (429, or a wait longer than we may wait).
    Quota {
        /// How long the server asked to wait, capped at [`crate::http::RetryPolicy::longest_wait`].
        retry_after: Option<Duration>,
    },
    /// The site's robots.txt asks programs to leave the page alone, or cannot be read.
    Robots,
    /// The server failed to answer several times in a row and is not asked again by this client.
    HostDown,
    /// The same, where the network's own words say what it means.
    Refused(u16),
    /// Any other status that is neither success nor `304 Not Modified`.
    Status(u16),
}

impl HttpError {
    /// An error about an address.
    pub(super) fn at(url: &Url, kind: HttpErrorKind, reason: impl AsRef<str>) -> Self {
        HttpError {
            kind,
            message: format!("{}: {}", redact_url(url), reason.as_ref()),
        }
    }

    /// Whether the server was not heard at all, as opposed to answering something unwelcome.
    pub(super) fn is_silence(&self) -> bool {
        matches!(
            self.kind,
            HttpErrorKind::Timeout | HttpErrorKind::Connect | HttpErrorKind::Dns
        )
    }

    /// What reqwest reports, with its kind found by type and its address left out.
    pub(super) fn from_reqwest(url: &Url, error: reqwest::Error, timeout: Duration) -> Self {
        let error = error.without_url();
        if let Some(refusal) = find::<Refusal>(&error) {
            let kind = match refusal {
                Refusal::Private { .. } => HttpErrorKind::Private,
                Refusal::Unknown { .. } => HttpErrorKind::Dns,
            };
            return HttpError::at(url, kind, refusal.to_string());
        }
        if error.is_timeout() {
            let reason = format!("no complete answer within {} s", timeout.as_secs_f64());
            return HttpError::at(url, HttpErrorKind::Timeout, reason);
        }
        let reason = root_cause(&error);
        if error.is_connect() {
            // tokio-rustls reports every failed handshake as InvalidData (tokio-rustls 0.26, src/common/mod.rs).
            let tls = chain(&error).any(|cause| {
                cause
                    .downcast_ref::<io::Error>()
                    .is_some_and(|cause| cause.kind() == io::ErrorKind::InvalidData)
            });
            return if tls {
                let hint = "if you trust the server, give its authority with --ca-file";
                HttpError::at(url, HttpErrorKind::Tls, format!("{reason}; {hint}"))
            } else {
                HttpError::at(
                    url,
                    HttpErrorKind::Connect,
                    format!("cannot connect: {reason}"),
                )
            };
        }
        if error.is_builder() {
            return HttpError::at(url, HttpErrorKind::Request, reason);
        }
        if error.is_body() || error.is_decode() {
            return HttpError::at(
                url,
                HttpErrorKind::Body,
                format!("the body is broken: {reason}"),
            );
        }
        HttpError::at(
            url,
            HttpErrorKind::Connect,
            format!("the connection broke: {reason}"),
        )
    }
}

/// The first cause of a type.
fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    chain(error).find_map(|cause| cause.downcast_ref::<T>())
}

/// An error and its causes. `io::Error::source` skips the error that it wraps, so that one is taken from inside.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| {
        let error: &'e (dyn Error + 'static) = *error;
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// The innermost reason, which is the one that says something.
fn root_cause(error: &reqwest::Error) -> String {
    match chain(error).last() {
        Some(last) => last
            .downcast_ref::<io::Error>()
            .map_or_else(|| last.to_string(), reason::of_io),
        None => error.to_string(),
    }
}
