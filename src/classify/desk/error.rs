//! What is wrong in the desk's settings, and where.

use std::ops::Range;

use toml::Spanned;

use super::expression::ExpressionError;
use crate::text::query::QueryError;

/// A kind of table of `cm.toml` that the desk reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Table {
    Topic,
    Rule,
    Department,
    ReplyLine,
}

/// A setting that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DeskError {
    /// In which kind of table.
    pub table: Table,
    /// Bytes of the file that the value takes.
    pub span: Range<usize>,
    /// The value, when it is a text with a place inside.
    pub text: String,
    /// Where in that text, in characters from 1.
    pub column: Option<usize>,
    /// What is wrong and what to write.
    pub message: String,
}

impl DeskError {
    /// An error about a whole value.
    pub(super) fn of<T>(table: Table, value: &Spanned<T>, message: impl Into<String>) -> Self {
        DeskError {
            table,
            span: value.span(),
            text: String::new(),
            column: None,
            message: message.into(),
        }
    }

    fn inside(table: Table, value: &Spanned<String>, column: usize, message: String) -> Self {
        DeskError {
            text: value.get_ref().clone(),
            column: Some(column),
            ..DeskError::of(table, value, message)
        }
    }

    /// An error inside a query.
    pub(super) fn query(table: Table, value: &Spanned<String>, error: QueryError) -> Self {
        DeskError::inside(table, value, error.column, error.message)
    }

    /// An error inside a condition.
    pub(super) fn expression(
        table: Table,
        value: &Spanned<String>,
        error: ExpressionError,
    ) -> Self {
        DeskError::inside(table, value, error.column, error.message)
    }
}
