//! Scores: sums of table rows, each feature giving one row of all classes of all heads.

use std::ops::Range;

use super::{COLUMNS, Model, TAGGED_COLUMNS};
use crate::classify::features::{Counter, Features, tagged};
use crate::classify::language::Lang;
use crate::classify::lexicon::{Dense, FEATURES};
use crate::classify::signal::{COUNT, Signals};

/// Columns of negative, neutral, positive.
pub(in crate::classify) const SENTIMENT: Range<usize> = 0..3;
/// Columns of the intents, in the order of [`crate::record::Intent::ALL`].
pub(in crate::classify) const INTENT: Range<usize> = 3..14;
/// Column of toxicity.
pub(in crate::classify) const TOXICITY: usize = 14;
/// Column of spam.
pub(in crate::classify) const SPAM: usize = 15;

/// Languages that have features of their own.
pub(in crate::classify) const LANG_SLOTS: usize = 7;

/// Dense features: those of the lexicon, a copy of them for each language, the rule signals.
pub(in crate::classify) const DENSE: usize = FEATURES * (1 + LANG_SLOTS) + COUNT;

/// Scale of the lexicon's features (recipe R1) and of the signals, against hashed features of length 1.
const LEXICON_SCALE: f32 = 0.5;
const SIGNAL_SCALE: f32 = 0.4;

/// One logit for each column, before temperature and priors.
pub(in crate::classify) type Logits = [f64; COLUMNS];

/// Calls `each` with the index and the value of every dense feature that is not 0.
pub(in crate::classify) fn dense_features(
    dense: &Dense,
    signals: &Signals,
    lang: Option<Lang>,
    mut each: impl FnMut(usize, f32),
) {
    for (at, &value) in dense.features.iter().enumerate() {
        if value != 0.0 {
            each(at, LEXICON_SCALE * value);
            if let Some(lang) = lang {
                each(FEATURES * (1 + lang as usize) + at, LEXICON_SCALE * value);
            }
        }
    }
    for (at, value) in signals.noticed() {
        each(FEATURES * (1 + LANG_SLOTS) + at, SIGNAL_SCALE * value);
    }
}

impl Model {
    /// The logits of a message.
    pub(in crate::classify) fn logits(
        &self,
        features: &Features,
        dense: &Dense,
        signals: &Signals,
        lang: Option<Lang>,
    ) -> Logits {
        let header = self.header();
        let mut logits = [0.0; COLUMNS];
        for (logit, &bias) in logits.iter_mut().zip(&header.bias) {
            *logit = f64::from(bias);
        }
        for field in [&features.words, &features.grams] {
            let norm = field.norm();
            let sums = sum_rows::<COLUMNS>(field, self.shared(), |bucket| bucket);
            for ((logit, sum), &scale) in logits.iter_mut().zip(sums).zip(&header.shared_scale) {
                *logit += f64::from(sum) / norm * f64::from(scale);
            }
            if let Some(lang) = lang {
                let sums = sum_rows::<TAGGED_COLUMNS>(field, self.tagged(), |bucket| {
                    tagged(bucket, lang as usize)
                });
                for ((column, sum), &scale) in [0, 1, 2, TOXICITY]
                    .into_iter()
                    .zip(sums)
                    .zip(&header.tagged_scale)
                {
                    logits[column] += f64::from(sum) / norm * f64::from(scale);
                }
            }
        }
        dense_features(dense, signals, lang, |at, value| {
            if let Some(weights) = header.dense.get(at * COLUMNS..(at + 1) * COLUMNS) {
                for (logit, &weight) in logits.iter_mut().zip(weights) {
                    *logit += f64::from(weight) * f64::from(value);
                }
            }
        });
        if dense.rarity > 0 {
            let norm = (dense.rarity as f64).sqrt() / 255.0;
            for ((logit, sum), &scale) in
                logits.iter_mut().zip(dense.scores).zip(&header.word_scale)
            {
                *logit += f64::from(sum) / norm * f64::from(scale);
            }
        }
        if let Some(overlay) = self.overlay() {
            overlay.add(features, dense, signals, lang, &mut logits);
        }
        logits
    }
}

/// Sum over the buckets of weight x row, in integers: exact in any order.
fn sum_rows<const N: usize>(
    field: &Counter,
    table: &[u8],
    place: impl Fn(usize) -> usize,
) -> [i32; N] {
    let mut sums = [0; N];
    let (rows, _) = table.as_chunks::<N>();
    if rows.is_empty() {
        return sums;
    }
    touch(field, rows, &place);
    for (bucket, weight) in field.weighted() {
        if let Some(row) = rows.get(place(bucket)) {
            for (sum, &value) in sums.iter_mut().zip(row) {
                // At most 256 x 127: sixteen bits, which every processor multiplies eight at a time.
                *sum += i32::from(weight * i16::from(value.cast_signed()));
            }
        }
    }
    sums
}

/// Reads one byte of every row, so that all of them are on their way from memory at once. The table is larger than a processor's near caches and its
/// rows are met at random: summed right away, the processor waits for a few rows at a time (measured: three quarters of the time of the sums).
fn touch<const N: usize>(field: &Counter, rows: &[[u8; N]], place: impl Fn(usize) -> usize) {
    let met = field
        .weighted()
        .filter_map(|(bucket, _)| rows.get(place(bucket)))
        .fold(0, |met, row| met ^ row[0]);
    std::hint::black_box(met);
}
