//! Lines in, lines or an answer out: the line engine joined to files, the console and the rejects.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::Context;

use super::console::{Console, counted};
use super::exit::Exit;
use super::mistaken;
use super::output::{self, Output};
use super::progress::Progress;
use super::rejects;
use super::session::Session;
use crate::jsonl::{self, Input, LineProblem, Outcome, Sink, Stage, Straight, Worker};

/// At most this many bad lines are named; the rest are only counted.
const NAMED: u64 = 20;

/// Writes to the output, names bad lines, keeps the rejects.
struct Lines<S> {
    stage: S,
    console: Console,
    output: Option<Output>,
    rejects: Option<File>,
    rejected: u64,
    progress: Progress,
}

impl<S: Stage> Sink for Lines<S> {
    fn write(&mut self, made: &[u8]) -> io::Result<()> {
        match &mut self.output {
            Some(output) => self.stage.pass(made, &mut |lines| output.write_all(lines)),
            None => self.stage.pass(made, &mut |_| Ok(())),
        }
    }

    fn reject(&mut self, problem: &LineProblem, raw: &[u8]) -> io::Result<()> {
        self.rejected += 1;
        match self.rejected {
            ..=NAMED => {
                self.console.error(problem);
                mistaken::advise(&self.console, problem, raw);
            }
            n if n == NAMED + 1 => self
                .console
                .error("more bad lines follow; they are only counted"),
            _ => {}
        }
        if let Some(file) = &mut self.rejects
            && !raw.is_empty()
        {
            file.write_all(&[raw, b"\n"].concat())
                .map_err(|error| io::Error::other(RejectsError(error)))?;
        }
        Ok(())
    }

    fn note(&mut self, note: &LineProblem) {
        self.console.warn(note);
    }

    fn progress(&mut self, bytes: u64) {
        self.progress.advance(bytes);
    }
}

/// A bad line that could not be kept: of all that is written it is only this.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct RejectsError(io::Error);

/// What could not be written, and why. A reader of the rejects that went away has not had them: that is no good end.
fn not_written(error: io::Error) -> anyhow::Error {
    match error.downcast::<RejectsError>() {
        Ok(RejectsError(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            anyhow::anyhow!("cannot write the rejects: their reader went away")
        }
        Ok(RejectsError(error)) => anyhow::Error::from(error).context("cannot write the rejects"),
        Err(error) => anyhow::Error::from(error).context("cannot write the output"),
    }
}

/// What a run over lines left behind.
pub(super) struct Ran<W> {
    /// The workers, with what they gathered.
    pub(super) workers: Vec<W>,
    /// Lines that were not blank.
    pub(super) lines: u64,
    /// `Done`, or `Partial` when lines were rejected.
    pub(super) exit: Exit,
}

/// Runs a worker on each core over the files, and what they make through a stage to `output`, if there is one.
pub(super) fn run_through<W: Worker, S: Stage>(
    session: &Session,
    paths: &[PathBuf],
    output: impl Into<Option<Output>>,
    stage: S,
    make: impl FnMut() -> W,
) -> anyhow::Result<(Ran<W>, S)> {
    let inputs = session.inputs(paths)?;
    spare_the_inputs(session, paths)?;
    let inputs = (inputs, total_size(paths));
    let rejects = rejects::open(session)?;
    let ends = Ends {
        output: output.into(),
        rejects,
        stage,
    };
    let (workers, ends, outcome) = run_ends(session, session.jobs(), inputs, ends, make)?;
    let exit = tell(session, &outcome);
    end(session, ends.output, &outcome)?;
    let ran = Ran {
        workers,
        lines: outcome.lines,
        exit,
    };
    Ok((ran, ends.stage))
}

/// Runs a worker on each core over the files and writes what they make to `output`, or nothing when there is none.
pub(super) fn run<W: Worker>(
    session: &Session,
    paths: &[PathBuf],
    output: Option<Output>,
    make: impl FnMut() -> W,
) -> anyhow::Result<Ran<W>> {
    run_on(session, session.jobs(), paths, output, make)
}

/// The same with a number of workers; one sees the lines in their order.
pub(super) fn run_on<W: Worker>(
    session: &Session,
    jobs: usize,
    paths: &[PathBuf],
    output: Option<Output>,
    make: impl FnMut() -> W,
) -> anyhow::Result<Ran<W>> {
    let inputs = session.inputs(paths)?;
    spare_the_inputs(session, paths)?;
    run_over(session, jobs, (inputs, total_size(paths)), output, make)
}

/// The same over inputs that are open, with their size in all if it is known.
pub(super) fn run_over<W: Worker>(
    session: &Session,
    jobs: usize,
    (inputs, size): (Vec<Input>, Option<u64>),
    output: Option<Output>,
    make: impl FnMut() -> W,
) -> anyhow::Result<Ran<W>> {
    let rejects = rejects::open(session)?;
    let (workers, output, outcome) =
        run_to_end(session, jobs, (inputs, size), (output, rejects), make)?;
    let exit = tell(session, &outcome);
    end(session, output, &outcome)?;
    Ok(Ran {
        workers,
        lines: outcome.lines,
        exit,
    })
}

/// The same with an output and rejects that are open; gives the output back, not finished.
pub(super) fn run_to_end<W: Worker>(
    session: &Session,
    jobs: usize,
    (inputs, size): (Vec<Input>, Option<u64>),
    (output, rejects): (Option<Output>, Option<File>),
    make: impl FnMut() -> W,
) -> anyhow::Result<(Vec<W>, Option<Output>, Outcome)> {
    let ends = Ends {
        output,
        rejects,
        stage: Straight,
    };
    let (workers, ends, outcome) = run_ends(session, jobs, (inputs, size), ends, make)?;
    Ok((workers, ends.output, outcome))
}

/// Where what the workers make goes.
struct Ends<S> {
    output: Option<Output>,
    rejects: Option<File>,
    stage: S,
}

fn run_ends<W: Worker, S: Stage>(
    session: &Session,
    jobs: usize,
    (inputs, size): (Vec<Input>, Option<u64>),
    ends: Ends<S>,
    make: impl FnMut() -> W,
) -> anyhow::Result<(Vec<W>, Ends<S>, Outcome)> {
    let output_is_terminal = ends.output.as_ref().is_some_and(Output::is_terminal);
    let lines = Lines {
        stage: ends.stage,
        console: session.console.clone(),
        rejects: ends.rejects,
        rejected: 0,
        progress: Progress::bytes(session, size, output_is_terminal),
        output: ends.output,
    };
    let (workers, lines, outcome) =
        jsonl::run(inputs, session.line_settings(jobs), make, lines).map_err(not_written)?;
    lines.progress.clear();
    let mut rejects = lines.rejects;
    if let Some(file) = &mut rejects {
        file.flush().context("cannot write the rejects")?;
    }
    let ends = Ends {
        output: lines.output,
        rejects,
        stage: lines.stage,
    };
    Ok((workers, ends, outcome))
}

/// Ends the output; what a run that was stopped has written is not all.
fn end(session: &Session, output: Option<Output>, outcome: &Outcome) -> anyhow::Result<()> {
    let read_nothing = outcome.rejected > 0 && outcome.rejected == outcome.lines;
    match output {
        Some(output) if outcome.stopped => output.abandon(),
        Some(output) => output::finish(session, output, read_nothing),
        None => Ok(()),
    }
}

/// Says how many lines were bad, and which exit code that is.
pub(super) fn tell(session: &Session, outcome: &Outcome) -> Exit {
    let bad = outcome.rejected + outcome.broken_inputs;
    let taken = outcome.lines.saturating_sub(outcome.rejected);
    session.taken.fetch_add(taken, Ordering::Relaxed);
    session
        .rejected
        .fetch_add(outcome.rejected, Ordering::Relaxed);
    if outcome.stopped {
        session
            .console
            .warn("stopped at the first bad line (--strict)");
    } else if outcome.rejected > 0 {
        let (rejected, of) = (outcome.rejected, counted(outcome.lines, "line"));
        session.console.warn(format!("{rejected} of {of} rejected"));
    }
    match (bad, outcome.stopped) {
        (0, _) => Exit::Done,
        (_, true) => Exit::Failed,
        (_, false) => Exit::Partial,
    }
}

/// Refuses to empty a file that is about to be read or written.
pub(super) fn spare_the_inputs(session: &Session, paths: &[PathBuf]) -> anyhow::Result<()> {
    let rejects = session.common.rejects.as_deref();
    let others = paths.iter().chain(&session.common.output);
    Ok(output::spare(
        "--rejects",
        rejects,
        others.map(PathBuf::as_path),
    )?)
}

pub(super) fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

/// Bytes of all files when each is an ordinary, uncompressed one.
pub(super) fn total_size(paths: &[PathBuf]) -> Option<u64> {
    if paths.is_empty() {
        return None;
    }
    paths
        .iter()
        .map(|path| {
            let compressed = path
                .extension()
                .is_some_and(|extension| extension == "gz" || extension == "zst");
            let metadata = path
                .metadata()
                .ok()
                .filter(|metadata| metadata.is_file() && !compressed)?;
            Some(metadata.len())
        })
        .sum()
}
