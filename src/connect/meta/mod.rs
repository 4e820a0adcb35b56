//! Facebook pages and Instagram accounts by Meta's Graph API: what a page publishes and what visitors write on it, posts that tag it, comments.
//!
//! Documentation: developers.facebook.com/docs/graph-api and /documentation/instagram-platform. The token must be one of a person who has a task on
//! the page. Lists come newest first and end at the last run's time; comments come long after their post, so posts of some weeks are asked for new
//! ones (`--look-back`). The cursor is a time, because one source asks for several lists.

mod ask;
mod mapping;
mod proof;
mod read;
mod refusal;
#[cfg(test)]
mod tests;
mod usage;

use super::address;
use super::connector::{
    Answer, Ask, Connector, LookUp, Page, ParseError, SourceError, Start, Verdict,
};
use super::json;
use super::source::{Source, SourceOption, Takes, TokenUse};
use crate::connect::address::is_number;
use crate::connect::token::bearer;
use crate::http::Request;
use crate::record::{Kind, Post};
use ask::{List, Memo};

/// Facebook and Instagram.
pub(super) struct MetaConnector;

const TOKEN: &str = "a page access token (developers.facebook.com/tools/explorer, \"Get Page Access Token\"); with the app's secret behind a colon, requests are signed";

/// The newest version that is documented (developers.facebook.com/docs/graph-api/changelog, 29 July 2026).
const VERSION: &str = "v26.0";

/// How far back posts are asked for new comments, in days, unless the user says otherwise.
const LOOK_BACK: u64 = 30;

const OPTIONS: &[SourceOption] = &[
    SourceOption::many(
        "page",
        "ID",
        "What this Facebook page publishes, and what visitors write on it",
    ),
    SourceOption::many(
        "instagram",
        "ID",
        "What this Instagram account publishes (its number, not its name)",
    ),
    SourceOption::switch("comments", "Comments under these posts, too"),
    SourceOption::switch("tagged", "Posts that tag the page or account, too"),
    SourceOption {
        name: "look-back",
        value: "DAYS",
        about: "With --comments: ask posts of so many days for new ones [default: 30]",
        takes: Takes::Number(0, 365),
    },
    SourceOption::one(
        "api-version",
        "VERSION",
        "Version of the Graph API [default: v26.0]",
    ),
];

impl Connector for MetaConnector {
    fn name(&self) -> &'static str {
        "meta"
    }

    fn about(&self) -> &'static str {
        "Facebook pages and Instagram accounts of ours: posts, comments, tags"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--page 104203 --comments --token-file ~/.config/cm/meta --state meta.db",
                "posts and comments of a page; the next run brings what is new",
            ),
            (
                "--instagram 178414 --comments --tagged --since 7d",
                "an Instagram account: posts, comments, and who tagged it",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        OPTIONS
    }

    fn server(&self) -> Option<&'static str> {
        Some("https://graph.facebook.com")
    }

    fn token(&self) -> TokenUse {
        TokenUse::Always(TOKEN)
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        if source.token.is_none() {
            return Err(SourceError::no_token(source, "meta", "Meta"));
        }
        let options = &source.options;
        let wrong = |message: String| Err(SourceError::new(source, message));
        let version = options.get("api-version").unwrap_or(VERSION);
        if !ask::is_version(version) {
            return wrong(format!(
                "`{version}` is no version of the Graph API; write it as {VERSION}"
            ));
        }
        let memo = Memo::new(
            source,
            start,
            options.number("look-back").unwrap_or(LOOK_BACK),
        );
        let mut asks = Vec::new();
        for (option, posts, tags) in [
            ("page", List::Feed, List::Tagged),
            ("instagram", List::Media, List::Tags),
        ] {
            for id in options.all(option) {
                let id = id.trim();
                if !is_number(id) {
                    return wrong(format!(
                        "`{id}` is no id for --{option}; give the number that Meta knows it by"
                    ));
                }
                asks.push(ask::list(source, posts, id, &memo));
                if options.has("tagged") {
                    asks.push(ask::list(source, tags, id, &memo));
                }
            }
        }
        if asks.is_empty() {
            return wrong("nothing to read; give --page or --instagram (see --help)".to_owned());
        }
        Ok(asks)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        read::page(source, answer)
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        let Some(token) = &source.token else {
            return;
        };
        let (token, secret) = proof::parts(token.reveal());
        bearer(request, token);
        let proof = secret.and_then(|secret| proof::of(token, secret));
        // The token that is looked into cannot be named in any other way.
        let looked_into = ask::is_debug(&request.url).then(|| token.to_owned());
        for (name, value) in [("appsecret_proof", proof), ("input_token", looked_into)] {
            if let Some(url) = value.and_then(|value| address::with(&request.url, name, &value)) {
                request.url = url;
            }
        }
    }

    fn refused(&self, _source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        self.first(source, start)?;
        Ok(vec![ask::me(source), ask::debug(source)])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        read::checked(answer)
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        // Every id counts as a call, so nothing is saved by asking for several at once (developers.facebook.com/docs/graph-api/overview/rate-limiting).
        let asks = posts.iter().filter_map(|post| {
            let native = post.id.strip_prefix("meta:")?;
            let is_instagram = post
                .url
                .as_deref()
                .is_some_and(|url| url.starts_with("https://www.instagram.com/"));
            let is_comment = matches!(post.kind, Some(Kind::Comment | Kind::Reply));
            let list = match (is_instagram, is_comment) {
                (false, false) => List::Feed,
                (false, true) => List::Comments,
                (true, false) => List::Media,
                (true, true) => List::MediaComments,
            };
            Some(LookUp {
                ask: ask::one(source, list, native, post),
                ids: vec![post.id.clone()],
            })
        });
        Some(asks.collect())
    }
}
