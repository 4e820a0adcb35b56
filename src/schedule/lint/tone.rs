//! Marks of tone: exclamation, capitals, stretched words.

use super::charter::word_key;
use super::finding::Found;
use super::scan::{Kind, Text, Token};
use super::scope::Scope;

/// Letters from which a word in capitals, alone, is taken for shouting and not for an abbreviation.
const SHOUTED_WORD: usize = 6;
/// Words in capitals in a row from which they are shouting, and how many letters they have in all.
const SHOUTED_RUN: (usize, usize) = (3, 8);
/// Abbreviations of six letters and more that everybody writes in capitals.
const ABBREVIATIONS: &[&str] = &[
    "UNESCO", "UNICEF", "INSERM", "ADEME", "COVID", "FIFPRO", "EBITDA", "AFNOR", "OPQUAST",
    "NASDAQ", "CAC40", "HTTPS", "CICR",
];

pub(super) fn exclamation(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    let is_mark = |token: &Token| {
        token.kind == Kind::Mark && ["!", "?", "！", "？"].contains(&text.of(token))
    };
    let mut exclamations = 0;
    let mut place = 0;
    let mut last = None;
    while let Some(token) = text.token(place) {
        if !is_mark(token) {
            place += 1;
            continue;
        }
        let start = token.range.start;
        let mut end = place;
        while text.token(end).is_some_and(is_mark) {
            end += 1;
        }
        let to = text.before(end).map_or(start, |token| token.range.end);
        let run = text.raw.get(start..to).unwrap_or_default();
        exclamations += run.matches(['!', '！']).count();
        last = Some(start..to);
        if end - place > 1 && run != "?!" && run != "!?" {
            let shown: String = run.chars().take(8).collect();
            found
                .at(start..to, format!("`{shown}` is a run of marks"))
                .hint("one is enough");
        }
        place = end;
    }
    let most = scope.charter.max_exclamations;
    if exclamations > most
        && let Some(last) = last
    {
        found
            .at(
                last,
                format!("{exclamations} exclamation marks where the charter has at most {most}"),
            )
            .hint("let the words do it");
    }
}

pub(super) fn capitals(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    let mut run: Vec<&Token> = Vec::new();
    for token in &text.tokens {
        match token.kind {
            Kind::Word if is_shouted(scope, text.of(token)) => run.push(token),
            Kind::Space | Kind::Number => {}
            Kind::Mark if [",", "’", "'", "-", "&"].contains(&text.of(token)) => {}
            _ => {
                shout(text, &run, found);
                run.clear();
            }
        }
    }
    shout(text, &run, found);
}

fn shout(text: &Text<'_>, run: &[&Token], found: &mut Found) {
    let letters = |token: &Token| text.of(token).chars().filter(|c| c.is_alphabetic()).count();
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    let range = first.range.start..last.range.end;
    let all: usize = run.iter().map(|token| letters(token)).sum();
    let long = run.iter().any(|token| letters(token) >= SHOUTED_WORD);
    if long || (run.len() >= SHOUTED_RUN.0 && all >= SHOUTED_RUN.1) {
        let shown: String = text
            .raw
            .get(range.clone())
            .unwrap_or_default()
            .chars()
            .take(40)
            .collect();
        found
            .at(range, format!("`{shown}` is shouted"))
            .hint("write it small; if it is a name, add it to the charter's words");
    }
}

/// A word in capitals that is no known abbreviation and no word of the charter.
fn is_shouted(scope: &Scope<'_>, word: &str) -> bool {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 2
        && letters().all(char::is_uppercase)
        && !ABBREVIATIONS.contains(&word)
        && !scope.charter.words.contains(&word_key(word))
}

pub(super) fn stretched(scope: &Scope<'_>, found: &mut Found) {
    for token in scope.text.all(Kind::Word) {
        let word = scope.text.of(token);
        let mut run = 0;
        let mut before = None;
        let mut most = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            run = if before == Some(c) { run + 1 } else { 1 };
            before = Some(c);
            most = most.max(run);
        }
        // "www" and roman numerals have three.
        if most > 3 {
            let shown: String = word.chars().take(30).collect();
            found
                .at(token.range.clone(), format!("`{shown}` is stretched"))
                .hint("write the word as it is");
        }
    }
}
