//! `cm.toml` to values and structs, with errors that give file, line and column.

mod file;
mod find;

pub use file::{ConfigError, Entry, File, Section};
pub use find::Found;
