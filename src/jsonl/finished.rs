//! A block that was worked on: what its lines gave, and which of them were not taken.

use super::problem::Problem;
use super::run::{Settings, Worker};

/// A block that was worked on.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) input: usize,
    pub(super) bytes: u64,
    pub(super) lines: u64,
    pub(super) filled_lines: u64,
    pub(super) out: Vec<u8>,
    pub(super) rejects: Vec<Reject>,
    /// What is said of lines that were taken, each with its line in the block from 0.
    pub(super) notes: Vec<(u64, Problem)>,
    pub(super) broken: Option<String>,
}

/// A bad line: how much of the block's output comes before it, its line in the block from 0, and the line itself.
pub(super) struct Reject {
    pub(super) out_before: usize,
    pub(super) line: u64,
    pub(super) problem: Problem,
    pub(super) raw: Vec<u8>,
}

impl Finished {
    /// Gives every line of the block to the worker.
    pub(super) fn take_lines(
        &mut self,
        worker: &mut impl Worker,
        bytes: &[u8],
        settings: Settings,
    ) {
        // One check for the whole block; only a block with a bad byte in it is looked at line by line.
        let whole = simdutf8::basic::from_utf8(bytes).ok();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes)
            .chain((!bytes.ends_with(b"\n")).then_some(bytes.len()))
        {
            let raw = &bytes[start..end];
            let line = match whole {
                Some(text) => Ok(&text[start..end]),
                None => utf8(raw).inspect_err(|_| self.filled_lines += 1),
            };
            start = end + 1;
            let number = self.lines;
            self.lines += 1;
            let out_before = self.out.len();
            let taken = line.and_then(|line| self.take_line(worker, line, settings.max_line));
            self.notes.extend(worker.note().map(|note| (number, note)));
            if let Err(problem) = taken {
                self.out.truncate(out_before);
                self.rejects.push(Reject {
                    out_before,
                    line: number,
                    problem,
                    raw: raw.to_vec(),
                });
                if settings.strict {
                    return;
                }
            }
        }
    }

    fn take_line(
        &mut self,
        worker: &mut impl Worker,
        line: &str,
        max_line: usize,
    ) -> Result<(), Problem> {
        // A byte-order mark is the first thing of a file, and of every file that `cat` has put after another.
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        self.filled_lines += 1;
        if line.len() > max_line {
            return Err(too_long(max_line));
        }
        worker.line(line, &mut self.out)
    }

    pub(super) fn too_long(&mut self, max_line: usize) {
        self.lines = 1;
        self.filled_lines = 1;
        self.rejects.push(Reject {
            out_before: 0,
            line: 0,
            problem: too_long(max_line),
            raw: Vec::new(),
        });
    }
}

fn too_long(max_line: usize) -> Problem {
    Problem::new(
        max_line + 1,
        format!("line longer than {max_line} bytes; use --max-line if it is meant"),
    )
}

fn utf8(raw: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(raw).map_err(|error| Problem::new(error.valid_up_to() + 1, "not UTF-8"))
}
