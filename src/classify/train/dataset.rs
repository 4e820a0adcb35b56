//! Rows as sparse vectors: the features that scoring sees, each with its inverse document frequency.

use super::corpus::Row;
use super::head::Head;
use super::lexicon::Words;
use crate::classify::features::{
    self, CLASSES_SCALE, Feature, GRAMS_SCALE, VECTORS_SCALE, WORDS_SCALE, bucket, tagged,
};
use crate::classify::labeler::{Scratch, read_as, tokenize};
use crate::classify::language::{Detected, Lang};
use crate::classify::math::ln;
use crate::classify::model::{DENSE, DESK_BITS, Model, TONE_BITS, dense_features};

/// Where the tagged features begin.
pub(super) const TAGGED: usize = 1 << TONE_BITS;
/// Where the dense features begin.
pub(super) const DENSE_START: usize = 2 * TAGGED;
/// Where the word vector begins.
pub(super) const VECTOR: usize = DENSE_START + DENSE;
/// Scale of the word vector against hashed features of length 1. The heads of the desk have few rows and lean on it
/// (held-out messages, intent: 47 % at 0.1, 51 % at 1); for tone 0.1 (recipe R1) and 0.3 are level.
pub(super) fn vector_scale(head: Head) -> f32 {
    match head {
        Head::Sentiment | Head::Toxicity | Head::Spam => 0.3,
        _ => 1.0,
    }
}
/// Hashed features in fewer rows than this are left out.
const MIN_ROWS: u32 = 2;

/// Sparse rows, their labels and weights, and which feature each column is.
#[derive(Debug, Default)]
pub(super) struct Dataset {
    /// Where each row begins in `entries`; one more at the end.
    pub(super) starts: Vec<usize>,
    /// (column, value).
    pub(super) entries: Vec<(u32, f32)>,
    pub(super) labels: Vec<usize>,
    pub(super) weights: Vec<f32>,
    /// The feature of each column, ascending.
    pub(super) features: Vec<u32>,
    /// What the value of each column was multiplied by.
    pub(super) idf: Vec<f32>,
}

/// Builds the data set of a head; true languages, as the recipe says.
pub(super) fn build(head: Head, rows: &[&Row], model: &Model, words: &Words) -> Dataset {
    let mut data = Dataset {
        starts: vec![0],
        ..Dataset::default()
    };
    let mut scratch = Scratch::new();
    for row in rows {
        let lang = row.lang;
        let detected = Detected {
            code: lang.map_or("und", crate::classify::Lang::code),
            score: 1.0,
            lang,
        };
        tokenize(&mut scratch, model, None, &row.text);
        let reading = read_as(&mut scratch, detected);
        let [words_of, characters, classes] =
            features::all(&scratch.tokens.list, &scratch.spellings);
        let root = (scratch.tokens.list.len().max(1) as f32).sqrt();
        data.push_field(head, lang, words_of, WORDS_SCALE / root);
        data.push_field(head, lang, characters, GRAMS_SCALE / root);
        if !head.is_tone() {
            data.push_field(head, lang, classes, CLASSES_SCALE / root);
        }
        dense_features(&reading.dense, &scratch.found.signals, lang, |at, value| {
            data.push(DENSE_START + at, value);
        });
        for (at, value) in vector(&scratch, words).into_iter().enumerate() {
            data.push(VECTOR + at, vector_scale(head) * value);
        }
        data.starts.push(data.entries.len());
        data.labels.push(row.label);
        data.weights.push(row.weight);
    }
    data.weigh();
    data
}

/// The sum of the vectors of the words, each weighted by its rarity, over the root of the number of tokens.
fn vector(scratch: &Scratch, words: &Words) -> Vec<f32> {
    let list = &scratch.tokens.list;
    let scale = VECTORS_SCALE / (list.len().max(1) as f32).sqrt();
    let mut sum = vec![0.0_f32; words.dimensions];
    for token in list.iter().filter(|token| !token.kind.is_marker()) {
        let hash = scratch.spellings.get(token.spelling).hash;
        if let Some(word) = words.get(hash) {
            let weight = scale * f32::from(word.rarity) / 255.0;
            for (sum, value) in sum.iter_mut().zip(&word.vector) {
                *sum += weight * value;
            }
        }
    }
    sum
}

impl Dataset {
    fn push(&mut self, feature: usize, value: f32) {
        self.entries
            .push((u32::try_from(feature).unwrap_or(u32::MAX), value));
    }

    /// Adds the hashed features of one field, each as often as it occurs.
    fn push_field(&mut self, head: Head, lang: Option<Lang>, field: Vec<Feature>, scale: f32) {
        let place = |feature| {
            if head.is_tone() {
                bucket::<TONE_BITS>(feature)
            } else {
                bucket::<DESK_BITS>(feature)
            }
        };
        let mut buckets: Vec<usize> = field.into_iter().map(place).collect();
        buckets.sort_unstable();
        for same in buckets.chunk_by(|a, b| a == b) {
            let value = same.len() as f32 * scale;
            self.push(same[0], value);
            if let Some(lang) = lang.filter(|_| head.is_tone()) {
                self.push(TAGGED + tagged::<TONE_BITS>(same[0], lang as usize), value);
            }
        }
    }

    /// Counts the features, leaves out the rare hashed ones, numbers the columns and multiplies by idf.
    fn weigh(&mut self) {
        let rows = self.labels.len();
        let mut counts = vec![0_u32; VECTOR];
        for &(feature, _) in &self.entries {
            if let Some(count) = counts.get_mut(feature as usize) {
                *count += 1;
            }
        }
        let most = self
            .entries
            .iter()
            .map(|&(feature, _)| feature as usize + 1)
            .max()
            .unwrap_or(0);
        let mut column_of = vec![u32::MAX; most];
        let mut sums = (0.0, 0.0);
        for (feature, column) in column_of.iter_mut().enumerate() {
            let hashed = feature < DENSE_START;
            let count = counts.get(feature).copied().unwrap_or(1);
            if count == 0 || hashed && count < MIN_ROWS {
                continue;
            }
            *column = u32::try_from(self.features.len()).unwrap_or(u32::MAX);
            self.features
                .push(u32::try_from(feature).unwrap_or(u32::MAX));
            let idf = if hashed {
                ln((1.0 + rows as f64) / (1.0 + f64::from(count))) + 1.0
            } else {
                0.0
            };
            if hashed {
                sums = (sums.0 + idf, sums.1 + 1.0);
            }
            self.idf.push(narrow(idf));
        }
        let mean = narrow(if sums.1 > 0.0 { sums.0 / sums.1 } else { 1.0 });
        for (idf, &feature) in self.idf.iter_mut().zip(&self.features) {
            *idf = if (feature as usize) < DENSE_START {
                *idf / mean
            } else {
                1.0
            };
        }
        self.compact(&column_of);
    }

    fn compact(&mut self, column_of: &[u32]) {
        let (mut kept, mut from) = (0, 0);
        for row in 1..self.starts.len() {
            let to = self.starts[row];
            for at in from..to {
                let (feature, value) = self.entries[at];
                let column = column_of[feature as usize];
                if column != u32::MAX {
                    self.entries[kept] = (column, value * self.idf[column as usize]);
                    kept += 1;
                }
            }
            from = to;
            self.starts[row] = kept;
        }
        self.entries.truncate(kept);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "training works in single precision"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}
