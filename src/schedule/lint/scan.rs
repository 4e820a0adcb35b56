//! A text cut into links, mentions, hashtags, words, numbers, emoji, spaces and marks: read once, in linear time, for all rules.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::links_in::{link_length, mail_length};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `https://example.com/page`, `www.example.com`, `example.com`.
    Link,
    /// `@name`, `@name@host`.
    Mention,
    /// `#Name`.
    Hashtag,
    /// Code between backticks, an e-mail address, an emoticon, an emoji's `:name:`: nobody's prose.
    Code,
    /// Letters, with apostrophes and hyphens inside.
    Word,
    /// What begins with a digit: `10`, `18h30`, `2,5`, `2020-2024`, `2ème`.
    Number,
    /// A pictogram, with all that belongs to it.
    Emoji,
    /// Spaces and tabs.
    Space,
    /// The end of a line.
    Break,
    /// Any other character, alone.
    Mark,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// A text and its pieces, which follow one another without a gap.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) raw: &'a str,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        let mut tokens = Vec::with_capacity(raw.len() / 4);
        let mut at = 0;
        while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
            let before = raw.get(..at).and_then(|before| before.chars().next_back());
            let (kind, length) = next(rest, before);
            let end = (at + length.max(1)).min(raw.len());
            tokens.push(Token {
                kind,
                range: at..end,
            });
            at = end;
        }
        Text { raw, tokens }
    }

    /// The text of a token.
    pub(super) fn of(&self, token: &Token) -> &'a str {
        self.raw.get(token.range.clone()).unwrap_or_default()
    }

    /// The tokens of a kind.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(move |token| token.kind == kind)
    }

    /// The token at a place in the list.
    pub(super) fn token(&self, place: usize) -> Option<&Token> {
        self.tokens.get(place)
    }

    /// The token before a place in the list.
    pub(super) fn before(&self, place: usize) -> Option<&Token> {
        self.tokens.get(place.checked_sub(1)?)
    }

    /// Whether a token is this mark.
    pub(super) fn is(&self, token: Option<&Token>, mark: &str) -> bool {
        token.is_some_and(|token| token.kind == Kind::Mark && self.of(token) == mark)
    }

    /// Whether a line begins or ends at a token that may not be there.
    pub(super) fn is_edge(token: Option<&Token>) -> bool {
        token.is_none_or(|token| token.kind == Kind::Break)
    }
}

fn next(rest: &str, before: Option<char>) -> (Kind, usize) {
    let Some(first) = rest.chars().next() else {
        return (Kind::Mark, 1);
    };
    let inside = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    match first {
        '\n' | '\u{2028}' | '\u{2029}' => return (Kind::Break, first.len_utf8()),
        '\r' if rest.starts_with("\r\n") => return (Kind::Break, 2),
        c if is_space(c) => return (Kind::Space, run(rest, is_space)),
        '@' if !inside => {
            if let Some(length) = mention(rest) {
                return (Kind::Mention, length);
            }
        }
        '#' | '＃' if !inside => {
            if let Some(length) = hashtag(rest) {
                return (Kind::Hashtag, length);
            }
        }
        '`' => {
            if let Some(length) = code(rest) {
                return (Kind::Code, length);
            }
        }
        _ => {}
    }
    if !inside {
        if let Some(length) = link_length(rest) {
            return (Kind::Link, length);
        }
        if let Some(length) = mail_length(rest) {
            return (Kind::Code, length);
        }
    }
    if before.is_none_or(char::is_whitespace)
        && let Some(length) = emoticon(rest)
    {
        return (Kind::Code, length);
    }
    if first == ':'
        && let Some(length) = shortcode(rest)
    {
        return (Kind::Code, length);
    }
    let cluster = if first.is_ascii() && !keycap(rest) {
        1
    } else {
        grapheme(rest)
    };
    if is_emoji(rest.get(..cluster).unwrap_or_default()) {
        return (Kind::Emoji, cluster);
    }
    if first.is_numeric() {
        return (Kind::Number, number(rest));
    }
    if is_letter(first) {
        return (Kind::Word, word(rest));
    }
    (Kind::Mark, first.len_utf8())
}

/// Spaces that do not end a line, the no-break ones included.
pub(super) fn is_space(c: char) -> bool {
    c == '\t'
        || c == '\u{202f}'
        || c == '\u{a0}'
        || (c.is_whitespace() && !c.is_control() && !is_line_end(c))
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c)
}

fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|c| !of(c)).unwrap_or(text.len())
}

/// `@name` or `@name@host`, as Mastodon has it: letters, digits, `_`, and inside also `.` and `-`.
fn mention(text: &str) -> Option<usize> {
    let name = |text: &str| {
        let length = run(text, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
        });
        let name = text.get(..length).unwrap_or_default();
        name.trim_end_matches(['.', '-']).len()
    };
    let local = name(text.get(1..)?);
    if local == 0 {
        return None;
    }
    let end = 1 + local;
    let host = text
        .get(end..)
        .and_then(|rest| rest.strip_prefix('@'))
        .map_or(0, name);
    Some(if host > 0 { end + 1 + host } else { end })
}

/// `#` and letters, digits, `_`; digits alone make no hashtag on any network.
fn hashtag(text: &str) -> Option<usize> {
    let sign = text.chars().next()?.len_utf8();
    let name = text.get(sign..)?;
    let length = run(name, |c| {
        c.is_alphanumeric() || c == '_' || is_combining_mark(c)
    });
    let name = name.get(..length)?;
    name.chars().any(is_letter).then_some(sign + length)
}

fn code(text: &str) -> Option<usize> {
    let inside = text.get(1..)?;
    // A window keeps a run of backticks from being read again for each of them.
    let window = inside.get(..inside.floor_char_boundary(500))?;
    let end = window.find(['`', '\n'])?;
    window.get(end..)?.starts_with('`').then_some(end + 2)
}

/// `:)`, `;-)`, `:D`, `<3`, `^^`: eyes, perhaps a nose, a mouth, and then no letter.
fn emoticon(text: &str) -> Option<usize> {
    const WHOLE: [&str; 7] = ["<3", "^^", "^_^", "\\o/", "-_-", "xD", "XD"];
    let whole = WHOLE.iter().find(|face| text.starts_with(**face));
    let length = match whole {
        Some(face) => face.len(),
        None => {
            let mut rest = text.chars();
            rest.next().filter(|eyes| matches!(eyes, ':' | ';' | '='))?;
            let mut length = 1;
            let mut mouth = rest.next()?;
            if matches!(mouth, '-' | '\'') {
                length += 1;
                mouth = rest.next()?;
            }
            if !matches!(
                mouth,
                ')' | '(' | 'D' | 'P' | 'p' | 'O' | 'o' | '/' | '|' | '*' | ']' | '[' | '3'
            ) {
                return None;
            }
            length + 1
        }
    };
    let after = text.get(length..)?.chars().next();
    after.is_none_or(|c| !c.is_alphanumeric()).then_some(length)
}

/// `:smile:`
fn shortcode(text: &str) -> Option<usize> {
    let name = text.get(1..)?;
    let length = run(name.get(..name.floor_char_boundary(40))?, |c| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
    });
    (length > 1 && name.get(length..)?.starts_with(':')).then_some(length + 2)
}

/// Whether an ASCII character is made an emoji by what follows it, as in `1️⃣`.
fn keycap(text: &str) -> bool {
    let next = text.chars().nth(1);
    matches!(next, Some('\u{fe0f}' | '\u{20e3}'))
}

/// A number with what belongs to it: `1,500.50`, `18h30`, `2020-2024`, `24/11`, `2ème`.
fn number(text: &str) -> usize {
    let mut end = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let joins = matches!(c, '.' | ',' | ':' | '/' | '-' | '–' | '\'')
            && rest.peek().is_some_and(|(_, next)| next.is_numeric());
        if !(c.is_alphanumeric() || is_combining_mark(c) || joins) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Letters and digits, with apostrophes and hyphens between them.
fn word(text: &str) -> usize {
    let mut end = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let joins = matches!(c, '\'' | '’' | '-' | '\u{2011}' | '·' | '\u{ad}')
            && rest.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(is_letter(c) || c.is_numeric() || c == '_' || joins) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Bytes of the character as readers see it (Unicode Standard Annex 29) that a text begins with. No emoji is as long as the window, which keeps a run
/// of joiners from being read again for each of them.
fn grapheme(text: &str) -> usize {
    let window = text.get(..text.floor_char_boundary(128)).unwrap_or(text);
    window.graphemes(true).next().map_or(1, str::len)
}

/// Whether a character as readers see it is a pictogram: it is one by itself, or the variation selector or keycap makes it one (Unicode Technical
/// Standard 51, ED-8 to ED-17).
pub(super) fn is_emoji(cluster: &str) -> bool {
    let Some(first) = cluster.chars().next() else {
        return false;
    };
    !cluster.is_ascii()
        && (presents_as_emoji(first)
            || cluster.chars().any(|c| c == '\u{20e3}')
            || (!is_letter(first) && cluster.chars().any(|c| c == '\u{fe0f}')))
}

/// `Emoji_Presentation` of Unicode's emoji-data.txt: by ranges where it is dense, one by one where it is not.
fn presents_as_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f7e0}'..='\u{1f7eb}'
        | '\u{1f90c}'..='\u{1f9ff}' | '\u{1fa70}'..='\u{1faff}' | '\u{1f004}' | '\u{1f0cf}' | '\u{1f18e}'
        | '\u{1f191}'..='\u{1f19a}' | '\u{1f201}' | '\u{1f21a}' | '\u{1f22f}' | '\u{1f232}'..='\u{1f236}'
        | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}' | '\u{25fd}' | '\u{25fe}'
        | '\u{2614}' | '\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}' | '\u{26a1}' | '\u{26aa}'
        | '\u{26ab}' | '\u{26bd}' | '\u{26be}' | '\u{26c4}' | '\u{26c5}' | '\u{26ce}' | '\u{26d4}' | '\u{26ea}'
        | '\u{26f2}' | '\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2705}' | '\u{270a}' | '\u{270b}'
        | '\u{2728}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}'
        | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}')
}

#[cfg(test)]
mod tests {
    use super::{Kind, Text};

    fn kinds(raw: &str) -> Vec<(Kind, &str)> {
        let text = Text::new(raw);
        text.tokens
            .iter()
            .filter(|token| token.kind != Kind::Space)
            .map(|token| (token.kind, text.of(token)))
            .collect()
    }

    #[test]
    fn a_post_falls_into_its_pieces() {
        assert_eq!(
            kinds(
                "Écrivez à @ann@mas.to, #ÉtéIndien : https://ex.fr/a?b=1. :-) 18h30 👩‍👧 aujourd’hui !"
            ),
            [
                (Kind::Word, "Écrivez"),
                (Kind::Word, "à"),
                (Kind::Mention, "@ann@mas.to"),
                (Kind::Mark, ","),
                (Kind::Hashtag, "#ÉtéIndien"),
                (Kind::Mark, ":"),
                (Kind::Link, "https://ex.fr/a?b=1"),
                (Kind::Mark, "."),
                (Kind::Code, ":-)"),
                (Kind::Number, "18h30"),
                (Kind::Emoji, "👩‍👧"),
                (Kind::Word, "aujourd’hui"),
                (Kind::Mark, "!"),
            ]
        );
        assert_eq!(
            kinds("jean@ex.fr `a b` n°1 (ex.com/x) 1️⃣"),
            [
                (Kind::Code, "jean@ex.fr"),
                (Kind::Code, "`a b`"),
                (Kind::Word, "n"),
                (Kind::Mark, "°"),
                (Kind::Number, "1"),
                (Kind::Mark, "("),
                (Kind::Link, "ex.com/x"),
                (Kind::Mark, ")"),
                (Kind::Emoji, "1️⃣"),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_byte_is_lost(raw in "(?s).{0,80}") {
            let text = Text::new(&raw);
            let mut at = 0;
            for token in &text.tokens {
                proptest::prop_assert_eq!(token.range.start, at);
                proptest::prop_assert!(raw.is_char_boundary(token.range.end) && token.range.end > at);
                at = token.range.end;
            }
            proptest::prop_assert_eq!(at, raw.len());
        }
    }
}
