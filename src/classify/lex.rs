//! Cuts a cleaned message into words, marks and symbols, and writes words in the form that the model knows.
//!
//! The normal form of a word: lower case, a character repeated three times or more written twice, digit runs as `0`,
//! accents kept. Links, names and emoticons become markers, `n't` becomes `not`, each emoji is a token of its own.

use unicode_normalization::char::is_combining_mark;

use super::emoticon::emoticon;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Hashtag,
    Mark,
    Symbol,
    Url,
    User,
    EmoPos,
    EmoNeg,
    Elong,
    Caps,
}

impl Kind {
    /// Those that stand for a form, not for their letters: no character n-grams, no lexicon.
    pub(super) const MARKERS: [(Kind, &'static str); 6] = [
        (Kind::Url, "URLX"),
        (Kind::User, "USRX"),
        (Kind::EmoPos, "EMOPOS"),
        (Kind::EmoNeg, "EMONEG"),
        (Kind::Elong, "ELONG"),
        (Kind::Caps, "CAPS"),
    ];

    pub(super) fn is_marker(self) -> bool {
        !matches!(self, Kind::Word | Kind::Hashtag | Kind::Mark | Kind::Symbol)
    }
}

/// A piece of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexed<'t> {
    pub(super) kind: Kind,
    /// As written; of a marker what it stands for.
    pub(super) text: &'t str,
    /// Where it begins in the message.
    pub(super) start: usize,
}

/// Cuts a cleaned message.
pub(super) fn lex<'t>(text: &'t str, mut each: impl FnMut(Lexed<'t>)) {
    let mut at = 0;
    let mut after_word = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (used, is_word) = step(rest, at, after_word, &mut each);
        at += used;
        after_word = is_word;
    }
}

/// Cuts one piece off the start of `rest`; gives the bytes used and whether it was a word.
fn step<'t>(
    rest: &'t str,
    start: usize,
    after_word: bool,
    each: &mut impl FnMut(Lexed<'t>),
) -> (usize, bool) {
    let Some(first) = rest.chars().next() else {
        return (0, false);
    };
    if first == ' ' || first.is_whitespace() || first.is_control() {
        return (first.len_utf8(), false);
    }
    let mut give = |kind, length: usize| {
        each(Lexed {
            kind,
            text: rest.get(..length).unwrap_or(""),
            start,
        });
    };
    if !after_word
        && matches!(first, 'h' | 'H' | 'w' | 'W')
        && let Some(length) = url(rest)
    {
        give(Kind::Url, length);
        return (length, false);
    }
    if is_word_char(first) && !matches!(first, 'x' | 'X') {
        return (word_and_contraction(rest, start, each), true);
    }
    let after = rest.get(first.len_utf8()..).unwrap_or("");
    if matches!(first, '@' | '#') && after.starts_with(is_word_char) {
        let length = 1 + word_length(after);
        let kind = if first == '@' {
            Kind::User
        } else {
            Kind::Hashtag
        };
        give(kind, length);
        return (length, true);
    }
    if first.is_ascii()
        && let Some((length, positive)) = emoticon(rest.as_bytes(), after_word)
    {
        give(if positive { Kind::EmoPos } else { Kind::EmoNeg }, length);
        return (length, false);
    }
    if is_word_char(first) {
        return (word_and_contraction(rest, start, each), true);
    }
    if !is_invisible(first) {
        give(kind_of_symbol(first), first.len_utf8());
    }
    (first.len_utf8(), false)
}

/// A word, and `not` for the `n't` that ends it.
fn word_and_contraction<'t>(
    rest: &'t str,
    start: usize,
    each: &mut impl FnMut(Lexed<'t>),
) -> usize {
    let length = word_length(rest);
    let (word, after) = rest.split_at(length);
    let mut give = |text, start| {
        each(Lexed {
            kind: Kind::Word,
            text,
            start,
        });
    };
    let contracted = word.ends_with(['n', 'N'])
        && after.starts_with('\'')
        && after[1..].starts_with(['t', 'T'])
        && !after[2..].starts_with(is_word_char);
    if !contracted {
        give(word, start);
        return length;
    }
    if word.len() > 1 {
        give(&word[..word.len() - 1], start);
    }
    give("not", start + word.len() - 1);
    length + 2
}

fn kind_of_symbol(symbol: char) -> Kind {
    if symbol.is_ascii() || matches!(symbol, '…' | '«' | '»' | '“' | '”' | '–' | '—' | '¿' | '¡')
    {
        Kind::Mark
    } else {
        Kind::Symbol
    }
}

/// Length of a link at the start of `rest`: to the next white space. `http` alone counts: data sets write it for a link.
fn url(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let starts = |prefix: &[u8]| {
        bytes
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let boundary = |at: usize| {
        !rest
            .get(at..)
            .is_some_and(|after| after.starts_with(is_word_char))
    };
    let is_url = starts(b"http://")
        || starts(b"https://")
        || starts(b"www.")
        || starts(b"http") && boundary(4)
        || starts(b"https") && boundary(5);
    is_url.then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

pub(super) fn is_word_char(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphanumeric() || c == '_',
        // Letters of western Europe, without the two signs among them: the common case, decided without tables.
        '\u{C0}'..='\u{24F}' => c != '×' && c != '÷',
        _ => c.is_alphanumeric() || is_combining_mark(c) && !is_invisible(c),
    }
}

fn word_length(rest: &str) -> usize {
    let ascii = rest
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'))
        .unwrap_or(rest.len());
    if rest.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    rest.find(|c| !is_word_char(c)).unwrap_or(rest.len())
}

/// Joiners, variation selectors, skin tones, zero-width and direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{AD}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E007F}')
}

/// What is lost when a word is written in its normal form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Letters.
    pub(super) letters: u16,
    /// Three letters or more, none of them small.
    pub(super) shouted: bool,
    /// A letter stood three times or more in a row.
    pub(super) elongated: bool,
}

/// Adds the normal form of a word or symbol to `out`.
pub(super) fn normal_form(word: &str, out: &mut String) -> Form {
    let (mut last, mut run, mut elongated) = ('\0', 0, false);
    let (mut upper, mut lower, mut letters) = (0_usize, false, 0_u16);
    for original in word.chars() {
        if original.is_uppercase() {
            upper += 1;
        } else if original.is_lowercase() {
            lower = true;
        }
        letters = letters.saturating_add(u16::from(original.is_alphabetic()));
        push_lower(original, |c| {
            let c = if c.is_numeric() { '0' } else { c };
            if c == last {
                run += 1;
            } else {
                (last, run) = (c, 1);
            }
            if c == '0' {
                if run == 1 {
                    out.push('0');
                }
            } else if run <= 2 {
                out.push(c);
            } else if c.is_alphabetic() {
                elongated = true;
            }
        });
    }
    Form {
        letters,
        shouted: upper > 2 && !lower,
        elongated,
    }
}

fn push_lower(original: char, mut push: impl FnMut(char)) {
    if original.is_ascii() {
        push(original.to_ascii_lowercase());
    } else {
        original.to_lowercase().for_each(push);
    }
}

/// The tokens of a cleaned text in their normal form: what word lists, rule files and vocabularies are keyed by.
pub(super) fn normal_forms(text: &str) -> Vec<(Kind, String)> {
    let mut list: Vec<(Kind, String)> = Vec::new();
    let mut shouted = 0;
    lex(text, |lexed| {
        if let Some((kind, name)) = Kind::MARKERS.iter().find(|(kind, _)| *kind == lexed.kind) {
            list.push((*kind, (*name).to_owned()));
            return;
        }
        let mut normal = String::new();
        let form = normal_form(lexed.text, &mut normal);
        list.push((lexed.kind, normal));
        shouted += usize::from(form.shouted && lexed.kind != Kind::Symbol);
        if form.elongated {
            list.push((Kind::Elong, "ELONG".to_owned()));
        }
    });
    if shouted >= 2 {
        list.push((Kind::Caps, "CAPS".to_owned()));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::normal_forms;

    fn list(text: &str) -> Vec<String> {
        normal_forms(text)
            .into_iter()
            .map(|(_, normal)| normal)
            .collect()
    }

    #[test]
    fn links_names_numbers_and_long_letters_are_normalised() {
        assert_eq!(
            list("@Marque Troooop bien #Été2024 https://x.fr/a?b c'est 1234 www.y.com"),
            [
                "USRX", "troop", "ELONG", "bien", "#été0", "URLX", "c", "'", "est", "0", "URLX"
            ]
        );
    }

    #[test]
    fn contractions_become_not() {
        assert_eq!(
            list("it doesn't, I CAN'T n't can't'"),
            [
                "it", "does", "not", ",", "i", "ca", "not", "not", "ca", "not", "'"
            ]
        );
    }

    #[test]
    fn emoji_are_tokens_of_their_own_without_skin_or_joiners() {
        assert_eq!(list("top👍🏽❤\u{FE0F}"), ["top", "👍", "❤"]);
        assert_eq!(
            list("Bravo :-) ... mais :("),
            ["bravo", "EMOPOS", ".", ".", ".", "mais", "EMONEG"]
        );
    }

    #[test]
    fn two_shouted_words_are_capitals() {
        assert_eq!(
            list("VOUS ÊTES NULS").last().map(String::as_str),
            Some("CAPS")
        );
        assert_eq!(
            list("la SNCF est là").last().map(String::as_str),
            Some("là")
        );
    }

    #[test]
    fn letters_of_many_scripts_make_words() {
        assert_eq!(
            list("déçu×2 naïve ñandú Übung où أين где 東京"),
            [
                "déçu", "×", "0", "naïve", "ñandú", "übung", "où", "أين", "где", "東京"
            ]
        );
    }
}
