//! Runs workers over the lines and hands on what they make, in the order of the input.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::feeder::{Block, Content, Feeder};
use super::finished::Finished;
use super::input::Input;
use super::problem::{LineProblem, Problem};
use super::turnstile::Turnstile;
use crate::text::reason;

/// What is done with one line. Each worker thread has its own.
pub trait Worker: Send + 'static {
    /// Works on one line (no line break, not blank) and appends what is to be written, with its line breaks.
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem>;

    /// What is to be said of the line that was just taken, although it was taken.
    fn note(&mut self) -> Option<Problem> {
        None
    }
}

/// What is done to the workers' output once it is in the order of the input, by one thread at a time: what no worker can know by itself. What a worker
/// appends for its stage need not be lines.
pub trait Stage: Send + 'static {
    /// Takes what workers appended for whole lines, and gives away the lines to write.
    fn pass(
        &mut self,
        made: &[u8],
        give: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()>;
}

/// The stage that passes lines on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Straight;

impl Stage for Straight {
    fn pass(
        &mut self,
        made: &[u8],
        give: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        give(made)
    }
}

/// Where the results go. Called by one thread at a time, in the order of the input.
pub trait Sink: Send + 'static {
    /// Whole lines to write now; what was handed over may be read by somebody who waits for it.
    fn write(&mut self, lines: &[u8]) -> io::Result<()>;

    /// A line that was not taken; `raw` is the line without its break, empty when it was too long to load.
    fn reject(&mut self, problem: &LineProblem, raw: &[u8]) -> io::Result<()>;

    /// What a worker says of a line that was taken.
    fn note(&mut self, _note: &LineProblem) {}

    /// How far the run is, in bytes of input after decompression.
    fn progress(&mut self, bytes_read: u64);
}

/// How to run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Worker threads.
    pub jobs: usize,
    /// Longest line that is loaded, in bytes.
    pub max_line: usize,
    /// Stop at the first bad line.
    pub strict: bool,
}

/// How a run went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Lines read that were not blank.
    pub lines: u64,
    /// Lines that were not taken.
    pub rejected: u64,
    /// Inputs that could not be read to their end.
    pub broken_inputs: u64,
    /// `strict` ended the run early.
    pub stopped: bool,
}

/// Runs `make()` workers over all lines. Gives back the workers, the sink and the tally; an error is one of the sink's.
///
/// When the sink fails, the run ends at once, even while a worker waits for input that may never come: that thread is left behind.
pub fn run<W: Worker, S: Sink>(
    inputs: Vec<Input>,
    settings: Settings,
    mut make: impl FnMut() -> W,
    sink: S,
) -> io::Result<(Vec<W>, S, Outcome)> {
    let names = inputs.iter().map(|input| input.name.clone()).collect();
    let jobs = settings.jobs.max(1);
    let shared = Arc::new(Shared {
        feeder: Mutex::new(Feeder::new(inputs, settings.max_line)),
        turnstile: Mutex::new(Turnstile::new(
            sink,
            names,
            jobs as u64 * 2,
            settings.strict,
        )),
        turned: Condvar::new(),
        settings,
    });
    for _ in 0..jobs {
        let shared = Arc::clone(&shared);
        let worker = make();
        thread::spawn(move || {
            // A worker that panics must not leave the others waiting for its block.
            let ended =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| shared.work(worker)));
            shared.leave(ended);
        });
    }
    shared.wait(jobs)
}

struct Shared<W, S> {
    feeder: Mutex<Feeder>,
    turnstile: Mutex<Turnstile<W, S>>,
    turned: Condvar,
    settings: Settings,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere is reported by `leave`; the data behind the lock is whole between calls.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<W: Worker, S: Sink> Shared<W, S> {
    fn work(&self, mut worker: W) -> W {
        let mut buffer = Vec::new();
        let mut out = Vec::new();
        loop {
            let block = {
                let mut feeder = locked(&self.feeder);
                if locked(&self.turnstile).over {
                    return worker;
                }
                feeder.next(&mut buffer)
            };
            let Some(block) = block else {
                return worker;
            };
            let number = block.number;
            let finished = self.finish(&mut worker, block, &buffer, out);
            match self.pass(number, finished) {
                Some(spare) => out = spare,
                None => return worker,
            }
        }
    }

    fn finish(&self, worker: &mut W, block: Block, buffer: &[u8], mut out: Vec<u8>) -> Finished {
        out.clear();
        let mut finished = Finished {
            input: block.input,
            out,
            ..Finished::default()
        };
        match block.content {
            Content::Lines(end) => {
                finished.bytes = end as u64;
                finished.take_lines(worker, buffer.get(..end).unwrap_or_default(), self.settings);
            }
            Content::TooLong => finished.too_long(self.settings.max_line),
            Content::Broken(error) => finished.broken = Some(reason::of_io(&error)),
        }
        finished
    }

    /// Puts a block through the turnstile; gives back a buffer to go on with, or nothing when the run is over.
    fn pass(&self, number: u64, finished: Finished) -> Option<Vec<u8>> {
        let mut turnstile = locked(&self.turnstile);
        while !turnstile.over && number >= turnstile.next + turnstile.window {
            turnstile = self
                .turned
                .wait(turnstile)
                .unwrap_or_else(PoisonError::into_inner);
        }
        turnstile.finished.insert(number, finished);
        let mut spare = Vec::new();
        let before = turnstile.next;
        while let Some(done) = turnstile.take_next() {
            if let Err(error) = turnstile.hand_on(&done) {
                turnstile.over = true;
                turnstile.error = Some(error);
            }
            spare = done.out;
        }
        if turnstile.next != before || turnstile.over {
            self.turned.notify_all();
        }
        (!turnstile.over).then_some(spare)
    }

    fn leave(&self, ended: thread::Result<W>) {
        let mut turnstile = locked(&self.turnstile);
        turnstile.left += 1;
        match ended {
            Ok(worker) => turnstile.workers.push(worker),
            Err(panic) => {
                turnstile.over = true;
                turnstile.panic = Some(panic);
            }
        }
        self.turned.notify_all();
    }

    fn wait(&self, jobs: usize) -> io::Result<(Vec<W>, S, Outcome)> {
        let mut turnstile = locked(&self.turnstile);
        while turnstile.left < jobs && !turnstile.over {
            turnstile = self
                .turned
                .wait(turnstile)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(panic) = turnstile.panic.take() {
            std::panic::resume_unwind(panic);
        }
        if let Some(error) = turnstile.error.take() {
            return Err(error);
        }
        let workers = std::mem::take(&mut turnstile.workers);
        match turnstile.sink.take() {
            Some(sink) => Ok((workers, sink, turnstile.outcome)),
            None => Err(io::Error::other("the run was asked for its end twice")),
        }
    }
}
