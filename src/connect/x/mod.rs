//! X by its API v2: searches of the last week or of everything, mentions of an account, an account's own posts; and what a search would cost.
//!
//! Documentation: docs.x.com/x-api. X bills every post and every profile it sends ([`price`]), so nothing is asked twice: each run begins where the
//! last one was, by time, because one source may ask several questions. Lists come newest first.

mod ask;
mod mapping;
mod price;
mod read;
mod refusal;
#[cfg(test)]
mod tests;

use super::brief::Search;
use super::connector::{
    Answer, Ask, Connector, LookUp, Page, ParseError, Price, SourceError, Start, Verdict,
};
use super::json;
use super::source::{Source, SourceOption, Takes, TokenUse};
use crate::connect::token::bearer;
use crate::http::Request;
use crate::record::Post;
use crate::text::query::Dialect;
use ask::{List, Memo};

/// X.
pub(super) struct XConnector;

const TOKEN: &str =
    "the bearer token of an app of yours: console.x.com, Apps, Keys and tokens, Bearer Token";

/// docs.x.com/x-api/posts/search/integrate/build-a-query: words are joined by a space, 512 characters.
const DIALECT: Dialect = Dialect {
    and: " ",
    or: Some(" OR "),
    not: Some("-"),
    phrase: true,
    prefix: false,
    hashtag: true,
    handle: true,
    parentheses: true,
    max_chars: 512,
};

const OPTIONS: &[SourceOption] = &[
    SourceOption::many(
        "search",
        "QUERY",
        "Posts that a search finds, of the last 7 days",
    ),
    SourceOption::switch("all", "Search all posts ever, not only those of 7 days"),
    SourceOption::many("mentions", "USER|ID", "Posts that mention this account"),
    SourceOption::many("user", "NAME|ID", "Posts of this account"),
    SourceOption::switch("estimate", "Say what it would cost, and read nothing"),
    SourceOption::switch("no-reposts", "Leave reposts out, unread and unbilled"),
    SourceOption::switch(
        "no-authors",
        "Ask for no profiles: authors have ids only, and a post costs a third",
    ),
    SourceOption::switch(
        "own",
        "The accounts named are the token's own; X bills their posts at a fifth",
    ),
    SourceOption {
        name: "page-size",
        value: "N",
        about: "Posts asked for at once, 10 to 100 (500 with --all) [default: 100]",
        takes: Takes::Number(10, 500),
    },
];

impl Connector for XConnector {
    fn name(&self) -> &'static str {
        "x"
    }

    fn about(&self) -> &'static str {
        "X (Twitter): searches, mentions, accounts; billed for each post"
    }

    fn chronological(&self) -> bool {
        false
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--search '\"Maison Thé\" -is:retweet' --estimate --token-file ~/.config/cm/x",
                "how many posts that would be, and what they would cost",
            ),
            (
                "--search '\"Maison Thé\"' --no-reposts --state x.db --max-cost 5",
                "those posts, for 5 USD at most; the next run brings what is new",
            ),
            (
                "--mentions maisonthe --own --since 2d",
                "who speaks to us; our own mentions cost a fifth",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        OPTIONS
    }

    fn server(&self) -> Option<&'static str> {
        Some("https://api.x.com")
    }

    fn search(&self) -> Option<Search> {
        Some(Search {
            dialect: DIALECT,
            beside: &["all", "estimate", "no-reposts", "no-authors", "page-size"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Always(TOKEN)
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        if source.token.is_none() {
            return Err(SourceError::no_token(source, "x", "X"));
        }
        let options = &source.options;
        let wrong = |message: String| SourceError::new(source, message);
        if !options.has("all") && options.number("page-size").is_some_and(|size| size > 100) {
            return Err(wrong(
                "--page-size is 100 at most, but with --all".to_owned(),
            ));
        }
        let lists = options
            .all("search")
            .iter()
            .map(|query| (List::Search, query));
        let mentions = options
            .all("mentions")
            .iter()
            .map(|user| (List::Mentions, user));
        let posts = options.all("user").iter().map(|user| (List::Posts, user));
        let mut asks = Vec::new();
        for (list, text) in lists.chain(mentions).chain(posts) {
            let text = text.trim();
            if text.is_empty() || (list != List::Search && !ask::is_user(text)) {
                return Err(wrong(format!(
                    "`{text}` is no account; give its name without spaces, or the number that is its id"
                )));
            }
            asks.push(if options.has("estimate") {
                ask::count(source, list, text, start).map_err(wrong)?
            } else {
                ask::list(source, list, text, &Memo::new(source, list, start))
            });
        }
        if asks.is_empty() {
            return Err(wrong(
                "nothing to read; give --search, --mentions or --user (see --help)".to_owned(),
            ));
        }
        Ok(asks)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        read::page(source, answer)
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        if let Some(token) = &source.token {
            bearer(request, token.reveal());
        }
    }

    fn refused(&self, _source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        self.first(source, start)?;
        Ok(vec![ask::usage(source)])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        read::usage(answer)
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let asks = posts.chunks(ask::BATCH).map(|batch| {
            let native: Vec<&str> = batch
                .iter()
                .filter_map(|post| post.id.strip_prefix("x:"))
                .collect();
            LookUp {
                ask: ask::posts(source, &native),
                ids: batch.iter().map(|post| post.id.clone()).collect(),
            }
        });
        Some(asks.collect())
    }

    fn price(&self, source: &Source, ask: &Ask) -> Option<Price> {
        Some(Price {
            amount: price::at_most(source, ask),
            unit: "USD",
            // Answers without data are not billed (docs.x.com/x-api/fundamentals/post-cap).
            refused: 0.0,
        })
    }
}
