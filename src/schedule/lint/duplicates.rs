//! Texts that come twice: as another draft, or as a recent post of ours.
//!
//! Two texts are compared by their word triples (shingles; A. Broder, On the resemblance and containment of documents, 1997): the share of triples that
//! they have in common, links left out. An index from triple to texts keeps the comparison from growing with the square of the texts.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use xxhash_rust::xxh3::xxh3_64;

use super::charter::Charter;
use super::finding::Raw;
use super::networks::network_of;
use super::phrases::folded;
use super::scan::Text;
use super::settings::CharterSettings;
use super::subject::{Piece, Subject};

/// Days that a post is recent, where the charter says nothing.
const DAYS: u32 = 90;
/// Share of common triples from which two texts are nearly the same, where the charter says nothing.
const SHARE: f64 = 0.6;
/// Words below which only equal texts are alike: `Merci à tous !` is everybody's.
const FEWEST: usize = 6;
/// Triples kept of a text.
const MOST: usize = 2000;
/// Texts with a triple in common that are looked at; a triple of more is a formula, not a copy.
const COMMON: usize = 200;

/// A text that was published.
#[derive(Clone, Copy, Debug)]
pub struct Recent<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whose brand.
    pub client: Option<&'a str>,
    /// The network, when it is one whose posts a channel can double.
    pub source: Option<&'a str>,
    /// What it says.
    pub text: &'a str,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// A text that is remembered.
#[derive(Debug)]
struct Kept {
    name: String,
    /// Id of the draft; `None` for a post.
    draft: Option<String>,
    client: Option<String>,
    /// Networks or channels; none is any.
    channels: Vec<String>,
    at: Option<DateTime<Utc>>,
    words: u64,
    shingles: HashSet<u64>,
}

/// Texts met so far.
#[derive(Debug)]
pub(super) struct Memory {
    kept: Vec<Kept>,
    by_words: HashMap<u64, Vec<usize>>,
    by_shingle: HashMap<u64, Vec<usize>>,
    window: TimeDelta,
    share: f64,
    now: DateTime<Utc>,
}

impl Memory {
    pub(super) fn new(charter: &CharterSettings, now: DateTime<Utc>) -> Self {
        let days = charter.duplicate_days.unwrap_or(DAYS);
        Memory {
            kept: Vec::new(),
            by_words: HashMap::new(),
            by_shingle: HashMap::new(),
            window: TimeDelta::days(i64::from(days)),
            share: charter.duplicate_share.unwrap_or(SHARE),
            now,
        }
    }

    /// Keeps a post.
    pub(super) fn remember(&mut self, recent: &Recent<'_>) {
        let on = recent
            .at
            .map(|at| format!(" of {}", at.format("%Y-%m-%d")))
            .unwrap_or_default();
        let id: String = recent.id.chars().take(80).collect();
        let network = recent.source.and_then(network_of);
        self.add(
            recent.text,
            Kept {
                name: format!("the post{on}, {id}"),
                draft: None,
                client: recent.client.map(str::to_owned),
                channels: network
                    .map(|network| network.name.to_owned())
                    .into_iter()
                    .collect(),
                at: recent.at,
                words: 0,
                shingles: HashSet::new(),
            },
        );
    }

    /// Keeps a text of a draft.
    pub(super) fn keep(&mut self, subject: &Subject, piece: &Piece) {
        let id: String = subject.id.chars().take(80).collect();
        self.add(
            &piece.text,
            Kept {
                name: format!("the draft {id}"),
                draft: Some(draft_of(subject)),
                client: subject.client.clone(),
                channels: piece
                    .channels
                    .iter()
                    .map(|channel| channel_name(channel))
                    .collect(),
                at: None,
                words: 0,
                shingles: HashSet::new(),
            },
        );
    }

    fn add(&mut self, text: &str, mut kept: Kept) {
        let (words, shingles, count) = shingles(text);
        if count < 3 {
            return;
        }
        let place = self.kept.len();
        self.by_words.entry(words).or_default().push(place);
        for shingle in &shingles {
            let texts = self.by_shingle.entry(*shingle).or_default();
            if texts.len() < COMMON {
                texts.push(place);
            }
        }
        kept.words = words;
        kept.shingles = shingles;
        self.kept.push(kept);
    }

    /// Whether the text was met before for this client and channel.
    pub(super) fn compare(
        &self,
        subject: &Subject,
        piece: &Piece,
        channel: &str,
        charter: &Charter,
    ) -> Option<Raw> {
        let (words, shingles, count) = shingles(&piece.text);
        if count < 3 {
            return None;
        }
        let raw = |rule: &'static str, message: String, hint: &str| {
            Some(Raw {
                rule,
                severity: charter.severity(rule)?,
                range: None,
                message,
                hint: Some(hint.to_owned()),
                fix: None,
            })
        };
        let fits = |kept: &&Kept| self.meets(kept, subject, channel);
        let meets = |place: &usize| self.kept.get(*place).filter(fits);
        let same = self
            .by_words
            .get(&words)
            .into_iter()
            .flatten()
            .find_map(meets);
        if let Some(kept) = same {
            return raw(
                "duplicate",
                format!("the same text as {}", kept.name),
                "write another, or wait",
            );
        }
        let mut common: HashMap<usize, usize> = HashMap::new();
        for shingle in &shingles {
            for place in self.by_shingle.get(shingle).into_iter().flatten() {
                *common.entry(*place).or_default() += 1;
            }
        }
        let alike = common.iter().filter_map(|(place, common)| {
            let kept = meets(place)?;
            let all = shingles.len() + kept.shingles.len() - common;
            Some((*common as f64 / all.max(1) as f64, *place, kept))
        });
        let (share, _, kept) = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        if share < self.share || count < FEWEST {
            return None;
        }
        let message = format!(
            "nearly the same text as {} ({:.0} % of its word triples)",
            kept.name,
            share * 100.0
        );
        raw("duplicate-near", message, "write another, or wait")
    }

    /// Whether a text that is kept counts for a draft: another draft or a recent post, of the same client, on the same network.
    fn meets(&self, kept: &Kept, subject: &Subject, channel: &str) -> bool {
        let other = kept.draft.as_deref() != Some(draft_of(subject).as_str());
        let client = match (&kept.client, &subject.client) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let name = channel_name(channel);
        let network = network_of(channel).map_or("", |network| network.name);
        let on = channel.is_empty()
            || kept.channels.is_empty()
            || kept
                .channels
                .iter()
                .any(|kept| *kept == name || kept == network);
        let time = subject.at.unwrap_or(self.now);
        let recent = kept
            .at
            .is_none_or(|at| at <= time && time - at <= self.window);
        other && client && on && recent
    }
}

/// Slots of one draft are one draft: `launch@x` and `launch@linkedin`.
fn draft_of(subject: &Subject) -> String {
    let slot = subject.media.is_none() && !subject.plain;
    let draft = subject
        .id
        .rsplit_once('@')
        .map(|(draft, _)| draft)
        .filter(|_| slot);
    draft.unwrap_or(&subject.id).to_owned()
}

fn channel_name(channel: &str) -> String {
    channel.trim().to_lowercase()
}

/// The hash of all words, the hashes of their triples, and how many words there are.
fn shingles(text: &str) -> (u64, HashSet<u64>, usize) {
    let words: Vec<u64> = folded(&Text::new(text))
        .iter()
        .map(|(word, _)| xxh3_64(word.as_bytes()))
        .collect();
    let mixed = |words: &[u64]| {
        words.iter().fold(0_u64, |all, word| {
            (all ^ word)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29)
        })
    };
    let shingles = words
        .array_windows::<3>()
        .take(MOST)
        .map(|three| mixed(three))
        .collect();
    (mixed(&words), shingles, words.len())
}
