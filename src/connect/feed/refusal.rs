//! What to tell about a reply that is no feed.

use url::Url;

use super::address::absolute;
use crate::text::html::scan::{Scanner, Token};

/// More feeds than this are not listed.
const FEEDS: usize = 5;

/// Why a text is no feed, and what to do.
pub(super) fn why(text: &str, here: Option<&Url>, html: bool) -> String {
    let start: String = text.trim_start().chars().take(200).collect();
    if start.is_empty() {
        return "there is nothing in it".to_owned();
    }
    if html {
        let feeds = linked_feeds(text, here);
        return match feeds.as_slice() {
            [] => "this is an HTML page, not a feed, and it links to no feed; look for an RSS or Atom address on the site".to_owned(),
            [feed] => format!("this is an HTML page, not a feed; it links to the feed {feed}"),
            feeds => format!("this is an HTML page, not a feed; it links to the feeds {}", feeds.join(", ")),
        };
    }
    if start.starts_with('<') {
        let name = Scanner::xml(text).take(100).find_map(|token| match token {
            Token::Open(tag) => Some(tag.name.chars().take(40).collect::<String>()),
            _ => None,
        });
        return format!(
            "this is XML, but no feed: it begins with <{}>",
            name.unwrap_or_default()
        );
    }
    "this is neither RSS, Atom, JSON Feed nor OPML".to_owned()
}

/// The feeds that a page announces: `<link rel="alternate" type="application/rss+xml" href="...">`.
fn linked_feeds(html: &str, here: Option<&Url>) -> Vec<String> {
    let mut feeds = Vec::new();
    for token in Scanner::new(html) {
        let Token::Open(tag) = token else {
            continue;
        };
        if !tag.is("link")
            || !tag.attribute("rel").is_some_and(|rel| {
                rel.to_ascii_lowercase()
                    .split_whitespace()
                    .any(|rel| rel == "alternate")
            })
        {
            continue;
        }
        let kind = tag
            .attribute("type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if !matches!(
            kind.as_str(),
            "application/rss+xml"
                | "application/atom+xml"
                | "application/feed+json"
                | "application/json"
                | "application/rdf+xml"
        ) {
            continue;
        }
        let Some(href) = tag.attribute("href").filter(|_| feeds.len() < FEEDS) else {
            continue;
        };
        feeds.push(absolute(&href, here).unwrap_or_else(|| href.trim().to_owned()));
    }
    feeds
}
