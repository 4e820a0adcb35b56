//! The editorial charter: drafts against what networks take, what the law asks for, what the language and the house want.
//!
//! A [`Linter`] takes one draft after the other and gives findings. Each rule is a line of [`RULES`] and a function of its family's file that sees one
//! text on one channel; the text is cut into words, links, marks once for all of them. Everything is linear in the text, so that no stranger's file can
//! hold the program up, and no rule says more than twenty things about one text.

mod address;
mod channel;
mod charter;
mod count;
mod dates;
mod dictionary;
mod disclosure;
mod duplicates;
mod emoji;
mod finding;
mod hashtags;
mod hygiene;
mod lang;
mod links;
mod links_in;
mod linter;
mod media;
pub(super) mod networks;
mod phrases;
mod position;
mod rule;
mod sarif;
mod scan;
mod scope;
mod settings;
mod sheet_text;
mod spelling;
mod subject;
mod tone;
mod typography;
mod words;

pub use dictionary::{Dictionaries, Dictionary, DictionaryError};
pub use duplicates::Recent;
pub use linter::{LintOptions, Linter};
pub use rule::{RULES, Rule, Severity, rule_named};
pub use sarif::sarif;
pub use settings::{CharterError, CharterSettings};
pub use sheet_text::{SheetText, json_with};
pub use subject::{Piece, Place, Subject};

#[cfg(test)]
mod tests;
