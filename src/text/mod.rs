//! Text: plain text from HTML, text that is safe on a terminal, the closest of known names, a parser's messages in plain words.

pub mod closest;
pub mod html;
pub mod parser;
pub mod terminal;
