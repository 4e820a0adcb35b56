//! What the columns of an export mean: said in a small TOML file, by the user or by a ready mapping.

use std::collections::BTreeMap;
use std::fmt;

use encoding_rs::Encoding;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::names::simplify;
use crate::record::Kind;
use crate::text::reason;
use crate::time::{Zone, ZoneError};

/// A field of a post that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Field {
    Id,
    Url,
    Source,
    Kind,
    Title,
    Text,
    Lang,
    Date,
    /// Time of day, when the date has none.
    Time,
    Author,
    Handle,
    AuthorId,
    AuthorUrl,
    Followers,
    Hashtags,
    Mentions,
    Links,
    Media,
    /// Name of the watch that found it.
    Query,
    /// Whose brand; by a mapping only, as a shop calls its customers clients.
    Client,
    Own,
    InReplyTo,
    Conversation,
    Likes,
    Replies,
    Reposts,
    Quotes,
    Bookmarks,
    Views,
    Impressions,
    Reach,
    Clicks,
    Score,
}

/// How a file is read. Everything may be left out.
///
/// ```toml
/// source = "linkedin"
/// timezone = "Europe/Paris"
/// day_first = true
/// columns.text = "Message"
/// columns.date = "Publié le"
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The posts' `source`, unless a column says it; `import` without either.
    pub source: Option<String>,
    /// The posts' `kind`, unless a column says it.
    pub kind: Option<Kind>,
    /// True when our own accounts wrote them.
    pub own: Option<bool>,
    /// Their language, unless a column says it.
    pub lang: Option<String>,
    /// Zone of dates that name none: `Europe/Paris`.
    pub timezone: Option<String>,
    /// Day before month in `03/04/2026`; without it the column's own dates decide, and if they cannot, the day comes first.
    pub day_first: Option<bool>,
    /// Comma before the fraction in `1,234`; without it a whole number is read.
    pub decimal_comma: Option<bool>,
    /// Character between cells; recognised without it.
    pub delimiter: Option<char>,
    /// Encoding by its name on the web (`windows-1252`); recognised without it.
    pub encoding: Option<String>,
    /// Sheet of a workbook; without it the first whose header makes posts.
    pub sheet: Option<String>,
    /// What a column of sources says, and what the posts' `source` is then: `facebook_public = "facebook"`.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
    /// The address of a post without one, with `{id}` where its id stands.
    pub url: Option<String>,
    /// False when columns that are not named here are not recognised but kept under `raw`.
    pub recognise: Option<bool>,
    /// Field to the names of its columns (or a column's number, from 1; for JSON a path such as `from.name`). Of several columns that are there,
    /// the first that says something is taken, of counts the greatest. Columns not named here are recognised by name; an empty name turns a
    /// field's recognition off.
    #[serde(default)]
    pub columns: BTreeMap<Field, Columns>,
    /// One line on what is exported where, for the list of ready mappings.
    pub about: Option<String>,
    /// Sets of column names; a header with all of a set is of this export.
    #[serde(default)]
    pub marks: Vec<Vec<String>>,
    /// The fields whose columns must be there: those that the user named.
    #[serde(skip)]
    pub(super) wanted: Vec<Field>,
}

/// In `sources`: whatever else the column says.
const ANY: &str = "*";

/// The names of a field's columns: one, or several of which any may be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(pub Vec<String>);

impl Columns {
    /// Whether it only turns recognition off.
    pub(super) fn is_off(&self) -> bool {
        self.0.iter().all(String::is_empty)
    }
}

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrSeveral)
    }
}

struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = Columns;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a column, or a list of names")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Columns, E> {
        Ok(Columns(vec![name.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Columns, A::Error> {
        let mut columns = Columns::default();
        while let Some(name) = names.next_element()? {
            columns.0.push(name);
        }
        Ok(columns)
    }
}

/// A mapping that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// Not TOML, or an unknown key.
    #[error("line {line}, column {column}: {message}")]
    Toml {
        /// Line, from 1.
        line: usize,
        /// Character of the line, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// No ready mapping is called so.
    #[error("there is no ready mapping `{name}`, only {known}{hint}")]
    Name {
        /// What was asked for.
        name: String,
        /// `; did you mean ...?`, or nothing.
        hint: String,
        /// Those there are.
        known: String,
    },
    /// No such zone.
    #[error("in the mapping: {0}")]
    Zone(#[from] ZoneError),
    /// No such encoding.
    #[error(
        "in the mapping: unknown encoding `{0}`; use a name of the web such as `windows-1252` or `utf-8`"
    )]
    Encoding(String),
}

impl Mapping {
    /// Reads a mapping and checks its names.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let mut mapping: Mapping =
            toml::from_str(text).map_err(|error| unreadable(text, &error))?;
        mapping.zone()?;
        let named = |(field, columns): (&Field, &Columns)| (!columns.is_off()).then_some(*field);
        mapping.wanted = mapping.columns.iter().filter_map(named).collect();
        let simple = |(name, source): (String, String)| match name.as_str() {
            ANY => (name, source),
            other => (simplify(other), source),
        };
        mapping.sources = mapping.sources.into_iter().map(simple).collect();
        if let Some(name) = mapping
            .encoding
            .as_deref()
            .filter(|name| Encoding::for_label(name.as_bytes()).is_none())
        {
            return Err(MappingError::Encoding(name.to_owned()));
        }
        Ok(mapping)
    }

    /// This mapping, and from another what this one leaves open.
    #[must_use]
    pub fn over(self, base: &Mapping) -> Self {
        let mut columns = base.columns.clone();
        columns.extend(self.columns);
        let mut sources = base.sources.clone();
        sources.extend(self.sources);
        let text = |own: Option<String>, other: &Option<String>| own.or_else(|| other.clone());
        Mapping {
            source: text(self.source, &base.source),
            kind: self.kind.or(base.kind),
            own: self.own.or(base.own),
            lang: text(self.lang, &base.lang),
            timezone: text(self.timezone, &base.timezone),
            day_first: self.day_first.or(base.day_first),
            decimal_comma: self.decimal_comma.or(base.decimal_comma),
            delimiter: self.delimiter.or(base.delimiter),
            encoding: text(self.encoding, &base.encoding),
            sheet: text(self.sheet, &base.sheet),
            sources,
            url: text(self.url, &base.url),
            recognise: self.recognise.or(base.recognise),
            columns,
            about: text(self.about, &base.about),
            marks: if self.marks.is_empty() {
                base.marks.clone()
            } else {
                self.marks
            },
            wanted: self.wanted,
        }
    }

    /// Whether it is that of a known export: its titles and totals are nothing to tell.
    pub(super) fn is_known(&self) -> bool {
        !self.marks.is_empty()
    }

    /// The source that a cell stands for, and whether a word of it is known: the last that is, or else what any other stands for. `None` when
    /// sources are not mapped.
    pub(super) fn source_of(&self, cell: &str) -> Option<(&str, bool)> {
        let mut words = cell.split([',', ';', '|']).rev().map(simplify);
        let known = words.find_map(|word| self.sources.get(&word));
        let any = || Some((self.sources.get(ANY)?.as_str(), false));
        known.map(|source| (source.as_str(), true)).or_else(any)
    }

    /// The zone named, if any.
    pub fn zone(&self) -> Result<Option<Zone>, MappingError> {
        Ok(self.timezone.as_deref().map(Zone::named).transpose()?)
    }

    pub(super) fn encoding(&self) -> Option<&'static Encoding> {
        Encoding::for_label(self.encoding.as_deref()?.as_bytes())
    }
}

fn unreadable(text: &str, error: &toml::de::Error) -> MappingError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    MappingError::Toml {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        message: reason::of_value(error.message())
            .replace("unknown field", "unknown key")
            .replace("unknown value", "unknown field of a post"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Columns, Field, Mapping};

    #[test]
    fn mappings() {
        let mapping = Mapping::from_toml("source = \"linkedin\"\ntimezone = \"Europe/Paris\"\nday_first = true\nkind = \"comment\"\ncolumns.text = \"Message\"").expect("a mapping");
        assert_eq!(
            mapping.columns.get(&Field::Text),
            Some(&Columns(vec!["Message".to_owned()]))
        );
        let several = Mapping::from_toml("columns.text = [\"A\", \"B\"]\ncolumns.url = \"\"")
            .expect("a mapping");
        assert_eq!(several.wanted, [Field::Text]);
        assert_eq!(several.columns[&Field::Text].0, ["A", "B"]);
        let both = mapping.over(&several);
        assert_eq!(
            (both.columns[&Field::Text].0.as_slice(), both.wanted.len()),
            (&["Message".to_owned()][..], 1)
        );
        assert!(both.columns[&Field::Url].is_off());
        for (text, part) in [
            ("colums.text = \"x\"", "unknown key `colums`"),
            ("columns.txt = \"x\"", "unknown field of a post `txt`"),
            ("timezone = \"Europe/Pari\"", "Europe/Paris"),
            ("encoding = \"latin\"", "unknown encoding `latin`"),
            ("\n= x", "line 2, column 1"),
            ("columns.text = 3", "the name of a column"),
        ] {
            let error = Mapping::from_toml(text).expect_err(text).to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
