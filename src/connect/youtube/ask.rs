//! What is asked of YouTube: one function for each list, what it costs, and what must come back with the answer.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::names::Channel;
use crate::connect::address::{again, endpoint};
use crate::connect::memo::remember;
use crate::connect::moment::{read_from, reads_until, written};
use crate::connect::{Ask, Source, Start};

pub(super) const CHANNEL: &str = "channel";
pub(super) const UPLOADS: &str = "uploads";
pub(super) const VIDEOS: &str = "videos";
pub(super) const THREADS: &str = "threads";
pub(super) const REPLIES: &str = "replies";
pub(super) const COMMENTS: &str = "comments";
pub(super) const SEARCH: &str = "search";
pub(super) const POPULAR: &str = "popular";

/// Ids that one request may name.
pub(super) const BATCH: usize = 50;

/// Videos that are found late, or become public late.
const LATE: TimeDelta = TimeDelta::days(1);

/// What must come back with an answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// Where the next run goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// Videos before this need not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) videos_from: Option<DateTime<Utc>>,
    /// Threads before this need not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) threads_from: Option<DateTime<Utc>>,
    /// What the user calls the channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// The channel whose list this is, and its subscribers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) channel: Option<(String, u64)>,
    /// The video that the comments are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) video: Option<String>,
}

impl Memo {
    /// What a run needs to know, `look_back` in days.
    pub(super) fn new(start: &Start<'_>, look_back: u64) -> Self {
        let from = read_from(start);
        let back = TimeDelta::days(i64::try_from(look_back).unwrap_or_default());
        Memo {
            cursor: reads_until(start),
            videos_from: from.and_then(|from| from.checked_sub_signed(LATE)),
            threads_from: from.and_then(|from| from.checked_sub_signed(back)),
            ..Memo::default()
        }
    }
}

/// Units that a request takes of the daily allowance. Source: developers.google.com/youtube/v3/determine_quota_cost, read in 2026: every list costs 1.
/// A search cost 100 of 10,000 units until 2025; since then it has an allowance of its own, of 100 calls a day. Either way a page of a search takes a
/// hundredth of a day, so it is counted as 100.
pub(super) fn units(step: &str) -> f64 {
    if step == SEARCH { 100.0 } else { 1.0 }
}

/// Units that a request takes at least, even if it is refused; the same source.
pub(super) const REFUSED: f64 = 1.0;

/// Whose comments.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'a> {
    /// All that are about a channel, those of its videos included.
    Channel(&'a str),
    /// Those of one video.
    Video(&'a str),
}

fn ask(source: &Source, list: &str, pairs: &[(&str, &str)]) -> Ask {
    let path = format!("/youtube/v3/{list}");
    Ask::get(endpoint(&source.target, &path, pairs))
}

/// A channel: its name, its subscribers, the list of its videos.
pub(super) fn channel(source: &Source, channel: &Channel, memo: &Memo) -> Ask {
    let (name, value) = match channel {
        Channel::Id(id) => ("id", id),
        Channel::Handle(handle) => ("forHandle", handle),
        Channel::User(user) => ("forUsername", user),
    };
    let memo = Memo {
        name: Some(value.clone()),
        ..memo.clone()
    };
    let part = ("part", "snippet,contentDetails,statistics");
    ask(source, "channels", &[part, (name, value)])
        .step(CHANNEL)
        .memo(remember(&memo))
}

/// The videos of a channel, newest first.
pub(super) fn uploads(source: &Source, playlist: &str, memo: &Memo) -> Ask {
    let pairs = [
        ("part", "contentDetails"),
        ("playlistId", playlist),
        ("maxResults", "50"),
    ];
    ask(source, "playlistItems", &pairs)
        .step(UPLOADS)
        .memo(remember(memo))
}

/// Videos by their ids, at most [`BATCH`].
pub(super) fn videos(source: &Source, ids: &[String], memo: &Memo) -> Ask {
    let pairs = [("part", "snippet,statistics"), ("id", &ids.join(","))];
    ask(source, "videos", &pairs)
        .step(VIDEOS)
        .memo(remember(memo))
}

/// Threads of comments with some of their replies, newest first.
pub(super) fn threads(source: &Source, about: About<'_>, memo: &Memo) -> Ask {
    let (name, id) = match about {
        About::Channel(id) => ("allThreadsRelatedToChannelId", id),
        About::Video(id) => ("videoId", id),
    };
    let memo = Memo {
        video: match about {
            About::Channel(_) => None,
            About::Video(id) => Some(id.to_owned()),
        },
        ..memo.clone()
    };
    let pairs = [
        ("part", "snippet,replies"),
        (name, id),
        ("order", "time"),
        ("maxResults", "100"),
        ("textFormat", "plainText"),
    ];
    ask(source, "commentThreads", &pairs)
        .step(THREADS)
        .memo(remember(&memo))
}

/// All replies to a comment, where a thread holds only some.
pub(super) fn replies(source: &Source, parent: &str, video: Option<&str>, memo: &Memo) -> Ask {
    let memo = Memo {
        video: video.map(str::to_owned),
        ..memo.clone()
    };
    let pairs = [
        ("part", "snippet"),
        ("parentId", parent),
        ("maxResults", "100"),
        ("textFormat", "plainText"),
    ];
    ask(source, "comments", &pairs)
        .step(REPLIES)
        .memo(remember(&memo))
}

/// Comments by their ids, at most [`BATCH`].
pub(super) fn comments(source: &Source, ids: &[String], memo: &Memo) -> Ask {
    let pairs = [
        ("part", "snippet"),
        ("id", &ids.join(",")),
        ("textFormat", "plainText"),
    ];
    ask(source, "comments", &pairs)
        .step(COMMENTS)
        .memo(remember(memo))
}

/// Videos that a search finds, newest first.
pub(super) fn search(source: &Source, text: &str, start: &Start<'_>, memo: &Memo) -> Ask {
    let time = |at: Option<DateTime<Utc>>| at.map(written).unwrap_or_default();
    let pairs = [
        ("part", "snippet"),
        ("type", "video"),
        ("order", "date"),
        ("maxResults", "50"),
        ("q", text),
        ("publishedAfter", &time(memo.videos_from)),
        ("publishedBefore", &time(start.range.until)),
    ];
    ask(source, "search", &pairs)
        .step(SEARCH)
        .memo(remember(memo))
}

/// One public video: the smallest question there is.
pub(super) fn popular(source: &Source) -> Ask {
    let pairs = [
        ("part", "id"),
        ("chart", "mostPopular"),
        ("maxResults", "1"),
    ];
    ask(source, "videos", &pairs).step(POPULAR)
}

/// The next page of the same list.
pub(super) fn next(before: &Ask, token: &str) -> Option<Ask> {
    again(before, "pageToken", token)
}
