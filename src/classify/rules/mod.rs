//! The keyword rules: phrases kept as data, one file per language, all looked up in one pass over the words.
//!
//! A rule file is made of sections, `@signal`, and lines `weight phrase | phrase | ...`. A phrase is written as people
//! write it; accents, capitals and apostrophes do not matter. `word*` matches the beginning of a word, `a + b` wants `a`
//! before `b` in the same sentence and at most 60 bytes apart, `^` is the beginning of the message, `~` before a phrase
//! (or after the section's name, for all of it) means: not in the scope of a negator. A phrase counts once a message.
//!
//! The words of the phrases are symbols, and the phrases a tree of symbols. Which symbols a word of a message fits is
//! worked out once for each spelling ([`symbols_of`]); a message only walks the tree.

mod compile;

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::fold::Place;
use super::language::Lang;
use super::signal::{Signal, Signals};
use super::spelling::Spellings;
use super::tokens::Token;

/// Folded bytes that may lie between the parts of one phrase.
const GAP: u32 = 60;

/// Symbols that one word can fit: the word itself and beginnings of it.
const SYMBOLS: usize = 6;

/// The rule files; the language of `all` is none.
const SOURCES: &[(Option<Lang>, &str)] = &[
    (None, include_str!("all.txt")),
    (Some(Lang::En), include_str!("en.txt")),
    (Some(Lang::Fr), include_str!("fr.txt")),
    (Some(Lang::De), include_str!("de.txt")),
    (Some(Lang::Es), include_str!("es.txt")),
    (Some(Lang::It), include_str!("it.txt")),
    (Some(Lang::Pt), include_str!("pt.txt")),
];

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    compile::compile(SOURCES)
        .unwrap_or_else(|error| unreachable!("a test compiles the same files: {error}"))
});

/// One phrase.
#[derive(Debug)]
struct Rule {
    signal: Signal,
    weight: f32,
    lang: Option<Lang>,
    /// As written, for `why`.
    phrase: Box<str>,
    parts: u8,
    not_negated: bool,
}

/// All phrases and the tree of their words.
#[derive(Debug, Default)]
struct Rules {
    list: Vec<Rule>,
    /// Whole words and beginnings of words to their symbols.
    words: HashMap<Box<str>, u16>,
    beginnings: HashMap<Box<str>, u16>,
    /// The node that each symbol leads to from the root; 0 is none.
    roots: Vec<u32>,
    /// (symbol, node) of all nodes but the root, ascending within a node.
    children: Vec<(u16, u32)>,
    targets: Vec<compile::Target>,
    /// Where the children and the targets of each node end.
    ends: Vec<(u32, u32)>,
}

impl Rules {
    fn ranges(&self, node: u32) -> (&[(u16, u32)], &[compile::Target]) {
        let end = |at: Option<usize>| at.and_then(|at| self.ends.get(at)).copied();
        let (from, targets_from) = end((node as usize).checked_sub(1)).unwrap_or((0, 0));
        let (to, targets_to) = end(Some(node as usize)).unwrap_or((from, targets_from));
        let children = self.children.get(from as usize..to as usize);
        let targets = self.targets.get(targets_from as usize..targets_to as usize);
        (children.unwrap_or(&[]), targets.unwrap_or(&[]))
    }
}

/// The symbols that a word fits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Symbols {
    list: [u16; SYMBOLS],
    count: u8,
}

impl Symbols {
    fn push(&mut self, symbol: u16) {
        if let Some(place) = self.list.get_mut(usize::from(self.count)) {
            *place = symbol;
            self.count += 1;
        }
    }

    fn list(&self) -> &[u16] {
        self.list.get(..usize::from(self.count)).unwrap_or(&[])
    }
}

/// The symbols that a folded word fits.
pub(super) fn symbols_of(folded: &str) -> Symbols {
    let rules = &*RULES;
    let mut symbols = Symbols::default();
    if let Some(&symbol) = rules.words.get(folded) {
        symbols.push(symbol);
    }
    let ends = folded.char_indices().skip(1).map(|(at, _)| at);
    for end in ends.chain([folded.len()]).take(40) {
        if let Some(&symbol) = folded
            .get(..end)
            .and_then(|head| rules.beginnings.get(head))
        {
            symbols.push(symbol);
        }
    }
    symbols
}

/// How far a phrase of several parts has been found.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    part: u8,
    fired: bool,
    /// Sentence ends before it, and where it ends in the folded message.
    sentence: u16,
    end: u32,
}

/// A place in the message from which a walk down the tree is under way.
#[derive(Clone, Copy, Debug)]
struct Walk {
    node: u32,
    start: u32,
    sentence: u16,
    first: bool,
    negated: bool,
}

/// Reused buffers of [`apply`], and what it found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) signals: Signals,
    /// The rules that fired, in the order of the text.
    fired: Vec<u16>,
    progress: Vec<Progress>,
    touched: Vec<u16>,
    walks: Vec<Walk>,
    next: Vec<Walk>,
}

impl Found {
    /// The phrases behind a signal, weightiest first.
    pub(super) fn phrases(&self, signal: Signal) -> Vec<&'static str> {
        let mut rules: Vec<&Rule> = self
            .fired
            .iter()
            .filter_map(|&at| RULES.list.get(usize::from(at)))
            .filter(|rule| rule.signal == signal && rule.weight > 0.0)
            .collect();
        rules.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        rules.iter().map(|rule| &*rule.phrase).collect()
    }

    fn restart(&mut self, rules: &Rules) {
        self.signals.clear();
        self.fired.clear();
        self.walks.clear();
        self.progress.resize(rules.list.len(), Progress::default());
        for at in self.touched.drain(..) {
            if let Some(progress) = self.progress.get_mut(usize::from(at)) {
                *progress = Progress::default();
            }
        }
    }
}

/// Applies the rules of a language; of all languages when it is not known.
pub(super) fn apply(
    tokens: &[Token],
    spellings: &Spellings,
    lang: Option<Lang>,
    found: &mut Found,
) {
    apply_rules(&RULES, tokens, spellings, lang, found);
}

fn apply_rules(
    rules: &Rules,
    tokens: &[Token],
    spellings: &Spellings,
    lang: Option<Lang>,
    found: &mut Found,
) {
    found.restart(rules);
    let (mut offset, mut sentence, mut first, mut after_number) = (0_u32, 0_u16, true, false);
    for token in tokens {
        let folded = &spellings.get(token.spelling).folded;
        match folded.place {
            Place::Absent => continue,
            Place::Gap => {
                after_number = false;
                continue;
            }
            Place::Number if after_number => continue,
            place => after_number = place == Place::Number,
        }
        let here = Walk {
            node: 0,
            start: offset,
            sentence,
            first,
            negated: token.negated,
        };
        if folded.place == Place::SentenceEnd {
            sentence = sentence.saturating_add(1);
        }
        first = false;
        offset += u32::from(folded.bytes);
        step(
            rules,
            folded.symbols.list(),
            here,
            offset,
            sentence,
            lang,
            found,
        );
    }
}

/// Takes the walks under way, and the one that begins here, one word further.
fn step(
    rules: &Rules,
    symbols: &[u16],
    here: Walk,
    end: u32,
    sentence: u16,
    lang: Option<Lang>,
    found: &mut Found,
) {
    let mut walks = std::mem::take(&mut found.walks);
    let mut next = std::mem::take(&mut found.next);
    next.clear();
    for &symbol in symbols {
        for walk in &walks {
            let (children, _) = rules.ranges(walk.node);
            if let Ok(at) = children.binary_search_by_key(&symbol, |&(symbol, _)| symbol) {
                next.push(Walk {
                    node: children[at].1,
                    ..*walk
                });
            }
        }
        let node = rules.roots.get(usize::from(symbol)).copied().unwrap_or(0);
        if node > 0 {
            next.push(Walk { node, ..here });
        }
    }
    walks.clear();
    for walk in &next {
        let (children, targets) = rules.ranges(walk.node);
        for &(at, part, only_first) in targets {
            if let Some(rule) = rules.list.get(usize::from(at))
                && (lang.is_none() || rule.lang.is_none() || rule.lang == lang)
                && !(rule.not_negated && part == 0 && walk.negated)
                && (walk.first || !only_first)
                && found.advance(at, rule, part, walk, end, sentence)
            {
                found.signals.add(rule.signal, rule.weight);
                found.fired.push(at);
            }
        }
        if !children.is_empty() {
            walks.push(*walk);
        }
    }
    found.walks = walks;
    found.next = next;
}

impl Found {
    /// Notes that a part was found; true when it completes the phrase for the first time.
    fn advance(
        &mut self,
        at: u16,
        rule: &Rule,
        part: u8,
        walk: &Walk,
        end: u32,
        sentence: u16,
    ) -> bool {
        let Some(progress) = self.progress.get_mut(usize::from(at)) else {
            return false;
        };
        if progress.fired {
            return false;
        }
        if part > 0 {
            let follows = progress.part == part
                && walk.start >= progress.end
                && walk.start <= progress.end + GAP;
            if !follows || walk.sentence != progress.sentence {
                return false;
            }
        }
        if progress.part == 0 {
            self.touched.push(at);
        }
        *progress = Progress {
            part: part + 1,
            fired: part + 1 == rule.parts,
            sentence,
            end,
        };
        progress.fired
    }
}

#[cfg(test)]
mod tests;
