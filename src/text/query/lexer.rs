//! From the characters of a query to its words, operators and parentheses.

use super::error::QueryError;
use super::fold::{Class, class};
use super::reading::Raw;
use super::term::Field;
use crate::text::closest::{closest, hint};

/// What a query is made of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token<'q> {
    Open,
    Close,
    And,
    Or,
    Not,
    /// Most words between; whether in order.
    Near(usize, bool),
    /// `title:` and the like before a group.
    Field(&'static str, Field),
    Term(Raw<'q>),
}

/// A token and the byte where it begins.
pub(super) type Placed<'q> = (usize, Token<'q>);

/// The most words that NEAR may leave between.
pub const MOST_WORDS: usize = 999;

const QUOTES: [char; 5] = ['"', '“', '”', '„', '‟'];

/// Cuts a query into tokens.
pub(super) fn tokens(query: &str) -> Result<Vec<Placed<'_>>, QueryError> {
    let mut lexer = Lexer { query, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'q> {
    query: &'q str,
    at: usize,
}

impl<'q> Lexer<'q> {
    fn rest(&self) -> &'q str {
        self.query.get(self.at..).unwrap_or("")
    }

    fn error<T>(&self, at: usize, message: impl Into<String>) -> Result<T, QueryError> {
        Err(QueryError::at(self.query, at, message))
    }

    fn next(&mut self) -> Result<Option<Placed<'q>>, QueryError> {
        self.at = self.query.len() - self.rest().trim_start().len();
        let at = self.at;
        let Some(first) = self.rest().chars().next() else {
            return Ok(None);
        };
        for (sign, token) in [
            ("(", Token::Open),
            (")", Token::Close),
            ("&&", Token::And),
            ("||", Token::Or),
            ("|", Token::Or),
        ] {
            if self.rest().starts_with(sign) {
                self.at += sign.len();
                return Ok(Some((at, token)));
            }
        }
        if matches!(first, '-' | '!' | '−' | '–') {
            self.at += first.len_utf8();
            let after = self.rest().chars().next();
            if after.is_none_or(|c| c.is_whitespace() || c == ')') {
                return self.error(at, format!("`{first}` stands alone; write it directly before the word to leave out, or remove it"));
            }
            return Ok(Some((at, Token::Not)));
        }
        self.term().map(|token| Some((at, token)))
    }

    /// A term, an operator in letters, or the field of a group.
    fn term(&mut self) -> Result<Token<'q>, QueryError> {
        let start = self.at;
        let mut field = None;
        if let Some(name) = self.field_name()? {
            self.at += name.len() + 1;
            let Some(known) = Field::of(name) else {
                return self.unknown_field(start, name);
            };
            match self.rest().chars().next() {
                Some('(') => return Ok(Token::Field(known.0, known.1)),
                Some(c) if !c.is_whitespace() && c != ')' => field = Some(known),
                _ => {
                    return self.error(
                        start,
                        format!("`{name}:` needs a word right after it, without a space"),
                    );
                }
            }
        }
        let exact = self.rest().starts_with('=');
        if exact {
            self.at += 1;
        }
        let first = self.rest().chars().next();
        let (quoted, value_at, value) = match first {
            Some(quote) if QUOTES.contains(&quote) || quote == '«' => self.quoted(quote)?,
            _ => {
                let value_at = self.at;
                (false, value_at, self.bare())
            }
        };
        let written = self.query.get(start..self.at).unwrap_or("");
        if !quoted
            && field.is_none()
            && !exact
            && let Some(operator) = self.operator(start, value)?
        {
            return Ok(operator);
        }
        if value.is_empty() && !quoted {
            return self.error(start, "`=` needs a word right after it, as in =Orange");
        }
        if !quoted {
            self.check_bare(value_at, value)?;
        }
        Ok(Token::Term(Raw {
            field,
            exact,
            quoted,
            value,
            value_at,
            written,
        }))
    }

    /// Letters and a colon, with something directly after: a field, or what looks like one.
    fn field_name(&self) -> Result<Option<&'q str>, QueryError> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix(':').filter(|_| end > 0) else {
            return Ok(None);
        };
        if Field::of(name).is_some() {
            return Ok(Some(name));
        }
        if after.starts_with("//") {
            return self.error(self.at, "an address cannot be searched for; write site: and its host, as in site:lemonde.fr");
        }
        let follows = |c: char| c.is_alphabetic() || c == '(' || c == '@' || QUOTES.contains(&c);
        Ok(after.starts_with(follows).then_some(name))
    }

    fn unknown_field<T>(&self, at: usize, name: &str) -> Result<T, QueryError> {
        let known = Field::NAMES.iter().map(|(name, _)| *name);
        let list: Vec<String> = known.clone().map(|name| format!("{name}:")).collect();
        let lower = name.to_ascii_lowercase();
        self.error(
            at,
            format!(
                "there is no field `{name}:`{}; the fields are {}; to look for the words, put them in quotes",
                hint(closest(&lower, known)),
                list.join(" ")
            ),
        )
    }

    /// A phrase: where its words begin, and they.
    fn quoted(&mut self, quote: char) -> Result<(bool, usize, &'q str), QueryError> {
        let open = self.at;
        self.at += quote.len_utf8();
        let value_at = self.at;
        let closes = |c: char| {
            if quote == '«' {
                c == '»'
            } else {
                QUOTES.contains(&c)
            }
        };
        let Some(end) = self.rest().find(closes) else {
            return self.error(
                open,
                "this quotation mark is not closed; add one after the last word of the phrase",
            );
        };
        let value = self.rest().get(..end).unwrap_or("");
        self.at += end;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        if self.rest().starts_with('~') {
            return self.error(
                self.at,
                "`~` is not known; for words close to each other write one NEAR/5 other",
            );
        }
        if self.rest().starts_with('*') {
            return self.error(
                self.at,
                "`*` stands before the closing quotation mark: \"bad buz*\"",
            );
        }
        Ok((true, value_at, value))
    }

    /// Up to a space, a parenthesis, a quotation mark, `|` or `&&`.
    fn bare(&mut self) -> &'q str {
        let rest = self.rest();
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '|' | '«' | '»') || QUOTES.contains(&c)
        };
        let end = rest.find(ends).unwrap_or(rest.len());
        let end = rest.find("&&").map_or(end, |and| and.min(end));
        // A closing mark without an opening one still has to go somewhere.
        let end = if end == 0 {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            end
        };
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    fn operator(&self, at: usize, word: &str) -> Result<Option<Token<'q>>, QueryError> {
        match word {
            "AND" | "&" => return Ok(Some(Token::And)),
            "OR" => return Ok(Some(Token::Or)),
            "NOT" => return Ok(Some(Token::Not)),
            "ET" | "OU" | "SAUF" | "PAS" => {
                let english = match word {
                    "ET" => "AND",
                    "OU" => "OR",
                    _ => "NOT",
                };
                let lower = word.to_ascii_lowercase();
                return self.error(at, format!("the operators are English: for `{word}` write {english}; to look for the word, write \"{lower}\""));
            }
            _ => {}
        }
        let upper = word.to_ascii_uppercase();
        let Some(distance) = upper.strip_prefix("NEAR") else {
            return Ok(None);
        };
        if distance.is_empty() && word == "NEAR" {
            return self.error(
                at,
                "NEAR needs the number of words that may stand between: NEAR/5",
            );
        }
        let Some(distance) = distance.strip_prefix(['/', '~']) else {
            return Ok(None);
        };
        if !word.starts_with("NEAR/") {
            return self.error(at, "write NEAR in capitals with a slash: NEAR/5");
        }
        let (digits, in_order) = match distance.strip_suffix('F') {
            Some(digits) => (digits, true),
            None => (distance, false),
        };
        match digits.parse() {
            Ok(words) if words <= MOST_WORDS && digits.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(Some(Token::Near(words, in_order)))
            }
            _ => self.error(at, format!("`{word}` has no number of words from 0 to {MOST_WORDS} after the slash; write NEAR/5")),
        }
    }

    /// Refuses what other search boxes understand and this one would drop in silence.
    fn check_bare(&self, at: usize, value: &str) -> Result<(), QueryError> {
        let rest = value.trim_end_matches([',', ';']);
        if rest.len() < value.len() {
            return self.error(at + rest.len(), "a comma means nothing here; write OR between words of which one is enough, AND between words that must all be there");
        }
        let letter = |c: Option<char>| c.is_some_and(|c| class(c) == Class::Letter);
        for (mark, _) in value.match_indices('?') {
            if letter(
                value
                    .get(..mark)
                    .and_then(|before| before.chars().next_back()),
            ) {
                return self.error(at + mark, "`?` stands for no letter here; write `*` at the end of a word for its endings, or leave it out");
            }
        }
        if let Some(tilde) = value.rfind('~').filter(|tilde| *tilde > 0) {
            return self.error(
                at + tilde,
                "`~` is not known; for words close to each other write one NEAR/5 other",
            );
        }
        Ok(())
    }
}
