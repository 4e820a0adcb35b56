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

use crate::connect::{Cursor, From, Source};
use crate::fetch::ask::{Errand, Landed, carry_out};
use crate::fetch::job::{Event, Job, Options, RunError, Sink};
use crate::fetch::outcome::{Failure, Outcome, Report};
use crate::fetch::work::{DEPTH, Queued, Work};
use crate::http::{Client, Notice};
use crate::state::{State, StateError};

/// Memory that may be taken by what waits for the turn of its source, in bytes, about.
const AHEAD: usize = 128 << 20;
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
    state: &mut State,
    options: &Options,
    sink: &mut dyn Sink,
    stop: impl Future<Output = ()>,
) -> Result<Report, RunError> {
    let mut run = Run::new(client, state, options, sink);
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
    pub(super) options: &'r Options,
    pub(super) sink: &'r mut dyn Sink,
    /// Jobs not begun, with how deep they were found and whether they may read files.
    waiting: VecDeque<(usize, Job, u8, bool)>,
    /// Sources under way, by number.
    pub(super) active: BTreeMap<usize, Work>,
    /// Names and targets taken.
    known: HashSet<String>,
    /// Asks open at each host.
    open: HashMap<String, usize>,
    pub(super) outcomes: BTreeMap<usize, Outcome>,
    jobs: usize,
    /// Changes that do not last yet.
    pub(super) noted: usize,
    interrupted: bool,
}

impl<'r> Run<'r> {
    fn new(
        client: &'r Client,
        state: &'r mut State,
        options: &'r Options,
        sink: &'r mut dyn Sink,
    ) -> Self {
        Run {
            client,
            state,
            options,
            sink,
            waiting: VecDeque::new(),
            active: BTreeMap::new(),
            known: HashSet::new(),
            open: HashMap::new(),
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
                in_flight.push(carry_out(errand, self.client, notices.clone()));
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
                Some(landed) = in_flight.next() => self.land(landed),
            }
        }
    }

    /// Puts a job at the end of the queue; not if its name is taken. Says whether it was.
    fn enlist(&mut self, job: Job, depth: u8, trusted: bool) -> bool {
        let Source {
            name,
            target,
            options,
            ..
        } = &job.source;
        // A list that names itself under another name would otherwise be read again and again.
        let target = format!(
            "{}\u{1f}{target}\u{1f}{options:?}\u{1f}{}",
            job.connector.name(),
            job.scope()
        );
        let new_name = self.known.insert(format!("name {name}"));
        let new_target = self.known.insert(format!("target {target}"));
        if !new_name || (depth > 0 && !new_target) {
            if depth == 0 {
                let mut outcome = Outcome {
                    source: job.source.name,
                    connector: job.connector.name(),
                    ..Outcome::default()
                };
                outcome.note("named twice; asked once".to_owned());
                self.outcomes.insert(self.jobs, outcome);
                self.jobs += 1;
            }
            return false;
        }
        self.waiting.push_back((self.jobs, job, depth, trusted));
        self.jobs += 1;
        true
    }

    /// Begins jobs as far as the window allows.
    fn open_window(&mut self) -> Result<(), StateError> {
        while self.active.len() < self.options.window.max(1) {
            let Some((number, job, depth, trusted)) = self.waiting.pop_front() else {
                break;
            };
            self.sink.event(&Event::Started {
                source: &job.source.name,
            });
            let id = self.state.source(&job.source.name, &job.scope())?;
            let cursor = self.state.cursor(id)?.map(Cursor);
            let mut work = Work::new(job, id, depth, trusted);
            work.begin(cursor.as_ref(), self.options);
            self.active.insert(number, work);
        }
        Ok(())
    }

    /// The next ask that may be carried out now: of the first source that has one for a host with room.
    fn next_errand(&mut self) -> Result<Option<Errand>, StateError> {
        let per_host = self.client.options().per_host;
        let ordered = self.options.ordered;
        let crowded =
            ordered && self.active.values().map(|work| work.weight).sum::<usize>() >= AHEAD;
        for (position, (&job, work)) in self.active.iter_mut().enumerate() {
            let head = !ordered || position == 0;
            if crowded && !head {
                break;
            }
            let Some(host) = work.next(head, per_host) else {
                continue;
            };
            if self.open.get(host).is_some_and(|open| *open >= per_host) {
                continue;
            }
            let Some(Queued {
                turn,
                mut ask,
                host,
            }) = work.take()
            else {
                continue;
            };
            *self.open.entry(host.clone()).or_default() += 1;
            let mut url = None;
            if let From::Http(request) = &mut ask.from {
                url = Some(request.url.clone());
                let validator = self
                    .state
                    .validator(work.id, &request.url)?
                    .filter(|_| self.options.conditional);
                for (name, value) in validator.into_iter().flat_map(|validator| {
                    [
                        ("if-none-match", validator.etag),
                        ("if-modified-since", validator.last_modified),
                    ]
                }) {
                    request
                        .headers
                        .extend(value.map(|value| (name.to_owned(), value)));
                }
            }
            let (connector, source) = (work.connector, work.source.clone());
            return Ok(Some(Errand {
                job,
                turn,
                host,
                ask,
                url,
                connector,
                source,
            }));
        }
        Ok(None)
    }

    /// Takes up what has come back.
    fn land(&mut self, landed: Landed) {
        if let Some(open) = self.open.get_mut(&landed.host) {
            *open -= 1;
        }
        let Some(work) = self.active.get_mut(&landed.job) else {
            return;
        };
        work.outcome.add(landed.tally);
        let found = work.land(landed.turn, landed.landing, self.options);
        if !found.is_empty() {
            self.take_up(landed.job, found);
        }
    }

    /// Enlists the sources that a source names.
    fn take_up(&mut self, parent: usize, found: Vec<(Source, bool)>) {
        let Some(work) = self.active.get(&parent) else {
            return;
        };
        let (connector, depth, name) = (work.connector, work.depth + 1, work.source.name.clone());
        let (mut count, mut left_out, named) = (0, 0, found.len());
        for (source, trusted) in found {
            if depth > DEPTH || self.jobs >= self.options.sources {
                left_out += 1;
            } else if self.enlist(Job { connector, source }, depth, trusted) {
                count += 1;
            }
        }
        self.sink.event(&Event::Found {
            source: &name,
            count,
        });
        let Some(work) = self.active.get_mut(&parent) else {
            return;
        };
        if left_out > 0 {
            work.outcome.note(format!("{left_out} of the {named} sources it names are left out: too many, or named too indirectly"));
        }
        let twice = named - left_out - count;
        if twice > 0 {
            work.outcome.note(format!(
                "{twice} of the {named} sources it names are known already"
            ));
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

    fn is_done(&self) -> bool {
        self.active.is_empty() && self.waiting.is_empty()
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
        })
    }
}
