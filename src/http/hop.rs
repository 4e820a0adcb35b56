//! One hop of a request: where it goes, what goes with it, and what is left behind when a server sends us elsewhere.

use reqwest::Method;
use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
};
use url::Url;

use crate::http::error::{HttpError, HttpErrorKind};
use crate::http::redact::{redact, redact_url};
use crate::http::request::Request;

/// Redirects followed at most (as browsers and RFC 2068, section 10.3, long counselled in smaller numbers).
const MOST: usize = 10;

/// Headers that tell nobody who asks, and may go to another origin. A connector's key may be in any other one.
const HARMLESS: [HeaderName; 4] = [ACCEPT, ACCEPT_LANGUAGE, IF_NONE_MATCH, IF_MODIFIED_SINCE];

/// The request as it stands after the redirects so far.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) method: Method,
    pub(super) body: Option<Vec<u8>>,
    /// Where the resource has moved for good, if every redirect so far was a permanent one.
    pub(super) moved: Option<Url>,
    been: Vec<Url>,
}

impl Hop {
    /// Checks a request and makes it ready to be sent.
    pub(super) fn first(request: &Request) -> Result<Self, HttpError> {
        let wrong = |reason: &str| HttpError {
            kind: HttpErrorKind::Request,
            message: format!("{}: {reason}", redact(&request.url)),
        };
        let mut url =
            Url::parse(&request.url).map_err(|error| wrong(&format!("not an address: {error}")))?;
        if !is_web(&url) {
            return Err(wrong(
                "only http and https addresses with a host can be fetched",
            ));
        }
        url.set_fragment(None);
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let key = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| wrong("a header has an impossible name"))?;
            let mut value = HeaderValue::from_str(value).map_err(|_| {
                wrong(&format!(
                    "the header {key} holds a character that cannot be sent"
                ))
            })?;
            value.set_sensitive(true);
            headers.append(key, value);
        }
        if let Some((media, _)) = &request.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        }
        let method = match request.body {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        Ok(Hop {
            url,
            headers,
            method,
            body: request.body.as_ref().map(|(_, body)| body.clone()),
            moved: None,
            been: Vec::new(),
        })
    }

    /// The next hop after a redirect.
    pub(super) fn follow(mut self, status: u16, location: &[u8]) -> Result<Self, HttpError> {
        let refuse = |reason: String| HttpError::at(&self.url, HttpErrorKind::Redirect, reason);
        // What was to be sent to one place may be a secret, and nothing that we send is meant to be sent on.
        if self.body.is_some() {
            return Err(refuse(
                "redirects what was sent to it; give the address of the server itself".to_owned(),
            ));
        }
        if self.been.len() >= MOST {
            return Err(refuse(format!("more than {MOST} redirects")));
        }
        let location = String::from_utf8_lossy(location);
        let mut next = self.url.join(&location).map_err(|error| {
            refuse(format!(
                "redirects to something that is not an address: {error}"
            ))
        })?;
        next.set_fragment(None);
        if !is_web(&next) {
            return Err(refuse(format!(
                "redirects to a {} address, which is not fetched",
                next.scheme()
            )));
        }
        let same_origin = next.origin() == self.url.origin();
        let (user, password) = if same_origin {
            (
                self.url.username().to_owned(),
                self.url.password().map(str::to_owned),
            )
        } else {
            (String::new(), None)
        };
        // Both can only fail for addresses without a host, which is_web has excluded.
        let _ = next.set_username(&user);
        let _ = next.set_password(password.as_deref());
        if next == self.url || self.been.contains(&next) {
            return Err(refuse(format!(
                "redirects in a circle, to {}",
                redact_url(&next)
            )));
        }
        if !same_origin {
            let kept = HARMLESS
                .iter()
                .filter_map(|name| Some((name.clone(), self.headers.remove(name)?)));
            self.headers = kept.collect();
        }
        let permanent =
            matches!(status, 301 | 308) && (self.moved.is_some() || self.been.is_empty());
        self.moved = permanent.then(|| next.clone());
        self.been.push(std::mem::replace(&mut self.url, next));
        Ok(self)
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Whether a status sends us elsewhere when it comes with a `Location`.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(url: &str) -> Hop {
        let request = Request::get(url)
            .header("authorization", "Bearer s3cret")
            .header("api-key", "s3cret")
            .header("cookie", "s3cret")
            .header("accept", "text/xml")
            .header("if-none-match", "\"e\"");
        Hop::first(&request).unwrap()
    }

    #[test]
    fn secrets_stay_with_their_origin() {
        let hop = start("https://u:p@a.example/feed#x")
            .follow(302, b"/other")
            .unwrap();
        assert_eq!(hop.url.as_str(), "https://u:p@a.example/other");
        assert_eq!(hop.headers.len(), 5);
        for elsewhere in [
            "https://b.example/",
            "http://a.example/feed",
            "https://a.example:8443/",
            "//v:q@b.example/x",
        ] {
            let hop = start("https://u:p@a.example/feed")
                .follow(302, elsewhere.as_bytes())
                .unwrap();
            assert_eq!(
                (hop.url.username(), hop.url.password()),
                ("", None),
                "{elsewhere}"
            );
            let mut names: Vec<_> = hop.headers.keys().map(HeaderName::as_str).collect();
            names.sort_unstable();
            assert_eq!(names, ["accept", "if-none-match"], "{elsewhere}");
            // Coming back does not bring them back.
            assert_eq!(
                hop.follow(302, b"https://a.example/again")
                    .unwrap()
                    .headers
                    .len(),
                2
            );
        }
    }

    #[test]
    fn bad_ways_are_refused() {
        let refused = |location: &[u8]| {
            let error = start("https://a.example/feed?token=s3cret")
                .follow(301, location)
                .unwrap_err();
            assert_eq!(error.kind, HttpErrorKind::Redirect);
            assert!(!error.message.contains("s3cret"), "{error}");
            error.message
        };
        assert!(refused(b"file:///etc/passwd").contains("a file address"));
        assert!(refused(b"gopher://a.example/").contains("gopher"));
        assert!(refused(b"https://").contains("not an address"));
        assert!(refused(b"").contains("circle"));
        assert!(refused(b"#frag").contains("circle"));
        let mut hop = start("https://a.example/0");
        for n in 1..=10 {
            hop = hop.follow(302, format!("/{n}").as_bytes()).unwrap();
        }
        assert!(
            hop.clone()
                .follow(302, b"/11")
                .unwrap_err()
                .message
                .contains("more than 10")
        );
        let round = start("https://a.example/1").follow(302, b"/2").unwrap();
        assert!(
            round
                .follow(302, b"/1")
                .unwrap_err()
                .message
                .contains("circle")
        );
    }

    #[test]
    fn only_unbroken_permanent_moves_count() {
        let moved = |way: &[u16]| {
            let mut hop = start("https://a.example/0");
            for (n, status) in way.iter().enumerate() {
                hop = hop
                    .follow(*status, format!("/{}", n + 1).as_bytes())
                    .unwrap();
            }
            hop.moved.map(|url| url.path().to_owned())
        };
        assert_eq!(moved(&[301]), Some("/1".to_owned()));
        assert_eq!(moved(&[308, 301]), Some("/2".to_owned()));
        assert_eq!(moved(&[302, 301]), None);
        assert_eq!(moved(&[301, 302]), None);
        assert_eq!(moved(&[301, 302, 301]), None);
    }

    #[test]
    fn what_cannot_be_sent_is_said_without_secrets() {
        for (request, part) in [
            (Request::get("ftp://u:s3cret@a.example/"), "only http"),
            (Request::get("mailto:s3cret"), "only http"),
            (Request::get("s3cret"), "not an address"),
            (
                Request::get("https://a.example/").header("x-key", "s3cret\n"),
                "x-key",
            ),
            (
                Request::get("https://a.example/").header("s3cret key", "v"),
                "name",
            ),
        ] {
            let error = Hop::first(&request).unwrap_err();
            assert_eq!(error.kind, HttpErrorKind::Request);
            assert!(
                error.message.contains(part) && !error.message.contains("s3cret"),
                "{error}"
            );
        }
    }
}
