//! Text: plain text from HTML and Markdown, text that is safe on a terminal, queries, spreadsheets' text, the closest of known names, failures in plain words, kinds of files.

pub mod closest;
pub mod html;
pub mod kind;
pub mod markdown;
pub mod query;
pub mod reason;
pub mod sheet;
pub mod terminal;
