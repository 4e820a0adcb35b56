//! Our own posts and what came of them, from the lines of any posts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::BestTimesOptions;
use crate::record::{Metrics, Str};
use crate::time::rfc3339;

/// What is read of a line.
#[derive(Deserialize)]
#[expect(missing_docs, reason = "the fields of a post")]
pub struct HistoryLine<'a> {
    #[serde(rename = "type", borrow)]
    pub record_type: Option<Str<'a>>,
    #[serde(borrow)]
    pub id: Option<Str<'a>>,
    #[serde(borrow)]
    pub source: Option<Str<'a>>,
    #[serde(borrow)]
    pub channel: Option<Str<'a>>,
    #[serde(borrow)]
    pub client: Option<Str<'a>>,
    #[serde(borrow)]
    pub kind: Option<Str<'a>>,
    pub own: Option<bool>,
    #[serde(borrow)]
    pub url: Option<Str<'a>>,
    #[serde(borrow)]
    pub title: Option<Str<'a>>,
    #[serde(borrow)]
    pub text: Option<Str<'a>>,
    #[serde(borrow)]
    pub published_at: Option<Str<'a>>,
    #[serde(borrow)]
    pub metrics_at: Option<Str<'a>>,
    #[serde(borrow)]
    pub fetched_at: Option<Str<'a>>,
    pub time_suspect: Option<bool>,
    pub metrics: Option<Metrics>,
    pub author: Option<Followed>,
}

/// What is read of an author.
#[derive(Deserialize)]
pub struct Followed {
    /// Accounts that follow it.
    pub followers_count: Option<u64>,
}

/// One of our posts.
#[derive(Clone, Debug, Default)]
pub struct OwnPost {
    /// Its id; empty when it has none.
    pub id: String,
    /// Where it stands.
    pub url: Option<String>,
    /// The beginning of what it says.
    pub text: Option<String>,
    /// Network or channel.
    pub channel: String,
    /// Whose brand.
    pub client: Option<String>,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// When its figures were read, if that is known.
    pub counted_at: Option<DateTime<Utc>>,
    /// Likes, replies and reposts.
    pub engagement: f64,
    /// People it was shown to.
    pub reach: Option<u64>,
    /// Times it was shown.
    pub impressions: Option<u64>,
    /// Views.
    pub views: Option<u64>,
    /// Accounts that follow ours.
    pub followers: Option<u64>,
}

/// Our posts, each once.
#[derive(Clone, Debug, Default)]
pub struct History {
    posts: Vec<OwnPost>,
    by_id: HashMap<String, usize>,
    left_out: LeftOut,
}

/// Posts that were left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Of others, or `own` is not said.
    pub not_own: usize,
    /// Replies, comments, messages and reposts, which no calendar plans.
    pub not_planned: usize,
    /// Without `published_at`, or with one that cannot be right.
    pub undated: usize,
    /// Without likes, replies or reposts.
    pub no_figures: usize,
    /// Without `source`.
    pub no_channel: usize,
    /// Whose figures were read too early.
    pub too_young: usize,
    /// Without what engagement is divided by.
    pub no_denominator: usize,
}

/// Letters of a text that are kept to show which post is meant.
const SHOWN: usize = 80;

impl History {
    /// Takes a line into account; of two lines about one post the one whose figures are later, or else that comes later, holds.
    pub fn add(&mut self, line: &HistoryLine<'_>) {
        if line
            .record_type
            .as_deref()
            .is_some_and(|kind| kind != "post")
        {
            return;
        }
        if line.own != Some(true) {
            self.left_out.not_own += 1;
            return;
        }
        let kind = line.kind.as_deref().unwrap_or("post");
        if ["reply", "comment", "message", "repost"].contains(&kind) {
            self.left_out.not_planned += 1;
            return;
        }
        match own_post(line) {
            Ok(post) => self.keep(post),
            Err(why) => match why {
                Fault::Undated => self.left_out.undated += 1,
                Fault::NoFigures => self.left_out.no_figures += 1,
                Fault::NoChannel => self.left_out.no_channel += 1,
            },
        }
    }

    fn keep(&mut self, post: OwnPost) {
        if post.id.is_empty() {
            self.posts.push(post);
            return;
        }
        match self.by_id.get(&post.id).copied() {
            Some(at) => {
                if let Some(known) = self.posts.get_mut(at)
                    && known.counted_at <= post.counted_at
                {
                    *known = post;
                }
            }
            None => {
                self.by_id.insert(post.id.clone(), self.posts.len());
                self.posts.push(post);
            }
        }
    }

    /// Whether there is no post of ours.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// Posts of ours, in the order they came.
    pub fn posts(&self) -> &[OwnPost] {
        &self.posts
    }

    /// What was left out while reading.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// The name of a post's channel: with the client before it when the history has several clients, as plans name such channels.
    pub fn channel_names(&self) -> impl Fn(&OwnPost) -> String + use<> {
        let clients: BTreeSet<&String> = self
            .posts
            .iter()
            .filter_map(|post| post.client.as_ref())
            .collect();
        let several = clients.len() > 1;
        move |post: &OwnPost| match &post.client {
            Some(client) if several => format!("{client}/{}", post.channel),
            _ => post.channel.clone(),
        }
    }

    /// Posts old enough to judge hours by, by the name of their channel.
    pub(super) fn by_channel(
        &self,
        options: &BestTimesOptions,
    ) -> (Vec<(String, Vec<&OwnPost>)>, LeftOut) {
        let name = self.channel_names();
        let mut left_out = self.left_out;
        let mut channels: BTreeMap<String, Vec<&OwnPost>> = BTreeMap::new();
        for post in &self.posts {
            let counted = post.counted_at.unwrap_or(options.now).min(options.now);
            if counted - post.at < options.min_age {
                left_out.too_young += 1;
                continue;
            }
            channels.entry(name(post)).or_default().push(post);
        }
        (channels.into_iter().collect(), left_out)
    }
}

enum Fault {
    Undated,
    NoFigures,
    NoChannel,
}

fn own_post(line: &HistoryLine<'_>) -> Result<OwnPost, Fault> {
    let at = line.published_at.as_deref().and_then(rfc3339);
    let at = at
        .filter(|_| line.time_suspect != Some(true))
        .ok_or(Fault::Undated)?;
    let metrics = line.metrics.unwrap_or_default();
    let engagement = [
        metrics.like_count,
        metrics.reply_count,
        metrics.repost_count,
    ]
    .into_iter()
    .flatten()
    .reduce(u64::saturating_add)
    .ok_or(Fault::NoFigures)?;
    let words = |text: &Option<Str<'_>>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let channel = words(&line.channel).or_else(|| words(&line.source));
    let time = |text: &Option<Str<'_>>| text.as_deref().and_then(rfc3339);
    let text = words(&line.title).or_else(|| words(&line.text));
    Ok(OwnPost {
        id: words(&line.id).unwrap_or_default(),
        url: words(&line.url),
        text: text.map(|text| text.chars().take(SHOWN).collect()),
        channel: channel.ok_or(Fault::NoChannel)?,
        client: words(&line.client),
        at,
        counted_at: time(&line.metrics_at).or_else(|| time(&line.fetched_at)),
        engagement: engagement as f64,
        reach: metrics.reach_count,
        impressions: metrics.impression_count,
        views: metrics.view_count,
        followers: line
            .author
            .as_ref()
            .and_then(|author| author.followers_count),
    })
}
