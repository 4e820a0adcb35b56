//! What the reports' sentences are in French. `french.txt` holds a sentence a line, `English => French`; `{}` stands for whatever is told in between.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime};

use super::Cell;

const SENTENCES: &str = include_str!("french.txt");

/// Longest sentence that is looked at; ours are far shorter.
const LONGEST: usize = 600;
/// How deep sentences stand within sentences.
const DEPTH: usize = 3;

struct Catalogue {
    whole: HashMap<&'static str, &'static str>,
    phrases: HashMap<&'static str, &'static str>,
    patterns: Vec<(Vec<&'static str>, &'static str)>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue {
        whole: HashMap::new(),
        phrases: HashMap::new(),
        patterns: Vec::new(),
    };
    let lines = SENTENCES.lines().filter(|line| !line.starts_with('#'));
    for (english, french) in lines.filter_map(|line| line.split_once(" => ")) {
        if english.contains("{}") {
            catalogue.phrases.insert(english, french);
            catalogue
                .patterns
                .push((english.split("{}").collect(), french));
        } else {
            catalogue.whole.insert(english, french);
        }
    }
    catalogue
});

/// A sentence in French, if it is known; blanks around it are kept.
pub(super) fn sentence(english: &str) -> Option<String> {
    said(english, DEPTH)
}

/// A phrase in French, if it is known as a whole: the figures take the places of `{}` in their order.
pub(super) fn phrase(pieces: &[Cell]) -> Option<Vec<Cell>> {
    let mut figures = Vec::new();
    let mut english = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            // A word between two of our pieces, such as the name of a network, stands for a figure.
            Cell::Text(text) if !stands_between(pieces, index) => english.push_str(text),
            figure => {
                figures.push(figure.clone());
                english.push_str("{}");
            }
        }
    }
    let french = CATALOGUE.phrases.get(english.trim())?;
    let mut figures = figures.into_iter();
    let mut said = Vec::new();
    for (index, piece) in french.split("{}").enumerate() {
        if index > 0 {
            said.push(figures.next()?);
        }
        if !piece.is_empty() {
            said.push(Cell::Text(piece.to_owned()));
        }
    }
    Some(said)
}

fn stands_between(pieces: &[Cell], index: usize) -> bool {
    let is_text =
        |at: Option<usize>| matches!(at.and_then(|at| pieces.get(at)), Some(Cell::Text(_)));
    is_text(index.checked_sub(1)) && is_text(Some(index + 1))
}

fn said(english: &str, depth: usize) -> Option<String> {
    let bare = english.trim();
    if bare.is_empty() || bare.len() > LONGEST {
        return None;
    }
    let start = english.len() - english.trim_start().len();
    let around = |french: String| {
        let (before, after) = (&english[..start], &english[start + bare.len()..]);
        format!("{before}{french}{after}")
    };
    if let Some(french) = CATALOGUE.whole.get(bare) {
        return Some(around((*french).to_owned()));
    }
    let depth = depth.checked_sub(1)?;
    CATALOGUE
        .patterns
        .iter()
        .find_map(|(english, french)| Some(around(filled(french, &holes(english, bare)?, depth))))
}

/// What stands in the holes of a pattern, if the text is such a sentence. The last hole takes as little as it can, and so on: dates stand at the end.
fn holes<'a>(pattern: &[&str], text: &'a str) -> Option<Vec<&'a str>> {
    let (first, rest) = pattern.split_first()?;
    let (last, between) = rest.split_last()?;
    let mut text = text.strip_prefix(first)?.strip_suffix(last)?;
    let mut found = Vec::new();
    for piece in between.iter().rev() {
        let (before, hole) = text.rsplit_once(piece)?;
        found.push(hole);
        text = before;
    }
    found.push(text);
    found.reverse();
    (!found.iter().any(|hole| hole.is_empty())).then_some(found)
}

fn filled(french: &str, holes: &[&str], depth: usize) -> String {
    let mut text = String::new();
    let mut holes = holes.iter();
    for (index, piece) in french.split("{}").enumerate() {
        if index > 0 {
            text.push_str(
                &holes
                    .next()
                    .map_or_else(String::new, |hole| inside(hole, depth)),
            );
        }
        text.push_str(piece);
    }
    text
}

/// A day or a number as the French write them, a sentence within a sentence, a list of words, or what it was.
fn inside(hole: &str, depth: usize) -> String {
    if let Ok(day) = hole.parse::<NaiveDate>() {
        return day.format("%d/%m/%Y").to_string();
    }
    if let Ok(time) = NaiveDateTime::parse_from_str(hole, "%Y-%m-%d %H:%M") {
        return time.format("%d/%m/%Y %H:%M").to_string();
    }
    if let Some(number) = number(hole) {
        return number;
    }
    if let Some(said) = said(hole, depth) {
        return said;
    }
    let words: Vec<String> = hole
        .split(", ")
        .map(|word| match CATALOGUE.whole.get(word) {
            Some(french) => (*french).to_owned(),
            None => word.to_owned(),
        })
        .collect();
    words.join(", ")
}

/// `1,234.5%` as `1 234,5 %` with spaces that do not break.
fn number(english: &str) -> Option<String> {
    let (digits, percent) = match english.strip_suffix('%') {
        Some(digits) => (digits, "\u{202f}%"),
        None => (english, ""),
    };
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit() || "+-−<".contains(c))
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits
            .chars()
            .skip(1)
            .all(|c| c.is_ascii_digit() || c == ',' || c == '.');
    let swapped = |c| match c {
        ',' => '\u{202f}',
        '.' => ',',
        other => other,
    };
    numeric.then(|| digits.chars().map(swapped).collect::<String>() + percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_a_sentence_with_as_many_holes_in_both() {
        let mut seen = std::collections::HashSet::new();
        for line in SENTENCES
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (english, french) = line.split_once(" => ").unwrap_or_else(|| panic!("{line}"));
            assert!(seen.insert(english), "twice: {english}");
            let count = |text: &str| text.matches("{}").count();
            assert_eq!(count(english), count(french), "{line}");
            assert_eq!((english.trim(), french.trim()), (english, french), "{line}");
            assert!(english.trim_matches(['{', '}', ' ']).len() > 1, "{line}");
        }
    }

    #[test]
    fn holes_take_days_numbers_and_lists() {
        assert_eq!(
            sentence("Summary by day, client, 2026-11-01 to 2026-11-02").as_deref(),
            Some("Synthèse par jour, client, du 01/11/2026 au 02/11/2026")
        );
        assert_eq!(
            number("1,234.5%").as_deref(),
            Some("1\u{202f}234,5\u{202f}%")
        );
        assert_eq!(number("10.0.0.1"), None);
        assert_eq!(sentence(" likes ").as_deref(), Some(" j’aime "));
        assert_eq!(sentence("a stranger's words"), None);
        assert_eq!(sentence(&"{}".repeat(100_000)), None);
    }
}
