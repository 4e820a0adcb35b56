//! The loop of a run. One thread: it starts asks, waits for one to land, takes it up, and gives what is ready.
//!
//! Memory is bounded: `window` sources are under way, each with a few pages read ahead at most, and no more is asked ahead
//! once [`AHEAD`] bytes wait for the turn of their source. The source whose turn it is, is never held up by these bounds, so the run always goes on.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use chrono::{DateTime, Utc};

use crate::connect::Price;
use crate::fetch::ask::{Back, HostKey, Landed, Landing, LogInErrand, Out, send};
use crate::fetch::job::{Event, Job, Options, RunError, Sink};
use crate::fetch::outcome::{Failure, Outcome, Report};
use crate::fetch::send::Purse;
use crate::fetch::watch::Watcher;
use crate::fetch::work::Work;
use crate::http::{Client, Notice};
use crate::state::{Sessions, State};

/// Memory that may be taken by what waits for the turn of its source, in bytes, about.
pub(super) const AHEAD: usize = 128 << 20;
/// Notices of waits that may be unheard; later ones are dropped, which costs a line on the screen.
const NOTICES: usize = 256;
/// How long what was given may be noted without lasting.
const FLUSH_AFTER: Duration = Duration::from_millis(200);

/// Runs jobs until all are done, or `stop` ends (a signal, say: whatever has not been given by then comes again next time).
///
/// Posts go to `sink`, and what the state remembers moves with them. A source that fails is told of in the report; an error means that the sink or
/// the state failed, and nothing more was given.
pub async fn run(
    jobs: Vec<Job>,
    client: &Client,
    (state, sessions): (&mut State, &mut Sessions),
    options: &Options,
    sink: &mut dyn Sink,
    stop: impl Future<Output = ()>,
) -> Result<Report, RunError> {
    let mut run = Run::new(client, (state, sessions), options, sink);
    for job in jobs {
        run.enlist(job, 0, true);
    }
    let ended = run.turn(stop).await;
    // Whatever ended the run, what was written is out.
    let flushed = run.state.flush();
    ended?;
    flushed?;
    run.finish()
}

pub(super) struct Run<'r> {
    pub(super) client: &'r Client,
    pub(super) state: &'r mut State,
    pub(super) sessions: &'r mut Sessions,
    pub(super) options: &'r Options,
    pub(super) sink: &'r mut dyn Sink,
    /// Decides which posts a client's brief wants.
    pub(super) watcher: Watcher,
    /// What it costs.
    pub(super) purse: Purse,
    /// Log-ins under way, by their key, with the jobs that wait for them.
    pub(super) logging_in: HashMap<String, Vec<usize>>,
    /// Log-ins to be sent.
    pub(super) log_ins: Vec<LogInErrand>,
    /// Jobs not begun, with how deep they were found and whether they may read files.
    pub(super) waiting: VecDeque<(usize, Job, u8, bool)>,
    /// Sources under way, by number.
    pub(super) active: BTreeMap<usize, Box<Work>>,
    /// Names and targets taken.
    pub(super) known: HashSet<String>,
    /// Asks open at each host.
    pub(super) open: hashbrown::HashMap<HostKey, usize>,
    pub(super) outcomes: BTreeMap<usize, Outcome>,
    pub(super) jobs: usize,
    /// Changes that do not last yet.
    pub(super) noted: usize,
    interrupted: bool,
}

impl<'r> Run<'r> {
    fn new(
        client: &'r Client,
        (state, sessions): (&'r mut State, &'r mut Sessions),
        options: &'r Options,
        sink: &'r mut dyn Sink,
    ) -> Self {
        Run {
            client,
            state,
            sessions,
            options,
            sink,
            purse: Purse {
                most: options.max_cost,
                ..Purse::default()
            },
            watcher: Watcher::default(),
            logging_in: HashMap::new(),
            log_ins: Vec::new(),
            waiting: VecDeque::new(),
            active: BTreeMap::new(),
            known: HashSet::new(),
            open: hashbrown::HashMap::new(),
            outcomes: BTreeMap::new(),
            jobs: 0,
            noted: 0,
            interrupted: false,
        }
    }

    async fn turn(&mut self, stop: impl Future<Output = ()>) -> Result<(), RunError> {
        let (notices, mut heard) = mpsc::channel(NOTICES);
        let mut in_flight = FuturesUnordered::new();
        let mut stop = pin!(stop);
        let mut flush_at = Instant::now();
        loop {
            self.open_window()?;
            while let Some(errand) = self.next_errand()? {
                in_flight.push(send(
                    Out::Ask(Box::new(errand)),
                    self.client,
                    notices.clone(),
                ));
            }
            for errand in std::mem::take(&mut self.log_ins) {
                in_flight.push(send(
                    Out::LogIn(Box::new(errand)),
                    self.client,
                    notices.clone(),
                ));
            }
            let noted = self.noted;
            self.give()?;
            if noted == 0 && self.noted > 0 {
                flush_at = Instant::now() + FLUSH_AFTER;
            }
            if in_flight.is_empty() {
                if self.is_done() {
                    return Ok(());
                }
                continue;
            }
            tokio::select! {
                biased;
                () = &mut stop => {
                    self.interrupt();
                    return Ok(());
                }
                Some(notice) = heard.recv() => self.tell(&notice),
                () = sleep_until(flush_at), if self.noted > 0 => self.flush()?,
                Some(landed) = in_flight.next() => match landed {
                    Back::Ask(landed) => self.land(*landed),
                    Back::LogIn(landed) => self.logged_in(*landed)?,
                },
            }
        }
    }

    /// Takes up what has come back.
    fn land(&mut self, landed: Landed) {
        self.purse.settle(landed.price);
        if let Some(open) = self.open.get_mut(&landed.host) {
            *open -= 1;
        }
        let Some(work) = self.active.get_mut(&landed.job) else {
            return;
        };
        work.outcome.add(landed.tally);
        let mut renew = None;
        let landing = match landed.landing {
            Landing::Renew {
                ask,
                session,
                failure,
            } => {
                if work.ask_again(landed.turn, ask) {
                    renew = Some(session);
                    None
                } else {
                    Some(Landing::Failed(failure))
                }
            }
            landing => Some(landing),
        };
        if let Some(landing) = landing {
            let found = work.land(landed.turn, landing, self.options);
            if !found.is_empty() {
                self.take_up(landed.job, found);
            }
        }
        if let Some(session) = renew {
            self.renew(landed.job, session.as_deref());
        }
    }

    fn tell(&mut self, notice: &Notice) {
        match notice {
            Notice::Waiting { host, wait } => {
                self.sink.event(&Event::Waiting { host, wait: *wait });
            }
            Notice::Retrying { error, wait } => {
                self.sink.event(&Event::Retrying { error, wait: *wait });
            }
        }
    }

    /// What time it is.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.client.options().clock.now()
    }

    fn is_done(&self) -> bool {
        self.active.is_empty() && self.waiting.is_empty() && self.log_ins.is_empty()
    }

    fn interrupt(&mut self) {
        self.interrupted = true;
        for (number, mut work) in std::mem::take(&mut self.active) {
            work.outcome.fail(Failure::Interrupted);
            self.outcomes.insert(number, work.outcome);
        }
        for (number, job, ..) in std::mem::take(&mut self.waiting) {
            let mut outcome = Outcome {
                source: job.source.name,
                connector: job.connector.name(),
                ..Outcome::default()
            };
            outcome.fail(Failure::Interrupted);
            self.outcomes.insert(number, outcome);
        }
    }

    fn finish(self) -> Result<Report, RunError> {
        if !self.interrupted {
            self.state.prune(self.client.options().clock.now())?;
        }
        Ok(Report {
            outcomes: self.outcomes.into_values().collect(),
            interrupted: self.interrupted,
            spent: self.purse.unit.map(|unit| Price {
                amount: self.purse.spent,
                unit,
                refused: 0.0,
            }),
        })
    }
}
