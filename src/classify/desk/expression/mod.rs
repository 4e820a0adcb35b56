//! The conditions of rules: a small language of our own, read and checked once, evaluated without memory or surprise.
//!
//! ```text
//! followers > 50000 and sentiment == 'negative'
//! text ~ 'rappel AND (lot OR produit)' or 'returns' in topics
//! not (lang in ['fr', 'en']) and hour >= 18
//! ```
//!
//! - `or` binds loosest, then `and`, then `not`, then the comparisons `==`, `!=`, `<`, `<=`, `>`, `>=`, `in [..]`, `not in [..]`; parentheses group.
//! - Numbers are compared with numbers, words with words (letters of ASCII in either case); `topics` contains (`'x' in topics`); `text` is looked
//!   through by a query of [`crate::text::query`] (`text ~ '...'`). `verified`, `own` and `alarm` are conditions by themselves.
//! - A number that is not known (the followers of an author whose network does not tell) makes every comparison false; a word that is not known is `''`.
//! - A string stands between two `'` or two `"`, nothing in it is escaped.

mod check;
mod evaluate;
pub(crate) mod field;
mod languages;
mod lexer;
mod parser;
mod print;
#[cfg(test)]
mod tests;

pub(crate) use check::one_of;
pub(crate) use evaluate::Facts;
use field::{Flag, Number, Word};

use crate::text::query::Query;

/// Longest condition, in bytes.
pub(crate) const MOST_BYTES: usize = 4_096;
/// Deepest nesting of parentheses and `not`.
pub(crate) const MOST_DEPTH: usize = 64;

/// A condition that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub(crate) struct ExpressionError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong there and what to do.
    pub message: String,
}

impl ExpressionError {
    fn at(character: usize, message: impl Into<String>) -> Self {
        ExpressionError {
            column: character + 1,
            message: message.into(),
        }
    }
}

/// The names that a configuration gives, for checking what conditions compare with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    pub(crate) topics: Vec<String>,
    pub(crate) departments: Vec<String>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// One side of a comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operand {
    Field(Number),
    Value(f64),
}

/// A condition that has been read. It prints as a condition that reads as the same.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Constant(bool),
    Flag(Flag),
    Compare(Operand, Comparison, Operand),
    NumberIn(Number, Vec<f64>),
    /// The word is one of these.
    WordIn(Word, Vec<String>),
    Topic(String),
    /// A query finds the message.
    Finds(Box<Search>),
}

/// A query in a condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Search {
    pub(crate) query: Query,
    pub(crate) written: String,
    /// Its place in the desk's list.
    pub(crate) place: usize,
}

impl Expression {
    /// Reads and checks a condition.
    pub(crate) fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, ExpressionError> {
        parser::parse(text, vocabulary)
    }

    /// Hands the queries in it to `place`, which says where they stand from now on.
    pub(crate) fn place_queries(&mut self, place: &mut impl FnMut(Query) -> usize) {
        match self {
            Expression::All(parts) | Expression::Any(parts) => {
                for part in parts {
                    part.place_queries(place);
                }
            }
            Expression::Not(part) => part.place_queries(place),
            Expression::Finds(search) => search.place = place(search.query.clone()),
            _ => {}
        }
    }

    /// Whether it asks for a flag anywhere.
    pub(crate) fn names(&self, flag: Flag) -> bool {
        match self {
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().any(|part| part.names(flag))
            }
            Expression::Not(part) => part.names(flag),
            Expression::Flag(named) => *named == flag,
            _ => false,
        }
    }
}
