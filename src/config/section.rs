//! Tables that are read into structs: one (`[key]`), a list of them (`[[key]]`), or several with names (`[key.NAME]`).

use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::Spanned;
use toml::de::DeValue;

use super::{ConfigError, File};
use crate::text::reason;

/// A table of the file that is read into a struct.
pub trait Section: DeserializeOwned {
    /// The keys it may hold.
    const KEYS: &'static [&'static str];

    /// The same, and those that are known only at run time.
    fn keys() -> Vec<String> {
        Self::KEYS.iter().map(|&key| key.to_owned()).collect()
    }
}

/// A table of the file, and how it is read: what it may hold can be checked without a use for it.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    name: &'static str,
    /// What stands around the name where the table is written.
    around: (&'static str, &'static str),
    read: fn(&File, &str, &Value<'_>) -> Result<(), ConfigError>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Table {
    /// `[name]`.
    pub const fn section<T: Section>(name: &'static str) -> Self {
        Table {
            name,
            around: ("[", "]"),
            read: |file, key, value| file.read::<T>(key, value, &T::keys()).map(|_| ()),
        }
    }

    /// `[[name]]`.
    pub const fn list<T: Section>(name: &'static str) -> Self {
        Table {
            name,
            around: ("[[", "]]"),
            read: |file, key, value| file.read_list::<T>(key, value).map(|_| ()),
        }
    }

    /// `[name.NAME]`.
    pub const fn named<T: Section>(name: &'static str) -> Self {
        Table {
            name,
            around: ("[", ".NAME]"),
            read: |file, key, value| file.read_named::<T>(key, value).map(|_| ()),
        }
    }

    /// The key it stands under.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How it is written.
    pub fn heading(&self) -> String {
        format!("{}{}{}", self.around.0, self.name, self.around.1)
    }
}

impl File {
    /// Reads those of the tables that the file has: every key of theirs must be known, and its value of the right kind.
    pub fn check(&self, tables: &[Table]) -> Result<(), ConfigError> {
        let root = self.root();
        let mut found: Vec<(&Table, &Value<'_>)> = tables
            .iter()
            .filter_map(|table| Some((table, root.get(table.name)?)))
            .collect();
        found.sort_by_key(|(_, value)| value.span().start);
        found
            .into_iter()
            .try_for_each(|(table, value)| (table.read)(self, table.name, value))
    }

    /// One table of the file as a struct.
    pub fn section<T: Section>(&self, key: &str) -> Result<Option<T>, ConfigError> {
        self.root()
            .get(key)
            .map(|value| self.read(key, value, &T::keys()))
            .transpose()
    }

    /// A list of tables (`[[key]]`) as structs.
    pub fn list<T: Section>(&self, key: &str) -> Result<Vec<T>, ConfigError> {
        match self.root().get(key) {
            Some(value) => self.read_list(key, value),
            None => Ok(Vec::new()),
        }
    }

    /// A table of tables (`[key.NAME]`) as named structs, in the order of their names.
    pub fn named<T: Section>(&self, key: &str) -> Result<Vec<(String, T)>, ConfigError> {
        match self.root().get(key) {
            Some(value) => self.read_named(key, value),
            None => Ok(Vec::new()),
        }
    }

    fn read_list<T: Section>(&self, key: &str, value: &Value<'_>) -> Result<Vec<T>, ConfigError> {
        let DeValue::Array(items) = value.get_ref() else {
            let message = format!("write [[{key}]]: there may be several");
            return Err(self.error_at(value.span(), &message));
        };
        let keys = T::keys();
        items
            .iter()
            .map(|item| self.read(key, item, &keys))
            .collect()
    }

    fn read_named<T: Section>(
        &self,
        key: &str,
        value: &Value<'_>,
    ) -> Result<Vec<(String, T)>, ConfigError> {
        let DeValue::Table(tables) = value.get_ref() else {
            let message = format!("write [{key}.NAME]: each has a name");
            return Err(self.error_at(value.span(), &message));
        };
        let keys = T::keys();
        tables
            .iter()
            .map(|(name, value)| {
                let name = name.get_ref().to_string();
                let table = self.read(&name, value, &keys)?;
                Ok((name, table))
            })
            .collect()
    }

    fn read<T: Section>(
        &self,
        key: &str,
        value: &Value<'_>,
        keys: &[String],
    ) -> Result<T, ConfigError> {
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.error_at(value.span(), &format!("`{key}` must be a table")));
        };
        for name in table.keys() {
            if !keys.iter().any(|key| key == name.get_ref()) {
                let known = keys.iter().map(String::as_str);
                return Err(self.unknown_key(name.get_ref(), name.span(), known));
            }
        }
        T::deserialize(value.clone().into_deserializer()).map_err(|error| {
            let place = error.span().unwrap_or_else(|| value.span());
            match unknown_field(error.message()) {
                Some((key, known)) => self.unknown_key(key, place, known),
                None => self.error_at(place, &reason::of_value(error.message())),
            }
        })
    }
}

/// The key of a table inside a table that serde does not know, and those that it does.
fn unknown_field(message: &str) -> Option<(&str, impl Iterator<Item = &str>)> {
    let mut quoted = message
        .strip_prefix("unknown field `")?
        .split('`')
        .step_by(2);
    Some((quoted.next()?, quoted))
}
