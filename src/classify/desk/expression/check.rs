//! What may be compared with what, and what to write instead.

use super::field::{FIELDS, Field, Number, Word, name_of, values};
use super::languages::language;
use super::lexer::{Piece, Token};
use super::{Comparison, Expression, ExpressionError, Operand, Search, Vocabulary};
use crate::text::closest::{closest, hint};
use crate::text::query::Query;

type Read = Result<Expression, ExpressionError>;

/// A comparison being checked; its sign stands at `at`.
pub(super) struct Checked<'v> {
    pub(super) at: usize,
    pub(super) vocabulary: &'v Vocabulary,
}

impl Checked<'_> {
    fn wrong(&self, message: impl Into<String>) -> ExpressionError {
        ExpressionError::at(self.at, message)
    }

    /// A field that was compared with what it is not.
    fn mismatch(&self, field: Field) -> ExpressionError {
        let name = name_of(field);
        self.wrong(match field {
            Field::Number(_) => format!("`{name}` is a number; compare it with one: {name} >= 1"),
            Field::Word(_) => {
                format!("`{name}` is a word; compare it with a string: {name} == '...'")
            }
            Field::Flag(_) => format!("`{name}` is true or false; write `{name}` or `not {name}`"),
            Field::Text => "`text` is looked through by a query: text ~ 'late OR lost'".to_owned(),
            Field::Topics => "`topics` is a list; write 'returns' in topics".to_owned(),
        })
    }

    pub(super) fn is_no_condition(&self, field: Field) -> ExpressionError {
        self.mismatch(field)
    }

    pub(super) fn two_fields(&self, left: Field, comparison: Comparison, right: Field) -> Read {
        match (left, right) {
            (Field::Number(left), Field::Number(right)) => Ok(Expression::Compare(
                Operand::Field(left),
                comparison,
                Operand::Field(right),
            )),
            (Field::Number(_), other) | (other, _) => Err(self.mismatch(other)),
        }
    }

    pub(super) fn number(
        &self,
        field: Field,
        comparison: Comparison,
        value: f64,
        at: usize,
    ) -> Read {
        let Field::Number(number) = field else {
            return Err(self.mismatch(field));
        };
        in_range(number, value, at)?;
        Ok(Expression::Compare(
            Operand::Field(number),
            comparison,
            Operand::Value(value),
        ))
    }

    pub(super) fn number_in(&self, field: Field, listed: &[(f64, usize)]) -> Read {
        let Field::Number(number) = field else {
            return Err(self.mismatch(field));
        };
        for &(value, at) in listed {
            in_range(number, value, at)?;
        }
        let listed = listed.iter().map(|(value, _)| *value);
        Ok(Expression::NumberIn(number, listed.collect()))
    }

    /// A field that is one of some strings (`equal` true) or none of them; any other comparison gives no `equal`.
    pub(super) fn word(
        &self,
        field: Field,
        equal: Option<bool>,
        words: Vec<(String, usize)>,
    ) -> Read {
        let Field::Word(word) = field else {
            return Err(self.mismatch(field));
        };
        let Some(equal) = equal else {
            let name = name_of(field);
            return Err(self.wrong(format!(
                "words have no order; compare `{name}` by ==, != or in"
            )));
        };
        for (text, at) in &words {
            if word == Word::Lang {
                language(text).map_err(|message| ExpressionError::at(*at, message))?;
            }
            let known = match (word, values(word)) {
                (_, Some(known)) => known,
                (Word::Department | Word::Matter, None) => self
                    .vocabulary
                    .departments
                    .iter()
                    .map(String::as_str)
                    .collect(),
                _ => continue,
            };
            one_of(name_of(field), text, &known)
                .map_err(|message| ExpressionError::at(*at, message))?;
        }
        let words = words.into_iter().map(|(text, _)| match word {
            Word::Author => text.trim_start_matches('@').to_owned(),
            _ => text,
        });
        let is = Expression::WordIn(word, words.collect());
        Ok(if equal {
            is
        } else {
            Expression::Not(Box::new(is))
        })
    }

    pub(super) fn flag(&self, field: Field, equal: Option<bool>, value: bool) -> Read {
        match (field, equal) {
            (Field::Flag(flag), Some(equal)) if equal == value => Ok(Expression::Flag(flag)),
            (Field::Flag(flag), Some(_)) => Ok(Expression::Not(Box::new(Expression::Flag(flag)))),
            _ => Err(self.mismatch(field)),
        }
    }

    /// `text ~ '...'`.
    pub(super) fn search(&self, field: Option<Field>, query: &Token) -> Read {
        if field != Some(Field::Text) {
            return Err(self.wrong("only `text` is looked through: text ~ 'late OR lost'"));
        }
        let Piece::Text(written) = &query.piece else {
            let message = "expected a query between quotes: text ~ 'late OR lost'";
            return Err(ExpressionError::at(query.at, message));
        };
        let query = Query::parse(written).map_err(|error| ExpressionError {
            // The quote and the text before it.
            column: query.at + 1 + error.column,
            message: error.message,
        })?;
        Ok(Expression::Finds(Box::new(Search {
            query,
            written: written.clone(),
            place: usize::MAX,
        })))
    }
}

/// A comparison with what can never be is a slip.
fn in_range(number: Number, value: f64, at: usize) -> Result<(), ExpressionError> {
    let (least, most) = match number {
        Number::SentimentScore => (-1.0, 1.0),
        Number::IntentScore | Number::Toxicity | Number::Spam | Number::Urgency => (0.0, 1.0),
        Number::Priority => (0.0, 100.0),
        Number::Level => (1.0, 3.0),
        Number::Hour => (0.0, 24.0),
        _ => (0.0, f64::MAX),
    };
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let name = name_of(Field::Number(number));
    let message = if most < f64::MAX {
        format!("`{name}` lies between {least} and {most}; {value} is never reached")
    } else {
        format!("`{name}` is never below 0")
    };
    Err(ExpressionError::at(at, message))
}

/// A word of a list of known ones, or why not.
pub(crate) fn one_of(what: &str, word: &str, known: &[&str]) -> Result<(), String> {
    let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_known {
        return Ok(());
    }
    if known.is_empty() {
        // Only of topics there may be none at all.
        return Err(format!(
            "there is no {what} yet; write [{what}.{word}] with its query"
        ));
    }
    let suggestion = hint(closest(word, known.iter().copied()));
    Err(format!(
        "unknown {what} `{word}`{suggestion} (there are {})",
        known.join(", ")
    ))
}

pub(super) fn known_topic(
    name: &str,
    at: usize,
    vocabulary: &Vocabulary,
) -> Result<(), ExpressionError> {
    let known: Vec<&str> = vocabulary.topics.iter().map(String::as_str).collect();
    one_of("topic", name, &known).map_err(|message| ExpressionError::at(at, message))
}

/// Words of other languages and tools, and what is written here.
const FOREIGN: &[(&str, &str)] = &[
    ("et", "and"),
    ("ou", "or"),
    ("non", "not"),
    ("sauf", "not"),
    ("dans", "in"),
    ("vrai", "true"),
    ("faux", "false"),
    ("language", "lang"),
    ("langue", "lang"),
    ("tone", "sentiment"),
    ("reach", "followers"),
    ("audience", "followers"),
];

/// A name nobody knows, and which one may be meant.
pub(super) fn unknown_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = ["and", "or", "not", "in", "true", "false"];
    let names = FIELDS.iter().map(|(name, _)| *name);
    let meant = FOREIGN
        .iter()
        .find(|(foreign, _)| *foreign == lower)
        .map(|(_, ours)| *ours)
        .or_else(|| closest(name, names.clone().chain(words)));
    match meant {
        Some(_) => format!("unknown name `{name}`{}", hint(meant)),
        None => format!(
            "unknown name `{name}` (there are {}); strings stand between quotes",
            names.collect::<Vec<_>>().join(", ")
        ),
    }
}
