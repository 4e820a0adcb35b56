//! The way through the lists of a source, one after the other, page by page.
//!
//! At first contact a list is read backwards from its newest item (`max_id`), until it ends or the range is left. Later runs read forwards from where
//! the last one stopped (`min_id`), oldest first, so that a run cut short by the cap of pages goes on where it was. Some servers take `min_id` for
//! `since_id` and give the newest page instead of the oldest: when the first page forward was full, what may lie between is asked for at the end.
//! Searches are asked for by number (`offset`) and stop at a time.
//!
//! The cursor names, for each list, an item to read forward from that is at least [`OVERLAP`] old, but not more than one page back: servers put
//! posts that reach them late where their date says (`Mastodon::Snowflake`), and what is read twice the driver leaves out.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::items::posts;
use super::link::edge_of;
use super::lists::{LIMIT, List, Sort};
use super::{step, thread};
use crate::connect::address::segment;
use crate::connect::connector::{Ask, Cursor, Page, ParseError, Start};
use crate::connect::json;
use crate::connect::memo::remember;
use crate::connect::source::Source;
use crate::http::Reply;
use crate::time::rfc3339;

/// How late a post may reach the server and still be found.
const OVERLAP: TimeDelta = TimeDelta::minutes(30);

/// Trending items read at most; servers keep some dozens to hundreds.
const TRENDING: usize = 200;

/// Elasticsearch, which Mastodon searches with, gives no result beyond this number (`index.max_result_window`).
const SEARCHABLE: usize = 10_000;

/// In which direction a list is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Way {
    /// From the newest.
    #[default]
    Back,
    /// From the last run on.
    Forward,
    /// Backwards again, from the first page forward to where the run began.
    Between,
}

/// What goes along from ask to ask.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Memo {
    /// Number of the list.
    pub(super) list: usize,
    /// Where each list is left, by its key.
    cursors: BTreeMap<String, String>,
    /// Older posts are not wanted.
    pub(super) since: Option<DateTime<Utc>>,
    way: Way,
    /// Where the run began in this list.
    from: Option<String>,
    /// The id or number that the page was asked from.
    edge: Option<String>,
    /// Where the way between begins.
    gap: Option<String>,
    /// Where the list is left once it is read.
    top: Option<String>,
    /// Items read of this list.
    offset: usize,
    /// Id that the server gave to the account, or to the post whose conversation is asked for.
    pub(super) id: Option<String>,
}

impl Memo {
    /// What is known at the beginning. A cursor that cannot be read is no cursor.
    pub(super) fn start(start: &Start<'_>) -> Self {
        let cursors = start
            .cursor
            .and_then(|Cursor(text)| serde_json::from_str(text).ok());
        Memo {
            cursors: cursors.unwrap_or_default(),
            since: start.range.since,
            ..Memo::default()
        }
    }

    /// The same for the next list.
    pub(super) fn for_next_list(&self) -> Self {
        Memo {
            list: self.list + 1,
            cursors: self.cursors.clone(),
            since: self.since,
            ..Memo::default()
        }
    }

    /// What goes along with a question about one post.
    pub(super) fn about(&self, native: &str) -> Self {
        Memo {
            since: self.since,
            id: Some(native.to_owned()),
            ..Memo::default()
        }
    }

    fn cursor(&self) -> Option<Cursor> {
        (!self.cursors.is_empty())
            .then(|| serde_json::to_string(&self.cursors).ok().map(Cursor))
            .flatten()
    }
}

/// The first ask for the list whose turn it is.
pub(super) fn begin(source: &Source, lists: &[List], mut memo: Memo) -> Option<Ask> {
    let list = lists.get(memo.list)?;
    memo.from = memo.cursors.get(&list.key).cloned();
    match list.sort {
        Sort::Account if memo.id.is_none() => {
            let url = format!(
                "{}/api/v1/accounts/lookup?acct={}",
                source.target,
                segment(&list.path)
            );
            Some(
                Ask::get(url)
                    .step(step::LOOKUP)
                    .memo(remember(&memo))
                    .apart(),
            )
        }
        Sort::TrendingTags => Some(
            Ask::get(format!("{}/{}limit=10", source.target, list.path))
                .step(step::TREND_TAGS)
                .memo(remember(&memo))
                .apart(),
        ),
        sort => {
            if memo.from.is_some() && !sort.is_numbered() {
                memo.way = Way::Forward;
                memo.edge.clone_from(&memo.from);
            }
            Some(ask(source, list, &memo).apart())
        }
    }
}

/// The ask for the next list, if there is one.
pub(super) fn next_list(source: &Source, lists: &[List], memo: &Memo) -> Option<Ask> {
    begin(source, lists, memo.for_next_list())
}

/// The ask for the page that a memo describes.
fn ask(source: &Source, list: &List, memo: &Memo) -> Ask {
    let path = match (&list.sort, &memo.id) {
        (Sort::Account, Some(id)) => format!(
            "api/v1/accounts/{}/statuses?{}",
            segment(id),
            list.without.trim_start_matches('&')
        ),
        _ => list.path.clone(),
    };
    let glue = if path.ends_with('?') { "" } else { "&" };
    let mut url = format!("{}/{path}{glue}limit={LIMIT}", source.target);
    if list.sort.is_numbered() {
        if memo.offset > 0 {
            url.push_str(&format!("&offset={}", memo.offset));
        }
    } else if let Some(edge) = memo.edge.as_deref().map(segment) {
        let name = if memo.way == Way::Forward {
            "min_id"
        } else {
            "max_id"
        };
        url.push_str(&format!("&{name}={edge}"));
        if let (Way::Between, Some(from)) = (memo.way, &memo.from) {
            url.push_str(&format!("&since_id={}", segment(from)));
        }
    }
    Ask::get(url).step(step::PAGE).memo(remember(memo))
}

/// Reads the answer to the question for an account.
pub(super) fn looked_up(
    source: &Source,
    lists: &[List],
    mut memo: Memo,
    reply: &Reply,
    body: &Value,
) -> Result<Page, ParseError> {
    let id = json::id(body, "id").ok_or_else(|| {
        ParseError::new(
            reply,
            "the answer names no account; is it a server of the Mastodon API?",
        )
    })?;
    memo.id = Some(id);
    Ok(Page {
        next: begin(source, lists, memo).into_iter().collect(),
        ..Page::default()
    })
}

/// What paging needs to know of an item.
struct Item {
    id: Option<String>,
    at: Option<DateTime<Utc>>,
}

/// Reads a page of a list.
pub(super) fn page(
    source: &Source,
    lists: &[List],
    mut memo: Memo,
    reply: &Reply,
    body: &Value,
) -> Result<Page, ParseError> {
    let Some(list) = lists.get(memo.list) else {
        return Ok(Page::default());
    };
    let found = found(list, reply, body)?;
    let mut page = Page::default();
    let items: Vec<Item> = found
        .iter()
        .map(|item| Item {
            id: json::id(item, "id"),
            at: json::time(item, "created_at"),
        })
        .collect();
    let repeats = list.sort.is_numbered() && memo.offset > 0 && same_page(&items, &memo);
    if !repeats {
        page.posts = posts(source, list, reply, found, &mut page.notes);
    }
    if list.sort == Sort::Search && found.is_empty() && memo.offset == 0 && source.token.is_none() {
        page.notes
            .push("the search found nothing; without a token most servers find nothing".to_owned());
    }
    thread::name_conversations(&mut page.posts);
    if source.options.has("conversation") {
        page.next = thread::asks(source, &page.posts, &memo);
    }
    if memo.way == Way::Forward {
        page.posts.reverse();
    }
    let next = if repeats {
        None
    } else {
        next_page(&mut memo, list, &items, reply, &mut page.notes)
    };
    if next.is_none()
        && let Some(top) = memo.top.take()
    {
        memo.cursors.insert(list.key.clone(), top);
    }
    let next = match next {
        Some(()) => Some(ask(source, list, &memo)),
        None => next_list(source, lists, &memo),
    };
    page.next.extend(next);
    page.cursor = memo.cursor();
    Ok(page)
}

/// The items of the answer; what is no list of items is refused in plain words.
fn found<'v>(list: &List, reply: &Reply, body: &'v Value) -> Result<&'v [Value], ParseError> {
    let found = match list.sort {
        Sort::Search => json::at(body, "statuses").and_then(Value::as_array),
        _ => body.as_array(),
    };
    found.map(Vec::as_slice).ok_or_else(|| {
        let message = match json::text(body, "error") {
            Some(error) => format!("the server says: {}", crate::text::html::one_line(error)),
            None => {
                "the answer holds no list of posts; is it a server of the Mastodon API?".to_owned()
            }
        };
        ParseError::new(reply, message)
    })
}

/// Whether the server has given the page before once more: it does not count.
fn same_page(items: &[Item], memo: &Memo) -> bool {
    let last = items.iter().rev().find_map(|item| item.id.as_ref());
    last.is_some() && last == memo.edge.as_ref()
}

/// Moves the memo to the next page of the list; `None` if there is none.
fn next_page(
    memo: &mut Memo,
    list: &List,
    items: &[Item],
    reply: &Reply,
    notes: &mut Vec<String>,
) -> Option<()> {
    let newest = items.iter().find_map(|item| item.id.clone());
    let oldest = items.iter().rev().find_map(|item| item.id.clone());
    if list.sort.is_numbered() {
        return next_numbered(memo, list, items, oldest, reply, notes);
    }
    if memo.way == Way::Back && memo.edge.is_none() && !memo.cursors.contains_key(&list.key) {
        let anchor = anchor(items, reply.fetched_at).or_else(|| oldest.clone());
        memo.cursors
            .extend(anchor.map(|anchor| (list.key.clone(), anchor)));
    }
    match memo.way {
        Way::Forward => {
            if newest.is_none() || newest == memo.edge {
                return between(memo);
            }
            if let Some(anchor) = anchor(items, reply.fetched_at) {
                memo.cursors.insert(list.key.clone(), anchor);
            }
            if memo.edge == memo.from && items.len() >= LIMIT {
                memo.gap = oldest;
            }
            memo.edge = newest;
            Some(())
        }
        Way::Between if items.iter().any(|item| item.id == memo.from) => None,
        Way::Back | Way::Between => {
            let wholly_before = |since| {
                items
                    .iter()
                    .all(|item| item.at.is_some_and(|at| at < since))
            };
            if items.is_empty() || memo.since.is_some_and(wholly_before) {
                return None;
            }
            let edge = edge_of(reply, oldest, notes)?;
            if memo.edge.as_ref() == Some(&edge) {
                notes.push(
                    "the server gives the same page again and again; it is read once".to_owned(),
                );
                return None;
            }
            memo.edge = Some(edge);
            Some(())
        }
    }
}

/// Turns round, if the first page forward was full: there may be something between it and where the run began.
fn between(memo: &mut Memo) -> Option<()> {
    memo.edge = Some(memo.gap.take()?);
    memo.way = Way::Between;
    Some(())
}

fn next_numbered(
    memo: &mut Memo,
    list: &List,
    items: &[Item],
    oldest: Option<String>,
    reply: &Reply,
    notes: &mut Vec<String>,
) -> Option<()> {
    let is_search = list.sort == Sort::Search;
    if is_search && memo.offset == 0 {
        let newest = items.iter().filter_map(|item| item.at).max();
        let top = newest.map(|at| (at.min(reply.fetched_at) - OVERLAP).to_rfc3339());
        memo.top = top.or_else(|| memo.from.clone());
    }
    let bound = memo.from.as_deref().and_then(rfc3339).max(memo.since);
    let wholly_before = |since| {
        items
            .iter()
            .all(|item| item.at.is_some_and(|at| at < since))
    };
    if items.is_empty() || is_search && bound.is_some_and(wholly_before) {
        return None;
    }
    memo.offset += items.len();
    memo.edge = oldest;
    let most = if is_search { SEARCHABLE } else { TRENDING };
    if memo.offset + LIMIT > most {
        if is_search {
            notes.push(format!(
                "the search has more than {most} results; narrow it, or give --since"
            ));
        }
        return None;
    }
    Some(())
}

/// Where the next run begins: the newest item that is old enough for latecomers to have arrived, or one page back.
fn anchor(items: &[Item], now: DateTime<Utc>) -> Option<String> {
    let settled = items
        .iter()
        .find(|item| item.id.is_some() && item.at.is_some_and(|at| at <= now - OVERLAP))
        .and_then(|item| item.id.clone());
    let a_page_back = || {
        let oldest = items.iter().rev().find_map(|item| item.id.clone());
        oldest.filter(|_| items.len() >= LIMIT)
    };
    settled.or_else(a_page_back)
}
