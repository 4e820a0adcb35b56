//! Stack Exchange: questions, answers and comments of Stack Overflow and its sister sites, over API 2.3.
//!
//! Facts from api.stackexchange.com/docs. Without a key 300 requests a day are granted to an address, with one 10,000; every answer says how many
//! are left, and may ask for a pause (`backoff`) that must be kept. Filter `withbody` adds the words. Lists are read oldest first; the next
//! question begins at the time of the last item of the answer before, and not at a page number, so that items deleted meanwhile move nothing away.
//! A comment does not make its question "active", so comments on old questions are found only if the question was active too.

mod ask;
mod item;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use self::ask::{List, Memo};
use super::connector::{
    Answer, Ask, Connector, LookUp, Page, ParseError, Price, SourceError, Start,
};
use super::source::{Source, SourceOption, TokenUse};
use super::{Cursor, Search, Verdict, address, json};
use crate::connect::address::is_number;
use crate::connect::memo::recall;
use crate::http::Request;
use crate::record::{Kind, Post};
use crate::text::query::Dialect;

/// How far back each run looks again: answers are kept for minutes by the API, and what was under review shows with its old date.
const OVERLAP: TimeDelta = TimeDelta::hours(6);

/// The most items of a page, and the most ids in an address.
const PAGE: usize = 100;

/// Step of an ask for items of a site.
const ITEMS: &str = "items";
/// Step of an ask for what a site says of itself.
const INFO: &str = "info";

/// Sites of Stack Exchange.
pub(super) struct StackExchangeConnector;

impl Connector for StackExchangeConnector {
    fn name(&self) -> &'static str {
        "stackexchange"
    }

    fn about(&self) -> &'static str {
        "questions, answers and comments of Stack Overflow and its sister sites"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--site stackoverflow --tagged mirabo --questions --answers --state so.db",
                "questions with a tag and their answers, and at the next run what is new",
            ),
            (
                "--site superuser --search \"mirabo kettle\" --since 30d",
                "the questions of a month in which both words occur",
            ),
            (
                "--site stackoverflow --user 22656 --answers --comments",
                "what a person answered and commented",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        const OPTIONS: &[SourceOption] = &[
            SourceOption::one(
                "site",
                "NAME",
                "The site: stackoverflow, superuser, serverfault, or a name such as cooking",
            ),
            SourceOption::many(
                "search",
                "TEXT",
                "Questions that match TEXT, in their title or words",
            ),
            SourceOption::many(
                "tagged",
                "TAG",
                "Questions with this tag, or with any of several",
            ),
            SourceOption::many("user", "ID", "What the person of this number wrote"),
            SourceOption::switch(
                "questions",
                "The questions; this is meant when nothing else is said",
            ),
            SourceOption::switch("answers", "Their answers, or those of --user"),
            SourceOption::switch("comments", "The comments on them, or those of --user"),
        ];
        OPTIONS
    }

    fn server(&self) -> Option<&'static str> {
        Some("https://api.stackexchange.com")
    }

    fn search(&self) -> Option<Search> {
        // How the API reads a search is not documented; words and words in quotes are.
        Some(Search {
            dialect: Dialect {
                and: " ",
                or: None,
                not: None,
                phrase: true,
                prefix: false,
                hashtag: false,
                handle: false,
                parentheses: false,
                max_chars: 240,
            },
            beside: &["site", "questions", "answers", "comments"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Sometimes(
            "only for more than 300 requests a day: the key of an application; register one at https://stackapps.com/apps/oauth/register and take its `Key`, which is no secret but yours",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::first(source, start)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        let value = json::value(answer.reply)?;
        let Some(items) = json::at(&value, "items").and_then(Value::as_array) else {
            return Err(ParseError::new(
                answer.reply,
                "the answer holds no list of items; is the address that of the Stack Exchange API?",
            ));
        };
        if answer.ask.step == INFO {
            return Ok(Page::default());
        }
        let memo: Memo = recall(answer.ask);
        let mut page = item::posts(source, answer.reply, &memo, items);
        page.next = ask::next(source, &memo, &value, items);
        if !memo.wanted.contains(&memo.list) {
            page.posts.clear();
        } else if let (true, Some(floor)) = (memo.by_activity, memo.floor) {
            // Old questions lead to new answers, and are old themselves.
            let since = |at: DateTime<Utc>| at.timestamp() >= floor;
            page.posts
                .retain(|post| post.published_at.is_none_or(since));
        }
        if let Some(seconds) = json::count(&value, "backoff") {
            page.pause = Some(Duration::from_secs(seconds));
        }
        page.cursor = memo.cursor.map(Cursor);
        Ok(page)
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        // The API takes its key in the address only; addresses are shown without it (http::redact).
        if let Some(key) = &source.token {
            request.url = address::with_query(&request.url, &[("key", key.reveal())]);
        }
    }

    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(source, answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::first(source, start)?;
        Ok(vec![ask::info(source)])
    }

    fn checked(&self, source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let Ok(value) = json::value(answer.reply) else {
            return Vec::new();
        };
        let (Some(left), Some(most)) = (
            json::count(&value, "quota_remaining"),
            json::count(&value, "quota_max"),
        ) else {
            return Vec::new();
        };
        let who = if source.token.is_some() {
            "the key is good"
        } else {
            "no key is given, and none is needed"
        };
        vec![
            who.to_owned(),
            format!("{left} of {most} requests are left until midnight UTC"),
        ]
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let mut known: BTreeMap<(&str, List), Vec<(&str, &str)>> = BTreeMap::new();
        for post in posts {
            let list = match post.kind {
                Some(Kind::Post) => List::Questions,
                Some(Kind::Reply) => List::Answers,
                Some(Kind::Comment) => List::Comments,
                _ => continue,
            };
            let native = post.id.strip_prefix("stackexchange:");
            let Some((site, number)) = native.and_then(|native| native.split_once('/')) else {
                continue;
            };
            let number = match list {
                List::Comments => number.strip_prefix("comment/").unwrap_or_default(),
                List::Questions | List::Answers => number,
            };
            if is_number(number) {
                known
                    .entry((site, list))
                    .or_default()
                    .push((&post.id, number));
            }
        }
        let batches = known.iter().flat_map(|((site, list), found)| {
            found.chunks(PAGE).map(|batch| LookUp {
                ask: ask::by_number(
                    source,
                    (site, *list),
                    batch.iter().map(|(_, number)| *number),
                ),
                ids: batch.iter().map(|(id, _)| (*id).to_owned()).collect(),
            })
        });
        let asks: Vec<LookUp> = batches.collect();
        (!asks.is_empty()).then_some(asks)
    }

    fn price(&self, _source: &Source, _ask: &Ask) -> Option<Price> {
        Some(Price {
            amount: 1.0,
            unit: "requests",
            refused: 1.0,
        })
    }
}
