//! Posts from files: JSON Lines, JSON lists, CSV and TSV as spreadsheets and social-media tools export them.
//!
//! A file is read as a stream: encoding, separator, header, order of day and month are recognised from its beginning, then each row becomes a post.
//! Columns are recognised by their names in English and French or named in a [`Mapping`]; what no field of a post holds is kept under `raw`.
//! A row that cannot be read is an error with its place, and the next row follows.

mod cells;
mod encoding;
mod header;
mod json;
mod mapping;
mod number;
mod object;
mod reader;
mod rows;
#[cfg(test)]
mod tests;

pub use mapping::{Field, Mapping, MappingError};
pub use reader::{Imported, Reader, RowError};
