//! The model file: `CMMODEL\0`, format (u32), length of the header (u32), checksum (u64, xxh3 of all that follows), the
//! header as JSON, then three tables: shared weights, language-tagged weights, words. Integers are little-endian.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::linear::{DENSE, LANG_SLOTS};
use super::{COLUMNS, ModelError};
use crate::classify::features::BUCKETS;
use crate::classify::language::Lang;
use crate::classify::lexicon::ENTRY;
use crate::classify::signal::Signal;

const MAGIC: &[u8; 8] = b"CMMODEL\0";
const FORMAT: u32 = 1;
const PREAMBLE: usize = 24;

/// Columns of the language-tagged table: 3 tones, toxicity.
pub(in crate::classify) const TAGGED_COLUMNS: usize = 4;

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
    /// Value of a step of each column of the shared table.
    pub(in crate::classify) shared_scale: Vec<f32>,
    /// Value of a step of each column of the tagged table.
    pub(in crate::classify) tagged_scale: Vec<f32>,
    /// Value of a step of a word score.
    pub(in crate::classify) word_scale: f32,
    /// Constant of each column.
    pub(in crate::classify) bias: Vec<f32>,
    /// Weights of the dense features: for each its [`COLUMNS`] values.
    pub(in crate::classify) dense: Vec<f32>,
    /// What is known of each head: `sentiment`, `intent`, `toxicity`, `spam`.
    pub(in crate::classify) heads: Vec<HeadHeader>,
    /// Bytes of the three tables.
    pub(in crate::classify) tables: [usize; 3],
}

/// What is known of one head.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::classify) struct HeadHeader {
    /// `sentiment`, `intent`, `toxicity` or `spam`.
    pub(in crate::classify) name: String,
    /// Logits are divided by it, so that probabilities are calibrated.
    pub(in crate::classify) temperature: f32,
    /// Added to the logit of a two-class head, so that 0.5 is the best threshold.
    pub(in crate::classify) shift: f32,
    /// False for a head that was never trained.
    pub(in crate::classify) trained: bool,
}

/// Where the tables are.
pub(super) struct Parts {
    pub(super) shared: Range<usize>,
    pub(super) tagged: Range<usize>,
    pub(super) lexicon: Range<usize>,
}

pub(super) fn write(
    header: &Header,
    shared: &[i8],
    tagged: &[i8],
    lexicon: &[u8],
) -> Result<Vec<u8>, ModelError> {
    let mut header = header.clone();
    header.tables = [shared.len(), tagged.len(), lexicon.len()];
    let json = serde_json::to_vec(&header).map_err(|error| damaged(format!("header: {error}")))?;
    let length = u32::try_from(json.len()).map_err(|_| damaged("the header is too long".into()))?;
    let mut bytes =
        Vec::with_capacity(PREAMBLE + json.len() + shared.len() + tagged.len() + lexicon.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&json);
    bytes.extend(
        shared
            .iter()
            .chain(tagged)
            .map(|weight| weight.cast_unsigned()),
    );
    bytes.extend_from_slice(lexicon);
    let checksum = xxh3_64(&bytes[PREAMBLE..]).to_le_bytes();
    bytes[16..PREAMBLE].copy_from_slice(&checksum);
    Ok(bytes)
}

pub(super) fn read(bytes: &[u8]) -> Result<(Header, Parts), ModelError> {
    let (preamble, body) = bytes
        .split_at_checked(PREAMBLE)
        .ok_or(ModelError::NotAModel)?;
    if !preamble.starts_with(MAGIC) {
        return Err(ModelError::NotAModel);
    }
    let number = |at: usize| {
        u32::from_le_bytes([
            preamble[at],
            preamble[at + 1],
            preamble[at + 2],
            preamble[at + 3],
        ])
    };
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
    let [shared, tagged, lexicon] = header.tables;
    let ends = [shared, tagged, lexicon]
        .into_iter()
        .scan(start, |at, size| {
            *at = at.checked_add(size)?;
            Some(*at)
        });
    let ends: Vec<usize> = ends.collect();
    match ends[..] {
        [first, second, third] if third == bytes.len() => Ok((
            header,
            Parts {
                shared: start..first,
                tagged: first..second,
                lexicon: second..third,
            },
        )),
        _ => Err(damaged("the tables do not fill the file".into())),
    }
}

/// Everything that scoring relies on.
fn check(header: &Header) -> Result<(), ModelError> {
    let langs = Lang::ALL.iter().map(|lang| lang.code());
    let signals = Signal::ALL.iter().map(|signal| signal.name());
    let wrong =
        if !header.langs.iter().map(String::as_str).eq(langs) || Lang::ALL.len() != LANG_SLOTS {
            "other languages than this program's"
        } else if !header.signals.iter().map(String::as_str).eq(signals) {
            "other rule signals than this program's"
        } else if header.shared_scale.len() != COLUMNS
            || header.bias.len() != COLUMNS
            || header.tagged_scale.len() != TAGGED_COLUMNS
            || header.dense.len() != DENSE * COLUMNS
        {
            "another number of columns"
        } else if !matches!(header.tables[0], 0 | SHARED_BYTES)
            || !matches!(header.tables[1], 0 | TAGGED_BYTES)
            || !header.tables[2].is_multiple_of(ENTRY)
        {
            "tables of another size"
        } else if header.heads.iter().map(|head| head.name.as_str()).ne([
            "sentiment",
            "intent",
            "toxicity",
            "spam",
        ]) {
            "other heads"
        } else if header
            .heads
            .iter()
            .any(|head| !(head.temperature > 0.0 && head.temperature.is_finite()))
        {
            "a temperature that is not positive"
        } else {
            return Ok(());
        };
    Err(damaged(wrong.into()))
}

const SHARED_BYTES: usize = BUCKETS * COLUMNS;
const TAGGED_BYTES: usize = BUCKETS * TAGGED_COLUMNS;

fn damaged(what: String) -> ModelError {
    ModelError::Damaged { what }
}
