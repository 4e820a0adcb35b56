//! Feeds: RSS 0.90 to 2.0, RDF 1.0, Atom 0.3 and 1.0, JSON Feed 1 and 1.1; and OPML lists of feeds.
//!
//! The reader is the project's own, because strangers write feeds: bytes to text (`decode`), text to elements with repairs (`xml`), elements to
//! entries (`rss`, `atom`, `jsonfeed`), what some programs wrap round the words taken off (`networks`), entries to posts (`mapping`).

mod address;
mod ask;
mod atom;
mod attachments;
mod decode;
mod discover;
mod element;
mod hints;
mod ids;
mod jsonfeed;
mod mapping;
mod media;
mod model;
mod networks;
mod opml;
mod paging;
mod refusal;
mod replies;
mod rss;
#[cfg(test)]
mod tests;
mod xml;

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use url::Url;

use super::connector::{
    Answer, Ask, Connector, From, Page, ParseError, SourceError, Start, Verdict,
};
use super::source::{Source, SourceOption};
use crate::http::Reply;
use crate::jsonl::Input;
use crate::text::reason;
use model::Feed;
use xml::{Repairs, Root};

/// First bytes of gzip and Zstandard files.
const COMPRESSED: &[&[u8]] = &[&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];

/// Largest feed that a compressed file may hold, in bytes: a few kilobytes could hold any number of them.
const UNPACKED_CAP: u64 = 64 << 20;

/// Web feeds and lists of them.
pub(super) struct FeedConnector;

impl Connector for FeedConnector {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn about(&self) -> &'static str {
        "RSS, Atom and JSON feeds, and OPML lists of them, from the web or from files"
    }

    fn chronological(&self) -> bool {
        false
    }

    fn targets(&self) -> Option<&'static str> {
        Some("URL|FILE")
    }

    fn examples(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "https://example.org/feed/ https://example.net/",
                "the posts of a feed, and of the feed that a page names",
            ),
            (
                "subscriptions.opml --state listen.db",
                "all feeds of a list; the next time only what is new",
            ),
            (
                "https://example.org/ --comments",
                "the posts of a blog and the comments on them",
            ),
        ]
    }

    fn options(&self) -> &'static [SourceOption] {
        ask::OPTIONS
    }

    fn first(&self, source: &Source, start: &Start<'_>) -> Result<Vec<Ask>, SourceError> {
        let target = source.target.trim();
        let error = |message: String| SourceError::new(source, message);
        if target.is_empty() {
            return Err(error(
                "no address; give the address of a feed or the path of a file".to_owned(),
            ));
        }
        let known = start.cursor.map_or("", |cursor| cursor.0.as_str());
        // `feed://host/path` is how some programs mark feeds.
        let target = match target.strip_prefix("feed:") {
            Some(rest) if rest.starts_with("http") => rest.to_owned(),
            Some(rest) if rest.starts_with("//") => format!("https:{rest}"),
            _ => target.to_owned(),
        };
        let from = match target.split_once("://") {
            Some(("http" | "https", _)) => {
                Url::parse(&target)
                    .map_err(|_| error(format!("`{target}` is not a web address")))?;
                return Ok(vec![ask::get(&target).memo(known)]);
            }
            Some(("file", path)) => From::File(PathBuf::from(path)),
            Some((scheme, _)) => {
                return Err(error(format!(
                    "feeds are read over http and https, or from files, not over `{scheme}`"
                )));
            }
            None => From::File(PathBuf::from(target)),
        };
        Ok(vec![Ask::of(from).conditional()])
    }

    fn parse(&self, source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
        let page = read(source, answer);
        if answer.ask.step != ask::GUESS {
            return page;
        }
        match page {
            Ok(mut page) => {
                page.notes
                    .push(format!("found a feed at {}", answer.reply.url));
                Ok(page)
            }
            Err(_) => match discover::next_guess(answer) {
                Ok(next) => Ok(Page {
                    next: vec![next],
                    ..Page::default()
                }),
                Err(reason) => Err(refuse(answer.reply, reason)),
            },
        }
    }

    fn sound(&self, source: &Source, answer: &Answer<'_>) -> Result<(), String> {
        match self.parse(source, answer) {
            Ok(Page {
                cut: Some(Verdict::Failed(message)),
                ..
            }) => Err(message),
            Ok(_) => Ok(()),
            Err(error) => Err(error.message),
        }
    }

    fn refused(&self, _: &Source, answer: &Answer<'_>) -> Verdict {
        match (answer.ask.step, answer.reply.status) {
            (ask::GUESS, _) => match discover::next_guess(answer) {
                Ok(next) => {
                    Verdict::Instead(vec![next], format!("no feed at {}", answer.reply.url))
                }
                Err(reason) => Verdict::Failed(reason),
            },
            (ask::OLDER, 404 | 410) => Verdict::Nothing("there are no older pages".to_owned()),
            (ask::REPLIES, 403 | 404 | 410) => {
                Verdict::Nothing(format!("{}: no feed of comments there", answer.reply.url))
            }
            _ => Verdict::AsStatus,
        }
    }
}

fn read(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let reply = answer.reply;
    let body = unpacked(reply)?;
    let (text, note) = decode::decode(&body, reply.header("content-type"));
    // A mark that the sender put twice, and white space before the declaration, say nothing.
    let text = text.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
    let mut page = if text.starts_with('{') || text.starts_with('[') {
        json(source, answer, text)?
    } else {
        xml(source, answer, text)?
    };
    page.notes.extend(note);
    Ok(page)
}

/// The posts of a feed, and what it leads to.
fn page(source: &Source, answer: &Answer<'_>, mut feed: Feed, notes: Vec<String>) -> Page {
    let here = Url::parse(&answer.reply.url).ok();
    let mut page = Page {
        notes,
        ..Page::default()
    };
    left_out(&mut page.notes, &feed);
    page.notes.extend(hints::hubs(&feed, answer.reply));
    if !matches!(answer.ask.step, ask::OLDER | ask::REPLIES) {
        page.fresh_for = hints::fresh_for(&feed, answer.reply);
    }
    let comment_feeds: Vec<Option<String>> = feed.entries.iter_mut().map(replies::wanted).collect();
    page.posts = mapping::posts(source, answer.reply, &mut feed);
    replies::thread(&mut page.posts, answer.ask);
    if source.options.has(ask::COMMENTS) {
        replies::follow(&comment_feeds, here.as_ref(), answer.ask, &mut page);
    }
    paging::follow(&feed, (source, answer), here.as_ref(), &mut page);
    page
}

/// The body, decompressed when it is a compressed file, as opposed to a file that was compressed for the way only.
fn unpacked(reply: &Reply) -> Result<Cow<'_, [u8]>, ParseError> {
    if !COMPRESSED.iter().any(|magic| reply.body.starts_with(magic)) {
        return Ok(Cow::Borrowed(&reply.body));
    }
    let input = Input {
        name: reply.url.clone(),
        bytes: Box::new(Cursor::new(reply.body.clone())),
    };
    let mut body = Vec::new();
    let read = input
        .decompressed()
        .and_then(|bytes| bytes.take(UNPACKED_CAP + 1).read_to_end(&mut body));
    if let Err(error) = read {
        let reason = reason::of_io(&error);
        return Err(refuse(reply, format!("it cannot be unpacked: {reason}")));
    }
    if body.len() as u64 > UNPACKED_CAP {
        let message = format!("it is larger than {} MiB when unpacked", UNPACKED_CAP >> 20);
        return Err(refuse(reply, message));
    }
    Ok(Cow::Owned(body))
}

fn refuse(reply: &Reply, message: String) -> ParseError {
    ParseError {
        url: reply.url.clone(),
        message,
    }
}

fn json(source: &Source, answer: &Answer<'_>, text: &str) -> Result<Page, ParseError> {
    let reply = answer.reply;
    let jsonfeed::Outcome {
        feed,
        version,
        has_items,
        dropped,
        numeric_ids,
        error,
    } = jsonfeed::read(text);
    let versioned = version
        .as_deref()
        .is_some_and(|version| version.contains("jsonfeed.org/version/"));
    let named = |entry: &model::Entry| entry.id.is_some() || !entry.links.is_empty();
    let is_feed = versioned || (has_items && feed.entries.iter().any(named));
    match &error {
        Some(error) if feed.entries.is_empty() => {
            return Err(refuse(reply, format!("the JSON cannot be read: {error}")));
        }
        _ if is_feed => {}
        _ => {
            let message = "this is JSON, but not a JSON Feed: there is no `version` of jsonfeed.org and no list of items";
            return Err(refuse(reply, message.to_owned()));
        }
    }
    let mut notes = Vec::new();
    note(
        &mut notes,
        numeric_ids,
        "an item has a number for an id",
        "items have numbers for ids",
    );
    note(
        &mut notes,
        dropped,
        "an item is no object and was left out",
        "items are no objects and were left out",
    );
    let cut = error.map(|_| {
        format!(
            "the feed is cut off or broken after item {}; what follows is left out",
            feed.entries.len()
        )
    });
    Ok(Page {
        cut: cut.map(Verdict::Failed),
        ..page(source, answer, feed, notes)
    })
}

fn xml(source: &Source, answer: &Answer<'_>, text: &str) -> Result<Page, ParseError> {
    let reply = answer.reply;
    let here = Url::parse(&reply.url).ok();
    let mut feed = Feed::default();
    let mut list = opml::List::default();
    let outcome = xml::read(text, &mut |root, element| match root {
        Root::Rss | Root::Rdf if element.local() == "item" => {
            feed.push(rss::entry(&element));
        }
        Root::Rss | Root::Rdf => rss::describe(&mut feed, &element),
        Root::Atom if element.local() == "entry" => feed.push(atom::entry(&element)),
        Root::Atom => atom::describe(&mut feed, &element),
        Root::Opml => list.take(source, here.as_ref(), &element),
        Root::Html => {}
    });
    feed.format = match outcome.root {
        Some(Root::Rss) => "RSS",
        Some(Root::Rdf) => "RDF",
        Some(Root::Atom) => "Atom",
        Some(Root::Opml) => "OPML",
        Some(Root::Html) => return discover::page(source, answer, text, here.as_ref()),
        None => return Err(refuse(reply, refusal::why(text, here.as_ref(), false))),
    };
    // What is cut off inside an item has lost posts: it is no good reading, and is read whole again.
    let cut = (outcome.repairs.cut == Some(true))
        .then(|| "the feed is cut off inside an item; that item is left out".to_owned());
    let mut notes = repairs(outcome.repairs);
    note(
        &mut notes,
        list.doubles,
        "a feed is in the list twice; it is read once",
        "feeds are in the list twice; they are read once",
    );
    Ok(Page {
        sources: list.sources,
        cut: cut.map(Verdict::Failed),
        ..page(source, answer, feed, notes)
    })
}

/// One line for the user when something happened.
fn note(notes: &mut Vec<String>, count: usize, one: &str, many: &str) {
    match count {
        0 => {}
        1 => notes.push(one.to_owned()),
        count => notes.push(format!("{count} {many}")),
    }
}

/// Entries that are no posts.
fn left_out(notes: &mut Vec<String>, feed: &Feed) {
    note(
        notes,
        feed.empty,
        "an empty item was left out",
        "empty items were left out",
    );
    note(
        notes,
        feed.beyond,
        "an item too many was left out",
        "items were left out: the feed has too many",
    );
}

fn repairs(repairs: Repairs) -> Vec<String> {
    let mut notes = Vec::new();
    note(
        &mut notes,
        repairs.ampersands,
        "mended a bare `&`",
        "bare `&` mended",
    );
    note(
        &mut notes,
        repairs.brackets,
        "mended a bare `<`",
        "bare `<` mended",
    );
    note(
        &mut notes,
        repairs.entities,
        "resolved an entity that XML does not know",
        "entities that XML does not know were resolved",
    );
    note(
        &mut notes,
        repairs.tags,
        "mended a wrong or missing closing tag",
        "wrong or missing closing tags mended",
    );
    note(
        &mut notes,
        repairs.dropped,
        "an element was left out: its item has too many",
        "elements were left out: their items have too many",
    );
    if repairs.cut == Some(false) {
        notes.push("the feed is cut off after its last item".to_owned());
    }
    notes
}
