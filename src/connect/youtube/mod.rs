//! YouTube by its Data API v3: a channel's videos and the comments about it, one video's comments, a search.
//!
//! Documentation: developers.google.com/youtube/v3/docs. Every request costs units of a daily allowance ([`ask::units`]). Comments cannot be asked for
//! by time, so threads are read newest first until a page lies before what is wanted; a thread may get replies long after it began, so reading goes
//! some days further back than the last run (`--look-back`). The cursor is a time, because one source asks for several lists.

mod ask;
mod mapping;
mod names;
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
use crate::http::Request;
use crate::record::{Kind, Post};
use crate::text::query::Dialect;
use ask::Memo;

/// YouTube.
pub(super) struct YouTubeConnector;

const TOKEN: &str = "an API key of your own Google Cloud project: console.cloud.google.com, enable \"YouTube Data API v3\", Credentials, Create credentials, API key";

/// What is documented of `q` (developers.google.com/youtube/v3/docs/search/list): words, `|` and `-`.
const DIALECT: Dialect = Dialect {
    and: " ",
    or: Some("|"),
    not: Some("-"),
    phrase: false,
    prefix: false,
    hashtag: false,
    handle: false,
    parentheses: false,
    max_chars: 400,
};

/// How far back threads are read again for new replies, in days, unless the user says otherwise.
const LOOK_BACK: u64 = 7;

const OPTIONS: &[SourceOption] = &[
    SourceOption::many(
        "channel",
        "ID|@HANDLE|URL",
        "Videos of this channel, and all comments about it",
    ),
    SourceOption::many("video", "ID|URL", "This video and its comments"),
    SourceOption::many(
        "search",
        "TEXT",
        "Videos that a search finds (100 units a page)",
    ),
    SourceOption::switch("comments-only", "Leave the videos themselves out"),
    SourceOption::switch("videos-only", "Leave comments out"),
    SourceOption::switch(
        "found-comments",
        "Read the comments under the videos that --search finds, too",
    ),
    SourceOption {
        name: "look-back",
        value: "DAYS",
        about: "Read threads of so many days again, for new replies [default: 7]",
        takes: Takes::Number(0, 365),
    },
];

impl Connector for YouTubeConnector {
    fn name(&self) -> &'static str {
        "youtube"
    }

    fn about(&self) -> &'static str {
        "YouTube: videos and comments of a channel, comments of a video, a search"
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "--channel @ourbrand --token-file ~/.config/cm/youtube",
                "the videos of a channel and every comment about it",
            ),
            (
                "--video https://youtu.be/D-lhorsDlUQ --comments-only --state yt.db",
                "the comments under one video; the next run brings what is new",
            ),
            (
                "--search '\"our brand\" review' --since 2d --max-cost 300",
                "videos that name the brand; each page of a search takes 100 units",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        OPTIONS
    }

    fn search(&self) -> Option<Search> {
        Some(Search {
            dialect: DIALECT,
            beside: &[
                "comments-only",
                "videos-only",
                "found-comments",
                "look-back",
            ],
        })
    }

    fn server(&self) -> Option<&'static str> {
        Some("https://www.googleapis.com")
    }

    fn token(&self) -> TokenUse {
        TokenUse::Always(TOKEN)
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        if source.token.is_none() {
            return Err(SourceError::no_token(source, "youtube", "YouTube"));
        }
        let options = &source.options;
        let wrong = |message: String| Err(SourceError::new(source, message));
        if options.has("comments-only") && options.has("videos-only") {
            return wrong("--comments-only and --videos-only leave nothing to read".to_owned());
        }
        let memo = Memo::new(start, options.number("look-back").unwrap_or(LOOK_BACK));
        let mut asks = Vec::new();
        for channel in options.all("channel") {
            let Some(channel) = names::channel(channel) else {
                return wrong(format!(
                    "`{channel}` is no channel; give its address, its @handle or its id (UC...)"
                ));
            };
            asks.push(ask::channel(source, &channel, &memo));
        }
        for video in options.all("video") {
            let Some(id) = names::video(video) else {
                return wrong(format!(
                    "`{video}` is no video; give its address or its id of 11 characters"
                ));
            };
            if !options.has("comments-only") {
                asks.push(ask::videos(source, std::slice::from_ref(&id), &memo));
            }
            if !options.has("videos-only") {
                asks.push(ask::threads(source, ask::About::Video(&id), &memo));
            }
        }
        for text in options.all("search") {
            asks.push(ask::search(source, text, start, &memo));
        }
        if asks.is_empty() {
            return wrong(
                "nothing to read; give --channel, --video or --search (see --help)".to_owned(),
            );
        }
        Ok(asks)
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        read::page(source, answer)
    }

    fn authorise(&self, source: &Source, _session: Option<&str>, request: &mut Request) {
        if let Some(key) = &source.token {
            let header = ("x-goog-api-key".to_owned(), key.reveal().to_owned());
            request.headers.push(header);
        }
    }

    fn refused(&self, _source: &Source, answer: &Answer<'_>) -> Verdict {
        refusal::verdict(answer)
    }

    fn check(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        // A bad option is told here too.
        self.first(source, start)?;
        let memo = Memo::default();
        let channel = source.options.get("channel").and_then(names::channel);
        Ok(vec![match channel {
            Some(channel) => ask::channel(source, &channel, &memo),
            None => ask::popular(source),
        }])
    }

    fn checked(&self, _source: &Source, answer: &Answer<'_>) -> Vec<String> {
        let mut lines = vec![
            "the API key works; this took 1 of its units (10,000 a day unless Google has granted more)"
                .to_owned(),
        ];
        if let Some(next) = refusal::next_day(answer.reply.fetched_at) {
            lines.push(format!(
                "a new allowance begins at {}",
                next.format("%Y-%m-%d %H:%M UTC")
            ));
        }
        if answer.ask.step == ask::CHANNEL
            && let Ok(value) = json::value(answer.reply)
            && let Some(name) = json::text(&value, "items.0.snippet.title")
        {
            let followers = json::count(&value, "items.0.statistics.subscriberCount");
            lines.push(match followers {
                Some(count) => format!("channel {name}, {count} subscribers"),
                None => format!("channel {name}"),
            });
        }
        lines
    }

    fn look_up(&self, source: &Source, posts: &[Post]) -> Option<Vec<LookUp>> {
        let memo = Memo::default();
        let is_comment = |post: &&Post| matches!(post.kind, Some(Kind::Comment | Kind::Reply));
        let (comments, videos): (Vec<&Post>, Vec<&Post>) = posts.iter().partition(is_comment);
        let mut asks = Vec::new();
        for (posts, ask) in [
            (videos, ask::videos as fn(&Source, &[String], &Memo) -> Ask),
            (comments, ask::comments),
        ] {
            for batch in posts.chunks(ask::BATCH) {
                let native: Vec<String> = batch
                    .iter()
                    .filter_map(|post| post.id.strip_prefix("youtube:"))
                    .map(str::to_owned)
                    .collect();
                asks.push(LookUp {
                    ask: ask(source, &native, &memo),
                    ids: batch.iter().map(|post| post.id.clone()).collect(),
                });
            }
        }
        Some(asks)
    }

    fn price(&self, _source: &Source, ask: &Ask) -> Option<Price> {
        Some(Price {
            amount: ask::units(ask.step),
            unit: "units",
            refused: ask::REFUSED,
        })
    }
}
