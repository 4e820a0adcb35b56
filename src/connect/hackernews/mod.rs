//! Hacker News, by its search index at hn.algolia.com.
//!
//! All of it is asked of the index, and nothing of the other service (hacker-news.firebaseio.com), for that one gives items one by one: a list of
//! 500 stories would be 501 requests there and is one here.
//!
//! Facts from hn.algolia.com/api and from its answers. A query gives 1,000 hits at most, so it is never paged: the next question is for what is as
//! old as the last hit or older, which also holds still while new items arrive. Items show in the index some minutes late, and what moderators
//! restore shows with its old date, so each run looks [`OVERLAP`] back. About 10,000 requests an hour are granted to an address.

mod ask;
mod hit;
#[cfg(test)]
mod tests;
mod tree;

use chrono::TimeDelta;
use serde_json::Value;

use self::ask::Memo;
use super::connector::{Answer, Ask, Connector, LookUp, Page, ParseError, SourceError, Start};
use super::source::{Source, SourceOption};
use super::{Cursor, Search, Verdict, json, words};
use crate::connect::address::is_number;
use crate::connect::memo::recall;
use crate::record::{Kind, Post};
use crate::text::query::Dialect;

/// How far back each run looks again.
const OVERLAP: TimeDelta = TimeDelta::days(1);

/// Hits of one answer. The index allows 1,000, but with their highlighted copies that many long comments come near the size where we stop reading.
const HITS: u64 = 500;

/// Stories looked up again at once, so that addresses stay short.
const BATCH: usize = 50;

/// Step of a question answered by hits, newest first, with more to come.
const SEARCH: &str = "search";
/// Step of a question answered by one list of hits.
const LIST: &str = "list";
/// Step of a question answered by an item and everything below it.
const THREAD: &str = "thread";
/// Step of a question answered by an item, of which only the item itself is wanted.
const ITEM: &str = "item";

/// Hacker News.
pub(super) struct HackerNewsConnector;

impl Connector for HackerNewsConnector {
    fn name(&self) -> &'static str {
        "hackernews"
    }

    fn about(&self) -> &'static str {
        "stories and comments of Hacker News: a search, a thread, a person, the front page"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--search mirabo --state hn.db",
                "every story and comment in which a brand is named, and at the next run what is new",
            ),
            ("--item 8863", "a whole thread"),
            ("--top", "what is on the front page now"),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        const OPTIONS: &[SourceOption] = &[
            SourceOption::many(
                "search",
                "WORDS",
                "Stories and comments that hold all of WORDS; \"in quotes\" they stand together",
            ),
            SourceOption::many("user", "NAME", "What a person wrote"),
            SourceOption::many(
                "item",
                "ID|URL",
                "A story or comment and everything below it",
            ),
            SourceOption::switch("new", "New stories"),
            SourceOption::switch("top", "The stories of the front page"),
            SourceOption::switch("ask", "Questions to the community (Ask HN)"),
            SourceOption::switch("show", "Things people have made (Show HN)"),
            SourceOption::switch("job", "Job advertisements"),
            SourceOption::switch("stories", "Of --search and --user, stories only"),
            SourceOption::switch("comments", "Of --search and --user, comments only"),
        ];
        OPTIONS
    }

    fn server(&self) -> Option<&'static str> {
        Some("https://hn.algolia.com")
    }

    fn search(&self) -> Option<Search> {
        // The index has no OR between words; what begins with a minus is left out (Algolia, "Advanced syntax"), and 512 bytes are read.
        Some(Search {
            dialect: Dialect {
                and: " ",
                or: None,
                not: Some("-"),
                phrase: true,
                prefix: false,
                hashtag: false,
                handle: false,
                parentheses: false,
                max_chars: 500,
            },
            beside: &["stories", "comments"],
        })
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::first(source, start)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        let memo: Memo = recall(answer.ask);
        let mut page = match answer.ask.step {
            THREAD if tree::is_too_deep(&answer.reply.body) => tree::flat_instead(source, &memo),
            THREAD => tree::posts(source, answer.reply)?,
            ITEM => tree::root(source, answer.reply)?,
            _ => {
                let value = json::value(answer.reply)?;
                let Some(hits) = json::at(&value, "hits").and_then(Value::as_array) else {
                    return Err(ParseError::new(
                        answer.reply,
                        "the answer holds no list of hits; is the address that of the Hacker News search?",
                    ));
                };
                let mut page = hit::posts(source, answer.reply, hits);
                if answer.ask.step == SEARCH {
                    page.next.extend(ask::next(source, &memo, &value, hits));
                    if memo.once && hits.len() as u64 == HITS {
                        page.notes.push(format!(
                            "took the newest {HITS} of the list; for older ones use --since"
                        ));
                    }
                }
                page
            }
        };
        page.cursor = memo.cursor.map(Cursor);
        Ok(page)
    }

    fn refused(&self, _source: &Source, answer: &Answer<'_>) -> Verdict {
        let body: Value = serde_json::from_slice(&answer.reply.body).unwrap_or_default();
        let said = words::line(json::text(&body, "message").or(json::text(&body, "error")));
        match (answer.reply.status, said) {
            (404, _) if matches!(answer.ask.step, THREAD | ITEM) => {
                Verdict::Nothing("there is no such item, or it was removed".to_owned())
            }
            (400, Some(said)) => Verdict::Failed(format!(
                "the search did not understand the question ({})",
                said.trim_end_matches('.')
            )),
            _ => Verdict::AsStatus,
        }
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::first(source, start)?;
        Ok(vec![ask::front_page(source, 1)])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let hits = json::value(answer.reply)
            .ok()
            .and_then(|value| json::count(&value, "nbHits"));
        match hits {
            Some(count) => vec![format!(
                "the search answers ({count} stories on the front page); no token is needed"
            )],
            None => Vec::new(),
        }
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let native = |post: &'_ Post| -> Option<(String, String)> {
            let native = post.id.strip_prefix("hackernews:")?;
            is_number(native).then(|| (post.id.clone(), native.to_owned()))
        };
        let (stories, comments): (Vec<&Post>, Vec<&Post>) =
            posts.iter().partition(|post| post.kind == Some(Kind::Post));
        let stories: Vec<_> = stories.into_iter().filter_map(native).collect();
        let batches = stories.chunks(BATCH).map(|batch| LookUp {
            ask: ask::stories(source, batch.iter().map(|(_, native)| native.as_str())),
            ids: batch.iter().map(|(id, _)| id.clone()).collect(),
        });
        let single = comments
            .into_iter()
            .filter_map(native)
            .map(|(id, native)| LookUp {
                ask: ask::item(source, &native).step(ITEM),
                ids: vec![id],
            });
        let asks: Vec<LookUp> = batches.chain(single).collect();
        (!asks.is_empty()).then_some(asks)
    }
}
