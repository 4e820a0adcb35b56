//! What is asked of a forum, and what comes after an answer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CHUNK, CHUNKS, LATEST, NOTICES, NOTIFICATIONS, OUT_OF_ORDER, OVERLAP, POST, TOPIC};
use super::{item, search};
use crate::connect::address::is_number;
use crate::connect::connector::{Answer, Ask, Page, SourceError, Start};
use crate::connect::memo::remember;
use crate::connect::moment::{read_again_from, reads_until};
use crate::connect::source::Source;
use crate::connect::{Cursor, address, json, words};

/// Numbers of the notifications that point to somebody's words for the member: mentioned, replied, quoted, private message, posted, group mentioned,
/// first post of a watched topic (`Notification.types` of Discourse).
const NOTIFIED: &[u64] = &[1, 2, 3, 6, 9, 15, 17];
/// Those of them that are mentions.
const MENTIONED: &[u64] = &[1, 15];
/// The one that is a private message.
const MESSAGE: u64 = 6;

/// What an ask carries along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// Everything up to this number was read before.
    pub(super) floor: u64,
    /// What is older is not wanted, in seconds since 1970.
    pub(super) since: Option<i64>,
    /// Pages or notifications before this one.
    pub(super) offset: u64,
    pub(super) query: String,
    /// A search only before this day.
    pub(super) before: Option<String>,
    /// Headline of the topic that a post begins.
    pub(super) title: Option<String>,
    /// It is a private message.
    pub(super) message: bool,
    /// What the run leaves behind when it is complete.
    pub(super) cursor: Option<String>,
}

/// What to ask first.
pub(super) fn first(source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
    const SORTS: [&str; 4] = ["latest", "topic", "mentions", "notifications"];
    let options = &source.options;
    let wrong = |message: &str| Err(SourceError::new(source, message));
    let searching = options.has("search") || options.has("category");
    let sorts = SORTS.iter().filter(|name| options.has(name)).count() + usize::from(searching);
    if sorts == 0 {
        return wrong(
            "nothing to fetch is named; use --latest, --search QUERY, --category NAME, --topic ID, --mentions or --notifications",
        );
    }
    if sorts > 1 {
        return wrong(
            "--latest, --search with --category, --topic, --mentions and --notifications are sources of their own; ask for one at a time",
        );
    }
    let member = options.has("mentions") || options.has("notifications");
    if member && source.token.is_none() {
        return Err(SourceError::no_token(
            source,
            "discourse",
            "what a member is notified of",
        ));
    }
    if options.has("user") && source.token.is_none() {
        return Err(SourceError::no_token(source, "discourse", "--user"));
    }
    let memo = Memo {
        floor: start
            .cursor
            .and_then(|cursor| cursor.0.parse().ok())
            .unwrap_or_default(),
        since: start.range.since.map(|since| since.timestamp()),
        ..Memo::default()
    };
    if options.has("latest") {
        return Ok(vec![latest_before(source, &memo, None)]);
    }
    if member {
        return Ok(vec![notices(source, &memo)]);
    }
    if let Some(topic) = options.get("topic") {
        let Some(number) = topic_number(source, topic) else {
            return wrong(
                "--topic takes the number of a topic or its address on this forum, such as https://forum.example/t/welcome/5",
            );
        };
        let ask = Ask::get(format!("{}/t/{number}.json", source.target));
        return Ok(vec![ask.step(TOPIC).memo(remember(&memo))]);
    }
    let memo = Memo {
        since: read_again_from(start, OVERLAP).map(|at| at.timestamp()),
        cursor: reads_until(start),
        offset: 1,
        ..Memo::default()
    };
    Ok(search::first(source, &memo))
}

/// The number of a topic, from itself or its address.
fn topic_number(source: &Source, text: &str) -> Option<String> {
    let text = text.trim();
    if is_number(text) {
        return Some(text.to_owned());
    }
    let url = address::on(&source.target, text)?;
    let mut parts = url.path_segments()?.skip_while(|part| *part != "t").skip(1);
    parts.find(|part| is_number(part)).map(str::to_owned)
}

fn latest_before(source: &Source, memo: &Memo, before: Option<u64>) -> Ask {
    let before = before.map(|before| before.to_string()).unwrap_or_default();
    let address = format!("{}/posts.json", source.target);
    Ask::get(address::with_query(&address, &[("before", &before)]))
        .step(LATEST)
        .memo(remember(memo))
}

/// Whether everything of a page is older than is wanted.
fn is_past(memo: &Memo, items: &[Value]) -> bool {
    let newest = items
        .iter()
        .filter_map(|item| json::time(item, "created_at"))
        .max();
    match (newest, memo.since) {
        (Some(newest), Some(since)) => newest.timestamp() < since,
        _ => false,
    }
}

fn numbers(items: &[Value]) -> impl Iterator<Item = u64> + '_ {
    items.iter().filter_map(|item| json::count(item, "id"))
}

/// A page of the latest posts, and the question for those before them.
pub(super) fn latest(
    source: &Source,
    answer: &Answer<'_>,
    mut memo: Memo,
    posts: &[Value],
) -> Page {
    let mut page = item::posts(source, answer.reply, posts);
    if memo.cursor.is_none() {
        let newest = numbers(posts).max().unwrap_or_default().max(memo.floor);
        memo.cursor = (newest > 0).then(|| newest.to_string());
    }
    if let Some(oldest) = numbers(posts).min()
        && oldest > 1
        && oldest > memo.floor.saturating_sub(OUT_OF_ORDER)
        && !is_past(&memo, posts)
    {
        page.next
            .push(latest_before(source, &memo, Some(oldest - 1)));
    }
    page.cursor = memo.cursor.map(Cursor);
    page
}

/// The beginning of a topic, and questions for the rest that was not read before.
pub(super) fn topic(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    value: &Value,
    posts: &[Value],
) -> Page {
    let mut page = item::posts(source, answer.reply, posts);
    let first = item::id(source, &json::id(value, "id").unwrap_or_default(), "1");
    if let Some(post) = page.posts.iter_mut().find(|post| post.id == first) {
        post.title = words::line(json::text(value, "title"));
        let mut metrics = post.metrics.unwrap_or_default();
        metrics.view_count = json::count(value, "views");
        post.metrics = metrics.some();
        post.metrics_at = post.metrics.map(|_| answer.reply.fetched_at);
        let tags = json::items(value, "tags").iter();
        // Newer forums give tags as objects.
        let tags = tags.filter_map(|tag| tag.as_str().or_else(|| json::text(tag, "name")));
        post.hashtags.extend(tags.map(str::to_owned));
    }
    let stream = || {
        json::items(value, "post_stream.stream")
            .iter()
            .filter_map(Value::as_u64)
    };
    let newest = stream().chain(numbers(posts)).max().unwrap_or_default();
    let memo = Memo {
        cursor: Some(newest.max(memo.floor).to_string()),
        ..memo.clone()
    };
    let rest: Vec<u64> = stream()
        .filter(|number| *number > memo.floor.saturating_sub(OUT_OF_ORDER))
        .filter(|number| !numbers(posts).any(|known| known == *number))
        .collect();
    let topic = json::id(value, "id").unwrap_or_default();
    for chunk in rest.chunks(CHUNK) {
        let pairs: Vec<(&str, String)> = chunk
            .iter()
            .map(|number| ("post_ids[]", number.to_string()))
            .collect();
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let address = format!("{}/t/{topic}/posts.json", source.target);
        let ask = Ask::get(address::with_query(&address, &pairs));
        page.next.push(ask.step(CHUNKS).memo(remember(&memo)));
    }
    page.cursor = memo.cursor.map(Cursor);
    page
}

fn notices(source: &Source, memo: &Memo) -> Ask {
    let offset = match memo.offset {
        0 => String::new(),
        offset => offset.to_string(),
    };
    let address = format!("{}/notifications.json", source.target);
    let pairs = [("limit", &*NOTIFICATIONS.to_string()), ("offset", &offset)];
    Ask::get(address::with_query(&address, &pairs))
        .step(NOTICES)
        .memo(remember(memo))
}

/// A page of notifications: questions for the posts they are about, and for the notifications before them.
pub(super) fn notifications(
    source: &Source,
    mut memo: Memo,
    value: &Value,
    found: &[Value],
) -> Page {
    let mut page = Page::default();
    if memo.cursor.is_none() {
        let newest = numbers(found).max().unwrap_or_default().max(memo.floor);
        memo.cursor = (newest > 0).then(|| newest.to_string());
    }
    let wanted = if source.options.has("notifications") {
        NOTIFIED
    } else {
        MENTIONED
    };
    for notice in found {
        let kind = json::count(notice, "notification_type").unwrap_or_default();
        let known = json::count(notice, "id").is_some_and(|id| id <= memo.floor);
        let too_old = is_past(&memo, std::slice::from_ref(notice));
        if !wanted.contains(&kind) || known || too_old {
            continue;
        }
        if let (Some(topic), Some(number)) = (
            json::id(notice, "topic_id"),
            json::id(notice, "post_number"),
        ) && is_number(&topic)
            && is_number(&number)
        {
            let memo = Memo {
                message: kind == MESSAGE,
                ..memo.clone()
            };
            let ask = by_number(source, &memo, &topic, &number);
            if !page.next.iter().any(|known| known.from == ask.from) {
                page.next.push(ask);
            }
        }
    }
    let reached = memo.offset + found.len() as u64;
    let more = json::count(value, "total_rows_notifications")
        .map_or(found.len() as u64 >= NOTIFICATIONS, |total| reached < total);
    let known = numbers(found)
        .min()
        .is_none_or(|oldest| oldest <= memo.floor);
    if more && !known && !is_past(&memo, found) {
        let memo = Memo {
            offset: reached,
            ..memo.clone()
        };
        page.next.push(notices(source, &memo));
    }
    page.cursor = memo.cursor.map(Cursor);
    page
}

/// A post by its place in a topic.
pub(super) fn by_number(source: &Source, memo: &Memo, topic: &str, number: &str) -> Ask {
    Ask::get(format!(
        "{}/posts/by_number/{topic}/{number}.json",
        source.target
    ))
    .step(POST)
    .memo(remember(memo))
}

/// The day of an instant, as searches write it.
pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}
