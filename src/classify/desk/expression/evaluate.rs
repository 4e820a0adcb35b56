//! Whether a condition holds of a message.

use super::field::{Flag, Number, Word};
use super::{Comparison, Expression, Operand};

/// What conditions are asked about.
pub(crate) trait Facts {
    /// A number, if it is known.
    fn number(&self, field: Number) -> Option<f64>;
    /// A word, `""` if it is not known.
    fn word(&self, field: Word) -> &str;
    /// What is so or not.
    fn flag(&self, field: Flag) -> bool;
    /// Whether the message is about a topic.
    fn has_topic(&self, name: &str) -> bool;
    /// Whether the query at a place of the desk's list finds the message.
    fn found(&self, query: usize) -> bool;
}

impl Expression {
    /// Whether it holds. Deep only as deep as [`super::MOST_DEPTH`]; allocates nothing.
    pub(crate) fn holds(&self, facts: &impl Facts) -> bool {
        match self {
            Expression::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Expression::Any(parts) => parts.iter().any(|part| part.holds(facts)),
            Expression::Not(part) => !part.holds(facts),
            Expression::Constant(value) => *value,
            Expression::Flag(flag) => facts.flag(*flag),
            Expression::Compare(left, comparison, right) => {
                let value = |operand: &Operand| match operand {
                    Operand::Field(number) => facts.number(*number),
                    Operand::Value(value) => Some(*value),
                };
                match (value(left), value(right)) {
                    (Some(left), Some(right)) => comparison.holds(left, right),
                    _ => false,
                }
            }
            Expression::NumberIn(number, values) => facts.number(*number).is_some_and(|number| {
                values
                    .iter()
                    .any(|value| Comparison::Equal.holds(number, *value))
            }),
            Expression::WordIn(word, values) => {
                let word = facts.word(*word);
                values.iter().any(|value| word.eq_ignore_ascii_case(value))
            }
            Expression::Topic(name) => facts.has_topic(name),
            Expression::Finds(search) => facts.found(search.place),
        }
    }
}

/// Labels are written with three digits: what looks equal is equal.
const SAME: f64 = 0.000_5;

impl Comparison {
    fn holds(self, left: f64, right: f64) -> bool {
        let same = (left - right).abs() < SAME;
        match self {
            Comparison::Equal => same,
            Comparison::Unequal => !same,
            Comparison::Less => left < right && !same,
            Comparison::AtMost => left < right || same,
            Comparison::More => left > right && !same,
            Comparison::AtLeast => left > right || same,
        }
    }
}
