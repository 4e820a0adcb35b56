//! Conversations as units: who takes part, how deep and how fast they go, whom they reach, where their tone turns, and what in them waits for us.

mod data;
mod page;
mod thread;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::row::LineProblem;
use super::talk::{Talk, Talks, TooManyPosts, Wait, waits};
use crate::document::Document;
use crate::time::{Range, Zone};
use thread::{Thread, turning_points};

/// What is asked of conversations.
#[derive(Clone, Debug)]
pub struct ThreadsOptions {
    /// Where the clock of days hangs.
    pub zone: Zone,
    /// Only conversations that began in it, and posts that began to wait in it.
    pub range: Range,
    /// Only posts of these clients; all when empty.
    pub clients: Vec<String>,
    /// Every post of others awaits an answer, not only those that ask.
    pub all: bool,
    /// Conversations of fewer people are left out of the list; 0 for none.
    pub min_group: u64,
    /// How many ids of posts are given with each conversation; 0 for none.
    pub ids: usize,
    /// Conversations, and posts that wait, that people see.
    pub top: usize,
    /// The present.
    pub now: DateTime<Utc>,
}

/// Posts while lines come in. What is gathered apart merges to the same.
#[derive(Clone, Debug)]
pub struct Threads {
    /// The posts.
    pub talk: Talk,
}

/// A post that nobody of ours has answered.
#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    id: String,
    url: String,
    client: String,
    source: String,
    author: String,
    intent: String,
    department: String,
    matched: String,
    words: String,
    /// In milliseconds since 1970.
    at: i64,
    level: u8,
    /// Posts of the turn.
    posts: u64,
}

/// All that is known of conversations.
struct Known<'a> {
    options: &'a ThreadsOptions,
    /// The most posts first.
    threads: Vec<Thread>,
    /// The oldest first.
    waiting: Vec<Waiting>,
    /// Turns that asked, and those we answered.
    asked: u64,
    answered: u64,
    /// Conversations of too few people to be listed.
    left_out: u64,
    /// Conversations whose tone could be looked at for a turn.
    looked_at: u64,
    /// Posts that answer one that is not here.
    orphans: u64,
    /// Whether every post of others asks.
    all: bool,
}

impl Threads {
    /// Holds at most so many posts.
    pub fn new(max_posts: usize) -> Self {
        Threads {
            talk: Talk::new(max_posts),
        }
    }

    /// Takes a line of JSON.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.talk.add_line(line)
    }

    /// Adds what another gathered.
    pub fn merge(&mut self, other: Threads) {
        self.talk.merge(other.talk);
    }

    /// The conversations as a document.
    pub fn finish(self, options: &ThreadsOptions) -> Result<Document, TooManyPosts> {
        let talks = self.talk.settle()?;
        let labelled = talks.posts.iter().any(|post| !post.own && post.labelled);
        let all = options.all || !labelled;
        let asked: Vec<Wait> = waits(&talks, all)
            .into_iter()
            .filter(|wait| is_asked_about(&talks, wait.posts.first(), options))
            .collect();
        let mut threads: Vec<Thread> = talks
            .threads
            .iter()
            .filter(|thread| thread.len() > 1 && is_asked_about(&talks, thread.first(), options))
            .map(|thread| Thread::new(&talks, thread, options.ids))
            .collect();
        let looked_at = turning_points(&mut threads);
        let orphans = threads.iter().map(|thread| thread.orphans).sum();
        let counted = threads.len();
        threads.retain(|thread| thread.authors >= options.min_group);
        threads.sort_by(|a, b| b.posts.cmp(&a.posts).then_with(|| a.start.cmp(&b.start)));
        let mut waiting: Vec<Waiting> = asked
            .iter()
            .filter(|wait| wait.answer.is_none())
            .filter_map(|wait| Waiting::new(&talks, wait))
            .collect();
        waiting.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.id.cmp(&b.id)));
        let known = Known {
            options,
            left_out: (counted - threads.len()) as u64,
            threads,
            asked: asked.len() as u64,
            answered: asked.iter().filter(|wait| wait.answer.is_some()).count() as u64,
            waiting,
            looked_at,
            orphans,
            all,
        };
        Ok(page::document(&known))
    }
}

impl Waiting {
    fn new(talks: &Talks, wait: &Wait) -> Option<Self> {
        let post = talks.posts.get(*wait.posts.first()?)?;
        let word = |name| talks.names.word(name).to_owned();
        let boxed = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
        Some(Waiting {
            id: boxed(&post.id),
            url: boxed(&post.url),
            words: boxed(&post.words),
            client: word(post.client),
            source: word(post.source),
            author: word(post.handle),
            intent: word(post.intent),
            department: word(post.department),
            matched: word(post.matched),
            at: post.at,
            level: post.level,
            posts: wait.posts.len() as u64,
        })
    }
}

fn is_asked_about(talks: &Talks, first: Option<&usize>, options: &ThreadsOptions) -> bool {
    let first = first.and_then(|place| talks.posts.get(*place));
    first.is_some_and(|first| {
        let client = talks.names.word(first.client);
        options.range.contains_millis(first.at)
            && (options.clients.is_empty() || options.clients.iter().any(|name| name == client))
    })
}
