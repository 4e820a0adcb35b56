//! What is kept of a text's words to compare it with others.

use super::meaning::Facts;
use super::wording::{Kind, mix, words};
use crate::classify::MAX_BYTES;
use crate::classify::recent::Recent;

/// Hashes kept. Texts of up to 34 words are compared exactly; beyond, the share of common shingles has a standard error of at most 0.09.
const MOST: usize = 32;
/// Shorter texts are only equal or different.
const SHORTEST_SHINGLED: usize = 6;
/// Still shorter ones ("merci beaucoup") are everybody's.
const SHORTEST: usize = 3;

/// The share of shingles that two texts have in common (Jaccard), from their sketches.
pub(super) fn resemblance<T: Ord>(a: &[T], b: &[T]) -> f32 {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let mut all = 0_u16;
    let mut common = 0_u16;
    // A full sketch says nothing of values above its last; a shorter one holds all there are.
    let full = a.len() == MOST || b.len() == MOST;
    while all < MOST_VALUES || !full {
        match (left.peek(), right.peek()) {
            (None, None) => break,
            (Some(x), Some(y)) if x == y => {
                common += 1;
                left.next();
                right.next();
            }
            (Some(x), Some(y)) if x < y => {
                left.next();
            }
            (Some(_), None) => {
                left.next();
            }
            _ => {
                right.next();
            }
        }
        all += 1;
    }
    f32::from(common) / f32::from(all.max(1))
}

#[expect(clippy::cast_possible_truncation, reason = "a small number")]
const MOST_VALUES: u16 = MOST as u16;

/// Letters of a script without blanks that count as a word.
const LETTERS_OF_WORD: usize = 3;

/// Makes sketches; its buffers are used again and again.
#[derive(Debug, Default)]
pub struct Sketcher {
    words: Vec<u64>,
    folded: String,
    values: Vec<u32>,
    facts: Facts,
    recent: Recent<(Box<[u32]>, Facts)>,
}

impl Sketcher {
    /// The sketch of a message: the smallest hashes of its shingles, sorted; none when it has too few words. The posts of one `client` are compared
    /// among themselves only.
    pub fn sketch(&mut self, client: Option<&str>, title: Option<&str>, text: &str) -> &[u32] {
        self.values.clear();
        let key = self.recent.key(&[client, title, Some(text)]);
        if let Some((values, facts)) = self.recent.get(key) {
            self.values.extend_from_slice(values);
            self.facts = *facts;
            return &self.values;
        }
        self.make(client, title, text);
        let made = (self.values.as_slice().into(), self.facts);
        self.recent.keep(key, made);
        &self.values
    }

    /// The sketch that was made last.
    pub(in crate::classify) fn last(&self) -> &[u32] {
        &self.values
    }

    /// The numbers and negations of the message that was sketched last.
    pub(in crate::classify) fn facts(&self) -> Facts {
        self.facts
    }

    fn make(&mut self, client: Option<&str>, title: Option<&str>, text: &str) {
        self.words.clear();
        let mut facts = Facts::default();
        let mut letters = 0;
        for part in [title.unwrap_or_default(), text] {
            let part = part
                .get(..part.floor_char_boundary(MAX_BYTES))
                .unwrap_or_default();
            words(part, &mut self.folded, |word, kind| {
                facts.hear(word, kind);
                letters += usize::from(kind == Kind::Letter);
                self.words.push(word);
            });
        }
        self.facts = facts;
        let seed = client.map_or(0, |client| {
            xxhash_rust::xxh3::xxh3_64(client.as_bytes()) | 1
        });
        match self.words.len() - letters + letters / LETTERS_OF_WORD {
            words if words < SHORTEST => {}
            words if words < SHORTEST_SHINGLED => {
                let all = self.words.iter().fold(!seed, |all, word| mix(all ^ word));
                self.values.push(upper(all));
            }
            _ => {
                let shingles = self.words.array_windows().map(|[a, b, c]| {
                    upper(mix((seed ^ a).rotate_left(21) ^ b.rotate_left(42) ^ c))
                });
                self.values.extend(shingles);
                self.values.sort_unstable();
                self.values.dedup();
                self.values.truncate(MOST);
            }
        }
    }
}

fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}
