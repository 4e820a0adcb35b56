//! The client: a connection pool, its limits, and the loop of attempts and hops that turns a request into a reply or a typed error.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, LOCATION};
use tokio::sync::Semaphore;
use url::Url;

use crate::http::body::{CODINGS, read, read_some};
use crate::http::error::{HttpError, HttpErrorKind};
use crate::http::exchange::{Exchange, Notice, Tally};
use crate::http::explain::explain;
use crate::http::guard;
use crate::http::hop::{Hop, is_redirect};
use crate::http::limit::{Host, Hosts};
use crate::http::options::Options;
use crate::http::plain::{host_name, plain, shown};
use crate::http::redact::redact_url;
use crate::http::request::{Reply, Request};
use crate::http::retry::{Tried, asked_wait, next_wait, spent_limit, split_mix};
use crate::http::robots::{self, Rules, Sites};

/// Large bodies held at once; each is at most [`Options::body_cap`].
const LARGE_BODIES: usize = 8;
/// Shorter waits are part of the pace and not worth a word.
const WORTH_TELLING: Duration = Duration::from_secs(1);
/// How much of the body of an error answer is read for its message, in bytes.
const ERROR_BODY: usize = 16 * 1024;

/// One client for a whole run: it keeps connections open and remembers which hosts asked for patience.
pub struct Client {
    inner: reqwest::Client,
    options: Options,
    hosts: Hosts,
    large: Semaphore,
    draws: AtomicU64,
    sites: Sites,
}

/// An attempt that failed.
struct Failed {
    error: HttpError,
    /// The wait that the server asked for.
    asked: Option<Duration>,
    /// The answer itself, if there was one.
    answer: Option<Reply>,
    /// The host where it failed, if one was asked.
    host: Option<Arc<Host>>,
}

impl From<HttpError> for Failed {
    fn from(error: HttpError) -> Self {
        Failed {
            error,
            asked: None,
            answer: None,
            host: None,
        }
    }
}

/// What one hop came to.
enum Landing {
    Redirect(u16, Vec<u8>),
    Reply(Reply),
}

/// One request under way.
struct Errand<'a> {
    request: &'a Request,
    notify: &'a dyn Fn(Notice),
    started: Duration,
    tally: Tally,
}

impl Client {
    /// A client with these options; fails when a certificate, the proxy or the user agent cannot be used.
    pub fn new(options: Options) -> Result<Self, HttpError> {
        Ok(Client {
            inner: options.pool()?,
            hosts: Hosts::new(&options),
            large: Semaphore::new(LARGE_BODIES),
            draws: AtomicU64::new(options.seed),
            sites: Sites::default(),
            options,
        })
    }

    /// The options it was made with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Carries out a request; `notify` hears of waits while they begin.
    pub async fn send(&self, request: &Request, notify: &dyn Fn(Notice)) -> Exchange {
        let started = self.options.timer.now();
        let mut errand = Errand {
            request,
            notify,
            started,
            tally: Tally::default(),
        };
        let mut refused = None;
        let outcome = self.attempts(&mut errand, &mut refused).await;
        Exchange {
            outcome,
            refused,
            tally: errand.tally,
        }
    }

    /// Leaves a host alone for a while, because its answer said so where only the reader of the answer could see it.
    pub fn pause(&self, address: &str, wait: Duration) {
        if let Ok(url) = Url::parse(address) {
            let wait = wait.min(self.options.retry.longest_wait);
            let host = self.hosts.host(&host_name(&url));
            host.pause(self.options.timer.now(), wait);
        }
    }

    async fn attempts(
        &self,
        errand: &mut Errand<'_>,
        refused: &mut Option<Reply>,
    ) -> Result<Reply, HttpError> {
        let timer = &self.options.timer;
        let mut retries = 0;
        loop {
            let failed = match self.attempt(errand).await {
                Ok(reply) => return Ok(reply),
                Err(failed) => failed,
            };
            let tried = Tried {
                kind: &failed.error.kind,
                asked: failed.asked,
                retries,
                repeatable: errand.request.body.is_none(),
                spent: timer.now().saturating_sub(errand.started),
            };
            let hopeless = failed.host.is_some_and(|host| host.is_tired());
            let draw = split_mix(self.draws.fetch_add(1, Ordering::Relaxed));
            let Some(wait) = next_wait(tried, &self.options.retry, draw).filter(|_| !hopeless)
            else {
                *refused = failed.answer;
                return Err(failed.error);
            };
            retries += 1;
            errand.tally.retries += 1;
            errand.tally.waited += wait;
            (errand.notify)(Notice::Retrying {
                error: failed.error,
                wait,
            });
            timer.sleep(wait).await;
        }
    }

    /// One attempt, through all its redirects.
    async fn attempt(&self, errand: &mut Errand<'_>) -> Result<Reply, Failed> {
        let mut hop = Hop::first(errand.request)?;
        let mut left = self.options.total_timeout;
        loop {
            guard::check(&hop.url, self.options.allow_private).map_err(|refusal| {
                HttpError::at(&hop.url, HttpErrorKind::Private, refusal.to_string())
            })?;
            let host = self.hosts.host(&host_name(&hop.url));
            if errand.request.robots {
                self.heed_robots(&hop.url, &host, errand).await?;
            }
            let place = host.place().await;
            self.wait_for_slot(&host, &hop.url, errand).await?;
            let turn = self.hosts.turn(place).await;
            let began = self.options.timer.now();
            let landing = self.land(&hop, &host, left, errand).await?;
            drop(turn);
            left = left.saturating_sub(self.options.timer.now().saturating_sub(began));
            match landing {
                Landing::Redirect(status, location) => hop = hop.follow(status, &location)?,
                Landing::Reply(reply) => {
                    errand.tally.moved = hop.moved.as_ref().map(redact_url);
                    return Ok(reply);
                }
            }
        }
    }

    /// Asks the site, once, what programs may fetch, and stops where this may not be.
    async fn heed_robots(
        &self,
        url: &Url,
        host: &Host,
        errand: &mut Errand<'_>,
    ) -> Result<(), HttpError> {
        let site = self.sites.site(url, self.options.timer.now());
        let rules = site
            .get_or_init(async || {
                let request = Request::get(robots::address(url));
                // Boxed, because this is a request within a request.
                let exchange = Box::pin(self.send(&request, errand.notify)).await;
                errand.tally.requests += exchange.tally.requests;
                errand.tally.retries += exchange.tally.retries;
                errand.tally.waited += exchange.tally.waited;
                errand.tally.bytes += exchange.tally.bytes;
                Rules::of(exchange.outcome, robots::product(&self.options.user_agent))
            })
            .await;
        if let Some(delay) = rules.delay() {
            host.keep_gap(delay);
        }
        rules.refusal(url).map_or(Ok(()), Err)
    }

    /// Gives a host the time it asked for, or gives up when that is more than we have.
    async fn wait_for_slot(
        &self,
        host: &Host,
        url: &Url,
        errand: &mut Errand<'_>,
    ) -> Result<(), Failed> {
        if host.is_down() {
            let reason = "the server has not answered many times in a row and is not asked again in this run";
            return Err(HttpError::at(url, HttpErrorKind::HostDown, reason).into());
        }
        let budget = self.options.retry.budget;
        let patience = budget.saturating_sub(errand.tally.waited);
        let wait = host.take_slot(self.options.timer.now(), patience);
        if wait > patience {
            let kind = HttpErrorKind::Quota {
                retry_after: Some(wait),
            };
            let reason = format!(
                "rate limit reached; the server can be asked again in {} s",
                wait.as_secs()
            );
            return Err(Failed {
                asked: Some(wait),
                ..HttpError::at(url, kind, reason).into()
            });
        }
        if !wait.is_zero() {
            errand.tally.waited += wait;
            if wait >= WORTH_TELLING {
                (errand.notify)(Notice::Waiting {
                    host: host.name.clone(),
                    wait,
                });
            }
            self.options.timer.sleep(wait).await;
        }
        Ok(())
    }

    /// Sends one hop and reads what comes back.
    async fn land(
        &self,
        hop: &Hop,
        host: &Arc<Host>,
        left: Duration,
        errand: &mut Errand<'_>,
    ) -> Result<Landing, Failed> {
        errand.tally.requests += 1;
        let failed = |error: HttpError| {
            if error.is_silence() {
                host.stayed_silent();
            }
            Failed {
                error,
                asked: None,
                answer: None,
                host: Some(Arc::clone(host)),
            }
        };
        let total = self.options.total_timeout;
        let request = self
            .inner
            .request(hop.method.clone(), hop.url.clone())
            .header(ACCEPT_ENCODING, CODINGS)
            .headers(hop.headers.clone());
        let request = match &hop.body {
            Some(body) => request.body(body.clone()),
            None => request,
        };
        let sent = request.timeout(left).send().await;
        let response =
            sent.map_err(|error| failed(HttpError::from_reqwest(&hop.url, error, total)))?;
        let status = response.status().as_u16();
        host.answered((200..400).contains(&status));
        self.heed_limits(host, response.headers());
        if let Some(location) = response
            .headers()
            .get(LOCATION)
            .filter(|_| is_redirect(status))
        {
            return Ok(Landing::Redirect(status, location.as_bytes().to_vec()));
        }
        if status != 304 && !(200..300).contains(&status) {
            return Err(self.unwelcome(hop, host, response, errand).await);
        }
        let mut reply = Reply {
            url: shown(&hop.url),
            status,
            headers: plain(response.headers()),
            body: Vec::new(),
            fetched_at: self.options.clock.now(),
        };
        if status != 304 {
            let body = read(response, self.options.body_cap, &self.large).await;
            reply.body = body.map_err(|error| failed(error.at(&hop.url, total)))?;
            errand.tally.bytes += reply.body.len() as u64;
        }
        Ok(Landing::Reply(reply))
    }

    /// What an answer means that is neither success nor a redirect.
    async fn unwelcome(
        &self,
        hop: &Hop,
        host: &Arc<Host>,
        response: reqwest::Response,
        errand: &mut Errand<'_>,
    ) -> Failed {
        let status = response.status();
        let header = |name: &str| response.headers().get(name)?.to_str().ok();
        let asked = asked_wait(
            status.as_u16(),
            header,
            self.options.clock.now(),
            &self.options.retry,
        );
        let kind = match status.as_u16() {
            code @ (401 | 403) => HttpErrorKind::Unauthorized(code),
            429 => {
                host.slow_down(self.options.timer.now(), asked);
                HttpErrorKind::Quota { retry_after: asked }
            }
            code => HttpErrorKind::Status(code),
        };
        let name = status.canonical_reason().unwrap_or_default().to_lowercase();
        let headers = plain(response.headers());
        let body = read_some(response, ERROR_BODY).await;
        errand.tally.bytes += body.len() as u64;
        let words = explain(&body, errand.request)
            .map(|words| format!(": {words}"))
            .unwrap_or_default();
        let when = match asked {
            Some(wait) if status.as_u16() == 429 => format!("; ask again in {} s", wait.as_secs()),
            _ => String::new(),
        };
        let reason = format!(
            "the server answered {} {name}{words}{when}",
            status.as_u16()
        );
        Failed {
            error: HttpError::at(&hop.url, kind, reason),
            asked,
            answer: Some(Reply {
                url: shown(&hop.url),
                status: status.as_u16(),
                headers,
                body,
                fetched_at: self.options.clock.now(),
            }),
            host: Some(Arc::clone(host)),
        }
    }

    /// A host whose limit is spent, as its headers say, is left alone until the limit is reset.
    fn heed_limits(&self, host: &Host, headers: &HeaderMap) {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        if let Some(wait) = spent_limit(header, self.options.clock.now(), &self.options.retry) {
            host.pause(self.options.timer.now(), wait);
        }
    }
}
