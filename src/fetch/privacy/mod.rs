//! Personal data: pseudonyms in place of people, fields left out, and the erasure of one author.
//!
//! [`Privacy`] changes posts as they are fetched, [`PrivacyLines`] does the same to lines that lie in files, [`Eraser`] takes an author out of them.
//! All three find people in the same way. A name is brought into a normal form ([`person`]) that says which network or server it belongs to, so that
//! `@Tilly`, `tilly@a.example` and `https://a.example/@tilly` are one person and get one pseudonym: a keyed hash of the normal form and of nothing
//! else, hence the same in every record and every run. In ids and addresses only the part that names somebody changes ([`address`]), so replies
//! still find what they answer.
//!
//! The words of a text can identify people even so; nothing here can know.

mod address;
mod erase;
mod fields;
mod key;
mod lines;
mod person;
mod post;
mod rewrite;
mod scope;
mod splice;
#[cfg(test)]
mod tests;
mod wanted;
mod words;

pub use erase::{Eraser, Erasure, erased_ids};
pub use fields::{FieldError, FieldPath};
pub use key::{Key, KeyError};
pub use lines::PrivacyLines;
pub use post::{Applied, Privacy};
pub use wanted::Author;
