//! The desk's part of `cm.toml` as plain structs. What can be wrong carries its place in the file.

use std::fmt::{Formatter, Result as FmtResult};

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use toml::Spanned;

/// How the people who answer are organised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Organisation {
    /// One team answers everything and asks the departments behind it.
    Central,
    /// Each matter goes to its department, where a specialist answers.
    #[default]
    Hub,
    /// Each client, product or topic has a team of its own, which answers whatever concerns it.
    Decentralised,
}

impl Organisation {
    /// All of them.
    pub const ALL: &'static [Organisation] = &[
        Organisation::Central,
        Organisation::Hub,
        Organisation::Decentralised,
    ];

    /// The name as the configuration holds it.
    pub const fn name(self) -> &'static str {
        match self {
            Organisation::Central => "central",
            Organisation::Hub => "hub",
            Organisation::Decentralised => "decentralised",
        }
    }
}

/// The team that answers everything in the organisation `central`, when no other name is given.
pub const CENTRAL_TEAM: &str = "community";

/// A name or a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str("a string or a list of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Names, E> {
        Ok(Names(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = list.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}

/// `[topic.NAME]`: a topic of the client's own list.
#[derive(Clone, Debug, Deserialize)]
pub struct TopicSettings {
    /// Which messages are about it, in the language of [`crate::text::query`].
    pub query: Spanned<String>,
    /// Only messages of these clients; all when empty.
    #[serde(default)]
    pub client: Names,
}

/// `[[rule]]`: what to set when a condition holds.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleSettings {
    /// The condition.
    pub when: Spanned<String>,
    /// What `why` calls it; its number when absent.
    pub name: Option<String>,
    /// The reason told in `why`; the condition when absent.
    pub why: Option<String>,
    /// Who answers.
    pub department: Option<Spanned<String>>,
    /// 1 to 3.
    pub level: Option<Spanned<i64>>,
    /// The same, but never lower than it is.
    pub level_at_least: Option<Spanned<i64>>,
    /// How to react.
    pub stance: Option<Spanned<String>>,
    /// 0 to 100.
    pub priority: Option<Spanned<i64>>,
    /// The same, but never lower than it is.
    pub priority_at_least: Option<Spanned<i64>>,
    /// 0 to 1.
    pub urgency: Option<Spanned<f64>>,
    /// The same, but never lower than it is.
    pub urgency_at_least: Option<Spanned<f64>>,
    /// What the message is for.
    pub intent: Option<Spanned<String>>,
    /// The author's tone.
    pub sentiment: Option<Spanned<String>>,
    /// Topics to add.
    #[serde(default)]
    pub topics: Names,
}

/// `[department.NAME]`: a department of the user's own, or more about a built-in one. Every list that is given must fit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DepartmentSettings {
    /// Intents it takes.
    pub intents: Option<Spanned<Names>>,
    /// Topics it takes; one of them is enough.
    pub topics: Option<Spanned<Names>>,
    /// Clients it works for.
    pub clients: Names,
    /// Products it looks after: their names in the words of a message.
    pub products: Option<Spanned<Names>>,
    /// Who answers there: a person or a team.
    pub owner: Option<Spanned<String>>,
}

/// `[[reply_line]]`: words agreed with management.
#[derive(Clone, Debug, Deserialize)]
pub struct ReplyLineSettings {
    /// What `labels.reply_line` names it by.
    pub id: Spanned<String>,
    /// Words or a query that must find the message; any message when absent.
    pub situation: Option<Spanned<String>>,
    /// The stances it is for.
    pub stance: Spanned<Names>,
    /// ISO 639-1 code.
    pub language: Spanned<String>,
    /// The words.
    pub text: Spanned<String>,
    /// Who keeps it up to date.
    pub owner: Option<String>,
    /// Who agreed to it; without a name it is never proposed.
    pub approved_by: Option<String>,
    /// The last day it may be said, or the instant from which not.
    pub expires: Option<Spanned<toml::Value>>,
    /// Only for these clients.
    #[serde(default)]
    pub client: Names,
    /// Only for these departments.
    pub department: Option<Spanned<Names>>,
    /// Only for this level; levels 1 and 2 when absent.
    pub level: Option<Spanned<i64>>,
    /// Only about one of these topics.
    pub topics: Option<Spanned<Names>>,
    /// Only for these intents.
    pub intent: Option<Spanned<Names>>,
}
