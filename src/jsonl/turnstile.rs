//! Restores the order of the blocks that workers finished out of order, and hands them on.

use std::collections::BTreeMap;
use std::io;

use super::finished::Finished;
use super::problem::{LineProblem, Problem};
use super::run::{Outcome, Sink};

/// Restores the order of the blocks.
pub(super) struct Turnstile<W, S> {
    pub(super) sink: Option<S>,
    names: Vec<String>,
    pub(super) workers: Vec<W>,
    pub(super) next: u64,
    pub(super) finished: BTreeMap<u64, Finished>,
    pub(super) window: u64,
    strict: bool,
    /// Lines of the current input before block `next`.
    lines_before: u64,
    input: usize,
    pub(super) left: usize,
    pub(super) over: bool,
    pub(super) error: Option<io::Error>,
    pub(super) panic: Option<Box<dyn std::any::Any + Send>>,
    pub(super) outcome: Outcome,
}

impl<W, S: Sink> Turnstile<W, S> {
    pub(super) fn new(sink: S, names: Vec<String>, window: u64, strict: bool) -> Self {
        Turnstile {
            sink: Some(sink),
            names,
            workers: Vec::new(),
            next: 0,
            finished: BTreeMap::new(),
            window,
            strict,
            lines_before: 0,
            input: 0,
            left: 0,
            over: false,
            error: None,
            panic: None,
            outcome: Outcome::default(),
        }
    }

    pub(super) fn take_next(&mut self) -> Option<Finished> {
        if self.over {
            return None;
        }
        let done = self.finished.remove(&self.next)?;
        self.next += 1;
        Some(done)
    }

    pub(super) fn hand_on(&mut self, done: &Finished) -> io::Result<()> {
        let Some(sink) = &mut self.sink else {
            return Ok(());
        };
        if done.input != self.input {
            self.input = done.input;
            self.lines_before = 0;
        }
        let name = self.names.get(done.input).map_or("-", String::as_str);
        let mut written = 0;
        let placed = |line: u64, problem: &Problem| LineProblem {
            input: name.to_owned(),
            line: self.lines_before + line + 1,
            column: problem.column,
            message: problem.message.clone(),
        };
        for (line, note) in &done.notes {
            sink.note(&placed(*line, note));
        }
        for reject in &done.rejects {
            write(sink, &done.out[written..reject.out_before])?;
            written = reject.out_before;
            sink.reject(&placed(reject.line, &reject.problem), &reject.raw)?;
            self.outcome.rejected += 1;
        }
        write(sink, &done.out[written..])?;
        if let Some(message) = &done.broken {
            let problem = LineProblem {
                input: name.to_owned(),
                line: self.lines_before + 1,
                column: 1,
                message: format!("cannot be read further: {message}"),
            };
            sink.reject(&problem, b"")?;
            self.outcome.broken_inputs += 1;
        }
        sink.progress(done.bytes);
        self.lines_before += done.lines;
        self.outcome.lines += done.filled_lines;
        if self.strict && self.outcome.rejected + self.outcome.broken_inputs > 0 {
            self.outcome.stopped = true;
            self.over = true;
        }
        Ok(())
    }
}

fn write(sink: &mut impl Sink, lines: &[u8]) -> io::Result<()> {
    if lines.is_empty() {
        Ok(())
    } else {
        sink.write(lines)
    }
}
