//! Near-duplicates: posts that say the same in almost the same words, so that a wave of copies counts as what it is.
//!
//! A text becomes words without case, accents, marks, addresses and mentions ([`wording`]); three words that follow one another make a shingle, and the
//! smallest hashes of the shingles are its sketch (Broder 1997, "On the resemblance and containment of documents": two sketches estimate what share
//! of the shingles two texts have in common, and do so exactly while a text has no more shingles than a sketch holds). Sketches are made by all threads;
//! [`Memory`] compares them in the order of the input, in bounded space. Numbers, dates, negations and the tone tell two messages apart whose words are
//! almost the same ([`Meaning`]).

mod alike;
mod meaning;
mod memory;
mod sketch;
#[cfg(test)]
mod tests;
mod wording;

pub(super) use alike::Alike;
pub use meaning::Meaning;
pub use memory::Memory;
pub use sketch::Sketcher;
