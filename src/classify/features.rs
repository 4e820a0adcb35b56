//! Hashed features of a message: words, pairs of words, words in the scope of a negator, and character 2- to 5-grams.
//!
//! The hashing trick of Weinberger et al. (2009), "Feature hashing for large scale multitask learning": there is no
//! dictionary, a feature is a bucket. The hashes are part of the model format: they must never change.

use super::tokens::{Kind, Token, Tokens};

/// Buckets of a table.
pub(super) const BUCKETS: usize = 1 << BITS;
const BITS: u32 = 18;

/// A weight of 1 for a feature seen once, in integer steps, so that sums are exact in any order.
pub(super) const UNIT: i16 = 64;

/// Characters of one word that give n-grams; no word of a living language is longer.
const MAX_WORD: usize = 64;

const WORD: u64 = 0x9E37_79B9_7F4A_7C15;
const PAIR: u64 = 0xC2B2_AE3D_27D4_EB4F;
const NEGATED: u64 = 0x1656_67B1_9E37_79F9;
const START: u64 = 0x27D4_EB2F_1656_67C5;
const END: u64 = 0x85EB_CA77_C2B2_AE63;
const GRAM: u64 = 0xFF51_AFD7_ED55_8CCD;
const GRAM_SEED: u64 = 0x2545_F491_4F6C_DD1D;

/// Counts how often each bucket was hit.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// Open addressing: 0, or 1 + index in `entries`.
    slots: Vec<u32>,
    /// (bucket, count) in the order of first occurrence.
    entries: Vec<(u32, u32)>,
}

impl Counter {
    /// Forgets everything and makes room for `expected` hits.
    fn restart(&mut self, expected: usize) {
        self.entries.clear();
        self.slots.clear();
        self.slots
            .resize((expected * 2).next_power_of_two().clamp(64, 1 << 17), 0);
    }

    fn add(&mut self, hash: u64) {
        let bucket = (hash >> (64 - BITS)) as u32;
        let mask = self.slots.len() - 1;
        let mut at = bucket as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                self.entries.push((bucket, 1));
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "at most one entry per character of a capped text"
                )]
                let index = self.entries.len() as u32;
                self.slots[at] = index;
                return;
            }
            let entry = &mut self.entries[slot as usize - 1];
            if entry.0 == bucket {
                entry.1 += 1;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// (bucket, weight in steps of 1/[`UNIT`]) of every bucket: 1 + ln(count).
    pub(super) fn weighted(&self) -> impl Iterator<Item = (usize, i16)> {
        self.entries
            .iter()
            .map(|&(bucket, count)| (bucket as usize, weight(count)))
    }

    /// Length of the vector of the weights, in steps of 1/[`UNIT`]; 1 when it is empty.
    pub(super) fn norm(&self) -> f64 {
        let squares: i64 = self
            .weighted()
            .map(|(_, weight)| i64::from(weight) * i64::from(weight))
            .sum();
        if squares == 0 {
            1.0
        } else {
            (squares as f64).sqrt()
        }
    }
}

/// round(64 (1 + ln n)) for n = 0..=20.
const WEIGHTS: [i16; 21] = [
    0, 64, 108, 134, 153, 167, 179, 189, 197, 205, 211, 217, 223, 228, 233, 237, 241, 245, 249,
    252, 256,
];

/// Beyond twenty the weight stays at 256, so that weight x table value fits 16 bits.
fn weight(count: u32) -> i16 {
    WEIGHTS.get(count as usize).copied().unwrap_or(256)
}

/// The features of one message, in reused buffers. The two fields are each scaled to length 1.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub(super) words: Counter,
    pub(super) grams: Counter,
}

impl Features {
    /// Reads the features off the tokens.
    pub(super) fn read(&mut self, tokens: &Tokens) {
        self.words.restart(tokens.list.len() * 3 + 1);
        let mut before = START;
        for token in &tokens.list {
            self.words.add(mix(token.hash ^ WORD));
            self.words.add(pair(before, token.hash));
            if token.negated && matches!(token.kind, Kind::Word | Kind::Hashtag) {
                self.words.add(mix(token.hash ^ NEGATED));
            }
            before = token.hash;
        }
        self.words.add(pair(before, END));
        let characters: usize = tokens
            .list
            .iter()
            .map(|token| tokens.text_of(token).len() + 2)
            .sum();
        self.grams.restart(characters * 4);
        for token in tokens.list.iter().filter(|token| !token.kind.is_marker()) {
            self.grams_of(tokens, token);
        }
    }

    fn grams_of(&mut self, tokens: &Tokens, token: &Token) {
        let mut characters = [u64::from(b' '); MAX_WORD + 2];
        let mut length = 1;
        for character in tokens.text_of(token).chars().take(MAX_WORD) {
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
                    self.grams.add(hash.wrapping_mul(WORD));
                }
            }
        }
    }
}

/// Hash of a pair of neighbours.
fn pair(before: u64, after: u64) -> u64 {
    mix(before.wrapping_mul(PAIR).rotate_left(29) ^ after)
}

/// One round of a multiplicative hash; the upper bits are the good ones.
fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_mul(GRAM);
    (hash ^ (hash >> 32)).wrapping_mul(WORD)
}

/// The bucket of a language's own copy of a feature.
pub(super) fn tagged(bucket: usize, lang: usize) -> usize {
    (bucket * (2 * lang + 1) + 7919 * lang) % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::{Features, UNIT, weight};
    use crate::classify::tokens::Tokens;

    #[test]
    fn weights_follow_the_logarithm() {
        for count in 1..=20_u32 {
            let exact = f64::from(UNIT) * (1.0 + f64::from(count).ln());
            assert!((f64::from(weight(count)) - exact).abs() <= 0.5, "{count}");
        }
        assert_eq!((weight(21), weight(u32::MAX)), (256, 256));
    }

    #[test]
    fn every_feature_is_counted_once_per_occurrence() {
        let mut tokens = Tokens::default();
        tokens.read("ab ab");
        let mut features = Features::default();
        features.read(&tokens);
        // w:ab twice; ^ab, ab ab, ab$ once.
        let mut words: Vec<i16> = features
            .words
            .weighted()
            .map(|(_, weight)| weight)
            .collect();
        words.sort_unstable();
        assert_eq!(words, [64, 64, 64, 108]);
        // " a", " ab", " ab ", "ab", "ab ", "b ": each twice.
        assert_eq!(
            features
                .grams
                .weighted()
                .map(|(_, weight)| weight)
                .collect::<Vec<_>>(),
            [108; 6]
        );
    }

    #[test]
    fn the_hashes_stay_as_the_shipped_model_knows_them() {
        let mut tokens = Tokens::default();
        tokens.read("Pas déçu !");
        let mut features = Features::default();
        features.read(&tokens);
        let first: Vec<usize> = features
            .words
            .weighted()
            .map(|(bucket, _)| bucket)
            .take(3)
            .collect();
        let grams: Vec<usize> = features
            .grams
            .weighted()
            .map(|(bucket, _)| bucket)
            .take(3)
            .collect();
        assert_eq!(
            (first, grams),
            (vec![197_959, 47_485, 231_779], vec![1579, 166_952, 164_789])
        );
    }
}
