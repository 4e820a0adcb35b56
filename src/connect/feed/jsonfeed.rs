//! JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1), read item by item: a feed that is cut off gives what came before.
//!
//! Every member is taken by what it is, not by what it should be: a numeric id is an id, a missing title is none.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::model::{Entry, Feed, Link, Medium, Person, Words};
use crate::text::reason;

/// What the text turned out to be.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) feed: Feed,
    /// The `version` member.
    pub(super) version: Option<String>,
    /// There is a list of items.
    pub(super) has_items: bool,
    /// Items that are no objects.
    pub(super) dropped: usize,
    /// Items whose id is a number.
    pub(super) numeric_ids: usize,
    /// The text is not JSON to its end; why.
    pub(super) error: Option<String>,
}

/// Reads a JSON Feed.
pub(super) fn read(text: &str) -> Outcome {
    let mut outcome = Outcome {
        feed: Feed {
            format: "JSON Feed",
            ..Feed::default()
        },
        ..Outcome::default()
    };
    let mut json = serde_json::Deserializer::from_str(text);
    let result = Whole(&mut outcome)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    outcome.error = result.err().map(|error| {
        format!(
            "{} (line {}, byte {})",
            reason::of_json(&error),
            error.line(),
            error.column()
        )
    });
    outcome
}

struct Whole<'o>(&'o mut Outcome);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let feed = &mut self.0.feed;
            match key.as_str() {
                "items" => map.next_value_seed(Items(self.0))?,
                "version" => self.0.version = string(&map.next_value()?),
                "title" => feed.title = string(&map.next_value()?).map(Words::Plain),
                "home_page_url" => feed.site = string(&map.next_value()?),
                "feed_url" => feed.own_address = string(&map.next_value()?),
                "next_url" => feed.older = string(&map.next_value()?),
                "hubs" => hubs(&map.next_value()?, feed),
                "language" => feed.lang = string(&map.next_value()?),
                "author" | "authors" => people(&map.next_value()?, &mut feed.authors),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Items<'o>(&'o mut Outcome);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of items")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<(), S::Error> {
        self.0.has_items = true;
        while let Some(item) = items.next_element::<Value>()? {
            if item.is_object() {
                self.0.numeric_ids += usize::from(item.get("id").is_some_and(Value::is_number));
                self.0.feed.push(entry(&item));
            } else {
                self.0.dropped += 1;
            }
        }
        Ok(())
    }
}

/// The text of a string or number; `None` when empty.
fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn hubs(value: &Value, feed: &mut Feed) {
    for hub in value.as_array().into_iter().flatten() {
        let get = |key: &str| hub.get(key).and_then(string);
        // The other kind, `rssCloud`, needs an interface of its own.
        if get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("websub")) {
            feed.link(Some("hub"), get("url").as_deref());
        }
    }
}

fn people(value: &Value, out: &mut Vec<Person>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| person(value, out)),
        value => person(value, out),
    }
}

fn person(value: &Value, out: &mut Vec<Person>) {
    let name = value.get("name").or(Some(value)).and_then(string);
    let url = value.get("url").and_then(string);
    let person = match name.as_deref().and_then(Person::parse) {
        Some(person) => Person {
            url: url.or(person.url),
            ..person
        },
        None if url.is_some() => Person {
            url,
            ..Person::default()
        },
        None => return,
    };
    if !out.contains(&person) {
        out.push(person);
    }
}

fn entry(item: &Value) -> Entry {
    let get = |key: &str| item.get(key).and_then(string);
    let mut entry = Entry {
        id: get("id"),
        title: get("title").map(Words::Plain),
        content: get("content_html")
            .map(Words::Html)
            .or_else(|| get("content_text").map(Words::Plain)),
        summary: get("summary").map(Words::Plain),
        published: get("date_published"),
        updated: get("date_modified"),
        lang: get("language"),
        ..Entry::default()
    };
    for (key, rel) in [("url", "alternate"), ("external_url", "related")] {
        entry.links.extend(get(key).map(|href| Link {
            href,
            rel: rel.to_owned(),
            mime: None,
        }));
    }
    for key in ["authors", "author"] {
        if let Some(value) = item.get(key) {
            people(value, &mut entry.authors);
        }
    }
    for key in ["image", "banner_image"] {
        entry.media.extend(get(key).map(|url| Medium {
            url,
            kind: Some("image".to_owned()),
            alt: None,
        }));
    }
    for attachment in item
        .get("attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let get = |key: &str| attachment.get(key).and_then(string);
        entry.media.extend(get("url").map(|url| Medium {
            url,
            kind: get("mime_type"),
            alt: get("title"),
        }));
    }
    entry.categories.extend(
        item.get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(string),
    );
    entry
}
