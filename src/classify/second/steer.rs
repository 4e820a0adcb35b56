//! Words that talk to a language model instead of a brand.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The phrases: words of a line; `*` for up to [`GAP`] words.
static PHRASES: LazyLock<HashMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut phrases: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    let lines = include_str!("steer.txt").lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        if let Some(first) = words.first() {
            phrases.entry(first).or_default().push(words);
        }
    }
    phrases
});

/// Words that `*` stands for, at most.
const GAP: usize = 4;

/// Whether a message talks to the model that judges it.
pub fn steers(message: &str) -> bool {
    let folded: String = message
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_unseen(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().any(|(at, word)| {
        let known = PHRASES.get(word).into_iter().flatten();
        let rest = words.get(at..).unwrap_or_default();
        known.into_iter().any(|phrase| begins_with(rest, phrase))
    })
}

/// Marks that are not shown and may stand inside a word.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn begins_with(words: &[&str], phrase: &[&str]) -> bool {
    let Some((first, more)) = phrase.split_first() else {
        return true;
    };
    if *first == "*" {
        return (0..=GAP).any(|gap| {
            words
                .get(gap..)
                .is_some_and(|words| begins_with(words, more))
        });
    }
    words
        .split_first()
        .is_some_and(|(word, words)| word == first && begins_with(words, more))
}
