//! Words that talk to a language model instead of a brand, however they are written.
//!
//! What is found here costs a message its second opinion and nothing else, so that a find too many does no harm.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::encoded::hides_text;

/// The phrases: words of a line; `*` for up to [`GAP`] words.
static PHRASES: LazyLock<HashMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut phrases: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    for line in lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let Some(first) = words.first() {
            phrases.entry(first).or_default().push(words);
        }
    }
    phrases
});

/// The longer phrases without their spaces: the parts on both sides of `*`.
static RUN_TOGETHER: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let parts = |line: &str| line.split('*').map(|part| part.replace(' ', "")).collect();
    let all = lines().map(parts);
    all.filter(|parts: &Vec<String>| parts.iter().map(String::len).sum::<usize>() >= LONG)
        .collect()
});

fn lines() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("steer.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Words that `*` stands for, at most.
const GAP: usize = 4;
/// The same in letters, where there are no words.
const GAP_LETTERS: usize = 40;
/// Letters from which a phrase is looked for without its spaces; shorter ones stand inside other words.
const LONG: usize = 10;
/// Letters that stand alone, one after the other: `i g n o r e`.
const SPELLED: usize = 5;

/// Marks that only chat templates have.
const MARKS: &[&str] = &[
    "<|",
    "|>",
    "<<sys",
    "</s>",
    "[/inst",
    "{\"sentiment",
    "\"intent\"",
];

/// Who speaks in a chat: followed by a colon or the end of a bracket.
const ROLES: &[&str] = &["system", "assistant", "developer", "systeme", "sistema"];

/// Whether a message talks to the model that judges it.
pub fn steers(message: &str) -> bool {
    let folded = fold(message);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    has_phrase(&words)
        || MARKS.iter().any(|mark| folded.contains(mark))
        || has_role(&folded)
        || is_spelled(&words)
        || runs_together(&words)
        || has_unseen_words(message)
        || hides_text(message, steers_openly)
}

/// [`steers`] for what was decoded.
fn steers_openly(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.len() > 1 || has_phrase(&words)
}

/// Small letters without accents, unseen marks, look-alikes of other scripts and digits for letters.
fn fold(message: &str) -> String {
    let plain = message
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_unseen(*c))
        .flat_map(char::to_lowercase)
        .map(look_alike);
    let mut folded = String::new();
    let mut last = ' ';
    for c in plain {
        // `1gnore`, `pr3vious`: a digit beside a letter.
        match digit(c) {
            Some(letter) if last.is_alphabetic() => folded.push(letter),
            _ => folded.push(c),
        }
        if c.is_alphabetic()
            && let Some(before) = folded.chars().rev().nth(1)
            && let Some(letter) = digit(before)
        {
            folded.truncate(folded.len() - c.len_utf8() - before.len_utf8());
            folded.push(letter);
            folded.push(c);
        }
        last = c;
    }
    folded
}

/// The letter that a digit is written for.
fn digit(c: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        _ => return None,
    })
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn look_alike(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'е' | 'ε' => 'e',
        'і' | 'ι' | 'ı' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'ո' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ν' => 'v',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        other => other,
    }
}

/// Marks that are not shown and may stand inside a word.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
    )
}

/// Tag characters spell words that nobody sees; only the flags of parts of a country need them.
fn has_unseen_words(message: &str) -> bool {
    let tags = |c: char| matches!(c, '\u{e0000}'..='\u{e007f}');
    message.contains(tags) && !message.contains('\u{1f3f4}')
}

fn has_phrase(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let known = PHRASES.get(word).into_iter().flatten();
        let rest = words.get(at..).unwrap_or_default();
        known.into_iter().any(|phrase| begins_with(rest, phrase))
    })
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

/// `system:`, `[system]`, `### system`.
fn has_role(folded: &str) -> bool {
    ROLES.iter().any(|role| {
        folded.match_indices(role).any(|(at, _)| {
            let before = folded.get(..at).unwrap_or_default();
            let after = folded.get(at + role.len()..).unwrap_or_default();
            if before.ends_with(char::is_alphanumeric) {
                return false;
            }
            let opens = !before
                .trim_end_matches(' ')
                .ends_with(char::is_alphanumeric);
            let closes = |text: &str| text.starts_with([':', ']', '>', '|']);
            closes(after) || opens && closes(after.trim_start_matches([' ', '*', '_', '#']))
        })
    })
}

fn is_spelled(words: &[&str]) -> bool {
    let mut run = 0;
    words.iter().any(|word| {
        let alone = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        run = if alone { run + 1 } else { 0 };
        run >= SPELLED
    })
}

/// A phrase whose words are cut or joined anew: `ig nore previousinstructions`.
fn runs_together(words: &[&str]) -> bool {
    let text = words.concat();
    RUN_TOGETHER.iter().any(|parts| match parts.as_slice() {
        [whole] => text.contains(whole.as_str()),
        [first, second] => text.match_indices(first.as_str()).any(|(at, _)| {
            let rest = text.get(at + first.len()..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(GAP_LETTERS));
            rest.is_some_and(|rest| rest.contains(second.as_str()))
        }),
        _ => false,
    })
}
