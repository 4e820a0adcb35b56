//! The search of a forum: it finds excerpts, and the posts they are of are asked for one by one.

use chrono::{DateTime, TimeDelta};
use serde_json::Value;

use super::ask::{Memo, day};
use super::{POST, SEARCH};
use crate::connect::address::is_number;
use crate::connect::connector::{Answer, Ask, Page, ParseError};
use crate::connect::memo::remember;
use crate::connect::source::Source;
use crate::connect::{Cursor, address, json, words};

/// Pages that a search shows at most (`PAGE_LIMIT` of SearchController).
const PAGES: u64 = 10;

/// A search for every query in every category.
pub(super) fn first(source: &Source, memo: &Memo) -> Vec<Ask> {
    let none = [String::new()];
    let given = |name| match source.options.all(name) {
        [] => none.as_slice(),
        values => values,
    };
    let mut asks = Vec::new();
    for query in given("search") {
        for category in given("category") {
            let category = category.trim().trim_start_matches('#');
            let mut query = query.trim().to_owned();
            if !category.is_empty() {
                query.push_str(&format!(" #{category}"));
            }
            let memo = Memo {
                query: query.trim().to_owned(),
                ..memo.clone()
            };
            asks.push(search(source, &memo));
        }
    }
    asks
}

fn search(source: &Source, memo: &Memo) -> Ask {
    let mut query = memo.query.clone();
    // Days are those of the forum's own clock, so one more is asked for.
    let since = memo.since.and_then(|since| {
        DateTime::from_timestamp(since, 0)?.checked_sub_signed(TimeDelta::days(1))
    });
    if let Some(since) = since {
        query.push_str(&format!(" after:{}", day(since)));
    }
    if let Some(before) = &memo.before {
        query.push_str(&format!(" before:{before}"));
    }
    query.push_str(" order:latest");
    let address = format!("{}/search.json", source.target);
    let pairs = [
        ("q", query.as_str()),
        ("page", &memo.offset.max(1).to_string()),
    ];
    Ask::get(address::with_query(&address, &pairs))
        .step(SEARCH)
        .memo(remember(memo))
}

/// The question for the post of a hit, unless it is older than what is asked for.
fn post_of(source: &Source, memo: &Memo, value: &Value, hit: &Value) -> Option<Ask> {
    let at = json::time(hit, "created_at").map(|at| at.timestamp());
    let old = at.is_some_and(|at| memo.since.is_some_and(|since| at < since));
    let id = json::id(hit, "id").filter(|id| is_number(id) && !old)?;
    let memo = Memo {
        title: title(value, hit),
        ..memo.clone()
    };
    let ask = Ask::get(format!("{}/posts/{id}.json", source.target));
    Some(ask.step(POST).memo(remember(&memo)))
}

/// A page of hits: questions for their posts and for the next page.
pub(super) fn page(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    value: &Value,
) -> Result<Page, ParseError> {
    let grouped = json::at(value, "grouped_search_result");
    if let Some(error) = grouped.and_then(|grouped| words::line(json::text(grouped, "error"))) {
        return Err(ParseError::new(
            answer.reply,
            format!("the forum did not search ({})", error.trim_end_matches('.')),
        ));
    }
    let hits = json::items(value, "posts");
    if grouped.is_none() && json::at(value, "posts").is_none() {
        return Err(ParseError::new(
            answer.reply,
            "the answer holds no results of a search; is the address that of the forum itself?",
        ));
    }
    let mut page = Page {
        cursor: memo.cursor.clone().map(Cursor),
        ..Page::default()
    };
    let fresh = hits
        .iter()
        .filter_map(|hit| post_of(source, memo, value, hit));
    page.next.extend(fresh);
    let more = match grouped.and_then(|grouped| json::at(grouped, "more_full_page_results")) {
        Some(Value::Bool(more)) => *more,
        Some(_) => true,
        None => false,
    };
    let oldest = hits
        .iter()
        .filter_map(|hit| json::time(hit, "created_at"))
        .min();
    let past =
        oldest.is_some_and(|oldest| memo.since.is_some_and(|since| oldest.timestamp() < since));
    if !more || past || hits.is_empty() {
        return Ok(page);
    }
    let mut memo = memo.clone();
    memo.offset = memo.offset.max(1) + 1;
    if memo.offset > PAGES {
        let next = oldest.and_then(|oldest| oldest.checked_add_signed(TimeDelta::days(1)));
        let before = next.map(day);
        if before.is_none() || before == memo.before {
            page.notes.push(format!(
                "`{}` has more hits on one day than the forum shows; some are left out",
                memo.query
            ));
            return Ok(page);
        }
        (memo.offset, memo.before) = (1, before);
    }
    page.next.push(search(source, &memo));
    Ok(page)
}

/// Headline of the topic that a hit begins.
fn title(value: &Value, hit: &Value) -> Option<String> {
    if json::count(hit, "post_number") != Some(1) {
        return None;
    }
    let topic = json::id(hit, "topic_id")?;
    let topic = json::items(value, "topics")
        .iter()
        .find(|known| json::id(known, "id").as_ref() == Some(&topic))?;
    words::line(json::text(topic, "title"))
}
