//! Tags and text of HTML, or of XML that may be broken, in one pass over the bytes.
//!
//! The time is linear whatever the input. A tag ends at its first `>` outside quotes; a `<` outside quotes means that it was no tag.
//! A scan that fails starts again one byte on, and may cross the same bytes: but quotes only permute the three states (none, ', "), so two scans
//! that began at different places are never in the same state at the same byte, and no byte is crossed more than three times.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::entities;

/// A piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Characters between tags, references not yet resolved.
    Text(&'a str),
    /// Characters of a CDATA section, to be taken as they are; only in XML.
    Verbatim(&'a str),
    /// `<name attributes>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(Tag<'a>),
}

/// A tag as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// From `<` to `>`.
    pub source: &'a str,
    /// The name, in its own letter case.
    pub name: &'a str,
    /// What stands between the name and `>`.
    pub attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Whether the tag has this name (given in lower case).
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of the first attribute of this name (given in lower case), references resolved; empty for an attribute without value.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        while let Some((key, value, after)) = next_attribute(rest) {
            if key.eq_ignore_ascii_case(name) {
                return Some(entities::decode(value));
            }
            rest = after;
        }
        None
    }
}

/// The next attribute of a tag, its raw value, and what follows it.
pub fn next_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text
        .trim_start_matches(|char: char| char.is_ascii_whitespace() || char == '/' || char == '=');
    if text.is_empty() {
        return None;
    }
    let end = text
        .find(|char: char| char.is_ascii_whitespace() || char == '=' || char == '/')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return Some((name, "", rest));
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let (value, after) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return Some((name, value, after));
        }
    }
    let end = value
        .find(|char: char| char.is_ascii_whitespace())
        .unwrap_or(value.len());
    let (value, after) = value.split_at(end);
    Some((name, value, after))
}

/// Elements whose content is no text: dropped whole.
const RAW: &[&str] = &[
    "script", "style", "iframe", "noembed", "noframes", "template",
];

/// Reads HTML token by token.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    html: &'a str,
    at: usize,
    xml: bool,
    /// No `-->` follows: looked for once.
    no_comment_end: bool,
    /// Index in `RAW` to "no end tag follows".
    no_raw_end: [bool; RAW.len()],
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning.
    pub fn new(html: &'a str) -> Self {
        Scanner {
            html,
            at: 0,
            xml: false,
            no_comment_end: false,
            no_raw_end: [false; RAW.len()],
        }
    }

    /// Starts at the beginning of XML: CDATA sections are text, no element hides its content, names may begin with any letter or `_`.
    pub fn xml(xml: &'a str) -> Self {
        Scanner {
            xml: true,
            no_raw_end: [true; RAW.len()],
            ..Scanner::new(xml)
        }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Skips a comment, a declaration or a processing instruction.
    fn skip_declaration(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("<!--") && !self.no_comment_end {
            if let Some(end) = memmem::find(rest.as_bytes(), b"-->") {
                self.at += end + 3;
                return true;
            }
            self.no_comment_end = true;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            // Up to the first `>` on the way to the next `<`: a declaration holds neither.
            let end = rest
                .bytes()
                .skip(1)
                .position(|byte| byte == b'>' || byte == b'<')
                .map(|end| end + 1);
            if let Some(end) = end.filter(|end| rest.as_bytes().get(*end) == Some(&b'>')) {
                self.at += end + 1;
                return true;
            }
        }
        false
    }

    fn tag(&self) -> Option<(Tag<'a>, bool)> {
        let rest = self.rest();
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let start = if closing { 2 } else { 1 };
        let body = rest.get(start..)?;
        let first = body.chars().next()?;
        if !first.is_ascii_alphabetic() && !(self.xml && (first == '_' || first.is_alphabetic())) {
            return None;
        }
        let end = tag_end(body)?;
        let inside = body.get(..end)?;
        let name_end = inside
            .find(|char: char| char.is_ascii_whitespace() || char == '/')
            .unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        let source = rest.get(..start + end + 1)?;
        Some((
            Tag {
                source,
                name,
                attributes,
            },
            closing,
        ))
    }

    /// After the opening tag of a raw element: skips its content and end tag, if there is an end tag.
    fn skip_raw(&mut self, tag: Tag<'a>) {
        let Some((index, name)) = RAW.iter().enumerate().find(|(_, name)| tag.is(name)) else {
            return;
        };
        let Some(missing) = self.no_raw_end.get_mut(index) else {
            return;
        };
        if *missing || tag.attributes.ends_with('/') {
            return;
        }
        let rest = self.html.get(self.at..).unwrap_or_default();
        let mut from = 0;
        while let Some(found) = memmem::find(rest.as_bytes().get(from..).unwrap_or_default(), b"</")
        {
            let begin = from + found + 2;
            let end = begin + name.len();
            if rest
                .get(begin..end)
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
            {
                let close = memchr(b'>', rest.as_bytes().get(end..).unwrap_or_default());
                self.at += close.map_or(rest.len(), |close| end + close + 1);
                return;
            }
            from = begin;
        }
        *missing = true;
    }
}

/// Where a tag ends: its `>`. `body` begins with the name.
fn tag_end(body: &str) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in body.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(index),
            (None, b'<') => return None,
            _ => {}
        }
    }
    // A quote that never closes: the tag ends at the first `>`.
    let end = body.bytes().position(|byte| byte == b'>' || byte == b'<')?;
    (body.as_bytes().get(end) == Some(&b'>')).then_some(end)
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if rest.starts_with('<') {
                if self.xml
                    && let Some(section) = rest.strip_prefix("<![CDATA[")
                {
                    // A section that never ends holds all the rest.
                    let end = memmem::find(section.as_bytes(), b"]]>").unwrap_or(section.len());
                    self.at = self
                        .html
                        .len()
                        .min(self.at + "<![CDATA[".len() + end + "]]>".len());
                    return section.get(..end).map(Token::Verbatim);
                }
                if self.skip_declaration() {
                    continue;
                }
                if let Some((tag, closing)) = self.tag() {
                    self.at += tag.source.len();
                    if closing {
                        return Some(Token::Close(tag));
                    }
                    self.skip_raw(tag);
                    return Some(Token::Open(tag));
                }
            }
            // At least one byte of text, up to the next `<`.
            let end = memchr(b'<', rest.as_bytes().get(1..).unwrap_or_default())
                .map_or(rest.len(), |end| end + 1);
            self.at += end;
            return rest.get(..end).map(Token::Text);
        }
    }
}
