//! Conditions from their pieces, by recursive descent; every comparison is checked where it is read.

use super::check::{Checked, known_topic, unknown_name};
use super::field::{Field, field};
use super::lexer::{Piece, Token, pieces};
use super::{Comparison, Expression, ExpressionError, MOST_BYTES, MOST_DEPTH, Vocabulary};

type Read<T> = Result<T, ExpressionError>;

/// Reads a condition.
pub(super) fn parse(text: &str, vocabulary: &Vocabulary) -> Read<Expression> {
    if text.len() > MOST_BYTES {
        return Err(ExpressionError::at(
            0,
            format!("longer than {MOST_BYTES} bytes; split it into several rules"),
        ));
    }
    let tokens = pieces(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        vocabulary,
    };
    if parser.peek().piece == Piece::End {
        return Err(ExpressionError::at(
            0,
            "there is no condition; write one such as sentiment == 'negative'",
        ));
    }
    let expression = parser.any(0)?;
    let rest = parser.peek();
    match rest.piece {
        Piece::End => Ok(expression),
        _ => Err(ExpressionError::at(rest.at, stray(&rest.piece))),
    }
}

/// What is wrong with a piece where a condition could have ended.
fn stray(piece: &Piece) -> String {
    match piece {
        Piece::Sign(")") => "this ) has no partner".to_owned(),
        Piece::Sign(sign @ ("==" | "!=" | "<" | "<=" | ">" | ">=")) => {
            format!("`{sign}` compares two values only; join comparisons by `and`")
        }
        Piece::Name(name) if matches!(name.to_lowercase().as_str(), "and" | "et") => {
            "write `and`".to_owned()
        }
        Piece::Name(name) if matches!(name.to_lowercase().as_str(), "or" | "ou") => {
            "write `or`".to_owned()
        }
        _ => format!("expected `and`, `or` or the end, found {}", shown(piece)),
    }
}

/// A piece for a message.
pub(super) fn shown(piece: &Piece) -> String {
    match piece {
        Piece::Name(name) => format!("`{name}`"),
        Piece::Number(value) => format!("`{value}`"),
        Piece::Text(text) => format!("the string '{text}'"),
        Piece::Sign(sign) => format!("`{sign}`"),
        Piece::End => "the end".to_owned(),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    vocabulary: &'t Vocabulary,
}

/// One side of a comparison.
struct Side {
    at: usize,
    value: Value,
}

enum Value {
    Field(Field),
    Number(f64),
    Text(String),
    Constant(bool),
}

impl Parser<'_> {
    fn peek(&self) -> Token {
        // The last piece is the end and is never passed.
        let last = self.tokens.len().saturating_sub(1);
        self.tokens
            .get(self.next.min(last))
            .cloned()
            .unwrap_or(Token {
                piece: Piece::End,
                at: 0,
            })
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn take_name(&mut self, name: &str) -> bool {
        let found = matches!(self.peek().piece, Piece::Name(found) if found == name);
        self.next += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek().piece, Piece::Sign(found) if found == sign);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Read<Expression> {
        let mut parts = vec![self.all(depth)?];
        while self.take_name("or") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Read<Expression> {
        let mut parts = vec![self.not(depth)?];
        while self.take_name("and") {
            parts.push(self.not(depth)?);
        }
        Ok(one_or(parts, Expression::All))
    }

    fn not(&mut self, depth: usize) -> Read<Expression> {
        let start = self.peek();
        if depth > MOST_DEPTH {
            return Err(ExpressionError::at(
                start.at,
                format!("nested more than {MOST_DEPTH} deep"),
            ));
        }
        if self.take_name("not") {
            return Ok(Expression::Not(Box::new(self.not(depth + 1)?)));
        }
        if self.take_sign("(") {
            let inner = self.any(depth + 1)?;
            if !self.take_sign(")") {
                let found = self.peek();
                return Err(match found.piece {
                    Piece::End => ExpressionError::at(start.at, "this ( has no partner"),
                    piece => ExpressionError::at(found.at, stray(&piece)),
                });
            }
            return Ok(inner);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Read<Expression> {
        let left = self.side()?;
        let sign = self.peek();
        match &sign.piece {
            Piece::Sign("~") => {
                self.next += 1;
                let right = self.take();
                self.checked(sign.at).search(left.value_field(), &right)
            }
            Piece::Sign(found) => match comparison(found) {
                Some(comparison) => {
                    self.next += 1;
                    let right = self.side()?;
                    self.compare(left, (comparison, sign.at), right)
                }
                None => self.alone(&left),
            },
            Piece::Name(name) if name == "in" => {
                self.next += 1;
                self.contained(&left)
            }
            Piece::Name(name) if name == "not" => {
                self.next += 1;
                if !self.take_name("in") {
                    let message = "expected `in` after `not`";
                    return Err(ExpressionError::at(self.peek().at, message));
                }
                Ok(Expression::Not(Box::new(self.contained(&left)?)))
            }
            _ => self.alone(&left),
        }
    }

    fn checked(&self, at: usize) -> Checked<'_> {
        Checked {
            at,
            vocabulary: self.vocabulary,
        }
    }

    fn side(&mut self) -> Read<Side> {
        let token = self.take();
        let value = match token.piece {
            Piece::Number(number) => Value::Number(number),
            Piece::Text(text) => Value::Text(text),
            Piece::Name(name) => match name.as_str() {
                "true" => Value::Constant(true),
                "false" => Value::Constant(false),
                "and" | "or" | "not" | "in" => {
                    let message = format!("expected a name or a value, found `{name}`");
                    return Err(ExpressionError::at(token.at, message));
                }
                _ => Value::Field(
                    field(&name)
                        .ok_or_else(|| ExpressionError::at(token.at, unknown_name(&name)))?,
                ),
            },
            piece => {
                let message = format!("expected a name or a value, found {}", shown(&piece));
                return Err(ExpressionError::at(token.at, message));
            }
        };
        Ok(Side {
            at: token.at,
            value,
        })
    }

    /// A value with nothing to compare it with.
    fn alone(&self, side: &Side) -> Read<Expression> {
        match &side.value {
            Value::Field(Field::Flag(flag)) => Ok(Expression::Flag(*flag)),
            Value::Constant(value) => Ok(Expression::Constant(*value)),
            Value::Field(field) => Err(self.checked(side.at).is_no_condition(*field)),
            Value::Number(_) | Value::Text(_) => Err(ExpressionError::at(
                side.at,
                "a value alone is no condition; compare it with a name, such as urgency >= 0.8",
            )),
        }
    }

    fn compare(
        &self,
        left: Side,
        (comparison, sign): (Comparison, usize),
        right: Side,
    ) -> Read<Expression> {
        let checked = self.checked(sign);
        let equal = match comparison {
            Comparison::Equal => Some(true),
            Comparison::Unequal => Some(false),
            _ => None,
        };
        match (left.value, right.value) {
            (Value::Field(left), Value::Field(right)) => {
                checked.two_fields(left, comparison, right)
            }
            (Value::Field(field), Value::Number(value)) => {
                checked.number(field, comparison, value, right.at)
            }
            (Value::Number(value), Value::Field(field)) => {
                checked.number(field, comparison.mirrored(), value, left.at)
            }
            (Value::Field(field), Value::Text(text)) => {
                checked.word(field, equal, vec![(text, right.at)])
            }
            (Value::Text(text), Value::Field(field)) => {
                checked.word(field, equal, vec![(text, left.at)])
            }
            (Value::Field(field), Value::Constant(value))
            | (Value::Constant(value), Value::Field(field)) => checked.flag(field, equal, value),
            _ => Err(ExpressionError::at(
                left.at,
                "two values are compared, and nothing of the message; one side must be a name",
            )),
        }
    }

    /// `in [..]` and `in topics`, after the `in`.
    fn contained(&mut self, left: &Side) -> Read<Expression> {
        let start = self.peek();
        if self.take_name("topics") {
            let Value::Text(name) = &left.value else {
                let message = "what is looked for in topics is a string: 'returns' in topics";
                return Err(ExpressionError::at(left.at, message));
            };
            known_topic(name, left.at, self.vocabulary)?;
            return Ok(Expression::Topic(name.clone()));
        }
        if !self.take_sign("[") {
            let message = "expected a list such as ['fr', 'en'], or topics, after `in`";
            return Err(ExpressionError::at(start.at, message));
        }
        let mut numbers = Vec::new();
        let mut words = Vec::new();
        loop {
            let token = self.take();
            match token.piece {
                Piece::Number(number) => numbers.push((number, token.at)),
                Piece::Text(text) => words.push((text, token.at)),
                piece => {
                    let message = format!("expected a number or a string, found {}", shown(&piece));
                    return Err(ExpressionError::at(token.at, message));
                }
            }
            if self.take_sign("]") {
                break;
            }
            if !self.take_sign(",") {
                let message = "expected `,` or `]` in the list";
                return Err(ExpressionError::at(self.peek().at, message));
            }
        }
        let Value::Field(field) = left.value else {
            let message = "what is looked for in a list is a name: lang in ['fr', 'en']";
            return Err(ExpressionError::at(left.at, message));
        };
        match (numbers.first(), words.first()) {
            (Some(_), Some((_, at))) => Err(ExpressionError::at(
                *at,
                "numbers and strings do not stand in one list",
            )),
            (Some(_), None) => self.checked(start.at).number_in(field, &numbers),
            _ => self.checked(start.at).word(field, Some(true), words),
        }
    }
}

impl Side {
    fn value_field(&self) -> Option<Field> {
        match self.value {
            Value::Field(field) => Some(field),
            _ => None,
        }
    }
}

fn one_or(mut parts: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            parts.extend(last);
            many(parts)
        }
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::More,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}

impl Comparison {
    /// The same with its sides exchanged.
    fn mirrored(self) -> Self {
        match self {
            Comparison::Less => Comparison::More,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::More => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            same => same,
        }
    }
}
