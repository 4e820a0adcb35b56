//! Reads rule files and builds the tree of their words.

use hashbrown::HashMap;

use super::{Rule, Rules};
use crate::classify::fold::{Place, fold_word, place_of};
use crate::classify::language::Lang;
use crate::classify::lex::{Kind, normal_forms};
use crate::classify::signal::Signal;

/// What is wrong with a rule file, and where.
#[derive(Debug, thiserror::Error)]
#[error("{file}.txt:{line}: {what}")]
pub(super) struct RuleError {
    file: &'static str,
    line: usize,
    what: String,
}

/// One part of a phrase: words in a row.
struct Part {
    words: Vec<String>,
    /// Only at the beginning of the message.
    first: bool,
    /// The last word is the beginning of a word.
    open: bool,
}

/// Compiles rule files; the order of the rules is that of the lines.
pub(super) fn compile(sources: &[(Option<Lang>, &str)]) -> Result<Rules, RuleError> {
    let mut rules = Rules::default();
    let mut tree = Tree::default();
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
                let rule = u16::try_from(rules.list.len())
                    .map_err(|_| fail("more than 65,535 phrases".into()))?;
                let parts = parts_of(phrase)
                    .filter(|parts| parts.iter().any(is_telling))
                    .ok_or_else(|| fail(format!("empty part, or a bare number, in `{phrase}`")))?;
                let count = u8::try_from(parts.len()).map_err(|_| fail("too many parts".into()))?;
                for (part, number) in parts.iter().zip(0..) {
                    tree.add(&mut rules, part, (rule, number))
                        .ok_or_else(|| fail("more than 65,535 different words".into()))?;
                }
                rules.list.push(Rule {
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
    tree.flatten(&mut rules);
    Ok(rules)
}

/// The signal of a section's name, and whether its phrases must stand outside negation.
fn section_of(name: &str) -> Option<(Signal, bool)> {
    let plain = name.trim().trim_end_matches('~').trim();
    Signal::parse(plain).map(|signal| (signal, name.trim_end().ends_with('~')))
}

/// The parts of a phrase.
fn parts_of(phrase: &str) -> Option<Vec<Part>> {
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
            let words = folded_words(part);
            (!words.is_empty()).then_some(Part { words, first, open })
        })
        .collect()
}

/// The words of a phrase as the words of a message are folded.
fn folded_words(part: &str) -> Vec<String> {
    let forms = normal_forms(part);
    let mut words: Vec<String> = Vec::new();
    let mut after_number = false;
    for (at, (kind, normal)) in forms.iter().enumerate() {
        let elongated = forms
            .get(at + 1)
            .is_some_and(|(next, _)| *next == Kind::Elong);
        match place_of(normal, *kind) {
            Place::Absent => {}
            Place::Number if after_number => {}
            Place::Gap => after_number = false,
            place => {
                after_number = place == Place::Number;
                let mut word = String::new();
                fold_word(normal, *kind, elongated, &mut word);
                words.push(word);
            }
        }
    }
    words
}

/// A bare number would match every number: digits are all `0` here.
fn is_telling(part: &Part) -> bool {
    part.words.iter().any(|word| word.chars().any(|c| c != '0'))
}

/// The tree while it grows.
#[derive(Default)]
struct Tree {
    /// The children and the targets of each node; the first is the root.
    nodes: Vec<(HashMap<u16, u32>, Vec<Target>)>,
}

/// (rule, part, only at the beginning) that ends at a node.
pub(super) type Target = (u16, u8, bool);

impl Tree {
    fn add(&mut self, rules: &mut Rules, part: &Part, (rule, number): (u16, u8)) -> Option<()> {
        if self.nodes.is_empty() {
            self.nodes.push((HashMap::new(), Vec::new()));
        }
        let mut node = 0_usize;
        for (at, word) in part.words.iter().enumerate() {
            let open = part.open && at + 1 == part.words.len();
            let next = u16::try_from(rules.words.len() + rules.beginnings.len()).ok()?;
            let names = if open {
                &mut rules.beginnings
            } else {
                &mut rules.words
            };
            let symbol = *names.entry(word.as_str().into()).or_insert(next);
            let fresh = u32::try_from(self.nodes.len()).ok()?;
            let child = *self.nodes[node].0.entry(symbol).or_insert(fresh);
            if child == fresh {
                self.nodes.push((HashMap::new(), Vec::new()));
            }
            node = child as usize;
        }
        self.nodes[node].1.push((rule, number, part.first));
        Some(())
    }

    /// Lays the nodes out in arrays; the children of the root are found by symbol, those of others by a short search.
    fn flatten(self, rules: &mut Rules) {
        let symbols = rules.words.len() + rules.beginnings.len();
        rules.roots = vec![0; symbols];
        for (at, (children, targets)) in self.nodes.into_iter().enumerate() {
            let mut children: Vec<(u16, u32)> = children.into_iter().collect();
            children.sort_unstable();
            if at == 0 {
                for &(symbol, child) in &children {
                    rules.roots[usize::from(symbol)] = child;
                }
                children.clear();
            }
            let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            rules.children.extend(children);
            rules.targets.extend(targets);
            rules
                .ends
                .push((count(rules.children.len()), count(rules.targets.len())));
        }
    }
}

/// The most symbols that one word can fit: beginnings that begin each other, and the word itself.
#[cfg(test)]
pub(super) fn deepest(rules: &Rules) -> usize {
    let begun = |word: &str| {
        word.char_indices()
            .skip(1)
            .map(|(at, _)| at)
            .chain([word.len()])
            .filter(|&at| rules.beginnings.contains_key(&word[..at]))
            .count()
    };
    let words = rules.beginnings.keys().chain(rules.words.keys());
    words.map(|word| begun(word) + 1).max().unwrap_or(0)
}
