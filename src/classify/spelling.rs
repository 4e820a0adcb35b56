//! Everything that a spelling brings with it, worked out once: most words of a message have been met before.
//!
//! Half of the words of a text are among a few hundred (Zipf's law), so that nearly all that depends on a single word --
//! its normal form, the phrases it may begin, its lexicon entry, the sum of the weights of its n-grams -- is looked up
//! here instead of being computed. What is kept never changes a judgement, only its cost.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use xxhash_rust::xxh3::xxh3_64;

use super::fold::{Folded, fold};
use super::language::{Lang, votes_of};
use super::lex::{Form, Kind, normal_form};
use super::lexicon::Entry;
use super::model::{LANG_SLOTS, Model, Scores};
use super::negation::is_negator;

/// Spellings kept from one message to the next: some 10 MB with their weights.
const KEPT: usize = 32 * 1024;
/// Bytes of a spelling that is found again; longer ones are worked out each time.
const LONGEST: usize = 32;

#[expect(
    clippy::struct_excessive_bools,
    reason = "what a spelling is and is not, each asked for by another step"
)]
/// What is known of one way to write a word, mark or symbol.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    key: Key,
    /// xxh3 of the normal form, a function fixed for ever: the model's features are made of it.
    pub(super) hash: u64,
    pub(super) kind: Kind,
    pub(super) letters: u16,
    pub(super) shouted: bool,
    pub(super) elongated: bool,
    /// A word or hashtag with a letter in it.
    pub(super) alphabetic: bool,
    pub(super) negator: bool,
    /// A mark that ends the reach of a negator.
    pub(super) closes: bool,
    /// `!`
    pub(super) exclaims: bool,
    /// Languages that it is a common word of, as bits.
    pub(super) votes: u8,
    /// How the phrases of the rules see it.
    pub(super) folded: Folded,
    /// Polarity and rudeness.
    pub(super) entry: Option<Entry>,
    /// Its normal form, in [`Spellings::text`].
    start: u32,
    end: u32,
    /// Its weights for each language and for none: 0, or 1 + index in [`Spellings::scores`].
    scores: [u32; LANG_SLOTS + 1],
}

/// The bytes of a short spelling with its length, or none for a long one.
type Key = Option<([u64; 4], u8)>;

fn key_of(text: &str, kind: Kind) -> Key {
    let bytes = text.as_bytes();
    if bytes.len() > LONGEST {
        return None;
    }
    let mut padded = [0; LONGEST];
    padded[..bytes.len()].copy_from_slice(bytes);
    let (words, _) = padded.as_chunks::<8>();
    let mut key = [0; 4];
    for (part, word) in key.iter_mut().zip(words) {
        *part = u64::from_le_bytes(*word);
    }
    #[expect(clippy::cast_possible_truncation, reason = "32 at most")]
    let length = bytes.len() as u8;
    // `not` of `don't` is the word `not`; only symbols and words may share bytes and differ.
    Some((key, length | u8::from(kind == Kind::Symbol) << 7))
}

/// The spellings met lately, and what has been worked out of them.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    list: Vec<Spelling>,
    found: HashTable<u32>,
    hasher: DefaultHashBuilder,
    text: String,
    scores: Vec<Scores>,
    /// Which model the scores are of.
    model: u64,
}

impl Spellings {
    /// To be called before a message: forgets what is of another model, and everything when there is too much.
    pub(super) fn prepare(&mut self, model: &Model) {
        let known = self.model == model.stamp() && !self.list.is_empty();
        if known && self.list.len() <= KEPT {
            return;
        }
        self.model = model.stamp();
        self.list.clear();
        self.found.clear();
        self.text.clear();
        self.scores.clear();
        for (kind, name) in Kind::MARKERS {
            self.add(None, name, kind, model);
        }
    }

    /// The index of a marker.
    pub(super) fn marker(kind: Kind) -> u32 {
        let place = Kind::MARKERS.iter().position(|(known, _)| *known == kind);
        u32::try_from(place.unwrap_or(0)).unwrap_or(0)
    }

    /// The index of a word, mark or symbol.
    pub(super) fn find(&mut self, text: &str, kind: Kind, model: &Model) -> u32 {
        let key = key_of(text, kind);
        let Some(bytes) = key else {
            return self.add(None, text, kind, model);
        };
        let hash = self.hasher.hash_one(bytes);
        let list = &self.list;
        let known = self.found.find(hash, |&at| {
            list.get(at as usize)
                .is_some_and(|spelling| spelling.key == key)
        });
        if let Some(&at) = known {
            return at;
        }
        let at = self.add(key, text, kind, model);
        let (list, hasher) = (&self.list, &self.hasher);
        self.found.insert_unique(hash, at, |&at| {
            list.get(at as usize)
                .and_then(|spelling| spelling.key)
                .map_or(0, |key| hasher.hash_one(key))
        });
        at
    }

    /// What is known of a spelling.
    pub(super) fn get(&self, at: u32) -> &Spelling {
        // Every index comes from `find` or `marker` of this message; the first is always there.
        self.list.get(at as usize).unwrap_or(&self.list[0])
    }

    /// The normal form.
    pub(super) fn text_of(&self, at: u32) -> &str {
        let Spelling { start, end, .. } = *self.get(at);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The weights of a spelling in a language, worked out when they are first asked for.
    pub(super) fn scores(&mut self, at: u32, lang: Option<Lang>, model: &Model) -> u32 {
        let slot = lang.map_or(LANG_SLOTS, |lang| lang as usize);
        let known = self.get(at).scores[slot];
        if known > 0 {
            return known - 1;
        }
        let spelling = self.get(at);
        let scores = model.scores_of(spelling, self.text_of(at), lang);
        self.scores.push(scores);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a few for each spelling, of which there are some 30,000"
        )]
        let place = self.scores.len() as u32;
        if let Some(spelling) = self.list.get_mut(at as usize) {
            spelling.scores[slot] = place;
        }
        place - 1
    }

    /// The weights at a place that [`Spellings::scores`] gave.
    pub(super) fn scores_at(&self, place: u32) -> Option<&Scores> {
        self.scores.get(place as usize)
    }

    fn add(&mut self, key: Key, text: &str, kind: Kind, model: &Model) -> u32 {
        let start = self.text.len();
        let form = if kind.is_marker() {
            self.text.push_str(text);
            Form::default()
        } else {
            normal_form(text, &mut self.text)
        };
        let normal = &self.text[start..];
        let hash = xxh3_64(normal.as_bytes());
        let is_word = matches!(kind, Kind::Word | Kind::Hashtag);
        let spelling = Spelling {
            key,
            hash,
            kind,
            letters: if is_word { form.letters } else { 0 },
            shouted: is_word && form.shouted,
            elongated: is_word && form.elongated,
            alphabetic: is_word && form.letters > 0,
            negator: kind == Kind::Word && is_negator(hash),
            closes: kind == Kind::Mark && matches!(normal, "." | "!" | "?" | ";" | ":" | ","),
            exclaims: normal == "!",
            votes: if kind == Kind::Word {
                votes_of(hash)
            } else {
                0
            },
            folded: fold(normal, kind, form.elongated),
            entry: if kind.is_marker() {
                None
            } else {
                model.lexicon().find(hash)
            },
            start: u32::try_from(start).unwrap_or(0),
            end: u32::try_from(self.text.len()).unwrap_or(0),
            scores: [0; LANG_SLOTS + 1],
        };
        self.list.push(spelling);
        u32::try_from(self.list.len() - 1).unwrap_or(0)
    }
}
