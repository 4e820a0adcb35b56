//! Lists of Reddit, which run newest first and show a thousand things; and the comments below a post, which come as a tree with gaps to be asked for.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::thing::{is_gone, post, published};
use crate::connect::address::{endpoint, with};
use crate::connect::connector::{Answer, Ask, Cursor, From, Page, ParseError};
use crate::connect::item::left_out;
use crate::connect::json;
use crate::connect::memo::{recall, remember};
use crate::connect::source::Source;

/// Step of a list that runs back in time.
pub(super) const LIST: &str = "list";
/// Step of a post with its comments.
pub(super) const TREE: &str = "comments";
/// Step of comments that a tree leaves out.
pub(super) const MORE: &str = "more";
/// Step of things asked for by their names.
pub(super) const NAMED: &str = "info";

/// Things that can be asked for at once: those of a page, and those of a question by names.
pub(super) const MOST: usize = 100;
/// Comments that a tree shows at once.
const COMMENTS: &str = "500";
/// Things that a list shows in all; it may be a few less.
const REACH: u64 = 1000;
const NEARLY: u64 = 900;

/// How far a list is to be read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Reach {
    /// Back to here.
    pub(super) since: Option<DateTime<Utc>>,
    /// Where the next run begins, once all is read.
    pub(super) cursor: Option<String>,
    /// Things read.
    pub(super) read: u64,
}

/// What of a tree is still to be asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Gaps {
    /// The post, without `t3_`.
    link: String,
    /// Comments that were left out.
    comments: VecDeque<String>,
    /// Comments whose answers were left out, because they lie too deep.
    branches: VecDeque<String>,
}

/// A list from its newest thing back.
pub(super) fn list(server: &str, path: &str, pairs: &[(&str, &str)], reach: &Reach) -> Ask {
    let limit = MOST.to_string();
    let page = [("limit", limit.as_str()), ("raw_json", "1")];
    Ask::get(endpoint(server, path, &[pairs, &page].concat()))
        .step(LIST)
        .memo(remember(reach))
}

/// A post and its comments.
pub(super) fn tree(server: &str, link: &str) -> Ask {
    let gaps = Gaps {
        link: link.to_owned(),
        ..Gaps::default()
    };
    branch(server, &gaps, None)
}

fn branch(server: &str, gaps: &Gaps, comment: Option<&str>) -> Ask {
    let pairs = [
        ("comment", comment.unwrap_or_default()),
        ("sort", "new"),
        ("limit", COMMENTS),
        ("raw_json", "1"),
    ];
    Ask::get(endpoint(
        server,
        &format!("/comments/{}", gaps.link),
        &pairs,
    ))
    .step(TREE)
    .memo(remember(gaps))
}

/// Reads an answer.
pub(super) fn page(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let reply = answer.reply;
    let value = json::value(reply)?;
    if reply.url.contains("/subreddits/search") {
        return Err(ParseError::new(
            reply,
            "there is no subreddit of that name; check it",
        ));
    }
    match answer.ask.step {
        TREE => {
            let Value::Array(lists) = &value else {
                return Err(strange(answer));
            };
            let things: Vec<&Value> = lists
                .iter()
                .flat_map(|list| json::items(list, "data.children"))
                .collect();
            Ok(branches(source, answer, things))
        }
        MORE => {
            let things = json::at(&value, "json.data.things").and_then(Value::as_array);
            let things = things.ok_or_else(|| strange(answer))?;
            Ok(branches(source, answer, things.iter().collect()))
        }
        step => {
            let things = json::at(&value, "data.children").and_then(Value::as_array);
            let things = things.ok_or_else(|| strange(answer))?;
            let mut page = Page::default();
            if step == NAMED {
                let there: Vec<&Value> = things.iter().filter(|thing| !is_gone(thing)).collect();
                take(source, answer, &there, &mut page);
            } else {
                take(
                    source,
                    answer,
                    &things.iter().collect::<Vec<_>>(),
                    &mut page,
                );
                turn(answer, things, json::text(&value, "data.after"), &mut page);
            }
            Ok(page)
        }
    }
}

fn strange(answer: &Answer<'_>) -> ParseError {
    ParseError::new(
        answer.reply,
        "the answer is no list of Reddit's; is the address that of its interface?",
    )
}

fn take(source: &Source, answer: &Answer<'_>, things: &[&Value], page: &mut Page) {
    let before = page.posts.len();
    page.posts.extend(
        things
            .iter()
            .filter_map(|thing| post(source, answer.reply, thing)),
    );
    let lost = things.len() - (page.posts.len() - before);
    left_out(&mut page.notes, lost, "no post or comment that can be read");
}

/// What comes after a page of a list.
fn turn(answer: &Answer<'_>, things: &[Value], after: Option<&str>, page: &mut Page) {
    let mut reach: Reach = recall(answer.ask);
    reach.read += things.len() as u64;
    page.cursor = reach.cursor.clone().map(Cursor);
    let early = |thing: &Value| {
        published(thing).is_some_and(|at| reach.since.is_some_and(|since| at < since))
    };
    if !things.is_empty() && things.iter().all(early) {
        return;
    }
    let From::Http(request) = &answer.ask.from else {
        return;
    };
    match after.and_then(|after| with(&request.url, "after", after)) {
        Some(next) => page
            .next
            .push(Ask::get(next).step(LIST).memo(remember(&reach))),
        None if reach.read >= NEARLY => page.notes.push(format!(
            "Reddit shows the newest {REACH} only; if there was more, ask more often, or for less"
        )),
        None => {}
    }
}

/// The comments of a tree, each before its answers, and the next question for what it leaves out. One at a time, as Reddit wishes.
fn branches(source: &Source, answer: &Answer<'_>, things: Vec<&Value>) -> Page {
    let mut gaps: Gaps = recall(answer.ask);
    let mut found = Vec::new();
    let mut stack: Vec<&Value> = things.into_iter().rev().collect();
    while let Some(thing) = stack.pop() {
        if json::text(thing, "kind") == Some("more") {
            let children = json::items(thing, "data.children");
            gaps.comments.extend(
                children
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|id| is_key(id))
                    .map(str::to_owned),
            );
            let parent =
                json::text(thing, "data.parent_id").and_then(|parent| parent.strip_prefix("t1_"));
            if let Some(parent) = parent.filter(|parent| children.is_empty() && is_key(parent)) {
                gaps.branches.push_back(parent.to_owned());
            }
            continue;
        }
        found.push(thing);
        stack.extend(
            json::items(thing, "data.replies.data.children")
                .iter()
                .rev(),
        );
    }
    let mut page = Page::default();
    take(source, answer, &found, &mut page);
    let server = match &answer.ask.from {
        From::Http(request) => request.url.split("/comments/").next().unwrap_or_default(),
        From::File(_) => "",
    };
    let server = server.split("/api/").next().unwrap_or_default();
    if gaps.comments.is_empty() {
        let comment = gaps.branches.pop_front();
        page.next
            .extend(comment.map(|comment| branch(server, &gaps, Some(&comment))));
        return page;
    }
    let count = gaps.comments.len().min(MOST);
    let children: Vec<String> = gaps.comments.drain(..count).collect();
    let (link, children) = (format!("t3_{}", gaps.link), children.join(","));
    let pairs = [
        ("api_type", "json"),
        ("link_id", link.as_str()),
        ("children", &children),
        ("raw_json", "1"),
    ];
    page.next.push(
        Ask::get(endpoint(server, "/api/morechildren", &pairs))
            .step(MORE)
            .memo(remember(&gaps)),
    );
    page
}

/// Whether a text is a key of Reddit's: a number to the base of 36.
pub(super) fn is_key(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
