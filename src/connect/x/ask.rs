//! What is asked of X, and what must come back with the answer.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::connect::address::{again, endpoint, parameter, segment};
use crate::connect::memo::remember;
use crate::connect::moment::{read_from, reads_until, written};
use crate::connect::{Ask, From, Source, Start};

pub(super) const SEARCH: &str = "search";
pub(super) const MENTIONS: &str = "mentions";
pub(super) const POSTS: &str = "posts";
pub(super) const USER: &str = "user";
pub(super) const COUNT: &str = "count";
pub(super) const LOOK_UP: &str = "look-up";
pub(super) const USAGE: &str = "usage";

/// Ids that one request may name.
pub(super) const BATCH: usize = 100;

/// What the search of recent posts reaches back to.
const RECENT: TimeDelta = TimeDelta::days(7);
/// Requests take time to arrive, and what is older than the server's 7 days is refused.
const MARGIN: TimeDelta = TimeDelta::minutes(1);
/// Posts appear in searches some time after they were made; what is read again on the same day is not billed again.
const LATE: TimeDelta = TimeDelta::minutes(2);
/// `end_time` must lie so far back.
const SETTLED: TimeDelta = TimeDelta::seconds(15);

const POST_FIELDS: &str = "attachments,author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets";
const USER_FIELDS: &str = "name,public_metrics,username,verified";
const MEDIA_FIELDS: &str = "alt_text,media_key,preview_image_url,type,url";

/// A sort of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum List {
    /// What a search finds.
    Search,
    /// What mentions an account.
    Mentions,
    /// What an account posts.
    Posts,
}

impl List {
    fn step(self) -> &'static str {
        match self {
            List::Search => SEARCH,
            List::Mentions => MENTIONS,
            List::Posts => POSTS,
        }
    }
}

/// What must come back with an answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// Where the next run goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// The list that is wanted, once the account is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) listed: Option<List>,
    /// From when on it is wanted, and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<DateTime<Utc>>,
    /// From when on it should be, where the search does not reach back so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) missed: Option<DateTime<Utc>>,
    /// What the user calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) what: Option<String>,
    /// Posts that earlier pages of a count have counted.
    pub(super) counted: u64,
}

impl Memo {
    /// What a run needs to know for a list.
    pub(super) fn new(source: &Source, list: List, start: &Start<'_>) -> Self {
        let wanted = read_from(start).and_then(|from| from.checked_sub_signed(LATE));
        let reach = (list == List::Search && !source.options.has("all"))
            .then(|| start.now - RECENT + MARGIN);
        let out_of_reach = wanted
            .zip(reach)
            .is_some_and(|(wanted, reach)| wanted < reach);
        let settled = start.now - SETTLED;
        Memo {
            cursor: reads_until(start),
            listed: Some(list),
            from: if out_of_reach { reach } else { wanted },
            until: start.range.until.filter(|until| *until < settled),
            missed: wanted.filter(|_| out_of_reach),
            ..Memo::default()
        }
    }
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map(written).unwrap_or_default()
}

/// Whether a text can be an account: a name of letters, digits and `_`, or a number. With `@` it is a name in any case.
pub(super) fn is_user(text: &str) -> bool {
    let name = text.strip_prefix('@').unwrap_or(text);
    !name.is_empty()
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || char == '_')
}

fn is_id(text: &str) -> bool {
    text.chars().all(|char| char.is_ascii_digit())
}

/// The first question for a list: the list, or the account that has it.
pub(super) fn list(source: &Source, list: List, text: &str, memo: &Memo) -> Ask {
    if list == List::Search {
        return search(source, text, memo);
    }
    if is_id(text) {
        return timeline(source, list, text, memo);
    }
    let name = text.strip_prefix('@').unwrap_or(text);
    let memo = Memo {
        what: Some(name.to_owned()),
        ..memo.clone()
    };
    let path = format!("/2/users/by/username/{}", segment(name));
    Ask::get(endpoint(&source.target, &path, &[]))
        .step(USER)
        .memo(remember(&memo))
}

fn page_size(source: &Source) -> String {
    source
        .options
        .number("page-size")
        .unwrap_or(100)
        .to_string()
}

fn fields(source: &Source) -> Vec<(&'static str, &'static str)> {
    let mut pairs = vec![("tweet.fields", POST_FIELDS)];
    if source.options.has("no-authors") {
        pairs.push(("expansions", "referenced_tweets.id,attachments.media_keys"));
    } else {
        pairs.push((
            "expansions",
            "author_id,referenced_tweets.id,attachments.media_keys",
        ));
        pairs.push(("user.fields", USER_FIELDS));
    }
    pairs.push(("media.fields", MEDIA_FIELDS));
    pairs
}

/// The query of a search, without reposts if they are not wanted.
fn query(source: &Source, text: &str) -> String {
    match source.options.has("no-reposts") {
        true => format!("({text}) -is:retweet"),
        false => text.to_owned(),
    }
}

fn search(source: &Source, text: &str, memo: &Memo) -> Ask {
    let path = match source.options.has("all") {
        true => "/2/tweets/search/all",
        false => "/2/tweets/search/recent",
    };
    let (query, size) = (query(source, text), page_size(source));
    let (from, until) = (time(memo.from), time(memo.until));
    let mut pairs = vec![
        ("query", query.as_str()),
        ("max_results", &size),
        ("start_time", &from),
        ("end_time", &until),
    ];
    pairs.extend(fields(source));
    Ask::get(endpoint(&source.target, path, &pairs))
        .step(SEARCH)
        .memo(remember(memo))
}

/// Posts of an account, or posts that mention it.
pub(super) fn timeline(source: &Source, list: List, id: &str, memo: &Memo) -> Ask {
    let path = match list {
        List::Mentions => format!("/2/users/{}/mentions", segment(id)),
        List::Posts | List::Search => format!("/2/users/{}/tweets", segment(id)),
    };
    let size = page_size(source);
    let (from, until) = (time(memo.from), time(memo.until));
    // Mentions cannot be asked for without reposts.
    let without_reposts = list == List::Posts && source.options.has("no-reposts");
    let mut pairs = vec![
        ("max_results", size.as_str()),
        ("start_time", &from),
        ("end_time", &until),
        ("exclude", if without_reposts { "retweets" } else { "" }),
    ];
    pairs.extend(fields(source));
    Ask::get(endpoint(&source.target, &path, &pairs))
        .step(list.step())
        .memo(remember(memo))
}

/// How many posts there are; an account's are counted by the query that finds them.
pub(super) fn count(
    source: &Source,
    list: List,
    text: &str,
    start: &Start<'_>,
) -> Result<Ask, String> {
    let name = text.strip_prefix('@').unwrap_or(text);
    let text = match list {
        List::Search => text.to_owned(),
        List::Posts => format!("from:{name}"),
        List::Mentions if is_id(text) => {
            return Err(format!(
                "mentions of an id cannot be counted; give the name of the account {text}"
            ));
        }
        List::Mentions => format!("@{name}"),
    };
    let all = source.options.has("all");
    let path = match all {
        true => "/2/tweets/counts/all",
        false => "/2/tweets/counts/recent",
    };
    // Counts reach back no further than searches do, of whatever list.
    let memo = Memo {
        listed: Some(list),
        what: Some(text.clone()),
        cursor: None,
        ..Memo::new(source, List::Search, start)
    };
    let (from, until) = (time(memo.from), time(memo.until));
    let query = query(source, &text);
    let pairs = [
        ("query", query.as_str()),
        ("granularity", "day"),
        ("start_time", &from),
        ("end_time", &until),
    ];
    Ok(Ask::get(endpoint(&source.target, path, &pairs))
        .step(COUNT)
        .memo(remember(&memo)))
}

/// Posts by their ids, at most [`BATCH`].
pub(super) fn posts(source: &Source, ids: &[&str]) -> Ask {
    let ids = ids.join(",");
    let mut pairs = vec![("ids", ids.as_str())];
    pairs.extend(fields(source));
    Ask::get(endpoint(&source.target, "/2/tweets", &pairs)).step(LOOK_UP)
}

/// What the app has read, day by day.
pub(super) fn usage(source: &Source) -> Ask {
    Ask::get(endpoint(&source.target, "/2/usage/tweets", &[])).step(USAGE)
}

/// The next page of the same list.
pub(super) fn next(before: &Ask, token: &str) -> Option<Ask> {
    let name = match before.step {
        SEARCH | COUNT => "next_token",
        _ => "pagination_token",
    };
    again(before, name, token)
}

/// The same question for half as many posts, if they can be halved.
pub(super) fn smaller(before: &Ask) -> Option<Ask> {
    let From::Http(request) = &before.from else {
        return None;
    };
    let size = parameter(&request.url, "max_results")?;
    let half = size.parse::<u64>().ok()? / 2;
    (half >= 10)
        .then(|| again(before, "max_results", &half.to_string()))
        .flatten()
}
