//! One polite client for the web: per-host limits, retries, size caps, no private networks unless asked.
//!
//! [`Client::send`] carries out one [`Request`]: it waits for its turn at the host ([`limit`]), follows redirects itself so that every hop passes
//! the address [`guard`], reads the body up to a cap, and repeats what [`retry`] says may be repeated. Errors carry a kind for exit codes and a
//! message in which addresses are stripped of secrets ([`redact`]).

mod body;
mod client;
mod error;
mod exchange;
mod explain;
mod guard;
mod hop;
mod limit;
mod options;
mod plain;
mod redact;
mod request;
mod retry;
mod robots;
mod timer;

pub use client::Client;
pub use error::{HttpError, HttpErrorKind};
pub use exchange::{Exchange, Notice, Tally};
pub use guard::is_public;
pub use options::Options;
pub use redact::redact;
pub use request::{Reply, Request};
pub use retry::RetryPolicy;
pub use timer::{Timer, TokioTimer};
