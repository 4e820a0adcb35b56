//! A conversation and its figures.

use std::collections::HashSet;

use crate::report::talk::{Said, Talks};
use crate::stats::{Turn, benjamini_hochberg, turn};

/// Posts with a tone that a conversation needs before its turn is looked for.
const TURN_POSTS: usize = 8;
/// Share of false ones among the turns that are told (the false discovery rate).
const FALSE_TURNS: f64 = 0.05;

/// A conversation of two posts or more.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thread {
    /// The id of the conversation, else of its first post.
    pub(super) id: String,
    pub(super) client: String,
    pub(super) source: String,
    /// First and last post, in milliseconds since 1970.
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) posts: u64,
    pub(super) own: u64,
    pub(super) authors: u64,
    /// Replies upon replies, the longest chain that is here.
    pub(super) depth: u64,
    /// Milliseconds until somebody else spoke.
    pub(super) first_reply: Option<i64>,
    /// Milliseconds until we spoke, in a conversation of others.
    pub(super) first_own: Option<i64>,
    /// Sum of what its posts reached, and how many tell.
    pub(super) reach: u64,
    pub(super) reach_posts: u64,
    /// Posts of others with a tone, their mean, and how many are negative.
    pub(super) tones: Vec<f64>,
    pub(super) negative: u64,
    /// Ids and times of the posts of `tones`.
    pub(super) toned: Vec<(String, i64)>,
    /// Posts that answer one that is not here.
    pub(super) orphans: u64,
    /// The sharpest turn, if it is told.
    pub(super) turn: Option<Turn>,
    pub(super) ids: Vec<String>,
}

impl Thread {
    pub(super) fn new(talks: &Talks, places: &[usize], ids: usize) -> Self {
        let posts = || places.iter().filter_map(|place| talks.posts.get(*place));
        let first = posts().next();
        let start = first.map_or(0, |post| post.at);
        let word = |read: fn(&Said) -> crate::report::talk::Name| {
            let known = posts().map(read).find(|name| name.is_known());
            talks.names.word(known.unwrap_or_default()).to_owned()
        };
        let id = posts().find_map(|post| post.conversation.as_deref());
        let id = id.or_else(|| posts().find_map(|post| post.id.as_deref()));
        let authors: HashSet<_> = posts().map(|post| post.author).collect();
        let other = |post: &&Said| Some(post.author) != first.map(|first| first.author);
        let ours = posts().find(|post| post.own);
        let began_by_us = first.is_some_and(|first| first.own);
        let toned: Vec<&Said> = posts()
            .filter(|post| !post.own && post.tone.is_some())
            .collect();
        let text = |id: &Option<Box<str>>| id.as_deref().unwrap_or_default().to_owned();
        let is_orphan = |place: &&usize| {
            let post = talks.posts.get(**place);
            let parent = talks.parents.get(**place).copied().flatten();
            parent.is_none() && post.is_some_and(|post| post.parent.is_some())
        };
        Thread {
            id: id.unwrap_or_default().to_owned(),
            client: word(|post| post.client),
            source: word(|post| post.source),
            start,
            end: posts().next_back().map_or(start, |post| post.at),
            posts: places.len() as u64,
            own: posts().filter(|post| post.own).count() as u64,
            authors: authors.len() as u64,
            depth: depth(talks, places),
            first_reply: posts().find(other).map(|post| post.at - start),
            first_own: ours.filter(|_| !began_by_us).map(|post| post.at - start),
            reach: posts().filter_map(|post| post.reach).sum(),
            reach_posts: posts().filter(|post| post.reach.is_some()).count() as u64,
            tones: toned
                .iter()
                .filter_map(|post| post.tone)
                .map(f64::from)
                .collect(),
            negative: toned.iter().filter(|post| post.negative).count() as u64,
            toned: toned.iter().map(|post| (text(&post.id), post.at)).collect(),
            orphans: places.iter().filter(is_orphan).count() as u64,
            turn: None,
            ids: posts()
                .filter_map(|post| post.id.as_deref())
                .take(ids)
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Posts an hour after the first, from the first to the last.
    pub(super) fn pace(&self) -> Option<f64> {
        let hours = (self.end - self.start) as f64 / 3_600_000.0;
        (hours > 0.0).then(|| (self.posts - 1) as f64 / hours)
    }

    pub(super) fn tone(&self) -> Option<f64> {
        let count = self.tones.len();
        (count > 0).then(|| self.tones.iter().sum::<f64>() / count as f64)
    }
}

/// The longest chain of replies. A reply that seems older than what it answers begins a chain, so that no circle is followed.
fn depth(talks: &Talks, places: &[usize]) -> u64 {
    let mut depths = std::collections::HashMap::new();
    for &place in places {
        let parent = talks.parents.get(place).copied().flatten();
        let above = parent.and_then(|parent| depths.get(&parent).copied());
        depths.insert(place, above.map_or(0_u64, |above| above + 1));
    }
    depths.into_values().max().unwrap_or(0)
}

/// Looks for the turn of each conversation of eight toned posts or more, and keeps those that chance does not explain; how many were looked at.
///
/// The share of false ones among them is held to 5 %.
pub(super) fn turning_points(threads: &mut [Thread]) -> u64 {
    let found: Vec<(usize, Turn)> = threads
        .iter()
        .enumerate()
        .filter(|(_, thread)| thread.tones.len() >= TURN_POSTS)
        .filter_map(|(index, thread)| Some((index, turn(&thread.tones)?)))
        .collect();
    let p: Vec<f64> = found.iter().map(|(_, turn)| turn.p).collect();
    let largest = benjamini_hochberg(&p, p.len(), FALSE_TURNS);
    for (index, turn) in found {
        if largest.is_some_and(|largest| turn.p <= largest)
            && let Some(thread) = threads.get_mut(index)
        {
            thread.turn = Some(turn);
        }
    }
    p.len() as u64
}
