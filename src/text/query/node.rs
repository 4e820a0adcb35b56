//! The tree of a query, and its canonical spelling.

use std::fmt::{Display, Formatter, Result};

use super::term::Term;

/// A part of a query. As the parser builds it, `And` and `Or` have two parts or more and none of their own sort, and every part of an
/// `Or` asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// One term.
    Term(Term),
    /// All of them.
    And(Vec<Node>),
    /// One of them at least.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Two terms close to each other.
    Near(Near),
}

/// One of some terms close to one of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Terms of the left side, of which one is enough: words, phrases, hashtags, handles.
    pub left: Vec<Term>,
    /// Terms of the right side.
    pub right: Vec<Term>,
    /// How many words may stand between them at most.
    pub words: usize,
    /// Whether the left one must come first (`NEAR/5f`).
    pub in_order: bool,
}

impl Node {
    /// Whether it asks for something that is there, and does not only take away.
    pub(super) fn is_positive(&self) -> bool {
        match self {
            Node::Term(_) | Node::Near(_) => true,
            Node::Not(_) => false,
            Node::And(parts) => parts.iter().any(Node::is_positive),
            Node::Or(parts) => parts.iter().all(Node::is_positive),
        }
    }

    /// How deep the canonical spelling goes, as the parser counts it: a term is 1 deep, a group and a NOT each add 1.
    pub(super) fn depth(&self) -> usize {
        let grouped = |part: &Node| match part {
            Node::Term(_) => 1,
            part => 1 + part.depth(),
        };
        match self {
            Node::Term(_) => 1,
            Node::Not(part) => 1 + grouped(part),
            Node::Near(_) => 2,
            Node::And(parts) | Node::Or(parts) => parts
                .iter()
                .map(|part| match part {
                    Node::Not(_) => part.depth(),
                    part => grouped(part),
                })
                .max()
                .unwrap_or(1),
        }
    }

    /// Calls on every term, in the order of the query, those to be absent included.
    pub fn each_term<'n>(&'n self, each: &mut impl FnMut(&'n Term)) {
        match self {
            Node::Term(term) => each(term),
            Node::And(parts) | Node::Or(parts) => {
                for part in parts {
                    part.each_term(each);
                }
            }
            Node::Not(part) => part.each_term(each),
            Node::Near(near) => near.left.iter().chain(&near.right).for_each(each),
        }
    }
}

/// The same in one spelling: every AND written, parentheses wherever kinds mix. Parses to the same tree.
impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Node::Term(term) => f.write_str(term.written()),
            Node::And(parts) => joined(parts, " AND ", f),
            Node::Or(parts) => joined(parts, " OR ", f),
            Node::Not(part) => {
                f.write_str("NOT ")?;
                grouped(part, f)
            }
            Node::Near(near) => {
                side(&near.left, f)?;
                let order = if near.in_order { "f" } else { "" };
                write!(f, " NEAR/{}{order} ", near.words)?;
                side(&near.right, f)
            }
        }
    }
}

fn joined(parts: &[Node], with: &str, f: &mut Formatter<'_>) -> Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(with)?;
        }
        if matches!(part, Node::Not(_)) {
            part.fmt(f)?;
        } else {
            grouped(part, f)?;
        }
    }
    Ok(())
}

fn grouped(part: &Node, f: &mut Formatter<'_>) -> Result {
    match part {
        Node::Term(_) => part.fmt(f),
        _ => write!(f, "({part})"),
    }
}

fn side(terms: &[Term], f: &mut Formatter<'_>) -> Result {
    if let [only] = terms {
        return f.write_str(only.written());
    }
    for (at, term) in terms.iter().enumerate() {
        f.write_str(if at == 0 { "(" } else { " OR " })?;
        f.write_str(term.written())?;
    }
    f.write_str(")")
}
