//! One file per network: what to ask, how to read the answer. No sockets, no clock, no files.

mod address;
mod bluesky;
mod brief;
mod connector;
pub mod demo;
mod discourse;
mod feed;
mod hackernews;
pub mod import;
mod item;
mod json;
mod lemmy;
mod mastodon;
mod memo;
mod meta;
mod moment;
mod named;
mod page;
mod reddit;
mod source;
mod stackexchange;
#[cfg(test)]
mod testing;
mod token;
mod wordpress;
mod words;
mod x;
mod youtube;

pub use brief::{Brief, Search, Watch};
pub use connector::{
    Answer, Ask, Connector, Cursor, From, LookUp, OldSession, Page, ParseError, Price, SourceError,
    Start, Verdict,
};
pub use page::PageConnector;
pub use source::{Options, Secret, Source, SourceOption, Takes, TokenUse};

/// Every connector, in the order of `cm-fetch list`. Adding one is one file and one line here.
pub static CONNECTORS: &[&dyn Connector] = &[
    &feed::FeedConnector,
    &mastodon::MastodonConnector,
    &bluesky::BlueskyConnector,
    &reddit::RedditConnector,
    &hackernews::HackerNewsConnector,
    &youtube::YouTubeConnector,
    &discourse::DiscourseConnector,
    &lemmy::LemmyConnector,
    &wordpress::WordPressConnector,
    &stackexchange::StackExchangeConnector,
    &x::XConnector,
    &meta::MetaConnector,
];

/// The connector of a name.
pub fn find(name: &str) -> Option<&'static dyn Connector> {
    CONNECTORS
        .iter()
        .copied()
        .find(|connector| connector.name() == name)
}
