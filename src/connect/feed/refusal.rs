//! What to tell about a reply that is no feed.

use url::Url;

use super::discover;
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
        let mut feeds: Vec<String> = discover::linked(text, here)
            .into_iter()
            .map(|feed| feed.url)
            .collect();
        feeds.truncate(FEEDS);
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
