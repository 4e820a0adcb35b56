//! The model: tables of weights and words in one file, read without copying.

mod error;
mod format;
mod linear;
pub(super) mod overlay;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

pub use error::ModelError;
pub(super) use format::{HeadHeader, Header, TAGGED_COLUMNS};
pub(super) use linear::{DENSE, INTENT, Logits, SENTIMENT, SPAM, TOXICITY, dense_features};
pub(super) use overlay::Overlay;

use super::lexicon::Lexicon;

/// Columns of the shared table: 3 tones, 11 intents, toxicity, spam.
pub(super) const COLUMNS: usize = 16;

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
    shared: Range<usize>,
    tagged: Range<usize>,
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
            shared: placed(parts.shared),
            tagged: placed(parts.tagged),
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
    pub(super) fn assemble(
        header: &Header,
        shared: &[i8],
        tagged: &[i8],
        lexicon: &[u8],
    ) -> Result<Model, ModelError> {
        Model::from_bytes(Cow::Owned(format::write(header, shared, tagged, lexicon)?))
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

    pub(super) fn shared(&self) -> &[u8] {
        self.bytes.get(self.shared.clone()).unwrap_or(&[])
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
