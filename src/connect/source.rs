//! What to listen to: a source as the user describes it, the options a connector offers, the token it needs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::brief::Brief;

/// One thing to listen to: a feed, an account, a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// What state is kept under; unique among the sources of a run.
    pub name: String,
    /// Address or path; of a network, the address of its server.
    pub target: String,
    /// The connector's own options (`hashtag`, `account`, ...).
    pub options: Options,
    /// The token, if there is one.
    pub token: Option<Secret>,
    /// Whose brand; copied to the posts.
    pub client: Option<String>,
    /// Name of the watch; copied to the posts.
    pub query: Option<String>,
    /// What is looked for in it.
    pub brief: Arc<Brief>,
    /// Keep what the source sent and no field holds under `raw`.
    pub keep_raw: bool,
}

/// An option of a connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceOption {
    /// Name of the flag, without `--`.
    pub name: &'static str,
    /// What stands for its value in help, such as `TAG`; of a switch, nothing.
    pub value: &'static str,
    /// One line for help and docs.
    pub about: &'static str,
    /// What can be given.
    pub takes: Takes,
}

/// What an option can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it is a switch.
    Nothing,
    /// One value.
    One,
    /// One value or several: the flag again, or a list in `cm.toml`.
    Many,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number between these.
    Number(u64, u64),
}

impl SourceOption {
    /// A switch.
    pub const fn switch(name: &'static str, about: &'static str) -> Self {
        SourceOption {
            name,
            value: "",
            about,
            takes: Takes::Nothing,
        }
    }

    /// An option with one value.
    pub const fn one(name: &'static str, value: &'static str, about: &'static str) -> Self {
        SourceOption {
            name,
            value,
            about,
            takes: Takes::One,
        }
    }

    /// An option with one value or several.
    pub const fn many(name: &'static str, value: &'static str, about: &'static str) -> Self {
        SourceOption {
            name,
            value,
            about,
            takes: Takes::Many,
        }
    }

    /// An option with one of some words.
    pub const fn word(
        name: &'static str,
        words: &'static [&'static str],
        about: &'static str,
    ) -> Self {
        SourceOption {
            name,
            value: "WORD",
            about,
            takes: Takes::Word(words),
        }
    }
}

/// The options given, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Options(BTreeMap<String, Vec<String>>);

impl Options {
    /// No options.
    pub fn new() -> Self {
        Options::default()
    }

    /// The same with a value more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0
            .entry(name.to_owned())
            .or_default()
            .push(value.into());
        self
    }

    /// Whether an option was given. A switch is given with the value `true`.
    pub fn has(&self, name: &str) -> bool {
        !self.all(name).is_empty()
    }

    /// The first value of an option.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// All values of an option.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The number an option was given.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Options {
    /// ` name=value` of each, in the order of the names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, values) in &self.0 {
            write!(f, " {name}")?;
            if values.iter().any(|value| value != "true") {
                write!(f, "={}", values.join(","))?;
            }
        }
        Ok(())
    }
}

/// Something that must never be shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes what must not be shown; spaces and line ends around it are not part of it.
    pub fn new(secret: &str) -> Self {
        Secret(secret.trim().to_owned())
    }

    /// The secret itself, to be put into a request and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// There is none.
    Never,
    /// Some things need it; says which, and how to get one.
    Sometimes(&'static str),
    /// Nothing goes without; says how to get one.
    Always(&'static str),
}

impl TokenUse {
    /// What the token is and where it comes from; nothing where there is none.
    pub fn about(self) -> Option<&'static str> {
        match self {
            TokenUse::Never => None,
            TokenUse::Sometimes(about) | TokenUse::Always(about) => Some(about),
        }
    }
}
