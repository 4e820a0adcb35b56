//! The fields of a post that can be left out.

use std::fmt;

use crate::record::{Author, Media, Metrics, Post};
use crate::text::closest;

/// A field of a post by its path, such as `author.name`.
#[derive(Clone, Copy)]
pub struct FieldPath {
    name: &'static str,
    clear: fn(&mut Post),
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A name that is no field that can be left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// Every post needs it.
    #[error("`{0}` cannot be dropped: a record is known by it")]
    Needed(String),
    /// There is none of that name.
    #[error("a post has no field `{name}`{}", closest::hint(*.meant))]
    Unknown {
        /// As it was typed.
        name: String,
        /// The closest there is.
        meant: Option<&'static str>,
    },
}

impl FieldPath {
    /// The field of that name.
    pub fn parse(name: &str) -> Result<Self, FieldError> {
        let name = name.trim();
        if ["id", "type", "source"].contains(&name) {
            return Err(FieldError::Needed(name.to_owned()));
        }
        let found = FIELDS.iter().find(|field| field.name == name);
        found.copied().ok_or_else(|| FieldError::Unknown {
            name: name.to_owned(),
            meant: closest::closest(name, FIELDS.iter().map(|field| field.name)),
        })
    }

    /// Its path: the name, or two with a dot between.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Takes it out of a post. An object of which nothing is left goes too.
    pub(super) fn clear(&self, post: &mut Post) {
        (self.clear)(post);
        post.author.take_if(|author| *author == Author::default());
        post.metrics
            .take_if(|metrics| *metrics == Metrics::default());
        post.media.retain(|media| *media != Media::default());
    }
}

/// `field!(a.b)`: the path of an optional field of a post, of its author, its metrics or its media.
macro_rules! field {
    (author.$name:ident) => {
        FieldPath {
            name: concat!("author.", stringify!($name)),
            clear: |post| {
                if let Some(author) = &mut post.author {
                    author.$name = None;
                }
            },
        }
    };
    (metrics.$name:ident) => {
        FieldPath {
            name: concat!("metrics.", stringify!($name)),
            clear: |post| {
                if let Some(metrics) = &mut post.metrics {
                    metrics.$name = None;
                }
            },
        }
    };
    (media.$name:ident as $shown:literal) => {
        FieldPath {
            name: concat!("media.", $shown),
            clear: |post| {
                for media in &mut post.media {
                    media.$name = None;
                }
            },
        }
    };
    ($name:ident) => {
        FieldPath {
            name: stringify!($name),
            clear: |post| post.$name = Default::default(),
        }
    };
}

/// Every field that can be left out; a test compares the list with the schema of posts.
const FIELDS: &[FieldPath] = &[
    field!(instance),
    field!(url),
    field!(kind),
    field!(author),
    field!(author.id),
    field!(author.handle),
    field!(author.name),
    field!(author.url),
    field!(author.followers_count),
    field!(author.verified),
    field!(author.bot),
    field!(title),
    field!(text),
    field!(lang_declared),
    field!(hashtags),
    field!(mentions),
    field!(links),
    field!(media),
    field!(media.media_type as "type"),
    field!(media.url as "url"),
    field!(media.alt as "alt"),
    field!(published_at),
    field!(indexed_at),
    field!(edited_at),
    field!(fetched_at),
    field!(time_suspect),
    field!(conversation_id),
    field!(in_reply_to_id),
    field!(repost_of_id),
    field!(quote_of_id),
    field!(metrics),
    field!(metrics.like_count),
    field!(metrics.reply_count),
    field!(metrics.repost_count),
    field!(metrics.quote_count),
    field!(metrics.bookmark_count),
    field!(metrics.view_count),
    field!(metrics.impression_count),
    field!(metrics.reach_count),
    field!(metrics.click_count),
    field!(metrics.score),
    field!(metrics_at),
    field!(client),
    field!(query),
    field!(matched),
    field!(own),
    field!(raw),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::schema_of;

    #[test]
    fn every_field_of_the_schema_can_be_dropped_or_says_why_not() {
        let schema = schema_of("post").unwrap().json();
        let mut wanted = BTreeSet::new();
        let names = |value: &serde_json::Value| -> Vec<String> {
            let properties = value["properties"].as_object().unwrap();
            properties.keys().cloned().collect()
        };
        wanted.extend(names(&schema));
        for (part, under) in [
            ("Author", "author"),
            ("Metrics", "metrics"),
            ("Media", "media"),
        ] {
            let definition = &schema["$defs"][part];
            wanted.extend(
                names(definition)
                    .iter()
                    .map(|name| format!("{under}.{name}")),
            );
        }
        for needed in ["id", "type", "source"] {
            assert!(wanted.remove(needed));
            assert_eq!(
                FieldPath::parse(needed).unwrap_err(),
                FieldError::Needed(needed.to_owned())
            );
        }
        let known: BTreeSet<String> = FIELDS.iter().map(|field| field.name.to_owned()).collect();
        assert_eq!(known, wanted);
    }

    #[test]
    fn a_slip_of_the_finger_is_told() {
        let error = FieldPath::parse("author.nmae").unwrap_err();
        assert_eq!(
            error.to_string(),
            "a post has no field `author.nmae`; did you mean `author.name`?"
        );
    }
}
