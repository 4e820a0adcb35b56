//! The linter: drafts in, findings out.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::charter::Charter;
use super::dictionary::Dictionaries;
use super::duplicates::{Memory, Recent};
use super::finding::{Found, Raw, corrected};
use super::lang::{self, Lang};
use super::phrases;
use super::position::Positions;
use super::rule::RULES;
use super::scan::Text;
use super::scope::Scope;
use super::settings::{CharterError, CharterSettings};
use super::subject::{Piece, Place, Subject};
use crate::record::Finding;
use crate::time::Zone;

/// What the linter is told.
#[derive(Debug)]
pub struct LintOptions {
    /// The charter.
    pub charter: CharterSettings,
    /// Spelling; may be empty.
    pub dictionaries: Dictionaries,
    /// Zone of days and hours where a slot names none.
    pub zone: Zone,
    /// The present.
    pub now: DateTime<Utc>,
}

/// Checks drafts one after the other and remembers their texts, to find those that come twice.
#[derive(Debug)]
pub struct Linter {
    options: LintOptions,
    charters: HashMap<(Option<String>, String), Arc<Charter>>,
    memory: Memory,
}

/// How often a corrected text is corrected again: a correction may lay bare another.
const ROUNDS: usize = 4;

impl Linter {
    /// A linter with a charter that has been checked.
    pub fn new(options: LintOptions) -> Result<Self, CharterError> {
        options.charter.check()?;
        let memory = Memory::new(&options.charter, options.now);
        Ok(Linter {
            options,
            charters: HashMap::new(),
            memory,
        })
    }

    /// Remembers a text that was published.
    pub fn remember(&mut self, recent: &Recent<'_>) {
        self.memory.remember(recent);
    }

    /// Checks a draft.
    pub fn check(&mut self, subject: &Subject) -> Vec<Finding> {
        let mut findings = Vec::new();
        for piece in &subject.pieces {
            findings.extend(self.check_piece(subject, piece));
        }
        if subject.pieces.is_empty() {
            let piece = Piece {
                place: Place::Text,
                text: String::new(),
                channels: subject.channels.clone(),
            };
            findings.extend(self.check_piece(subject, &piece));
        }
        findings
    }

    /// A text of a draft with what is safe to correct corrected; `None` when there is nothing.
    pub fn corrected(&mut self, subject: &Subject, piece: &Piece) -> Option<String> {
        let mut now = piece.text.clone();
        let channel = piece.channels.first().cloned().unwrap_or_default();
        for _ in 0..ROUNDS {
            let Some(next) = corrected(&now, &self.found(subject, &now, &channel)) else {
                break;
            };
            now = next;
        }
        (now != piece.text).then_some(now)
    }

    fn charter(&mut self, client: Option<&str>, channel: &str) -> Arc<Charter> {
        let key = (client.map(str::to_owned), channel.to_owned());
        let settings = &self.options.charter;
        let charter = self
            .charters
            .entry(key)
            .or_insert_with(|| Arc::new(Charter::of(settings, client, channel)));
        Arc::clone(charter)
    }

    /// Everything the rules find in a text on a channel.
    fn found(&mut self, subject: &Subject, raw: &str, channel: &str) -> Found {
        let charter = self.charter(subject.client.as_deref(), channel);
        let text = Text::new(raw);
        let words = phrases::folded(&text);
        let tag = subject.lang.as_deref().or(charter.lang.as_deref());
        let seems = lang::guess(&words);
        let zone = subject
            .timezone
            .as_deref()
            .and_then(|name| Zone::named(name).ok());
        let scope = Scope {
            subject,
            text: &text,
            words: &words,
            charter: &charter,
            channel,
            lang: match tag {
                Some(tag) => Lang::of_tag(tag),
                None => seems,
            },
            seems,
            canadian: tag.is_some_and(|tag| tag.to_lowercase().replace('_', "-") == "fr-ca"),
            dictionaries: &self.options.dictionaries,
            zone: zone.as_ref().unwrap_or(&self.options.zone),
            now: self.options.now,
        };
        let mut found = Found::default();
        for rule in RULES {
            if let Some(severity) = charter.severity(rule.id) {
                found.begin(rule.id, severity);
                (rule.check)(&scope, &mut found);
            }
        }
        found.end();
        found
    }

    fn check_piece(&mut self, subject: &Subject, piece: &Piece) -> Vec<Finding> {
        let mut merged: Vec<(Raw, Vec<String>)> = Vec::new();
        let channels = if piece.channels.is_empty() {
            vec![String::new()]
        } else {
            piece.channels.clone()
        };
        for channel in &channels {
            let mut found = self.found(subject, &piece.text, channel).list;
            let charter = self.charter(subject.client.as_deref(), channel);
            found.extend(self.memory.compare(subject, piece, channel, &charter));
            if merged.is_empty() {
                merged = found
                    .into_iter()
                    .map(|raw| (raw, vec![channel.clone()]))
                    .collect();
                continue;
            }
            let mut places: HashMap<(&'static str, Option<usize>, String), usize> = HashMap::new();
            for (place, (raw, _)) in merged.iter().enumerate() {
                places.insert(key(raw), place);
            }
            for raw in found {
                match places
                    .get(&key(&raw))
                    .and_then(|place| merged.get_mut(*place))
                {
                    Some((known, on)) if *known == raw => on.push(channel.clone()),
                    _ => merged.push((raw, vec![channel.clone()])),
                }
            }
        }
        self.memory.keep(subject, piece);
        placed(subject, piece, merged)
    }
}

fn key(raw: &Raw) -> (&'static str, Option<usize>, String) {
    (
        raw.rule,
        raw.range.as_ref().map(|range| range.start),
        raw.message.clone(),
    )
}

/// The findings of one text in the order of their places.
fn placed(subject: &Subject, piece: &Piece, mut merged: Vec<(Raw, Vec<String>)>) -> Vec<Finding> {
    merged.sort_by_key(|(raw, _)| raw.range.as_ref().map(|range| (range.start, range.end)));
    let ranges = merged.iter().filter_map(|(raw, _)| raw.range.clone());
    let positions = Positions::of(&piece.text, ranges);
    let finding = |(raw, channels): (Raw, Vec<String>)| {
        let start = raw.range.as_ref().map(|range| positions.at(range.start));
        let end = raw.range.as_ref().map(|range| positions.at(range.end));
        let line = match start {
            Some((line, _)) if subject.plain => subject.line + line - 1,
            _ => subject.line,
        };
        Finding {
            record_type: "finding".to_owned(),
            file: subject.file.to_string(),
            line,
            id: subject.id.clone(),
            client: subject.client.clone(),
            place: if raw.rule.starts_with("media") || raw.rule.starts_with("alt") {
                "media".to_owned()
            } else {
                piece.place.name()
            },
            channels: if channels.len() == piece.channels.len().max(1) {
                Vec::new()
            } else {
                channels
            },
            text_line: start.map(|(line, _)| line),
            column: start.map(|(_, column)| column),
            end_line: end.map(|(line, _)| line),
            end_column: end.map(|(_, column)| column),
            severity: raw.severity,
            rule: raw.rule.to_owned(),
            message: raw.message,
            hint: raw.hint,
            fix: raw.fix,
        }
    };
    merged.into_iter().map(finding).collect()
}
