//! Documents made into bytes: one file per format, and one line in [`RENDERERS`].

mod csv;
mod html;
mod jsonl;
mod layout;
mod markdown;
mod markup;
mod number;
mod plot;
mod svg;
mod table;
mod words;
mod xlsx;

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use crate::document::{Document, Language};
use crate::text::closest;

/// A way to write a document.
pub trait Renderer: Sync {
    /// What `--format` calls it.
    fn name(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// Whether a terminal could not show it.
    fn is_binary(&self) -> bool {
        false
    }

    /// Writes a whole document; nothing that a stranger wrote acts on whatever shows the output.
    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()>;
}

/// How a document is to look; each renderer heeds what concerns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenderOptions {
    /// Columns of a terminal or page.
    pub width: usize,
    /// Escape sequences for bold and dim text.
    pub color: bool,
    /// CSV as French Excel opens it right: a byte order mark, `;` and the decimal comma.
    pub excel: bool,
    /// Numbers as the French write them.
    pub locale_fr: bool,
    /// The language of dates and of the words around the report; the report itself is put into it by [`Document::in_language`].
    pub language: Language,
    /// When it is made, for outputs that say so.
    pub made_at: Option<DateTime<Utc>>,
}

impl Default for RenderOptions {
    fn default() -> Self {
        RenderOptions {
            width: 80,
            color: false,
            excel: false,
            locale_fr: false,
            language: Language::English,
            made_at: None,
        }
    }
}

/// Every renderer, in the order of the help.
pub static RENDERERS: &[&dyn Renderer] = &[
    &table::Table,
    &jsonl::JsonLines,
    &csv::Csv,
    &markdown::Markdown,
    &html::Html,
    &xlsx::Workbook,
];

/// A format that there is none of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{name}`{}; known: {}", closest::hint(*suggestion), known())]
pub struct FormatError {
    name: String,
    suggestion: Option<&'static str>,
}

fn known() -> String {
    let names: Vec<&str> = RENDERERS.iter().map(|renderer| renderer.name()).collect();
    names.join(", ")
}

/// The renderer of a name.
pub fn renderer(name: &str) -> Result<&'static dyn Renderer, FormatError> {
    let found = RENDERERS.iter().find(|renderer| renderer.name() == name);
    found.copied().ok_or_else(|| FormatError {
        name: name.to_owned(),
        suggestion: closest::closest(name, RENDERERS.iter().map(|renderer| renderer.name())),
    })
}

#[cfg(test)]
mod tests;
