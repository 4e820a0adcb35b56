//! What is wrong with a line.

use serde::de::IgnoredAny;

use crate::text::reason;

/// What is wrong, and where in the line. The caller knows which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Byte of the line, counted from 1.
    pub column: usize,
    /// Lower case, no full stop.
    pub message: String,
}

impl Problem {
    /// A problem at a byte of the line, counted from 1.
    pub fn new(column: usize, message: impl Into<String>) -> Self {
        Problem {
            column: column.max(1),
            message: message.into(),
        }
    }

    /// The same problem, when the text that was read starts `offset` bytes into the line.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Problem {
            column: self.column + offset,
            message: self.message,
        }
    }
}

impl Problem {
    /// What is wrong with a line that was read as a whole: with the name of the field when its value is what is wrong.
    pub fn in_line(line: &str, error: &serde_json::Error) -> Self {
        // The reader of a word out of a list takes what is no word for broken JSON.
        let is_json = || serde_json::from_str::<IgnoredAny>(line).is_ok();
        let is_no_word = error.is_syntax() && is_json();
        let message = match is_no_word {
            true => "expected a word in quotes".to_owned(),
            false => reason::of_json(error),
        };
        let field = reason::field_before(line, error.column());
        let field = field.filter(|_| error.is_data() || is_no_word);
        let message = match field {
            Some(field) if message.starts_with("expected") => format!("`{field}`: {message}"),
            _ => message,
        };
        Problem::new(error.column(), message)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Problem::new(error.column(), reason::of_json(&error))
    }
}

/// A line that was not taken: named, counted, kept among the rejects.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{input}:{line}:{column}: {message}")]
pub struct LineProblem {
    /// Name of the file, or `-`.
    pub input: String,
    /// Line of the input, counted from 1.
    pub line: u64,
    /// Byte of the line, counted from 1.
    pub column: usize,
    /// Lower case, no full stop.
    pub message: String,
}
