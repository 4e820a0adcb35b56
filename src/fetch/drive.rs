//! The loop of a run. One thread: it starts asks, waits for one to land, takes it up, and gives what is ready.
//!
//! Memory is bounded: `window` sources are under way, each with a few pages read ahead at most, and no more is asked ahead
//! once [`AHEAD`] bytes wait for the turn of their source. The source whose turn it is, is never held up by these bounds, so the run always goes on.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::pin::pin;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::mpsc;

use crate::connect::{Cursor, From, Source};
use crate::fetch::ask::{Errand, Landed, carry_out};
use crate::fetch::dedup::sift;
use crate::fetch::job::{Batch, Event, Job, Options, RunError, Sink};
use crate::fetch::outcome::{Failure, Outcome, Report};
use crate::fetch::work::{DEPTH, Queued, Work};
use crate::http::{Client, Notice};
use crate::state::{Changes, State, StateError};

/// Memory that may be taken by what waits for the turn of its source, in bytes, about.
const AHEAD: usize = 128 << 20;
/// Notices of waits that may be unheard; later ones are dropped, which costs a line on the screen.
const NOTICES: usize = 256;

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
    let (notices, mut heard) = mpsc::channel(NOTICES);
    let mut in_flight = FuturesUnordered::new();
    let mut stop = pin!(stop);
    loop {
        run.open_window()?;
        while let Some(errand) = run.next_errand()? {
            in_flight.push(carry_out(errand, client, notices.clone()));
        }
        run.give()?;
        if in_flight.is_empty() {
            if run.is_done() {
                break;
            }
            continue;
        }
        tokio::select! {
            biased;
            () = &mut stop => {
                run.interrupt();
                break;
            }
            Some(notice) = heard.recv() => run.tell(&notice),
            Some(landed) = in_flight.next() => run.land(landed),
        }
    }
    drop(in_flight);
    run.finish()
}

struct Run<'r> {
    client: &'r Client,
    state: &'r mut State,
    options: &'r Options,
    sink: &'r mut dyn Sink,
    /// Jobs not begun, with how deep they were found and whether they may read files.
    waiting: VecDeque<(usize, Job, u8, bool)>,
    /// Sources under way, by number.
    active: BTreeMap<usize, Work>,
    /// Names and targets taken.
    known: HashSet<String>,
    /// Asks open at each host.
    open: HashMap<String, usize>,
    outcomes: BTreeMap<usize, Outcome>,
    jobs: usize,
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
            interrupted: false,
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

    /// Gives what is ready, in the order of the jobs if that is wished, and closes sources that are through.
    fn give(&mut self) -> Result<(), RunError> {
        let mut from = 0;
        while let Some((&number, work)) = self.active.range(from..).next() {
            from = number + 1;
            if !work.is_ready() && !work.is_answered() {
                if self.options.ordered {
                    break;
                }
                continue;
            }
            let Some(mut work) = self.active.remove(&number) else {
                break;
            };
            self.give_source(&mut work)?;
            if work.is_answered() {
                self.sink.event(&Event::Finished(&work.outcome));
                self.outcomes.insert(number, work.outcome);
            } else {
                self.active.insert(number, work);
                if self.options.ordered {
                    break;
                }
            }
        }
        Ok(())
    }

    fn give_source(&mut self, work: &mut Work) -> Result<(), RunError> {
        while let Some(ready) = work.next_ready() {
            let place = (work.source.as_ref(), work.id);
            let sifted = sift(
                ready.posts,
                place,
                (self.state, &self.options.range),
                ready.fetched_at,
            )?;
            let new = sifted.posts.len() as u64;
            if new > 0 {
                let batch = Batch {
                    source: &work.source,
                    posts: sifted.posts,
                };
                self.sink.write(&batch).map_err(RunError::Write)?;
            }
            work.outcome.new += new;
            work.outcome.old += sifted.old;
            work.outcome.outside += sifted.early + sifted.late;
            work.incomplete |= sifted.late > 0;
            let mut changes = Changes {
                seen: sifted.seen,
                replied: true,
                ..Changes::new(work.id, ready.fetched_at)
            };
            work.settle(&mut changes);
            self.state.commit(&changes)?;
        }
        // The last answer may have brought no page: "unchanged", or a failure that was borne.
        let mut changes = Changes::new(work.id, self.client.options().clock.now());
        if work.settle(&mut changes) || (work.is_answered() && work.outcome.not_modified > 0) {
            self.state.commit(&changes)?;
        }
        Ok(())
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
