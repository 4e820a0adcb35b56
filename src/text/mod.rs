//! Text: plain text from HTML, text that is safe on a terminal, the closest of known names.

pub mod closest;
pub mod html;
pub mod terminal;
