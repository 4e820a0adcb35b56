//! What to ask a network that knows no operators: lists of terms of which every post wanted holds one list whole.

use super::node::Node;
use super::term::{Kind, Term};

/// However many are allowed, no more than this is worth asking.
const CEILING: usize = 1_000;

/// One alternative: places in the list of terms, in order, each once.
type Alternative = Vec<usize>;

/// See [`Query::alternatives`](super::Query::alternatives).
pub(super) fn alternatives(root: &Node, max: usize) -> Option<Vec<Vec<Term>>> {
    let mut terms = Vec::new();
    let found = of(root, max.min(CEILING), &mut terms)?;
    Some(
        found
            .into_iter()
            .map(|alternative| {
                alternative
                    .into_iter()
                    .filter_map(|at| terms.get(at).cloned())
                    .collect()
            })
            .collect(),
    )
}

/// The alternatives of a part; none if it cannot be asked for, or only by more than `max`.
fn of(node: &Node, max: usize, terms: &mut Vec<Term>) -> Option<Vec<Alternative>> {
    match node {
        Node::Term(term) => {
            let asked = term.is_text() || matches!(term.kind(), Kind::Hashtag | Kind::Handle);
            asked.then(|| vec![numbers(term, terms)])
        }
        Node::Not(_) => None,
        Node::Or(parts) => one_of(parts.iter().map(|part| of(part, max, terms)), max),
        Node::And(parts) => all_of(parts.iter().map(|part| of(part, max, terms)), max),
        Node::Near(near) => {
            let sides = [&near.left, &near.right].map(|side| {
                let each = side.iter();
                let asked = each.map(|term| Some(vec![numbers(term, terms)]));
                one_of(asked, max)
            });
            all_of(sides.into_iter(), max)
        }
    }
}

/// What to ask for instead of a term.
fn numbers(term: &Term, terms: &mut Vec<Term>) -> Alternative {
    let plain = term.plain().into_iter();
    let mut numbers: Alternative = plain.map(|term| number(term, terms)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The place of a term in the list; the same term has the same place.
fn number(term: Term, terms: &mut Vec<Term>) -> usize {
    let same = |known: &Term| {
        known.kind == term.kind
            && known.key == term.key
            && known.words.len() == term.words.len()
            && known
                .words
                .iter()
                .zip(&term.words)
                .all(|(one, other)| one.prefix == other.prefix && one.folded == other.folded)
    };
    terms.iter().position(same).unwrap_or_else(|| {
        terms.push(term);
        terms.len() - 1
    })
}

/// Every part must be asked for.
fn one_of(
    parts: impl Iterator<Item = Option<Vec<Alternative>>>,
    max: usize,
) -> Option<Vec<Alternative>> {
    let mut all = Vec::new();
    for part in parts {
        all.extend(part?);
        // Some may hold others and fall away, but not most of them.
        if all.len() > max.saturating_mul(4) {
            return None;
        }
    }
    let all = smallest(all);
    (all.len() <= max).then_some(all)
}

/// As many parts as `max` allows are asked for at once, those with few alternatives first; one is enough.
fn all_of(
    parts: impl Iterator<Item = Option<Vec<Alternative>>>,
    max: usize,
) -> Option<Vec<Alternative>> {
    let mut parts: Vec<_> = parts.flatten().collect();
    parts.sort_by_key(Vec::len);
    let mut parts = parts.into_iter();
    let mut all = parts.next()?;
    for part in parts {
        if all.len() * part.len() > max {
            break;
        }
        let both = all
            .iter()
            .flat_map(|one| part.iter().map(|other| union(one, other)));
        all = smallest(both.collect());
    }
    Some(all)
}

fn union(one: &[usize], other: &[usize]) -> Alternative {
    let mut both = [one, other].concat();
    both.sort_unstable();
    both.dedup();
    both
}

/// Without those that ask for all that another asks for and more.
fn smallest(mut all: Vec<Alternative>) -> Vec<Alternative> {
    all.sort_by_key(Vec::len);
    let mut kept: Vec<Alternative> = Vec::with_capacity(all.len());
    for alternative in all {
        let asks_more = |known: &Alternative| {
            known
                .iter()
                .all(|term| alternative.binary_search(term).is_ok())
        };
        if !kept.iter().any(asks_more) {
            kept.push(alternative);
        }
    }
    kept.sort();
    kept
}
