//! The reading of answers: which version it is, the items of a page, which page comes next.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ask::{self, Api, List, Memo, step};
use super::mapping::{self, Context};
use crate::connect::connector::{Answer, Ask, Page, ParseError};
use crate::connect::item::left_out;
use crate::connect::json;
use crate::connect::memo::recall;
use crate::connect::source::Source;
use crate::http::Reply;
use crate::record::Post;

/// Lists of items under the names that they have in one version or another.
const LISTS: &[&str] = &[
    "items",
    "results",
    "posts",
    "comments",
    "mentions",
    "replies",
    "notifications",
];

/// Reads an answer.
pub(super) fn page(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let reply = answer.reply;
    let memo: Memo = recall(answer.ask);
    let body = json::value(reply)?;
    match answer.ask.step {
        step::CHECK => Ok(Page::default()),
        step::SITE => site(source, memo, reply, &body),
        step::RESOLVE => resolved(source, &memo, reply, &body),
        step::POST | step::AGAIN => Ok(one(source, &memo, reply, &body)),
        _ => list(source, memo, reply, &body),
    }
}

/// Reads which version the server runs, and begins.
fn site(source: &Source, mut memo: Memo, reply: &Reply, body: &Value) -> Result<Page, ParseError> {
    let version = json::text(body, "version")
        .filter(|_| json::at(body, "site_view").is_some())
        .ok_or_else(|| {
            ParseError::new(
                reply,
                "the answer is not that of a Lemmy server; is the address right?",
            )
        })?;
    if !memo.told {
        // `0.19.12`, `1.0.0-beta.2`; what says something else is taken to be new.
        memo.api = if version.starts_with("0.") {
            Api::V3
        } else {
            Api::V4
        };
    }
    memo.languages = json::items(body, "all_languages")
        .iter()
        .filter_map(|language| {
            let code = json::string(language, "code").filter(|code| code != "und")?;
            Some((json::count(language, "id")?, code))
        })
        .collect();
    Ok(Page {
        next: ask::begin(source, &memo),
        cursor: memo.cursor(),
        ..Page::default()
    })
}

/// Reads under which number the server knows a post of another server.
fn resolved(source: &Source, memo: &Memo, reply: &Reply, body: &Value) -> Result<Page, ParseError> {
    let paths = [
        "post.post.id",
        "comment.post.id",
        "resolve.post.id",
        "results.0.post.id",
        "post.id",
    ];
    let number = paths.iter().find_map(|path| json::count(body, path));
    let number =
        number.ok_or_else(|| ParseError::new(reply, "the server knows no post of that address"))?;
    Ok(Page {
        next: ask::thread(source, memo, &number.to_string()),
        cursor: memo.cursor(),
        ..Page::default()
    })
}

/// Reads the answer about one post or comment.
fn one(source: &Source, memo: &Memo, reply: &Reply, body: &Value) -> Page {
    let context = Context::new(source, reply, memo);
    let view = ["post_view", "comment_view"]
        .iter()
        .find_map(|path| json::at(body, path));
    let mut page = Page {
        cursor: memo.cursor(),
        ..Page::default()
    };
    match view.map(|view| context.post(view)) {
        Some(Ok(post)) => page.posts.push(post),
        Some(Err(why)) => left_out(&mut page.notes, 1, why),
        None => left_out(&mut page.notes, 1, mapping::BROKEN),
    }
    page
}

/// Reads a page of a list.
fn list(source: &Source, mut memo: Memo, reply: &Reply, body: &Value) -> Result<Page, ParseError> {
    let lists: Vec<&Vec<Value>> = LISTS
        .iter()
        .filter_map(|name| body.get(name).and_then(Value::as_array))
        .collect();
    if lists.is_empty() {
        return Err(ParseError::new(
            reply,
            "the answer holds no list of posts or comments; is it a Lemmy server of that version? (see --api)",
        ));
    }
    let items: Vec<&Value> = lists.into_iter().flatten().collect();
    let context = Context::new(source, reply, &memo);
    let mut page = Page {
        cursor: memo.cursor(),
        ..Page::default()
    };
    let mut times: Vec<Option<DateTime<Utc>>> = Vec::new();
    let (mut gone, mut broken, mut others) = (0, 0, 0);
    for item in &items {
        let Some(view) = mapping::view(item) else {
            others += 1;
            continue;
        };
        times.push(mapping::published(view));
        match context.post(view) {
            Ok(post) => page.posts.push(post),
            Err(mapping::DELETED) => gone += 1,
            Err(_) => broken += 1,
        }
    }
    left_out(&mut page.notes, gone, mapping::DELETED);
    left_out(&mut page.notes, broken, mapping::BROKEN);
    left_out(&mut page.notes, others, "no mention and no answer");
    number_parents(&mut page.posts);
    page.next = next(source, &mut memo, body, &items, &times)
        .into_iter()
        .collect();
    Ok(page)
}

/// Comments under comments are replies.
fn number_parents(posts: &mut [Post]) {
    for post in posts {
        if post.in_reply_to_id.is_some() && post.in_reply_to_id != post.conversation_id {
            post.kind = Some(crate::record::Kind::Reply);
        }
    }
}

/// The ask for the page after this one; `None` at the end.
fn next(
    source: &Source,
    memo: &mut Memo,
    body: &Value,
    items: &[&Value],
    times: &[Option<DateTime<Utc>>],
) -> Option<Ask> {
    // Searches and notifications of version 4 come in an order of their own.
    let ordered = memo.api == Api::V3
        || !matches!(
            memo.list,
            Some(List::SearchPosts(_) | List::SearchComments(_))
        );
    let before = |from| !times.is_empty() && times.iter().all(|at| at.is_some_and(|at| at < from));
    if items.is_empty() || (ordered && memo.from.is_some_and(before)) {
        return None;
    }
    memo.page += 1;
    if let Some(cursor) = json::text(body, "next_page") {
        return Some(ask::page(source, memo, Some(cursor)));
    }
    // Posts of version 3 have both; a list by number ends with a page that is not full.
    let numbered = memo.api == Api::V3 && !matches!(memo.list, Some(List::Posts(_)));
    let full = items.len() >= ask::LIMIT.parse().unwrap_or(usize::MAX);
    (numbered && full).then(|| ask::page(source, memo, None))
}
