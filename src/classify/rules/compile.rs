//! Reads rule files and builds the automaton.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Rule, Rules};
use crate::classify::language::Lang;
use crate::classify::signal::Signal;
use crate::classify::tokens::Tokens;

/// What is wrong with a rule file, and where.
#[derive(Debug, thiserror::Error)]
#[error("{file}.txt:{line}: {what}")]
pub(super) struct RuleError {
    file: &'static str,
    line: usize,
    what: String,
}

/// Compiles rule files; the order of the rules is that of the lines.
pub(super) fn compile(sources: &[(Option<Lang>, &str)]) -> Result<Rules, RuleError> {
    let mut rules = Vec::new();
    let mut needles: Vec<(String, u16, u8)> = Vec::new();
    for &(lang, source) in sources {
        let file = lang.map_or("all", Lang::code);
        let mut section: Option<(Signal, bool)> = None;
        for (at, line) in source.lines().enumerate() {
            let fail = |what: String| RuleError {
                file,
                line: at + 1,
                what,
            };
            let line = line.split('#').next().unwrap_or("").trim();
            if line.is_empty() {
                continue;
            }
            if let Some(name) = line.strip_prefix('@') {
                section =
                    Some(section_of(name).ok_or_else(|| fail(format!("unknown signal `{name}`")))?);
                continue;
            }
            let Some((signal, not_negated)) = section else {
                return Err(fail("a rule before any `@signal`".into()));
            };
            let (weight, phrases) = line
                .split_once(' ')
                .ok_or_else(|| fail("want `weight phrase | phrase`".into()))?;
            let weight: f32 = weight
                .parse()
                .map_err(|_| fail(format!("`{weight}` is not a weight")))?;
            for phrase in phrases.split('|') {
                let phrase = phrase.trim();
                let (phrase, not_negated) = match phrase.strip_prefix('~') {
                    Some(phrase) => (phrase, true),
                    None => (phrase, not_negated),
                };
                let at = u16::try_from(rules.len())
                    .map_err(|_| fail("more than 65,535 phrases".into()))?;
                let parts = needles_of(phrase)
                    .filter(|parts| parts.iter().any(|part| is_telling(part)))
                    .ok_or_else(|| fail(format!("empty part, or a bare number, in `{phrase}`")))?;
                let count = u8::try_from(parts.len()).map_err(|_| fail("too many parts".into()))?;
                for (needle, part) in parts.into_iter().zip(0..) {
                    needles.push((needle, at, part));
                }
                rules.push(Rule {
                    signal,
                    weight,
                    lang,
                    phrase: phrase.into(),
                    parts: count,
                    not_negated,
                });
            }
        }
    }
    build(rules, needles)
}

/// The signal of a section's name, and whether its phrases must stand outside negation.
fn section_of(name: &str) -> Option<(Signal, bool)> {
    let plain = name.trim().trim_end_matches('~').trim();
    Signal::parse(plain).map(|signal| (signal, name.trim_end().ends_with('~')))
}

/// The strings to look for, one for each part of a phrase.
fn needles_of(phrase: &str) -> Option<Vec<String>> {
    let mut tokens = Tokens::default();
    phrase
        .split(" + ")
        .map(|part| {
            let part = part.trim();
            let (part, first) = part
                .strip_prefix("^ ")
                .map_or((part, false), |part| (part, true));
            let (part, open) = part
                .strip_suffix('*')
                .map_or((part, false), |part| (part, true));
            tokens.read(part);
            let folded = tokens.folded.get(1..)?;
            let folded = if open { folded.trim_end() } else { folded };
            (!folded.trim().is_empty()).then(|| format!("{}{folded}", if first { "^" } else { "" }))
        })
        .collect()
}

/// A bare number would match every number: digits are all `0` here.
fn is_telling(needle: &str) -> bool {
    needle.chars().any(|c| !c.is_whitespace() && c != '0')
}

fn build(rules: Vec<Rule>, mut needles: Vec<(String, u16, u8)>) -> Result<Rules, RuleError> {
    needles.sort();
    let mut patterns: Vec<String> = Vec::new();
    let mut starts = Vec::new();
    let mut targets = Vec::with_capacity(needles.len());
    for (needle, at, part) in needles {
        if patterns.last() != Some(&needle) {
            starts.push(u32::try_from(targets.len()).unwrap_or(u32::MAX));
            patterns.push(needle);
        }
        targets.push((at, part));
    }
    starts.push(u32::try_from(targets.len()).unwrap_or(u32::MAX));
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(&patterns)
        .map_err(|error| RuleError {
            file: "all",
            line: 0,
            what: error.to_string(),
        })?;
    Ok(Rules {
        list: rules,
        automaton,
        starts,
        targets,
    })
}
