//! Boolean queries: what a watch looks for, written as the trade writes it, and matched against posts.
//!
//! ```text
//! oasis AND (gout OR taste) NOT concert          "service client" NEAR/5 (nul OR honteux)
//! #mirabo OR mirabo*                             "bad buzz" -concert
//! ```
//!
//! # The language
//!
//! - `a AND b`, `a && b`, `a & b` or just `a b`: both. `a OR b`, `a || b`, `a | b`: one of them at least. `NOT a`, `!a`, `-a` (directly before the
//!   term): absent. NOT binds closest, then NEAR, then AND, then OR; parentheses group. `oasis gout OR taste` is `(oasis gout) OR taste`.
//!   Operators are upper case; `and`, `or` and `not` are words (*or* is gold in French). ET, OU, SAUF and PAS in capitals are refused with a
//!   hint and not taken for synonyms: in a shouted post they are words, and the query would be valid nowhere else.
//! - `word`, a number, an emoji: anywhere in the title or the text, hashtags and mentions in it included, addresses of pages not.
//! - `"words in a row"`, also with typographic quotes and «guillemets». `word*`: every word that begins so; also the words of a phrase.
//!   `*word`, `w*rd` and `?` are refused.
//! - `a NEAR/5 b`: both in the title or both in the text, in either order, with at most 5 words between the end of one and the beginning of
//!   the other: 0 is side by side. `NEAR/5f`: the left one first. Each side is a word, phrase, hashtag, handle, or some of them in a group
//!   with OR. The two do not overlap. Emoji, currency signs, `+`, `&` and `%` count as a word each, the address of a page as one, and so does each
//!   letter of a script without spaces.
//! - `#tag`: the hashtag of that name and no other. `@handle`: a mention of that account; without a server, on whatever server.
//! - `title:word`, `title:"a phrase"`: in the title only. `author:x`: the author's handle, or words of the name; `author:@x`: the handle only.
//!   `lang:fr`: the declared language, regions included. `site:lemonde.fr` or `domain:`: the host of the post or of a link in it, with its
//!   subdomains; `site:fr` is every host under `.fr`. `source:mastodon`: the network. A field also takes a group: `title:(a OR b)`.
//! - Case and accents do not matter, nor do œ and oe, ß and ss, full-width letters or other forms that Unicode holds compatible (NFKC).
//!   `=Orange` demands them as written; so does `="La Poste"`.
//! - Apostrophes, hyphens and punctuation part words: `oasis` finds *l'oasis*, `porte-monnaie` is the phrase "porte monnaie".
//!   `Canal+`, `H&M`, `50%` and `$KO` are what they say.
//! - Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese: every letter is a word of its own, so that a term is found wherever its letters stand in a row.
//!
//! # Use
//!
//! ```
//! use cm::text::query::{Prepared, Query, Subject};
//!
//! let query = Query::parse("oasis AND (goût OR taste) NOT concert")?;
//! let post = Prepared::new(&Subject { text: "Quel gout, l'Oasis !", ..Subject::default() });
//! assert_eq!(query.find(&post), Some(vec!["oasis", "goût"]));
//! # Ok::<(), cm::text::query::QueryError>(())
//! ```

mod alternatives;
mod dialect;
mod error;
mod fold;
mod lexer;
mod matching;
mod near;
mod node;
mod parser;
mod reading;
mod set;
mod subject;
mod term;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashSet;
use std::fmt::{Display, Formatter};
use std::str::FromStr;

pub use dialect::Dialect;
pub use error::QueryError;
pub use lexer::MOST_WORDS;
pub use node::{Near, Node};
pub use parser::{MOST_BYTES, MOST_DEPTH};
pub use set::QuerySet;
pub use subject::{Prepared, Subject};
pub use term::{Kind, Term};

/// A query that has been read. Its [`Display`] is a canonical spelling that reads as the same query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    root: Node,
}

impl Query {
    /// Reads a query. Refuses what is longer than [`MOST_BYTES`] or deeper than [`MOST_DEPTH`], whatever could not find anything, and what
    /// other search boxes understand and this one would have to drop in silence.
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        parser::parse(query).map(|root| Query { root })
    }

    /// The tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Whether the post is looked for. Allocates nothing, except for NEAR in posts of more than a thousand words and for a `=word` compared
    /// with one in another Unicode form.
    pub fn matches(&self, post: &Prepared) -> bool {
        matching::matches(&self.root, post)
    }

    /// The terms by which the post is found, as the query writes them, in its order, each once; none if it is not looked for. Terms under
    /// NOT are never among them, nor those of an alternative that is not fulfilled as a whole.
    pub fn find(&self, post: &Prepared) -> Option<Vec<&str>> {
        let mut found = Vec::new();
        matching::collect(&self.root, post, &mut found).then(|| {
            let mut seen = HashSet::new();
            found.retain(|term| seen.insert(*term));
            found
        })
    }

    /// Lists of terms such that every post looked for holds all the terms of one list at least: what to ask a network whose search knows
    /// nothing but words. Each list holds words, beginnings, phrases, hashtags and handles only; none asks for all that another asks for.
    /// What NOT, NEAR and the fields say is left out, and so are parts of an AND that would make more than `max` lists. None if there would be
    /// more than `max` (1,000 whatever `max` is), or if an alternative has nothing to ask for, as in `oasis OR lang:fr`.
    pub fn alternatives(&self, max: usize) -> Option<Vec<Vec<Term>>> {
        alternatives::alternatives(&self.root, max)
    }

    /// The query in the language of a network: it finds there whatever this one looks for, and as little else as the language allows. None if
    /// it cannot be said within its length; then ask for the [`alternatives`](Query::alternatives) one by one.
    pub fn write(&self, dialect: &Dialect) -> Option<String> {
        dialect::write(&self.root, dialect)
    }
}

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.root.fmt(f)
    }
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(query: &str) -> Result<Self, QueryError> {
        Query::parse(query)
    }
}
