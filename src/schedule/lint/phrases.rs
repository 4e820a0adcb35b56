//! Words and phrases looked for in a text: without regard to case and to the kind of apostrophe, with `*` for any ending of a word.

use std::collections::HashMap;
use std::ops::Range;

use super::scan::{Kind, Text};

/// A word of a phrase.
#[derive(Clone, Debug)]
struct Part {
    word: String,
    open: bool,
}

/// Phrases to look for.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// As they were given.
    pub(super) given: Vec<String>,
    parts: Vec<Vec<Part>>,
    /// First word to the phrases that begin with it.
    by_first: HashMap<String, Vec<usize>>,
    /// Phrases whose first word is open.
    open_first: Vec<usize>,
}

/// A word of a text as it is compared, and where it stands.
pub(super) type Folded = (String, Range<usize>);

impl Phrases {
    pub(super) fn new<'a>(phrases: impl Iterator<Item = &'a String>) -> Self {
        let mut all = Phrases::default();
        for phrase in phrases {
            let parts: Vec<Part> = phrase
                .split_whitespace()
                .flat_map(|word| {
                    let open = word.ends_with('*');
                    let mut folded: Vec<Part> = folded(&Text::new(word))
                        .into_iter()
                        .map(|(word, _)| Part { word, open: false })
                        .collect();
                    if let Some(last) = folded.last_mut() {
                        last.open = open;
                    }
                    folded
                })
                .collect();
            let place = all.parts.len();
            match parts.first() {
                Some(first) if first.open => all.open_first.push(place),
                Some(first) => all
                    .by_first
                    .entry(first.word.clone())
                    .or_default()
                    .push(place),
                None => {}
            }
            all.given.push(phrase.clone());
            all.parts.push(parts);
        }
        all
    }

    pub(super) fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Where the phrases stand: the place in [`Self::given`], and bytes of the text.
    pub(super) fn find(&self, words: &[Folded]) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        for (at, (word, range)) in words.iter().enumerate() {
            let closed = self.by_first.get(word).into_iter().flatten();
            for &place in closed.chain(&self.open_first) {
                let Some(parts) = self.parts.get(place) else {
                    continue;
                };
                let Some(here) = words.get(at..at + parts.len()) else {
                    continue;
                };
                let fits = |(part, (word, _)): (&Part, &Folded)| {
                    if part.open {
                        word.starts_with(&part.word)
                    } else {
                        *word == part.word
                    }
                };
                if parts.iter().zip(here).all(fits) {
                    let end = here.last().map_or(range.end, |(_, last)| last.end);
                    found.push((place, range.start..end));
                }
            }
        }
        found
    }
}

/// The words of a text in lower case, cut at apostrophes and hyphens; links, mentions and code are left out.
pub(super) fn folded(text: &Text<'_>) -> Vec<Folded> {
    let mut words = Vec::new();
    for token in &text.tokens {
        if !matches!(token.kind, Kind::Word | Kind::Number | Kind::Hashtag) {
            continue;
        }
        let raw = text.of(token);
        let mut start = 0;
        let ends = raw.match_indices(['\'', '’', '-', '\u{2011}', '#', '＃']);
        for (end, cut) in ends.chain([(raw.len(), "")]) {
            if let Some(word) = raw.get(start..end).filter(|word| !word.is_empty()) {
                let from = token.range.start + start;
                words.push((word.to_lowercase(), from..from + word.len()));
            }
            start = end + cut.len();
        }
    }
    words
}
