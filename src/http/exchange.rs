//! What a caller learns of a request: its outcome, what it cost, and what it is waiting for meanwhile.

use std::time::Duration;

use crate::http::error::HttpError;
use crate::http::request::Reply;

/// Something worth telling while a request waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The host is given time before the next request to it.
    Waiting {
        /// Host, with the port if it is not the usual one.
        host: String,
        /// For how long.
        wait: Duration,
    },
    /// An attempt failed and will be repeated.
    Retrying {
        /// What went wrong.
        error: HttpError,
        /// How long until the next attempt.
        wait: Duration,
    },
}

/// What one exchange cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests sent, redirects and repeats included.
    pub requests: u64,
    /// Attempts repeated.
    pub retries: u64,
    /// Time spent waiting because a host wanted it or before a repeat.
    pub waited: Duration,
    /// Bytes of body, unpacked.
    pub bytes: u64,
    /// Where the resource has moved for good, fit to be shown.
    pub moved: Option<String>,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// A reply with a status of 200 to 299 or 304, or why there is none.
    pub outcome: Result<Reply, HttpError>,
    /// The last answer that was neither, with the beginning of its body, if it was an answer that ended the attempts.
    pub refused: Option<Reply>,
    /// What it cost.
    pub tally: Tally,
}
