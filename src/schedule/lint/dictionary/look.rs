//! Whether a word is in the dictionary: itself, or a stem with what may be put before and after it.

use super::Dictionary;
use super::affix::{Affix, Flags};

/// Longer words are nobody's: they are not looked up.
const LONGEST: usize = 120;
/// Letters of the shortest part of a compound.
const SHORTEST_PART: usize = 3;

/// Letters of the longest compound that is taken apart.
const LONGEST_COMPOUND: usize = 40;

/// How a word is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// Whether the letters are as they were written, not made small.
    pub(super) as_written: bool,
    /// Whether the word is to be offered to the user.
    pub(super) offered: bool,
}

impl Dictionary {
    /// Whether a word is known; its parts between hyphens may be known instead.
    pub fn knows(&self, word: &str) -> bool {
        if word.len() > LONGEST {
            return true;
        }
        let word = self.input(word);
        self.knows_one(&word, false) || {
            let mut parts = word.split('-').filter(|part| !part.is_empty());
            word.contains('-') && parts.all(|part| self.knows_one(part, false))
        }
    }

    /// Whether a word is known in its own case, or in the case that a sentence or a headline gives it.
    pub(super) fn knows_one(&self, word: &str, offered: bool) -> bool {
        if self.forbids(word) {
            return false;
        }
        let manner = |as_written| Manner {
            as_written,
            offered,
        };
        if self.accepts(word, manner(true)) {
            return true;
        }
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next().is_some_and(char::is_uppercase);
        let all = first && !word.chars().any(char::is_lowercase) && letters.next().is_some();
        let small = word.to_lowercase();
        if first && small != word && self.accepts(&small, manner(false)) {
            return true;
        }
        if all && self.accepts(&capitalised(&small), manner(false)) {
            return true;
        }
        // `l’État` at the beginning of a sentence or in capitals.
        if first
            && let Some(at) = small.find('\'')
            && let (Some(head), Some(tail)) = (small.get(..=at), word.get(at + 1..))
        {
            let tail = if all {
                capitalised(&tail.to_lowercase())
            } else {
                tail.to_owned()
            };
            if self.accepts(&format!("{head}{tail}"), manner(false)) {
                return true;
            }
        }
        self.affixes.compounds && self.is_compound(&small, 3)
    }

    /// The word as the dictionary writes it.
    pub(super) fn input(&self, word: &str) -> String {
        let mut word = word.replace('\u{2011}', "-");
        for (from, to) in &self.affixes.input {
            if word.contains(from.as_str()) {
                word = word.replace(from.as_str(), to);
            }
        }
        if self.affixes.input.is_empty() {
            word = word.replace('’', "'");
        }
        word
    }

    fn forbids(&self, word: &str) -> bool {
        self.entries(word)
            .iter()
            .any(|flags| Self::has(flags, self.affixes.forbidden))
    }

    /// Whether a stem's flags allow it in this manner.
    fn allows(&self, flags: &Flags, manner: Manner) -> bool {
        let affixes = &self.affixes;
        let refused = [
            (true, affixes.forbidden),
            (true, affixes.only_in_compound),
            (!manner.as_written, affixes.keep_case),
            (manner.offered, affixes.no_suggest),
        ];
        !refused
            .into_iter()
            .any(|(counts, flag)| counts && Self::has(flags, flag))
    }

    pub(super) fn accepts(&self, word: &str, manner: Manner) -> bool {
        let stands = |flags: &Flags| {
            self.allows(flags, manner) && !Self::has(flags, self.affixes.need_affix)
        };
        if self.entries(word).iter().any(stands) {
            return true;
        }
        self.with_suffix(word, manner, None) || self.with_prefix(word, manner)
    }

    fn with_prefix(&self, word: &str, manner: Manner) -> bool {
        for (at, _) in word
            .char_indices()
            .chain([(word.len(), ' ')])
            .take_while(|(at, _)| *at <= self.affixes.longest)
        {
            let (Some(head), Some(tail)) = (word.get(..at), word.get(at..)) else {
                continue;
            };
            for prefix in self.affixes.prefixes.get(head).into_iter().flatten() {
                let stem = format!("{}{tail}", prefix.strip);
                if stem.is_empty() || !prefix.fits_start(&stem) {
                    continue;
                }
                let bears = |flags: &Flags| {
                    flags.contains(&prefix.flag)
                        && self.allows(flags, manner)
                        && !Self::has(flags, self.affixes.need_affix)
                };
                if self.entries(&stem).iter().any(bears)
                    || (prefix.cross && self.with_suffix(&stem, manner, Some(prefix)))
                {
                    return true;
                }
            }
        }
        false
    }

    /// Whether the word is a stem with a suffix, or with two; `prefix` is what stood before it and must be allowed by the stem or by the suffix.
    fn with_suffix(&self, word: &str, manner: Manner, prefix: Option<&Affix>) -> bool {
        self.each_suffix(word, &mut |stem, suffix| {
            if prefix.is_some() && !suffix.cross {
                return false;
            }
            let bears = |flags: &Flags| {
                let before = prefix.is_none_or(|prefix| {
                    flags.contains(&prefix.flag) || suffix.flags.contains(&prefix.flag)
                });
                flags.contains(&suffix.flag) && before && self.allows(flags, manner)
            };
            if Self::has(&suffix.flags, self.affixes.need_affix) && prefix.is_none() {
                return false;
            }
            self.entries(stem).iter().any(bears)
                || (prefix.is_none() && self.with_inner(stem, suffix, manner))
        })
    }

    /// Whether the word is a stem with a suffix that `outer` may follow.
    fn with_inner(&self, word: &str, outer: &Affix, manner: Manner) -> bool {
        self.each_suffix(word, &mut |stem, inner| {
            inner.flags.contains(&outer.flag)
                && self
                    .entries(stem)
                    .iter()
                    .any(|flags| flags.contains(&inner.flag) && self.allows(flags, manner))
        })
    }

    /// Whether `is` holds for a way of taking a suffix off the word.
    fn each_suffix(&self, word: &str, is: &mut dyn FnMut(&str, &Affix) -> bool) -> bool {
        let mut stem = String::with_capacity(word.len() + 8);
        for (at, _) in word.char_indices().chain([(word.len(), ' ')]) {
            let (Some(head), Some(tail)) = (word.get(..at), word.get(at..)) else {
                continue;
            };
            if tail.len() > self.affixes.longest || (head.is_empty() && !self.affixes.full_strip) {
                continue;
            }
            for suffix in self.affixes.suffixes.get(tail).into_iter().flatten() {
                stem.clear();
                stem.push_str(head);
                stem.push_str(&suffix.strip);
                if !stem.is_empty() && suffix.fits_end(&stem) && is(&stem, suffix) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether a word in small letters is made of two or three words.
    fn is_compound(&self, word: &str, parts: usize) -> bool {
        let manner = Manner {
            as_written: false,
            offered: false,
        };
        let is_part =
            |part: &str| self.accepts(part, manner) || self.accepts(&capitalised(part), manner);
        let letters = word.chars().count();
        if parts < 2 || !(2 * SHORTEST_PART..=LONGEST_COMPOUND).contains(&letters) {
            return false;
        }
        word.char_indices()
            .skip(SHORTEST_PART)
            .take(letters + 1 - 2 * SHORTEST_PART)
            .any(|(at, _)| {
                let (Some(head), Some(tail)) = (word.get(..at), word.get(at..)) else {
                    return false;
                };
                is_part(head) && (is_part(tail) || self.is_compound(tail, parts - 1))
            })
    }
}

/// The word with a capital.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
