//! The secret that pseudonyms are made with, and what a pseudonym looks like.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::person::Person;

/// What every pseudonym starts with.
const PREFIX: &str = "p-";
/// Bytes of the hash that a pseudonym holds: 80 bits. Among a thousand million people two share one with a probability of 4 in 10 million.
const BYTES: usize = 10;
/// Letters of base 32, five bits each.
const LETTERS: usize = BYTES * 8 / 5;
/// RFC 4648, section 6, in lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Said first to the hash, so that the same key used for something else gives nothing away here; the number changes if the names' normal form does.
const PURPOSE: &[u8] = b"cm pseudonym 1\0";

/// Random bytes that a key has at least.
const RANDOM_BYTES: usize = 16;
/// Characters that a key written as text has at least.
const TEXT_CHARACTERS: usize = 32;
/// Different bytes in a key at least; sixteen random ones have fewer once in a thousand million times.
const DIFFERENT: usize = 8;

/// A secret key. Nothing shows it.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(***)")
    }
}

/// Why some bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Fewer than 16 bytes that are no text.
    #[error("a key needs at least {RANDOM_BYTES} random bytes")]
    Short,
    /// Text of fewer than 32 characters.
    #[error("a key that is text needs at least {TEXT_CHARACTERS} characters")]
    ShortText,
    /// The same few bytes over and over.
    #[error("this is not random: the same few characters over and over")]
    Dull,
}

impl Key {
    /// A key from the content of a file: 16 random bytes or more, or text of 32 characters or more. Space round text does not count, so that an
    /// editor's last line break changes nothing.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let is_text = |text: &&str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
        let secret = match std::str::from_utf8(bytes).ok().filter(is_text) {
            Some(text) if text.trim().chars().count() < TEXT_CHARACTERS => {
                return Err(KeyError::ShortText);
            }
            Some(text) => text.trim().as_bytes(),
            None if bytes.len() < RANDOM_BYTES => return Err(KeyError::Short),
            None => bytes,
        };
        let mut seen = [false; 256];
        for byte in secret {
            seen[usize::from(*byte)] = true;
        }
        if seen.iter().filter(|seen| **seen).count() < DIFFERENT {
            return Err(KeyError::Dull);
        }
        // HMAC takes a key of any length (RFC 2104, section 2).
        let hmac = Hmac::new_from_slice(secret).map_err(|_| KeyError::Short)?;
        Ok(Key(hmac))
    }

    /// The pseudonym of a person: HMAC-SHA-256 (RFC 2104, FIPS 180-4) of the network and the name, cut to 80 bits, in base 32.
    pub(super) fn pseudonym(&self, person: &Person) -> String {
        if let Some(pseudonym) = person.pseudonym() {
            return pseudonym.to_owned();
        }
        let mut hmac = self.0.clone();
        hmac.update(PURPOSE);
        hmac.update(person.realm.as_bytes());
        hmac.update(b"\0");
        hmac.update(person.name.as_bytes());
        let hash = hmac.finalize().into_bytes();
        format!("{PREFIX}{}", base32(&hash[..BYTES]))
    }
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(LETTERS);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(ALPHABET[(bits >> count & 31) as usize]));
        }
    }
    text
}

/// Length in bytes of the pseudonym that a text starts with, if it starts with one and that one ends there.
pub(super) fn leading_pseudonym(text: &str) -> Option<usize> {
    let end = PREFIX.len() + LETTERS;
    let letters = text.strip_prefix(PREFIX)?.as_bytes().get(..LETTERS)?;
    let next = text.as_bytes().get(end);
    let ended = next.is_none_or(|&next| !continues(next));
    (letters.iter().all(|letter| ALPHABET.contains(letter)) && ended).then_some(end)
}

/// Whether a pseudonym with this byte behind it is no pseudonym any more.
pub(super) fn continues(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a text is a pseudonym and nothing else.
pub(super) fn is_pseudonym(text: &str) -> bool {
    leading_pseudonym(text) == Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"correct horse battery staple, they said\n";

    #[test]
    fn a_pseudonym_is_the_hash_that_the_standards_say() {
        // python3: base64.b32encode(hmac.new(key, b"cm pseudonym 1\0x\0tilly_bakes", "sha256").digest()[:10]).lower()
        let key = Key::from_bytes(TEXT).unwrap();
        let pseudonym = key.pseudonym(&Person::new("x", "tilly_bakes"));
        assert_eq!(pseudonym, "p-2pcc6nzmfdqgfhsz");
        assert!(is_pseudonym(&pseudonym));
        assert_ne!(
            pseudonym,
            key.pseudonym(&Person::new("reddit", "tilly_bakes"))
        );
    }

    #[test]
    fn the_last_line_break_is_no_part_of_a_text() {
        let person = Person::new("x", "a");
        let with = Key::from_bytes(TEXT).unwrap().pseudonym(&person);
        let without = Key::from_bytes(TEXT.trim_ascii_end()).unwrap();
        assert_eq!(with, without.pseudonym(&person));
    }

    #[test]
    fn weak_keys_are_refused_and_no_key_is_shown() {
        let refused = |bytes: &[u8]| Key::from_bytes(bytes).unwrap_err();
        assert_eq!(refused(b""), KeyError::ShortText);
        assert_eq!(refused(b"sixteen letters."), KeyError::ShortText);
        assert_eq!(refused(&[0xff, 1, 2, 3]), KeyError::Short);
        assert_eq!(refused(&[0; 64]), KeyError::Dull);
        assert_eq!(refused(&[b'a'; 64]), KeyError::Dull);
        let random: Vec<u8> = (0..16).map(|n| n * 15 + 3).collect();
        let key = Key::from_bytes(&random).unwrap();
        assert_eq!(format!("{key:?}"), "Key(***)");
    }

    #[test]
    fn only_a_whole_pseudonym_is_one() {
        assert!(is_pseudonym("p-abcdefghijklmnop"));
        assert!(!is_pseudonym("p-abcdefghijklmno"));
        assert!(!is_pseudonym("p-abcdefghijklmnopq"));
        assert!(!is_pseudonym("p-abcdefghijklmno1"));
        assert_eq!(leading_pseudonym("p-abcdefghijklmnop."), Some(18));
        assert_eq!(leading_pseudonym("p-abcdefghijklmnopé"), Some(18));
    }
}
