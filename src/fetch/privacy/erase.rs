//! Takes an author out of records: the author's posts go, and with them what refers to them; in what others wrote, the name is struck out.

use std::collections::HashSet;
use std::sync::Arc;

use super::key::Key;
use super::lines::{kind, names, string, within, work_path};
use super::person::Place;
use super::rewrite::{Replace, Rule, rewrite};
use super::scope::{Names, Scope};
use super::splice::{Edit, edited, with_strings};
use super::wanted::Author;
use super::words::Hit;
use crate::jsonl::{Field, Object, Problem, Worker};

/// What stands in the place of a name.
const ERASED: &str = "[erased]";

/// What is to be erased.
#[derive(Debug, Default)]
pub struct Erasure {
    /// Whose posts.
    pub authors: Vec<Author>,
    /// Look for authors by their pseudonyms too, made with this key.
    pub key: Option<Key>,
    /// What was typed may also be the name that is shown.
    pub by_name: bool,
    /// Only in records of this source.
    pub source: Option<String>,
    /// Only in records of this client.
    pub client: Option<String>,
}

/// Erases, line after line; one sees all lines, since what comes later may refer to what came before.
#[derive(Debug, Default)]
pub struct Eraser {
    erasure: Arc<Erasure>,
    /// Ids to erase: those given, and those of the posts erased.
    ids: HashSet<String>,
    /// Ids of the posts erased, in their order.
    pub erased: Vec<String>,
    /// Posts erased.
    pub posts: u64,
    /// Tasks and corrections erased, as they were about erased posts.
    pub others: u64,
    /// Places in which a name was struck out.
    pub mentions: u64,
    /// Lines that remain.
    pub kept: u64,
    /// Lines that are gone or not as they were.
    pub changed: u64,
}

impl Eraser {
    /// A worker that also erases the posts of these ids.
    pub fn new(erasure: Arc<Erasure>, ids: HashSet<String>) -> Self {
        Eraser {
            erasure,
            ids,
            ..Eraser::default()
        }
    }

    /// What becomes of a record: nothing when it goes.
    fn remains<'l>(
        &mut self,
        line: &'l str,
        object: &Object<'_>,
    ) -> Result<Option<std::borrow::Cow<'l, str>>, Problem> {
        let kind = kind(object)?;
        let erasure = Arc::clone(&self.erasure);
        if erasure.client.is_some() && string(object, "client")? != erasure.client {
            return Ok(Some(line.into()));
        }
        let names = match kind.as_str() {
            "post" => names(object)?,
            _ => Names::default(),
        };
        let mut scope = Scope::new(&names);
        let goes = match kind.as_str() {
            "post" => self.post_goes(object, &names, &scope)?,
            "task" => self.refers(object, "post")?,
            "correction" => self.refers(object, "id")?,
            "alert" => false,
            _ => return Ok(Some(line.into())),
        };
        if goes {
            match kind.as_str() {
                "post" => self.posts += 1,
                _ => self.others += 1,
            }
            return Ok(None);
        }
        if kind == "post" && !of_source(&erasure, &names.place) {
            return Ok(Some(line.into()));
        }
        for author in &erasure.authors {
            author.teach(&mut scope);
        }
        let mut strike = Strike {
            erasure: &erasure,
            place: &names.place,
            count: 0,
        };
        let new = edited(line, object, |field| match kind.as_str() {
            "post" => in_post(field, &scope, &mut strike),
            "alert" if field.key == "posts".into() => self.without_erased(field),
            kind => match work_path(kind, &field.key) {
                Some("text") => strings(field, Some(Rule::Text), &scope, &mut strike),
                _ => Ok(Edit::Keep),
            },
        })?;
        self.mentions += strike.count;
        Ok(Some(new.map_or(line.into(), Into::into)))
    }

    fn post_goes(
        &mut self,
        object: &Object<'_>,
        names: &Names,
        scope: &Scope,
    ) -> Result<bool, Problem> {
        let id = string(object, "id")?;
        let is_given = id.as_ref().is_some_and(|id| self.ids.contains(id));
        let erasure = &self.erasure;
        let key = erasure.key.as_ref();
        let wrote = |author: &Author| author.wrote(names, scope, key, erasure.by_name);
        let is_by_them = of_source(erasure, &names.place) && erasure.authors.iter().any(wrote);
        // A repost is the author's words under another name.
        let is_repeated = string(object, "kind")?.as_deref() == Some("repost")
            && self.refers(object, "repost_of_id")?;
        if !is_given && !is_by_them && !is_repeated {
            return Ok(false);
        }
        if let Some(id) = id {
            self.ids.insert(id.clone());
            self.erased.push(id);
        }
        Ok(true)
    }

    fn refers(&self, object: &Object<'_>, field: &str) -> Result<bool, Problem> {
        let id = string(object, field)?;
        Ok(id.is_some_and(|id| self.ids.contains(&id)))
    }

    /// A list of ids without those that are erased.
    fn without_erased(&self, field: &Field<'_>) -> Result<Edit, Problem> {
        let Ok(ids) = serde_json::from_str::<Vec<String>>(field.value) else {
            return Ok(Edit::Keep);
        };
        let count = ids.len();
        let left: Vec<&String> = ids.iter().filter(|id| !self.ids.contains(*id)).collect();
        Ok(match left.len() == count {
            true => Edit::Keep,
            false => Edit::Set(serde_json::to_string(&left)?),
        })
    }
}

impl Worker for Eraser {
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let Some(remains) = self.remains(line, &object)? else {
            self.changed += 1;
            return Ok(());
        };
        self.kept += 1;
        self.changed += u64::from(remains != line);
        out.extend_from_slice(remains.as_bytes());
        out.push(b'\n');
        Ok(())
    }
}

fn of_source(erasure: &Erasure, place: &Place) -> bool {
    erasure
        .source
        .as_ref()
        .is_none_or(|source| *source == place.source)
}

/// A field of somebody else's post. Ids stay: what it answers is not personal, and the thread would fall apart.
fn in_post(field: &Field<'_>, scope: &Scope, strike: &mut Strike<'_>) -> Result<Edit, Problem> {
    match &*field.key {
        "title" | "text" | "hashtags" => strings(field, Some(Rule::Text), scope, strike),
        "mentions" => strings(field, Some(Rule::Mention), scope, strike),
        "links" => strings(field, Some(Rule::Address), scope, strike),
        "media" | "raw" => strings(field, None, scope, strike),
        "labels" => within(field, |part| match &*part.key {
            "why" => strings(part, Some(Rule::Text), scope, strike),
            _ => Ok(Edit::Keep),
        }),
        _ => Ok(Edit::Keep),
    }
}

/// The strings of a value with the name struck out; without a rule, each may be a name, an address or words.
fn strings(
    field: &Field<'_>,
    rule: Option<Rule>,
    scope: &Scope,
    strike: &mut Strike<'_>,
) -> Result<Edit, Problem> {
    let new = with_strings(field.value, |_, text| {
        let rule = rule.unwrap_or(match scope.mentioned(text) {
            Some(_) => Rule::Given,
            None => Rule::Text,
        });
        rewrite(rule, text, scope, strike)
    })
    .map_err(|problem| {
        let Problem { column, message } = problem.shifted(field.start);
        Problem::new(column, format!("`{}`: {message}", &*field.key))
    })?;
    Ok(new.map_or(Edit::Keep, Edit::Set))
}

/// Strikes out the names of those who are erased.
struct Strike<'e> {
    erasure: &'e Erasure,
    place: &'e Place,
    count: u64,
}

impl Replace for Strike<'_> {
    fn replace(&mut self, _: &str, hit: &Hit, out: &mut String) -> bool {
        let Erasure { authors, key, .. } = self.erasure;
        let is_meant = hit.parts.iter().any(|part| {
            authors
                .iter()
                .any(|author| author.is(&part.person, self.place, key.as_ref()))
        });
        if is_meant {
            out.push_str(ERASED);
            self.count += 1;
        }
        is_meant
    }
}

/// Ids from a file: one a line, or JSON Lines with an `id`. An error says which line cannot be read.
pub fn erased_ids(text: &str) -> Result<HashSet<String>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut ids = HashSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('{') {
            let told =
                |problem: Problem| format!("{number}:{}: {}", problem.column, problem.message);
            let object = Object::read(line).map_err(told)?;
            let id = string(&object, "id").map_err(told)?;
            ids.insert(id.ok_or_else(|| format!("{number}:1: this line has no `id`"))?);
        } else if !line.is_empty() {
            ids.insert(line.to_owned());
        }
    }
    Ok(ids)
}
