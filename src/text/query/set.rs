//! Many queries against one post: an index of words tells which few can match at all.

use hashbrown::HashMap;

use super::Query;
use super::fold::hash;
use super::node::Node;
use super::subject::Prepared;
use super::term::{Kind, Term};
use super::words::account;

/// Longer beginnings are looked up by their first bytes: fewer lengths to try for each word.
const LONGEST_START: usize = 8;

/// What must be in a post for a query to have a chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// A word, by its hash.
    Word(u32),
    /// A word that begins so: length in bytes, hash.
    Start(usize, u32),
    /// A hashtag, by its hash.
    Hashtag(u32),
    /// With its server or without.
    Handle(u32),
}

/// Keys of which one at least is in every post that matches, and how common they may be.
#[derive(Debug)]
struct Guard {
    keys: Vec<Key>,
    cost: f64,
}

/// Queries that are matched together.
#[derive(Clone, Debug, Default)]
pub struct QuerySet {
    queries: Vec<Query>,
    /// Which queries have a chance when this is in the post.
    chances: HashMap<Key, Vec<usize>>,
    /// Lengths of the beginnings among the keys.
    starts: Vec<usize>,
    /// Queries that no word is necessary for.
    always: Vec<usize>,
}

impl QuerySet {
    /// Indexes the queries; their places in the list are what [`matching`](QuerySet::matching) tells.
    pub fn new(queries: Vec<Query>) -> Self {
        let mut set = QuerySet::default();
        for (at, query) in queries.iter().enumerate() {
            let Some(guard) = guard(query.root()) else {
                set.always.push(at);
                continue;
            };
            for key in guard.keys {
                if let Key::Start(length, _) = key
                    && !set.starts.contains(&length)
                {
                    set.starts.push(length);
                }
                let chances = set.chances.entry(key).or_default();
                if chances.last() != Some(&at) {
                    chances.push(at);
                }
            }
        }
        set.starts.sort_unstable();
        set.queries = queries;
        set
    }

    /// The queries, in the order given.
    pub fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// Puts the places of the queries that match the post into `found`, ascending, after emptying it. Use the same `found` for every post:
    /// then nothing is allocated.
    pub fn matching(&self, post: &Prepared, found: &mut Vec<usize>) {
        found.clear();
        found.extend(&self.always);
        let mut chance = |key: &Key| {
            if let Some(queries) = self.chances.get(key) {
                found.extend(queries);
            }
        };
        for token in &post.tokens {
            chance(&Key::Word(token.hash));
            let word = post.folded(&token.folded);
            for length in self
                .starts
                .iter()
                .take_while(|length| **length <= word.len())
            {
                // Beginnings among the keys end where a character ends; one that does not is nobody's.
                if let Some(start) = word.get(..*length) {
                    chance(&Key::Start(*length, hash(start)));
                }
            }
        }
        for tag in &post.hashtags {
            chance(&Key::Hashtag(tag.hash));
        }
        for handle in &post.handles {
            chance(&Key::Handle(handle.hash));
            chance(&Key::Handle(hash(account(post.folded(&handle.folded)))));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|at| {
            self.queries
                .get(*at)
                .is_some_and(|query| query.matches(post))
        });
    }
}

/// The cheapest keys that every match has one of; none if there are no such keys.
fn guard(node: &Node) -> Option<Guard> {
    let cheapest = |guards: &mut dyn Iterator<Item = Guard>| {
        guards.min_by(|one, other| one.cost.total_cmp(&other.cost))
    };
    match node {
        Node::Term(term) => of_term(term),
        Node::Not(_) => None,
        Node::And(parts) => cheapest(&mut parts.iter().filter_map(guard)),
        Node::Or(parts) => one_of(parts.iter().map(guard)),
        Node::Near(near) => {
            let sides = [&near.left, &near.right];
            cheapest(
                &mut sides
                    .into_iter()
                    .filter_map(|side| one_of(side.iter().map(of_term))),
            )
        }
    }
}

fn one_of(guards: impl Iterator<Item = Option<Guard>>) -> Option<Guard> {
    let mut all = Guard {
        keys: Vec::new(),
        cost: 0.0,
    };
    for guard in guards {
        let guard = guard?;
        all.keys.extend(guard.keys);
        all.cost += guard.cost;
    }
    Some(all)
}

/// One key of a term. How common a word is nobody knows here; that long words are rare is enough to choose by.
fn of_term(term: &Term) -> Option<Guard> {
    let rarity = |length: usize| 0.5_f64.powi(i32::try_from(length.min(16)).unwrap_or(16));
    let one = |key: Key, cost: f64| {
        Some(Guard {
            keys: vec![key],
            cost,
        })
    };
    match term.kind() {
        Kind::Word | Kind::Prefix | Kind::Phrase => {
            let whole = term.words.iter().filter(|word| !word.prefix);
            if let Some(word) = whole.max_by_key(|word| word.folded.len()) {
                return one(Key::Word(word.hash), rarity(word.folded.len()));
            }
            let word = term.words.iter().max_by_key(|word| word.folded.len())?;
            let mut length = word.folded.len().min(LONGEST_START);
            while !word.folded.is_char_boundary(length) {
                length -= 1;
            }
            // A first letter of four bytes still fits.
            let start = word.folded.get(..length)?;
            one(Key::Start(length, hash(start)), 4.0 * rarity(length))
        }
        Kind::Hashtag => one(Key::Hashtag(term.hash), 0.25 * rarity(term.key.len())),
        Kind::Handle => one(Key::Handle(term.hash), 0.25 * rarity(term.key.len())),
        Kind::Author | Kind::Language | Kind::Site | Kind::Source => None,
    }
}
