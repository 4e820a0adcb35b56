//! One polite client for the web: per-host limits, retries, size caps, no private networks unless asked.

mod request;

pub use request::{Reply, Request};
