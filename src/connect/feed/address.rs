//! Addresses in feeds: made absolute, and only those of the web.

use url::Url;

use super::model::{Entry, Link};

/// Addresses longer than this are not kept.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// How the anchors of comments begin.
const ANCHORS: &[&str] = &["comment-", "isso-"];

pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

pub(super) fn join(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    match base {
        Some(base) => base.join(address).ok(),
        None => Url::parse(address).ok(),
    }
    .filter(is_web)
}

/// An absolute web address; one that is absolute already stays as it is written.
pub(super) fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() || address.len() > LONGEST_ADDRESS {
        return None;
    }
    let Some(url) = Url::parse(address).ok() else {
        return join(address, base).map(Into::into);
    };
    let plain = !address.contains(|char: char| char.is_whitespace() || char.is_control());
    is_web(&url).then(|| {
        if plain {
            address.to_owned()
        } else {
            url.into()
        }
    })
}

/// Where the entry can be read.
pub(super) fn of_entry(entry: &Entry, base: Option<&Url>) -> Option<String> {
    let page = |link: &&Link| {
        link.mime
            .as_deref()
            .is_none_or(|mime| mime.contains("html"))
    };
    let alternates = || entry.links.iter().filter(|link| link.rel == "alternate");
    let by_id = entry
        .id
        .as_deref()
        .filter(|id| entry.id_is_link || entry.links.is_empty() || id.starts_with("http"));
    let candidates = alternates()
        .filter(page)
        .chain(alternates())
        .map(|link| link.href.as_str());
    let related = entry
        .links
        .iter()
        .filter(|link| link.rel == "related")
        .map(|link| link.href.as_str());
    candidates
        .chain(by_id.filter(|id| id.starts_with("http") || id.starts_with('/')))
        .chain(related)
        .find_map(|href| absolute(href, base))
}

/// A feed of comments: by its address (`WordPress`, Blogger), or because every entry is an anchor such as `#comment-12` (Isso: `#isso-12`).
pub(super) fn is_comment_feed(here: Option<&Url>, entries: &[Entry]) -> bool {
    let by_address = here.is_some_and(|url| {
        url.path().contains("/comments/")
            || url.query().is_some_and(|query| {
                query.contains("feed=comments") || query.contains("withcomments")
            })
    });
    let anchored = |entry: &Entry| {
        let fragment = entry
            .links
            .iter()
            .filter(|link| link.rel == "alternate")
            .find_map(|link| link.href.split_once('#'));
        fragment.is_some_and(|(_, fragment)| {
            let number = |name| fragment.strip_prefix(name);
            ANCHORS
                .iter()
                .find_map(number)
                .is_some_and(|rest| !rest.is_empty())
        })
    };
    by_address || (!entries.is_empty() && entries.iter().all(anchored))
}
