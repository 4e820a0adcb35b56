//! What is asked of a server and what it answered, as plain data: connectors make the one and read the other without a socket.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::http::redact::redact;

/// A request: GET, or POST when it has a body.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Absolute `http` or `https` address.
    pub url: String,
    /// Extra headers, in the order they are sent.
    pub headers: Vec<(String, String)>,
    /// What to send, and its media type. It may hold secrets and is never shown.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// It is a page for people: not fetched if the site's robots.txt asks programs not to.
    pub robots: bool,
}

impl Request {
    /// A plain GET of an address.
    pub fn get(url: impl Into<String>) -> Self {
        Request {
            url: url.into(),
            headers: Vec::new(),
            body: None,
            robots: false,
        }
    }

    /// A POST of JSON.
    pub fn post_json(url: impl Into<String>, json: &serde_json::Value) -> Self {
        Request {
            body: Some(("application/json", json.to_string().into_bytes())),
            ..Request::get(url)
        }
    }

    /// A POST of a form.
    pub fn post_form(url: impl Into<String>, pairs: &[(&str, &str)]) -> Self {
        let form: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Request {
            body: Some(("application/x-www-form-urlencoded", form.into_bytes())),
            ..Request::get(url)
        }
    }

    /// The same request for a page that is made for people: sent only if the site's robots.txt allows it (RFC 9309).
    #[must_use]
    pub fn heeding_robots(mut self) -> Self {
        self.robots = true;
        self
    }

    /// The same request with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Header values and bodies may be secrets, so only names are shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("url", &redact(&self.url))
            .field("headers", &names)
            .field("body", &self.body.as_ref().map(|(media, _)| media))
            .field("robots", &self.robots)
            .finish()
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
