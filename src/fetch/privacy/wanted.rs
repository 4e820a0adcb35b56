//! Whom to erase: an author as a person writes it, and which accounts that means.

use super::key::{Key, is_pseudonym};
use super::person::{Person, Place, plain_url};
use super::scope::{Names, Scope};

/// An author to look for: a handle with or without `@` and server, an id, the address of a page, or a pseudonym.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// As it was typed.
    written: String,
    /// Without what does not tell one from another.
    name: String,
    /// The account, when what was typed says on which server or network.
    person: Option<Person>,
}

impl Author {
    /// Reads what was typed; nothing when it names nobody.
    pub fn parse(written: &str) -> Option<Self> {
        let person = Place::default().handle(written)?;
        let says_where = !person.realm.is_empty();
        let name = written.trim().trim_start_matches(['@', '＠']);
        Some(Author {
            written: written.to_owned(),
            name: match says_where {
                true => name.to_owned(),
                false => person.name.clone(),
            },
            person: says_where.then_some(person),
        })
    }

    /// As it was typed.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Tells a scope the handle, so that it is found in text without an `@` too. Without its server only where no server is known: elsewhere it is
    /// another's.
    pub(super) fn teach(&self, scope: &mut Scope) {
        match &self.person {
            None => scope.know(&self.name),
            Some(person) if ["did", "url"].contains(&person.realm.as_str()) => {}
            Some(_) if scope.place.instance.is_none() => scope.know(&self.name),
            Some(person) => scope.note(self.name.to_lowercase(), person.clone()),
        }
    }

    /// Whether that is who is meant. With a key, also by the pseudonym made with it.
    pub(super) fn is(&self, person: &Person, place: &Place, key: Option<&Key>) -> bool {
        if let Some(pseudonym) = person.pseudonym() {
            return pseudonym == self.name
                || key.is_some_and(|key| self.pseudonym(place, key).as_deref() == Some(pseudonym));
        }
        match &self.person {
            Some(wanted) => wanted == person,
            None => {
                !matches!(person.realm.as_str(), "did" | "url")
                    && !person.realm.starts_with("name ")
                    && person.local() == self.name
            }
        }
    }

    /// Whether a post's author is meant.
    pub(super) fn wrote(
        &self,
        names: &Names,
        scope: &Scope,
        key: Option<&Key>,
        by_name: bool,
    ) -> bool {
        let author = &names.author;
        let accounts = [&author.id, &author.handle, &author.url];
        let is_account = |text: &String| {
            let person = names.place.handle(text);
            person.is_some_and(|person| self.is(&person, &names.place, key))
        };
        if accounts.into_iter().flatten().any(is_account) {
            return true;
        }
        if let Some(url) = &author.url
            && self.written.contains("://")
            && plain_url(url) == plain_url(&self.written)
        {
            return true;
        }
        let Some(name) = &author.name else {
            return false;
        };
        if is_pseudonym(name)
            && let Some(person) = &scope.author
            && self.is(person, &names.place, key)
        {
            return true;
        }
        by_name && self.is_called(name, &names.place, key)
    }

    /// Whether a shown name is the one that was typed.
    fn is_called(&self, name: &str, place: &Place, key: Option<&Key>) -> bool {
        let (shown, wanted) = (place.shown_name(name), place.shown_name(&self.written));
        let pseudonym = || {
            let pseudonym = key?.pseudonym(wanted.as_ref()?);
            Some(is_pseudonym(name) && pseudonym == name)
        };
        shown == wanted || pseudonym() == Some(true)
    }

    fn pseudonym(&self, place: &Place, key: &Key) -> Option<String> {
        if is_pseudonym(&self.name) {
            return None;
        }
        let person = match &self.person {
            Some(person) => person.clone(),
            None => place.handle(&self.name)?,
        };
        Some(key.pseudonym(&person))
    }
}
