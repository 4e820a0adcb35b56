//! Lemmy by its HTTP API: version 3 of the servers 0.19 and version 4 of 1.0 (<https://join-lemmy.org/docs/contributors/04-api.html>,
//! <https://join-lemmy.org/docs/contributors/09-api-v4.html>; shapes as in lemmy-js-client 0.19.9 and 1.0.0-beta.2).
//!
//! The first question is which version the server runs; the answer names the languages, too. Then every list asked for is read newest first, until
//! it ends or a page lies wholly before what is wanted. The cursor is a time, since one source asks for several lists; an hour before it is read
//! again, because posts reach a server late and stand where their date says.
//!
//! Ids are addresses on the server that was asked (`lemmy:https://lemmy.example/comment/12`): Lemmy names the comment above by its number there only.

mod ask;
mod mapping;
mod read;
mod refusal;
#[cfg(test)]
mod tests;

use super::brief::Search;
use super::connector::{
    Answer, Ask, Connector, LookUp, Page, ParseError, SourceError, Start, Verdict,
};
use super::json;
use super::source::{Source, SourceOption, Takes, TokenUse};
use crate::connect::token::bearer;
use crate::http::Request;
use crate::record::Post;
use crate::text::query::Dialect;
use ask::{Memo, step};

/// Servers of the Lemmy API.
pub(super) struct LemmyConnector;

const OPTIONS: &[SourceOption] = &[
    SourceOption::many(
        "search",
        "QUERY",
        "Posts and comments with these words; may be given several times",
    ),
    SourceOption::many(
        "community",
        "NAME[@HOST]",
        "Posts and comments of a community: its name, name@server or address",
    ),
    SourceOption::many("post", "ID|URL", "A post and its comments"),
    SourceOption::switch(
        "mentions",
        "Comments that mention or answer the account of the token",
    ),
    SourceOption::switch("posts-only", "Leave comments out"),
    SourceOption::switch("comments-only", "Leave posts out"),
    SourceOption {
        name: "api",
        value: "VERSION",
        about: "Version of the server's API, v3 for 0.19 and v4 for 1.0 [default: what the server says]",
        takes: Takes::Word(&["v3", "v4"]),
    },
];

/// What the search of Lemmy understands: words, of which posts must hold the whole (`ILIKE '%...%'` with spaces as wild cards, `fuzzy_search` in
/// lemmy_diesel_utils).
const DIALECT: Dialect = Dialect {
    and: " ",
    or: None,
    not: None,
    phrase: false,
    prefix: false,
    hashtag: true,
    handle: false,
    parentheses: false,
    max_chars: 200,
};

impl Connector for LemmyConnector {
    fn name(&self) -> &'static str {
        "lemmy"
    }

    fn about(&self) -> &'static str {
        "Lemmy: posts and comments of a community, a search, a thread, mentions"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--server https://lemmy.world --search 'our brand' --since 7d",
                "what was said of the brand in the last 7 days",
            ),
            (
                "--server https://lemmy.world --community france@jlai.lu --posts-only",
                "the posts of a community of another server",
            ),
            (
                "--server https://lemmy.world --mentions --token-file ~/.config/cm/lemmy",
                "who mentions or answers our account",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        OPTIONS
    }

    fn search(&self) -> Option<Search> {
        Some(Search {
            dialect: DIALECT,
            beside: &["api", "posts-only", "comments-only"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Sometimes(
            "only for --mentions, for addresses of posts on other servers, and for servers that are closed: the `jwt` that the server gives when \
             one logs in (POST /api/v3/user/login, or /api/v4/account/auth/login)",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::check(source)?;
        let memo = Memo::start(source, start);
        Ok(vec![ask::site(source, &memo)])
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        read::page(source, answer)
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        if let Some(token) = &source.token {
            bearer(request, token.reveal());
        }
    }

    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(source, answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        ask::check(source)?;
        let memo = Memo::start(source, start);
        Ok(vec![ask::site(source, &memo).step(step::CHECK)])
    }

    fn checked(&self, source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let Ok(body) = json::value(answer.reply) else {
            return vec!["the answer is not that of a Lemmy server".to_owned()];
        };
        let mut lines = Vec::new();
        if let Some(version) = json::text(&body, "version") {
            let name = json::text(&body, "site_view.site.name").unwrap_or("the server");
            lines.push(format!("{name} runs Lemmy {version}"));
        }
        let account = "my_user.local_user_view.person.name";
        if let Some(name) = json::text(&body, account) {
            lines.push(format!("the token is that of {name}"));
        } else if source.token.is_some() && json::at(&body, "my_user").is_none() {
            lines.push("the server does not say whose the token is".to_owned());
        }
        lines
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let asks = posts.iter().filter_map(|post| {
            let (sort, number) = mapping::native(&source.target, &post.id)?;
            // Servers of 1.0 keep a part of version 3; what is not in it is asked again in version 4.
            let url = format!("{}/api/v3/{sort}?id={number}", source.target);
            Some(LookUp {
                ask: Ask::get(url).step(step::AGAIN),
                ids: vec![post.id.clone()],
            })
        });
        Some(asks.collect())
    }
}
