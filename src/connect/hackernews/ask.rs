//! What is asked of the index, and what comes after an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{HITS, LIST, OVERLAP, SEARCH, THREAD};
use crate::connect::address::is_number;
use crate::connect::connector::{Ask, SourceError, Start};
use crate::connect::memo::remember;
use crate::connect::moment::{read_again_from, reads_until, second_after};
use crate::connect::source::Source;
use crate::connect::{address, json};

/// What is searched when nothing narrows it: everything but the single options of polls.
const EVERYTHING: &str = "(story,comment,poll,job)";
const STORIES: &str = "(story,poll,job)";
const COMMENTS: &str = "comment";

/// The lists, as tags of the index.
const LISTS: &[(&str, &str)] = &[
    ("new", "story"),
    ("ask", "ask_hn"),
    ("show", "show_hn"),
    ("job", "job"),
];

/// What an ask carries along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    pub(super) query: String,
    pub(super) tags: String,
    /// In seconds since 1970, inclusive.
    pub(super) since: Option<i64>,
    /// In seconds since 1970, exclusive.
    pub(super) until: Option<i64>,
    /// What the run leaves behind when it is complete.
    pub(super) cursor: Option<String>,
    /// At the first contact with a list, its newest items are enough.
    pub(super) once: bool,
    /// The item whose thread is asked for.
    pub(super) item: String,
}

impl Memo {
    /// Where a run begins.
    fn begin(start: &Start<'_>) -> Self {
        Memo {
            since: read_again_from(start, OVERLAP).map(|at| at.timestamp()),
            // What begins within a second ends after it.
            until: start.range.until.map(second_after),
            cursor: reads_until(start),
            ..Memo::default()
        }
    }
}

/// Whether somebody may be called so.
fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

fn one_item(source: &Source, memo: &Memo, number: String) -> Ask {
    let ask = item(source, &number);
    let memo = Memo {
        item: number,
        ..memo.clone()
    };
    ask.memo(remember(&memo))
}

/// What to ask first.
pub(super) fn first(source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
    let options = &source.options;
    let wrong = |message: String| Err(SourceError::new(source, message));
    let narrow = match (options.has("stories"), options.has("comments")) {
        (true, false) => STORIES,
        (false, true) => COMMENTS,
        _ => EVERYTHING,
    };
    if narrow != EVERYTHING && !options.has("search") && !options.has("user") {
        return wrong(
            "--stories and --comments narrow --search or --user; use them together".to_owned(),
        );
    }
    let memo = Memo::begin(start);
    let with = |query: &str, tags: String, once: bool| {
        let memo = Memo {
            query: query.to_owned(),
            tags,
            once,
            ..memo.clone()
        };
        search(source, &memo)
    };
    let searches = options.all("search").iter();
    let mut asks: Vec<Ask> = searches
        .map(|query| with(query, narrow.to_owned(), false))
        .collect();
    for name in options.all("user") {
        let name = name.trim().trim_start_matches('@');
        if !is_name(name) {
            return wrong(format!(
                "`{name}` is not a name on Hacker News; write it as it stands above a comment"
            ));
        }
        asks.push(with("", format!("author_{name},{narrow}"), false));
    }
    for text in options.all("item") {
        let Some(number) = number(text) else {
            return wrong(format!(
                "`{text}` is neither the number of an item nor an address such as https://news.ycombinator.com/item?id=8863"
            ));
        };
        asks.push(one_item(source, &memo, number));
    }
    for (option, tag) in LISTS {
        if options.has(option) {
            asks.push(with("", (*tag).to_owned(), memo.since.is_none()));
        }
    }
    if options.has("top") {
        asks.push(front_page(source, HITS).memo(remember(&memo)));
    }
    if asks.is_empty() {
        return wrong("nothing to fetch is named; use --search WORDS, --user NAME, --item ID, --new, --top, --ask, --show or --job".to_owned());
    }
    Ok(asks)
}

/// The number of an item, from itself or its address.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    if is_number(text) {
        return Some(text.to_owned());
    }
    address::parameter(text, "id").filter(|id| is_number(id))
}

/// Hits in a stretch of time, newest first.
pub(super) fn search(source: &Source, memo: &Memo) -> Ask {
    let mut bounds = Vec::new();
    bounds.extend(memo.since.map(|since| format!("created_at_i>={since}")));
    bounds.extend(memo.until.map(|until| format!("created_at_i<{until}")));
    let address = format!("{}/api/v1/search_by_date", source.target);
    let pairs = [
        ("query", memo.query.as_str()),
        ("tags", memo.tags.as_str()),
        ("numericFilters", &bounds.join(",")),
        ("hitsPerPage", &HITS.to_string()),
    ];
    Ask::get(address::with_query(&address, &pairs))
        .step(SEARCH)
        .memo(remember(memo))
}

/// What is on the front page.
pub(super) fn front_page(source: &Source, hits: u64) -> Ask {
    let address = format!("{}/api/v1/search", source.target);
    let pairs = [("tags", "front_page"), ("hitsPerPage", &hits.to_string())];
    Ask::get(address::with_query(&address, &pairs)).step(LIST)
}

/// Stories by their numbers.
pub(super) fn stories<'a>(source: &Source, numbers: impl Iterator<Item = &'a str>) -> Ask {
    let tags: Vec<String> = numbers.map(|number| format!("story_{number}")).collect();
    let address = format!("{}/api/v1/search", source.target);
    let tags = format!("{STORIES},({})", tags.join(","));
    let pairs = [("tags", tags.as_str()), ("hitsPerPage", &HITS.to_string())];
    Ask::get(address::with_query(&address, &pairs)).step(LIST)
}

/// An item and everything below it.
pub(super) fn item(source: &Source, number: &str) -> Ask {
    Ask::get(format!("{}/api/v1/items/{number}", source.target)).step(THREAD)
}

/// A question for what is as old as the oldest hit, or older; nothing when the answer was not full.
pub(super) fn next(source: &Source, memo: &Memo, value: &Value, hits: &[Value]) -> Option<Ask> {
    let full = json::count(value, "hitsPerPage").map_or(HITS, |asked| asked.clamp(1, HITS));
    if memo.once || (hits.len() as u64) < full {
        return None;
    }
    let oldest = hits
        .iter()
        .filter_map(|hit| json::epoch(hit, "created_at_i"))
        .min()?
        .timestamp();
    // Within its own second, unless that second alone fills an answer.
    let until = match memo.until {
        Some(until) if oldest + 1 >= until => oldest,
        _ => oldest + 1,
    };
    let memo = Memo {
        until: Some(until),
        ..memo.clone()
    };
    memo.since
        .is_none_or(|since| since < until)
        .then(|| search(source, &memo))
}
