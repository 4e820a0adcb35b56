//! One file per network: what to ask, how to read the answer. No sockets, no clock, no files.

mod bluesky;
mod connector;
pub mod demo;
mod feed;
pub mod import;
mod json;
mod source;

pub use connector::{
    Answer, Ask, Connector, Cursor, From, LookUp, OldSession, Page, ParseError, Price, SourceError,
    Start, Verdict,
};
pub use source::{Options, Secret, Source, SourceOption, Takes, TokenUse};

/// Every connector, in the order of `cm-fetch list`. Adding one is one file and one line here.
pub static CONNECTORS: &[&dyn Connector] = &[&feed::FeedConnector, &bluesky::BlueskyConnector];

/// The connector of a name.
pub fn find(name: &str) -> Option<&'static dyn Connector> {
    CONNECTORS
        .iter()
        .copied()
        .find(|connector| connector.name() == name)
}
