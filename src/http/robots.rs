//! What sites ask of programs: robots.txt (RFC 9309), for pages that are made for people.
//!
//! Feeds and interfaces are made for programs, and whoever names one to us has decided; so only requests that say so
//! ([`crate::http::Request::heeding_robots`]) are held against it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotxt::Robots;
use tokio::sync::OnceCell;
use url::Url;

use crate::http::error::{HttpError, HttpErrorKind};
use crate::http::request::Reply;

/// How long an answer holds (RFC 9309, section 2.4: no more than a day).
const FRESH: Duration = Duration::from_hours(24);
/// Sites can ask for at most this much time between two requests.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// What one site asks.
#[derive(Clone, Debug)]
pub(super) enum Rules {
    /// Its rules for us; without a file everything is allowed.
    Known(Robots),
    /// It has some, perhaps, but they cannot be had now; why.
    Unreachable(String),
}

impl Rules {
    /// The rules that an answer for `/robots.txt` makes (RFC 9309, section 2.3.1): a file that the server does not have or does not give allows
    /// everything, one that cannot be had forbids everything. "Too many requests" is no word about robots, so it forbids for now.
    pub(super) fn of(outcome: Result<Reply, HttpError>, agent: &str) -> Self {
        match outcome {
            Ok(reply) => Rules::Known(Robots::parse(&reply.body, agent)),
            Err(error) => match error.kind {
                HttpErrorKind::Status(400..=499)
                | HttpErrorKind::Unauthorized(_)
                | HttpErrorKind::Redirect => Rules::Known(Robots::allow_all()),
                _ => Rules::Unreachable(error.message),
            },
        }
    }

    /// Why an address must not be fetched, if it must not.
    pub(super) fn refusal(&self, url: &Url) -> Option<HttpError> {
        let reason = match self {
            Rules::Known(robots) if robots.is_url_allowed(url) => return None,
            Rules::Known(_) => {
                "the site's robots.txt asks programs not to fetch this page; it is left alone"
                    .to_owned()
            }
            Rules::Unreachable(why) => {
                format!(
                    "left alone for now, because what the site asks of programs cannot be read: {why}"
                )
            }
        };
        Some(HttpError::at(url, HttpErrorKind::Robots, reason))
    }

    /// The time between two requests that the site asks for.
    pub(super) fn delay(&self) -> Option<Duration> {
        match self {
            Rules::Known(robots) => robots.crawl_delay().map(|delay| delay.min(LONGEST_DELAY)),
            Rules::Unreachable(_) => None,
        }
    }
}

/// The rules of the sites asked so far.
#[derive(Debug, Default)]
pub(super) struct Sites {
    known: Mutex<HashMap<String, (Duration, Site)>>,
}

/// The rules of one site, fetched once by whoever comes first.
pub(super) type Site = Arc<OnceCell<Rules>>;

impl Sites {
    /// The place for the rules of a site; a new one when those there are too old.
    pub(super) fn site(&self, url: &Url, now: Duration) -> Site {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, site) = known
            .entry(url.origin().ascii_serialization())
            .or_insert_with(|| (now, Site::default()));
        if now.saturating_sub(*since) >= FRESH {
            (*since, *site) = (now, Site::default());
        }
        Arc::clone(site)
    }
}

/// Where a site keeps its rules.
pub(super) fn address(url: &Url) -> String {
    format!("{}/robots.txt", url.origin().ascii_serialization())
}

/// The name that sites know us by: what stands before the version in the user agent.
pub(super) fn product(user_agent: &str) -> &str {
    user_agent.split(['/', ' ']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Reply {
        Reply {
            body: body.as_bytes().to_vec(),
            ..Reply::default()
        }
    }

    fn failed(kind: HttpErrorKind) -> Result<Reply, HttpError> {
        let message = "it failed".to_owned();
        Err(HttpError { kind, message })
    }

    #[test]
    fn what_a_site_asks_is_heeded() {
        let text = "User-agent: other\nDisallow: /\n\nUser-agent: cm\nDisallow: /private\nAllow: /private/open$\nCrawl-delay: 90\n";
        let allowed = |rules: &Rules, path: &str| {
            let url = Url::parse(&format!("https://a.example{path}")).unwrap();
            rules.refusal(&url).is_none()
        };
        let rules = Rules::of(Ok(answer(text)), product("cm/0.1.0 (+me@a.example)"));
        for (path, may) in [
            ("/", true),
            ("/private", false),
            ("/privates?x", false),
            ("/private/open", true),
            ("/private/open/2", false),
            ("/robots.txt", true),
        ] {
            assert_eq!(allowed(&rules, path), may, "{path}");
        }
        assert_eq!(rules.delay(), Some(LONGEST_DELAY));
        let html = Rules::of(Ok(answer("<html>no such page</html>")), "cm");
        assert!(allowed(&html, "/private"));
        for (kind, may) in [
            (HttpErrorKind::Status(404), true),
            (HttpErrorKind::Status(410), true),
            (HttpErrorKind::Unauthorized(403), true),
            (HttpErrorKind::Redirect, true),
            (HttpErrorKind::Status(503), false),
            (HttpErrorKind::Quota { retry_after: None }, false),
            (HttpErrorKind::Timeout, false),
            (HttpErrorKind::Dns, false),
        ] {
            assert_eq!(
                allowed(&Rules::of(failed(kind.clone()), "cm"), "/"),
                may,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn rules_hold_for_a_day_and_for_one_origin() {
        let sites = Sites::default();
        let url = |text: &str| Url::parse(text).unwrap();
        let first = sites.site(&url("https://a.example/x"), Duration::ZERO);
        let same = |text: &str, now| Arc::ptr_eq(&first, &sites.site(&url(text), now));
        assert!(same("https://a.example/y", Duration::from_hours(23)));
        assert!(!same("http://a.example/x", Duration::ZERO));
        assert!(!same("https://a.example:8443/x", Duration::ZERO));
        assert!(!same("https://a.example/x", FRESH));
        assert_eq!(
            address(&url("https://u:p@a.example:8443/x?y#z")),
            "https://a.example:8443/robots.txt"
        );
    }
}
