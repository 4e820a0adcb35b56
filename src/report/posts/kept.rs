//! Our own posts, each once, with the last figures of each; at most so many, a random sample of more.

use std::collections::BTreeMap;

use super::trait_of::{Trait, traits};
use crate::report::Per;
use crate::report::read::{PostRow, shortened};
use crate::time::{Zone, epoch_millis};

/// Most posts that are held, some 700 bytes each; of more, those whose ids have the least hashes, which is a random sample.
pub(in crate::report) const MAX_POSTS: usize = 50_000;

/// Letters of a text that are kept to show which post is meant.
const SHOWN: usize = 80;
/// Longest id or address that is kept, in bytes.
const LONGEST: usize = 500;

/// One of our posts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct OwnPost {
    /// Empty when it has none.
    pub(in crate::report) id: String,
    pub(in crate::report) url: Option<String>,
    /// The beginning of what it says.
    pub(in crate::report) text: String,
    pub(in crate::report) channel: String,
    pub(in crate::report) client: Option<String>,
    /// When it was published, in milliseconds since 1970.
    pub(in crate::report) at: i64,
    /// When its figures were read, if that is known.
    pub(in crate::report) counted_at: Option<i64>,
    pub(in crate::report) engagement: u64,
    pub(in crate::report) reach: Option<u64>,
    pub(in crate::report) impressions: Option<u64>,
    pub(in crate::report) views: Option<u64>,
    pub(in crate::report) followers: Option<u64>,
    pub(in crate::report) traits: Vec<Trait>,
}

/// Why a post of ours says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Of others, or it is not said whose.
    pub not_own: u64,
    /// Replies, comments, messages and reposts, which no calendar plans.
    pub not_planned: u64,
    /// Without `published_at`.
    pub undated: u64,
    /// Without likes, replies or reposts.
    pub no_figures: u64,
    /// Without `source` or `channel`.
    pub no_channel: u64,
    /// Whose figures were read too early.
    pub too_young: u64,
    /// Without what engagement is divided by.
    pub no_denominator: u64,
    /// Over the number of posts that are held.
    pub over: u64,
}

/// The posts held.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Kept {
    posts: BTreeMap<(u64, String), OwnPost>,
    pub(in crate::report) left_out: LeftOut,
}

impl OwnPost {
    /// What its engagement is divided by, above 0.
    pub(in crate::report) fn exposure(&self, per: Per) -> Option<f64> {
        let count = match per {
            Per::Reach => self.reach,
            Per::Impressions => self.impressions,
            Per::Views => self.views,
            Per::Followers => self.followers,
            Per::Post => return Some(1.0),
        };
        count.filter(|count| *count > 0).map(|count| count as f64)
    }
}

impl Kept {
    /// Takes a post into account if it is ours and says something.
    pub(in crate::report) fn add(&mut self, row: &PostRow<'_>, at: Option<i64>, zone: &Zone) {
        let left = &mut self.left_out;
        let kind = row.kind.as_deref().unwrap_or("post");
        if !row.is_own() {
            left.not_own += 1;
        } else if ["reply", "comment", "message", "repost"].contains(&kind) {
            left.not_planned += 1;
        } else if let Some(at) = at {
            let Some(engagement) = row.metrics.engagement() else {
                left.no_figures += 1;
                return;
            };
            let Some(channel) = row.channel.as_deref().or(row.source.as_deref()) else {
                left.no_channel += 1;
                return;
            };
            let post = own_post(row, at, zone, (engagement, channel));
            let name = match &row.id {
                Some(id) => id.to_string(),
                None => format!("{channel} {at} {}", post.text),
            };
            self.keep((hash(&name), name), post);
        } else {
            left.undated += 1;
        }
    }

    fn keep(&mut self, key: (u64, String), post: OwnPost) {
        let rank = |post: &OwnPost| (post.counted_at, post.engagement, post.reach, post.views);
        match self.posts.get_mut(&key) {
            Some(known) if rank(known) >= rank(&post) => {}
            Some(known) => *known = post,
            None => {
                self.posts.insert(key, post);
                if self.posts.len() > MAX_POSTS {
                    self.posts.pop_last();
                    self.left_out.over += 1;
                }
            }
        }
    }

    /// Adds what another holds.
    pub(in crate::report) fn merge(&mut self, other: Kept) {
        let (ours, more) = (&mut self.left_out, other.left_out);
        ours.not_own += more.not_own;
        ours.not_planned += more.not_planned;
        ours.undated += more.undated;
        ours.no_figures += more.no_figures;
        ours.no_channel += more.no_channel;
        ours.over += more.over;
        for (key, post) in other.posts {
            self.keep(key, post);
        }
    }

    /// All of them, in order of time, with the client before the channel when there are several clients.
    pub(in crate::report) fn into_posts(self) -> (Vec<OwnPost>, LeftOut) {
        let mut posts: Vec<OwnPost> = self.posts.into_values().collect();
        let mut clients: Vec<&String> = posts
            .iter()
            .filter_map(|post| post.client.as_ref())
            .collect();
        clients.sort();
        clients.dedup();
        if clients.len() > 1 {
            for post in &mut posts {
                if let Some(client) = &post.client {
                    post.channel = format!("{client}/{}", post.channel);
                }
            }
        }
        posts.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        (posts, self.left_out)
    }
}

fn own_post(
    row: &PostRow<'_>,
    at: i64,
    zone: &Zone,
    (engagement, channel): (u64, &str),
) -> OwnPost {
    let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let read_at = row.metrics_at.as_deref().or(row.fetched_at.as_deref());
    let text = row.title.as_deref().or(row.text.as_deref());
    OwnPost {
        id: row.id.as_deref().map(short).unwrap_or_default(),
        url: row.url.as_deref().map(short),
        text: shortened(text.unwrap_or_default().trim(), SHOWN),
        channel: short(channel),
        client: row.client.as_deref().map(short),
        at,
        counted_at: read_at.and_then(epoch_millis),
        engagement,
        reach: row.metrics.reach_count,
        impressions: row.metrics.impression_count,
        views: row.metrics.view_count,
        followers: row.author.followers_count,
        traits: traits(row, at, zone),
    }
}

/// FNV-1a, then mixed (the finaliser of MurmurHash3, A. Appleby), so that ids that differ in their last digit are sampled independently.
fn hash(name: &str) -> u64 {
    let mut hash = crate::stats::seed_of(name, 0);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}
