//! The model: tables of weights and words in one file, read without copying.

mod columns;
mod error;
mod format;
mod linear;
pub(super) mod overlay;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

pub(super) use columns::{
    COLUMNS, DENSE, DEPARTMENT, DEPARTMENTS, DESK, DESK_BITS, HEADS, INTENT, LANG_SLOTS, LEVEL,
    SENTIMENT, SPAM, STANCE, TONE, TONE_BITS, TOXICITY, URGENCY,
};
pub use error::ModelError;
pub(super) use format::{HeadHeader, Header, Tables};
pub(super) use linear::{Logits, Places, Scores, dense_features};
pub(super) use overlay::Overlay;
pub use overlay::TopicLesson;

use super::lexicon::Lexicon;
use super::train::Head;

static SHIPPED: &[u8] = include_bytes!("shipped.bin");

static SHIPPED_MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(Cow::Borrowed(SHIPPED))
        .unwrap_or_else(|error| unreachable!("a test reads the shipped model: {error}"))
});

/// Weights and words by which messages are judged.
#[derive(Clone, Debug)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    header: Header,
    tone: Range<usize>,
    tagged: Range<usize>,
    desk: Range<usize>,
    lexicon: Range<usize>,
    /// What a team taught it.
    overlay: Option<Arc<Overlay>>,
}

impl Model {
    /// The model inside the program.
    pub fn shipped() -> &'static Model {
        &SHIPPED_MODEL
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// When the bytes are not a model, are damaged, or were written by a newer version of the program.
    pub fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Model, ModelError> {
        let (overlay, base) = if bytes.starts_with(overlay::MAGIC) {
            let (overlay, base) = overlay::read(&bytes)?;
            (Some(Arc::new(overlay)), base)
        } else {
            (None, 0..bytes.len())
        };
        let (mut header, parts) = format::read(bytes.get(base.clone()).unwrap_or_default())?;
        if let Some(overlay) = &overlay {
            header.id.clone_from(&overlay.about.id);
            header
                .trained_on
                .extend_from_slice(&overlay.about.taught_on);
        }
        let placed = |part: Range<usize>| part.start + base.start..part.end + base.start;
        Ok(Model {
            bytes,
            header,
            tone: placed(parts.tone),
            tagged: placed(parts.tagged),
            desk: placed(parts.desk),
            lexicon: placed(parts.lexicon),
            overlay,
        })
    }

    /// The bytes of the model file.
    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The name under which the model signs its labels.
    pub fn id(&self) -> &str {
        &self.header.id
    }

    /// What it was trained on, a line for each source.
    pub fn trained_on(&self) -> &[String] {
        &self.header.trained_on
    }

    /// Puts a model together and reads it back, so that what is written is what was checked.
    pub(super) fn assemble(header: &Header, tables: &Tables<'_>) -> Result<Model, ModelError> {
        Model::from_bytes(Cow::Owned(format::write(header, tables)?))
    }

    /// The checksum of the file: what is remembered of one model is not used with another.
    pub(super) fn stamp(&self) -> u64 {
        let checksum = self.bytes.get(16..).and_then(<[u8]>::first_chunk);
        checksum.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// What is known of a head.
    pub(super) fn head(&self, head: Head) -> &HeadHeader {
        &self.header.heads[head as usize]
    }

    /// What a team taught it, if anything.
    pub(super) fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_deref()
    }

    /// The model as it was before it was taught.
    pub(super) fn untaught(&self) -> &[u8] {
        let bytes: &[u8] = &self.bytes;
        match overlay::read(bytes) {
            Ok((_, base)) if self.overlay.is_some() => bytes.get(base).unwrap_or_default(),
            _ => bytes,
        }
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn tone(&self) -> &[u8] {
        self.bytes.get(self.tone.clone()).unwrap_or(&[])
    }

    pub(super) fn desk(&self) -> &[u8] {
        self.bytes.get(self.desk.clone()).unwrap_or(&[])
    }

    pub(super) fn tagged(&self) -> &[u8] {
        self.bytes.get(self.tagged.clone()).unwrap_or(&[])
    }

    pub(super) fn lexicon(&self) -> Lexicon<'_> {
        Lexicon::new(self.bytes.get(self.lexicon.clone()).unwrap_or(&[]))
    }
}

#[cfg(test)]
mod tests;
