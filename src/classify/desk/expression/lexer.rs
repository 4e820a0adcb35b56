//! A condition cut into words, numbers, strings and signs, each with its place.

use super::ExpressionError;

/// A piece of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// `followers`, `and`, `true`.
    Name(String),
    /// `50000`, `0.5`, `-1`, `50_000`.
    Number(f64),
    /// What stands between two quotes of a kind.
    Text(String),
    /// `==`, `(`, `,`, ...
    Sign(&'static str),
    /// Nothing more.
    End,
}

/// A piece and the character at which it begins, from 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) piece: Piece,
    pub(super) at: usize,
}

/// Longer signs first.
const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "<", ">", "~", "(", ")", "[", "]", ",",
];

/// Signs of other languages, and what is written here.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    ("=", "=="),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
];

/// Quotes that open a string, and the one that closes it.
const QUOTES: &[char] = &['\'', '"'];

/// The pieces of a condition, [`Piece::End`] last.
pub(super) fn pieces(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        let (piece, length) = match letter {
            _ if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            _ if QUOTES.contains(&letter) => string(rest, at)?,
            '0'..='9' => number(rest, at)?,
            '-' | '+' | '.' if rest.get(1).is_some_and(char::is_ascii_digit) => number(rest, at)?,
            _ if letter.is_alphabetic() || letter == '_' => {
                let name: String = rest
                    .iter()
                    .take_while(|letter| letter.is_alphanumeric() || **letter == '_')
                    .collect();
                let length = name.chars().count();
                (Piece::Name(name), length)
            }
            _ => sign(rest, at)?,
        };
        tokens.push(Token { piece, at });
        at += length;
    }
    tokens.push(Token {
        piece: Piece::End,
        at: letters.len(),
    });
    Ok(tokens)
}

fn string(rest: &[char], at: usize) -> Result<(Piece, usize), ExpressionError> {
    let quote = rest.first().copied().unwrap_or('\'');
    let inside = rest.get(1..).unwrap_or_default();
    let Some(length) = inside.iter().position(|&letter| letter == quote) else {
        return Err(ExpressionError::at(
            at,
            format!("this {quote} has no partner"),
        ));
    };
    let text = inside.iter().take(length).collect();
    Ok((Piece::Text(text), length + 2))
}

fn number(rest: &[char], at: usize) -> Result<(Piece, usize), ExpressionError> {
    let signs = usize::from(matches!(rest.first(), Some('-' | '+')));
    let digits = rest
        .iter()
        .skip(signs)
        .take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'));
    let length = signs + digits.count();
    let written: String = rest.iter().take(length).collect();
    let plain = written
        .chars()
        .all(|letter| letter.is_ascii_digit() || matches!(letter, '_' | '.' | '-' | '+'));
    let value = written.replace('_', "").parse::<f64>().ok();
    match value.filter(|value| plain && value.is_finite()) {
        Some(value) => Ok((Piece::Number(value), length)),
        None => Err(ExpressionError::at(
            at,
            format!("`{written}` is no number; write it like 50000 or 0.5"),
        )),
    }
}

fn sign(rest: &[char], at: usize) -> Result<(Piece, usize), ExpressionError> {
    let starts = |sign: &str| {
        sign.chars()
            .enumerate()
            .all(|(place, letter)| rest.get(place) == Some(&letter))
    };
    if let Some(sign) = SIGNS.iter().find(|sign| starts(sign)) {
        return Ok((Piece::Sign(sign), sign.chars().count()));
    }
    let message = match FOREIGN.iter().find(|(sign, _)| starts(sign)) {
        Some((sign, ours)) => format!("`{sign}` is not known here; write `{ours}`"),
        None => match rest.first() {
            Some('“' | '”' | '«' | '»' | '‘' | '’' | '`') => {
                "write strings between ' and ' or between \" and \"".to_owned()
            }
            letter => format!(
                "`{}` has no meaning here",
                letter.copied().unwrap_or_default().escape_debug()
            ),
        },
    };
    Err(ExpressionError::at(at, message))
}
