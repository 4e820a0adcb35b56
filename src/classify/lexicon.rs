//! Polarity and rudeness of single words, and the dense features that they give.
//!
//! The table is part of the model file: an open-addressing hash table of entries, found by the word's hash.

use super::language::Lang;
use super::lex::Kind;
use super::model::{COLUMNS, LANG_SLOTS};
use super::spelling::Spellings;
use super::tokens::Token;

/// Bytes of an entry: fingerprint 4, polarity 7 x i8, rudeness u8, rarity u8, word class u16, word
/// scores, one i8 a column.
pub(super) const ENTRY: usize = SCORES + COLUMNS;
/// Where the word scores begin in an entry.
pub(super) const SCORES: usize = 15;

/// Polarity 1.0 in the table; word lists go from -5 to 5.
pub(super) const POLARITY_UNIT: f32 = 25.0;

/// Dense features that come from the lexicon.
pub(super) const FEATURES: usize = 13;

/// Slots looked at before giving up; the builder keeps every word within this distance.
pub(super) const MAX_PROBES: usize = 64;

/// Weight of the polarity of a negated word, as in recipe R1; Hutto and Gilbert (2014) measured -0.74 for VADER.
const NEGATION: f32 = -0.7;

/// The table of a model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexicon<'m> {
    entries: &'m [u8],
}

/// What the table says of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Entry {
    /// In steps of 1 / [`POLARITY_UNIT`], by language.
    polarity: [i8; LANG_SLOTS],
    /// 0 polite, 1 rude, 2 very rude.
    pub(super) rudeness: u8,
    /// Weight in the mean of word scores, 0 to 255: rare words tell more.
    pub(super) rarity: u8,
    /// Words that mean alike share a class; 0 is none.
    pub(super) class: u16,
    /// Which entry it is.
    at: u32,
}

impl Entry {
    /// Polarity in a language; where it is not known, in the first that has a word for it.
    fn polarity(&self, lang: Option<Lang>) -> f32 {
        let step = match lang {
            Some(lang) => self.polarity[lang as usize],
            None => {
                let known = self.polarity.iter().find(|&&step| step != 0);
                known.copied().unwrap_or(0)
            }
        };
        f32::from(step) / POLARITY_UNIT
    }
}

impl<'m> Lexicon<'m> {
    /// A table over the bytes of a model file.
    pub(super) fn new(entries: &'m [u8]) -> Self {
        Lexicon { entries }
    }

    /// What is known of a word.
    pub(super) fn find(&self, hash: u64) -> Option<Entry> {
        let slots = self.entries.len() / ENTRY;
        if slots == 0 {
            return None;
        }
        let fingerprint = fingerprint(hash);
        let mut at = home(hash, slots);
        for _ in 0..MAX_PROBES {
            let entry = self.entries.get(at * ENTRY..(at + 1) * ENTRY)?;
            let found = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
            if found == 0 {
                return None;
            }
            if found == fingerprint {
                return Some(Entry {
                    polarity: std::array::from_fn(|lang| entry[4 + lang].cast_signed()),
                    rudeness: entry[11],
                    rarity: entry[12],
                    class: u16::from_le_bytes([entry[13], entry[14]]),
                    at: u32::try_from(at).ok()?,
                });
            }
            at = if at + 1 == slots { 0 } else { at + 1 };
        }
        None
    }

    /// What a word adds to each column, in steps of the model's scale; its rarity is in them.
    pub(super) fn scores(&self, entry: &Entry) -> Option<&'m [u8; COLUMNS]> {
        let from = entry.at as usize * ENTRY + SCORES;
        self.entries.get(from..)?.first_chunk()
    }
}

/// The dense features of a message: sums of positive, negative and net polarity by the root of the length, happy and
/// unhappy emoji, the strongest and the last polar word, "no polar word", rude and very rude words, marks, capitals, and 1.
pub(super) fn dense(
    tokens: &[Token],
    spellings: &Spellings,
    lang: Option<Lang>,
    shouts: bool,
) -> [f32; FEATURES] {
    let mut sums = Sums::default();
    for token in tokens {
        let polarity = match token.kind {
            Kind::EmoPos => 2.0,
            Kind::EmoNeg => -2.0,
            Kind::Url | Kind::User | Kind::Elong | Kind::Caps => continue,
            _ => {
                let spelling = spellings.get(token.spelling);
                sums.exclaimed += f32::from(u8::from(spelling.exclaims));
                let Some(entry) = &spelling.entry else {
                    continue;
                };
                sums.rude += f32::from(u8::from(entry.rudeness == 1));
                sums.very_rude += f32::from(u8::from(entry.rudeness >= 2));
                entry.polarity(lang)
            }
        };
        if matches!(token.kind, Kind::EmoPos | Kind::EmoNeg | Kind::Symbol) {
            sums.happy += polarity.max(0.0);
            sums.unhappy += (-polarity).max(0.0);
        } else {
            sums.polar(if token.negated {
                NEGATION * polarity
            } else {
                polarity
            });
        }
    }
    sums.features(tokens.len(), shouts)
}

/// What is summed over the tokens.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    positive: f32,
    negative: f32,
    strongest: f32,
    last: f32,
    happy: f32,
    unhappy: f32,
    rude: f32,
    very_rude: f32,
    exclaimed: f32,
}

impl Sums {
    fn polar(&mut self, polarity: f32) {
        if polarity == 0.0 {
            return;
        }
        self.last = polarity;
        if polarity.abs() > self.strongest.abs() {
            self.strongest = polarity;
        }
        self.positive += polarity.max(0.0);
        self.negative += (-polarity).max(0.0);
    }

    fn features(&self, tokens: usize, shouts: bool) -> [f32; FEATURES] {
        let root = ((tokens + 1) as f32).sqrt();
        [
            self.positive / root,
            self.negative / root,
            (self.positive - self.negative) / root,
            self.happy.min(6.0) / 3.0,
            self.unhappy.min(6.0) / 3.0,
            self.strongest / 3.0,
            self.last / 3.0,
            f32::from(u8::from(self.positive + self.negative == 0.0)),
            self.rude.min(4.0) / 2.0,
            self.very_rude.min(4.0) / 2.0,
            self.exclaimed.min(4.0) / 4.0,
            f32::from(u8::from(shouts)),
            1.0,
        ]
    }
}

/// Never 0, which marks an empty slot.
pub(super) fn fingerprint(hash: u64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the lower half is the fingerprint"
    )]
    let low = hash as u32;
    low.max(1)
}

/// The slot where the search for a word begins.
pub(super) fn home(hash: u64, slots: usize) -> usize {
    (((hash >> 32) * slots as u64) >> 32) as usize
}
