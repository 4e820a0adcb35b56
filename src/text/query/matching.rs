//! Whether a post is what a query looks for, and by which of its terms.

use super::fold::{is_invisible, written};
use super::near::{is_near, near_terms};
use super::node::Node;
use super::subject::{NONE, Name, Prepared, Token};
use super::term::{Kind, Term, Word};
use super::words::account;

/// Whether the post fulfils this part of a query.
pub(super) fn matches(node: &Node, post: &Prepared) -> bool {
    match node {
        Node::Term(term) => hits(term, post),
        Node::And(parts) => parts.iter().all(|part| matches(part, post)),
        Node::Or(parts) => parts.iter().any(|part| matches(part, post)),
        Node::Not(part) => !matches(part, post),
        Node::Near(near) => is_near(near, post),
    }
}

/// The same, adding the terms that made it so; what an unfulfilled part found is taken back.
pub(super) fn collect<'q>(node: &'q Node, post: &Prepared, found: &mut Vec<&'q str>) -> bool {
    let before = found.len();
    match node {
        Node::Term(term) => {
            let hit = hits(term, post);
            if hit {
                found.push(term.written());
            }
            hit
        }
        Node::And(parts) => {
            let all = parts.iter().all(|part| collect(part, post, found));
            if !all {
                found.truncate(before);
            }
            all
        }
        Node::Or(parts) => parts
            .iter()
            .fold(false, |any, part| collect(part, post, found) | any),
        Node::Not(part) => !matches(part, post),
        Node::Near(near) => {
            near_terms(near, post, &mut |term| found.push(term.written()));
            found.len() > before
        }
    }
}

/// Whether the post has the term.
fn hits(term: &Term, post: &Prepared) -> bool {
    match term.kind {
        Kind::Word | Kind::Prefix | Kind::Phrase | Kind::Hashtag | Kind::Handle => {
            Places::of(term, post).next().is_some() || unplaced(term, post)
        }
        Kind::Author => is_author(term, post),
        Kind::Language => {
            let lang = post.lang.as_str();
            lang.strip_prefix(term.key.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
        }
        Kind::Source => post.source == term.key,
        Kind::Site => post.hosts.iter().any(|host| {
            host.strip_suffix(term.key.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }),
    }
}

/// Whether it is a hashtag or a handle that a field lists and no text holds.
fn unplaced(term: &Term, post: &Prepared) -> bool {
    match term.kind {
        Kind::Hashtag | Kind::Handle => names(term, post)
            .iter()
            .any(|name| is_name(term, name, post)),
        _ => false,
    }
}

fn names<'p>(term: &Term, post: &'p Prepared) -> &'p [Name] {
    match term.kind {
        Kind::Hashtag => &post.hashtags,
        _ => &post.handles,
    }
}

fn is_name(term: &Term, name: &Name, post: &Prepared) -> bool {
    if term.kind == Kind::Hashtag {
        return name.hash == term.hash && post.folded(&name.folded) == term.key;
    }
    let handle = post.folded(&name.folded);
    handle == term.key || account(handle) == term.key
}

fn is_author(term: &Term, post: &Prepared) -> bool {
    let handle = post.folded(&post.author_handle);
    let account = account(handle);
    let of_handle = !handle.is_empty()
        && if term.has_prefix() {
            handle.starts_with(&term.key)
        } else {
            handle == term.key || account == term.key
        };
    of_handle
        || !term.words.is_empty()
            && post
                .author_words
                .windows(term.words.len())
                .any(|tokens| in_a_row(term, tokens, post))
}

/// Whether these words of the post are those of the term.
fn in_a_row(term: &Term, tokens: &[Token], post: &Prepared) -> bool {
    term.words
        .iter()
        .zip(tokens)
        .all(|(word, token)| is_word(word, token, term.exact, post))
}

fn is_word(word: &Word, token: &Token, exact: bool, post: &Prepared) -> bool {
    let same = if word.prefix {
        post.folded(&token.folded).starts_with(&word.folded)
    } else {
        token.hash == word.hash && post.folded(&token.folded) == word.folded
    };
    same && (!exact || is_written(word, token, post))
}

/// Whether case and accents are the same too.
fn is_written(word: &Word, token: &Token, post: &Prepared) -> bool {
    let text = post.written.get(token.written.clone()).unwrap_or("");
    let same = |text: &str| {
        if word.prefix {
            text.starts_with(&word.text)
        } else {
            text == word.text
        }
    };
    // Only what may have several Unicode forms is worth the copy.
    same(text) || text.chars().any(|c| !c.is_ascii() || is_invisible(c)) && same(&written(text))
}

/// Where a term stands: first and last place in words, in order.
pub(super) struct Places<'p> {
    post: &'p Prepared,
    term: &'p Term,
    /// The word of the term that is looked up; none if all are beginnings.
    anchor: Option<usize>,
    /// The next token or name to look at.
    at: usize,
}

impl<'p> Places<'p> {
    pub(super) fn of(term: &'p Term, post: &'p Prepared) -> Self {
        let mut places = Places {
            post,
            term,
            anchor: None,
            at: 0,
        };
        if term.is_text() {
            // The longest word is the rarest, as a rule.
            let looked_up = term
                .words
                .iter()
                .enumerate()
                .filter(|(_, word)| !word.prefix);
            let longest = looked_up.max_by_key(|(_, word)| word.folded.len());
            if let Some((anchor, word)) = longest {
                places.anchor = Some(anchor);
                places.at = post.first(word.hash);
            }
        }
        places
    }

    /// The term at this token and those after it, if it is there.
    fn check(&self, first: usize) -> Option<(usize, usize)> {
        let post = self.post;
        let tokens = post
            .tokens
            .get(first..first.checked_add(self.term.words.len())?)?;
        let (start, end) = (tokens.first()?, tokens.last()?);
        let in_one_text = end.place - start.place + 1 == tokens.len();
        let in_title = first + tokens.len() <= post.title_tokens;
        (in_one_text && (in_title || !self.term.in_title) && in_a_row(self.term, tokens, post))
            .then_some((start.place, end.place))
    }

    fn next_name(&mut self) -> Option<(usize, usize)> {
        let names = names(self.term, self.post);
        while let Some(name) = names.get(self.at) {
            self.at += 1;
            if let (Some((first, last)), true) = (name.tokens, is_name(self.term, name, self.post))
            {
                let place = |token: usize| self.post.tokens.get(token).map(|token| token.place);
                return Some((place(first)?, place(last)?));
            }
        }
        None
    }
}

impl Iterator for Places<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        if !self.term.is_text() {
            return self.next_name();
        }
        while self.at != NONE {
            let token = self.post.tokens.get(self.at)?;
            let first = match self.anchor {
                Some(anchor) => {
                    let first = self.at.checked_sub(anchor);
                    self.at = token.next;
                    first
                }
                None => {
                    self.at += 1;
                    Some(self.at - 1)
                }
            };
            if let Some(place) = first.and_then(|first| self.check(first)) {
                return Some(place);
            }
        }
        None
    }
}
