//! All queries of the desk, matched against a message in one go.

use crate::classify::{MAX_BYTES, Message};
use crate::record::Str;
use crate::text::query::{Prepared, Query, QuerySet, Subject};

use super::context::Context;

/// Queries being gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered(Vec<Query>);

impl Gathered {
    /// Takes a query in; gives its place.
    pub(super) fn place(&mut self, query: Query) -> usize {
        self.0.push(query);
        self.0.len() - 1
    }

    /// All of them, indexed; nothing when there are none.
    pub(super) fn set(self) -> Option<QuerySet> {
        (!self.0.is_empty()).then(|| QuerySet::new(self.0))
    }
}

/// Buffers that are used again for each message: one for each thread.
#[derive(Debug, Default)]
pub struct Bench {
    prepared: Prepared,
    /// Places of the queries that found the message, ascending.
    found: Vec<usize>,
}

impl Bench {
    /// Matches the queries against a message. Of a very long text no more is read than the judgement read.
    pub(super) fn read(&mut self, set: &QuerySet, message: &Message<'_>, context: &Context<'_>) {
        let declared = message.lang_declared.unwrap_or_default();
        self.prepared.fill(&Subject {
            title: start(message.title.unwrap_or_default()),
            text: start(message.text),
            author_handle: context.author_handle.unwrap_or_default(),
            author_name: context.author_name.unwrap_or_default(),
            lang: declared,
            source: message.source.unwrap_or_default(),
            ..Subject::default()
        });
        let plain = |words: &'_ [Str<'_>], add: &mut dyn FnMut(&str)| {
            words.iter().take(MOST_LISTED).for_each(|word| add(word));
        };
        plain(context.hashtags, &mut |tag| self.prepared.add_hashtag(tag));
        plain(context.mentions, &mut |name| {
            self.prepared.add_mention(name);
        });
        plain(context.links, &mut |link| self.prepared.add_host(link));
        if let Some(url) = context.url {
            self.prepared.add_host(url);
        }
        set.matching(&self.prepared, &mut self.found);
    }

    /// Forgets the last message.
    pub(super) fn clear(&mut self) {
        self.found.clear();
    }

    /// Whether the query at this place found the message.
    pub(super) fn found(&self, place: usize) -> bool {
        self.found.binary_search(&place).is_ok()
    }

    /// How many terms of the query found the message.
    pub(super) fn hits(&self, query: &Query) -> usize {
        query.find(&self.prepared).map_or(0, |terms| terms.len())
    }
}

/// Hashtags, mentions and links that are looked at; a post with more is not a person's.
const MOST_LISTED: usize = 200;

fn start(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_BYTES))
        .unwrap_or(text)
}
