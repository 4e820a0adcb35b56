//! What is wrong with a line.

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
