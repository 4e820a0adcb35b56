//! The answers: each list read, and what it leads to.

use serde_json::Value;

use super::ask::{self, List, Memo};
use super::json;
use super::mapping::{self, Includes};
use super::price;
use crate::connect::item::left_out;
use crate::connect::memo::{recall, remember};
use crate::connect::{Answer, Ask, Cursor, Page, ParseError, Source};
use crate::record::Post;
use crate::text::html;

/// One page of any list.
pub(super) fn page(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let value = json::value(answer.reply)?;
    let memo: Memo = recall(answer.ask);
    let holds = |name: &str| json::at(&value, name).is_some();
    if !holds("data") && !holds("meta") {
        let message = match problems(&value, "").next() {
            Some(problem) => format!("X has nothing to give: {problem}"),
            None => {
                "this is JSON, but no answer of the X API; is the address that of X?".to_owned()
            }
        };
        return Err(ParseError::new(answer.reply, message));
    }
    let mut page = match answer.ask.step {
        ask::USER => user(source, answer, &memo, &value)?,
        ask::COUNT => count(source, answer, &memo, &value)?,
        _ => posts(source, answer, &memo, &value),
    };
    page.spent = Some(price::of_answer(source, answer.ask, &value));
    Ok(page)
}

/// What X says could not be given, of one sort of resource or of all.
fn problems<'v>(value: &'v Value, sort: &'v str) -> impl Iterator<Item = String> {
    json::items(value, "errors")
        .iter()
        .filter(move |error| {
            sort.is_empty() || json::text(error, "resource_type").unwrap_or("tweet") == sort
        })
        .map(|error| {
            let said = json::text(error, "detail").or_else(|| json::text(error, "title"));
            html::one_line(said.unwrap_or("X says nothing more"))
        })
}

fn user(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    value: &Value,
) -> Result<Page, ParseError> {
    let name = memo.what.as_deref().unwrap_or_default();
    let (Some(id), Some(list)) = (json::text(value, "data.id"), memo.listed) else {
        let message = format!("X gives no id for the account `{name}`");
        return Err(ParseError::new(answer.reply, message));
    };
    let memo = Memo {
        what: None,
        ..memo.clone()
    };
    Ok(Page {
        next: vec![ask::timeline(source, list, id, &memo)],
        ..Page::default()
    })
}

fn count(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    value: &Value,
) -> Result<Page, ParseError> {
    let Some(total) = json::count(value, "meta.total_tweet_count") else {
        let message = "the answer counts no posts (`meta.total_tweet_count` is missing)";
        return Err(ParseError::new(answer.reply, message));
    };
    let mut page = Page::default();
    page.notes.extend(missed(memo));
    // Counts of all posts come in pages of a month.
    let total = memo.counted.saturating_add(total);
    match json::text(value, "meta.next_token") {
        Some(token) => {
            let next = ask::next(answer.ask, token);
            page.next.extend(next.map(|ask| with_total(ask, total)));
        }
        None => page.told.push(price::estimate(source, memo, total)),
    }
    Ok(page)
}

/// The same ask, with what was counted up to now.
fn with_total(ask: Ask, total: u64) -> Ask {
    let memo = Memo {
        counted: total,
        ..recall::<Memo>(&ask)
    };
    ask.memo(remember(&memo))
}

fn posts(source: &Source, answer: &Answer<'_>, memo: &Memo, value: &Value) -> Page {
    let includes = Includes::of(value);
    let items = json::items(value, "data");
    let posts: Vec<Post> = items
        .iter()
        .filter_map(|item| mapping::post(source, answer, &includes, item))
        .collect();
    let mut page = Page {
        cursor: memo.cursor.clone().map(Cursor),
        ..Page::default()
    };
    page.notes.extend(missed(memo));
    left_out(&mut page.notes, items.len() - posts.len(), "without an id");
    // In a look-up a post that is gone is no news; in a list it is one that is quoted or answered.
    if answer.ask.step != ask::LOOK_UP {
        match problems(value, "tweet").count() {
            0 => {}
            1 => page
                .notes
                .push("a post that another quotes or answers is gone or private".to_owned()),
            count => page.notes.push(format!(
                "{count} posts that others quote or answer are gone or private"
            )),
        }
    }
    let token = json::text(value, "meta.next_token").filter(|_| answer.ask.step != ask::LOOK_UP);
    page.next
        .extend(token.and_then(|token| ask::next(answer.ask, token)));
    page.posts = posts;
    page
}

/// That a search does not reach back to where the last run was.
fn missed(memo: &Memo) -> Option<String> {
    let (missed, from) = memo.missed.zip(memo.from)?;
    let minute = "%Y-%m-%d %H:%M UTC";
    let list = memo.listed.unwrap_or(List::Search);
    (list == List::Search).then(|| {
        format!(
            "searches reach back 7 days: posts from {} to {} are missing (--all finds them)",
            missed.format(minute),
            from.format(minute)
        )
    })
}

/// What the app has read this month, for a check.
pub(super) fn usage(answer: &Answer<'_>) -> Vec<String> {
    let mut lines = vec!["the token works".to_owned()];
    let Ok(value) = json::value(answer.reply) else {
        return lines;
    };
    let days = json::items(&value, "data.daily_project_usage");
    let read: u64 = days
        .iter()
        .flat_map(|day| json::items(day, "usage"))
        .filter_map(|app| json::count(app, "tweets_consumed"))
        .fold(0, u64::saturating_add);
    if !days.is_empty() {
        lines.push(format!(
            "{read} posts read in the last {} days that X reports",
            days.len()
        ));
    }
    if let Some(cap) = json::count(&value, "data.project_cap") {
        lines.push(format!("{cap} posts may be read in a month"));
    }
    lines
}
