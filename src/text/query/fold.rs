//! Letters as a query sees them: what sort a character is, and the form in which two spellings of a word are one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What a character is to somebody who cuts a text into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or digit of a script that writes spaces between words.
    Letter,
    /// A letter of a script whose words stand without spaces or take endings without one: a word of its own.
    Unspaced,
    /// An emoji, a currency sign, `+`, `&` or `%`: a word of its own.
    Symbol,
    /// Half a flag.
    Flag,
    /// What belongs to the character before it or cannot be seen: accents, joiners, skin tones.
    Mark,
    /// Spaces, punctuation, apostrophes, hyphens.
    Other,
}

/// The class of a character.
pub(super) fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            _ if c.is_ascii_alphanumeric() => Class::Letter,
            '+' | '&' | '%' | '$' => Class::Symbol,
            _ => Class::Other,
        };
    }
    match u32::from(c) {
        // Modifier letters that stand for an apostrophe or a stress mark; U+30FB is the middle dot of Japanese.
        0x2B9 | 0x2BB..=0x2BD | 0x2C8 | 0x30FB => Class::Other,
        0x1_F1E6..=0x1_F1FF => Class::Flag,
        // Letters in squares, as people decorate their names with.
        0x1_F130..=0x1_F18F => Class::Letter,
        _ if is_invisible(c) => Class::Mark,
        // The second halves of Korean syllables and of half-width kana belong to the first.
        0x1160..=0x11FF | 0xFF9E | 0xFF9F => Class::Mark,
        code if is_symbol(code) => Class::Symbol,
        _ if is_combining_mark(c) => Class::Mark,
        _ if !c.is_alphanumeric() => Class::Other,
        code if is_unspaced(code) => Class::Unspaced,
        _ => Class::Letter,
    }
}

/// Currency signs, full-width `+ & % $`, the blocks of emoji.
fn is_symbol(code: u32) -> bool {
    matches!(
        code,
        0xA2..=0xA5
            | 0xE3F
            | 0x203C
            | 0x2049
            | 0x20A0..=0x20CF
            | 0x2190..=0x21FF
            | 0x2300..=0x23FF
            | 0x25A0..=0x27BF
            | 0x2900..=0x297F
            | 0x2B00..=0x2BFF
            | 0x3030
            | 0x303D
            | 0x3297
            | 0x3299
            | 0xFF04..=0xFF06
            | 0xFF0B
            | 0xFFE0
            | 0xFFE1
            | 0xFFE5
            | 0xFFE6
            | 0x1_F000..=0x1_FAFF
    )
}

/// Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean (whose words have spaces but carry their particles).
fn is_unspaced(code: u32) -> bool {
    matches!(
        code,
        0xE00..=0xEFF
            | 0x1000..=0x109F
            | 0x1100..=0x11FF
            | 0x1780..=0x17FF
            | 0x3005..=0x3007
            | 0x3040..=0x318F
            | 0x31F0..=0x31FF
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xA960..=0xA97F
            | 0xAC00..=0xD7FF
            | 0xF900..=0xFAFF
            | 0xFF66..=0xFF9D
            | 0x2_0000..=0x3_FFFF
    )
}

/// Adds a text without case and accents: Unicode NFKC, lower case, without the marks that are accents in Latin, Greek, Cyrillic, Hebrew
/// and Arabic, with `œ` as `oe`, `ß` as `ss` and the like.
pub(super) fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else if text.chars().all(|c| u32::from(c) < 0x900) {
        // In these scripts every mark is dropped, so that nothing needs composing again.
        for c in text.chars() {
            decompose_compatible(c, |part| fold_part(part, &mut |folded| out.push(folded)));
        }
    } else {
        let mut parts = Vec::with_capacity(text.len());
        for part in text.nfkd() {
            fold_part(part, &mut |folded| parts.push(folded));
        }
        out.extend(parts.into_iter().nfc());
    }
}

/// A text without case and accents.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// One character that has been decomposed.
fn fold_part(part: char, each: &mut impl FnMut(char)) {
    if part.is_ascii() {
        if part != ' ' {
            each(part.to_ascii_lowercase());
        }
        return;
    }
    let two = match part {
        'œ' | 'Œ' => ['o', 'e'],
        'æ' | 'Æ' => ['a', 'e'],
        'ß' | 'ẞ' => ['s', 's'],
        'þ' | 'Þ' => ['t', 'h'],
        _ => {
            fold_one(part, each);
            return;
        }
    };
    two.into_iter().for_each(each);
}

/// One character that stays one.
fn fold_one(part: char, each: &mut impl FnMut(char)) {
    match part {
        'ø' | 'Ø' => each('o'),
        'đ' | 'Đ' | 'ð' | 'Ð' => each('d'),
        'ł' | 'Ł' => each('l'),
        'ħ' | 'Ħ' => each('h'),
        'ŧ' | 'Ŧ' => each('t'),
        'ı' => each('i'),
        'ς' => each('σ'),
        _ if is_dropped(part) => {}
        _ => part
            .to_lowercase()
            .filter(|c| !is_dropped(*c))
            .for_each(each),
    }
}

/// Accents and what cannot be seen. Vowel signs of Indic scripts and Thai are letters, the voicing of kana makes another sound: they stay.
fn is_dropped(c: char) -> bool {
    matches!(u32::from(c),
        0x300..=0x36F
            | 0x483..=0x489
            | 0x591..=0x5C7
            | 0x610..=0x61A
            | 0x64B..=0x65F
            | 0x670
            | 0x6D6..=0x6ED
            | 0x1AB0..=0x1AFF
            | 0x1DC0..=0x1DFF
            | 0x20D0..=0x20FF
            | 0xFE20..=0xFE2F
            | 0x2B9
            | 0x2BB..=0x2BD
            | 0x2C8)
        || is_invisible(c)
}

/// Joiners, directions, soft hyphens, selectors, skin tones.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x640 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F
            | 0xFE00..=0xFE0F | 0xFEFF | 0x1_F3FB..=0x1_F3FF | 0xE_0000..=0xE_0FFF)
}

/// A word as written, in one Unicode form (NFC) and without what cannot be seen: what `=word` compares.
pub(super) fn written(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).nfc().collect()
}

/// The number by which a folded word is looked up.
pub(super) fn hash(folded: &str) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the low half is as good a hash"
    )]
    let low = xxhash_rust::xxh3::xxh3_64(folded.as_bytes()) as u32;
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_alike() {
        for (one, other) in [
            ("Été", "ete"),
            ("e\u{301}te\u{301}", "ÉTÉ"),
            ("cœur", "COEUR"),
            ("Straße", "STRASSE"),
            ("İstanbul", "istanbul"),
            ("ısı", "ISI"),
            ("Ｏａｓｉｓ", "oasis"),
            ("ﬁn", "fin"),
            ("ＯＤＥÓN", "odeon"),
            ("ΟΔΟΣ", "οδος"),
            ("Ёлка", "елка"),
            ("co\u{AD}op", "coop"),
            ("Tiếng", "tieng"),
            ("ｶﾞ", "ガ"),
            ("\u{1112}\u{1161}\u{11AB}", "한"),
            ("👍🏽", "👍"),
            ("Ørsted", "orsted"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("か"), fold("が"));
        assert_ne!(fold("कि"), fold("की"));
    }
}
