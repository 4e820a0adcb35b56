//! A post as far as conversations need it.

use super::names::{Name, Names};
use crate::report::read::{PostRow, shortened};
use crate::time::epoch_millis;

/// Intents that ask for an answer.
const ASKING: &[&str] = &[
    "question",
    "complaint",
    "defect",
    "order_delivery",
    "billing_refund",
];
/// Characters of a text that are kept, for a list of what waits.
const WORDS: usize = 80;

/// A post.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Said {
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) id: Option<Box<str>>,
    /// The post it answers.
    pub(crate) parent: Option<Box<str>>,
    pub(crate) conversation: Option<Box<str>>,
    pub(crate) url: Option<Box<str>>,
    /// The first words, of posts that ask.
    pub(crate) words: Option<Box<str>>,
    /// When we last looked: the time of fetching, else `at`.
    pub(crate) seen: i64,
    pub(crate) author: Name,
    /// The author's handle or name, for people.
    pub(crate) handle: Name,
    pub(crate) client: Name,
    pub(crate) source: Name,
    pub(crate) intent: Name,
    pub(crate) department: Name,
    /// The watches that found it, as a list.
    pub(crate) matched: Name,
    pub(crate) reach: Option<u64>,
    /// Mean of the tone, in [-1, 1].
    pub(crate) tone: Option<f32>,
    pub(crate) urgency: f32,
    pub(crate) level: u8,
    pub(crate) own: bool,
    pub(crate) repost: bool,
    pub(crate) negative: bool,
    pub(crate) labelled: bool,
    pub(crate) asks: bool,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "scores of three digits, which an f32 holds"
)]
fn short(value: f64) -> f32 {
    value as f32
}

impl Said {
    pub(super) fn new(post: &PostRow<'_>, at: i64, names: &mut Names) -> Self {
        let boxed = |text: &Option<crate::record::Str<'_>>| text.as_deref().map(Box::from);
        let labels = &post.labels;
        let own = post.is_own();
        let repost = post.kind.as_deref() == Some("repost") || post.repost_of_id.is_some();
        let intent = labels.intent.as_deref();
        let asks = !own && !repost && intent.is_some_and(|intent| ASKING.contains(&intent));
        let text = post.title.as_deref().or(post.text.as_deref());
        let words = text.map(|text| shortened(text, WORDS).into());
        let handle = post.author.handle.as_ref().or(post.author.name.as_ref());
        let fetched = post.fetched_at.as_deref().and_then(epoch_millis);
        let level = labels.level.as_deref().and_then(|level| level.parse().ok());
        let tone = labels.sentiment_score.filter(|score| score.is_finite());
        Said {
            at,
            id: boxed(&post.id),
            parent: boxed(&post.in_reply_to_id),
            conversation: boxed(&post.conversation_id),
            url: boxed(&post.url),
            words: words.filter(|_| !own && !repost),
            seen: fetched.map_or(at, |fetched| fetched.max(at)),
            author: names.name(post.author.identity()),
            handle: names.name(handle.map(|handle| &**handle).or(post.author.identity())),
            client: names.name(post.client.as_deref()),
            source: names.name(post.source.as_deref()),
            intent: names.name(intent),
            department: names.name(labels.department.as_deref()),
            matched: names.name(post.watches().as_deref()),
            reach: post.metrics.reach_count.or(post.metrics.view_count),
            tone: tone.map(|tone| short(tone.clamp(-1.0, 1.0))),
            urgency: short(labels.urgency.unwrap_or(0.0)),
            level: level.unwrap_or(1_u8).clamp(1, 3),
            own,
            repost,
            negative: labels.sentiment.as_deref() == Some("negative"),
            labelled: labels.intent.is_some(),
            asks,
        }
    }

    /// The same by the numbers of other names.
    pub(super) fn renamed(self, rename: impl Fn(Name) -> Name) -> Self {
        Said {
            author: rename(self.author),
            handle: rename(self.handle),
            client: rename(self.client),
            source: rename(self.source),
            intent: rename(self.intent),
            department: rename(self.department),
            matched: rename(self.matched),
            ..self
        }
    }

    /// Of two readings of a post the later one counts, then the one with the greater reach.
    pub(super) fn is_newer_than(&self, other: &Said) -> bool {
        let rank = |said: &Said| (said.seen, said.labelled, said.reach, said.own, said.asks);
        rank(self) > rank(other)
    }
}
