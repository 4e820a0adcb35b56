//! Hunspell dictionaries: the part of the format (hunspell(5)) that French, English and the other languages of western Europe need to tell words from
//! mistakes. A reader of our own, because the one that exists (`spellbook`) is under the MPL, which this project does not take in.
//!
//! Understood: SET, FLAG, AF, PFX, SFX (also twofold), FULLSTRIP, NEEDAFFIX, FORBIDDENWORD, KEEPCASE, NOSUGGEST, ONLYINCOMPOUND, ICONV, BREAK at
//! hyphens, REP, TRY. Compounds (COMPOUNDFLAG, COMPOUNDBEGIN and the like) are accepted when each of at most three parts is a word: more than Hunspell
//! accepts. Not understood, and without harm to telling mistakes: morphology, PHONE, KEY, COMPOUNDRULE.

mod affix;
mod look;
mod suggest;

use std::collections::HashMap;
use std::sync::Arc;

use affix::{Affixes, Flags};

/// Dictionaries by the language of their tag: `fr`, `en`, or `en-gb`.
#[derive(Debug, Default)]
pub struct Dictionaries(Vec<(String, Dictionary)>);

impl Dictionaries {
    /// Adds the dictionary of a tag such as `fr` or `en_GB`.
    pub fn add(&mut self, tag: &str, dictionary: Dictionary) {
        self.0
            .push((tag.to_lowercase().replace('_', "-"), dictionary));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The dictionary of a tag such as `en-GB`; for a tag without a region all of the language, for a text may be in any of its ways to spell.
    pub(super) fn of(&self, tag: &str) -> Vec<&Dictionary> {
        let tag = tag.to_lowercase().replace('_', "-");
        let language = tag.split('-').next().unwrap_or_default();
        let own = self
            .0
            .iter()
            .find(|(name, _)| *name == tag && tag.contains('-'));
        if let Some((_, own)) = own {
            return vec![own];
        }
        let same = |name: &String| name.split('-').next() == Some(language);
        let near = self.0.iter().filter(|(name, _)| same(name));
        near.map(|(_, dictionary)| dictionary).collect()
    }
}

/// A dictionary: stems with flags, and what may be put before and after them.
#[derive(Debug)]
pub struct Dictionary {
    affixes: Affixes,
    stems: HashMap<Box<str>, Vec<Flags>>,
}

/// A dictionary that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DictionaryError(pub(super) String);

impl Dictionary {
    /// Reads the bytes of an `.aff` and of a `.dic` file.
    pub fn read(aff: &[u8], dic: &[u8]) -> Result<Self, DictionaryError> {
        let encoding = affix::encoding(aff)?;
        let mut affixes = Affixes::read(&encoding.decode(aff).0)?;
        let text = encoding.decode(dic).0;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut stems: HashMap<Box<str>, Vec<Flags>> = HashMap::new();
        // The first line is the number of the others.
        for line in text.lines().skip(1) {
            let line = line.split('\t').next().unwrap_or_default();
            let (word, flags) = cut(line);
            if word.is_empty() {
                continue;
            }
            let flags = affixes.flags(flags);
            stems
                .entry(word.replace("\\/", "/").into())
                .or_default()
                .push(flags);
        }
        if stems.is_empty() {
            return Err(DictionaryError("the dictionary holds no word".to_owned()));
        }
        Ok(Dictionary { affixes, stems })
    }

    fn entries(&self, stem: &str) -> &[Flags] {
        self.stems.get(stem).map_or(&[], Vec::as_slice)
    }

    fn has(flags: &Arc<[u64]>, flag: Option<u64>) -> bool {
        flag.is_some_and(|flag| flags.contains(&flag))
    }
}

/// The word of a line and its flags: they follow the first slash that no backslash precedes; morphology follows a space after them.
fn cut(line: &str) -> (&str, &str) {
    let slash = line
        .match_indices('/')
        .map(|(at, _)| at)
        .find(|&at| at > 0 && line.as_bytes().get(at - 1) != Some(&b'\\'));
    match slash {
        Some(at) => {
            let flags = line.get(at + 1..).unwrap_or_default();
            (
                line.get(..at).unwrap_or_default(),
                flags.split(' ').next().unwrap_or_default(),
            )
        }
        // `New York` has a space that belongs to it; ` po:nom` does not.
        None => {
            let end = line
                .find(" po:")
                .or_else(|| line.find(" st:"))
                .or_else(|| line.find(" is:"))
                .unwrap_or(line.len());
            (line.get(..end).unwrap_or_default().trim_end(), "")
        }
    }
}

#[cfg(test)]
mod tests;
