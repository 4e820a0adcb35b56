//! Logging in: the id and secret of an application are exchanged for a token of an hour or a day
//! (OAuth 2.0, RFC 6749, sections 4.4 and 4.3; <https://github.com/reddit-archive/reddit/wiki/OAuth2>).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::connect::connector::{OldSession, ParseError, SourceError};
use crate::connect::json;
use crate::connect::source::Source;
use crate::connect::token::{basic, bearer};
use crate::http::{Reply, Request};

/// The network's interface for applications.
pub(super) const SERVER: &str = "https://oauth.reddit.com";
/// Where its tokens come from.
const ENTRY: &str = "https://www.reddit.com";
/// A token that ends so soon is renewed before it is used.
const MARGIN: TimeDelta = TimeDelta::minutes(2);
/// What a token is good for when the answer does not say.
const HOUR: u64 = 3600;

/// An application, and perhaps the account that it speaks for.
struct Key<'t> {
    id: &'t str,
    secret: &'t str,
    user: Option<(&'t str, &'t str)>,
}

#[derive(Serialize, Deserialize)]
struct Session {
    access: String,
    ends_at: DateTime<Utc>,
}

/// `id:secret`, or `id:secret:user:password`.
fn key(source: &Source) -> Option<Key<'_>> {
    let mut parts = source.token.as_ref()?.reveal().splitn(4, ':');
    let (id, secret) = (parts.next()?, parts.next()?);
    let user = match (parts.next(), parts.next()) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => return None,
    };
    (!id.is_empty()).then_some(Key { id, secret, user })
}

/// Whether the token speaks for an account.
pub(super) fn has_account(source: &Source) -> bool {
    key(source).is_some_and(|key| key.user.is_some())
}

/// Says what is wrong with the token, if something is.
pub(super) fn check(source: &Source) -> Result<(), SourceError> {
    if source.token.is_none() {
        return Err(SourceError::no_token(source, "reddit", "Reddit"));
    }
    if key(source).is_none() {
        let message = "the token must be id:secret of an application, or id:secret:user:password; make one at https://www.reddit.com/prefs/apps";
        return Err(SourceError::new(source, message));
    }
    Ok(())
}

/// What the session is kept under.
pub(super) fn session_key(source: &Source) -> Option<String> {
    let key = key(source)?;
    let user = key.user.map_or("", |(user, _)| user);
    Some(format!("reddit {} {} {user}", source.target, key.id))
}

/// How to get a token; nothing if the old one is good.
pub(super) fn request(
    source: &Source,
    old: Option<OldSession<'_>>,
    now: DateTime<Utc>,
) -> Option<Request> {
    let lives = old
        .filter(|old| !old.refused)
        .and_then(|old| read(old.text))
        .is_some_and(|old| now + MARGIN < old.ends_at);
    let key = key(source).filter(|_| !lives)?;
    let server = if source.target == SERVER {
        ENTRY
    } else {
        &source.target
    };
    let url = format!("{server}/api/v1/access_token");
    let request = match key.user {
        Some((user, password)) => Request::post_form(
            url,
            &[
                ("grant_type", "password"),
                ("username", user),
                ("password", password),
            ],
        ),
        None => Request::post_form(url, &[("grant_type", "client_credentials")]),
    };
    let basic = basic(&format!("{}:{}", key.id, key.secret));
    Some(request.header("authorization", basic))
}

/// Reads the answer.
pub(super) fn session(reply: &Reply) -> Result<String, ParseError> {
    let answer = json::value(reply)?;
    let Some(access) = json::string(&answer, "access_token") else {
        let message = match json::text(&answer, "error") {
            Some("invalid_grant") => "the user or the password of the token is wrong; accounts with a second factor cannot be used".to_owned(),
            _ => "the answer to the log-in has no token; is this Reddit?".to_owned(),
        };
        return Err(ParseError::new(reply, message));
    };
    let seconds = json::count(&answer, "expires_in")
        .unwrap_or(HOUR)
        .min(30 * 24 * HOUR);
    let ends_at = reply.fetched_at + TimeDelta::seconds(seconds.cast_signed());
    serde_json::to_string(&Session { access, ends_at })
        .map_err(|_| ParseError::new(reply, "the session cannot be kept"))
}

fn read(text: &str) -> Option<Session> {
    serde_json::from_str(text).ok()
}

/// Shows who we are, to the server of the source only.
pub(super) fn authorise(source: &Source, session: Option<&str>, request: &mut Request) {
    let ours = request
        .url
        .strip_prefix(&source.target)
        .is_some_and(|path| path.starts_with('/'));
    if let Some(session) = session.and_then(read).filter(|_| ours) {
        bearer(request, &session.access);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::source::Secret;

    fn source(token: &str) -> Source {
        Source {
            target: SERVER.to_owned(),
            token: Some(Secret::new(token)),
            ..Source::default()
        }
    }

    #[test]
    fn tokens_are_read() {
        assert!(check(&source("id:")).is_ok() && check(&source("id:s:u:p:q")).is_ok());
        assert!(
            check(&source("id")).is_err()
                && check(&source("id:s:u")).is_err()
                && check(&source(":s")).is_err()
        );
        assert!(has_account(&source("i:s:u:p")) && !has_account(&source("i:s")));
    }

    #[test]
    fn a_session_is_kept_until_it_ends() {
        let at = |hour| {
            format!("2026-11-22T{hour}:00:00Z")
                .parse::<DateTime<Utc>>()
                .unwrap()
        };
        let reply = Reply {
            body: br#"{"access_token":"a","token_type":"bearer","expires_in":7200}"#.to_vec(),
            fetched_at: at(10),
            ..Reply::default()
        };
        let text = session(&reply).unwrap();
        let asks = |refused, now| {
            request(
                &source("i:s"),
                Some(OldSession {
                    text: &text,
                    refused,
                }),
                now,
            )
        };
        assert_eq!(asks(false, at(11)), None);
        let again = asks(false, at(12)).unwrap();
        assert_eq!(again.url, "https://www.reddit.com/api/v1/access_token");
        assert!(asks(true, at(11)).is_some());
        let headers = |url: &str| {
            let mut request = Request::get(url);
            authorise(&source("i:s"), Some(&text), &mut request);
            request.headers.len()
        };
        assert_eq!(
            (
                headers("https://oauth.reddit.com/r/a"),
                headers("https://oauth.reddit.com.evil.example/")
            ),
            (1, 0)
        );
        let wrong = Reply {
            body: br#"{"error":"invalid_grant"}"#.to_vec(),
            ..Reply::default()
        };
        assert!(session(&wrong).unwrap_err().message.contains("password"));
    }
}
