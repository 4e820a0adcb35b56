//! Words that many posts share (authors, clients, networks), each held once.

use std::collections::HashMap;

/// A word by its number; the default is the unknown word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u32);

impl Name {
    /// Whether there is a word.
    pub(crate) fn is_known(self) -> bool {
        self.0 > 0
    }

    /// Its place in [`Names::list`].
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// The words.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    numbers: HashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            numbers: HashMap::new(),
            words: vec![Box::from("")],
        }
    }
}

impl Names {
    /// The number of a word.
    pub(crate) fn name(&mut self, word: Option<&str>) -> Name {
        let Some(word) = word.filter(|word| !word.is_empty()) else {
            return Name::default();
        };
        if let Some(number) = self.numbers.get(word) {
            return Name(*number);
        }
        let Ok(number) = u32::try_from(self.words.len()) else {
            return Name::default();
        };
        self.numbers.insert(word.into(), number);
        self.words.push(word.into());
        Name(number)
    }

    /// The word of a number; empty for the unknown one.
    pub(crate) fn word(&self, name: Name) -> &str {
        self.words.get(name.place()).map_or("", |word| word)
    }

    /// All words, the unknown one first.
    pub(crate) fn list(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &**word)
    }
}
