//! `cm.toml` to values and structs, with errors that give file, line and column.

mod file;

pub use file::{ConfigError, Entry, File, Section};
