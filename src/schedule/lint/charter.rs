//! The charter in force for one client on one channel.

use std::collections::{BTreeMap, HashSet};

use super::networks::{Network, network, network_of};
use super::phrases::Phrases;
use super::rule::{RULES, Severity};
use super::settings::CharterSettings;
use crate::schedule::settings::channel_key;

/// Emoji of a text where the charter says nothing.
const MAX_EMOJI: usize = 6;
/// Exclamation marks of a text where the charter says nothing.
const MAX_EXCLAMATIONS: usize = 3;

/// Tu or vous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Tu,
    Vous,
}

/// What holds for one client on one channel.
#[derive(Debug)]
pub(super) struct Charter {
    pub(super) lang: Option<String>,
    pub(super) address: Option<Address>,
    pub(super) network: Option<&'static Network>,
    pub(super) max_length: Option<usize>,
    pub(super) max_emoji: usize,
    pub(super) max_exclamations: usize,
    pub(super) min_hashtags: Option<usize>,
    pub(super) max_hashtags: Option<usize>,
    pub(super) banned: Phrases,
    pub(super) required: Phrases,
    pub(super) replace: Phrases,
    /// What to write instead, in the order of `replace`.
    pub(super) replacements: Vec<String>,
    pub(super) names: Phrases,
    /// In lower case, with typographic apostrophes.
    pub(super) words: HashSet<String>,
    /// In lower case, without `#`, and as written.
    pub(super) hashtags: BTreeMap<String, String>,
    /// In lower case, without `#`.
    pub(super) banned_hashtags: Vec<String>,
    pub(super) required_hashtags: Vec<String>,
    /// In lower case.
    pub(super) banned_links: Vec<String>,
    pub(super) disclosure: Vec<String>,
    severities: BTreeMap<&'static str, Option<Severity>>,
}

impl Charter {
    /// What the settings say for a client and a channel; `""` is no channel.
    pub(super) fn of(settings: &CharterSettings, client: Option<&str>, channel: &str) -> Self {
        let key = channel_key(channel);
        let on = |part: &'_ CharterSettings| -> Option<CharterSettings> {
            let own = part
                .channel
                .iter()
                .find(|(name, _)| channel_key(name) == key);
            own.map(|(_, part)| part.clone())
        };
        let of_client = client.and_then(|client| {
            let own = settings
                .client
                .iter()
                .find(|(name, _)| name.to_lowercase() == client.to_lowercase());
            own.map(|(_, part)| part.clone())
        });
        let mut whole = settings.clone();
        for part in [
            on(settings),
            of_client.clone(),
            of_client.as_ref().and_then(on),
        ]
        .into_iter()
        .flatten()
        {
            whole = over(whole, part);
        }
        Charter::new(whole, channel)
    }

    fn new(whole: CharterSettings, channel: &str) -> Self {
        let plain =
            |tags: &[String]| -> Vec<String> { tags.iter().map(|tag| tag_key(tag)).collect() };
        let severities = RULES.iter().map(|rule| {
            let severity = match whole.rules.get(rule.id).map(String::as_str) {
                Some("off") => None,
                Some("info") => Some(Severity::Info),
                Some("warning") => Some(Severity::Warning),
                Some("error") => Some(Severity::Error),
                _ => Some(rule.severity),
            };
            (rule.id, severity)
        });
        Charter {
            address: match whole.address.as_deref() {
                Some("tu") => Some(Address::Tu),
                Some("vous") => Some(Address::Vous),
                _ => None,
            },
            network: match whole.network.as_deref() {
                Some(name) => network(name),
                None => network_of(channel),
            },
            max_length: whole.max_length,
            max_emoji: whole.max_emoji.unwrap_or(MAX_EMOJI),
            max_exclamations: whole.max_exclamations.unwrap_or(MAX_EXCLAMATIONS),
            min_hashtags: whole.min_hashtags,
            max_hashtags: whole.max_hashtags,
            banned: Phrases::new(whole.banned.iter()),
            required: Phrases::new(whole.required.iter()),
            replace: Phrases::new(whole.replace.keys()),
            replacements: whole.replace.values().cloned().collect(),
            names: Phrases::new(whole.names.iter()),
            words: whole
                .words
                .iter()
                .chain(&whole.names)
                .flat_map(|text| word_keys(text))
                .collect(),
            hashtags: whole
                .hashtags
                .iter()
                .map(|tag| (tag_key(tag), tag.trim_start_matches('#').to_owned()))
                .collect(),
            banned_hashtags: plain(&whole.banned_hashtags),
            required_hashtags: plain(&whole.required_hashtags),
            banned_links: whole
                .banned_links
                .iter()
                .map(|host| host.to_lowercase())
                .collect(),
            disclosure: whole.disclosure,
            lang: whole.lang,
            severities: severities.collect(),
        }
    }

    /// How grave a breach of a rule is; `None` is off.
    pub(super) fn severity(&self, rule: &str) -> Option<Severity> {
        self.severities.get(rule).copied().flatten()
    }
}

/// A hashtag as it is compared.
pub(super) fn tag_key(tag: &str) -> String {
    tag.trim().trim_start_matches(['#', '＃']).to_lowercase()
}

/// A word as the brand's list compares it, and its parts.
fn word_keys(text: &str) -> Vec<String> {
    let whole = word_key(text);
    let parts = whole.split([' ', '-']).map(str::to_owned);
    parts.chain([whole.clone()]).collect()
}

/// A word in lower case with a typographic apostrophe.
pub(super) fn word_key(word: &str) -> String {
    word.to_lowercase().replace('\'', "’")
}

/// What is said in `part` over what is said in `whole`: lists add up, everything else is replaced.
fn over(whole: CharterSettings, part: CharterSettings) -> CharterSettings {
    let both = |mut list: Vec<String>, more: Vec<String>| {
        list.extend(more);
        list
    };
    CharterSettings {
        lang: part.lang.or(whole.lang),
        address: part.address.or(whole.address),
        network: part.network.or(whole.network),
        max_length: part.max_length.or(whole.max_length),
        max_emoji: part.max_emoji.or(whole.max_emoji),
        max_exclamations: part.max_exclamations.or(whole.max_exclamations),
        min_hashtags: part.min_hashtags.or(whole.min_hashtags),
        max_hashtags: part.max_hashtags.or(whole.max_hashtags),
        duplicate_days: part.duplicate_days.or(whole.duplicate_days),
        duplicate_share: part.duplicate_share.or(whole.duplicate_share),
        banned: both(whole.banned, part.banned),
        required: both(whole.required, part.required),
        replace: whole.replace.into_iter().chain(part.replace).collect(),
        names: both(whole.names, part.names),
        words: both(whole.words, part.words),
        hashtags: both(whole.hashtags, part.hashtags),
        banned_hashtags: both(whole.banned_hashtags, part.banned_hashtags),
        required_hashtags: both(whole.required_hashtags, part.required_hashtags),
        banned_links: both(whole.banned_links, part.banned_links),
        disclosure: both(whole.disclosure, part.disclosure),
        rules: whole.rules.into_iter().chain(part.rules).collect(),
        channel: BTreeMap::new(),
        client: BTreeMap::new(),
    }
}
