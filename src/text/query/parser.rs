//! From tokens to the tree: OR binds loosest, then AND (written or not), then NEAR, then NOT.

use super::error::QueryError;
use super::lexer::{Placed, Token, tokens};
use super::node::{Near, Node};
use super::reading::read;
use super::term::{Field, Kind, Term};

/// The longest query, in bytes.
pub const MOST_BYTES: usize = 8 * 1024;

/// How deep groups and NOT may stand in each other.
pub const MOST_DEPTH: usize = 64;

/// Reads a query.
pub(super) fn parse(query: &str) -> Result<Node, QueryError> {
    if query.len() > MOST_BYTES {
        let mut at = MOST_BYTES;
        while !query.is_char_boundary(at) {
            at -= 1;
        }
        return Err(QueryError::at(
            query,
            at,
            format!(
                "the query goes on here beyond {MOST_BYTES} bytes; divide it into several watches"
            ),
        ));
    }
    let mut parser = Parser {
        query,
        tokens: tokens(query)?,
        at: 0,
        depth: 0,
        group: None,
    };
    if parser.tokens.is_empty() {
        return Err(QueryError::at(
            query,
            0,
            "the query is empty; write at least one word",
        ));
    }
    let root = parser.any()?;
    if let Some((at, Token::Close)) = parser.peek() {
        return parser.error(
            at,
            "this parenthesis closes nothing; remove it, or open one before",
        );
    }
    if !root.is_positive() {
        let not = parser
            .tokens
            .iter()
            .find(|(_, token)| matches!(token, Token::Not));
        return parser.error(
            not.map_or(0, |(at, _)| *at),
            "NOT only takes away; add a word to look for, as in oasis NOT concert",
        );
    }
    check_spelled_out(query, &root)?;
    Ok(root)
}

/// What is read must be readable again in its canonical spelling.
fn check_spelled_out(query: &str, root: &Node) -> Result<(), QueryError> {
    let message = if root.to_string().len() > MOST_BYTES {
        format!(
            "with every operator written out the query has more than {MOST_BYTES} bytes; divide it into several watches"
        )
    } else if root.depth() > MOST_DEPTH {
        format!("groups stand in each other more than {MOST_DEPTH} deep; divide the query")
    } else {
        return Ok(());
    };
    Err(QueryError::at(query, 0, message))
}

struct Parser<'q> {
    query: &'q str,
    tokens: Vec<Placed<'q>>,
    at: usize,
    depth: usize,
    /// The field of the group that is being read.
    group: Option<(&'static str, Field)>,
}

impl<'q> Parser<'q> {
    fn peek(&self) -> Option<Placed<'q>> {
        self.tokens.get(self.at).copied()
    }

    fn error<T>(&self, at: usize, message: impl Into<String>) -> Result<T, QueryError> {
        Err(QueryError::at(self.query, at, message))
    }

    /// The byte where the next token begins, or where the query ends.
    fn here(&self) -> usize {
        self.peek().map_or(self.query.len(), |(at, _)| at)
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut parts = Vec::new();
        loop {
            let at = self.here();
            let part = self.all()?;
            let goes_on = matches!(self.peek(), Some((_, Token::Or)));
            if (goes_on || !parts.is_empty()) && !part.is_positive() {
                return self.error(at, "NOT beside OR would find nearly every post; write what to look for, then NOT: (oasis OR volvic) NOT concert");
            }
            match part {
                Node::Or(more) => parts.extend(more),
                part => parts.push(part),
            }
            if !goes_on {
                return Ok(single(parts, Node::Or));
            }
            self.at += 1;
        }
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.near()? {
                Node::And(more) => parts.extend(more),
                part => parts.push(part),
            }
            match self.peek() {
                Some((_, Token::And)) => self.at += 1,
                None | Some((_, Token::Or | Token::Close)) => return Ok(single(parts, Node::And)),
                Some(_) => {}
            }
        }
    }

    fn near(&mut self) -> Result<Node, QueryError> {
        let left = self.unary()?;
        let Some((at, Token::Near(words, in_order))) = self.peek() else {
            return Ok(left);
        };
        self.at += 1;
        let right = self.unary()?;
        if let Some((at, Token::Near(..))) = self.peek() {
            return self.error(
                at,
                "NEAR joins two; write it as one NEAR/5 two AND two NEAR/5 three",
            );
        }
        let (Some(left), Some(right)) = (side(left), side(right)) else {
            return self.error(at, "NEAR stands between words, phrases, hashtags, handles, or groups of these with OR: (nul OR honteux) NEAR/5 service");
        };
        Ok(Node::Near(Near {
            left,
            right,
            words,
            in_order,
        }))
    }

    fn unary(&mut self) -> Result<Node, QueryError> {
        let here = self.here();
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.error(
                here,
                format!("groups stand in each other more than {MOST_DEPTH} deep; divide the query"),
            );
        }
        let node = match self.peek() {
            Some((_, Token::Not)) => {
                self.at += 1;
                Node::Not(Box::new(self.unary()?))
            }
            Some((at, Token::Field(name, field))) => {
                if let Some((outer, _)) = self.group {
                    return self.error(at, format!("`{name}:` cannot stand inside `{outer}:(...)`; take it out of the group"));
                }
                self.at += 1;
                self.group = Some((name, field));
                let node = self.unary()?;
                self.group = None;
                node
            }
            Some((at, Token::Open)) => self.parentheses(at)?,
            Some((_, Token::Term(raw))) => {
                self.at += 1;
                read(&raw, self.group)
                    .map(Node::Term)
                    .or_else(|(byte, message)| self.error(raw.value_at + byte, message))?
            }
            other => return self.missing(here, other.map(|(_, token)| token)),
        };
        self.depth -= 1;
        Ok(node)
    }

    fn parentheses(&mut self, open: usize) -> Result<Node, QueryError> {
        self.at += 1;
        let unclosed = "this parenthesis is not closed; add one where the group ends";
        match self.peek() {
            Some((_, Token::Close)) => {
                return self.error(
                    open,
                    "nothing stands between these parentheses; fill or remove them",
                );
            }
            None => return self.error(open, unclosed),
            Some(_) => {}
        }
        let node = self.any()?;
        if self.peek().is_none() {
            return self.error(open, unclosed);
        }
        self.at += 1;
        Ok(node)
    }

    /// Why there is no term where one must be.
    fn missing<T>(&self, at: usize, found: Option<Token<'_>>) -> Result<T, QueryError> {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let name = |token: &Token<'_>| match token {
            Token::And => "AND",
            Token::Or => "OR",
            Token::Not => "NOT",
            Token::Near(..) => "NEAR",
            _ => "(",
        };
        match (before, found) {
            (Some((at, token)), None | Some(Token::Close)) if !matches!(token, Token::Open) => self
                .error(
                    *at,
                    format!(
                        "nothing stands after {}; add a word or remove it",
                        name(token)
                    ),
                ),
            (_, Some(Token::Close)) => self.error(
                at,
                "this parenthesis closes nothing; remove it, or open one before",
            ),
            (Some((_, before)), Some(token)) if !matches!(before, Token::Open) => self.error(
                at,
                format!(
                    "{} directly follows {}; put a word between them",
                    name(&token),
                    name(before)
                ),
            ),
            (_, Some(token)) => self.error(
                at,
                format!(
                    "nothing stands before {}; add a word or remove it",
                    name(&token)
                ),
            ),
            (_, None) => self.error(at, "a word is missing at the end; add one"),
        }
    }
}

fn single(mut parts: Vec<Node>, many: impl Fn(Vec<Node>) -> Node) -> Node {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        many(parts)
    }
}

/// The terms of one side of NEAR, if it is made of terms that have a place in the text.
fn side(node: Node) -> Option<Vec<Term>> {
    let placed = |node: Node| match node {
        Node::Term(term) if term.is_text() || matches!(term.kind, Kind::Hashtag | Kind::Handle) => {
            Some(term)
        }
        _ => None,
    };
    match node {
        Node::Or(parts) => parts.into_iter().map(placed).collect(),
        node => placed(node).map(|term| vec![term]),
    }
}
