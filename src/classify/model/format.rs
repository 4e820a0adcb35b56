//! The model file: `CMMODEL\0`, format (u32), length of the header (u32), checksum (u64, xxh3 of all that follows), the
//! header as JSON, then four tables: weights of tone, weights of tone by language, weights of the desk, words. Integers are little-endian.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::ModelError;
use super::columns::{COLUMNS, DENSE, DESK, DESK_BITS, HEADS, LANG_SLOTS, TONE, TONE_BITS};
use crate::classify::language::Lang;
use crate::classify::lexicon::ENTRY;
use crate::classify::math::sigmoid;
use crate::classify::signal::Signal;

const MAGIC: &[u8; 8] = b"CMMODEL\0";
const FORMAT: u32 = 2;
const PREAMBLE: usize = 24;

/// What a model file says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::classify) struct Header {
    /// The name under which it signs.
    pub(in crate::classify) id: String,
    /// A line for each source.
    pub(in crate::classify) trained_on: Vec<String>,
    /// Codes of the languages, in the order of the tagged features.
    pub(in crate::classify) langs: Vec<String>,
    /// Names of the rule signals, in the order of their dense features.
    pub(in crate::classify) signals: Vec<String>,
    /// Value of a step of each column of the tone table.
    pub(in crate::classify) tone_scale: Vec<f32>,
    /// Value of a step of each column of the tone table by language.
    pub(in crate::classify) tagged_scale: Vec<f32>,
    /// Value of a step of each column of the desk table.
    pub(in crate::classify) desk_scale: Vec<f32>,
    /// Value of a step of the word scores of each column.
    pub(in crate::classify) word_scale: Vec<f32>,
    /// Constant of each column.
    pub(in crate::classify) bias: Vec<f32>,
    /// Weights of the dense features: for each its [`COLUMNS`] values.
    pub(in crate::classify) dense: Vec<f32>,
    /// What is known of each head, in the order of [`HEADS`].
    pub(in crate::classify) heads: Vec<HeadHeader>,
    /// Bytes of the four tables.
    pub(in crate::classify) tables: [usize; 4],
}

/// What is known of one head.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::classify) struct HeadHeader {
    /// Its name in [`HEADS`].
    pub(in crate::classify) name: String,
    /// Logits are divided by it, so that probabilities are calibrated.
    pub(in crate::classify) temperature: f32,
    /// Logit of a two-class head that becomes 0.5, for each language and, last, for the others.
    pub(in crate::classify) thresholds: Vec<f32>,
    /// False for a head that was never trained.
    pub(in crate::classify) trained: bool,
}

impl HeadHeader {
    /// Probability of the second class of a two-class head.
    pub(in crate::classify) fn probability(&self, logit: f64, lang: Option<Lang>) -> f64 {
        let threshold = self
            .thresholds
            .get(lang.map_or(LANG_SLOTS, |lang| lang as usize))
            .copied()
            .unwrap_or(0.0);
        sigmoid((logit - f64::from(threshold)) / f64::from(self.temperature))
    }
}

/// Where the tables are.
pub(super) struct Parts {
    pub(super) tone: Range<usize>,
    pub(super) tagged: Range<usize>,
    pub(super) desk: Range<usize>,
    pub(super) lexicon: Range<usize>,
}

/// The tables to write.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::classify) struct Tables<'t> {
    pub(in crate::classify) tone: &'t [i8],
    pub(in crate::classify) tagged: &'t [i8],
    pub(in crate::classify) desk: &'t [i8],
    pub(in crate::classify) lexicon: &'t [u8],
}

pub(super) fn write(header: &Header, tables: &Tables<'_>) -> Result<Vec<u8>, ModelError> {
    let Tables {
        tone,
        tagged,
        desk,
        lexicon,
    } = *tables;
    let mut header = header.clone();
    header.tables = [tone.len(), tagged.len(), desk.len(), lexicon.len()];
    let json = serde_json::to_vec(&header).map_err(|error| damaged(format!("header: {error}")))?;
    let length = u32::try_from(json.len()).map_err(|_| damaged("the header is too long".into()))?;
    let size: usize = header.tables.iter().sum();
    let mut bytes = Vec::with_capacity(PREAMBLE + json.len() + size);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&json);
    let weights = tone.iter().chain(tagged).chain(desk);
    bytes.extend(weights.map(|weight| weight.cast_unsigned()));
    bytes.extend_from_slice(lexicon);
    let checksum = xxh3_64(&bytes[PREAMBLE..]).to_le_bytes();
    bytes[16..PREAMBLE].copy_from_slice(&checksum);
    Ok(bytes)
}

/// A number of the preamble, which is as long as `PREAMBLE`.
fn number(preamble: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([
        preamble[at],
        preamble[at + 1],
        preamble[at + 2],
        preamble[at + 3],
    ])
}

pub(super) fn read(bytes: &[u8]) -> Result<(Header, Parts), ModelError> {
    let (preamble, body) = bytes
        .split_at_checked(PREAMBLE)
        .ok_or(ModelError::NotAModel)?;
    if !preamble.starts_with(MAGIC) {
        return Err(ModelError::NotAModel);
    }
    let number = |at: usize| number(preamble, at);
    let format = number(8);
    if format > FORMAT {
        return Err(ModelError::Newer {
            found: format,
            known: FORMAT,
        });
    }
    if format == 0 {
        return Err(damaged("format 0 never was".into()));
    }
    if format < FORMAT {
        return Err(ModelError::Older {
            found: format,
            known: FORMAT,
        });
    }
    if xxh3_64(body).to_le_bytes() != preamble[16..PREAMBLE] {
        return Err(damaged("its checksum does not fit".into()));
    }
    let length = number(12) as usize;
    let json = body
        .get(..length)
        .ok_or_else(|| damaged("it ends within the header".into()))?;
    let header: Header =
        serde_json::from_slice(json).map_err(|error| damaged(format!("header: {error}")))?;
    check(&header)?;
    let start = PREAMBLE + length;
    let ends: Vec<usize> = header
        .tables
        .iter()
        .scan(start, |at, &size| {
            *at = at.checked_add(size)?;
            Some(*at)
        })
        .collect();
    match ends[..] {
        [first, second, third, fourth] if fourth == bytes.len() => Ok((
            header,
            Parts {
                tone: start..first,
                tagged: first..second,
                desk: second..third,
                lexicon: third..fourth,
            },
        )),
        _ => Err(damaged("the tables do not fill the file".into())),
    }
}

/// Everything that scoring relies on.
fn check(header: &Header) -> Result<(), ModelError> {
    let langs = Lang::ALL.iter().map(|lang| lang.code());
    let signals = Signal::learnt().map(Signal::name);
    let wrong =
        if !header.langs.iter().map(String::as_str).eq(langs) || Lang::ALL.len() != LANG_SLOTS {
            "other languages than this program's"
        } else if !header.signals.iter().map(String::as_str).eq(signals) {
            "other rule signals than this program's"
        } else if header.bias.len() != COLUMNS
            || header.word_scale.len() != COLUMNS
            || header.tone_scale.len() != TONE
            || header.tagged_scale.len() != TONE
            || header.desk_scale.len() != DESK
            || header.dense.len() != DENSE * COLUMNS
        {
            "another number of columns"
        } else if !matches!(header.tables[0], 0 | TONE_BYTES)
            || !matches!(header.tables[1], 0 | TONE_BYTES)
            || !matches!(header.tables[2], 0 | DESK_BYTES)
            || !header.tables[3].is_multiple_of(ENTRY)
        {
            "tables of another size"
        } else if header.heads.iter().map(|head| head.name.as_str()).ne(HEADS) {
            "other heads"
        } else if header
            .heads
            .iter()
            .any(|head| !(head.temperature > 0.0 && head.temperature.is_finite()))
        {
            "a temperature that is not positive"
        } else if header
            .heads
            .iter()
            .any(|head| head.thresholds.len() != LANG_SLOTS + 1)
        {
            "another number of thresholds"
        } else {
            return Ok(());
        };
    Err(damaged(wrong.into()))
}

const TONE_BYTES: usize = TONE << TONE_BITS;
const DESK_BYTES: usize = DESK << DESK_BITS;

fn damaged(what: String) -> ModelError {
    ModelError::Damaged { what }
}
