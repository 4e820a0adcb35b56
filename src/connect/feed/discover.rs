//! From a page to its feeds: the links that the page's head announces, and where feeds usually are when it announces none.
//!
//! The address that the user gave is fetched as it is. The feeds that a page names are made for programs and fetched as feeds are. Addresses that are
//! only guessed are nobody's invitation, so they are asked only where robots.txt allows.

use url::Url;

use super::address::absolute;
use super::ask::{self, FOUND, GUESS};
use super::refusal;
use crate::connect::{Answer, Ask, From, Page, ParseError, Source};
use crate::text::html::scan::{Scanner, Token};

/// Feeds of one page that are looked at.
const FEEDS: usize = 50;

/// Where feeds usually are, most frequent first: `WordPress`, hand-made and generated sites, Hugo.
const USUAL: &[&str] = &["/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"];

/// Parts of titles and addresses of the feeds of comments, in small letters.
const COMMENTS: &[&str] = &[
    "comment",
    "kommentar",
    "comentario",
    "comentári",
    "commenti",
    "reactie",
];

/// A feed that a page announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Linked {
    pub(super) url: String,
    /// It holds comments.
    pub(super) comments: bool,
    /// Its type says no more than "JSON": often the page's own interface.
    doubtful: bool,
}

/// What to ask after a page that is no feed.
pub(super) fn page(
    source: &Source,
    answer: &Answer<'_>,
    text: &str,
    here: Option<&Url>,
) -> Result<Page, ParseError> {
    let refuse = || {
        Err(ParseError::new(
            answer.reply,
            refusal::why(text, here, true),
        ))
    };
    let (From::Http(_), Some(here), "") = (&answer.ask.from, here, answer.ask.step) else {
        return refuse();
    };
    let linked = linked(text, Some(here));
    let Some(main) = main(&linked) else {
        let mut page = Page::default();
        page.next.extend(guess(here, 0, &answer.ask.memo));
        page.notes.push(
            "this is an HTML page that names no feed; the usual addresses are tried".to_owned(),
        );
        return Ok(page);
    };
    let mut page = Page::default();
    page.notes.push(format!(
        "this is an HTML page; its feed {} is read, and giving that address spares the page",
        main.url
    ));
    let found = |linked: &Linked| ask::get(&linked.url).step(FOUND).memo(&answer.ask.memo);
    page.next.push(found(main));
    let others = || linked.iter().filter(|other| other.url != main.url);
    if source.options.has(ask::COMMENTS) {
        page.next
            .extend(others().filter(|other| other.comments).map(found));
    }
    let rest: Vec<&str> = others()
        .filter(|other| !other.comments && !other.doubtful)
        .map(|other| other.url.as_str())
        .collect();
    if !rest.is_empty() {
        page.notes.push(format!(
            "the page also names the feeds {}, which are not read",
            rest.join(", ")
        ));
    }
    Ok(page)
}

/// The feed that stands for the page: the first that is none of comments, as the page orders them.
fn main(linked: &[Linked]) -> Option<&Linked> {
    let sure = || linked.iter().filter(|linked| !linked.doubtful);
    sure()
        .find(|linked| !linked.comments)
        .or_else(|| sure().next())
        .or_else(|| linked.first())
}

/// The next of the usual addresses; the memo holds its number and what the first ask had.
pub(super) fn guess(here: &Url, number: usize, memo: &str) -> Option<Ask> {
    let url = here.join(USUAL.get(number)?).ok()?;
    let mut ask = ask::get(url.as_str());
    if let From::Http(request) = &mut ask.from {
        *request = request.clone().heeding_robots();
    }
    Some(ask.step(GUESS).memo(format!("{number} {memo}")))
}

/// What comes after a usual address where no feed was; an error in words when there is nothing left to try.
pub(super) fn next_guess(answer: &Answer<'_>) -> Result<Ask, String> {
    let (number, memo) = answer.ask.memo.split_once(' ').unwrap_or_default();
    let From::Http(request) = &answer.ask.from else {
        return Err(String::new());
    };
    let number = number.parse().unwrap_or(USUAL.len());
    Url::parse(&request.url)
        .ok()
        .and_then(|here| guess(&here, number.saturating_add(1), memo))
        .ok_or_else(|| {
            format!(
                "no feed was found: the page names none, and there is none at {}; look for an RSS or Atom address on the site",
                USUAL.join(", ")
            )
        })
}

/// The feeds that a page announces, each once: `<link rel="alternate" type="application/rss+xml" href="...">` anywhere in it, as
/// the RSS Autodiscovery specification of the RSS Advisory Board has it (rssboard.org/rss-autodiscovery).
pub(super) fn linked(html: &str, here: Option<&Url>) -> Vec<Linked> {
    let mut base = here.cloned();
    let mut based = false;
    let mut feeds: Vec<Linked> = Vec::new();
    for token in Scanner::new(html) {
        let Token::Open(tag) = token else {
            continue;
        };
        if tag.is("base")
            && !based
            && let Some(href) = tag.attribute("href")
        {
            based = true;
            base = match &base {
                Some(here) => here.join(href.trim()).ok().or(base),
                None => Url::parse(href.trim()).ok(),
            };
        }
        if !tag.is("link") || feeds.len() >= FEEDS {
            continue;
        }
        let attribute = |name| tag.attribute(name).unwrap_or_default().to_lowercase();
        if !attribute("rel")
            .split_whitespace()
            .any(|rel| rel == "alternate")
        {
            continue;
        }
        let kind = attribute("type");
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let known = matches!(
            kind,
            "application/rss+xml"
                | "application/atom+xml"
                | "application/feed+json"
                | "application/rdf+xml"
        );
        let Some(href) = tag
            .attribute("href")
            .filter(|_| known || kind == "application/json")
        else {
            continue;
        };
        let url = absolute(&href, base.as_ref()).unwrap_or_else(|| href.trim().to_owned());
        if feeds.iter().any(|feed| feed.url == url) {
            continue;
        }
        let (title, address) = (attribute("title"), href.to_lowercase());
        feeds.push(Linked {
            comments: COMMENTS
                .iter()
                .any(|word| title.contains(word) || address.contains(word)),
            doubtful: !known,
            url,
        });
    }
    // The interface of WordPress calls itself JSON.
    feeds.retain(|feed| !feed.doubtful || !feed.url.contains("/wp-json/"));
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_that_a_page_announces() {
        let here = Url::parse("https://a.example/blog/post").unwrap();
        let html = r#"<base href="/sub/"><link rel=stylesheet href=x.css>
            <LINK REL="Alternate" TYPE="application/json" href="/wp-json/wp/v2/posts/1">
            <link rel="alternate" type="application/json+oembed" href="/oembed">
            <link rel="alternate" hreflang="de" href="/de">
            <link rel="alternate" type="application/rss+xml" title="Blog &raquo; Kommentar-Feed" href="comments/feed/">
            <link rel="alternate home" type="application/rss+xml; charset=utf-8" href="feed/?a=1&amp;b=2">
            <link rel="alternate" type="application/rss+xml" href="feed/?a=1&b=2">
            <link rel="alternate" type="application/json" href="feed.json">"#;
        let linked = linked(html, Some(&here));
        let urls: Vec<(&str, bool)> = linked
            .iter()
            .map(|feed| (feed.url.as_str(), feed.comments))
            .collect();
        assert_eq!(
            urls,
            [
                ("https://a.example/sub/comments/feed/", true),
                ("https://a.example/sub/feed/?a=1&b=2", false),
                ("https://a.example/sub/feed.json", false),
            ]
        );
        assert_eq!(
            main(&linked).unwrap().url,
            "https://a.example/sub/feed/?a=1&b=2"
        );
        assert_eq!(main(&linked[..1]).unwrap().url, linked[0].url);
        assert_eq!(main(&linked[2..]).unwrap().url, linked[2].url);
        assert_eq!(main(&[]), None);
    }
}
