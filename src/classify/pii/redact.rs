//! Puts a placeholder where personal data stood, in a text or inside a JSON string whose other bytes stay as they are.

use super::{Finder, Found, Pii};

/// Each round takes away at least one digit or `@`; what a placeholder brings to light beside it takes one round more.
const ROUNDS: usize = 16;

/// The text with placeholders; nothing when there is no personal data in it.
pub fn redact(finder: &mut Finder, text: &str) -> Option<String> {
    replace(finder, text, |_| ())
}

/// Hands over the kind of everything that [`redact`] replaces, also of what comes to light only then.
pub(in crate::classify) fn kinds(finder: &mut Finder, text: &str, of: impl FnMut(Pii)) {
    replace(finder, text, of);
}

fn replace(finder: &mut Finder, text: &str, mut of: impl FnMut(Pii)) -> Option<String> {
    let mut redacted: Option<String> = None;
    for _ in 0..ROUNDS {
        let before = redacted.as_deref().unwrap_or(text);
        let found = finder.find(before);
        if found.is_empty() {
            break;
        }
        let mut after = String::with_capacity(before.len());
        let mut copied = 0;
        for one in found {
            after.push_str(before.get(copied..one.start).unwrap_or_default());
            after.push_str(one.kind.placeholder());
            of(one.kind);
            copied = one.end;
        }
        after.push_str(before.get(copied..).unwrap_or_default());
        redacted = Some(after);
    }
    redacted
}

/// The same for a string in JSON, quotes and all: escapes outside what goes stay as they are. A value that is no string stays.
pub fn redact_json(finder: &mut Finder, json: &str) -> Option<String> {
    let mut redacted: Option<String> = None;
    for _ in 0..ROUNDS {
        let before = redacted.as_deref().unwrap_or(json);
        let Ok(text) = serde_json::from_str::<String>(before) else {
            break;
        };
        let found = finder.find(&text);
        if found.is_empty() {
            break;
        }
        redacted = Some(spliced(before, found));
    }
    redacted
}

/// A JSON string with placeholders at places of its text.
fn spliced(json: &str, found: &[Found]) -> String {
    let mut out = String::with_capacity(json.len());
    let mut found = found.iter().peekable();
    let body = json.strip_prefix('"').unwrap_or(json);
    out.push('"');
    let mut rest = body;
    // Where the text is, in bytes after unescaping.
    let mut at = 0;
    while !rest.is_empty() {
        while found.next_if(|one| one.end <= at).is_some() {}
        let (read, decoded) = first_unit(rest);
        let (unit, tail) = rest.split_at(read);
        match found.peek() {
            Some(one) if one.start == at && decoded > 0 => out.push_str(one.kind.placeholder()),
            Some(one) if (one.start..one.end).contains(&at) && decoded > 0 => {}
            _ => out.push_str(unit),
        }
        at += decoded;
        rest = tail;
    }
    out
}

/// How many bytes the first character of a JSON string's inside takes, and how many of the text it stands for; none for the closing quote.
fn first_unit(rest: &str) -> (usize, usize) {
    let mut chars = rest.chars();
    let first = chars.next().unwrap_or_default();
    match (first, chars.next()) {
        ('"', _) => (rest.len(), 0),
        ('\\', Some('u')) => escaped(rest),
        ('\\', Some(_)) => (2.min(rest.len()), 1),
        _ => (first.len_utf8(), first.len_utf8()),
    }
}

/// `\u00e9`, or two that make one character (RFC 8259, section 7).
fn escaped(rest: &str) -> (usize, usize) {
    let code = |from: usize| {
        let digits = rest.get(from..from + 4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    match code(2) {
        Some(0xd800..=0xdbff) => (12.min(rest.len()), 4),
        Some(code) => (6, char::from_u32(code).map_or(3, char::len_utf8)),
        None => (rest.len(), 0),
    }
}
