//! The model: tables of weights and words in one file, read without copying.

mod error;
mod format;
mod linear;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

pub use error::ModelError;
pub(super) use format::{HeadHeader, Header, TAGGED_COLUMNS};
pub(super) use linear::{DENSE, INTENT, Logits, SENTIMENT, SPAM, TOXICITY, dense_features};

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
        let (header, parts) = format::read(&bytes)?;
        Ok(Model {
            bytes,
            header,
            shared: parts.shared,
            tagged: parts.tagged,
            lexicon: parts.lexicon,
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
