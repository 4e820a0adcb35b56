//! Finds people in running text: `@name`, `@name@host`, `u/name`, `name.bsky.social`, `did:...`, addresses of their pages, and names the record gives.
//!
//! One pass, in time linear in the length of the text, whatever it holds.

use std::ops::Range;

use super::address::{self, Part, identifier_length, is_host};
use super::key::leading_pseudonym;
use super::person::Person;
use super::scope::Scope;

/// A place in a text that names people.
#[derive(Debug)]
pub(super) struct Hit {
    /// All of it: with the `@`, or the whole address.
    pub(super) whole: Range<usize>,
    /// The names in it; none in an address that names nobody.
    pub(super) parts: Vec<Part>,
}

/// Longest name that is compared with those the record gives, in bytes.
const LONGEST: usize = 320;

/// All places that name people, in order; none overlaps another.
pub(super) fn find(text: &str, scope: &Scope) -> Vec<Hit> {
    let mut finder = Finder {
        text,
        scope,
        at: 0,
        before: None,
        last_end: usize::MAX,
        hits: Vec::new(),
    };
    while finder.at < text.len() {
        finder.step();
    }
    finder.hits
}

/// What sort of letter: words do not go on from one to the other, as nobody puts a space between a Latin name and Chinese text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    None,
    Spaced,
    Unspaced,
}

fn script(c: char) -> Script {
    match c {
        '_' | '\u{300}'..='\u{36f}' => Script::Spaced,
        // Thai to Khmer, Kana, Han, Hangul with its particles, and the rest of what is written without spaces.
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if c.is_alphanumeric() =>
        {
            Script::Unspaced
        }
        c if c.is_alphanumeric() => Script::Spaced,
        _ => Script::None,
    }
}

struct Finder<'a> {
    text: &'a str,
    scope: &'a Scope,
    at: usize,
    /// The character before `at`.
    before: Option<char>,
    /// Where the last hit ended: another name may follow it at once.
    last_end: usize,
    hits: Vec<Hit>,
}

impl Finder<'_> {
    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let Some(first) = self.rest(self.at).chars().next() else {
            self.at = self.text.len();
            return;
        };
        let here = script(first);
        let before = self.before.map_or(Script::None, script);
        // After a letter it is an address of mail; after Chinese text it is where a name begins.
        let is_start = before != Script::Spaced || self.last_end == self.at;
        let is_turn = here != Script::None && before != here;
        let found = if matches!(first, '@' | '＠') && is_start {
            self.mention(self.at + first.len_utf8())
        } else if is_turn || (is_start && first == '/') {
            self.word()
        } else {
            None
        };
        let end = match found {
            Some(hit) => {
                let end = hit.whole.end;
                self.last_end = end;
                self.hits.push(hit);
                end
            }
            None if is_turn => run(self.text, self.at),
            None => self.at + first.len_utf8(),
        };
        self.go_to(end.max(self.at + first.len_utf8()));
    }

    fn go_to(&mut self, end: usize) {
        self.at = end;
        self.before = self.text.get(..end).and_then(|t| t.chars().next_back());
    }

    /// The name at `start`, after an `@` or `u/`.
    fn mention(&self, start: usize) -> Option<Hit> {
        let rest = self.rest(start);
        if let Some(length) = leading_pseudonym(rest) {
            let person = Person::new("", rest.get(..length)?);
            return Some(self.hit(start..start + length, person));
        }
        let end = match self.scope.place.has_plain_handles() {
            true => {
                start
                    + rest
                        .find(|c| script(c) != Script::Spaced)
                        .unwrap_or(rest.len())
            }
            false => self.with_host(run(self.text, start)),
        };
        let name = self.text.get(start..end).filter(|name| !name.is_empty())?;
        if let Some((length, person)) = self.known_start(name) {
            return Some(self.hit(start..start + length, person));
        }
        let person = self.scope.place.handle(name)?;
        Some(self.hit(start..end, person))
    }

    /// The longest part of a name that the record gives: in "@tilly.Thanks" somebody forgot a space.
    fn known_start(&self, name: &str) -> Option<(usize, Person)> {
        if name.len() > LONGEST {
            return None;
        }
        let mut end = name.len();
        loop {
            let start = name.get(..end)?;
            if let Some(person) = self.scope.mentioned(start) {
                return Some((end, person));
            }
            end = start.rfind(['.', '-', '@'])?;
        }
    }

    /// The end of a name whose server follows it.
    fn with_host(&self, end: usize) -> usize {
        let Some(host) = self.rest(end).strip_prefix('@') else {
            return end;
        };
        let length = run(host, 0);
        let is_host = host.get(..length).is_some_and(is_host);
        if is_host { end + 1 + length } else { end }
    }

    /// A hit on a name, with what stands before it as part of the whole.
    fn hit(&self, range: Range<usize>, person: Person) -> Hit {
        let whole = self.at..range.end;
        let parts = vec![Part { range, person }];
        Hit { whole, parts }
    }

    /// Whatever else begins at a word: an address, an identifier, `u/name`, a name the record gives.
    fn word(&self) -> Option<Hit> {
        let rest = self.rest(self.at);
        if let Some((name, person)) = &self.scope.shown
            && let Some(after) = rest.strip_prefix(name.as_str())
            && after
                .chars()
                .next()
                .is_none_or(|c| script(c) == Script::None)
        {
            return Some(self.hit(self.at..self.at + name.len(), person.clone()));
        }
        let letters = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if letters > 0 && self.rest(self.at + letters).starts_with("://") {
            return Some(self.address(self.at));
        }
        if let Some(length) = identifier_length(rest) {
            let person = Person::new("did", rest.get(..length)?);
            return Some(self.hit(self.at..self.at + length, person));
        }
        if let Some(before) = ["/u/", "u/"]
            .iter()
            .find(|before| rest.starts_with(**before))
        {
            return self.redditor(self.at + before.len());
        }
        if let Some(length) = leading_pseudonym(rest) {
            let person = Person::new("", rest.get(..length)?);
            return Some(self.hit(self.at..self.at + length, person));
        }
        let end = run(self.text, self.at);
        let word = self.text.get(self.at..end)?;
        if self.rest(end).starts_with('/') && is_host(word) {
            return Some(self.address(self.at));
        }
        self.given(end)
    }

    /// `u/name`: Reddit's way to name people, also elsewhere; on a server of one's own it is one of its own people.
    fn redditor(&self, start: usize) -> Option<Hit> {
        let mut hit = self.mention(start)?;
        let part = hit.parts.first_mut()?;
        if part.range.len() < 3 {
            return None;
        }
        if self.scope.place.instance.is_none() && part.person.pseudonym().is_none() {
            part.person = Person::new("reddit", part.person.local().to_owned());
        }
        Some(hit)
    }

    /// A word that can only be a name.
    fn given(&self, end: usize) -> Option<Hit> {
        let with_host = self.with_host(end);
        for end in [with_host, end] {
            let name = self.text.get(self.at..end)?;
            let is_bluesky = || {
                name.len() > ".bsky.social".len()
                    && name.to_lowercase().ends_with(".bsky.social")
                    && end == with_host
            };
            let person = match self.scope.in_text(name) {
                None if is_bluesky() => self.scope.place.handle(name),
                found => found,
            };
            if let Some(person) = person {
                return Some(self.hit(self.at..end, person));
            }
        }
        None
    }

    /// The address that begins at `start`, whoever it names.
    fn address(&self, start: usize) -> Hit {
        let rest = self.rest(start);
        let ends = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || script(c) == Script::Unspaced
                || "<>\"«»“”„{}|\\^`，。、；！？（）「」".contains(c)
        };
        let length = rest.find(ends).unwrap_or(rest.len());
        let address = rest.get(..length).unwrap_or_default();
        let address =
            address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '*', '…']);
        let mut parts = address::parts(address, self.scope);
        for part in &mut parts {
            part.range = start + part.range.start..start + part.range.end;
        }
        let whole = start..start + address.len();
        Hit { whole, parts }
    }
}

/// The end of the word that begins at `start`: letters of one script, with dots and dashes between them.
fn run(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let Some(of) = rest
        .chars()
        .next()
        .map(script)
        .filter(|of| *of != Script::None)
    else {
        return start;
    };
    let belongs = |c: char| c == '_' || script(c) == of;
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = || matches!(c, '.' | '-');
        if belongs(c) {
            end = at + c.len_utf8();
        } else if !joins() || !chars.peek().is_some_and(|(_, next)| belongs(*next)) {
            break;
        }
    }
    start + end
}
