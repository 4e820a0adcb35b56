//! What may be asked again and when: pure decisions, so that a table of cases can hold them.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::http::error::HttpErrorKind;

/// How patient a client is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often one request is repeated at most.
    pub max_retries: u32,
    /// Upper bound of the first wait when the server names none; doubles each time.
    pub first_wait: Duration,
    /// Upper bound of every wait that the server did not name.
    pub last_wait: Duration,
    /// A server that asks for a longer wait is taken to have asked for this one.
    pub longest_wait: Duration,
    /// Time one request may take, repeats and waits included; a wait that does not fit is not begun.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            max_retries: 3,
            first_wait: Duration::from_millis(500),
            last_wait: Duration::from_secs(30),
            longest_wait: Duration::from_hours(1),
            budget: Duration::from_mins(3),
        }
    }
}

/// What has happened to one request so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tried<'e> {
    /// How the last attempt failed.
    pub(super) kind: &'e HttpErrorKind,
    /// The wait that the server asked for.
    pub(super) asked: Option<Duration>,
    /// Repeats made.
    pub(super) retries: u32,
    /// It asks and changes nothing, so that it can be sent again when it is not known whether it arrived.
    pub(super) repeatable: bool,
    /// Time since the first attempt began.
    pub(super) spent: Duration,
}

/// How long to wait before the next attempt; `None` when there must be none. `draw` is a uniformly random number.
///
/// Without a word from the server the wait is exponential back-off with full jitter: uniform in [0, min(last, first x 2^n)]
/// (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
pub(super) fn next_wait(tried: Tried<'_>, policy: &RetryPolicy, draw: u64) -> Option<Duration> {
    let unsure = matches!(
        tried.kind,
        HttpErrorKind::Timeout | HttpErrorKind::Body | HttpErrorKind::Connect
    );
    if (unsure && !tried.repeatable) || tried.retries >= max_retries(tried.kind, policy) {
        return None;
    }
    let wait = tried
        .asked
        .unwrap_or_else(|| full_jitter(tried.retries, policy, draw));
    (tried.spent.saturating_add(wait) <= policy.budget).then_some(wait)
}

/// How often a failure of this kind is worth repeating: only what may pass by itself.
fn max_retries(kind: &HttpErrorKind, policy: &RetryPolicy) -> u32 {
    match kind {
        HttpErrorKind::Timeout
        | HttpErrorKind::Connect
        | HttpErrorKind::Body
        | HttpErrorKind::Quota { .. } => policy.max_retries,
        // A name server may be busy, but a wrong name stays wrong.
        HttpErrorKind::Dns => policy.max_retries.min(1),
        HttpErrorKind::Status(status) => match status {
            // "Not Implemented" and "HTTP Version Not Supported" will not change.
            501 | 505 => 0,
            408 | 425 | 500..=599 => policy.max_retries,
            _ => 0,
        },
        HttpErrorKind::Request
        | HttpErrorKind::Private
        | HttpErrorKind::Tls
        | HttpErrorKind::TooLarge
        | HttpErrorKind::Redirect
        | HttpErrorKind::Unauthorized(_)
        | HttpErrorKind::Refused(_)
        | HttpErrorKind::Robots
        | HttpErrorKind::HostDown => 0,
    }
}

fn full_jitter(retries: u32, policy: &RetryPolicy, draw: u64) -> Duration {
    let bound = policy
        .first_wait
        .saturating_mul(2u32.saturating_pow(retries))
        .min(policy.last_wait);
    let micros = u64::try_from(bound.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(draw % micros.saturating_add(1))
}

/// The wait that an answer asks for: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), else, on a 429, the reset time of the limit
/// under the names that the networks use, as seconds, Unix time or RFC 3339. Dates are read against the server's own `Date`.
pub(super) fn asked_wait<'a>(
    status: u16,
    header: impl Fn(&str) -> Option<&'a str>,
    now: DateTime<Utc>,
    policy: &RetryPolicy,
) -> Option<Duration> {
    let server_now = header("date").and_then(http_date).unwrap_or(now);
    let retry_after = header("retry-after").and_then(|value| {
        seconds(value).or_else(|| Some(until(http_date(value.trim())?, server_now)))
    });
    let reset = || {
        if status != 429 {
            return None;
        }
        RESETS
            .into_iter()
            .find_map(|name| reset_wait(header(name)?, now))
    };
    retry_after
        .or_else(reset)
        .map(|wait| wait.min(policy.longest_wait))
}

/// Names under which networks say when a limit is reset, and how many requests are left until then: the drafts of "RateLimit header fields for HTTP"
/// (draft-polli-ratelimit-headers, as Bluesky sends them), Mastodon and Reddit, X.
const RESETS: [&str; 3] = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];
const LEFT: [&str; 3] = [
    "ratelimit-remaining",
    "x-ratelimit-remaining",
    "x-rate-limit-remaining",
];

/// How long to leave a host alone when an answer says that nothing is left of the limit.
pub(super) fn spent_limit<'a>(
    header: impl Fn(&str) -> Option<&'a str>,
    now: DateTime<Utc>,
    policy: &RetryPolicy,
) -> Option<Duration> {
    let (left, reset) = LEFT
        .into_iter()
        .zip(RESETS)
        .find_map(|(left, reset)| Some((header(left)?, header(reset)?)))?;
    // Reddit counts in fractions.
    let spent = left.trim().parse::<f64>().is_ok_and(|left| left < 1.0);
    let wait = reset_wait(reset, now)?.min(policy.longest_wait);
    (spent && !wait.is_zero()).then_some(wait)
}

fn reset_wait(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    // More seconds than a year is a point in time: 10^9 was in 2001.
    const EPOCH: u64 = 1_000_000_000;
    let value = value.trim();
    match seconds(value) {
        Some(wait) if wait.as_secs() >= EPOCH => {
            let reset = DateTime::from_timestamp(i64::try_from(wait.as_secs()).ok()?, 0)?;
            Some(until(reset, now))
        }
        Some(wait) => Some(wait),
        None => Some(until(
            DateTime::parse_from_rfc3339(value).ok()?.to_utc(),
            now,
        )),
    }
}

/// Seconds, rounded up; some servers send a fraction.
fn seconds(value: &str) -> Option<Duration> {
    let seconds: f64 = value.trim().parse().ok()?;
    (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX))
}

fn until(then: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (then - now).to_std().unwrap_or(Duration::ZERO)
}

/// The three date formats of RFC 9110, section 5.6.7.
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    let old = |format| {
        NaiveDateTime::parse_from_str(value, format)
            .ok()
            .map(|at| at.and_utc())
    };
    DateTime::parse_from_rfc2822(value)
        .ok()
        .map(|at| at.to_utc())
        .or_else(|| old("%A, %d-%b-%y %H:%M:%S GMT"))
        .or_else(|| old("%a %b %e %H:%M:%S %Y"))
}

/// A stream of random numbers from a seed: `SplitMix64` (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
pub(super) fn split_mix(state: u64) -> u64 {
    let mut z = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Headers, and the wait in seconds.
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<u64>);

    const S: fn(u64) -> Duration = Duration::from_secs;

    fn tried(kind: &HttpErrorKind, asked: Option<u64>, retries: u32, spent: u64) -> Tried<'_> {
        Tried {
            kind,
            asked: asked.map(S),
            retries,
            repeatable: true,
            spent: S(spent),
        }
    }

    #[test]
    fn what_may_be_repeated() {
        use HttpErrorKind as K;
        let quota = K::Quota { retry_after: None };
        let policy = RetryPolicy::default();
        let cases = [
            (K::Timeout, 3),
            (K::Connect, 3),
            (K::Body, 3),
            (quota, 3),
            (K::Dns, 1),
            (K::Status(408), 3),
            (K::Status(425), 3),
            (K::Status(500), 3),
            (K::Status(502), 3),
            (K::Status(503), 3),
            (K::Status(520), 3),
            (K::Status(501), 0),
            (K::Status(505), 0),
            (K::Status(404), 0),
            (K::Status(410), 0),
            (K::Status(400), 0),
            (K::Status(600), 0),
            (K::Unauthorized(401), 0),
            (K::Private, 0),
            (K::Tls, 0),
            (K::TooLarge, 0),
            (K::Redirect, 0),
            (K::Request, 0),
            (K::HostDown, 0),
            (K::Robots, 0),
        ];
        for (kind, times) in cases {
            let allowed = (0..10)
                .filter(|&n| next_wait(tried(&kind, None, n, 0), &policy, 7).is_some())
                .count();
            assert_eq!(allowed, times, "{kind:?}");
        }
    }

    #[test]
    fn how_long_to_wait() {
        let policy = RetryPolicy {
            first_wait: S(1),
            last_wait: S(5),
            budget: S(100),
            max_retries: 9,
            ..RetryPolicy::default()
        };
        let kind = HttpErrorKind::Status(503);
        let wait = |asked, retries, spent, draw| {
            next_wait(tried(&kind, asked, retries, spent), &policy, draw)
        };
        // The server's word counts, and only if it fits the budget.
        assert_eq!(wait(Some(7), 0, 0, 1), Some(S(7)));
        assert_eq!(wait(Some(0), 0, 0, 1), Some(S(0)));
        assert_eq!(wait(Some(7), 0, 93, 1), Some(S(7)));
        assert_eq!(wait(Some(7), 0, 94, 1), None);
        // Full jitter: from 0 up to the bound, which doubles and stops.
        for (retries, bound) in [(0, 1), (1, 2), (2, 4), (3, 5), (8, 5)] {
            let bound = S(bound);
            let micros = u64::try_from(bound.as_micros()).unwrap();
            assert_eq!(wait(None, retries, 0, 0), Some(S(0)));
            assert_eq!(wait(None, retries, 0, micros), Some(bound));
            assert!((0..999).all(|n| wait(None, retries, 0, split_mix(n)).is_some_and(|wait| wait <= bound)));
        }
        assert_eq!(wait(None, 0, 100, 1_000_000), None);
    }

    #[test]
    fn what_servers_ask_for() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let policy = RetryPolicy::default();
        let cases: &[Case<'_>] = &[
            (&[], None),
            (&[("retry-after", "120")], Some(120)),
            (&[("retry-after", " 1.2 ")], Some(2)),
            (&[("retry-after", "0")], Some(0)),
            (&[("retry-after", "86400")], Some(3600)),
            (&[("retry-after", "99999999999999999999999")], Some(3600)),
            (&[("retry-after", "inf")], Some(3600)),
            (&[("retry-after", "-5")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "soon")], None),
            (
                &[("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT")],
                Some(30),
            ),
            (
                &[("retry-after", "Sunday, 22-Nov-26 12:00:30 GMT")],
                Some(30),
            ),
            (&[("retry-after", "Sun Nov 22 12:00:30 2026")], Some(30)),
            (&[("retry-after", "Sun, 22 Nov 2026 11:00:00 GMT")], Some(0)),
            (
                &[
                    ("retry-after", "Sun, 22 Nov 2026 13:00:30 GMT"),
                    ("date", "Sun, 22 Nov 2026 13:00:00 GMT"),
                ],
                Some(30),
            ),
            (
                &[("x-ratelimit-reset", "2026-11-22T12:04:00.123Z")],
                Some(240),
            ),
            (&[("x-ratelimit-reset", "1795348860")], Some(60)),
            (&[("x-ratelimit-reset", "47")], Some(47)),
            (&[("x-rate-limit-reset", "1795348860")], Some(60)),
            (
                &[("retry-after", "5"), ("x-ratelimit-reset", "47")],
                Some(5),
            ),
        ];
        for (headers, wait) in cases {
            let header = |name: &str| {
                headers
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| *value)
            };
            assert_eq!(
                asked_wait(429, header, now, &policy).map(|wait| wait.as_secs()),
                *wait,
                "{headers:?}"
            );
        }
        let reset = |name: &str| (name == "x-ratelimit-reset").then_some("47");
        assert_eq!(asked_wait(503, reset, now, &policy), None);
    }
}
