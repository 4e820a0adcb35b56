//! Pictures, sounds and films of an entry: RSS enclosures and Media RSS 1.5.1 (rssboard.org/media-rss).

use super::element::{Element, Ns};
use super::model::{Entry, Medium, Words};

/// Takes what an element of an entry says of media. Groups may be nested; only the outer levels count.
pub(super) fn collect(entry: &mut Entry, element: &Element<'_>) {
    collect_to(entry, element, 3);
}

fn collect_to(entry: &mut Entry, element: &Element<'_>, depth: usize) {
    match (element.ns, element.local()) {
        // What is attached, and what is said in the sound, as a file.
        (Ns::Core, "enclosure") | (Ns::Podcast, "transcript") => {
            push(entry, element, element.attribute("type"));
        }
        (Ns::Media, "content") => {
            // The type is more exact than the medium, unless it only says "some bytes".
            let kind = element.attribute("medium").or(element.attribute("type"));
            push(entry, element, kind);
            if depth > 0 {
                element
                    .elements()
                    .for_each(|child| collect_to(entry, child, depth - 1));
            }
        }
        (Ns::Media, "thumbnail") => push(entry, element, Some("image")),
        (Ns::Itunes, "image") => entry
            .media
            .extend(element.attribute("href").map(|url| Medium {
                url: url.to_owned(),
                kind: Some("image".to_owned()),
                alt: None,
            })),
        (Ns::Media, "group") if depth > 0 => element
            .elements()
            .for_each(|child| collect_to(entry, child, depth - 1)),
        (Ns::Media, "community") => element.elements().for_each(|child| community(entry, child)),
        (Ns::Media, "description") if depth == 3 || entry.film => {
            let text = Some(element.text()).filter(|text| !text.is_empty());
            entry.summary = entry.summary.take().or(text.map(Words::Plain));
        }
        (Ns::Media, "title") => {
            let text = Some(element.text()).filter(|text| !text.is_empty());
            entry.title = entry
                .title
                .take()
                .or(text.filter(|_| depth == 3 || entry.film).map(Words::Plain));
        }
        (Ns::Media, "credit")
            if entry.authors.is_empty() && element.attribute("role") == Some("author") =>
        {
            entry
                .authors
                .extend(super::model::Person::parse(&element.text()));
        }
        _ => {}
    }
}

fn push(entry: &mut Entry, element: &Element<'_>, kind: Option<&str>) {
    let Some(url) = element.attribute("url") else {
        return;
    };
    if kind == Some("application/x-shockwave-flash") {
        return;
    }
    let alt = element
        .elements()
        .find(|child| child.is(Ns::Media, "description"))
        .or_else(|| {
            element
                .elements()
                .find(|child| child.is(Ns::Media, "title"))
        });
    entry.media.push(Medium {
        url: url.to_owned(),
        kind: kind.map(str::to_owned),
        alt: alt.map(Element::text).filter(|alt| !alt.is_empty()),
    });
}

/// `YouTube`'s counts: `views`, and the number of ratings, which are its likes.
fn community(entry: &mut Entry, element: &Element<'_>) {
    match element.local() {
        "statistics" => {
            entry.view_count = element
                .attribute("views")
                .and_then(|views| views.parse().ok());
        }
        "starRating" if entry.film => {
            entry.like_count = element
                .attribute("count")
                .and_then(|count| count.parse().ok());
        }
        _ => {}
    }
}
