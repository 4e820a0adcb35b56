//! Posts from files: JSON Lines, JSON lists, CSV, TSV and workbooks as spreadsheets and social-media tools export them.
//!
//! A file is read as a stream: encoding, separator, header, order of day and month are recognised from its beginning, then each row becomes a post.
//! Columns are known by the header of a well-known export ([`READY`]), recognised by their names in English and French, or named in a [`Mapping`];
//! what no field of a post holds is kept under `raw`.
//! A row that cannot be read is an error with its place, and the next row follows.

mod cells;
mod encoding;
mod header;
mod json;
mod mapping;
mod names;
mod naming;
mod number;
mod object;
mod order;
mod reader;
mod ready;
mod rows;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod words;
mod workbook;
mod wrapper;

pub use mapping::{Columns, Field, Mapping, MappingError};
pub use reader::{Imported, Reader, RowError, Settings};
pub use ready::{READY, Ready};
