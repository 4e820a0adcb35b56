//! Discourse forums: the latest posts, a search, a topic, what a member is notified of.
//!
//! Facts from docs.discourse.org and the controllers of discourse/discourse: `/posts.json` gives 50 public posts, newest first, none above `before`;
//! a search gives excerpts of 300 characters, so the posts themselves are asked for one by one; its `after:` knows days only, and it shows ten pages
//! at most. A forum grants a key 60 requests a minute, a member's key 20, and says with a 429 how long to wait.
//!
//! A source is of one sort, because each sort remembers something else: the number of the newest post or notification, or a time.

mod ask;
mod cooked;
mod item;
mod refusal;
mod search;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use serde_json::Value;

use self::ask::Memo;
use super::connector::{Answer, Ask, Connector, LookUp, Page, ParseError, SourceError, Start};
use super::source::{Source, SourceOption, TokenUse};
use super::{Cursor, Search, Verdict, json, words};
use crate::connect::address::is_number;
use crate::connect::memo::recall;
use crate::http::Request;
use crate::record::Post;
use crate::text::query::Dialect;

/// How far back a search looks again: posts are indexed some minutes after they were written, or hours on a busy forum.
const OVERLAP: TimeDelta = TimeDelta::hours(6);

/// Posts that are written at the same moment may appear in another order than that of their numbers.
const OUT_OF_ORDER: u64 = 20;

/// Posts of a topic asked for at once: what a topic shows at once (`chunk_size` of TopicView).
const CHUNK: usize = 20;

/// Notifications asked for at once: the most that are given.
const NOTIFICATIONS: u64 = 60;

const LATEST: &str = "latest";
const SEARCH: &str = "search";
const TOPIC: &str = "topic";
const CHUNKS: &str = "chunk";
const NOTICES: &str = "notices";
const POST: &str = "post";
/// Step of an ask for a post that was read before.
const AGAIN: &str = "again";
const ME: &str = "me";
const ABOUT: &str = "about";

/// Discourse forums.
pub(super) struct DiscourseConnector;

impl Connector for DiscourseConnector {
    fn name(&self) -> &'static str {
        "discourse"
    }

    fn about(&self) -> &'static str {
        "posts of a Discourse forum: the latest, a search, a topic, mentions of a member"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--server https://forum.example --latest --since 7d --state forum.db",
                "every public post of a week, and at the next run what is new",
            ),
            (
                "--server https://forum.example --search mirabo --state forum.db",
                "the posts in which a brand is named",
            ),
            (
                "--server https://forum.example --mentions --token-file forum.token",
                "the posts that name the member whose key it is",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        const OPTIONS: &[SourceOption] = &[
            SourceOption::switch("latest", "All public posts, newest first"),
            SourceOption::many(
                "search",
                "QUERY",
                "Posts that match, as in the forum's own search (words of three letters or more)",
            ),
            SourceOption::many(
                "category",
                "NAME",
                "Posts of a category, by its short name in addresses (parent:child for one within another); also narrows --search",
            ),
            SourceOption::one("topic", "ID|URL", "All posts of a topic"),
            SourceOption::switch(
                "mentions",
                "Posts that name the member whose key it is (needs a token)",
            ),
            SourceOption::switch(
                "notifications",
                "Posts the member is notified of: mentions, replies, quotes, messages (needs a token)",
            ),
            SourceOption::one(
                "user",
                "NAME",
                "With a key of the forum's administrators: the member on whose behalf it is used",
            ),
        ];
        OPTIONS
    }

    fn search(&self) -> Option<Search> {
        // Words must all be there; `@name` and `#name` would narrow to an author or a category.
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
            beside: &["category", "user"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Sometimes(
            "only for --mentions, --notifications and forums that are closed: a user API key, or with --user a key that an administrator makes under Admin, API",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::first(source, start)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        let value = json::value(answer.reply)?;
        let memo: Memo = recall(answer.ask);
        let list = |list: Option<&Vec<Value>>| {
            list.cloned().ok_or_else(|| {
                ParseError::new(
                    answer.reply,
                    "the answer is not what a Discourse forum gives; is the address that of the forum itself?",
                )
            })
        };
        match answer.ask.step {
            LATEST => {
                let posts = list(json::at(&value, "latest_posts").and_then(Value::as_array))?;
                Ok(ask::latest(source, answer, memo, &posts))
            }
            TOPIC => {
                let posts = list(json::at(&value, "post_stream.posts").and_then(Value::as_array))?;
                Ok(ask::topic(source, answer, &memo, &value, &posts))
            }
            CHUNKS => {
                let posts = list(json::at(&value, "post_stream.posts").and_then(Value::as_array))?;
                Ok(Page {
                    cursor: memo.cursor.clone().map(Cursor),
                    ..item::posts(source, answer.reply, &posts)
                })
            }
            NOTICES => {
                let found = json::at(&value, "notifications")
                    .unwrap_or(&value)
                    .as_array();
                let found = list(found)?;
                Ok(ask::notifications(source, memo, &value, &found))
            }
            SEARCH => search::page(source, answer, &memo, &value),
            POST | AGAIN => {
                let posts = list(value.get("id").map(|_| vec![value.clone()]).as_ref())?;
                let mut page = item::posts(source, answer.reply, &posts);
                for post in &mut page.posts {
                    post.title = memo.title.clone().or(post.title.take());
                    if memo.message {
                        post.kind = Some(crate::record::Kind::Message);
                    }
                }
                page.cursor = memo.cursor.map(Cursor);
                Ok(page)
            }
            _ => Ok(Page::default()),
        }
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        let Some(token) = &source.token else {
            return;
        };
        let mut header = |name: &str, value: &str| {
            request.headers.push((name.to_owned(), value.to_owned()));
        };
        match source.options.get("user") {
            Some(user) => {
                header("api-key", token.reveal());
                header("api-username", user.trim().trim_start_matches('@'));
            }
            None => header("user-api-key", token.reveal()),
        }
    }

    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(source, answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::first(source, start)?;
        let (path, step) = if source.token.is_some() {
            ("session/current.json", ME)
        } else {
            ("about.json", ABOUT)
        };
        Ok(vec![
            Ask::get(format!("{}/{path}", source.target)).step(step),
        ])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let Ok(value) = json::value(answer.reply) else {
            return Vec::new();
        };
        let name = words::line(json::text(&value, "current_user.username"));
        let title = words::line(json::text(&value, "about.title"));
        match (name, title) {
            (Some(name), _) => vec![format!("signed in as {name}")],
            (None, Some(title)) => vec![format!("{title} can be read without a key")],
            (None, None) => Vec::new(),
        }
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let prefix = item::prefix(source);
        let asks = posts.iter().filter_map(|post| {
            let (topic, number) = post.id.strip_prefix(&prefix)?.split_once('/')?;
            (is_number(topic) && is_number(number)).then(|| LookUp {
                ask: ask::by_number(source, &Memo::default(), topic, number).step(AGAIN),
                ids: vec![post.id.clone()],
            })
        });
        let asks: Vec<LookUp> = asks.collect();
        (!asks.is_empty()).then_some(asks)
    }
}
