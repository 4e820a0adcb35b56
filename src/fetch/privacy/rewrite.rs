//! Puts something else in the place of people's names, by the sort of text they stand in.

use super::address;
use super::address::Part;
use super::key::{Key, continues};
use super::scope::Scope;
use super::words::{self, Hit};

/// How a field names people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// An id or an address.
    Address,
    /// A handle and nothing else.
    Mention,
    /// A name that the record gives elsewhere.
    Given,
    /// Words.
    Text,
}

impl Rule {
    /// The rule of a post's field, given as its path.
    pub(super) fn of(field: &str) -> Option<Self> {
        match field {
            "id" | "url" | "links" | "media.url" | "conversation_id" | "in_reply_to_id"
            | "repost_of_id" | "quote_of_id" => Some(Rule::Address),
            "mentions" => Some(Rule::Mention),
            "title" | "text" | "hashtags" | "matched" | "media.alt" => Some(Rule::Text),
            _ => None,
        }
    }

    /// The places of a text that name people.
    fn hits(self, text: &str, scope: &Scope) -> Vec<Hit> {
        let whole = 0..text.len();
        match self {
            Rule::Text => words::find(text, scope),
            Rule::Address => {
                let parts = address::parts(text, scope);
                vec![Hit { whole, parts }]
            }
            Rule::Mention | Rule::Given => {
                let person = match self {
                    Rule::Given => scope.mentioned(text),
                    _ => scope.place.handle(text),
                };
                let part = person.map(|person| Part {
                    range: whole.clone(),
                    person,
                });
                let parts = part.into_iter().collect();
                vec![Hit { whole, parts }]
            }
        }
    }
}

/// What is put in the place of names.
pub(super) trait Replace {
    /// Appends what stands for `hit` to `out`; `false` when it stays as it is and nothing was appended.
    fn replace(&mut self, text: &str, hit: &Hit, out: &mut String) -> bool;
}

/// The text with names replaced; nothing when it stays as it is.
pub(super) fn rewrite(
    rule: Rule,
    text: &str,
    scope: &Scope,
    by: &mut dyn Replace,
) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for hit in rule.hits(text, scope) {
        let start = out.len();
        out.push_str(text.get(copied..hit.whole.start).unwrap_or_default());
        if by.replace(text, &hit, &mut out) {
            copied = hit.whole.end;
        } else {
            out.truncate(start);
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    (out != text).then_some(out)
}

/// Puts pseudonyms in the place of names.
pub(super) struct Pseudonyms<'k>(pub(super) &'k Key);

impl Replace for Pseudonyms<'_> {
    fn replace(&mut self, text: &str, hit: &Hit, out: &mut String) -> bool {
        if hit.parts.is_empty() {
            return false;
        }
        let mut copied = hit.whole.start;
        for Part { range, person } in &hit.parts {
            out.push_str(text.get(copied..range.start).unwrap_or_default());
            out.push_str(&self.0.pseudonym(person));
            copied = range.end;
        }
        out.push_str(text.get(copied..hit.whole.end).unwrap_or_default());
        // A Chinese name may be followed by a Latin letter; a pseudonym would be another name then.
        let next = text.as_bytes().get(hit.whole.end);
        if copied == hit.whole.end && next.is_some_and(|&next| continues(next)) {
            out.push(' ');
        }
        true
    }
}
