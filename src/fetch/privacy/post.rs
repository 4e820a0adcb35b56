//! Posts as they are fetched: people become pseudonyms, fields are left out.

use std::borrow::Cow;

use super::fields::FieldPath;
use super::key::Key;
use super::person::Place;
use super::rewrite::{Pseudonyms, Rule, rewrite};
use super::scope::{AuthorNames, Names, Scope};
use crate::record::{Author, Post};

/// What is to be done to posts before anybody sees them.
#[derive(Clone, Debug, Default)]
pub struct Privacy {
    /// Put pseudonyms made with this key in the place of people.
    pub key: Option<Key>,
    /// Leave these fields out.
    pub drop: Vec<FieldPath>,
}

/// What was done to a post that its reader may miss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// `raw` went, since it holds names in places that nobody knows.
    pub raw_dropped: bool,
}

impl Privacy {
    /// Whether posts stay as they are.
    pub fn is_idle(&self) -> bool {
        self.key.is_none() && self.drop.is_empty()
    }

    /// The post as it may be written.
    pub fn applied<'p>(&self, post: &'p Post) -> Cow<'p, Post> {
        if self.is_idle() {
            return Cow::Borrowed(post);
        }
        let mut post = post.clone();
        self.apply(&mut post);
        Cow::Owned(post)
    }

    /// Changes a post: first the people, then the fields that go. Twice is the same as once.
    ///
    /// Every identifier of a person becomes the pseudonym of its own normal form, whatever else the post holds: the handle that of the handle, the id
    /// that of the id. So each can be joined with the same identifier elsewhere. The shown name becomes that of the handle or, without one, of the id.
    pub fn apply(&self, post: &mut Post) -> Applied {
        let mut applied = Applied::default();
        if let Some(key) = &self.key {
            applied.raw_dropped = post.raw.take().is_some();
            pseudonymise(post, key);
        }
        for field in &self.drop {
            field.clear(post);
        }
        applied
    }

    /// Whether a field goes.
    pub(super) fn drops(&self, path: &str) -> bool {
        self.drop.iter().any(|field| field.name() == path)
    }
}

fn names(post: &Post) -> Names {
    let author = post.author.clone().unwrap_or_default();
    Names {
        place: Place {
            source: post.source.clone(),
            instance: post.instance.clone(),
        },
        own: post.own == Some(true),
        author: AuthorNames {
            id: author.id,
            handle: author.handle,
            name: author.name,
            url: author.url,
        },
        mentions: post.mentions.clone(),
    }
}

fn pseudonymise(post: &mut Post, key: &Key) {
    let scope = Scope::new(&names(post));
    if let Some(author) = &mut post.author {
        pseudonymise_author(author, &scope, key);
    }
    let change = |field: &str, text: &mut String| {
        let rule = Rule::of(field);
        let new = rule.and_then(|rule| rewrite(rule, text, &scope, &mut Pseudonyms(key)));
        if let Some(new) = new {
            *text = new;
        }
    };
    change("id", &mut post.id);
    for (field, text) in [
        ("url", &mut post.url),
        ("conversation_id", &mut post.conversation_id),
        ("in_reply_to_id", &mut post.in_reply_to_id),
        ("repost_of_id", &mut post.repost_of_id),
        ("quote_of_id", &mut post.quote_of_id),
        ("title", &mut post.title),
        ("text", &mut post.text),
    ] {
        if let Some(text) = text {
            change(field, text);
        }
    }
    for (field, texts) in [
        ("mentions", &mut post.mentions),
        ("hashtags", &mut post.hashtags),
        ("links", &mut post.links),
        ("matched", &mut post.matched),
    ] {
        for text in texts {
            change(field, text);
        }
    }
    for media in &mut post.media {
        if let Some(url) = &mut media.url {
            change("media.url", url);
        }
        if let Some(alt) = &mut media.alt {
            change("media.alt", alt);
        }
    }
}

fn pseudonymise_author(author: &mut Author, scope: &Scope, key: &Key) {
    let new = author_pseudonyms(
        AuthorNames {
            id: author.id.take(),
            handle: author.handle.take(),
            name: author.name.take(),
            url: author.url.take(),
        },
        scope,
        key,
    );
    author.id = new.id;
    author.handle = new.handle;
    author.name = new.name;
}

/// What stands for an author's names. The page's address goes; when nothing else is known, its pseudonym is the id.
pub(super) fn author_pseudonyms(names: AuthorNames, scope: &Scope, key: &Key) -> AuthorNames {
    let of = |text: Option<String>| {
        let person = scope.place.handle(&text?)?;
        Some(key.pseudonym(&person))
    };
    let of_author = || {
        let person = scope.author.as_ref()?;
        Some(key.pseudonym(person))
    };
    let is_nameless = names.id.is_none() && names.handle.is_none() && names.name.is_none();
    AuthorNames {
        id: if is_nameless {
            of(names.url)
        } else {
            of(names.id)
        },
        handle: of(names.handle),
        name: names.name.and_then(|_| of_author()),
        url: None,
    }
}
