//! Logging in: a handle and an app password are exchanged for two tokens, one for some hours and one, to renew it, for some weeks.
//!
//! Log-ins are capped at 300 a day and account (<https://docs.bsky.app/docs/advanced-guides/rate-limits>), so the tokens are kept and renewed. When
//! they end, they say themselves: they are JSON web tokens (RFC 7519), whose `exp` is read here without checking the signature, which is the server's
//! affair.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::connect::connector::{OldSession, ParseError, SourceError};
use crate::connect::json;
use crate::connect::source::Source;
use crate::connect::token::bearer;
use crate::http::{Reply, Request};

/// Where reads go that need no account.
pub(super) const PUBLIC: &str = "https://public.api.bsky.app";

/// Where most accounts log in.
const ENTRY: &str = "https://bsky.social";

/// A token that ends so soon is renewed before it is used.
const MARGIN: TimeDelta = TimeDelta::minutes(2);

/// Who logs in, and with what.
pub(super) struct Account {
    /// Handle, DID or e-mail address.
    pub(super) identifier: String,
    password: String,
}

/// What a log-in gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Session {
    /// Address of the server that holds the account.
    pub(super) server: String,
    /// The account.
    pub(super) did: String,
    access: String,
    refresh: String,
}

/// The account of a source; nothing without a token.
pub(super) fn account(source: &Source) -> Result<Option<Account>, SourceError> {
    let Some(token) = &source.token else {
        return Ok(None);
    };
    let token = token.reveal();
    let given = source
        .options
        .get("handle")
        .map(|handle| handle.trim().trim_start_matches('@'))
        .filter(|handle| !handle.is_empty());
    let (identifier, password) = match given {
        Some(handle) => {
            let whole = token.strip_prefix('@').unwrap_or(token);
            let rest = whole.strip_prefix(handle);
            let password = rest.and_then(|rest| rest.strip_prefix(':'));
            (handle, password.unwrap_or(token))
        }
        None => split(token).ok_or_else(|| {
            SourceError::new(
                source,
                "the token is an app password, but of whom? name the account with --handle, or write the token as handle:password",
            )
        })?,
    };
    Ok(Some(Account {
        identifier: identifier.to_owned(),
        password: password.to_owned(),
    }))
}

/// `handle:password` or `did:method:id:password`. App passwords have no colon, but others may.
fn split(token: &str) -> Option<(&str, &str)> {
    let colon = if token.starts_with("did:") {
        token.match_indices(':').nth(2)?.0
    } else {
        token.find(':')?
    };
    let identifier = token.get(..colon)?.trim_start_matches('@');
    let password = token.get(colon + 1..)?;
    (!identifier.is_empty() && !password.is_empty()).then_some((identifier, password))
}

/// Whether the user named a server.
fn named(source: &Source) -> bool {
    !source.target.is_empty() && source.target != PUBLIC
}

/// The server to log in to.
pub(super) fn entry(source: &Source) -> &str {
    if named(source) { &source.target } else { ENTRY }
}

/// The server to ask.
pub(super) fn server(source: &Source, session: Option<&Session>) -> String {
    match session {
        Some(session) => session.server.clone(),
        None if source.token.is_some() => entry(source).to_owned(),
        None if named(source) => source.target.clone(),
        None => PUBLIC.to_owned(),
    }
}

/// How to log in, or to renew what an earlier log-in gave; nothing if that is good.
pub(super) fn request(
    source: &Source,
    old: Option<OldSession<'_>>,
    now: DateTime<Utc>,
) -> Result<Option<Request>, SourceError> {
    let Some(account) = account(source)? else {
        return Ok(None);
    };
    if let Some(old) = old
        && let Some(session) = Session::read(old.text)
    {
        let lives = |token: &str| ends_at(token).is_none_or(|end| now + MARGIN < end);
        if !old.refused && lives(&session.access) {
            return Ok(None);
        }
        if lives(&session.refresh) {
            let url = format!("{}/xrpc/com.atproto.server.refreshSession", session.server);
            let renewal = Request {
                // A POST: the server wants none of our words.
                body: Some(("application/json", Vec::new())),
                ..Request::get(url)
            };
            return Ok(Some(
                renewal.header("authorization", format!("Bearer {}", session.refresh)),
            ));
        }
    }
    let url = format!("{}/xrpc/com.atproto.server.createSession", entry(source));
    let body = json!({"identifier": account.identifier, "password": account.password});
    Ok(Some(Request::post_json(url, &body)))
}

/// Reads the answer to a log-in or a renewal.
pub(super) fn session(source: &Source, reply: &Reply) -> Result<String, ParseError> {
    let answer = json::value(reply)?;
    let part = |name: &str| {
        json::string(&answer, name).ok_or_else(|| {
            ParseError::new(
                reply,
                format!("the answer to the log-in has no {name}; is this a Bluesky server?"),
            )
        })
    };
    let asked = reply.url.split("/xrpc/").next().unwrap_or_default();
    let server = if named(source) {
        source.target.clone()
    } else {
        home(&answer).unwrap_or_else(|| asked.to_owned())
    };
    let session = Session {
        server,
        did: part("did")?,
        access: part("accessJwt")?,
        refresh: part("refreshJwt")?,
    };
    serde_json::to_string(&session)
        .map_err(|_| ParseError::new(reply, "the session cannot be kept"))
}

/// The server that holds the account, as its identity document says (<https://atproto.com/specs/did>).
fn home(answer: &Value) -> Option<String> {
    let service = json::items(answer, "didDoc.service")
        .iter()
        .find(|service| json::text(service, "id").is_some_and(|id| id.ends_with("#atproto_pds")))?;
    let endpoint = json::text(service, "serviceEndpoint")?.trim_end_matches('/');
    // Tokens are not sent in the clear.
    endpoint
        .starts_with("https://")
        .then(|| endpoint.to_owned())
}

impl Session {
    /// What was kept.
    pub(super) fn read(text: &str) -> Option<Session> {
        serde_json::from_str(text).ok()
    }

    /// Shows who we are, if the request goes to the server that knows us.
    pub(super) fn authorise(&self, request: &mut Request) {
        let to = request.url.strip_prefix(&self.server);
        if to.is_some_and(|path| path.starts_with("/xrpc/")) {
            bearer(request, &self.access);
        }
    }
}

/// When a JSON web token ends, if it says so.
fn ends_at(token: &str) -> Option<DateTime<Utc>> {
    let claims = base64url(token.split('.').nth(1)?)?;
    json::epoch(&serde_json::from_slice::<Value>(&claims).ok()?, "exp")
}

/// Base 64 with the URL alphabet, without padding (RFC 4648, section 5).
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::source::{Options, Secret};

    fn source(token: &str, handle: Option<&str>) -> Source {
        let options = Options::new();
        Source {
            target: PUBLIC.to_owned(),
            token: Some(Secret::new(token)),
            options: match handle {
                Some(handle) => options.with("handle", handle),
                None => options,
            },
            ..Source::default()
        }
    }

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-22T{hour:02}:00:00Z").parse().unwrap()
    }

    /// `{"exp": ...}` of 12:00 and of 20:00 on 22 November 2026, as tokens.
    const NOON: &str = "e30.eyJleHAiOjE3OTUzNDg4MDB9.x";
    const EVENING: &str = "e30.eyJleHAiOjE3OTUzNzc2MDB9.x";

    fn kept() -> String {
        serde_json::to_string(&Session {
            server: "https://pds.example".to_owned(),
            did: "did:plc:me".to_owned(),
            access: NOON.to_owned(),
            refresh: EVENING.to_owned(),
        })
        .unwrap()
    }

    #[test]
    fn an_account_is_named_by_the_flag_or_in_the_token() {
        let of = |token: &str, handle| {
            let account = account(&source(token, handle)).ok()??;
            Some((account.identifier, account.password))
        };
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(
            of("abcd-efgh", Some("@me.example")),
            pair("me.example", "abcd-efgh")
        );
        assert_eq!(
            of("me.example:pw", Some("me.example")),
            pair("me.example", "pw")
        );
        assert_eq!(of("me.example:pw:2", None), pair("me.example", "pw:2"));
        assert_eq!(of("did:plc:abc:pw", None), pair("did:plc:abc", "pw"));
        for bad in ["abcd-efgh", ":pw", "me.example:", "did:plc:abc"] {
            assert_eq!(of(bad, None), None, "{bad}");
        }
    }

    #[test]
    fn a_session_is_used_renewed_or_made_anew() {
        let source = source("me.example:pw", None);
        let kept = kept();
        let ask = |hour, refused| {
            let old = OldSession {
                text: &kept,
                refused,
            };
            let request = request(&source, Some(old), at(hour)).unwrap()?;
            let method = request
                .url
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned();
            Some((method, request.headers.len()))
        };
        assert_eq!(ask(11, false), None);
        assert_eq!(ask(11, true), Some(("refreshSession".to_owned(), 1)));
        assert_eq!(ask(12, false), Some(("refreshSession".to_owned(), 1)));
        assert_eq!(ask(20, false), Some(("createSession".to_owned(), 0)));
        let anew = request(&source, None, at(11)).unwrap().unwrap();
        assert_eq!(
            anew.url,
            "https://bsky.social/xrpc/com.atproto.server.createSession"
        );
    }

    #[test]
    fn the_token_goes_to_the_server_of_the_account_only() {
        let session = Session::read(&kept()).unwrap();
        let headers = |url: &str| {
            let mut request = Request::get(url);
            session.authorise(&mut request);
            request.headers.len()
        };
        assert_eq!(
            headers("https://pds.example/xrpc/app.bsky.feed.getPosts"),
            1
        );
        assert_eq!(headers("https://pds.example.evil.example/xrpc/x"), 0);
        assert_eq!(headers("https://public.api.bsky.app/xrpc/x"), 0);
    }

    #[test]
    fn the_identity_says_where_the_account_lives() {
        let of = |target: &str, endpoint: &str| {
            let body = json!({"did": "did:plc:me", "handle": "me.example", "accessJwt": "a", "refreshJwt": "r",
                "didDoc": {"service": [{"id": "#atproto_pds", "serviceEndpoint": endpoint}]}});
            let reply = Reply {
                url: "https://bsky.social/xrpc/com.atproto.server.createSession".to_owned(),
                body: body.to_string().into_bytes(),
                ..Reply::default()
            };
            let source = Source {
                target: target.to_owned(),
                ..source("a:b", None)
            };
            Session::read(&session(&source, &reply).unwrap())
                .unwrap()
                .server
        };
        assert_eq!(of(PUBLIC, "https://pds.example/"), "https://pds.example");
        assert_eq!(of(PUBLIC, "http://pds.example"), "https://bsky.social");
        assert_eq!(
            of("http://127.0.0.1:1", "https://pds.example"),
            "http://127.0.0.1:1"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_token_is_read_or_refused(token in "\\PC{0,60}") {
            let _ = ends_at(&token);
            let _ = split(&token);
        }
    }
}
