//! One thing to read, from its newest post back: which address is next, and when it is read far enough.
//!
//! All lists of the network run newest first and cannot be read forwards, so a lane goes back until a page lies wholly before where the last complete
//! run began. A search shows [`REACH`] posts; beyond, it goes on with the same search before the time that it has come to.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::address::parts;
use crate::connect::address::endpoint;

/// Largest page (`limit` of the lexicons, <https://github.com/bluesky-social/atproto/tree/main/lexicons>).
pub(super) const LARGE: u32 = 100;
/// Page asked for when the server fails on large ones.
pub(super) const SMALL: u32 = 25;
/// How many posts a search shows at most, as those who use it found.
const REACH: u32 = 10_000;
/// From so many posts on, a search that ends although the server counts more is taken to be cut off.
const DOUBTFUL: u32 = 1000;
/// Posts read of a feed, which somebody else's program sorts as it likes.
const FEED: u32 = 1000;
/// How far back of the newest post the next run reads again: posts arrive late, and clocks differ.
pub(super) const OVERLAP: TimeDelta = TimeDelta::minutes(15);
/// How deep a thread is asked for. The reader of JSON refuses more than 128 levels, and an answer takes two.
const DEPTH: u32 = 50;
/// How many posts above it: one level each.
const HEIGHT: u32 = 80;

/// What sort of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    Author,
    Search,
    Feed,
    List,
    Thread,
    Mentions,
    Notifications,
}

impl What {
    /// The connector's word for its answers.
    pub(super) fn step(self) -> &'static str {
        match self {
            What::Author => "author",
            What::Search => "search",
            What::Feed => "feed",
            What::List => "list",
            What::Thread => "thread",
            What::Mentions => "mentions",
            What::Notifications => "notifications",
        }
    }
}

/// One thing to read, and how far it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lane {
    pub(super) what: What,
    /// Account, words, or address.
    pub(super) value: String,
    /// Where it was left before.
    pub(super) before: Option<DateTime<Utc>>,
    /// Read back to here.
    pub(super) since: Option<DateTime<Utc>>,
    /// Of a search: only posts before this.
    pub(super) until: Option<DateTime<Utc>>,
    /// Everything since it was left is read, so that the next run can begin where this one did.
    pub(super) whole: bool,
    /// Size of a page.
    pub(super) limit: u32,
    /// Posts that the pages of this stretch of time could hold.
    shown: u32,
    /// The network's own mark of the next page.
    cursor: Option<String>,
    newest: Option<DateTime<Utc>>,
    /// Time in the middle of the last page that had posts.
    middle: Option<DateTime<Utc>>,
}

/// What comes after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Another one.
    More,
    /// Nothing; it is read far enough.
    Over,
    /// Nothing, although there may be more, and why.
    Short(String),
}

impl Lane {
    /// Something to read from its newest post back.
    pub(super) fn new(what: What, value: String) -> Self {
        Lane {
            what,
            value,
            before: None,
            since: None,
            until: None,
            whole: true,
            limit: LARGE,
            shown: 0,
            cursor: None,
            newest: None,
            middle: None,
        }
    }

    /// What its place is kept under.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.what.step(), self.value)
    }

    /// Goes back to where it was left, a little further, and not beyond `since`.
    pub(super) fn begin(&mut self, before: Option<DateTime<Utc>>, since: Option<DateTime<Utc>>) {
        self.before = before;
        let left = before.and_then(|before| before.checked_sub_signed(OVERLAP));
        self.since = left.max(since);
        // What lies between is left for a run that asks for it.
        self.whole = left.is_none_or(|left| since.is_none_or(|since| since <= left));
    }

    /// Where it is left now.
    pub(super) fn left_at(&self) -> Option<DateTime<Utc>> {
        if self.whole {
            self.before.max(self.newest)
        } else {
            self.before
        }
    }

    /// The handle in its address, where the network wants the account itself.
    pub(super) fn handle(&self) -> Option<&str> {
        let (who, _, _) = parts(&self.value)?;
        let strict = matches!(self.what, What::Feed | What::List);
        (strict && !who.starts_with("did:")).then_some(who)
    }

    /// Address of the next page.
    pub(super) fn address(&self, server: &str) -> String {
        let limit = self.limit.to_string();
        let cursor = self.cursor.as_deref().unwrap_or_default();
        let of = |method: &str, pairs: &[(&str, &str)]| {
            let page = [("limit", limit.as_str()), ("cursor", cursor)];
            endpoint(server, &format!("/xrpc/{method}"), &[pairs, &page].concat())
        };
        let value = self.value.as_str();
        match self.what {
            What::Author => of("app.bsky.feed.getAuthorFeed", &[("actor", value)]),
            What::Feed => of("app.bsky.feed.getFeed", &[("feed", value)]),
            What::List => of("app.bsky.feed.getListFeed", &[("list", value)]),
            What::Search => {
                let since = self.since.map(stamp).unwrap_or_default();
                let until = self.until.map(stamp).unwrap_or_default();
                let words = [
                    ("q", value),
                    ("sort", "latest"),
                    ("since", &since),
                    ("until", &until),
                ];
                of("app.bsky.feed.searchPosts", &words)
            }
            What::Mentions | What::Notifications => {
                let reasons: Vec<_> = self
                    .reasons()
                    .iter()
                    .map(|reason| ("reasons", *reason))
                    .collect();
                of("app.bsky.notification.listNotifications", &reasons)
            }
            What::Thread => thread(server, value, HEIGHT),
        }
    }

    /// The notifications that are read: those with somebody's words in them, or also those that somebody repeated ours.
    pub(super) fn reasons(&self) -> &'static [&'static str] {
        match self.what {
            What::Notifications => &["mention", "reply", "quote", "repost"],
            _ => &["mention", "reply", "quote"],
        }
    }

    /// Takes up a page: the times of its posts, in its order, the network's mark of the next one, and how many the server counts in all.
    pub(super) fn turn(
        &mut self,
        times: &[DateTime<Utc>],
        cursor: Option<&str>,
        hits: Option<u64>,
    ) -> After {
        self.shown = self.shown.saturating_add(self.limit);
        self.newest = self.newest.max(times.iter().max().copied());
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        self.middle = sorted
            .get(sorted.len().saturating_sub(1) / 2)
            .copied()
            .or(self.middle);
        let before = |time: &DateTime<Utc>| self.since.is_some_and(|since| *time < since);
        if !times.is_empty() && times.iter().all(before) {
            return After::Over;
        }
        let cursor = cursor.filter(|cursor| self.cursor.as_deref() != Some(cursor));
        self.cursor = cursor.map(str::to_owned);
        if self.what == What::Search {
            let more = || hits.is_some_and(|hits| hits > u64::from(self.shown));
            let cut = self.shown >= REACH - LARGE || (self.shown >= DOUBTFUL && more());
            if self.shown >= REACH || (self.cursor.is_none() && cut) {
                return self.go_beyond();
            }
        }
        match self.cursor {
            None => After::Over,
            Some(_) if self.what == What::Feed && self.shown >= FEED => After::Short(format!(
                "the feed is longer than the {FEED} posts that are read of it at a time"
            )),
            Some(_) => After::More,
        }
    }

    /// Goes on with the same search before the time that it has come to. That time is the one in the middle of the last page, for a single forged
    /// date at its end would open a gap; whole seconds, because servers may count no finer.
    pub(super) fn go_beyond(&mut self) -> After {
        let second = TimeDelta::seconds(1);
        let Some(reached) = self.middle.map(|middle| middle.trunc_subsecs(0)) else {
            return After::Over;
        };
        let mut after = After::More;
        let mut until = reached.checked_add_signed(second).unwrap_or(reached);
        if self.until.is_some_and(|before| until >= before) {
            until = self
                .until
                .map_or(until, |before| reached.min(before - second));
            after = After::Short(format!(
                "more posts carry the time {} than a search shows; some of them are missing",
                stamp(reached)
            ));
        }
        if self.since.is_some_and(|since| until <= since) {
            return After::Over;
        }
        self.until = Some(until);
        (self.shown, self.cursor, self.middle) = (0, None, None);
        after
    }

    /// Whether pages of this stretch were read.
    pub(super) fn is_under_way(&self) -> bool {
        self.shown > 0
    }
}

/// Address of a thread: what a post answers, and all that answers it.
pub(super) fn thread(server: &str, uri: &str, height: u32) -> String {
    let (depth, height) = (DEPTH.to_string(), height.to_string());
    let pairs = [("uri", uri), ("depth", &depth), ("parentHeight", &height)];
    endpoint(server, "/xrpc/app.bsky.feed.getPostThread", &pairs)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_348_800 + second, 0).unwrap()
    }

    /// A server with one post at each of `times` (newest first), which shows `REACH` of them at most.
    fn read_all(times: &[DateTime<Utc>], since: Option<DateTime<Utc>>) -> (Vec<usize>, usize) {
        let mut lane = Lane::new(What::Search, "tea".to_owned());
        lane.begin(None, since);
        let (mut seen, mut requests) = (Vec::new(), 0);
        loop {
            requests += 1;
            assert!(requests < 2000, "endless");
            let from: usize = lane
                .cursor
                .as_deref()
                .map_or(0, |cursor| cursor.parse().unwrap());
            let hits: Vec<usize> = (0..times.len())
                .filter(|n| lane.until.is_none_or(|until| times[*n] < until))
                .filter(|n| lane.since.is_none_or(|since| times[*n] >= since))
                .take(REACH as usize)
                .collect();
            let page: Vec<usize> = hits.iter().skip(from).take(100).copied().collect();
            let stamps: Vec<_> = page.iter().map(|n| times[*n]).collect();
            let next = (from + 100 < hits.len()).then(|| (from + 100).to_string());
            seen.extend(page);
            match lane.turn(&stamps, next.as_deref(), None) {
                After::More | After::Short(_) if lane.cursor.is_some() || lane.shown == 0 => {}
                _ => break,
            }
        }
        seen.sort_unstable();
        seen.dedup();
        (seen, requests)
    }

    #[test]
    fn a_search_goes_beyond_what_the_server_shows() {
        let times: Vec<_> = (0..25_000).map(|n| at(-n / 3)).collect();
        let (seen, requests) = read_all(&times, None);
        assert_eq!(seen.len(), times.len());
        assert!(requests < 256, "{requests}");
        let (seen, _) = read_all(&times, Some(at(-1000)));
        assert_eq!(seen.len(), 3 * 1000 + 3);
    }

    #[test]
    fn a_crowded_second_neither_loops_nor_hides_what_is_behind_it() {
        let mut times: Vec<_> = (0..10).map(|n| at(10 - n)).collect();
        times.extend(std::iter::repeat_n(at(0), 12_000));
        times.extend((1..500).map(|n| at(-n)));
        let (seen, _) = read_all(&times, None);
        // Ten before, what is shown of the second twice over, and all behind it.
        assert!(seen.len() >= 10 + 9_990 + 499, "{}", seen.len());
        assert!(seen.contains(&(times.len() - 1)));
    }

    #[test]
    fn a_forged_date_opens_no_gap() {
        let mut lane = Lane::new(What::Search, "tea".to_owned());
        let mut page: Vec<_> = (0..100).map(|n| at(-n)).collect();
        page[99] = DateTime::UNIX_EPOCH;
        lane.shown = 9_900;
        assert_eq!(lane.turn(&page, Some("x"), None), After::More);
        assert!(lane.until.unwrap() > at(-60), "{:?}", lane.until);
    }

    #[test]
    fn a_list_is_read_back_to_where_it_was_left() {
        let mut lane = Lane::new(What::Author, "me.example".to_owned());
        lane.begin(Some(at(0)), None);
        let overlap = OVERLAP.num_seconds();
        assert_eq!(
            lane.turn(&[at(60), at(-overlap)], Some("a"), None),
            After::More
        );
        assert_eq!(lane.turn(&[], Some("b"), None), After::More);
        assert_eq!(
            lane.turn(&[at(-overlap - 1), at(-9999)], Some("c"), None),
            After::Over
        );
        assert_eq!(lane.left_at(), Some(at(60)));
        // The same mark again leads nowhere.
        let mut lane = Lane::new(What::Author, "me.example".to_owned());
        assert_eq!(lane.turn(&[at(0)], Some("a"), None), After::More);
        assert_eq!(lane.turn(&[at(0)], Some("a"), None), After::Over);
    }

    #[test]
    fn a_run_that_wants_less_leaves_the_place_where_it_was() {
        let mut lane = Lane::new(What::Author, "me.example".to_owned());
        lane.begin(Some(at(0)), Some(at(100)));
        assert_eq!(lane.since, Some(at(100)));
        lane.turn(&[at(200)], None, None);
        assert_eq!(lane.left_at(), Some(at(0)));
        lane.begin(Some(at(0)), Some(at(-100_000)));
        assert_eq!((lane.since, lane.whole), (Some(at(0) - OVERLAP), true));
    }

    proptest::proptest! {
        #[test]
        fn any_pages_come_to_an_end(
            pages in proptest::collection::vec((proptest::collection::vec(-3_000_i64..3_000, 0..4), proptest::bool::ANY, 0_u64..20_000), 0..40)
        ) {
            let mut lane = Lane::new(What::Search, "tea".to_owned());
            lane.begin(None, Some(at(-4_000)));
            let mut until = lane.until;
            for (n, (times, more, hits)) in pages.iter().enumerate() {
                lane.shown = 9_700;
                let times: Vec<_> = times.iter().map(|second| at(*second)).collect();
                let cursor = n.to_string();
                lane.turn(&times, more.then_some(cursor.as_str()), Some(*hits));
                if lane.until != until {
                    proptest::prop_assert!(until.is_none_or(|until| lane.until.unwrap() < until));
                    until = lane.until;
                }
            }
        }
    }
}
