//! Where a file says what a message is about: `service_level.level_1`, `person.Léa.absent`, `source.2`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::File;

/// What stands under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The key, or the table of a list.
    pub place: Range<usize>,
    /// The place and the content of a value that is a text.
    pub text: Option<(Range<usize>, String)>,
}

/// What is left of a path after one of its names.
enum Rest<'p> {
    Nothing,
    More(&'p str),
}

impl File {
    /// What stands under the names of a path, with points between them; a table of a list goes by any text it holds, such as its `name`, or by its
    /// number from 1.
    ///
    /// `quoted` is a text that stands in the value; when it is found there, the place is its own.
    pub fn find(&self, path: &str, quoted: Option<&str>) -> Option<Found> {
        let root = DeTable::parse(self.text()).ok()?.into_inner();
        let mut found = in_table(&root, path)?;
        let after = self.text().get(found.place.start..)?;
        let own = quoted.filter(|text| !text.is_empty()).and_then(|text| {
            let written = after
                .find(&format!("\"{text}\""))
                .or_else(|| after.find(&format!("'{text}'")))?;
            let start = found.place.start + written;
            Some(start..start + text.len())
        });
        if let Some(own) = own {
            found.place = own;
        }
        Some(found)
    }
}

fn after<'p>(path: &'p str, name: &str) -> Option<Rest<'p>> {
    match path.strip_prefix(name)? {
        "" => Some(Rest::Nothing),
        rest => rest.strip_prefix('.').map(Rest::More),
    }
}

fn in_table(table: &DeTable<'_>, path: &str) -> Option<Found> {
    table
        .iter()
        .find_map(|(key, value)| match after(path, key.get_ref())? {
            Rest::Nothing => Some(Found {
                place: key.span(),
                text: match value.get_ref() {
                    DeValue::String(text) => Some((value.span(), text.to_string())),
                    _ => None,
                },
            }),
            Rest::More(rest) => match value.get_ref() {
                DeValue::Table(table) => in_table(table, rest),
                DeValue::Array(items) => items
                    .iter()
                    .zip(1_usize..)
                    .find_map(|(item, number)| in_item(item, number, rest)),
                _ => None,
            },
        })
}

fn in_item(item: &Spanned<DeValue<'_>>, number: usize, path: &str) -> Option<Found> {
    let table = item.get_ref().as_table()?;
    let by_text = table.iter().find_map(|(_, value)| match value.get_ref() {
        DeValue::String(text) => after(path, text),
        _ => None,
    });
    match by_text.or_else(|| after(path, &number.to_string()))? {
        Rest::More(rest) => in_table(table, rest),
        Rest::Nothing => Some(Found {
            place: item.span(),
            text: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_they_stand() {
        let text = "[service_level]\nlevel_1 = \"soon\"\n[[person]]\nname = \"Ana\"\n[[person]]\nname = \"Dr. No\"\nabsent = [\"2026-12-24\", \"soon\"]\n";
        let file = File::parse("cm.toml", text).unwrap();
        let line = |path: &str, quoted: Option<&str>| {
            let error = file.error_at(file.find(path, quoted)?.place, "no");
            Some((error.line, error.column))
        };
        assert_eq!(line("service_level.level_1", None), Some((2, 1)));
        assert_eq!(line("service_level.level_1", Some("soon")), Some((2, 11)));
        assert_eq!(line("service_level", Some("later")), Some((1, 2)));
        assert_eq!(line("person.Dr. No.absent", None), Some((7, 1)));
        assert_eq!(line("person.Dr. No.absent", Some("soon")), Some((7, 25)));
        assert_eq!(line("person.Dr. No", None), Some((5, 1)));
        assert_eq!(line("person.2", None), Some((5, 1)));
        assert_eq!(line("person.3", None), None);
        assert_eq!(line("person.Dr. No.levels", None), None);
        assert_eq!(line("level_1", None), None);
        assert_eq!(line("service_levels", None), None);
        let found = file.find("service_level.level_1", None).unwrap();
        assert_eq!(found.text, Some((26..32, "soon".to_owned())));
    }
}
