//! What a mistake was meant to be: the dictionary's own replacements, accents, neighbours at one edit (P. Norvig, How to write a spelling corrector),
//! two words run into one.

use super::Dictionary;
use super::look::capitalised;

/// Most suggestions for a word.
const MOST: usize = 3;
/// Longer words get none: the neighbours are too many.
const LONGEST: usize = 30;
/// Letters that are tried at each place.
const LETTERS: usize = 36;

/// Letters that are taken for one another because of their accents.
const ACCENTS: &[&str] = &["eéèêë", "aàâä", "iîï", "oôö", "uùûü", "cç", "nñ", "yÿ"];

impl Dictionary {
    /// Words that are known and near, the likeliest first.
    pub fn suggest(&self, word: &str) -> Vec<String> {
        let word = self.input(word);
        if word.chars().count() > LONGEST {
            return Vec::new();
        }
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let small = word.to_lowercase();
        let mut offered = Offered {
            dictionary: self,
            word: small.clone(),
            capital,
            found: Vec::new(),
        };
        for (from, to) in &self.affixes.replacements {
            for (at, _) in small.match_indices(from.as_str()) {
                if let (Some(head), Some(tail)) = (small.get(..at), small.get(at + from.len()..)) {
                    offered.offer(&format!("{head}{to}{tail}"));
                }
            }
        }
        offered.accents(&small, 0, 3);
        offered.neighbours(&small, &self.letters());
        offered.found.truncate(MOST);
        offered.found
    }

    fn letters(&self) -> Vec<char> {
        let tried = self
            .affixes
            .letters
            .chars()
            .filter(|c| c.is_lowercase() || *c == '\'');
        let letters: Vec<char> = tried.take(LETTERS).collect();
        if letters.is_empty() {
            ('a'..='z').collect()
        } else {
            letters
        }
    }
}

struct Offered<'a> {
    dictionary: &'a Dictionary,
    word: String,
    capital: bool,
    found: Vec<String>,
}

impl Offered<'_> {
    fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    fn offer(&mut self, candidate: &str) {
        if self.is_full() || candidate.is_empty() || candidate == self.word {
            return;
        }
        let known = candidate.split(' ').all(|part| {
            self.dictionary.knows_one(part, true)
                || self.dictionary.knows_one(&capitalised(part), true)
        });
        let own = if self.capital {
            capitalised(candidate)
        } else {
            candidate.to_owned()
        };
        let written = if self.dictionary.knows_one(&own, true) || candidate.contains(' ') {
            own
        } else {
            capitalised(candidate)
        };
        if known && !self.found.contains(&written) {
            self.found.push(written);
        }
    }

    /// The word with other accents at up to `left` places from `from` on.
    fn accents(&mut self, word: &str, from: usize, left: usize) {
        if left == 0 || self.is_full() {
            return;
        }
        for (at, c) in word.char_indices().filter(|(at, _)| *at >= from) {
            for other in ACCENTS
                .iter()
                .filter(|group| group.contains(c))
                .flat_map(|group| group.chars())
            {
                if other != c
                    && let (Some(head), Some(tail)) =
                        (word.get(..at), word.get(at + c.len_utf8()..))
                {
                    let candidate = format!("{head}{other}{tail}");
                    self.offer(&candidate);
                    self.accents(&candidate, at + other.len_utf8(), left - 1);
                }
            }
        }
    }

    /// What one edit makes of the word: two letters swapped, one out, one other, one in, a space in.
    fn neighbours(&mut self, word: &str, letters: &[char]) {
        let all: Vec<char> = word.chars().collect();
        let with = |edit: &dyn Fn(&mut Vec<char>)| -> String {
            let mut edited = all.clone();
            edit(&mut edited);
            edited.into_iter().collect()
        };
        for at in 0..all.len().saturating_sub(1) {
            self.offer(&with(&|word| word.swap(at, at + 1)));
        }
        for at in 0..all.len() {
            self.offer(&with(&|word| {
                word.remove(at);
            }));
        }
        for at in 0..=all.len() {
            for &letter in letters {
                self.offer(&with(&|word| word.insert(at, letter)));
                if self.is_full() {
                    return;
                }
            }
        }
        for at in 0..all.len() {
            for &letter in letters {
                self.offer(&with(&|word| {
                    if let Some(place) = word.get_mut(at) {
                        *place = letter;
                    }
                }));
                if self.is_full() {
                    return;
                }
            }
        }
        for at in 1..all.len() {
            self.offer(&with(&|word| word.insert(at, ' ')));
        }
    }
}
