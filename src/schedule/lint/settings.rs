//! `[charter]` of `cm.toml`: what a house, a channel or a client asks of its texts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::rule::{RULES, rule_named};
use crate::text::closest;

/// The charter as it is written.
///
/// ```toml
/// [charter]
/// lang = "fr"
/// address = "vous"
/// banned = ["pas cher", "gratuit*"]
/// names = ["Mirabo", "GitHub"]
///
/// [charter.rules]
/// typo-dash = "off"
///
/// [charter.channel.linkedin]
/// max_emoji = 1
///
/// [charter.client.KO]
/// address = "tu"
/// ```
///
/// What is said for a channel goes before what is said for all, what is said for a client before both, and what is said for a client's channel
/// (`[charter.client.KO.channel.x]`) before everything. Lists add up; everything else is replaced.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CharterSettings {
    /// Language of texts whose draft names none, such as `fr` or `fr-CA`; told from the text when absent.
    pub lang: Option<String>,
    /// `tu` or `vous`: how French texts address the reader.
    pub address: Option<String>,
    /// Network whose limits hold; told from the channel's name when absent.
    pub network: Option<String>,
    /// Characters (as readers see them) of the longest text.
    pub max_length: Option<usize>,
    /// Emoji of a text; 6 when absent.
    pub max_emoji: Option<usize>,
    /// Exclamation marks of a text; 3 when absent.
    pub max_exclamations: Option<usize>,
    /// Fewest hashtags of a text.
    pub min_hashtags: Option<usize>,
    /// Most hashtags of a text.
    pub max_hashtags: Option<usize>,
    /// Days for which a published text counts as recent; 90 when absent.
    pub duplicate_days: Option<u32>,
    /// Share of common word triples from which two texts are nearly the same; 0.6 when absent.
    pub duplicate_share: Option<f64>,
    /// Words and phrases that must not occur; `*` at the end of a word stands for any ending.
    pub banned: Vec<String>,
    /// Words and phrases of which one must occur.
    pub required: Vec<String>,
    /// Words and phrases, and what to write instead.
    pub replace: BTreeMap<String, String>,
    /// Names as they are written.
    pub names: Vec<String>,
    /// Words that spelling and capitals accept.
    pub words: Vec<String>,
    /// Hashtags as they are written.
    pub hashtags: Vec<String>,
    /// Hashtags that must not occur.
    pub banned_hashtags: Vec<String>,
    /// Hashtags that must all occur.
    pub required_hashtags: Vec<String>,
    /// Hosts that links must not lead to, such as `bit.ly`.
    pub banned_links: Vec<String>,
    /// What a paid post may say, beside what the law of its language accepts.
    pub disclosure: Vec<String>,
    /// Severity of rules: off, info, warning or error.
    pub rules: BTreeMap<String, String>,
    /// What differs on a channel.
    pub channel: BTreeMap<String, CharterSettings>,
    /// What differs for a client.
    pub client: BTreeMap<String, CharterSettings>,
}

/// A charter that cannot be kept as it is written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct CharterError {
    /// The key of `cm.toml`.
    pub key: String,
    /// What is wrong and what to write.
    pub message: String,
}

impl CharterSettings {
    /// Checks what the types do not say.
    pub fn check(&self) -> Result<(), CharterError> {
        self.check_part("charter", true, true)
    }

    fn check_part(&self, key: &str, clients: bool, channels: bool) -> Result<(), CharterError> {
        let fault = |own: &str, message: String| {
            Err(CharterError {
                key: format!("{key}.{own}"),
                message,
            })
        };
        self.check_rules(key)?;
        if let Some(address) = self
            .address
            .as_deref()
            .filter(|a| !["tu", "vous"].contains(a))
        {
            return fault("address", format!("`{address}` is neither tu nor vous"));
        }
        if let Some(share) = self
            .duplicate_share
            .filter(|share| !(0.05..=1.0).contains(share))
        {
            return fault("duplicate_share", format!("{share} is not from 0.05 to 1"));
        }
        self.check_network(key)?;
        self.check_words(key)?;
        if !clients && !self.client.is_empty() {
            return fault(
                "client",
                "a client stands directly under charter: write [charter.client.NAME]".to_owned(),
            );
        }
        if !channels && !self.channel.is_empty() {
            return fault(
                "channel",
                "a channel has no channels; write [charter.channel.NAME]".to_owned(),
            );
        }
        for (name, part) in &self.channel {
            part.check_part(&format!("{key}.channel.{name}"), false, false)?;
        }
        for (name, part) in &self.client {
            part.check_part(&format!("{key}.client.{name}"), false, true)?;
        }
        Ok(())
    }

    fn check_network(&self, key: &str) -> Result<(), CharterError> {
        let unknown = |name: &&str| super::networks::network(name).is_none();
        let Some(network) = self.network.as_deref().filter(unknown) else {
            return Ok(());
        };
        let known = super::networks::names();
        let hint = closest::hint(closest::closest(network, known.iter().copied()));
        let known = known.join(", ");
        Err(CharterError {
            key: format!("{key}.network"),
            message: format!("unknown network `{network}`{hint} (there are {known})"),
        })
    }

    /// Checks that every word and phrase has a letter: one without would be everywhere or nowhere.
    fn check_words(&self, key: &str) -> Result<(), CharterError> {
        let replaced: Vec<String> = self.replace.keys().cloned().collect();
        let texts = [
            ("banned", &self.banned),
            ("required", &self.required),
            ("replace", &replaced),
            ("names", &self.names),
            ("words", &self.words),
            ("hashtags", &self.hashtags),
            ("banned_hashtags", &self.banned_hashtags),
            ("required_hashtags", &self.required_hashtags),
            ("banned_links", &self.banned_links),
            ("disclosure", &self.disclosure),
        ];
        let bare = |text: &String| !text.chars().any(char::is_alphanumeric);
        match texts.iter().find(|(_, list)| list.iter().any(bare)) {
            Some((own, _)) => Err(CharterError {
                key: format!("{key}.{own}"),
                message: "an entry has no letter; write a word or take it out".to_owned(),
            }),
            None => Ok(()),
        }
    }

    fn check_rules(&self, key: &str) -> Result<(), CharterError> {
        for (rule, severity) in &self.rules {
            let fault = |message: String| {
                Err(CharterError {
                    key: format!("{key}.rules"),
                    message,
                })
            };
            if rule_named(rule).is_none() {
                let hint = closest::hint(closest::closest(rule, RULES.iter().map(|rule| rule.id)));
                return fault(format!("unknown rule `{rule}`{hint}"));
            }
            if !["off", "info", "warning", "error"].contains(&severity.as_str()) {
                return fault(format!(
                    "{rule}: `{severity}` is none of off, info, warning, error"
                ));
            }
        }
        Ok(())
    }
}
