//! Reading the answers: lists of posts, notifications, threads, posts asked for by their addresses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::address::post_id;
use super::lane::What;
use super::plan::{BRANCH, NAMED, Plan, RESOLVE, branch};
use super::post::{Context, sort_at};
use super::thread::Tree;
use crate::connect::connector::{Answer, From, Page, ParseError};
use crate::connect::item::left_out;
use crate::connect::json;
use crate::connect::source::Source;
use crate::record::Post;

/// A branch of a thread: its posts, and questions for what is deeper still.
fn deeper(source: &Source, answer: &Answer<'_>, value: &Value) -> Result<Page, ParseError> {
    let Answer { ask, reply } = answer;
    let context = Context::new(source, reply, Some(&ask.memo));
    let tree = Tree::read(value, &context).ok_or_else(|| not(answer, "thread"))?;
    let server = server(answer);
    let next = tree.deeper.iter();
    Ok(Page {
        posts: tree.posts,
        notes: tree.notes,
        next: next.map(|uri| branch(server, uri, &ask.memo)).collect(),
        ..Page::default()
    })
}

/// Reads an answer.
pub(super) fn page(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let Answer { ask, reply } = answer;
    let value = json::value(reply)?;
    match ask.step {
        NAMED => {
            let context = Context::new(source, reply, Some(&ask.memo));
            let (posts, notes) = posts(list(answer, &value, "posts")?, |view| context.post(view));
            return Ok(Page {
                posts,
                notes,
                ..Page::default()
            });
        }
        BRANCH => return deeper(source, answer, &value),
        _ => {}
    }
    let mut plan = Plan::read(&ask.memo)
        .ok_or_else(|| ParseError::new(reply, "an answer to a question that was not asked"))?;
    let Some(what) = plan.lane().map(|lane| lane.what) else {
        return Ok(Page::default());
    };
    if ask.step == RESOLVE {
        return resolved(answer, &value, plan);
    }
    let context = Context::new(source, reply, plan.me.as_deref());
    match what {
        What::Thread => {
            let tree = Tree::read(&value, &context).ok_or_else(|| not(answer, "thread"))?;
            let below = tree.deeper.iter().map(|uri| plan.branch(uri)).collect();
            let page = Page {
                posts: tree.posts,
                notes: tree.notes,
                next: below,
                ..Page::default()
            };
            Ok(turned(plan, page, &[], &Value::Null))
        }
        What::Mentions | What::Notifications => notifications(answer, &value, plan, &context),
        What::Search => {
            let views = list(answer, &value, "posts")?;
            let (posts, notes) = posts(views, |view| context.post(view));
            Ok(listed(plan, posts, notes, &value))
        }
        What::Author | What::Feed | What::List => {
            let items = list(answer, &value, "feed")?;
            let (posts, notes) = posts(items, |item| context.item(item));
            Ok(listed(plan, posts, notes, &value))
        }
    }
}

/// The address of the server that answered, as it was asked.
fn server<'a>(answer: &'a Answer<'_>) -> &'a str {
    match &answer.ask.from {
        From::Http(request) => request.url.split("/xrpc/").next().unwrap_or_default(),
        From::File(_) => "",
    }
}

fn not(answer: &Answer<'_>, name: &str) -> ParseError {
    let message = format!("the answer has no `{name}`; is this a Bluesky server?");
    ParseError::new(answer.reply, message)
}

fn list<'v>(answer: &Answer<'_>, value: &'v Value, name: &str) -> Result<&'v [Value], ParseError> {
    match json::at(value, name) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(not(answer, name)),
    }
}

/// The posts of a list; one that cannot be read costs itself only.
fn posts(items: &[Value], read: impl Fn(&Value) -> Option<Post>) -> (Vec<Post>, Vec<String>) {
    let posts: Vec<Post> = items.iter().filter_map(read).collect();
    let mut notes = Vec::new();
    left_out(
        &mut notes,
        items.len() - posts.len(),
        "no post that can be read",
    );
    (posts, notes)
}

/// A page of posts, and what comes after it.
fn listed(plan: Plan, posts: Vec<Post>, notes: Vec<String>, value: &Value) -> Page {
    let times: Vec<DateTime<Utc>> = posts.iter().filter_map(sort_at).collect();
    let page = Page {
        posts,
        notes,
        ..Page::default()
    };
    turned(plan, page, &times, value)
}

/// Completes a page with what comes after it.
fn turned(mut plan: Plan, mut page: Page, times: &[DateTime<Utc>], value: &Value) -> Page {
    let Some(lane) = plan.lane() else {
        return page;
    };
    let after = lane.turn(
        times,
        json::text(value, "cursor"),
        json::count(value, "hitsTotal"),
    );
    plan.advance(&after, &mut page);
    page
}

/// Notifications name posts; these are then asked for, because a notification counts nothing.
fn notifications(
    answer: &Answer<'_>,
    value: &Value,
    mut plan: Plan,
    context: &Context,
) -> Result<Page, ParseError> {
    let items = list(answer, value, "notifications")?;
    let wanted = plan.lane().map_or(&[] as &[&str], |lane| lane.reasons());
    let (mut uris, mut times) = (Vec::new(), Vec::new());
    let mut page = Page::default();
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    let mut broken = 0;
    for item in items {
        let reason = json::text(item, "reason").unwrap_or("unknown");
        times.extend(json::time(item, "indexedAt").map(|at| at.min(context.fetched_at())));
        if !wanted.contains(&reason) {
            *others.entry(reason).or_default() += 1;
        } else if reason == "repost" {
            match context.repost(item) {
                Some(post) => page.posts.push(post),
                None => broken += 1,
            }
        } else {
            match json::text(item, "uri").filter(|uri| post_id(uri).is_some()) {
                Some(uri) => uris.push(uri.to_owned()),
                None => broken += 1,
            }
        }
    }
    left_out(&mut page.notes, broken, "no notification that can be read");
    for (reason, count) in others {
        let count = if count == 1 {
            "a notification".to_owned()
        } else {
            format!("{count} notifications")
        };
        page.notes
            .push(format!("{count} of another sort, `{reason}`, left out"));
    }
    page.next = plan.posts(&uris);
    Ok(turned(plan, page, &times, value))
}

/// The account behind a handle is known: its feed or list can be asked for.
fn resolved(answer: &Answer<'_>, value: &Value, mut plan: Plan) -> Result<Page, ParseError> {
    let did = json::text(value, "did")
        .filter(|did| did.starts_with("did:"))
        .ok_or_else(|| not(answer, "did"))?;
    if let Some(lane) = plan.lane()
        && let Some(handle) = lane.handle()
    {
        lane.value = lane.value.replacen(handle, did, 1);
    }
    Ok(Page {
        next: plan.ask().into_iter().collect(),
        ..Page::default()
    })
}
