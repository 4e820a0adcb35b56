//! Mastodon, and every server that speaks its client API: Pleroma, Akkoma, GoToSocial, Pixelfed, Friendica, ...
//!
//! What is asked is in `lists`, the way through a list page by page in `paging`, the reading of one status in `status`, the words for refusals in
//! `refusal`. Ids are opaque texts: they are handed back to the server and compared for equality, never for order, since servers use numbers, ULIDs
//! and other forms (<https://docs.joinmastodon.org/methods/timelines/>, <https://docs.joinmastodon.org/api/guidelines/#pagination>).

mod items;
mod link;
mod lists;
mod paging;
mod refusal;
mod status;
#[cfg(test)]
mod tests;
mod thread;
mod trends;

use serde_json::Value;

use super::address::segment;
use super::brief::Search;
use super::connector::{
    Answer, Ask, Connector, From, LookUp, Page, ParseError, SourceError, Start, Verdict,
};
use super::json;
use super::source::{Source, SourceOption, TokenUse};
use crate::connect::memo::recall;
use crate::connect::token::bearer;
use crate::http::Request;
use crate::record::Post;
use crate::text::query::Dialect;
use paging::Memo;

/// Kinds of question.
mod step {
    pub(super) const PAGE: &str = "page";
    pub(super) const LOOKUP: &str = "lookup";
    pub(super) const CONTEXT: &str = "context";
    pub(super) const TREND_TAGS: &str = "trend-tags";
    pub(super) const TREND_TAG: &str = "trend-tag";
    pub(super) const AGAIN: &str = "again";
    pub(super) const CHECK: &str = "check";
}

/// What the search of Mastodon understands: all words, phrases, hashtags, `-` (`app/lib/search_query_parser.rb` and `search_query_transformer.rb` of
/// Mastodon 4.4). Other servers know less of it.
const DIALECT: Dialect = Dialect {
    and: " ",
    or: None,
    not: Some("-"),
    phrase: true,
    prefix: false,
    hashtag: true,
    handle: false,
    parentheses: false,
    max_chars: 500,
};

/// Servers of the Mastodon API.
pub(super) struct MastodonConnector;

impl Connector for MastodonConnector {
    fn name(&self) -> &'static str {
        "mastodon"
    }

    fn about(&self) -> &'static str {
        "Mastodon and other servers of its API: hashtags, accounts, timelines, search, mentions"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--server https://mastodon.social --hashtag tea --hashtag coffee",
                "What is posted under two hashtags",
            ),
            (
                "--server https://mastodon.example --mentions --token-file ~/.mastodon-token",
                "Who speaks to the account of the token",
            ),
            (
                "--server https://piaille.fr --account '@rival@mastodon.social' --exclude-boosts --since 30d",
                "What an account published in the last 30 days",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        lists::OPTIONS
    }

    fn search(&self) -> Option<Search> {
        Some(Search {
            dialect: DIALECT,
            beside: &["conversation"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Sometimes(
            "an access token, made under Preferences > Development > New application with the scope `read`; --mentions and --notifications need it, \
             --search almost always, and some servers (GoToSocial) for everything",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        let lists = lists::of(source)?;
        let memo = Memo::start(start);
        Ok(paging::begin(source, &lists, memo).into_iter().collect())
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        let reply = answer.reply;
        if answer.ask.step == step::CHECK {
            return Ok(Page::default());
        }
        let body = json::value(reply)?;
        let memo: Memo = recall(answer.ask);
        let lists = lists::of(source).unwrap_or_default();
        match answer.ask.step {
            step::AGAIN => Ok(Page {
                posts: status::post(source, reply, &body).into_iter().collect(),
                ..Page::default()
            }),
            step::LOOKUP => paging::looked_up(source, &lists, memo, reply, &body),
            step::CONTEXT => thread::read(source, &memo, reply, &body),
            step::TREND_TAGS => trends::tags(source, &lists, &memo, reply, &body),
            step::TREND_TAG => trends::tag(source, reply, &body),
            _ => paging::page(source, &lists, memo, reply, &body),
        }
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        if let Some(token) = &source.token {
            bearer(request, token.reveal());
        }
    }

    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(source, answer)
    }

    fn check(&self, source: &Source, _start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        lists::of(source)?;
        let path = match &source.token {
            Some(_) => "api/v1/accounts/verify_credentials",
            None => "api/v2/instance",
        };
        Ok(vec![
            Ask::get(format!("{}/{path}", source.target)).step(step::CHECK),
        ])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let Ok(body) = json::value(answer.reply) else {
            return vec!["the answer is not that of a server of the Mastodon API".to_owned()];
        };
        let mut lines = Vec::new();
        if let Some(acct) = json::text(&body, "acct") {
            lines.push(format!("the token is that of @{acct}"));
        } else if let Some(version) = json::text(&body, "version") {
            let title = json::text(&body, "title").unwrap_or("the server");
            lines.push(format!("{title} runs {}", product(&body, version)));
        }
        let header = |name: &str| answer.reply.header(name);
        if let (Some(left), Some(limit)) =
            (header("x-ratelimit-remaining"), header("x-ratelimit-limit"))
        {
            let until =
                header("x-ratelimit-reset").map_or(String::new(), |at| format!(" until {at}"));
            lines.push(format!("{left} of {limit} requests left{until}"));
        }
        lines
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        // `GET /api/v1/statuses?id[]=` takes many at once, but only from Mastodon 4.3 on, and elsewhere its 404 would read as "all of them are gone".
        let asks = posts.iter().filter_map(|post| {
            let native = status::native(&source.target, &post.id)?;
            let url = format!("{}/api/v1/statuses/{}", source.target, segment(native));
            Some(LookUp {
                ask: Ask::of(From::Http(Request::get(url))).step(step::AGAIN),
                ids: vec![post.id.clone()],
            })
        });
        Some(asks.collect())
    }
}

/// What a server runs: others than Mastodon say so in their version, as `2.7.2 (compatible; Pleroma 2.6.0)`, or by where their source is.
fn product(instance: &Value, version: &str) -> String {
    let mastodon = json::text(instance, "source_url")
        .is_none_or(|source| source.to_ascii_lowercase().contains("mastodon"));
    if mastodon && version.starts_with(|char: char| char.is_ascii_digit()) {
        format!("Mastodon {version}")
    } else {
        version.to_owned()
    }
}
