//! Atom 1.0 (RFC 4287, with threads of RFC 4685) and Atom 0.3 (draft-ietf-atompub-format-01).

use super::element::{Element, Ns};
use super::media;
use super::model::{Entry, Feed, Link, Medium, Person, Words};

/// Takes an element of the feed that is no entry.
pub(super) fn describe(feed: &mut Feed, element: &Element<'_>) {
    if !matches!(element.ns, Ns::Atom | Ns::Core) {
        return;
    }
    match element.local() {
        "feed" => {
            feed.lang = element.attribute("lang").map(str::to_owned);
            feed.base = element.attribute("base").map(str::to_owned);
        }
        "title" => feed.title = feed.title.take().or(words(element)),
        "link" => feed.link(element.attribute("rel"), element.attribute("href")),
        "generator" => feed.generator = Some(element.text()).filter(|text| !text.is_empty()),
        "author" => feed.authors.extend(person(element)),
        _ => {}
    }
}

/// A text construct (RFC 4287 section 3.1); in Atom 0.3 a MIME type and a mode.
fn words(element: &Element<'_>) -> Option<Words> {
    let nested = element.elements().next().is_some();
    let words = match element
        .attribute("type")
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        _ if element.attribute("mode") == Some("base64") => return None,
        Some("xhtml" | "application/xhtml+xml") => Words::Html(element.inner_html()),
        Some("html" | "text/html") if nested => Words::Html(element.inner_html()),
        Some("html" | "text/html") => Words::Html(element.text()),
        // Markup in a plain construct is a fault of the feed; its tags are read as tags.
        _ if nested => Words::Html(element.inner_html()),
        Some(kind) if !kind.starts_with("text") && kind.contains('/') => return None,
        _ => Words::Plain(element.text()),
    };
    (!words.source().trim().is_empty()).then_some(words)
}

fn person(element: &Element<'_>) -> Option<Person> {
    let child = |name: &str| {
        element
            .elements()
            .find(|child| child.local() == name)
            .map(Element::text)
            .filter(|text| !text.is_empty())
    };
    let person = child("name")
        .or_else(|| child("email"))
        .as_deref()
        .and_then(Person::parse)?;
    let url = child("uri").or_else(|| child("url")).or(person.url);
    Some(Person { url, ..person })
}

/// Reads an entry.
pub(super) fn entry(element: &Element<'_>) -> Entry {
    let mut entry = Entry {
        lang: element.attribute("lang").map(str::to_owned),
        base: element.attribute("base").map(str::to_owned),
        ..Entry::default()
    };
    for child in element.elements() {
        if matches!(child.ns, Ns::Atom | Ns::Core) {
            core(&mut entry, child);
        }
        module(&mut entry, child);
        media::collect(&mut entry, child);
    }
    entry
}

fn core(entry: &mut Entry, element: &Element<'_>) {
    let text = || Some(element.text()).filter(|text| !text.is_empty());
    match element.local() {
        "id" => entry.id = text(),
        "title" => entry.title = words(element),
        "summary" => entry.summary = words(element),
        "content" => {
            entry.content = words(element);
            entry.content_base = element.attribute("base").map(str::to_owned);
            entry.lang = entry
                .lang
                .take()
                .or(element.attribute("lang").map(str::to_owned));
        }
        "author" => entry.authors.extend(person(element)),
        // RFC 4287 section 4.2.11: what was copied from elsewhere keeps its author there.
        "source" if entry.authors.is_empty() => entry.authors.extend(
            element
                .elements()
                .filter(|child| child.local() == "author")
                .filter_map(person),
        ),
        "published" | "issued" | "created" | "pubDate" => {
            entry.published = entry.published.take().or(text());
        }
        "updated" | "modified" => entry.updated = text(),
        "category" => {
            let label = element
                .attribute("label")
                .or(element.attribute("term"))
                .map(str::to_owned);
            entry.categories.extend(label.or_else(text));
        }
        "link" => link(entry, element),
        _ => {}
    }
}

fn link(entry: &mut Entry, element: &Element<'_>) {
    let Some(href) = element.attribute("href") else {
        return;
    };
    let rel = element.attribute("rel").unwrap_or("alternate");
    let mime = element.attribute("type").map(str::to_owned);
    match rel {
        "enclosure" => entry.media.push(Medium {
            url: href.to_owned(),
            kind: mime,
            alt: element.attribute("title").map(str::to_owned),
        }),
        "replies" => {
            let count = element
                .attribute("count")
                .and_then(|count| count.parse().ok());
            entry.reply_count = entry.reply_count.or(count);
            // RFC 4685 section 4: the replies as a feed, or as a page.
            if mime
                .as_deref()
                .is_some_and(|mime| mime.contains("atom") || mime.contains("rss"))
            {
                entry.comment_feed = Some(href.to_owned());
            }
        }
        _ => {}
    }
    entry.links.push(Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime: element.attribute("type").map(str::to_owned),
    });
}

fn module(entry: &mut Entry, element: &Element<'_>) {
    match (element.ns, element.local()) {
        (Ns::Thread, "total") | (Ns::Slash, "comments") => {
            entry.reply_count = element.text().parse().ok().or(entry.reply_count);
        }
        (Ns::Thread, "in-reply-to") => {
            entry.in_reply_to = element.attribute("ref").map(str::to_owned);
        }
        (Ns::Dc, "creator") => entry.authors.extend(Person::parse(&element.text())),
        (Ns::Dc, "date") => entry.published = entry.published.take().or(Some(element.text())),
        (Ns::Youtube, "videoId") => entry.film = true,
        _ => {}
    }
}
