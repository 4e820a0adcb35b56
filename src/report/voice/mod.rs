//! Share of voice: how much of what is said is said of each brand, by network and tone, and against the period before.

mod charts;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::read::PostRow;
use super::row::LineProblem;
use super::scope::{Passed, Scope};
use crate::document::Document;
use crate::text::query::{Prepared, QuerySet, Subject};
use crate::time::Range;

/// Authors counted one by one for each voice; those beyond count as one post each.
pub const MOST_AUTHORS: usize = 500_000;

/// Voices told apart by name; more are not brands.
const MOST_VOICES: usize = 1_000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct VoiceOptions {
    /// Of which posts.
    pub scope: Scope,
    /// The stretch before it, to compare with.
    pub before: Option<Range>,
    /// What a voice is.
    pub by: Voices,
    /// Voices of fewer posts are not shown.
    pub min_group: u64,
}

/// What a voice is.
#[derive(Clone, Debug)]
pub enum Voices {
    /// Whose brand a post is about, as its field `client` says.
    Client,
    /// The watch that found a post, as its field `query` says.
    Query,
    /// Brands by their names, and the queries that find each in a post: a post that names two counts for both.
    Brands(Vec<String>, Arc<QuerySet>),
}

/// What was said of one brand in one period.
#[derive(Clone, Debug, Default)]
struct Heard {
    posts: u64,
    /// Posts of each source.
    by_source: BTreeMap<String, u64>,
    /// Negative, neutral, positive.
    by_tone: [u64; 3],
    /// Posts of each author.
    by_author: HashMap<u64, u32>,
    reach: u64,
    ids: Vec<String>,
}

impl Heard {
    fn add(&mut self, post: &PostRow<'_>, keep: usize) {
        self.posts += 1;
        let source = post.source.as_deref().unwrap_or("unknown");
        let room = self.by_source.len() < MOST_VOICES;
        if let Some(count) = self.by_source.get_mut(source) {
            *count += 1;
        } else if room {
            self.by_source.insert(source.to_owned(), 1);
        }
        let tone = match post.labels.sentiment.as_deref() {
            Some("negative") => Some(0),
            Some("neutral") => Some(1),
            Some("positive") => Some(2),
            _ => None,
        };
        if let Some(tone) = tone {
            self.by_tone[tone] += 1;
        }
        self.reach = self
            .reach
            .saturating_add(post.author.followers_count.unwrap_or(0));
        let author = (post.author.id.as_deref()).or(post.author.handle.as_deref());
        if let Some(author) = author
            && (self.by_author.len() < MOST_AUTHORS)
        {
            *self
                .by_author
                .entry(xxh3_64(format!("{source}\n{author}").as_bytes()))
                .or_default() += 1;
        }
        if self.ids.len() < keep {
            self.ids.extend(post.id.as_deref().map(str::to_owned));
        }
    }

    fn merge(&mut self, other: Heard, keep: usize) {
        self.posts += other.posts;
        for (source, count) in other.by_source {
            *self.by_source.entry(source).or_default() += count;
        }
        for (mine, theirs) in self.by_tone.iter_mut().zip(other.by_tone) {
            *mine += theirs;
        }
        for (author, count) in other.by_author {
            *self.by_author.entry(author).or_default() += count;
        }
        self.reach = self.reach.saturating_add(other.reach);
        self.ids.extend(other.ids);
        self.ids.sort_unstable();
        self.ids.truncate(keep);
    }
}

/// Counts voices; parts made by several threads merge in any order.
#[derive(Clone, Debug)]
pub struct Voice {
    options: VoiceOptions,
    now: BTreeMap<String, Heard>,
    before: BTreeMap<String, Heard>,
    passed: Passed,
    /// Posts that name no brand.
    unnamed: u64,
    prepared: Prepared,
    found: Vec<usize>,
}

impl Voice {
    /// Nothing heard yet.
    pub fn new(options: &VoiceOptions) -> Self {
        Voice {
            options: options.clone(),
            now: BTreeMap::new(),
            before: BTreeMap::new(),
            passed: Passed::default(),
            unnamed: 0,
            prepared: Prepared::default(),
            found: Vec::new(),
        }
    }

    /// Takes a line into account: posts of others count, our own do not.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        let scope = self.options.scope.clone();
        if let Some((post, _)) = scope.read(line, &mut self.passed)? {
            self.hear(&post, true);
        } else if let Some(range) = self.options.before {
            let earlier = Scope { range, ..scope };
            if let Some((post, _)) = earlier.read(line, &mut Passed::default())? {
                self.hear(&post, false);
            }
        }
        Ok(())
    }

    fn hear(&mut self, post: &PostRow<'_>, now: bool) {
        if post.own.unwrap_or(false) {
            return;
        }
        let names = self.names(post);
        if names.is_empty() {
            self.unnamed += u64::from(now);
            return;
        }
        let keep = self.options.scope.ids;
        let voices = if now { &mut self.now } else { &mut self.before };
        for name in names {
            if voices.len() < MOST_VOICES || voices.contains_key(&name) {
                voices.entry(name).or_default().add(post, keep);
            }
        }
    }

    fn names(&mut self, post: &PostRow<'_>) -> Vec<String> {
        let one = |name: Option<&str>| name.map(str::to_owned).into_iter().collect();
        match &self.options.by {
            Voices::Client => one(post.client.as_deref()),
            Voices::Query => one(post.query.as_deref()),
            Voices::Brands(names, queries) => {
                self.prepared.fill(&Subject {
                    title: post.title.as_deref().unwrap_or_default(),
                    text: post.text.as_deref().unwrap_or_default(),
                    ..Subject::default()
                });
                for tag in &post.hashtags {
                    self.prepared.add_hashtag(tag);
                }
                for mention in &post.mentions {
                    self.prepared.add_mention(mention);
                }
                queries.matching(&self.prepared, &mut self.found);
                let name = |&place: &usize| names.get(place).cloned();
                self.found.iter().filter_map(name).collect()
            }
        }
    }

    /// Lines that are no posts.
    pub fn other_types(&self) -> u64 {
        self.passed.other_types
    }

    /// Adds what another has heard.
    pub fn merge(&mut self, other: Voice) {
        let keep = self.options.scope.ids;
        for (mine, theirs) in [(&mut self.now, other.now), (&mut self.before, other.before)] {
            for (name, heard) in theirs {
                mine.entry(name).or_default().merge(heard, keep);
            }
        }
        self.passed.merge(other.passed);
        self.unnamed += other.unnamed;
    }

    /// Voices that were heard in the time asked for.
    pub fn count(&self) -> usize {
        self.now.len()
    }

    /// The report.
    pub fn document(&self) -> Document {
        tell::document(self)
    }
}
