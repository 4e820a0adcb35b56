//! What a team taught a model: small corrections of its logits, in a file that holds the model whole.
//!
//! `CMTAUGHT`, format (u32), length of the header (u32), checksum (u64, xxh3 of all that follows), the header as JSON, for each feature
//! its number (u32) and one i8 a column, then the model file that was taught. Integers are little-endian. The features are those of the
//! model without its language-tagged copies and word vectors, and one more that every message has.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::columns::{DENSE, TONE_BITS};
use super::linear::{Logits, dense_features};
use super::{COLUMNS, ModelError};
use crate::classify::duplicates::Alike;
use crate::classify::features::{all, bucket};
use crate::classify::language::Lang;
use crate::classify::lexicon;
use crate::classify::signal::Signals;
use crate::classify::spelling::Spellings;
use crate::classify::tokens::Token;

/// Buckets of the hashed features.
const BUCKETS: usize = 1 << TONE_BITS;
pub(super) const MAGIC: &[u8; 8] = b"CMTAUGHT";
const FORMAT: u32 = 1;
const PREAMBLE: usize = 24;
/// Bytes of one feature in the file.
const ENTRY: usize = 4 + COLUMNS;

/// The feature that every message has.
const ALWAYS: usize = BUCKETS + DENSE;
/// Features in all.
pub(in crate::classify) const FEATURES: usize = ALWAYS + 1;
/// Its value: small, so that a handful of corrections of one kind does not make that kind likelier everywhere.
const ALWAYS_VALUE: f32 = 0.3;

/// Calls `each` with the number and the value of every feature of a message that can be taught. Training and judging see messages through it.
pub(in crate::classify) fn each_feature(
    tokens: &[Token],
    spellings: &Spellings,
    dense: &[f32; lexicon::FEATURES],
    signals: &Signals,
    lang: Option<Lang>,
    mut each: impl FnMut(usize, f32),
) {
    let [words, characters, _] = all(tokens, spellings);
    for field in [words, characters] {
        let norm = (field.len().max(1) as f64).sqrt();
        let mut buckets: Vec<usize> = field.into_iter().map(bucket::<TONE_BITS>).collect();
        buckets.sort_unstable();
        for same in buckets.chunk_by(|a, b| a == b) {
            each(same[0], narrow(same.len() as f64 / norm));
        }
    }
    dense_features(dense, signals, lang, |at, value| each(BUCKETS + at, value));
    each(ALWAYS, ALWAYS_VALUE);
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "single precision is plenty"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// What a person said of the topics of a text. It is about this text and its copies only: what else a topic is, its query says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicLesson {
    /// Hashes of the words ([`crate::classify::Sketcher::sketch`]); the words themselves are not kept.
    pub sketch: Vec<u32>,
    /// Each topic that was spoken of, and whether the text has it.
    pub topics: Vec<(String, bool)>,
}

/// What the file says of what was taught.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::classify) struct About {
    /// The name under which the taught model signs.
    pub(in crate::classify) id: String,
    /// A line for each source of what was taught.
    pub(in crate::classify) taught_on: Vec<String>,
    /// Value of a step of each column.
    pub(in crate::classify) scale: Vec<f32>,
    /// What people said of the topics of texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::classify) topics: Vec<TopicLesson>,
    /// How many features follow.
    pub(in crate::classify) features: usize,
}

/// What was taught, ready to be added.
#[derive(Debug)]
pub(in crate::classify) struct Overlay {
    pub(in crate::classify) about: About,
    /// For each feature 0, or 1 + its row.
    places: Vec<u32>,
    rows: Vec<[i8; COLUMNS]>,
    /// Where the texts of the lessons on topics are found.
    texts: Alike,
}

impl Overlay {
    /// What was taught of the topics of this very text or one that is nearly the same.
    pub(in crate::classify) fn topics_of(&self, sketch: &[u32]) -> &[(String, bool)] {
        let lesson = self.texts.find(sketch);
        let lesson = lesson.and_then(|place| self.about.topics.get(place));
        lesson.map_or(&[], |lesson| &lesson.topics)
    }

    /// Whether anything was taught of topics.
    pub(in crate::classify) fn knows_topics(&self) -> bool {
        !self.about.topics.is_empty()
    }

    /// Adds what was taught to the logits of a message.
    pub(super) fn add(
        &self,
        tokens: &[Token],
        spellings: &Spellings,
        dense: &[f32; lexicon::FEATURES],
        signals: &Signals,
        lang: Option<Lang>,
        logits: &mut Logits,
    ) {
        let mut sums = [0.0_f64; COLUMNS];
        each_feature(tokens, spellings, dense, signals, lang, |at, value| {
            if let Some(row) = self.row(at) {
                for (sum, &step) in sums.iter_mut().zip(row) {
                    *sum += f64::from(value) * f64::from(step);
                }
            }
        });
        for ((logit, sum), &scale) in logits.iter_mut().zip(sums).zip(&self.about.scale) {
            *logit += sum * f64::from(scale);
        }
    }

    fn row(&self, feature: usize) -> Option<&[i8; COLUMNS]> {
        let place = *self.places.get(feature)? as usize;
        self.rows.get(place.checked_sub(1)?)
    }

    /// The features that were taught with the weights of their columns.
    pub(in crate::classify) fn weights(&self) -> impl Iterator<Item = (usize, [f32; COLUMNS])> {
        let taught = (0..FEATURES).filter_map(|feature| Some((feature, self.row(feature)?)));
        taught.map(|(feature, row)| {
            let mut weights = [0.0; COLUMNS];
            for ((weight, &step), &scale) in weights.iter_mut().zip(row).zip(&self.about.scale) {
                *weight = f32::from(step) * scale;
            }
            (feature, weights)
        })
    }
}

/// Writes what was taught before the model that was taught. `table` holds the columns of one feature after the other.
pub(in crate::classify) fn write(
    id: &str,
    taught_on: Vec<String>,
    topics: Vec<TopicLesson>,
    table: &[[f32; COLUMNS]],
    base: &[u8],
) -> Result<Vec<u8>, ModelError> {
    let mut scale = [0.0_f32; COLUMNS];
    for weights in table {
        for (scale, weight) in scale.iter_mut().zip(weights) {
            *scale = scale.max(weight.abs() / 127.0);
        }
    }
    let mut entries = Vec::new();
    let mut features = 0;
    for (feature, weights) in (0_u32..).zip(table) {
        let steps: Vec<i8> = weights
            .iter()
            .zip(scale)
            .map(|(&weight, scale)| to_step(weight, scale))
            .collect();
        if steps.iter().any(|&step| step != 0) {
            entries.extend(feature.to_le_bytes());
            entries.extend(steps.iter().map(|step| step.cast_unsigned()));
            features += 1;
        }
    }
    let about = About {
        id: id.to_owned(),
        taught_on,
        scale: scale.to_vec(),
        topics,
        features,
    };
    let json = serde_json::to_vec(&about).map_err(|error| damaged(format!("header: {error}")))?;
    let length = u32::try_from(json.len()).map_err(|_| damaged("the header is too long".into()))?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    let body = [json.as_slice(), &entries, base].concat();
    bytes.extend(xxh3_64(&body).to_le_bytes());
    bytes.extend(body);
    Ok(bytes)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped")]
fn to_step(weight: f32, scale: f32) -> i8 {
    if scale == 0.0 {
        return 0;
    }
    (weight / scale).round().clamp(-127.0, 127.0) as i8
}

/// Reads what was taught, and where in `bytes` the model lies that was taught.
pub(super) fn read(bytes: &[u8]) -> Result<(Overlay, Range<usize>), ModelError> {
    let short = || damaged("it ends too early".into());
    let (preamble, body) = bytes.split_at_checked(PREAMBLE).ok_or_else(short)?;
    let word = |at: usize| {
        let (_, from) = preamble.split_at(at);
        from.first_chunk::<4>()
            .map_or(0, |four| u32::from_le_bytes(*four))
    };
    let format = word(8);
    if format > FORMAT {
        return Err(ModelError::Newer {
            found: format,
            known: FORMAT,
        });
    }
    if !preamble.ends_with(&xxh3_64(body).to_le_bytes()) || format == 0 {
        return Err(damaged("its checksum does not fit".into()));
    }
    let length = word(12) as usize;
    let (json, after) = body.split_at_checked(length).ok_or_else(short)?;
    let about: About =
        serde_json::from_slice(json).map_err(|error| damaged(format!("header: {error}")))?;
    let size = about.features.checked_mul(ENTRY).ok_or_else(short)?;
    let (entries, _) = after.split_at_checked(size).ok_or_else(short)?;
    let is_right = |scale: &f32| scale.is_finite() && *scale >= 0.0;
    if about.scale.len() != COLUMNS || !about.scale.iter().all(is_right) {
        return Err(damaged("another number of columns".into()));
    }
    let mut places = vec![0; FEATURES];
    let mut rows = Vec::with_capacity(about.features);
    for (row, entry) in (1..).zip(entries.as_chunks::<ENTRY>().0) {
        let [a, b, c, d, steps @ ..] = entry;
        let feature = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        let place = places
            .get_mut(feature)
            .ok_or_else(|| damaged(format!("feature {feature} does not exist")))?;
        *place = row;
        let mut columns = [0; COLUMNS];
        for (column, step) in columns.iter_mut().zip(steps) {
            *column = step.cast_signed();
        }
        rows.push(columns);
    }
    let sketches = about.topics.iter().map(|lesson| lesson.sketch.as_slice());
    let overlay = Overlay {
        texts: Alike::new(sketches),
        about,
        places,
        rows,
    };
    Ok((overlay, PREAMBLE + length + size..bytes.len()))
}

fn damaged(what: String) -> ModelError {
    ModelError::Damaged { what }
}
