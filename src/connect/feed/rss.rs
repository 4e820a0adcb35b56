//! RSS 0.90 to 2.0 and RDF 1.0 with the modules that feeds use: Dublin Core, content, slash, thread, Media RSS, iTunes.
//!
//! Sources: the RSS 2.0 specification and the RSS Advisory Board's profile, RSS 1.0 and its modules, Media RSS 1.5.1 (all at rssboard.org).

use std::time::Duration;

use super::element::{Element, Ns};
use super::hints;
use super::media;
use super::model::{Entry, Feed, Link, Person, Words};

/// Takes an element of the channel that is no item.
pub(super) fn describe(feed: &mut Feed, element: &Element<'_>) {
    let text = || Some(element.text()).filter(|text| !text.is_empty());
    match (element.ns, element.local()) {
        (Ns::Core, "rss" | "RDF" | "channel") => {
            feed.lang = feed
                .lang
                .take()
                .or(element.attribute("lang").map(str::to_owned));
            feed.base = feed
                .base
                .take()
                .or(element.attribute("base").map(str::to_owned));
        }
        (Ns::Core, "title") => feed.title = feed.title.take().or(words(element)),
        (Ns::Core, "link") => feed.site = feed.site.take().or(text()),
        (Ns::Atom, "link") => feed.link(element.attribute("rel"), element.attribute("href")),
        // Minutes.
        (Ns::Core, "ttl") => {
            let minutes = text().and_then(|text| text.parse().ok());
            feed.fresh_for =
                minutes.map(|minutes: u32| Duration::from_secs(u64::from(minutes) * 60));
        }
        (Ns::Syndication, "updatePeriod") if feed.fresh_for.is_none() => {
            feed.fresh_for = text().and_then(|name| hints::period(&name, None));
        }
        // It stands after the period, by custom.
        (Ns::Syndication, "updateFrequency") => {
            let times = text().and_then(|text| text.parse().ok()).unwrap_or(1);
            feed.fresh_for = feed.fresh_for.map(|period| period / u32::max(times, 1));
        }
        (Ns::Core | Ns::Dc, "language") => feed.lang = feed.lang.take().or(text()),
        (Ns::Core, "generator") => feed.generator = text(),
        (Ns::Core, "managingEditor") | (Ns::Dc, "creator") | (Ns::Itunes, "author")
            if feed.authors.is_empty() =>
        {
            feed.authors
                .extend(text().as_deref().and_then(Person::parse));
        }
        _ => {}
    }
}

/// Words of an element: HTML when somebody forgot to escape it.
fn words(element: &Element<'_>) -> Option<Words> {
    let words = if element.elements().next().is_some() {
        Words::Html(element.inner_html())
    } else {
        Words::Either(element.text())
    };
    (!words.source().trim().is_empty()).then_some(words)
}

/// Reads an item.
pub(super) fn entry(item: &Element<'_>) -> Entry {
    let mut entry = Entry {
        // RDF 1.0 names the item by `rdf:about`.
        id: item.attribute("about").map(str::to_owned),
        lang: item.attribute("lang").map(str::to_owned),
        base: item.attribute("base").map(str::to_owned),
        ..Entry::default()
    };
    for element in item.elements() {
        core(&mut entry, element);
        module(&mut entry, element);
        media::collect(&mut entry, element);
    }
    // `author` is an e-mail address of the same person that `dc:creator` names.
    let creators = item
        .elements()
        .filter(|element| element.is(Ns::Dc, "creator"));
    let creators: Vec<Person> = creators
        .filter_map(|element| Person::parse(&element.text()))
        .collect();
    if !creators.is_empty() {
        entry.authors = creators;
    }
    entry
}

fn core(entry: &mut Entry, element: &Element<'_>) {
    let text = || Some(element.text()).filter(|text| !text.is_empty());
    if element.ns != Ns::Core {
        return;
    }
    match element.local() {
        "title" => entry.title = words(element),
        "link" => entry.links.extend(
            text()
                .or(element.attribute("href").map(str::to_owned))
                .map(|href| link(href, "alternate")),
        ),
        "comments" => entry.links.extend(text().map(|href| link(href, "replies"))),
        "description" => entry.summary = words(element),
        "guid" => {
            entry.id = text();
            entry.id_is_link = !element
                .attribute("isPermaLink")
                .is_some_and(|value| value.eq_ignore_ascii_case("false"));
        }
        "author" => {
            // Atom's form inside RSS: `<author><name>`.
            let name = element
                .elements()
                .find(|child| child.local() == "name")
                .map_or_else(|| element.text(), Element::text);
            entry.authors.extend(Person::parse(&name));
        }
        "category" => entry.categories.extend(text()),
        "pubDate" | "pubdate" | "published" | "date" => {
            entry.published = text().or(entry.published.take());
        }
        "updated" | "modified" => entry.updated = text(),
        _ => {}
    }
}

fn link(href: String, rel: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        mime: None,
    }
}

fn module(entry: &mut Entry, element: &Element<'_>) {
    let text = || Some(element.text()).filter(|text| !text.is_empty());
    match (element.ns, element.local()) {
        (Ns::Content, "encoded") => {
            entry.content = words(element).map(|words| Words::Html(words.source().to_owned()));
        }
        (Ns::Itunes, "author") if entry.authors.is_empty() => entry
            .authors
            .extend(text().as_deref().and_then(Person::parse)),
        (Ns::Dc, "date" | "issued" | "created") => {
            entry.published = entry.published.take().or(text());
        }
        (Ns::Dc, "modified") | (Ns::Atom, "updated") => entry.updated = text(),
        (Ns::Atom, "published") => entry.published = entry.published.take().or(text()),
        (Ns::Dc, "language") => entry.lang = text(),
        (Ns::Dc, "subject") => entry.categories.extend(text()),
        (Ns::Slash, "comments") | (Ns::Thread, "total") => {
            entry.reply_count = text().and_then(|text| text.parse().ok());
        }
        (Ns::Thread, "in-reply-to") => {
            entry.in_reply_to = element.attribute("ref").map(str::to_owned);
        }
        (Ns::Comments, "commentRss" | "commentRSS") => entry.comment_feed = text(),
        (Ns::Itunes, "summary" | "subtitle") => {
            entry.summary = entry.summary.take().or(words(element));
        }
        (Ns::Atom, "link") => entry.links.extend(element.attribute("href").map(|href| {
            link(
                href.to_owned(),
                element.attribute("rel").unwrap_or("alternate"),
            )
        })),
        (Ns::Atom, "author") => {
            let name = element
                .elements()
                .find(|child| child.local() == "name")
                .map(Element::text);
            entry
                .authors
                .extend(name.as_deref().and_then(Person::parse));
        }
        _ => {}
    }
}
