//! Reddit, by its interface for registered applications (<https://www.reddit.com/dev/api>).
//!
//! The pieces: tokens (`login`), lists and trees (`listing`), things to posts (`thing`).

mod listing;
mod login;
#[cfg(test)]
mod tests;
mod thing;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::address::{endpoint, segment};
use super::brief::Search;
use super::connector::{
    Answer, Ask, Connector, LookUp, OldSession, Page, ParseError, SourceError, Start, Verdict,
};
use super::json;
use super::source::{Source, SourceOption, TokenUse};
use crate::connect::moment::{read_again_from, reads_until};
use crate::http::{Reply, Request};
use crate::record::Post;
use crate::text::query::Dialect;
use listing::{NAMED, Reach, is_key, list, tree};

/// How far before the end of the last run a run begins: what moderators let through late has its old date.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// Reddit.
pub(super) struct RedditConnector;

impl Connector for RedditConnector {
    fn name(&self) -> &'static str {
        "reddit"
    }

    fn about(&self) -> &'static str {
        "Reddit: subreddits, searches, comments, mentions, accounts"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--subreddit france --token-file ~/.reddit --state ~/cm.db",
                "New posts of a subreddit",
            ),
            (
                "--search '\"thé glacé\"' --token-file ~/.reddit --since 7d",
                "What was posted of it in a week, anywhere",
            ),
            (
                "--comments --subreddit mirabo --token-file ~/.reddit --state ~/cm.db",
                "Every new comment in the subreddit of the brand",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        const {
            &[
                SourceOption::many("subreddit", "NAME", "New posts of this subreddit"),
                SourceOption::many(
                    "search",
                    "WORDS",
                    "Posts with these words, in the subreddits named or in all",
                ),
                SourceOption::switch(
                    "comments",
                    "New comments instead of posts, in the subreddits named or in all",
                ),
                SourceOption::many("post", "URL", "This post and its comments"),
                SourceOption::many("user", "NAME", "Posts and comments of this account"),
                SourceOption::switch("mentions", "Comments that name the account of the token"),
            ]
        }
    }

    fn server(&self) -> Option<&'static str> {
        Some(login::SERVER)
    }

    fn search(&self) -> Option<Search> {
        // Its search takes 512 characters.
        let dialect = Dialect {
            prefix: false,
            hashtag: false,
            handle: false,
            max_chars: 512,
            ..Dialect::OWN
        };
        Some(Search {
            dialect,
            beside: &["subreddit"],
        })
    }

    fn token(&self) -> TokenUse {
        TokenUse::Always(
            "id:secret of an application, made at https://www.reddit.com/prefs/apps; for mentions id:secret:user:password of a script",
        )
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        login::check(source)?;
        let reach = Reach {
            since: read_again_from(start, OVERLAP),
            cursor: reads_until(start),
            read: 0,
        };
        asks(source, &reach)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        listing::page(source, answer)
    }

    fn authorise(&self, source: &Source, session: Option<&str>, request: &mut Request) {
        login::authorise(source, session, request);
    }

    fn session_key(&self, source: &Source) -> Option<String> {
        login::session_key(source)
    }

    fn log_in(
        &self,
        source: &Source,
        old: Option<OldSession<'_>>,
        now: DateTime<Utc>,
    ) -> Result<Option<Request>, SourceError> {
        login::check(source)?;
        // A slip in the options costs no log-in.
        if !source.options.is_empty() {
            asks(source, &Reach::default())?;
        }
        Ok(login::request(source, old, now))
    }

    fn session(&self, _: &Source, reply: &Reply) -> Result<String, ParseError> {
        login::session(reply)
    }

    fn refused(&self, _: &Source, answer: &Answer<'_>) -> Verdict {
        let reply = answer.reply;
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let reason = json::text(&body, "reason").unwrap_or_default();
        let failed = |message: &str| Verdict::Failed(message.to_owned());
        match (reply.status, reason) {
            (401, _) => Verdict::Renew,
            (403, "private") => failed("the subreddit is private: only its members read it"),
            (403, "quarantined") => failed("the subreddit is quarantined, and is not shown to applications"),
            (403, "gold_only") => failed("the subreddit is for paying members"),
            (404, "banned") => failed("the subreddit is banned"),
            (404, _) => failed("there is no such subreddit, post or account; check the name"),
            (403, _) if body.is_null() => Verdict::Credentials(
                "Reddit refuses this application: register it at https://www.reddit.com/prefs/apps, give --contact, and see that its use is allowed".to_owned(),
            ),
            _ => Verdict::AsStatus,
        }
    }

    fn checked(&self, _: &Source, answer: &Answer<'_>) -> Vec<String> {
        let header = |name: &str| answer.reply.header(name)?.trim().parse::<f64>().ok();
        let left = header("x-ratelimit-remaining").filter(|left| left.is_finite());
        let reset =
            header("x-ratelimit-reset").and_then(|reset| Duration::try_from_secs_f64(reset).ok());
        match (left, reset) {
            (Some(left), Some(reset)) => vec![format!(
                "{left:.0} requests left in the next {} s",
                reset.as_secs()
            )],
            _ => Vec::new(),
        }
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let is_name = |name: &&str| {
            name.strip_prefix("t3_")
                .or_else(|| name.strip_prefix("t1_"))
                .is_some_and(is_key)
        };
        let names: Vec<&str> = posts
            .iter()
            .filter_map(|post| post.id.strip_prefix("reddit:"))
            .filter(is_name)
            .collect();
        let asks = names.chunks(listing::MOST).map(|names| {
            let pairs = [("id", names.join(",")), ("raw_json", "1".to_owned())];
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            LookUp {
                ask: Ask::get(endpoint(&source.target, "/api/info", &pairs)).step(NAMED),
                ids: names.iter().map(|name| thing::id(name)).collect(),
            }
        });
        Some(asks.collect())
    }
}

/// What the options of a source ask for.
fn asks(source: &Source, reach: &Reach) -> Result<Vec<Ask>, SourceError> {
    let options = &source.options;
    let server = source.target.as_str();
    let mut asks = in_subreddits(source, reach)?;
    for name in options.all("user") {
        let path = format!(
            "/user/{}/overview",
            segment(&name_of(source, name, "/user/")?)
        );
        asks.push(list(server, &path, &[("sort", "new")], reach));
    }
    for post in options.all("post") {
        asks.push(tree(server, &post_of(source, post)?));
    }
    if options.has("mentions") {
        if !login::has_account(source) {
            let message = "--mentions needs an account: the token must be id:secret:user:password of a script, made at https://www.reddit.com/prefs/apps";
            return Err(SourceError::new(source, message));
        }
        asks.push(list(server, "/message/mentions", &[], reach));
    }
    if asks.is_empty() {
        let message = "nothing to read; say what with --subreddit, --search, --comments, --post, --user or --mentions";
        return Err(SourceError::new(source, message));
    }
    Ok(asks)
}

/// What is asked of some subreddits, or of all: searches, new comments, new posts.
fn in_subreddits(source: &Source, reach: &Reach) -> Result<Vec<Ask>, SourceError> {
    let server = source.target.as_str();
    let names = source.options.all("subreddit").iter();
    let subreddits = names
        .map(|name| name_of(source, name, "/r/"))
        .collect::<Result<Vec<_>, _>>()?;
    let searches = source.options.all("search");
    let place = subreddits.join("+");
    let mut asks = Vec::new();
    for words in searches.iter().map(|words| words.trim()) {
        if words.is_empty() {
            return Err(SourceError::new(
                source,
                "--search has no words to search for",
            ));
        }
        let mut pairs = vec![
            ("q", words),
            ("sort", "new"),
            ("t", "all"),
            ("type", "link"),
        ];
        let path = if place.is_empty() {
            "/search".to_owned()
        } else {
            pairs.push(("restrict_sr", "1"));
            format!("/r/{place}/search")
        };
        asks.push(list(server, &path, &pairs, reach));
    }
    if source.options.has("comments") {
        let all = ["all".to_owned()];
        for name in if subreddits.is_empty() {
            &all
        } else {
            subreddits.as_slice()
        } {
            asks.push(list(server, &format!("/r/{name}/comments"), &[], reach));
        }
    } else if searches.is_empty() {
        asks.extend(
            subreddits
                .iter()
                .map(|name| list(server, &format!("/r/{name}/new"), &[], reach)),
        );
    }
    Ok(asks)
}

/// A name as people write it: `name`, `r/name`, `u/name`, the address of its page.
fn name_of(source: &Source, text: &str, mark: &str) -> Result<String, SourceError> {
    let short = format!("{}/", mark.chars().nth(1).unwrap_or_default());
    let name = text.trim().rsplit(mark).next().unwrap_or_default();
    let name = name.trim_start_matches('/');
    let name = name.strip_prefix(&short).unwrap_or(name);
    let name = name.split(['/', '?']).next().unwrap_or_default();
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !name.is_empty() && name.len() <= 64 && name.bytes().all(good) {
        return Ok(name.to_owned());
    }
    let message = format!("`{text}` is no name; write it like {short}name");
    Err(SourceError::new(source, message))
}

/// The key of a post in its address, or alone.
fn post_of(source: &Source, text: &str) -> Result<String, SourceError> {
    let trimmed = text.trim();
    let rest = trimmed
        .split_once("/comments/")
        .map_or(trimmed, |(_, rest)| rest);
    let short = rest.strip_prefix("https://redd.it/").unwrap_or(rest);
    let key = short.split(['/', '?']).next().unwrap_or_default();
    let key = key.strip_prefix("t3_").unwrap_or(key);
    if is_key(key) {
        return Ok(key.to_owned());
    }
    let message = format!(
        "`{text}` is not the address of a post; write it like https://www.reddit.com/r/NAME/comments/KEY"
    );
    Err(SourceError::new(source, message))
}
