//! One configuration file, read once, every key with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text::closest;

/// What is wrong in a configuration file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct ConfigError {
    /// The file as messages call it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// Lower case, no full stop.
    pub message: String,
}

/// A file that is valid TOML. It is small and asked a few times, so the text is kept and parsed again for each question:
/// the parser's values borrow from the text.
#[derive(Debug, Clone)]
pub struct File {
    name: String,
    text: String,
}

/// A key with a plain value or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key as written.
    pub key: String,
    /// Its value, or its values, as they would be typed on a command line.
    pub values: Vec<String>,
    /// Where the key stands.
    pub place: Range<usize>,
}

impl File {
    /// Reads the text of a file; `name` is what messages call it.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        DeTable::parse(text)
            .map_err(|error| error_in(name, text, error.span(), error.message()))?;
        Ok(File {
            name: name.to_owned(),
            text: text.to_owned(),
        })
    }

    /// The tables and keys at the top.
    pub(super) fn root(&self) -> DeTable<'_> {
        DeTable::parse(&self.text)
            .map(Spanned::into_inner)
            .unwrap_or_default()
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What messages call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An error at a place of this file.
    pub fn error_at(&self, place: Range<usize>, message: &str) -> ConfigError {
        error_in(&self.name, &self.text, Some(place), message)
    }

    /// An error inside a text of this file: at a character of it, from 1, when it stands in the file as it is, else where it begins.
    pub fn error_inside(
        &self,
        place: Range<usize>,
        (text, column): (&str, usize),
        message: &str,
    ) -> ConfigError {
        let written = self.text.get(place.clone()).unwrap_or_default();
        let character = column.saturating_sub(1);
        // The quotes are no part of the text; an escape would shift what follows it.
        let start = written.find(text).filter(|_| !text.is_empty());
        let start = start.map_or(place.start, |quote| {
            let before = text.char_indices().nth(character);
            place.start + quote + before.map_or(text.len(), |(byte, _)| byte)
        });
        self.error_at(start..place.end.max(start), message)
    }

    /// Names and places of all tables and keys at the top.
    pub fn top(&self) -> Vec<(String, Range<usize>)> {
        self.root()
            .keys()
            .map(|key| (key.get_ref().to_string(), key.span()))
            .collect()
    }

    /// The plain values at the top (`path` empty) or in a table, in the order of their place; tables inside are left out.
    pub fn entries(&self, path: &[&str]) -> Vec<Entry> {
        let root = self.root();
        let Some(table) = inner(&root, path) else {
            return Vec::new();
        };
        let mut entries: Vec<Entry> = table
            .iter()
            .filter_map(|(key, value)| {
                Some(Entry {
                    key: key.get_ref().to_string(),
                    values: typed_out(value.get_ref())?,
                    place: key.span(),
                })
            })
            .collect();
        entries.sort_by_key(|entry| entry.place.start);
        entries
    }

    /// Names and places of the tables inside a table.
    pub fn tables(&self, path: &[&str]) -> Vec<(String, Range<usize>)> {
        inner(&self.root(), path)
            .into_iter()
            .flat_map(|table| table.iter())
            .filter(|(_, value)| value.get_ref().is_table())
            .map(|(key, _)| (key.get_ref().to_string(), key.span()))
            .collect()
    }

    /// The texts under any of these keys, alone or in a list, in the tables of the file and the tables inside them, with their places, in their order.
    /// The table `except` at the top is not looked into.
    pub fn named_in(&self, keys: &[&str], except: &str) -> Vec<(String, Range<usize>)> {
        let mut found = Vec::new();
        for (key, value) in &self.root() {
            if key.get_ref() != except {
                gather(keys, key.get_ref(), value, &mut found);
            }
        }
        found.sort_by_key(|(_, place)| place.start);
        found
    }

    /// The error for a key that nobody knows.
    pub fn unknown_key<'a>(
        &self,
        key: &str,
        place: Range<usize>,
        known: impl IntoIterator<Item = &'a str>,
    ) -> ConfigError {
        let suggestion = closest::hint(closest::closest(key, known));
        self.error_at(place, &format!("unknown key `{key}`{suggestion}"))
    }
}

fn inner<'t, 'i>(root: &'t DeTable<'i>, path: &[&str]) -> Option<&'t DeTable<'i>> {
    path.iter()
        .try_fold(root, |table, key| table.get(*key)?.get_ref().as_table())
}

/// Texts that stand under one of the keys, at any depth.
fn gather(
    keys: &[&str],
    key: &str,
    value: &Spanned<DeValue<'_>>,
    found: &mut Vec<(String, Range<usize>)>,
) {
    match value.get_ref() {
        DeValue::String(text) if keys.contains(&key) => {
            found.push((text.to_string(), value.span()));
        }
        DeValue::Array(items) => items.iter().for_each(|item| gather(keys, key, item, found)),
        DeValue::Table(table) => {
            for (key, value) in table {
                gather(keys, key.get_ref(), value, found);
            }
        }
        _ => {}
    }
}

/// The value as it would be typed; nothing for tables.
fn typed_out(value: &DeValue<'_>) -> Option<Vec<String>> {
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    };
    match value {
        DeValue::Array(items) => items.iter().map(|item| one(item.get_ref())).collect(),
        value => Some(vec![one(value)?]),
    }
}

fn error_in(file: &str, text: &str, place: Option<Range<usize>>, message: &str) -> ConfigError {
    let start = place.map_or(0, |place| place.start).min(text.len());
    let before = text.get(..start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    ConfigError {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Section;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Person {
        name: String,
        level: Option<u8>,
    }

    impl Section for Person {
        const KEYS: &'static [&'static str] = &["name", "level"];
    }

    fn error(text: &str) -> String {
        let read = File::parse("cm.toml", text).and_then(|file| file.list::<Person>("person"));
        read.unwrap_err().to_string()
    }

    #[test]
    fn errors_give_line_and_column() {
        assert_eq!(
            error("a = 1\nb = = 2\n"),
            "cm.toml:2:5: extra `=`, expected nothing"
        );
        assert_eq!(
            error("[[person]]\nname = \"é\"\nlevle = 1\n"),
            "cm.toml:3:1: unknown key `levle`; did you mean `level`?"
        );
        assert_eq!(
            error("[[person]]\nname = 'a'\nlevel = 'x'\n"),
            "cm.toml:3:9: expected a whole number, 0 or more, found \"x\""
        );
        assert_eq!(
            error("[[person]]\nlevel = 1\n"),
            "cm.toml:1:1: missing field `name`"
        );
        assert_eq!(
            error("person = 1\n"),
            "cm.toml:1:10: write [[person]]: there may be several"
        );
    }

    #[test]
    fn an_error_inside_a_text_is_shown_where_it_is() {
        let text = "# é\nwhen = 'été and x'\nlong = \"a\\u0062 c\"\n";
        let file = File::parse("cm.toml", text).unwrap();
        let at = |value: &str, column: usize, written: &str| {
            let start = text.find(written).unwrap();
            let place = start..start + written.len();
            file.error_inside(place, (value, column), "no").to_string()
        };
        assert_eq!(at("été and x", 9, "'été and x'"), "cm.toml:2:17: no");
        assert_eq!(at("été and x", 99, "'été and x'"), "cm.toml:2:18: no");
        assert_eq!(at("ab c", 4, "\"a\\u0062 c\""), "cm.toml:3:8: no");
    }

    #[test]
    fn plain_values_are_given_as_they_would_be_typed() {
        let file = File::parse("cm.toml", "tz = 'Europe/Paris'\njobs = 2\n[report]\nby = ['day', 'client']\n[report.summary]\nx = true").unwrap();
        let values = |path: &[&str]| -> Vec<(String, Vec<String>)> {
            file.entries(path)
                .into_iter()
                .map(|entry| (entry.key, entry.values))
                .collect()
        };
        assert_eq!(
            values(&[]),
            [
                ("tz".to_owned(), vec!["Europe/Paris".to_owned()]),
                ("jobs".to_owned(), vec!["2".to_owned()])
            ]
        );
        assert_eq!(
            values(&["report"]),
            [("by".to_owned(), vec!["day".to_owned(), "client".to_owned()])]
        );
        assert_eq!(file.tables(&["report"])[0].0, "summary");
    }
}
