//! A condition as text that reads as the same condition.

use std::fmt::{Display, Formatter, Result};

use super::field::{Field, name_of};
use super::{Comparison, Expression, Operand};

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Expression::All(parts) => joined(f, parts, " and "),
            Expression::Any(parts) => joined(f, parts, " or "),
            Expression::Not(part) => {
                f.write_str("not ")?;
                inner(f, part)
            }
            Expression::Constant(value) => write!(f, "{value}"),
            Expression::Flag(flag) => f.write_str(name_of(Field::Flag(*flag))),
            Expression::Compare(left, comparison, right) => {
                write!(f, "{left} {comparison} {right}")
            }
            Expression::NumberIn(number, values) => {
                write!(f, "{} in [", name_of(Field::Number(*number)))?;
                list(f, values, |f, value| write!(f, "{value}"))
            }
            Expression::WordIn(word, values) => {
                let name = name_of(Field::Word(*word));
                match values.as_slice() {
                    [one] => {
                        write!(f, "{name} == ")?;
                        quoted(f, one)
                    }
                    _ => {
                        write!(f, "{name} in [")?;
                        list(f, values, |f, value| quoted(f, value))
                    }
                }
            }
            Expression::Topic(name) => {
                quoted(f, name)?;
                f.write_str(" in topics")
            }
            Expression::Finds(search) => {
                f.write_str("text ~ ")?;
                quoted(f, &search.written)
            }
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Operand::Field(number) => f.write_str(name_of(Field::Number(*number))),
            Operand::Value(value) => write!(f, "{value}"),
        }
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Comparison::Equal => "==",
            Comparison::Unequal => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        })
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expression], word: &str) -> Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        inner(f, part)?;
    }
    Ok(())
}

/// A part, in parentheses where it would otherwise come apart.
fn inner(f: &mut Formatter<'_>, part: &Expression) -> Result {
    match part {
        Expression::All(_) | Expression::Any(_) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}

fn list<T>(
    f: &mut Formatter<'_>,
    values: &[T],
    one: impl Fn(&mut Formatter<'_>, &T) -> Result,
) -> Result {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        one(f, value)?;
    }
    f.write_str("]")
}

/// A string that was read does not hold the quotes it stood between.
fn quoted(f: &mut Formatter<'_>, text: &str) -> Result {
    let quote = if text.contains('\'') { '"' } else { '\'' };
    write!(f, "{quote}{text}{quote}")
}
