//! A query in the words of a network's own search, wide enough to find every post that we want.

use super::node::Node;
use super::term::{Kind, Term};

/// What a network's search understands. What it does not is left out of the query in such a way that more is found, never less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a list of what a search knows"
)]
pub struct Dialect {
    /// Between what must all be there: `" "` or `" AND "`.
    pub and: &'static str,
    /// Between what is enough once: `" OR "`, `" | "`.
    pub or: Option<&'static str>,
    /// Directly before what must not be there: `"-"`, `"NOT "`.
    pub not: Option<&'static str>,
    /// Whether words in double quotes are words in a row.
    pub phrase: bool,
    /// Whether `word*` is known.
    pub prefix: bool,
    /// Whether `#tag` is known; if not, its words are asked for, as hashtags stand in the text as a rule.
    pub hashtag: bool,
    /// Whether `@handle` is known; if not, handles are not asked for.
    pub handle: bool,
    /// Whether parentheses are known.
    pub parentheses: bool,
    /// The longest query, in characters.
    pub max_chars: usize,
}

impl Dialect {
    /// Our own language, as far as networks share it.
    pub const OWN: Dialect = Dialect {
        and: " AND ",
        or: Some(" OR "),
        not: Some("NOT "),
        phrase: true,
        prefix: true,
        hashtag: true,
        handle: true,
        parentheses: true,
        max_chars: super::MOST_BYTES,
    };
}

/// A part as the network will read it.
#[derive(Clone, Debug)]
enum Asked {
    One(String),
    /// What must be there; none of them is `All`.
    All(Vec<Asked>),
    /// What is enough once.
    Any(Vec<Asked>),
    /// Something, without some others.
    Without(Box<Asked>, Vec<String>),
}

/// See [`Query::write`](super::Query::write).
pub(super) fn write(root: &Node, dialect: &Dialect) -> Option<String> {
    let fits = |asked: &Asked| {
        let text = render(asked, dialect, false);
        (text.chars().count() <= dialect.max_chars && !text.is_empty()).then_some(text)
    };
    let asked = ask(root, dialect)?;
    if let Some(text) = fits(&asked) {
        return Some(text);
    }
    // Too long: first without what is taken away, then without the longest of what must all be there.
    let asked = without_exclusions(asked);
    if let Some(text) = fits(&asked) {
        return Some(text);
    }
    let Asked::All(mut parts) = asked else {
        return None;
    };
    while parts.len() > 1 {
        let length = |part: &Asked| render(part, dialect, true).chars().count();
        let longest = (0..parts.len()).max_by_key(|at| parts.get(*at).map(length))?;
        parts.remove(longest);
        if let Some(text) = fits(&all(parts.clone())?) {
            return Some(text);
        }
    }
    None
}

/// A part that finds whatever the node finds; none if that would be everything.
fn ask(node: &Node, dialect: &Dialect) -> Option<Asked> {
    match node {
        Node::Term(term) => ask_term(term, dialect),
        Node::Not(_) => None,
        Node::Or(parts) => any(parts.iter().map(|part| ask(part, dialect)), dialect),
        Node::And(parts) => {
            let asked = conjunction(
                parts.iter().filter_map(|part| ask(part, dialect)).collect(),
                dialect,
            )?;
            let mut out = Vec::new();
            for part in parts {
                if let Node::Not(excluded) = part {
                    exclude(excluded, dialect, &mut out);
                }
            }
            Some(if out.is_empty() {
                asked
            } else {
                Asked::Without(Box::new(asked), out)
            })
        }
        Node::Near(near) => {
            let sides = [&near.left, &near.right]
                .map(|side| any(side.iter().map(|term| ask_term(term, dialect)), dialect));
            conjunction(sides.into_iter().flatten().collect(), dialect)
        }
    }
}

fn ask_term(term: &Term, dialect: &Dialect) -> Option<Asked> {
    match term.kind() {
        Kind::Word | Kind::Prefix | Kind::Phrase | Kind::Hashtag | Kind::Handle => {
            if let Some(text) = exactly(term, dialect) {
                return Some(Asked::One(text));
            }
            if term.kind() == Kind::Handle {
                return None;
            }
            // Its words, in whatever order.
            let words = term.words.iter().filter_map(|word| {
                let plain = !word.is_awkward();
                let text = match (word.prefix, plain) {
                    (true, true) if dialect.prefix => format!("{}*", word.text),
                    (false, true) => word.text.clone(),
                    (false, false) if dialect.phrase => format!("\"{}\"", word.text),
                    _ => return None,
                };
                Some(Asked::One(text))
            });
            conjunction(words.collect(), dialect)
        }
        Kind::Author | Kind::Language | Kind::Site | Kind::Source => None,
    }
}

/// The term by an expression that finds the same, but for spelling and field.
fn exactly(term: &Term, dialect: &Dialect) -> Option<String> {
    let text = term.text();
    match term.kind() {
        Kind::Hashtag => dialect.hashtag.then(|| format!("#{text}")),
        Kind::Handle => dialect.handle.then(|| format!("@{text}")),
        Kind::Phrase => (dialect.phrase && !term.has_prefix()).then(|| format!("\"{text}\"")),
        Kind::Word | Kind::Prefix => {
            let word = term.words.first()?;
            match (term.has_prefix(), word.is_awkward()) {
                (false, false) => Some(text.to_owned()),
                (false, true) if dialect.phrase => Some(format!("\"{text}\"")),
                (true, false) if dialect.prefix => Some(format!("{text}*")),
                _ => None,
            }
        }
        Kind::Author | Kind::Language | Kind::Site | Kind::Source => None,
    }
}

/// What is to be left out, as far as the network would leave out nothing more than we do.
fn exclude(node: &Node, dialect: &Dialect, out: &mut Vec<String>) {
    let Some(not) = dialect.not else {
        return;
    };
    match node {
        Node::Term(term) if !term.is_exact() && !term.is_in_title() => {
            out.extend(exactly(term, dialect).map(|text| format!("{not}{text}")));
        }
        // Not one nor the other: each can be left out for itself.
        Node::Or(parts) => parts.iter().for_each(|part| exclude(part, dialect, out)),
        _ => {}
    }
}

/// All parts, as far as parentheses allow; none if there is none.
fn conjunction(parts: Vec<Asked>, dialect: &Dialect) -> Option<Asked> {
    if dialect.parentheses {
        return all(parts);
    }
    let is_choice = |part: &Asked| matches!(part, Asked::Any(_));
    if parts.iter().all(is_choice) {
        let items = |part: &Asked| match part {
            Asked::Any(items) => items.len(),
            _ => 0,
        };
        return parts.into_iter().min_by_key(items);
    }
    all(parts.into_iter().filter(|part| !is_choice(part)).collect())
}

fn all(parts: Vec<Asked>) -> Option<Asked> {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Asked::All(more) => flat.extend(more),
            part => flat.push(part),
        }
    }
    if flat.len() > 1 {
        return Some(Asked::All(flat));
    }
    flat.pop()
}

/// One of the parts; none if one of them cannot be asked for.
fn any(parts: impl Iterator<Item = Option<Asked>>, dialect: &Dialect) -> Option<Asked> {
    let mut flat = Vec::new();
    for part in parts {
        let part = part?;
        let part = if dialect.parentheses {
            part
        } else {
            longest(part)?
        };
        match part {
            Asked::Any(more) => flat.extend(more),
            part => flat.push(part),
        }
    }
    if flat.len() > 1 {
        return dialect.or.map(|_| Asked::Any(flat));
    }
    flat.pop()
}

/// Without parentheses a choice holds single terms: of several that must be there the longest, which is the rarest as a rule.
fn longest(part: Asked) -> Option<Asked> {
    match without_exclusions(part) {
        Asked::All(parts) => parts.into_iter().max_by_key(|part| match part {
            Asked::One(text) => text.chars().count(),
            _ => 0,
        }),
        part => Some(part),
    }
}

fn without_exclusions(asked: Asked) -> Asked {
    let each = |parts: Vec<Asked>| parts.into_iter().map(without_exclusions).collect();
    match asked {
        Asked::One(text) => Asked::One(text),
        Asked::All(parts) => Asked::All(each(parts)),
        Asked::Any(parts) => Asked::Any(each(parts)),
        Asked::Without(asked, _) => without_exclusions(*asked),
    }
}

fn render(asked: &Asked, dialect: &Dialect, inside: bool) -> String {
    let joined = |parts: &[Asked], with: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| render(part, dialect, true))
            .collect();
        parts.join(with)
    };
    let text = match asked {
        Asked::One(text) => return text.clone(),
        Asked::All(parts) => joined(parts, dialect.and),
        Asked::Any(parts) => joined(parts, dialect.or.unwrap_or(dialect.and)),
        Asked::Without(asked, out) => {
            // Terms that must be there may stand beside those that must not without a group of their own.
            let within = matches!(**asked, Asked::All(_));
            let mut parts = vec![render(asked, dialect, !within)];
            parts.extend(out.iter().cloned());
            parts.join(dialect.and)
        }
    };
    if inside && dialect.parentheses {
        format!("({text})")
    } else {
        text
    }
}
