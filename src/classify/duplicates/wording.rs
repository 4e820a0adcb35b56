//! The words of a text, as far as copies share them: without case, accents, marks, emoji, addresses, mentions and the `RT` of old.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Odd numbers without a pattern: the fractions of the golden ratio and of the square root of three.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
const STIR: u64 = 0xbb67_ae85_84ca_a73b;

/// Both halves of a product, one over the other: every bit of the input reaches every bit of the result.
pub(super) fn mix(value: u64) -> u64 {
    let product = u128::from(value ^ STIR) * u128::from(MIX);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the halves are what is wanted"
    )]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// Makes letters small and leaves digits as they are, eight bytes at once.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The hash of a word in pieces of eight bytes.
fn hash_of(word: &[u8]) -> u64 {
    let (pieces, rest) = word.as_chunks::<8>();
    let mut hash = word.len() as u64;
    for piece in pieces {
        hash = mix(hash ^ (u64::from_le_bytes(*piece) | SMALL));
    }
    mix(hash.rotate_left(32) ^ (load(rest, 0) | SMALL))
}

/// The same for a word of less than eight bytes that is loaded already, with zeros behind it.
fn hash_of_short(word: u64, len: u64) -> u64 {
    mix(len.rotate_left(32) ^ (word | SMALL))
}

/// The eight bytes from a place on, the first one lowest; zeros after the end.
fn load(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    let mut last = [0; 8];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    u64::from_le_bytes(last)
}

/// The upper bit of each of eight bytes.
const UPPER: u64 = 0x8080_8080_8080_8080;

/// The upper bit of each of eight bytes below 128 that is not less than another; no sum of two numbers below 128 reaches the next byte.
fn from(bytes: u64, least: u8) -> u64 {
    bytes + u64::from(0x80 - least) * (UPPER >> 7)
}

/// The upper bit of each byte that is neither an ASCII letter nor a digit nor beyond ASCII.
fn ends_of_words(eight: u64) -> u64 {
    let low = eight & !UPPER;
    let small = low | SMALL;
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    !(letters | digits(low) | eight) & UPPER
}

/// The upper bit of each byte that is an ASCII digit, of bytes below 128.
fn digits(low: u64) -> u64 {
    from(low, b'0') & !from(low, b'9' + 1) & UPPER
}

/// What a word says beside what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// A single letter of a script that is written without blanks between words.
    Letter,
    /// It holds a digit.
    Number,
    /// The end of `don't`.
    Not,
}

impl Kind {
    /// Of a word at a place, with or without a digit.
    fn at(bytes: &[u8], start: usize, len: usize, digit: bool) -> Self {
        if digit && !is_in_link(bytes, start) {
            return Kind::Number;
        }
        let is_t = len == 1 && bytes.get(start).is_some_and(|byte| byte | 0x20 == b't');
        if is_t && start > 0 && bytes.get(start - 1) == Some(&b'\'') {
            return Kind::Not;
        }
        Kind::Plain
    }

    /// Of a part of a word of this kind: a letter by itself, the `t` of `don’t`, or another.
    fn of_part(self, is_letter: bool, is_not: bool) -> Self {
        match (is_letter, is_not) {
            (true, _) => Kind::Letter,
            (_, true) => Kind::Not,
            _ => self,
        }
    }
}

/// Gives the hash of each word of a text to `each`, and its kind. `folded` is a buffer for words with letters that are not ASCII.
pub(super) fn words(text: &str, folded: &mut String, mut each: impl FnMut(u64, Kind)) {
    let bytes = text.as_bytes();
    let mut first = true;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let eight = load(bytes, at);
        let ends = ends_of_words(eight);
        let len = ends.trailing_zeros() / 8;
        if len == 0 {
            at = if byte == b'@' {
                end_of_mention(bytes, at + 1)
            } else {
                at + 1
            };
            continue;
        }
        let start = at;
        // Most words end within eight bytes; for these nothing branches.
        let word = eight & ((1_u64 << (len * 8 % 64)) - 1);
        let short = ends != 0 && word & UPPER == 0;
        if short && !first && eight >> (len * 8) & 0xff == u64::from(b' ') {
            let kind = Kind::at(bytes, start, len as usize, digits(word) != 0);
            each(hash_of_short(word, u64::from(len)), kind);
            at += len as usize + 1;
            continue;
        }
        at += if short {
            len as usize
        } else {
            long_word(bytes.get(at..).unwrap_or_default())
        };
        let spelled = bytes.get(start..at).unwrap_or_default();
        if !short && !spelled.is_ascii() {
            let word = text.get(start..at).unwrap_or_default();
            // A digit in a keycap is an emoji.
            let number = word.contains(char::is_numeric) && !word.contains('\u{20e3}');
            let kind = Kind::at(bytes, start, spelled.len(), number);
            let not = word.ends_with("’t") || word.ends_with("’T");
            fold_words(word, folded, |word, is_letter| {
                first = false;
                each(hash_of(word), kind.of_part(is_letter, not && word == b"t"));
            });
        } else if is_page(bytes, spelled, at) {
            at = end_of_token(bytes, at);
        } else if !(first && is_retweet(bytes, spelled, at)) {
            first = false;
            let number = spelled.iter().any(u8::is_ascii_digit);
            let hash = if short {
                hash_of_short(word, u64::from(len))
            } else {
                hash_of(spelled)
            };
            each(hash, Kind::at(bytes, start, spelled.len(), number));
        }
    }
}

fn long_word(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let ends = ends_of_words(load(bytes, at));
        if ends != 0 {
            return (at + ends.trailing_zeros() as usize / 8).min(bytes.len());
        }
        at += 8;
    }
}

/// `RT @name`
fn is_retweet(bytes: &[u8], word: &[u8], at: usize) -> bool {
    word.eq_ignore_ascii_case(b"rt") && rest_starts(bytes, at, b" @")
}

/// `https://...`, `www....`
fn is_page(bytes: &[u8], word: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b':') => rest_starts(bytes, at, b"://"),
        Some(b'.') => word.eq_ignore_ascii_case(b"www"),
        _ => false,
    }
}

/// Whether what stands here is the path of an address without `https://`: `t.example/3xY`.
fn is_in_link(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(LONGEST_ADDRESS)..at);
    let before = before.unwrap_or_default();
    let start = before.iter().rposition(u8::is_ascii_whitespace);
    let token = before
        .get(start.map_or(0, |space| space + 1)..)
        .unwrap_or_default();
    let Some(slash) = token.iter().position(|byte| *byte == b'/') else {
        return false;
    };
    let host = token.get(..slash).unwrap_or_default();
    let Some(dot) = host.iter().rposition(|byte| *byte == b'.') else {
        return false;
    };
    let last = host.get(dot + 1..).unwrap_or_default();
    last.len() > 1 && last.iter().all(u8::is_ascii_alphabetic)
}

/// Bytes of an address that are looked back on.
const LONGEST_ADDRESS: usize = 200;

/// The hash of a word as [`words`] gives it.
pub(super) fn hash_of_word(word: &str) -> u64 {
    let mut found = 0;
    words(word, &mut String::new(), |hash, _| found = hash);
    found
}

fn rest_starts(bytes: &[u8], at: usize, with: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(with))
}

fn end_of_token(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(rest.len())
}

fn end_of_mention(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let is_of_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'-' | b'.');
    at + rest
        .iter()
        .position(|byte| !is_of_name(byte))
        .unwrap_or(rest.len())
}

/// Whether a letter is of a script that is written without blanks between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Words that are not all ASCII: small letters, without their accents; emoji and marks end a word. In scripts without blanks every letter is a word,
/// which `each` is told.
fn fold_words(text: &str, folded: &mut String, mut each: impl FnMut(&[u8], bool)) {
    folded.clear();
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c);
        } else if let Some(plain) = plain(c) {
            folded.push(plain);
        } else if c.is_alphanumeric() {
            let is_letter = is_unspaced(c);
            if is_letter && !folded.is_empty() {
                each(folded.as_bytes(), false);
                folded.clear();
            }
            for c in c.to_lowercase() {
                decompose_canonical(c, |part| {
                    if !is_combining_mark(part) {
                        folded.push(part);
                    }
                });
            }
            if is_letter && !folded.is_empty() {
                each(folded.as_bytes(), true);
                folded.clear();
            }
        } else if !is_combining_mark(c) && !folded.is_empty() {
            each(folded.as_bytes(), false);
            folded.clear();
        }
    }
    if !folded.is_empty() {
        each(folded.as_bytes(), false);
    }
}

/// The letter under the accents that are met most.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        _ => return None,
    })
}
