//! Bluesky, and every server of the AT Protocol that speaks its lexicons (`app.bsky.*`, <https://docs.bsky.app>).
//!
//! Accounts, feeds, lists and threads are public (`getAuthorFeed`, `getFeed`, `getListFeed`, `getPostThread`); searches and notifications need a log-in.
//! The pieces: names and addresses (`address`), log-ins (`login`), what is read and how far (`lane`, `plan`), answers to posts (`read`, `thread`,
//! `post`, `rich`), refusals (`refusal`).

mod address;
mod lane;
mod login;
mod plan;
mod post;
mod read;
mod refusal;
mod rich;
#[cfg(test)]
mod tests;
mod thread;

use chrono::{DateTime, Utc};

use super::brief::Search;
use super::connector::{
    Answer, Ask, Connector, LookUp, OldSession, Page, ParseError, SourceError, Start, Verdict,
};
use super::json;
use super::source::{Source, SourceOption, TokenUse};
use crate::http::{Reply, Request};
use crate::record::Post;
use crate::text::query::Dialect;
use login::Session;
use plan::Plan;

/// Step of the question who we are.
const CHECK: &str = "check";

/// Bluesky.
pub(super) struct BlueskyConnector;

impl Connector for BlueskyConnector {
    fn name(&self) -> &'static str {
        "bluesky"
    }

    fn about(&self) -> &'static str {
        "Bluesky: accounts, searches, mentions, feeds, lists and threads"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--author mirabo.example --state ~/cm.db",
                "What an account posts, answers and reposts, since the last time; needs no account",
            ),
            (
                "--search mirabo --search '#mirabo' --handle me.bsky.social --token-file ~/.bluesky --since 7d",
                "What was said of the brand in a week",
            ),
            (
                "--mentions --handle me.bsky.social --token-file ~/.bluesky --state ~/cm.db",
                "Posts that mention, answer or quote us",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        const {
            &[
                SourceOption::many(
                    "author",
                    "NAME",
                    "What this account posts, answers and reposts",
                ),
                SourceOption::many(
                    "search",
                    "WORDS",
                    "Posts with these words, as the network's search understands them; needs a token",
                ),
                SourceOption::switch(
                    "mentions",
                    "Posts that mention, answer or quote the account of the token",
                ),
                SourceOption::switch(
                    "notifications",
                    "The same, and who reposts the account of the token",
                ),
                SourceOption::many(
                    "thread",
                    "URL",
                    "This post, what it answers, and all answers to it",
                ),
                SourceOption::many("feed", "URL", "This feed"),
                SourceOption::many("list", "URL", "Posts of the accounts of this list"),
                SourceOption::one(
                    "handle",
                    "NAME",
                    "Account to log in as; the token is its app password",
                ),
            ]
        }
    }

    fn server(&self) -> Option<&'static str> {
        Some(login::PUBLIC)
    }

    fn search(&self) -> Option<Search> {
        // What its search understands beside words, phrases and tags is nowhere promised.
        let dialect = Dialect {
            and: " ",
            or: None,
            not: None,
            prefix: false,
            handle: false,
            parentheses: false,
            ..Dialect::OWN
        };
        Some(Search {
            dialect,
            beside: &["handle"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Sometimes(
            "an app password, for searches, mentions and notifications: Settings, Privacy and security, App passwords; with --handle, or as handle:password",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        login::account(source)?;
        let plan = Plan::new(source, start)?;
        Ok(plan.ask().into_iter().collect())
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        if answer.ask.step == CHECK {
            json::value(answer.reply)?;
            return Ok(Page::default());
        }
        read::page(source, answer)
    }

    fn authorise(&self, source: &Source, session: Option<&str>, request: &mut Request) {
        let _ = source;
        if let Some(session) = session.and_then(Session::read) {
            session.authorise(request);
        }
    }

    fn session_key(&self, source: &Source) -> Option<String> {
        let account = login::account(source).ok()??;
        Some(format!(
            "bluesky {} {}",
            login::entry(source),
            account.identifier
        ))
    }

    fn log_in(
        &self,
        source: &Source,
        old: Option<OldSession<'_>>,
        now: DateTime<Utc>,
    ) -> Result<Option<Request>, SourceError> {
        // A slip in the options costs none of the log-ins of a day.
        if !source.options.is_empty() {
            plan::lanes(source)?;
        }
        login::request(source, old, now)
    }

    fn session(&self, source: &Source, reply: &Reply) -> Result<String, ParseError> {
        login::session(source, reply)
    }

    fn refused(&self, source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(source, answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        let first = self.first(source, start)?;
        if source.token.is_none() {
            return Ok(first);
        }
        let session = start.session.and_then(Session::read);
        let server = login::server(source, session.as_ref());
        let url = format!("{server}/xrpc/com.atproto.server.getSession");
        Ok(vec![Ask::get(url).step(CHECK)])
    }

    fn checked(&self, source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let _ = source;
        let reply = answer.reply;
        let mut lines = Vec::new();
        let about = json::value(reply).unwrap_or_default();
        if let Some(handle) = json::text(&about, "handle").filter(|_| answer.ask.step == CHECK) {
            lines.push(format!("logged in as {handle}"));
            if json::flag(&about, "active") == Some(false) {
                let status = json::text(&about, "status").unwrap_or("not active");
                lines.push(format!("the account is {status}"));
            }
        }
        let left = reply.header("ratelimit-remaining");
        let most = reply.header("ratelimit-limit");
        let reset = reply
            .header("ratelimit-reset")
            .and_then(|reset| DateTime::from_timestamp(reset.trim().parse().ok()?, 0));
        if let (Some(left), Some(most), Some(reset)) = (left, most, reset) {
            lines.push(format!(
                "{left} of {most} requests left until {}",
                reset.format("%Y-%m-%d %H:%M:%S UTC")
            ));
        }
        lines
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        // Posts are public: no session is needed, nor known here.
        let uris: Vec<String> = posts
            .iter()
            .filter_map(|post| post.id.strip_prefix("bluesky:"))
            .filter(|uri| address::post_id(uri).is_some())
            .map(str::to_owned)
            .collect();
        let server = if source.target.is_empty() {
            login::PUBLIC
        } else {
            &source.target
        };
        let asks = plan::batches(server, &uris)
            .into_iter()
            .map(|(ask, uris)| LookUp {
                ask,
                ids: uris.iter().map(|uri| format!("bluesky:{uri}")).collect(),
            });
        Some(asks.collect())
    }
}
