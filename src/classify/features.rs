//! Hashed features of a message: words, pairs of words, words in the scope of a negator, and character 2- to 5-grams.
//!
//! The hashing trick of Weinberger et al. (2009), "Feature hashing for large scale multitask learning": there is no
//! dictionary, a feature is a bucket. The hashes are part of the model format: they must never change. The heads of the desk
//! also read pairs of word classes. A feature counts as often as it occurs, and all are divided by the root of the number of
//! tokens: so that what a single word adds is one sum, worked out once and for all ([`super::spelling`]).

use super::lex::Kind;
use super::spelling::{Spelling, Spellings};
use super::tokens::Token;

/// Characters of one word that give n-grams; no word of a living language is longer.
const MAX_WORD: usize = 64;

const WORD: u64 = 0x9E37_79B9_7F4A_7C15;
const PAIR: u64 = 0xC2B2_AE3D_27D4_EB4F;
const CLASS: u64 = 0xD6E8_FEB8_6659_FD93;
const NEGATED: u64 = 0x1656_67B1_9E37_79F9;
/// Stands before the first token, and after the last.
pub(super) const START: u64 = 0x27D4_EB2F_1656_67C5;
pub(super) const END: u64 = 0x85EB_CA77_C2B2_AE63;
const GRAM: u64 = 0xFF51_AFD7_ED55_8CCD;
const GRAM_SEED: u64 = 0x2545_F491_4F6C_DD1D;

/// A hash whose upper bits choose the bucket.
pub(super) type Feature = u64;

/// The bucket of a feature in a table of 2^`BITS` rows.
pub(super) fn bucket<const BITS: u32>(feature: Feature) -> usize {
    usize::try_from(feature >> (64 - BITS)).unwrap_or(0)
}

/// The bucket of a language's own copy of a feature.
pub(super) fn tagged<const BITS: u32>(bucket: usize, lang: usize) -> usize {
    (bucket * (2 * lang + 1) + 7919 * lang) & ((1 << BITS) - 1)
}

/// A word by itself.
pub(super) fn word(hash: u64) -> Feature {
    mix(hash ^ WORD)
}

/// A word in the scope of a negator.
pub(super) fn negated(hash: u64) -> Feature {
    mix(hash ^ NEGATED)
}

/// A pair of neighbours.
pub(super) fn pair(before: u64, after: u64) -> Feature {
    mix(before.wrapping_mul(PAIR).rotate_left(29) ^ after)
}

/// What stands for a word class in a pair of classes.
pub(super) fn class(spelling: &Spelling) -> u64 {
    let class = spelling.entry.map_or(0, |entry| entry.class);
    (u64::from(class) + 1).wrapping_mul(CLASS)
}

/// Whether negation makes a feature of its own.
pub(super) fn counts_negated(token: &Token) -> bool {
    token.negated && matches!(token.kind, Kind::Word | Kind::Hashtag)
}

/// A feature of each field, seen once in a message of one token. A message of n tokens has about 2n features of words and 17n
/// of characters: so each field is of length 1, and all are divided by the same root of n.
pub(super) const WORDS_SCALE: f32 = 0.7;
pub(super) const GRAMS_SCALE: f32 = 0.24;
pub(super) const CLASSES_SCALE: f32 = 1.0;
/// The same for the word vectors, each weighted by the rarity of its word.
pub(super) const VECTORS_SCALE: f32 = 1.4;

/// Calls `each` with the character n-grams of a spelling in its normal form.
pub(super) fn grams(spelling: &Spelling, normal: &str, mut each: impl FnMut(Feature)) {
    if spelling.kind.is_marker() {
        return;
    }
    let mut characters = [u64::from(b' '); MAX_WORD + 2];
    let mut length = 1;
    for character in normal.chars().take(MAX_WORD) {
        characters[length] = u64::from(u32::from(character));
        length += 1;
    }
    length += 1;
    for start in 0..length - 1 {
        let mut hash = GRAM_SEED;
        for (at, &character) in characters[start..length.min(start + 5)].iter().enumerate() {
            hash = (hash ^ character).wrapping_mul(GRAM);
            hash ^= hash >> 32;
            if at > 0 {
                each(hash.wrapping_mul(WORD));
            }
        }
    }
}

/// One round of a multiplicative hash; the upper bits are the good ones.
fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_mul(GRAM);
    (hash ^ (hash >> 32)).wrapping_mul(WORD)
}

/// All features of a message, one by one: those of words, of characters, and of word classes. Training reads these.
pub(super) fn all(tokens: &[Token], spellings: &Spellings) -> [Vec<Feature>; 3] {
    let (mut words, mut characters, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut before, mut class_before) = (START, START);
    for token in tokens {
        let spelling = spellings.get(token.spelling);
        words.push(word(spelling.hash));
        words.push(pair(before, spelling.hash));
        if counts_negated(token) {
            words.push(negated(spelling.hash));
        }
        before = spelling.hash;
        classes.push(pair(class_before, class(spelling)));
        class_before = class(spelling);
        grams(spelling, spellings.text_of(token.spelling), |gram| {
            characters.push(gram);
        });
    }
    words.push(pair(before, END));
    classes.push(pair(class_before, END));
    [words, characters, classes]
}

#[cfg(test)]
mod tests {
    use super::{all, bucket};
    use crate::classify::model::Model;
    use crate::classify::spelling::Spellings;
    use crate::classify::tokens::Tokens;

    fn features(text: &str) -> [Vec<u64>; 3] {
        let (mut tokens, mut spellings) = (Tokens::default(), Spellings::default());
        spellings.prepare(Model::shipped());
        tokens.read(text, &mut spellings, Model::shipped());
        all(&tokens.list, &spellings)
    }

    #[test]
    fn every_feature_is_given_as_often_as_it_occurs() {
        let [mut words, mut grams, _] = features("ab ab");
        let counts = |list: &mut Vec<u64>| {
            list.sort_unstable();
            list.chunk_by(|a, b| a == b)
                .map(<[u64]>::len)
                .collect::<Vec<_>>()
        };
        // w:ab twice; ^ab, ab ab, ab$ once.
        let mut of_words = counts(&mut words);
        of_words.sort_unstable();
        assert_eq!(of_words, [1, 1, 1, 2]);
        // " a", " ab", " ab ", "ab", "ab ", "b ": each twice.
        assert_eq!(counts(&mut grams), [2; 6]);
    }

    #[test]
    fn the_hashes_stay_as_the_shipped_model_knows_them() {
        let [words, grams, _] = features("Pas déçu !");
        let first = |list: &[u64]| {
            list.iter()
                .take(3)
                .map(|&feature| bucket::<18>(feature))
                .collect::<Vec<_>>()
        };
        assert_eq!(first(&words), [197_959, 47_485, 231_779]);
        assert_eq!(first(&grams), [1579, 166_952, 164_789]);
    }
}
