//! WordPress: the articles and comments of a blog over its REST API, version wp/v2 (WordPress 4.7 and later).
//!
//! Facts from the REST API handbook (developer.wordpress.org/rest-api/reference/comments, .../posts) and from WordPress 6.1 itself. `date_gmt` is UTC
//! without a zone; `after` and `before` are compared with the blog's local time, so that an hour is repeated when clocks are set back, and `after`
//! excludes its own second. A comment that waited for approval appears with the date at which it was written, a scheduled article with its own. So a run
//! asks again for the last [`OVERLAP`] and leaves it to the driver to sort out what is known.
//!
//! Pages go by id, oldest first, because ids are unique and new ones come at the end; each page begins [`STEP_BACK`] items before the end of the one
//! before, because items deleted meanwhile move the rest forward.

mod ask;
mod item;
mod refusal;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use serde_json::Value;

use self::ask::{Memo, Sort, Terms};
use super::connector::{Answer, Ask, Connector, LookUp, Page, ParseError, SourceError, Start};
use super::source::{Source, SourceOption, TokenUse};
use super::{Cursor, Verdict, json};
use crate::connect::address::is_number;
use crate::connect::memo::recall;
use crate::connect::token::basic;
use crate::http::Request;
use crate::record::{Kind, Post};

/// How far back each run looks again: what was approved or published late must not be lost.
const OVERLAP: TimeDelta = TimeDelta::days(7);

/// Clocks set back repeat an hour of local time.
const CLOCK_CHANGE: TimeDelta = TimeDelta::seconds(3601);

/// Items of a page: the most that WordPress gives; and how many after an error of the server.
const PAGE: u64 = 100;
const SMALL_PAGE: u64 = 20;

/// Items of the page before that are asked for again.
const STEP_BACK: u64 = 10;

/// Step of an ask whose answer is a list of articles or comments.
const LIST: &str = "list";
/// Step of an ask that looks up the number of a category or tag.
const TERMS: &str = "terms";
/// Step of an ask that shows who we are.
const ME: &str = "me";

/// WordPress blogs.
pub(super) struct WordPressConnector;

impl Connector for WordPressConnector {
    fn name(&self) -> &'static str {
        "wordpress"
    }

    fn about(&self) -> &'static str {
        "comments and articles of a WordPress blog"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--server https://blog.example --comments --state blog.db",
                "every comment of a blog, and at the next run what is new",
            ),
            (
                "--server https://blog.example --posts --comments --search mirabo",
                "articles and comments in which a word occurs",
            ),
            (
                "--server https://blog.example --comments --status hold --token-file blog.token",
                "comments that wait for approval",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        const OPTIONS: &[SourceOption] = &[
            SourceOption::switch("comments", "The comments"),
            SourceOption::switch("posts", "The articles"),
            SourceOption::many("search", "TEXT", "Only those in which TEXT occurs"),
            SourceOption::many("post", "ID", "Only comments on the article of this number"),
            SourceOption::many(
                "category",
                "NAME",
                "Only articles of this category (its short name in addresses, or its number)",
            ),
            SourceOption::many(
                "tag",
                "NAME",
                "Only articles with this tag (its short name in addresses, or its number)",
            ),
            SourceOption::word(
                "status",
                &["hold", "approve", "spam", "trash", "all"],
                "Comments in this state, such as hold: those that wait for approval (needs a token)",
            ),
        ];
        OPTIONS
    }

    fn token(&self) -> TokenUse {
        TokenUse::Sometimes(
            "only for comments that are not public (--status) and blogs that are closed: `user:application password`; make one in the blog under Users, Profile, Application Passwords",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::check_options(source)?;
        let memo = Memo::begin(start);
        let (categories, tags) = (source.options.all("category"), source.options.all("tag"));
        let mut asks = Vec::new();
        if source.options.has("comments") {
            asks.extend(ask::lists(source, Sort::Comments, &memo));
        }
        if source.options.has("posts") {
            asks.extend(ask::articles(source, &memo, Terms::begin(categories, tags)));
        }
        Ok(asks)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        let memo: Memo = recall(answer.ask);
        let body = answer.reply.body.trim_ascii_start();
        if !memo.plain && !body.starts_with(b"[") && !body.starts_with(b"{") {
            // Without rules for addresses, a blog answers every unknown one with its front page, or with nothing.
            return Ok(Page {
                next: ask::plainly(source, answer.ask, memo),
                notes: vec![refusal::PLAINLY.to_owned()],
                ..Page::default()
            });
        }
        let value = json::value(answer.reply)?;
        if answer.ask.step == ME {
            return Ok(Page::default());
        }
        let Value::Array(items) = &value else {
            return Err(ParseError::new(
                answer.reply,
                "the answer is no list of a WordPress blog; is the address that of the blog itself?",
            ));
        };
        if answer.ask.step == TERMS {
            return ask::after_terms(source, answer, &memo, items);
        }
        let mut page = item::posts(source, answer.reply, memo.sort, items);
        page.next
            .extend(ask::next(source, answer, &memo, items.len()));
        page.cursor = memo.cursor.map(Cursor);
        Ok(page)
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        if let Some(token) = &source.token {
            let value = basic(token.reveal());
            request.headers.push(("authorization".to_owned(), value));
        }
    }

    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(source, answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::check_options(source)?;
        // A check is one question, so it is put in the form that every blog understands.
        let memo = Memo {
            plain: true,
            ..Memo::begin(start)
        };
        if source.token.is_some() {
            return Ok(vec![ask::me(source, &memo)]);
        }
        let sort = if source.options.has("comments") {
            Sort::Comments
        } else {
            Sort::Posts
        };
        let memo = Memo {
            size: 1,
            sort,
            after: None,
            ..memo
        };
        Ok(vec![ask::list(source, &memo)])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let Ok(value) = json::value(answer.reply) else {
            return Vec::new();
        };
        if answer.ask.step == ME {
            let roles: Vec<&str> = json::items(&value, "roles")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let name = json::text(&value, "name").unwrap_or("a user without a name");
            return vec![format!("signed in as {name} ({})", roles.join(", "))];
        }
        let memo: Memo = recall(answer.ask);
        let total = answer
            .reply
            .header("x-wp-total")
            .unwrap_or("an unknown number of");
        vec![format!("{total} {} can be read", memo.sort.noun())]
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let mut asks = Vec::new();
        for sort in [Sort::Posts, Sort::Comments] {
            let prefix = item::id(source, sort, "");
            let known: Vec<(&str, &str)> = posts
                .iter()
                .filter_map(|post| Some((post.id.as_str(), post.id.strip_prefix(&prefix)?)))
                .filter(|(_, native)| is_number(native))
                .collect();
            for batch in known.chunks(usize::try_from(PAGE).unwrap_or(1)) {
                let natives: Vec<&str> = batch.iter().map(|(_, native)| *native).collect();
                asks.push(LookUp {
                    ask: ask::list(
                        source,
                        &Memo {
                            sort,
                            include: natives.join(","),
                            ..Memo::default()
                        },
                    ),
                    ids: batch.iter().map(|(id, _)| (*id).to_owned()).collect(),
                });
            }
        }
        (!asks.is_empty()).then_some(asks)
    }
}

/// A comment on an article is a comment, one on a comment a reply.
fn kind_of_comment(parent: &str) -> Kind {
    if parent == "0" {
        Kind::Comment
    } else {
        Kind::Reply
    }
}
