//! What is gathered of an author, on one network: nobody is followed from one network to another.

use crate::report::read::PostRow;

/// Longest name or id that is kept, in characters.
const LONGEST: usize = 120;

/// An author as the posts show them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Person {
    pub(super) source: String,
    /// The handle, else the name, else the id; a pseudonym when the posts have pseudonyms.
    pub(super) name: String,
    pub(super) url: Option<String>,
    /// The most that was read.
    pub(super) followers: Option<u64>,
    pub(super) is_own: bool,
    pub(super) is_bot: bool,
    pub(super) posts: u64,
    /// First and last post, in milliseconds since 1970.
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) first_id: String,
    /// The last post before the days looked at, and the first in them.
    pub(super) before: Option<i64>,
    pub(super) again: Option<(i64, String)>,
    /// Likes, replies and reposts received.
    pub(super) engagement: u64,
    pub(super) reach: u64,
    pub(super) labelled: u64,
    pub(super) negative: u64,
    pub(super) positive: u64,
    /// Ids of posts, as many as were asked for.
    pub(super) ids: Vec<String>,
}

/// The days that occasions are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) since: i64,
    pub(super) until: i64,
}

impl Window {
    pub(super) fn contains(self, at: i64) -> bool {
        self.since <= at && at <= self.until
    }
}

pub(super) fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

impl Person {
    /// Before the first post is counted.
    pub(super) fn new(row: &PostRow<'_>) -> Self {
        let author = &row.author;
        let name = author
            .handle
            .as_ref()
            .or(author.name.as_ref())
            .or(author.id.as_ref());
        Person {
            source: row.source.as_deref().map(short).unwrap_or_default(),
            name: name.map(|name| short(name)).unwrap_or_default(),
            url: author
                .url
                .as_deref()
                .map(|url| url.chars().take(300).collect()),
            ..Person::default()
        }
    }

    /// Counts a post that was not counted before.
    pub(super) fn add(&mut self, row: &PostRow<'_>, at: Option<i64>, window: Window, ids: usize) {
        self.posts += 1;
        self.followers = self.followers.max(row.author.followers_count);
        self.is_own |= row.is_own();
        self.is_bot |= row.author.bot == Some(true);
        if let Some(at) = at {
            self.add_time(row, at, window);
        }
        if let Some(sentiment) = row.labels.sentiment.as_deref() {
            self.labelled += 1;
            self.negative += u64::from(sentiment == "negative");
            self.positive += u64::from(sentiment == "positive");
        }
        if let Some(id) = row.id.as_deref().filter(|_| self.ids.len() < ids) {
            self.ids.push(short(id));
        }
    }

    fn add_time(&mut self, row: &PostRow<'_>, at: i64, window: Window) {
        let id = || row.id.as_deref().map(short).unwrap_or_default();
        if self.first.is_none_or(|first| at < first) {
            self.first = Some(at);
            self.first_id = id();
        }
        self.last = self.last.max(Some(at));
        if at < window.since {
            self.before = self.before.max(Some(at));
        } else if window.contains(at) && self.again.as_ref().is_none_or(|(again, _)| at < *again) {
            self.again = Some((at, id()));
        }
    }

    /// Whether they are of the public: neither we nor a machine.
    pub(super) fn is_public(&self) -> bool {
        !self.is_own && !self.is_bot
    }
}
