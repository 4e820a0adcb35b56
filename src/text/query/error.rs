//! Why a query cannot be read: where, and what to write instead.

/// A query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct QueryError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong there and what to do.
    pub message: String,
}

impl QueryError {
    /// An error at a byte of the query.
    pub(super) fn at(query: &str, byte: usize, message: impl Into<String>) -> Self {
        QueryError {
            column: query.get(..byte).unwrap_or(query).chars().count() + 1,
            message: message.into(),
        }
    }
}
