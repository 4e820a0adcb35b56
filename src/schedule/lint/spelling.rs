//! Spelling: words against the dictionary of the text's language and the charter's own words.

use super::charter::word_key;
use super::finding::{Found, MOST_OF_A_RULE};
use super::hygiene::begins_sentence;
use super::lang::Lang;
use super::scan::Kind;
use super::scope::Scope;

pub(super) fn spelling(scope: &Scope<'_>, found: &mut Found) {
    if scope.dictionaries.is_empty() {
        return;
    }
    let own = scope
        .subject
        .lang
        .as_deref()
        .or(scope.charter.lang.as_deref());
    let tag = own.or(match scope.lang {
        Some(Lang::French) => Some("fr"),
        Some(Lang::English) => Some("en"),
        None => None,
    });
    let dictionaries = tag
        .map(|tag| scope.dictionaries.of(tag))
        .unwrap_or_default();
    let Some(first) = dictionaries.first() else {
        return;
    };
    let known = |word: &str| dictionaries.iter().any(|dictionary| dictionary.knows(word));
    let mut wrong = 0;
    for (place, token) in scope.text.tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let word = scope.text.of(token);
        if !is_checked(scope, place, word) || known(word) || accepted(scope, word) {
            continue;
        }
        let shown: String = word.chars().take(40).collect();
        found.at(
            token.range.clone(),
            format!("`{shown}` is not in the dictionary"),
        );
        wrong += 1;
        // What is not told needs no suggestions.
        if wrong <= MOST_OF_A_RULE {
            let mut meant = first.suggest(word);
            if word.contains('’') {
                for other in &mut meant {
                    *other = other.replace('\'', "’");
                }
            }
            found.hint(if meant.is_empty() {
                "if it is right, add it to the charter's words".to_owned()
            } else {
                format!("{}?", meant.join(", "))
            });
        }
    }
}

/// Names and abbreviations are in no dictionary: what has a capital inside a sentence, or is short and all in capitals, is not looked up.
fn is_checked(scope: &Scope<'_>, place: usize, word: &str) -> bool {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let latin = word
        .chars()
        .all(|c| !c.is_alphabetic() || u32::from(c) < 0x250 || matches!(c, 'ﬁ' | 'ﬂ'));
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let shouted = letters().count() <= 5 && letters().all(char::is_uppercase);
    let inner = word
        .chars()
        .zip(word.chars().skip(1))
        .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let marked = word.chars().any(|c| c.is_numeric() || c == '_' || c == '·');
    latin
        && letters().count() > 1
        && !shouted
        && !inner
        && !marked
        && (!capital || begins_sentence(scope.text, place))
}

/// Whether the charter has the word, itself or without what is elided before it.
fn accepted(scope: &Scope<'_>, word: &str) -> bool {
    let key = word_key(word);
    let tail = key.rsplit('’').next().unwrap_or_default();
    let stem = key.strip_suffix("’s").unwrap_or(&key);
    let words = &scope.charter.words;
    let known = |word: &str| words.contains(word);
    known(&key) || known(tail) || known(stem) || (key.contains('-') && key.split('-').all(known))
}
