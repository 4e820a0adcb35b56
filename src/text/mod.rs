//! Text: boolean queries, plain text from HTML, text that is safe on a terminal, the closest of known names, failures in plain words.

pub mod closest;
pub mod html;
pub mod query;
pub mod reason;
pub mod terminal;
