//! What was made of texts met lately: reposts, copied messages and ready-made phrases come again and again.
//!
//! What is kept depends on the words alone, never on who wrote them or when, and is found again only by the very same words: so it never changes a
//! judgement, only its cost.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashMap;
use xxhash_rust::xxh3::Xxh3;

/// Texts remembered by a thread. When there are so many, all are forgotten: what comes often is soon known again.
const KEPT: usize = 16 * 1024;

/// 128 bits of a hash with a secret seed: two texts that share them will not be met by chance, and cannot be made by a stranger.
type Key = u128;

/// What was made of the texts met lately.
#[derive(Debug)]
pub(super) struct Recent<T> {
    known: HashMap<Key, T>,
    seed: u64,
    /// Of what else it depends: the model.
    stamp: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Recent {
            known: HashMap::new(),
            seed: RandomState::new().hash_one(0_u8),
            stamp: 0,
        }
    }
}

impl<T: Clone> Recent<T> {
    /// What is known of a text made of `parts`; an absent part is not an empty one.
    pub(super) fn key(&self, parts: &[Option<&str>]) -> Key {
        let mut hash = Xxh3::with_seed(self.seed);
        for part in parts {
            hash.update(
                &part
                    .map_or(u64::MAX, |part| part.len() as u64)
                    .to_le_bytes(),
            );
            hash.update(part.unwrap_or_default().as_bytes());
        }
        hash.digest128()
    }

    /// What was kept under a key while `stamp` was the same.
    pub(super) fn get(&mut self, stamp: u64, key: Key) -> Option<&T> {
        if self.stamp != stamp {
            self.stamp = stamp;
            self.known.clear();
        }
        self.known.get(&key)
    }

    /// Keeps something.
    pub(super) fn keep(&mut self, key: Key, value: T) {
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Recent};

    #[test]
    fn parts_do_not_run_into_each_other_and_another_model_knows_nothing() {
        let mut recent = Recent::default();
        let key = recent.key(&[Some("ab"), Some("c")]);
        assert_ne!(key, recent.key(&[Some("a"), Some("bc")]));
        assert_ne!(recent.key(&[None, Some("")]), recent.key(&[Some(""), None]));
        recent.keep(key, 7);
        assert_eq!(recent.get(0, key), Some(&7));
        assert_eq!(recent.get(1, key), None);
        assert_eq!(recent.get(0, key), None);
    }

    #[test]
    fn no_more_is_kept_than_said() {
        let mut recent = Recent::default();
        for number in 0..=KEPT {
            let key = recent.key(&[Some(&number.to_string())]);
            recent.keep(key, number);
        }
        assert!(recent.known.len() <= KEPT);
        let last = recent.key(&[Some(&KEPT.to_string())]);
        assert_eq!(recent.get(0, last), Some(&KEPT));
    }
}
