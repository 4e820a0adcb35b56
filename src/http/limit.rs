//! Whose turn it is: how many requests may be open at one host and in all, and when a host that asked for patience may be asked again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::options::Options;
use crate::http::plain::is_near;
use crate::http::retry::split_mix;

/// First gap between two requests to a host that said "too many"; doubles each time it says so again.
const FIRST_GAP: Duration = Duration::from_millis(250);
/// Largest such gap.
const LARGEST_GAP: Duration = Duration::from_secs(10);
/// Good answers in a row after which the gap is halved.
const CALM: u32 = 32;
/// Times in a row that a host may stay silent before its requests are no longer repeated.
const TIRED: u32 = 8;
/// Times in a row that a host may stay silent before it is not asked any more.
const DOWN: u32 = 16;

/// The limits of every host and of the whole client.
#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    spacing: Duration,
    seed: u64,
    total: Arc<Semaphore>,
    known: Mutex<HashMap<String, Arc<Host>>>,
}

/// What is known of one host.
#[derive(Debug)]
pub(super) struct Host {
    /// Its name and port.
    pub(super) name: String,
    open: Arc<Semaphore>,
    pace: Mutex<Pace>,
}

/// When the next request may leave. Times are those of the client's timer.
#[derive(Debug, Default)]
struct Pace {
    next_at: Duration,
    gap: Duration,
    /// The site asks for this much time between requests, always.
    least: Duration,
    calm: u32,
    silent: u32,
    /// Time between two requests while the host has not asked for more.
    spacing: Duration,
    draws: u64,
}

impl Pace {
    /// Time until the request after this one: spread, so that many programs that begin at the same minute do not ask at the same moments.
    fn next_gap(&mut self) -> Duration {
        let asked = self.gap.max(self.least);
        if self.spacing.is_zero() {
            return asked;
        }
        self.draws = self.draws.wrapping_add(1);
        let micros = u64::try_from(self.spacing.as_micros()).unwrap_or(u64::MAX);
        let spread = split_mix(self.draws) % micros.saturating_add(1);
        asked.max(Duration::from_micros(micros / 2 + spread))
    }
}

/// A place at a host, and in the whole, for as long as it is held.
#[derive(Debug)]
pub(super) struct Turn {
    _host: OwnedSemaphorePermit,
    _total: OwnedSemaphorePermit,
}

impl Hosts {
    /// Limits of that many open requests at each host and in all; at least one each.
    pub(super) fn new(options: &Options) -> Self {
        let total = options.total.clamp(1, Semaphore::MAX_PERMITS);
        Hosts {
            per_host: options.per_host.clamp(1, total),
            spacing: options.spacing,
            seed: options.seed,
            total: Arc::new(Semaphore::new(total)),
            known: Mutex::default(),
        }
    }

    /// The host of a name.
    pub(super) fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = locked(&self.known);
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        let host = Arc::new(Host {
            name: name.to_owned(),
            open: Arc::new(Semaphore::new(self.per_host)),
            pace: Mutex::new(Pace {
                spacing: if is_near(name) {
                    Duration::ZERO
                } else {
                    self.spacing
                },
                draws: self.seed,
                ..Pace::default()
            }),
        });
        hosts.insert(name.to_owned(), Arc::clone(&host));
        host
    }

    /// Waits for a free place in all, holding the one at the host. In this order, requests that queue at one host do not take the places of others.
    pub(super) async fn turn(&self, host: OwnedSemaphorePermit) -> Turn {
        let total = Arc::clone(&self.total).acquire_owned().await;
        Turn {
            _host: host,
            _total: total.expect("the semaphore lives as long as the client and is never closed"),
        }
    }
}

impl Host {
    /// Waits for a free place at this host.
    pub(super) async fn place(&self) -> OwnedSemaphorePermit {
        let place = Arc::clone(&self.open).acquire_owned().await;
        place.expect("the semaphore lives as long as the host and is never closed")
    }

    /// How long to wait before a request may leave now. The slot is taken unless the wait is longer than `patience`.
    pub(super) fn take_slot(&self, now: Duration, patience: Duration) -> Duration {
        let mut pace = locked(&self.pace);
        let at = pace.next_at.max(now);
        let wait = at.saturating_sub(now);
        if wait <= patience {
            pace.next_at = at.saturating_add(pace.next_gap());
        }
        wait
    }

    /// The host said "too many requests": nobody asks before the wait is over, and then with larger gaps.
    pub(super) fn slow_down(&self, now: Duration, wait: Option<Duration>) {
        let mut pace = locked(&self.pace);
        pace.gap = pace.gap.saturating_mul(2).clamp(FIRST_GAP, LARGEST_GAP);
        pace.calm = 0;
        let from = now.saturating_add(wait.unwrap_or(pace.gap));
        pace.next_at = pace.next_at.max(from);
    }

    /// The host said that nothing is left of its limit: nobody asks before it is reset.
    pub(super) fn pause(&self, now: Duration, wait: Duration) {
        let mut pace = locked(&self.pace);
        pace.next_at = pace.next_at.max(now.saturating_add(wait));
    }

    /// The host answered.
    pub(super) fn answered(&self, well: bool) {
        let mut pace = locked(&self.pace);
        pace.silent = 0;
        if well && !pace.gap.is_zero() {
            pace.calm += 1;
            if pace.calm >= CALM {
                pace.calm = 0;
                pace.gap /= 2;
            }
        }
    }

    /// The site asks for this much time between two requests, whatever else is learned of it.
    pub(super) fn keep_gap(&self, delay: Duration) {
        locked(&self.pace).least = delay;
    }

    /// The host did not answer.
    pub(super) fn stayed_silent(&self) {
        let mut pace = locked(&self.pace);
        pace.silent = pace.silent.saturating_add(1);
    }

    /// Whether repeating a request is a waste of time.
    pub(super) fn is_tired(&self) -> bool {
        locked(&self.pace).silent >= TIRED
    }

    /// Whether asking at all is a waste of time.
    pub(super) fn is_down(&self) -> bool {
        locked(&self.pace).silent >= DOWN
    }
}

/// The value, also after a panic elsewhere: these counters are never left half written.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn hosts(per_host: usize, total: usize) -> Hosts {
        Hosts::new(&Options {
            per_host,
            total,
            ..Options::default()
        })
    }

    #[test]
    fn requests_to_a_host_are_spaced_and_spread_but_not_at_home() {
        let hosts = hosts(4, 64);
        let waits = |name: &str| -> Vec<Duration> {
            let host = hosts.host(name);
            (0..20).map(|_| host.take_slot(MS(0), MS(60_000))).collect()
        };
        assert!(waits("127.0.0.1:8070").iter().all(Duration::is_zero));
        let waits = waits("blog.example");
        let gaps: Vec<Duration> = waits
            .windows(2)
            .map(|pair| pair[1].saturating_sub(pair[0]))
            .collect();
        assert!(
            gaps.iter().all(|gap| (MS(50)..=MS(150)).contains(gap)),
            "{gaps:?}"
        );
        assert!(gaps.windows(2).any(|pair| pair[0] != pair[1]), "{gaps:?}");
    }

    #[test]
    fn a_host_that_said_too_many_is_asked_one_by_one() {
        let host = hosts(4, 64).host("localhost");
        let slot = |now| host.take_slot(MS(now), MS(60_000));
        assert_eq!((slot(0), slot(0)), (MS(0), MS(0)));
        host.slow_down(MS(0), Some(MS(2000)));
        assert_eq!(
            (slot(0), slot(0), slot(100)),
            (MS(2000), MS(2250), MS(2400))
        );
        // Too long to wait: the slot stays free for another.
        assert_eq!(host.take_slot(MS(0), MS(10)), MS(2750));
        assert_eq!(slot(2700), MS(50));
        host.slow_down(MS(3000), None);
        assert_eq!((slot(3000), slot(3000)), (MS(500), MS(1000)));
        for _ in 0..CALM {
            host.answered(true);
        }
        assert_eq!((slot(9000), slot(9000)), (MS(0), MS(250)));
    }

    #[test]
    fn a_gap_that_a_site_asks_for_is_kept_for_good() {
        let host = hosts(4, 64).host("localhost");
        host.keep_gap(MS(5000));
        let slot = |now| host.take_slot(MS(now), MS(60_000));
        assert_eq!((slot(0), slot(0), slot(0)), (MS(0), MS(5000), MS(10_000)));
        for _ in 0..=CALM {
            host.answered(true);
        }
        assert_eq!(slot(15_000), MS(0));
        assert_eq!(slot(15_000), MS(5000));
    }

    #[test]
    fn a_silent_host_is_given_up_and_an_answer_forgives() {
        let host = hosts(4, 64).host("localhost");
        let silent = |times| (0..times).for_each(|_| host.stayed_silent());
        silent(TIRED - 1);
        assert!(!host.is_tired());
        silent(1);
        assert!(host.is_tired() && !host.is_down());
        silent(DOWN - TIRED);
        assert!(host.is_down());
        host.answered(false);
        assert!(!host.is_tired() && !host.is_down());
    }

    #[tokio::test]
    async fn places_are_counted_per_host_and_in_all() {
        let hosts = hosts(2, 3);
        let (a, b) = (hosts.host("a"), hosts.host("b"));
        let first = hosts.turn(a.place().await).await;
        let _second = hosts.turn(a.place().await).await;
        assert_eq!(
            (a.open.available_permits(), hosts.total.available_permits()),
            (0, 1)
        );
        let _third = hosts.turn(b.place().await).await;
        assert_eq!(
            (b.open.available_permits(), hosts.total.available_permits()),
            (1, 0)
        );
        drop(first);
        assert_eq!(
            (a.open.available_permits(), hosts.total.available_permits()),
            (1, 1)
        );
    }
}
