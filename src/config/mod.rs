//! `cm.toml` to values and structs, with errors that give file, line and column.

mod file;
mod find;
mod section;

pub use file::{ConfigError, Entry, File};
pub use find::Found;
pub use section::{Section, Table};
