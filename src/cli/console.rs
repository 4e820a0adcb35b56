//! Messages on standard error. Nothing here ever fails a run: a closed standard error is nobody's loss.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr};

/// Who speaks, and how much.
#[derive(Clone, Debug)]
pub(super) struct Console {
    program: &'static str,
    quiet: bool,
    verbose: u8,
    terminal: bool,
}

impl Console {
    pub(super) fn new(program: &'static str, quiet: bool, verbose: u8) -> Self {
        Console {
            program,
            quiet,
            verbose,
            terminal: stderr().is_terminal(),
        }
    }

    /// Whether a person watches.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Something is wrong; said even when quiet.
    pub(super) fn error(&self, message: impl Display) {
        self.say(&message);
    }

    /// Something the user should know.
    pub(super) fn warn(&self, message: impl Display) {
        if !self.quiet {
            self.say(&message);
        }
    }

    /// The last line of a good run: for a person who watches, or who asked for more; a cron job stays silent.
    pub(super) fn summary(&self, message: impl Display) {
        if !self.quiet && (self.terminal || self.verbose > 0) {
            self.say(&message);
        }
    }

    /// How the work goes on, for those who asked.
    pub(super) fn detail(&self, message: impl Display) {
        if self.verbose > 0 {
            self.say(&message);
        }
    }

    fn say(&self, message: &dyn Display) {
        let text = message.to_string();
        let safe: Vec<_> = text.lines().map(crate::text::terminal::one_line).collect();
        let _ = writeln!(stderr().lock(), "{}: {}", self.program, safe.join("\n"));
    }
}

/// `1 post`, `2 posts`.
pub(super) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
