//! HTML to plain text, in linear time, without a tree: what strangers write may be nested 50,000 deep or cut off anywhere.
//!
//! Blocks stand on lines of their own, paragraphs are set off by an empty line, cells of a table row are separated by ` | `, `<pre>` keeps its
//! lines, links leave their text only, scripts and styles leave nothing. Lines are never wrapped. What looks like a tag but is none
//! (`<3`, `a < b`, `<T>`) stays.

pub mod elements;
pub mod entities;
pub mod scan;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use elements::{KNOWN, LINES, PARAGRAPHS, VOID, among, is_markup};
use scan::{Scanner, Tag, Token};

/// Whether a text holds a tag of HTML, so that it was meant as HTML. References alone do not tell.
pub fn has_markup(text: &str) -> bool {
    Scanner::new(text).any(|token| match token {
        Token::Text(_) | Token::Verbatim(_) => false,
        Token::Open(tag) | Token::Close(tag) => is_markup(tag),
    })
}

/// Plain text of an HTML fragment or page.
pub fn to_text(html: &str) -> String {
    let mut writer = Writer {
        out: String::with_capacity(html.len() / 2),
        ..Writer::default()
    };
    for token in Scanner::new(html) {
        match token {
            Token::Text(text) | Token::Verbatim(text) => writer.text(&entities::decode(text)),
            Token::Open(tag) | Token::Close(tag) if !is_markup(tag) => {
                writer.text(&entities::decode(tag.source));
            }
            Token::Open(tag) => writer.open(tag),
            Token::Close(tag) => writer.close(tag),
        }
    }
    writer.finish()
}

/// Plain text of something that may be HTML or plain already, as the description of an RSS item may: without a tag of HTML only character
/// references are resolved, and the lines stay as they are.
pub fn to_text_if_html(text: &str) -> String {
    if has_markup(text) {
        to_text(text)
    } else {
        tidy(&entities::decode(text))
    }
}

/// A title on one line, from a text that may be HTML or plain: character references are resolved and elements of HTML leave their content,
/// provided that they are empty (`<br>`) or closed again; other tags are words (`the <b> tag`, `release <tag>`) and stay.
pub fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let closed = closed_names(text);
    for token in Scanner::new(text) {
        match token {
            Token::Text(text) | Token::Verbatim(text) => out.push_str(&entities::decode(text)),
            Token::Open(tag) | Token::Close(tag) => {
                if among(VOID, tag)
                    || among(PARAGRAPHS, tag)
                    || among(LINES, tag) && is_pair(&closed, tag)
                {
                    out.push(' ');
                } else if !is_pair(&closed, tag) {
                    out.push_str(&entities::decode(tag.source));
                }
            }
        }
    }
    one_line(&out)
}

/// Names of elements that are both opened and closed, in lower case; at most as many as HTML has.
fn closed_names(text: &str) -> Vec<&'static str> {
    let mut opened = Vec::new();
    let mut closed = Vec::new();
    for token in Scanner::new(text) {
        let (names, tag) = match token {
            Token::Text(_) | Token::Verbatim(_) => continue,
            Token::Open(tag) => (&mut opened, tag),
            Token::Close(tag) => (&mut closed, tag),
        };
        if let Some(name) = KNOWN.iter().copied().find(|name| tag.is(name))
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    closed.retain(|name| opened.contains(name));
    closed
}

fn is_pair(closed: &[&str], tag: Tag<'_>) -> bool {
    among(closed, tag)
}

/// A text on one line: runs of white space become one space, control characters go.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|char: char| char.is_whitespace()) {
        let before = out.len();
        if !out.is_empty() {
            out.push(' ');
        }
        let start = out.len();
        if word.bytes().all(|byte| byte.is_ascii_graphic()) {
            out.push_str(word);
        } else {
            out.extend(word.chars().filter(|char| !char.is_control()));
        }
        if out.len() == start {
            out.truncate(before);
        }
    }
    out
}

/// Plain text tidied: line ends are `\n`, no white space at the end of a line, at most one empty line in a row, no control characters but tabs.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.split(['\n', '\r']).map(str::trim_end) {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
            // `\r\n` splits into a line and an empty one, so one empty piece may be no empty line.
            if blank > usize::from(text.contains('\r')) {
                out.push('\n');
            }
        }
        blank = 0;
        out.extend(
            line.chars()
                .filter(|char| !char.is_control() || *char == '\t'),
        );
    }
    out
}

/// A link of an HTML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `href` or `src`, references resolved, as it stands (perhaps relative).
    pub address: String,
    /// Alternative text of an image.
    pub alt: Option<String>,
    /// True for an image, false for a link.
    pub image: bool,
}

/// The links and images of an HTML text, in its order. Images of one pixel, which count readers, are left out, and so are
/// emoji and the links of mentions and hashtags, which are words.
pub fn references(html: &str) -> Vec<Reference> {
    let address = |value: Option<Cow<'_, str>>| {
        value
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    Scanner::new(html)
        .filter_map(|token| match token {
            Token::Open(tag) if (tag.is("a") || tag.is("img")) && is_word(tag) => None,
            Token::Open(tag) if tag.is("a") => {
                let address = address(tag.attribute("href"))?;
                Some(Reference {
                    address,
                    alt: None,
                    image: false,
                })
            }
            Token::Open(tag) if tag.is("img") => {
                let tiny = |name| {
                    tag.attribute(name)
                        .is_some_and(|size| matches!(size.trim(), "0" | "1" | "1px"))
                };
                let address =
                    address(tag.attribute("src")).filter(|_| !tiny("width") && !tiny("height"))?;
                let alt = tag
                    .attribute("alt")
                    .map(|alt| one_line(&alt))
                    .filter(|alt| !alt.is_empty());
                Some(Reference {
                    address,
                    alt,
                    image: true,
                })
            }
            _ => None,
        })
        .collect()
}

/// Whether a link or picture is a word of the text: a mention, a hashtag, an emoji.
fn is_word(tag: Tag<'_>) -> bool {
    const CLASSES: &[&str] = &["mention", "hashtag", "emoji", "emojione", "wp-smiley"];
    let class = tag.attribute("class").unwrap_or_default();
    class.split_whitespace().any(|name| CLASSES.contains(&name))
}

/// Where the text stands.
#[derive(Debug, Default)]
struct Writer {
    out: String,
    /// Line ends due before the next word: 1 ends the line, 2 leaves an empty one.
    breaks: u8,
    space: bool,
    /// A cell has ended: a separator is due before the next word of the same row.
    cell: bool,
    /// Depth of `<pre>`.
    pre: usize,
}

impl Writer {
    fn lines(&mut self, count: u8) {
        self.breaks = self.breaks.max(count);
    }

    fn open(&mut self, tag: Tag<'_>) {
        if tag.is("br") {
            // Two in a row are how many people write a paragraph.
            self.breaks = if self.breaks == 0 { 1 } else { 2 };
        } else if tag.is("td") || tag.is("th") {
            self.cell = self.breaks == 0 && !self.out.is_empty();
        } else if tag.is("img") {
            if let Some(alt) = tag.attribute("alt").filter(|_| is_word(tag)) {
                self.text(&alt);
            }
        } else if tag.is("pre") && !tag.attributes.ends_with('/') {
            self.lines(2);
            self.pre += 1;
        } else {
            self.block(tag);
        }
    }

    fn close(&mut self, tag: Tag<'_>) {
        if tag.is("br") {
            self.lines(1);
        } else if tag.is("pre") {
            self.pre = self.pre.saturating_sub(1);
            self.lines(2);
        } else {
            self.block(tag);
        }
    }

    fn block(&mut self, tag: Tag<'_>) {
        if among(PARAGRAPHS, tag) {
            self.lines(2);
        } else if among(LINES, tag) {
            self.lines(1);
        }
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            return self.verbatim(text);
        }
        let mut rest = text;
        while let Some(char) = rest.chars().next() {
            let plain = rest
                .bytes()
                .position(|byte| !byte.is_ascii_graphic())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(plain.max(char.len_utf8()));
            if char.is_whitespace() {
                self.space = true;
            } else if !char.is_control() {
                self.gap();
                self.out.push_str(word);
            }
            rest = after;
        }
    }

    /// Writes what is due before a word.
    fn gap(&mut self) {
        if self.out.is_empty() {
        } else if self.breaks > 0 {
            for _ in 0..self.breaks {
                self.out.push('\n');
            }
        } else if self.cell {
            self.out.push_str(" | ");
        } else if self.space {
            self.out.push(' ');
        }
        (self.breaks, self.cell, self.space) = (0, false, false);
    }

    fn verbatim(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '\n' => self.breaks = (self.breaks + 1).min(2),
                '\r' => {}
                '\t' | '\u{a0}' => self.indent(' '),
                char if char.is_control() => {}
                char => self.indent(char),
            }
        }
    }

    /// A character of preformatted text; white space counts.
    fn indent(&mut self, char: char) {
        self.gap();
        self.out.push(char);
    }

    fn finish(self) -> String {
        if self.out.ends_with(char::is_whitespace) {
            self.out.trim_end().to_owned()
        } else {
            self.out
        }
    }
}
