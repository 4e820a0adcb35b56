//! The people that one record names: what a bare name in its text or addresses means.

use std::collections::HashMap;

use super::key::is_pseudonym;
use super::person::{Person, Place};

/// Longest shown name that is looked for in text, in bytes: every word of the text is compared with it.
const LONGEST_NAME: usize = 100;
/// Digits that an id has at least to be recognised in an address: shorter numbers are years and pages as well.
const DIGITS: usize = 6;

/// What a record says of the people in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) place: Place,
    pub(super) own: bool,
    pub(super) author: AuthorNames,
    pub(super) mentions: Vec<String>,
}

/// What a record says of its author.
#[derive(Clone, Debug, Default)]
pub(super) struct AuthorNames {
    pub(super) id: Option<String>,
    pub(super) handle: Option<String>,
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
}

/// A name the record gives.
struct Known {
    person: Person,
    /// It cannot be an ordinary word, so it is found without an `@` as well.
    distinct: bool,
}

/// The people of a record.
pub(super) struct Scope {
    pub(super) place: Place,
    known: HashMap<String, Known>,
    /// The author's shown name, when it is more than a word, and who that is.
    pub(super) shown: Option<(String, Person)>,
    /// Who wrote it, by the best that is known: handle, id, address, shown name.
    pub(super) author: Option<Person>,
}

impl Scope {
    pub(super) fn new(names: &Names) -> Self {
        let place = names.place.clone();
        let who = |text: &Option<String>| text.as_deref().and_then(|text| place.handle(text));
        let AuthorNames {
            id,
            handle,
            name,
            url,
        } = &names.author;
        let by_name = || {
            name.as_deref()
                .and_then(|name| names.place.shown_name(name))
        };
        let author = who(handle)
            .or_else(|| who(id))
            .or_else(|| who(url))
            .or_else(by_name);
        // What our own account is called is a brand, which is what the words are about.
        let shown = name
            .as_deref()
            .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
            .map(|name| name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
            .filter(|name| !names.own && name.contains(' '))
            .filter(|name| name.len() <= LONGEST_NAME)
            .zip(author.clone());
        let mut scope = Scope {
            place,
            known: HashMap::new(),
            shown,
            author,
        };
        for handle in names.mentions.iter().chain(handle) {
            scope.know(handle);
        }
        if let Some(id) = id
            && (id.len() >= DIGITS || !id.bytes().all(|b| b.is_ascii_digit()))
            && let Some(person) = scope.place.handle(id)
        {
            let known = Known {
                person,
                distinct: false,
            };
            scope.known.entry(key(id)).or_insert(known);
        }
        scope
    }

    /// Takes up a handle, with and without its server; the first of two with one name stays.
    pub(super) fn know(&mut self, handle: &str) {
        let Some(person) = self.place.handle(handle) else {
            return;
        };
        let written = key(handle);
        if person.realm != "url" && person.realm != "did" {
            let local = person.local().to_owned();
            self.note(local, person.clone());
        }
        self.note(written, person);
    }

    /// Takes up a name exactly as it is.
    pub(super) fn note(&mut self, name: String, person: Person) {
        if name.chars().count() < 2 {
            return;
        }
        let distinct = name.len() >= 4
            && name.contains(|c: char| c.is_ascii_digit() || "_.-@".contains(c))
            && name.contains(char::is_alphabetic);
        self.known.entry(name).or_insert(Known { person, distinct });
    }

    /// Whom a name means after an `@`, if the record says.
    pub(super) fn mentioned(&self, name: &str) -> Option<Person> {
        let known = self.known.get(&key(name))?;
        Some(known.person.clone())
    }

    /// Whom a word of text means, when it can only be a name.
    pub(super) fn in_text(&self, word: &str) -> Option<Person> {
        let known = self.known.get(&key(word)).filter(|known| known.distinct)?;
        Some(known.person.clone())
    }

    /// Whom a word of an address means.
    pub(super) fn in_address(&self, word: &str) -> Option<Person> {
        if is_pseudonym(word) {
            return None;
        }
        self.mentioned(word)
    }
}

fn key(name: &str) -> String {
    name.trim().trim_start_matches(['@', '＠']).to_lowercase()
}
