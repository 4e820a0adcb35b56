//! What stands inside a paragraph: code, links, pictures, emphasis. Everything that has a partner is paired in one pass beforehand, so that
//! thousands of brackets that nobody closes cost no more than as many letters.

use std::collections::HashMap;

use super::{Markdown, add};
use crate::text::html::entities;

/// Writes the words of a paragraph and notes its links and pictures.
pub(super) fn write(paragraph: &str, found: &mut Markdown) {
    let chars: Vec<char> = paragraph.chars().collect();
    let mut writer = Writer {
        code: code_spans(&chars),
        partner: HashMap::new(),
        dropped: HashMap::new(),
        chars,
        found,
        out: String::with_capacity(paragraph.len()),
    };
    writer.pair();
    writer.run(0, writer.chars.len());
    let out = writer.out;
    found.text.push_str(&out);
}

/// Where code begins: where it ends and how long its marks are.
fn code_spans(chars: &[char]) -> HashMap<usize, (usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, char) in chars.iter().enumerate() {
        match runs.last_mut() {
            Some((start, length)) if *char == '`' && *start + *length == at => *length += 1,
            _ if *char == '`' => runs.push((at, 1)),
            _ => {}
        }
    }
    // The next run of the same length, found from the end.
    let mut next_of = HashMap::new();
    let mut ends = HashMap::new();
    for (start, length) in runs.iter().rev() {
        if let Some(end) = next_of.insert(*length, *start) {
            ends.insert(*start, (end, *length));
        }
    }
    let mut spans = HashMap::new();
    let mut after = 0;
    for (start, _) in &runs {
        if let Some(span) = ends.get(start).filter(|_| *start >= after) {
            after = span.0 + span.1;
            spans.insert(*start, *span);
        }
    }
    spans
}

struct Writer<'f> {
    chars: Vec<char>,
    code: HashMap<usize, (usize, usize)>,
    /// Where a bracket or parenthesis is closed.
    partner: HashMap<usize, usize>,
    /// Marks of emphasis that have a partner: where they begin, and how long they are.
    dropped: HashMap<usize, usize>,
    found: &'f mut Markdown,
    out: String,
}

impl Writer<'_> {
    fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// Pairs brackets, parentheses and marks of emphasis.
    fn pair(&mut self) {
        let (mut brackets, mut parentheses) = (Vec::new(), Vec::new());
        let mut marks: HashMap<(char, usize), Vec<usize>> = HashMap::new();
        let mut at = 0;
        while let Some(char) = self.at(at) {
            if let Some((end, length)) = self.code.get(&at) {
                at = end + length;
                continue;
            }
            let address = self.address_end(at);
            if address > at {
                at = address;
                continue;
            }
            let mut length = 1;
            match char {
                '\\' => length = 2,
                '[' => brackets.push(at),
                ']' => self.partner.extend(brackets.pop().map(|open| (open, at))),
                '(' => parentheses.push(at),
                ')' => self
                    .partner
                    .extend(parentheses.pop().map(|open| (open, at))),
                '*' | '_' | '~' => {
                    length = self.run_length(at, char);
                    self.emphasis(at, char, length, &mut marks);
                }
                _ => {}
            }
            at += length;
        }
    }

    fn run_length(&self, at: usize, mark: char) -> usize {
        self.chars
            .iter()
            .skip(at)
            .take_while(|char| **char == mark)
            .count()
    }

    /// Pairs a run of marks with one before, if it can close it, or keeps it for one to come.
    fn emphasis(
        &mut self,
        at: usize,
        mark: char,
        length: usize,
        marks: &mut HashMap<(char, usize), Vec<usize>>,
    ) {
        if (mark == '~' && length != 2) || length > 3 {
            return;
        }
        let before = at.checked_sub(1).and_then(|before| self.at(before));
        let after = self.at(at + length);
        let is_space = |char: Option<char>| char.is_none_or(char::is_whitespace);
        let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        let closes = !is_space(before) && (mark != '_' || !is_word(after));
        let opens = !is_space(after) && (mark != '_' || !is_word(before));
        let waiting = marks.entry((mark, length)).or_default();
        if closes && let Some(open) = waiting.pop() {
            self.dropped.insert(open, length);
            self.dropped.insert(at, length);
        } else if opens {
            waiting.push(at);
        }
    }

    /// Writes the words between two places.
    fn run(&mut self, from: usize, to: usize) {
        let mut at = from;
        let mut plain = String::new();
        while at < to {
            let Some(char) = self.at(at) else {
                break;
            };
            if let Some((end, length)) = self.code.get(&at).copied() {
                self.flush(&mut plain);
                let code: String = self.slice(at + length, end);
                self.out.push_str(code.trim_matches(' '));
                at = end + length;
            } else if let Some(length) = self.dropped.get(&at) {
                at += length;
            } else if let Some(next) = self.link(at, &mut plain) {
                at = next;
            } else if char == '\\'
                && self
                    .at(at + 1)
                    .is_some_and(|next| next.is_ascii_punctuation())
            {
                self.flush(&mut plain);
                self.out.extend(self.at(at + 1));
                at += 2;
            } else {
                let end = self.address_end(at).min(to).max(at + 1);
                plain.extend(self.chars.get(at..end).unwrap_or_default());
                at = end;
            }
        }
        self.flush(&mut plain);
    }

    /// Writes words, with their character references resolved and without the marks of a spoiler of Reddit.
    fn flush(&mut self, plain: &mut String) {
        let words = plain.replace(">!", "").replace("!<", "");
        self.out.push_str(&entities::decode(&words));
        plain.clear();
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.chars
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// Writes a link or picture that begins here, and says where it ends.
    fn link(&mut self, at: usize, plain: &mut String) -> Option<usize> {
        let char = self.at(at)?;
        if char == '<' {
            let end = self.address_end(at + 1);
            if end > at + 1 && self.at(end) == Some('>') {
                let address = self.slice(at + 1, end);
                add(&mut self.found.links, &entities::decode(&address));
                plain.push_str(&address);
                return Some(end + 1);
            }
            return None;
        }
        let picture = char == '!';
        let open = if picture { at + 1 } else { at };
        if self.at(open) != Some('[') {
            return None;
        }
        let close = *self.partner.get(&open)?;
        match self.at(close + 1) {
            Some('(') => {
                let end = *self.partner.get(&(close + 1))?;
                let target = self.slice(close + 2, end);
                let address = target.trim().split([' ', '\n']).next().unwrap_or_default();
                let address = entities::decode(address.trim_matches(['<', '>'])).into_owned();
                self.flush(plain);
                if picture {
                    let alt = self.slice(open + 1, close).trim().to_owned();
                    self.out.push_str(&alt);
                    if !address.is_empty() {
                        let alt = Some(alt).filter(|alt| !alt.is_empty());
                        self.found.pictures.push((address, alt));
                    }
                } else {
                    add(&mut self.found.links, &address);
                    self.words(open + 1, close);
                }
                Some(end + 1)
            }
            // `[words][name]`: the address stands where the name is defined.
            Some('[') if !picture => {
                let end = *self.partner.get(&(close + 1))?;
                self.flush(plain);
                self.words(open + 1, close);
                Some(end + 1)
            }
            _ => None,
        }
    }

    /// The words of a link. A picture may be one of them, another link may not, so that this goes no deeper.
    fn words(&mut self, from: usize, to: usize) {
        let is_picture = self.at(from) == Some('!') && self.at(from + 1) == Some('[');
        if is_picture
            && let Some(next) = self
                .link(from, &mut String::new())
                .filter(|next| *next <= to)
        {
            let rest = self.slice(next, to);
            self.out.push_str(&rest);
            return;
        }
        let mut words = String::new();
        let mut at = from;
        while at < to {
            if let Some(length) = self.dropped.get(&at) {
                at += length;
                continue;
            }
            words.extend(self.at(at).filter(|char| !"`\\".contains(*char)));
            at += 1;
        }
        self.out.push_str(&entities::decode(&words));
    }

    /// Where a bare web address that begins here ends; here, if none begins.
    fn address_end(&self, at: usize) -> usize {
        let begins = |scheme: &str| {
            scheme
                .chars()
                .enumerate()
                .all(|(index, char)| self.at(at + index) == Some(char))
        };
        let inside_word = at
            .checked_sub(1)
            .and_then(|before| self.at(before))
            .is_some_and(char::is_alphanumeric);
        if inside_word || !(begins("https://") || begins("http://")) {
            return at;
        }
        // A parenthesis that the address did not open belongs to what stands round it.
        let mut depth = 0_usize;
        let mut end = at;
        while let Some(char) = self.at(end) {
            match char {
                '(' => depth += 1,
                ')' if depth == 0 => break,
                ')' => depth -= 1,
                char if char.is_whitespace() || "<>\"`[]*".contains(char) => break,
                _ => {}
            }
            end += 1;
        }
        end
    }
}
