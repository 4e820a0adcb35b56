//! Clean-up before tokens: entities and `\uXXXX` decoded, composed Unicode, straight apostrophes, and a limit on length.
//!
//! Sources should send plain text, but exports and old data sets leave `&amp;` and `\u2019` in it; both would hide words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Bytes of a message (title, a line end, text) that are looked at; the rest of a longer one is ignored.
///
/// 16 KiB are some 2,500 words: more than any complaint, and a bound on the time that hostile text can cost.
pub const MAX_BYTES: usize = 16 * 1024;

/// Reused buffers of [`normalize`].
#[derive(Debug, Default)]
pub(super) struct Buffers {
    text: String,
    spare: String,
}

/// Joins title and text, cuts at [`MAX_BYTES`], decodes and composes.
pub(super) fn normalize<'b>(buffers: &'b mut Buffers, title: Option<&str>, text: &str) -> &'b str {
    buffers.text.clear();
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        buffers.text.push_str(head(title, MAX_BYTES));
        buffers.text.push('\n');
    }
    let room = MAX_BYTES.saturating_sub(buffers.text.len());
    buffers.text.push_str(head(text, room));
    // Twice, because feeds often encode twice: `&amp;eacute;`.
    for _ in 0..2 {
        if !needs_decoding(&buffers.text) {
            break;
        }
        decode(&buffers.text, &mut buffers.spare);
        std::mem::swap(&mut buffers.text, &mut buffers.spare);
    }
    if !buffers.text.is_ascii() && is_nfc_quick(buffers.text.chars()) != IsNormalized::Yes {
        buffers.spare.clear();
        buffers.spare.extend(buffers.text.nfc());
        std::mem::swap(&mut buffers.text, &mut buffers.spare);
    }
    &buffers.text
}

/// The longest beginning of `text` of at most `limit` bytes that ends between characters.
fn head(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

fn needs_decoding(text: &str) -> bool {
    memchr::memchr3(b'&', b'\\', b'`', text.as_bytes()).is_some()
        || text.contains(['\u{2018}', '\u{2019}'])
}

fn decode(text: &str, out: &mut String) {
    out.clear();
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\', '`', '\u{2018}', '\u{2019}']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (decoded, used) = if from.starts_with('&') {
            entity(from).unwrap_or(('&', 1))
        } else if from.starts_with('\\') {
            escape(from).unwrap_or(('\\', 1))
        } else {
            ('\'', from.chars().next().map_or(1, char::len_utf8))
        };
        out.push(decoded);
        rest = &from[used..];
    }
    out.push_str(rest);
}

/// The character of an HTML entity at the start of `text`, and its length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text
        .as_bytes()
        .iter()
        .take(12)
        .position(|&byte| byte == b';')?;
    let name = text.get(1..end)?;
    let decoded = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code).filter(|decoded| *decoded != '\0')?
    } else {
        named(name)?
    };
    Some((decoded, end + 1))
}

/// The entities that turn up in western European posts; HTML's full list has 2,231.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" | "laquo" | "raquo" | "ldquo" | "rdquo" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "euro" => '€',
        "pound" => '£',
        "agrave" => 'à',
        "acirc" => 'â',
        "auml" => 'ä',
        "aacute" => 'á',
        "atilde" => 'ã',
        "ccedil" => 'ç',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "euml" => 'ë',
        "icirc" => 'î',
        "iuml" => 'ï',
        "iacute" => 'í',
        "igrave" => 'ì',
        "ntilde" => 'ñ',
        "ocirc" => 'ô',
        "ouml" => 'ö',
        "oacute" => 'ó',
        "ograve" => 'ò',
        "otilde" => 'õ',
        "oelig" => 'œ',
        "ucirc" => 'û',
        "ugrave" => 'ù',
        "uacute" => 'ú',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "Eacute" => 'É',
        "Agrave" => 'À',
        "Ccedil" => 'Ç',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        _ => return None,
    })
}

/// The character of `\uXXXX` at the start of `text` (a surrogate pair takes two), and its length in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let first = unit(text)?;
    if let Some(decoded) = char::from_u32(first) {
        return (decoded != '\0').then_some((decoded, 6));
    }
    let second = unit(text.get(6..)?)?;
    let code = 0x10000
        + ((first.wrapping_sub(0xD800) & 0x3FF) << 10)
        + (second.wrapping_sub(0xDC00) & 0x3FF);
    if !(0xD800..0xDC00).contains(&first) || !(0xDC00..0xE000).contains(&second) {
        return None;
    }
    Some((char::from_u32(code)?, 12))
}

fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::{Buffers, MAX_BYTES, normalize};

    fn clean(text: &str) -> String {
        normalize(&mut Buffers::default(), None, text).to_owned()
    }

    #[test]
    fn entities_are_decoded_even_when_encoded_twice() {
        assert_eq!(
            clean("tr&egrave;s d&amp;eacute;&#231;u &amp;lt;3 &bogus; &"),
            "très déçu <3 &bogus; &"
        );
    }

    #[test]
    fn escapes_become_characters_and_pairs_become_one() {
        assert_eq!(
            clean(r"c\u2019mon \ud83d\ude00 \ud83d \uZZZZ"),
            "c'mon 😀 \\ud83d \\uZZZZ"
        );
    }

    #[test]
    fn accents_are_composed() {
        assert_eq!(clean("de\u{301}c\u{327}u"), "déçu");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = "é".repeat(MAX_BYTES);
        assert_eq!(clean(&text).len(), MAX_BYTES);
        let text = format!("x{text}");
        assert_eq!(clean(&text).len(), MAX_BYTES - 1);
    }

    #[test]
    fn the_title_comes_first() {
        assert_eq!(
            normalize(&mut Buffers::default(), Some("Panne"), "depuis hier"),
            "Panne\ndepuis hier"
        );
    }
}
