//! The keyword rules: phrases kept as data, one file per language, all looked up in one pass over the folded text.
//!
//! A rule file is made of sections, `@signal`, and lines `weight phrase | phrase | ...`. A phrase is written as people
//! write it; accents, capitals and apostrophes do not matter. `word*` matches the beginning of a word, `a + b` wants `a`
//! before `b` in the same sentence and at most 60 bytes apart, `^` is the beginning of the message, `~` before a phrase
//! (or after the section's name, for all of it) means: not in the scope of a negator. A phrase counts once a message.

mod compile;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::language::Lang;
use super::signal::{Signal, Signals};
use super::tokens::Tokens;

/// Folded bytes that may lie between the parts of one phrase.
const GAP: usize = 60;

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

/// All phrases and the automaton that finds their parts.
#[derive(Debug)]
struct Rules {
    list: Vec<Rule>,
    automaton: AhoCorasick,
    /// Where the targets of each needle begin in `targets`; one more at the end.
    starts: Vec<u32>,
    /// (rule, part) of the needles.
    targets: Vec<(u16, u8)>,
}

/// How far a phrase of several parts has been found.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    part: u8,
    end: u32,
    fired: bool,
}

/// Reused buffers of [`apply`], and what it found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) signals: Signals,
    /// The rules that fired, in the order of the text.
    fired: Vec<u16>,
    progress: Vec<Progress>,
    touched: Vec<u16>,
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
}

/// Applies the rules of a language; of all languages when it is not known.
pub(super) fn apply(tokens: &Tokens, lang: Option<Lang>, found: &mut Found) {
    let rules = &*RULES;
    found.signals.clear();
    found.fired.clear();
    found.progress.resize(rules.list.len(), Progress::default());
    for at in found.touched.drain(..) {
        if let Some(progress) = found.progress.get_mut(usize::from(at)) {
            *progress = Progress::default();
        }
    }
    for hit in rules.automaton.find_overlapping_iter(&tokens.folded) {
        let needle = hit.pattern().as_usize();
        let range = match (rules.starts.get(needle), rules.starts.get(needle + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => continue,
        };
        for &(at, part) in rules.targets.get(range).unwrap_or(&[]) {
            let Some(rule) = rules.list.get(usize::from(at)) else {
                continue;
            };
            if lang.is_some() && rule.lang.is_some() && rule.lang != lang {
                continue;
            }
            if rule.not_negated && part == 0 && is_negated(tokens, hit.start()) {
                continue;
            }
            if advance(
                found,
                at,
                rule,
                part,
                hit.start(),
                hit.end(),
                &tokens.folded,
            ) {
                found.signals.add(rule.signal, rule.weight);
                found.fired.push(at);
            }
        }
    }
}

/// Notes that a part was found; true when it completes the phrase for the first time.
fn advance(
    found: &mut Found,
    at: u16,
    rule: &Rule,
    part: u8,
    start: usize,
    end: usize,
    folded: &str,
) -> bool {
    let Some(progress) = found.progress.get_mut(usize::from(at)) else {
        return false;
    };
    if progress.fired {
        return false;
    }
    if part > 0 {
        let from = progress.end as usize;
        let between = folded
            .as_bytes()
            .get(from.saturating_sub(1)..start + 1)
            .unwrap_or(b".");
        let same_sentence = !between
            .iter()
            .any(|byte| matches!(byte, b'.' | b'!' | b'?'));
        if progress.part != part || start + 1 < from || start > from + GAP || !same_sentence {
            return false;
        }
    }
    if !progress.fired && progress.part == 0 {
        found.touched.push(at);
    }
    progress.part = part + 1;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a folded text is far shorter than 4 GiB"
    )]
    let end = end as u32;
    progress.end = end;
    progress.fired = progress.part == rule.parts;
    progress.fired
}

/// Whether the folded word that begins at or after `at` is in the scope of a negator.
fn is_negated(tokens: &Tokens, at: usize) -> bool {
    let next = tokens
        .folded_words
        .partition_point(|&(start, _)| (start as usize) < at);
    tokens
        .folded_words
        .get(next)
        .is_some_and(|&(_, negated)| negated)
}

#[cfg(test)]
mod tests {
    use super::{Found, SOURCES, apply, compile};
    use crate::classify::language::Lang;
    use crate::classify::signal::Signal;
    use crate::classify::tokens::Tokens;

    fn found(text: &str, lang: Option<Lang>) -> Found {
        let mut tokens = Tokens::default();
        tokens.read(text);
        let mut found = Found::default();
        apply(&tokens, lang, &mut found);
        found
    }

    #[test]
    fn the_rule_files_compile() {
        compile::compile(SOURCES).expect("the rule files are right");
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (source, expected) in [
            ("@nonsense\n1 a\n", "all.txt:1"),
            ("@praise\nbien\n", "all.txt:2"),
            ("@praise\n1 a | |b\n", "all.txt:2"),
            ("1 a\n", "all.txt:1"),
        ] {
            let error = compile::compile(&[(None, source)]).expect_err(source);
            assert!(error.to_string().contains(expected), "{error}");
        }
    }

    #[test]
    fn phrases_are_found_whatever_the_accents_and_only_outside_negation() {
        assert!(
            found("Service CLIENT déplorable", Some(Lang::Fr))
                .signals
                .has(Signal::Complaint)
        );
        assert!(
            !found("Pas déçu du tout", Some(Lang::Fr))
                .signals
                .has(Signal::Complaint)
        );
        assert!(
            found("I want a refund", Some(Lang::En))
                .signals
                .has(Signal::Billing)
        );
        assert!(
            !found("I want a refund", Some(Lang::Fr))
                .signals
                .has(Signal::Billing)
        );
    }

    #[test]
    fn parts_must_follow_each_other_in_one_sentence() {
        let text = "@question\n1 avez vous + taille\n";
        let rules = compile::compile(&[(None, text)]).expect("right");
        assert_eq!(rules.list[0].parts, 2);
        let order = |text: &str| {
            let mut tokens = Tokens::default();
            tokens.read(text);
            let mut found = Found {
                progress: vec![super::Progress::default()],
                ..Found::default()
            };
            rules
                .automaton
                .find_overlapping_iter(&tokens.folded)
                .any(|hit| {
                    let (at, part) = rules.targets[hit.pattern().as_usize()];
                    super::advance(
                        &mut found,
                        at,
                        &rules.list[0],
                        part,
                        hit.start(),
                        hit.end(),
                        &tokens.folded,
                    )
                })
        };
        assert!(order("avez-vous cette taille ?"));
        assert!(order("avez vous taille"));
        assert!(!order("taille avez-vous"));
        assert!(!order("avez-vous raison ? taille M"));
    }
}
