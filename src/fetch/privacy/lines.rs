//! The same to lines of JSON: people become pseudonyms, fields go, every other byte stays.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::fields::FieldPath;
use super::person::Place;
use super::post::{Privacy, author_pseudonyms};
use super::rewrite::{Pseudonyms, Rule, rewrite};
use super::scope::{AuthorNames, Names, Scope};
use super::splice::{Edit, edited, quoted, with_strings};
use crate::jsonl::{Field, Object, Problem, Worker};

/// Changes the lines of one thread.
///
/// Of posts, the fields that `cm-fetch` writes are changed, and the reasons among labels; fields it does not know stay. Of an author only what says
/// nothing about who it is stays. Ids in tasks, alerts and corrections change as those of the posts do; other records stay.
#[derive(Clone, Debug)]
pub struct PrivacyLines {
    privacy: Arc<Privacy>,
    client: Option<String>,
    /// Posts gone through.
    pub posts: u64,
    /// Lines that are not as they were.
    pub changed: u64,
    /// Posts that lost their `raw`.
    pub raw_dropped: u64,
    /// Counts (buckets), which stay as they are though they may be by author.
    pub buckets: u64,
}

/// Fields of an author that do not say who it is.
const HARMLESS: &[&str] = &["followers_count", "verified", "bot"];

impl PrivacyLines {
    /// A worker; with a client, only lines of that one change.
    pub fn new(privacy: Arc<Privacy>, client: Option<String>) -> Self {
        PrivacyLines {
            privacy,
            client,
            posts: 0,
            changed: 0,
            raw_dropped: 0,
            buckets: 0,
        }
    }

    fn edited(&mut self, line: &str, object: &Object<'_>) -> Result<Option<String>, Problem> {
        let kind = kind(object)?;
        if self.client.is_some() && string(object, "client")? != self.client {
            return Ok(None);
        }
        match kind.as_str() {
            "post" => self.posts += 1,
            "bucket" => {
                self.buckets += 1;
                return Ok(None);
            }
            "task" | "alert" | "correction" => {
                let scope = Scope::new(&Names::default());
                return edited(line, object, |field| {
                    let path = work_path(&kind, &field.key);
                    path.map_or(Ok(Edit::Keep), |path| self.strings(path, field, &scope))
                });
            }
            _ => return Ok(None),
        }
        let names = names(object)?;
        let scope = Scope::new(&names);
        self.raw_dropped += u64::from(self.privacy.key.is_some() && object.get("raw").is_some());
        edited(line, object, |field| {
            self.field(field, &names.author, &scope)
        })
    }

    fn field(
        &self,
        field: &Field<'_>,
        author: &AuthorNames,
        scope: &Scope,
    ) -> Result<Edit, Problem> {
        let name = &*field.key;
        let pseudonymised = self.privacy.key.is_some();
        if self.privacy.drops(name) || (name == "raw" && pseudonymised) {
            return Ok(Edit::Drop);
        }
        let edit = match name {
            "author" if pseudonymised => self.author(field, author, scope)?,
            "labels" if pseudonymised => within(field, |reason| match &*reason.key {
                "why" => self.strings("text", reason, scope),
                _ => Ok(Edit::Keep),
            })?,
            "media" if pseudonymised => self.strings("media", field, scope)?,
            _ => self.strings(name, field, scope)?,
        };
        if !matches!(name, "author" | "metrics" | "media") {
            return Ok(edit);
        }
        match edit {
            Edit::Set(value) => self.without_dropped(name, value, field),
            _ => match self.without_dropped(name, field.value.to_owned(), field)? {
                Edit::Set(value) if value == field.value => Ok(Edit::Keep),
                edit => Ok(edit),
            },
        }
    }

    /// A value with names replaced; `path` is that of the field, or one that is alike.
    fn strings(&self, path: &str, field: &Field<'_>, scope: &Scope) -> Result<Edit, Problem> {
        let Some(key) = &self.privacy.key else {
            return Ok(Edit::Keep);
        };
        let rule = Rule::of(path);
        if rule.is_none() && path != "media" {
            return Ok(Edit::Keep);
        }
        let change = |name: Option<&str>, text: &str| {
            let in_media = if name == Some("url") {
                Rule::Address
            } else {
                Rule::Text
            };
            rewrite(rule.unwrap_or(in_media), text, scope, &mut Pseudonyms(key))
        };
        let new = with_strings(field.value, change).map_err(|problem| of_field(problem, field))?;
        Ok(new.map_or(Edit::Keep, Edit::Set))
    }

    /// The author's names as pseudonyms, what is harmless as it is, and nothing else: a picture or a biography shows who it is as well.
    fn author(
        &self,
        field: &Field<'_>,
        names: &AuthorNames,
        scope: &Scope,
    ) -> Result<Edit, Problem> {
        let Some(key) = self.privacy.key.as_ref().filter(|_| field.value != "null") else {
            return Ok(Edit::Keep);
        };
        let mut new = author_pseudonyms(names.clone(), scope, key);
        // Without a field of that name, the pseudonym of a mere address has no place yet.
        let extra = names.id.is_none().then(|| new.id.take()).flatten();
        let edit = within(field, |part| {
            let name = match &*part.key {
                "id" => new.id.as_deref(),
                "handle" => new.handle.as_deref(),
                "name" => new.name.as_deref(),
                "url" => extra.as_deref(),
                other if HARMLESS.contains(&other) => return Ok(Edit::Keep),
                _ => None,
            };
            Ok(match name.map(quoted) {
                Some(name) if name == part.value => Edit::Keep,
                Some(name) => Edit::Set(name),
                None => Edit::Drop,
            })
        })?;
        Ok(match (edit, extra) {
            (Edit::Set(value), Some(_)) => Edit::Set(value.replacen("\"url\"", "\"id\"", 1)),
            (edit, _) => edit,
        })
    }

    /// The value without those of its parts that are to be dropped. An object of which nothing is left goes too.
    fn without_dropped(
        &self,
        name: &str,
        value: String,
        field: &Field<'_>,
    ) -> Result<Edit, Problem> {
        let paths = self.privacy.drop.iter().map(FieldPath::name);
        let mut parts = paths.filter_map(|path| path.strip_prefix(name)?.strip_prefix('.'));
        if parts.next().is_none() {
            return Ok(Edit::Set(value));
        }
        let problem = |problem: Problem| of_field(problem, field);
        if !value.starts_with('[') {
            let left = self.without_parts(name, &value).map_err(problem)?;
            return Ok(left.map_or(Edit::Drop, Edit::Set));
        }
        let items: Vec<&RawValue> =
            serde_json::from_str(&value).map_err(|error| problem(error.into()))?;
        let mut left = Vec::with_capacity(items.len());
        for item in items {
            left.extend(self.without_parts(name, item.get()).map_err(problem)?);
        }
        Ok(match left.is_empty() {
            true => Edit::Drop,
            false => Edit::Set(format!("[{}]", left.join(","))),
        })
    }

    /// One object without its parts that are to be dropped; nothing when nothing is left of it.
    fn without_parts(&self, name: &str, text: &str) -> Result<Option<String>, Problem> {
        if !text.starts_with('{') {
            return Ok(Some(text.to_owned()));
        }
        let goes = |part: &Field<'_>| self.privacy.drops(&format!("{name}.{}", &*part.key));
        let object = Object::read(text)?;
        if object.fields.iter().all(goes) {
            return Ok(None);
        }
        let new = edited(text, &object, |part| {
            Ok(match goes(part) {
                true => Edit::Drop,
                false => Edit::Keep,
            })
        })?;
        Ok(Some(new.unwrap_or_else(|| text.to_owned())))
    }
}

impl Worker for PrivacyLines {
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let edited = self.edited(line, &object)?;
        self.changed += u64::from(edited.is_some());
        out.extend_from_slice(edited.as_deref().unwrap_or(line).as_bytes());
        out.push(b'\n');
        Ok(())
    }
}

/// How fields of the records that refer to posts name people.
pub(super) fn work_path(kind: &str, field: &str) -> Option<&'static str> {
    match (kind, field) {
        ("task", "id" | "post") | ("alert", "posts") | ("correction", "id") => Some("id"),
        ("task", "url") => Some("url"),
        ("task", "title") | ("alert", "why") => Some("text"),
        _ => None,
    }
}

/// The type of a record: a post when it does not say but has words.
pub(super) fn kind(object: &Object<'_>) -> Result<String, Problem> {
    let has = |name| object.get(name).is_some();
    match string(object, "type")? {
        Some(kind) => Ok(kind),
        None if has("text") || has("title") => Ok("post".to_owned()),
        None => Err(Problem::new(
            1,
            "expected a record: it has neither `type` nor `text`",
        )),
    }
}

/// What a post says of the people in it.
pub(super) fn names(object: &Object<'_>) -> Result<Names, Problem> {
    let mut mentions = Vec::new();
    if let Some(field) = object.get("mentions") {
        with_strings(field.value, |_, text| {
            mentions.push(text.to_owned());
            None
        })
        .map_err(|problem| of_field(problem, field))?;
    }
    let author = match object.get("author").filter(|field| field.value != "null") {
        Some(field) => {
            let author = Object::read(field.value).map_err(|problem| of_field(problem, field))?;
            let name = |key| name(&author, key).map_err(|problem| of_field(problem, field));
            AuthorNames {
                id: name("id")?,
                handle: name("handle")?,
                name: name("name")?,
                url: name("url")?,
            }
        }
        None => AuthorNames::default(),
    };
    Ok(Names {
        place: Place {
            source: string(object, "source")?.unwrap_or_default(),
            instance: string(object, "instance")?,
        },
        own: object.get("own").is_some_and(|field| field.value == "true"),
        author,
        mentions,
    })
}

/// A text field; nothing when it is absent or null.
pub(super) fn string(object: &Object<'_>, key: &str) -> Result<Option<String>, Problem> {
    let Some(field) = object.get(key) else {
        return Ok(None);
    };
    serde_json::from_str(field.value).map_err(|error| of_field(error.into(), field))
}

/// The same, where a number is meant as its digits.
fn name(object: &Object<'_>, key: &str) -> Result<Option<String>, Problem> {
    match object.get(key) {
        Some(field)
            if field
                .value
                .starts_with(|c: char| c == '-' || c.is_ascii_digit()) =>
        {
            Ok(Some(field.value.to_owned()))
        }
        _ => string(object, key),
    }
}

/// A problem of a value, told of its field.
fn of_field(problem: Problem, field: &Field<'_>) -> Problem {
    let Problem { column, message } = problem.shifted(field.start);
    Problem::new(column, format!("`{}`: {message}", &*field.key))
}

/// Edits the fields of an object within a field; what is no object stays.
pub(super) fn within(
    field: &Field<'_>,
    edit: impl FnMut(&Field<'_>) -> Result<Edit, Problem>,
) -> Result<Edit, Problem> {
    if !field.value.starts_with('{') {
        return Ok(Edit::Keep);
    }
    let object = Object::read(field.value).map_err(|problem| of_field(problem, field))?;
    let new = edited(field.value, &object, edit).map_err(|problem| of_field(problem, field))?;
    Ok(new.map_or(Edit::Keep, Edit::Set))
}
