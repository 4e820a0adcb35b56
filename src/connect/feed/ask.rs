//! What the connector asks: the address it was given, and what feeds and pages lead to.

use crate::connect::{Ask, SourceOption};
use crate::http::Request;

/// What we would like to be sent, best first.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// A feed that a page names.
pub(super) const FOUND: &str = "found";
/// An address where feeds usually are.
pub(super) const GUESS: &str = "guess";
/// An older page of a feed.
pub(super) const OLDER: &str = "older";
/// The comments on one entry; the memo holds the entry's post id.
pub(super) const REPLIES: &str = "replies";

/// Option: feeds of comments too.
pub(super) const COMMENTS: &str = "comments";
/// Option: all older pages at the first contact.
pub(super) const ALL_PAGES: &str = "all-pages";

/// The options of feeds.
pub(super) const OPTIONS: &[SourceOption] = &[
    SourceOption::switch(
        COMMENTS,
        "Read the feeds of comments too that a page or the entries of a feed name",
    ),
    SourceOption::switch(
        ALL_PAGES,
        "Follow a feed's links to older pages to their end, where it has any (WordPress: by number)",
    ),
];

/// A feed, asked conditionally.
pub(super) fn get(url: &str) -> Ask {
    let request = Request::get(url).header("accept", ACCEPT);
    Ask::of(crate::connect::From::Http(request)).conditional()
}
