//! What is known of an author from labelled posts of earlier runs, in a few bytes for each.
//!
//! Of every author the last [`MOST_RECENT`] posts are kept with their time and what they were, and of older ones how many there were: what is asked is
//! what came before a given instant, so that old messages can be judged again without knowing what was to come.

mod reader;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use hashbrown::HashMap;
use xxhash_rust::xxh3::Xxh3Default;

pub use reader::HistoryReader;

use super::alarm::instant;
use super::change::{Change, told};
use super::context::Context;
use crate::classify::Message;
use crate::record::{Intent, Labels, Sentiment};

/// Posts of an author that are remembered one by one.
const MOST_RECENT: usize = 16;

/// Days for which a complaint, or a bad mood, counts.
const DAYS: i64 = 30;

/// Praises that make a loyal voice.
const LOYAL: u32 = 3;

const COMPLAINT: u8 = 1;
const NEGATIVE: u8 = 2;
const PRAISE: u8 = 4;

/// Intents that want something put right.
pub(super) fn complains(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::Complaint | Intent::Defect | Intent::OrderDelivery | Intent::BillingRefund
    )
}

/// A post of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    /// Unix seconds.
    at: i64,
    /// Hash of the post's id.
    id: u64,
    what: u8,
}

/// What is kept of an author.
#[derive(Clone, Debug, Default)]
struct Person {
    /// Ascending in time, at most [`MOST_RECENT`].
    recent: Vec<Event>,
    older_posts: u32,
    older_praises: u32,
    /// The latest of the older ones, Unix seconds.
    older_until: i64,
}

impl Person {
    fn add(&mut self, event: Event) {
        // A post that comes again is the same post, as it was judged last.
        if let Some(known) = self.recent.iter().position(|known| known.id == event.id) {
            self.recent.remove(known);
        }
        let place = self.recent.partition_point(|known| *known < event);
        if self.recent.len() < MOST_RECENT {
            self.recent.insert(place, event);
            return;
        }
        // Full: the oldest, which may be this one, is only counted from now on.
        let oldest = if place == 0 {
            event
        } else {
            let oldest = self.recent.remove(0);
            self.recent.insert(place - 1, event);
            oldest
        };
        self.count(oldest);
    }

    fn count(&mut self, event: Event) {
        self.older_until = if self.older_posts == 0 {
            event.at
        } else {
            self.older_until.max(event.at)
        };
        self.older_posts = self.older_posts.saturating_add(1);
        let praise = u32::from(event.what & PRAISE != 0);
        self.older_praises = self.older_praises.saturating_add(praise);
    }
}

/// What an author did before a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Posts.
    pub posts: u32,
    /// Praises.
    pub praises: u32,
    /// Complaints of the last [`DAYS`] days.
    pub complaints: u32,
    /// Those of them that we had not answered when the message came.
    pub unanswered: u32,
    /// Negative posts of the last [`DAYS`] days.
    pub negative: u32,
}

/// The authors of earlier posts.
#[derive(Clone, Debug, Default)]
pub struct History {
    people: Vec<Person>,
    /// Hash of an author's names to the place in `people`.
    names: HashMap<u64, usize>,
    /// Hash of a post's id to when we answered it first, Unix seconds.
    answers: HashMap<u64, i64>,
}

/// The names an author is known by, as hashes.
#[derive(Clone, Copy, Debug, Default)]
struct Keys {
    id: Option<u64>,
    handle: Option<u64>,
}

/// Who wrote a post, for whose brand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Who<'a> {
    /// Whose brand the post was about: a client knows nothing of another's public.
    pub client: Option<&'a str>,
    /// The network.
    pub source: Option<&'a str>,
    /// Host of the server it was read from.
    pub instance: Option<&'a str>,
    /// The network's id of the author.
    pub id: Option<&'a str>,
    /// The author's handle.
    pub handle: Option<&'a str>,
}

impl Who<'_> {
    fn keys(&self) -> Keys {
        let client = self.client.unwrap_or_default();
        let source = self.source.unwrap_or_default();
        let home = self.instance.unwrap_or(source);
        let id = self.id.filter(|id| !id.is_empty());
        let handle = self
            .handle
            .map(|handle| handle.trim_start_matches('@').to_lowercase())
            .filter(|handle| !handle.is_empty());
        Keys {
            id: id.map(|id| hash(&[client, "id", source, home, id])),
            handle: handle.map(|handle| match handle.split_once('@') {
                Some((name, server)) => hash(&[client, "handle", name, server]),
                None => hash(&[client, "handle", &handle, &home.to_lowercase()]),
            }),
        }
    }
}

fn hash(parts: &[&str]) -> u64 {
    let mut hash = Xxh3Default::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    hash.digest()
}

impl History {
    /// Takes in a post of somebody else's. `labels` are intent and tone, if it was judged.
    pub fn add(
        &mut self,
        who: &Who<'_>,
        id: &str,
        at: DateTime<Utc>,
        labels: Option<(Intent, Sentiment)>,
    ) {
        let keys = who.keys();
        let known = |key: Option<u64>| key.and_then(|key| self.names.get(&key).copied());
        if keys.id.or(keys.handle).is_none() {
            return;
        }
        let place = known(keys.id).or_else(|| known(keys.handle));
        let place = place.unwrap_or_else(|| {
            self.people.push(Person::default());
            self.people.len() - 1
        });
        for key in [keys.id, keys.handle].into_iter().flatten() {
            self.names.entry(key).or_insert(place);
        }
        let what = labels.map_or(0, |(intent, sentiment)| {
            let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
            flag(complains(intent), COMPLAINT)
                | flag(sentiment == Sentiment::Negative, NEGATIVE)
                | flag(intent == Intent::Praise, PRAISE)
        });
        if let Some(person) = self.people.get_mut(place) {
            person.add(Event {
                at: at.timestamp(),
                id: hash(&[id]),
                what,
            });
        }
    }

    /// Takes in an answer of ours to a post.
    pub fn answered(&mut self, post: &str, at: DateTime<Utc>) {
        let at = at.timestamp();
        let first = self.answers.entry(hash(&[post])).or_insert(at);
        *first = at.min(*first);
    }

    /// How many authors are known.
    pub fn authors(&self) -> usize {
        self.people.len()
    }

    /// What an author did before an instant.
    pub fn before(&self, who: &Who<'_>, at: DateTime<Utc>) -> Past {
        let keys = who.keys();
        // The handle may have passed to somebody else; the id has not.
        let key = keys.id.or(keys.handle);
        let person = key
            .and_then(|key| self.names.get(&key))
            .and_then(|place| self.people.get(*place));
        let mut past = Past::default();
        let Some(person) = person else {
            return past;
        };
        let now = at.timestamp();
        let since = at
            .checked_sub_signed(TimeDelta::days(DAYS))
            .map_or(i64::MIN, |since| since.timestamp());
        if person.older_posts > 0 && person.older_until < now {
            past.posts = person.older_posts;
            past.praises = person.older_praises;
        }
        for event in person.recent.iter().take_while(|event| event.at < now) {
            let is = |flag: u8| event.what & flag != 0;
            past.posts += 1;
            past.praises += u32::from(is(PRAISE));
            if event.at >= since {
                let answered = self.answers.get(&event.id);
                past.complaints += u32::from(is(COMPLAINT));
                past.negative += u32::from(is(NEGATIVE));
                past.unanswered +=
                    u32::from(is(COMPLAINT) && answered.is_none_or(|answered| *answered > now));
            }
        }
        past
    }

    /// The same for the author of a message.
    pub(super) fn past(&self, message: &Message<'_>, context: &Context<'_>) -> Past {
        let who = Who {
            client: message.client,
            source: message.source,
            instance: context.instance,
            id: context.author_id,
            handle: context.author_handle,
        };
        self.before(&who, instant(message, context.now))
    }
}

impl Past {
    /// A complaint that repeats one we left unanswered is a senior's matter; a loyal voice is told of.
    pub(super) fn apply(&self, change: &mut Change<'_>) {
        let labels: &Labels = change.labels;
        if labels.intent == Intent::Spam {
            return;
        }
        let again = complains(labels.intent) || labels.sentiment == Sentiment::Negative;
        if again && self.unanswered > 0 {
            let raised = change.labels.level >= 2 || change.level(2);
            // As the engine counts the words of somebody who says so.
            let hastened = change.hasten(0.2);
            for label in told(raised, hastened) {
                let (unanswered, complaints) = (self.unanswered, self.complaints);
                change.because(label, || {
                    format!(
                        "complains again: {unanswered} of {complaints} in {DAYS} days unanswered"
                    )
                });
            }
        }
        if self.praises >= LOYAL {
            change.because("stance", || {
                format!("a loyal voice: {} praises before", self.praises)
            });
        }
    }
}
