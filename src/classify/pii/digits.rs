//! The groups of digits of a text, and what stands between them.

use memchr::memmem;

use super::Found;

/// What a text holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Survey {
    pub(super) has_at: bool,
    pub(super) digits: usize,
}

/// One pass over the bytes, in pieces that the compiler turns into vector instructions.
pub(super) fn survey(bytes: &[u8]) -> Survey {
    let mut at = false;
    let mut digits = 0;
    for piece in bytes.chunks(128) {
        let mut ats = 0_u8;
        let mut count = 0_u8;
        for &byte in piece {
            ats |= u8::from(byte == b'@');
            count += u8::from(byte.wrapping_sub(b'0') < 10);
        }
        at |= ats > 0;
        digits += usize::from(count);
    }
    Survey { has_at: at, digits }
}

/// Digits that follow one another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Group {
    pub(super) fn len(self) -> usize {
        self.end - self.start
    }
}

/// Finds the addresses of pages.
#[derive(Debug)]
pub(super) struct Pages([memmem::Finder<'static>; 2]);

impl Default for Pages {
    fn default() -> Self {
        Pages(["://", "www."].map(memmem::Finder::new))
    }
}

/// The addresses of pages, in which numbers are nobody's.
pub(super) fn addresses_of_pages(pages: &Pages, text: &str, ranges: &mut Vec<(usize, usize)>) {
    ranges.clear();
    let bytes = text.as_bytes();
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    for mark in &pages.0 {
        let mut from = 0;
        while let Some(found) = mark.find(bytes.get(from..).unwrap_or_default()) {
            let at = from + found;
            let tail = bytes.get(at..).unwrap_or_default();
            from = at + tail.iter().position(is_space).unwrap_or(tail.len());
            // The scheme before the colons; letters are not looked for, so where it starts does not matter.
            ranges.push((at, from));
        }
    }
}

/// The groups of digits outside the ranges, which are sorted.
pub(super) fn groups(text: &str, skipped: &[(usize, usize)], groups: &mut Vec<Group>) {
    groups.clear();
    let bytes = text.as_bytes();
    let mut skipped = skipped.iter().peekable();
    let mut at = 0;
    while let Some(start) = next_digit(bytes, at) {
        at = start;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        while skipped.next_if(|(_, end)| *end <= start).is_some() {}
        if skipped.peek().is_none_or(|(from, _)| *from >= at) {
            groups.push(Group { start, end: at });
        }
    }
}

/// The first digit at a byte or after it; stretches without one are passed over in pieces.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    for piece in bytes.get(from..)?.chunks(32) {
        let any = piece
            .iter()
            .fold(false, |any, byte| any | byte.is_ascii_digit());
        if any {
            return Some(at + piece.iter().position(u8::is_ascii_digit)?);
        }
        at += piece.len();
    }
    None
}

/// Takes away the groups that lie in what was found.
pub(super) fn leave_out(groups: &mut Vec<Group>, found: &[Found]) {
    let mut found = found.iter().peekable();
    groups.retain(|group| {
        while found.next_if(|one| one.end <= group.start).is_some() {}
        found.peek().is_none_or(|one| one.start >= group.end)
    });
}

/// What stands between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Space,
    Dot,
    Dash,
    Slash,
    /// A bracket opens.
    Open,
    /// A bracket closes.
    Close,
    /// A comma or a colon: two parts of one figure, but of no number to call.
    Tight,
    /// Something else, or the end of the text.
    Other,
}

/// A text and its groups of digits.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub(super) text: &'a str,
    pub(super) groups: &'a [Group],
}

impl<'a> Numbers<'a> {
    pub(super) fn new(text: &'a str, groups: &'a [Group]) -> Self {
        Numbers { text, groups }
    }

    /// What stands after a group, up to the next.
    pub(super) fn gap(&self, at: usize) -> Gap {
        let (Some(this), Some(next)) = (self.groups.get(at), self.groups.get(at + 1)) else {
            return Gap::Other;
        };
        if next.start - this.end > 3 {
            return Gap::Other;
        }
        match self.text.get(this.end..next.start) {
            Some(" " | "\u{a0}" | "\u{202f}" | "\u{2009}") => Gap::Space,
            Some(".") => Gap::Dot,
            Some("-" | "\u{2010}" | "\u{2011}" | "\u{2013}") => Gap::Dash,
            Some("/") => Gap::Slash,
            Some("(" | " (") => Gap::Open,
            Some(")" | ") " | ")-" | ")\u{a0}") => Gap::Close,
            Some("," | ":" | "'") => Gap::Tight,
            _ => Gap::Other,
        }
    }

    /// The digits of a group.
    pub(super) fn digits(&self, group: Group) -> &'a [u8] {
        self.text
            .as_bytes()
            .get(group.start..group.end)
            .unwrap_or_default()
    }

    /// The character before a byte.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The character at a byte.
    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Whether neither letter, digit nor underscore stands before and after.
    pub(super) fn stands_alone(&self, start: usize, end: usize) -> bool {
        !self.before(start).is_some_and(is_of_word) && !self.after(end).is_some_and(is_of_word)
    }
}

/// Letters, digits, underscore.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
