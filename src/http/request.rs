//! What is asked of a server and what it answered, as plain data: connectors make the one and read the other without a socket.

use chrono::{DateTime, Utc};

/// A GET request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Absolute `http` or `https` address.
    pub url: String,
    /// Extra headers, in the order they are sent.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// A plain GET of an address.
    pub fn get(url: impl Into<String>) -> Self {
        Request {
            url: url.into(),
            headers: Vec::new(),
        }
    }

    /// The same request with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// What a server answered, or what a file held.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// Address of the answer, after redirects; a path for a file.
    pub url: String,
    /// HTTP status; 200 for a file.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Vec<u8>,
    /// When it was read.
    pub fetched_at: DateTime<Utc>,
}

impl Reply {
    /// The first value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}
