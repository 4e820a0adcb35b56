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
        let text = plain(&message.to_string());
        let safe: Vec<_> = text.lines().map(crate::text::terminal::one_line).collect();
        let _ = writeln!(stderr().lock(), "{}: {}", self.program, safe.join("\n"));
    }
}

/// `1 post`, `2 posts`.
pub(super) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// A message without the system's error numbers, and its words as ours: lower case after the last colon before the number.
pub(super) fn plain(text: &str) -> String {
    const MARK: &str = " (os error ";
    // What the standard library says of a number that was typed.
    let text = &text
        .replace("invalid digit found in string", "write a whole number")
        .replace(
            "cannot parse integer from empty string",
            "write a whole number",
        )
        .replace("number would be zero for non-zero type", "write 1 or more")
        .replace(
            "number too large to fit in target type",
            "the number is too large",
        );
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(MARK) {
        let Some((number, after)) = after.split_once(')') else {
            break;
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            plain.push_str(before);
            plain.push_str(MARK);
            rest = rest.get(before.len() + MARK.len()..).unwrap_or_default();
            continue;
        }
        let start = before.rfind(": ").map_or(0, |colon| colon + 2);
        let (head, words) = before.split_at(start);
        plain.push_str(head);
        let mut letters = words.chars();
        plain.extend(letters.next().into_iter().flat_map(char::to_lowercase));
        plain.push_str(letters.as_str());
        rest = after;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn the_numbers_of_the_system_are_not_for_people() {
        for (text, expected) in [
            (
                "cannot read a.toml: No such file or directory (os error 2)",
                "cannot read a.toml: no such file or directory",
            ),
            ("Is a directory (os error 21): more", "is a directory: more"),
            (
                "what (os error x) is (os error",
                "what (os error x) is (os error",
            ),
            ("nothing", "nothing"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}
