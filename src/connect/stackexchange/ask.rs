//! What is asked of a site, and what comes after an answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{INFO, ITEMS, OVERLAP, PAGE};
use crate::connect::address::is_number;
use crate::connect::connector::{Ask, SourceError, Start};
use crate::connect::memo::remember;
use crate::connect::moment::{read_again_from, reads_until, second_after};
use crate::connect::source::Source;
use crate::connect::{address, json};

/// What a list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum List {
    /// Questions.
    #[default]
    Questions,
    /// Answers.
    Answers,
    /// Comments on questions and answers.
    Comments,
}

impl List {
    /// Name of the list in addresses.
    pub(super) fn route(self) -> &'static str {
        match self {
            List::Questions => "questions",
            List::Answers => "answers",
            List::Comments => "comments",
        }
    }

    /// Member that holds the number of an item.
    pub(super) fn number(self) -> &'static str {
        match self {
            List::Questions => "question_id",
            List::Answers => "answer_id",
            List::Comments => "comment_id",
        }
    }
}

/// What an ask carries along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// The site.
    pub(super) site: String,
    /// What the answer holds.
    pub(super) list: List,
    /// What is wanted of the site.
    pub(super) wanted: Vec<List>,
    /// Below the version: `search/advanced`, `questions/1;2/answers`.
    pub(super) path: String,
    /// What comments are on: answers, or else questions.
    pub(super) on_answers: bool,
    /// Numbers of these answers, with those of their questions.
    pub(super) above: BTreeMap<String, String>,
    pub(super) search: String,
    /// By last activity instead of date, so that old questions with new answers are found.
    pub(super) by_activity: bool,
    /// In seconds since 1970, inclusive: of this question, and of the run.
    pub(super) since: Option<i64>,
    pub(super) floor: Option<i64>,
    /// In seconds since 1970, exclusive.
    pub(super) until: Option<i64>,
    pub(super) page: u64,
    /// What the run leaves behind when it is complete.
    pub(super) cursor: Option<String>,
}

impl Memo {
    /// Where a run begins.
    fn begin(source: &Source, start: &Start<'_>, wanted: Vec<List>) -> Self {
        let since = read_again_from(start, OVERLAP).map(|at| at.timestamp().max(0));
        Memo {
            site: site(source).to_owned(),
            wanted,
            since,
            floor: since,
            until: start.range.until.map(second_after),
            page: 1,
            cursor: reads_until(start),
            ..Memo::default()
        }
    }
}

/// What to ask first.
pub(super) fn first(source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
    let options = &source.options;
    let wrong = |message: String| Err(SourceError::new(source, message));
    if options
        .get("site")
        .is_none_or(|site| site.trim().is_empty())
    {
        return wrong(
            "it has no site; name one with --site, such as --site stackoverflow".to_owned(),
        );
    }
    let lists = [List::Questions, List::Answers, List::Comments];
    let mut wanted = Vec::from(lists);
    wanted.retain(|list| options.has(list.route()));
    if wanted.is_empty() {
        wanted.push(List::Questions);
    }
    let (searches, users) = (options.all("search"), options.all("user"));
    if !users.is_empty() && (!searches.is_empty() || options.has("tagged")) {
        return wrong(
            "--user stands alone; ask for --search and --tagged in a run of their own".to_owned(),
        );
    }
    if let Some(user) = users.iter().find(|user| !is_number(user)) {
        return wrong(format!(
            "`{user}` is not the number of a person; take it from the address of their page (/users/22656/...)"
        ));
    }
    if users.is_empty() && searches.is_empty() && !options.has("tagged") {
        return wrong(
            "nothing to fetch is named; use --tagged TAG, --search TEXT or --user ID".to_owned(),
        );
    }
    let memo = Memo::begin(source, start, wanted);
    if !users.is_empty() {
        let asks = memo.wanted.iter().map(|list| {
            let memo = Memo {
                list: *list,
                path: format!("users/{}/{}", users.join(";"), list.route()),
                ..memo.clone()
            };
            items(source, &memo)
        });
        return Ok(asks.collect());
    }
    let none = [String::new()];
    let searches = if searches.is_empty() { &none } else { searches };
    let asks = searches.iter().map(|search| {
        let memo = Memo {
            path: "search/advanced".to_owned(),
            search: search.clone(),
            by_activity: memo.wanted != [List::Questions],
            ..memo.clone()
        };
        items(source, &memo)
    });
    Ok(asks.collect())
}

/// A page of items.
pub(super) fn items(source: &Source, memo: &Memo) -> Ask {
    let tags = match memo.path.as_str() {
        "search/advanced" => source.options.all("tagged").join(";"),
        _ => String::new(),
    };
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    // `fromdate` and `todate` are about creation, `min` and `max` about what the list is sorted by; all include their own second.
    let (since, until) = (
        number(memo.since),
        number(memo.until.map(|until| until - 1)),
    );
    let (page, size) = (memo.page.to_string(), PAGE.to_string());
    let dates = if memo.by_activity {
        ["min", "max"]
    } else {
        ["fromdate", "todate"]
    };
    let until = if memo.by_activity { "" } else { &until };
    let pairs = [
        ("site", memo.site.as_str()),
        ("q", &memo.search),
        ("tagged", &tags),
        (
            "sort",
            if memo.by_activity {
                "activity"
            } else {
                "creation"
            },
        ),
        ("order", "asc"),
        (dates[0], &since),
        (dates[1], until),
        ("page", if memo.page > 1 { &page } else { "" }),
        ("pagesize", &size),
        ("filter", "withbody"),
    ];
    Ask::get(address::with_query(
        &format!("{}/2.3/{}", source.target, memo.path),
        &pairs,
    ))
    .step(ITEMS)
    .memo(remember(memo))
}

/// Items by their numbers.
pub(super) fn by_number<'a>(
    source: &Source,
    (site, list): (&str, List),
    numbers: impl Iterator<Item = &'a str>,
) -> Ask {
    let numbers: Vec<&str> = numbers.collect();
    let memo = Memo {
        site: site.to_owned(),
        list,
        wanted: vec![list],
        path: format!("{}/{}", list.route(), numbers.join(";")),
        page: 1,
        ..Memo::default()
    };
    items(source, &memo)
}

/// What the site says of itself; the cheapest question.
pub(super) fn info(source: &Source) -> Ask {
    let pairs = [("site", site(source))];
    Ask::get(address::with_query(
        &format!("{}/2.3/info", source.target),
        &pairs,
    ))
    .step(INFO)
}

/// The site that is asked for.
fn site(source: &Source) -> &str {
    source.options.get("site").unwrap_or_default().trim()
}

/// The rest of the list, and what belongs to these items.
pub(super) fn next(source: &Source, memo: &Memo, value: &Value, found: &[Value]) -> Vec<Ask> {
    let mut asks = Vec::new();
    asks.extend(rest(source, memo, value, found));
    let numbers: Vec<String> = found
        .iter()
        .filter_map(|item| json::id(item, memo.list.number()))
        .filter(|number| is_number(number))
        .collect();
    if numbers.is_empty() || memo.path.starts_with("users/") {
        return asks;
    }
    let wants = |list| memo.wanted.contains(&list);
    let on_answers = memo.list == List::Answers;
    let above: BTreeMap<String, String> = found
        .iter()
        .filter(|_| on_answers)
        .filter_map(|item| Some((json::id(item, "answer_id")?, json::id(item, "question_id")?)))
        .collect();
    let mut below = |list: List| {
        let memo = Memo {
            list,
            path: format!(
                "{}/{}/{}",
                memo.list.route(),
                numbers.join(";"),
                list.route()
            ),
            on_answers,
            above: above.clone(),
            search: String::new(),
            by_activity: false,
            since: memo.floor,
            page: 1,
            ..memo.clone()
        };
        asks.push(items(source, &memo));
    };
    if memo.list == List::Questions && (wants(List::Answers) || wants(List::Comments)) {
        below(List::Answers);
    }
    if memo.list != List::Comments && wants(List::Comments) {
        below(List::Comments);
    }
    asks
}

/// The next page of a list: from the time of its last item on, or, when all items have one time, by number.
fn rest(source: &Source, memo: &Memo, value: &Value, found: &[Value]) -> Option<Ask> {
    if json::flag(value, "has_more") != Some(true) || found.is_empty() {
        return None;
    }
    let date = if memo.by_activity {
        "last_activity_date"
    } else {
        "creation_date"
    };
    let last = found
        .iter()
        .filter_map(|item| json::epoch(item, date))
        .max()
        .map(|at| at.timestamp());
    let memo = match last {
        Some(last) if memo.since.is_none_or(|since| last > since) => Memo {
            since: Some(last),
            page: 1,
            ..memo.clone()
        },
        _ => Memo {
            page: memo.page + 1,
            ..memo.clone()
        },
    };
    Some(items(source, &memo))
}
