//! What was made of texts met lately: reposts, copied messages and ready-made phrases come again and again.
//!
//! What is kept depends on the words alone, never on who wrote them or when, and is found again only by the very same words: so it never changes a
//! judgement, only its cost.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::HashMap;
use xxhash_rust::xxh3::Xxh3;

/// Texts remembered. When there are so many, all are forgotten: what comes often is soon known again.
const KEPT: usize = 16 * 1024;
/// Parts of a memory that threads share, so that they seldom wait for one another.
const SHARDS: usize = 16;

/// 128 bits of a hash with a secret seed: two texts that share them will not be met by chance, and cannot be made by a stranger.
type Key = u128;

/// Makes keys of texts.
#[derive(Debug)]
struct Secret(u64);

impl Default for Secret {
    fn default() -> Self {
        Secret(RandomState::new().hash_one(0_u8))
    }
}

impl Secret {
    /// The key of a text made of `parts`; an absent part is not an empty one.
    fn key(&self, parts: &[Option<&str>]) -> Key {
        let mut hash = Xxh3::with_seed(self.0);
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
}

/// What was made of the texts that one thread met lately.
#[derive(Debug)]
pub(super) struct Recent<T> {
    secret: Secret,
    texts: Texts<T>,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Recent {
            secret: Secret::default(),
            texts: Texts::default(),
        }
    }
}

impl<T> Recent<T> {
    /// What is known of a text made of `parts`.
    pub(super) fn key(&self, parts: &[Option<&str>]) -> Key {
        self.secret.key(parts)
    }

    /// What was kept under a key.
    pub(super) fn get(&self, key: Key) -> Option<&T> {
        self.texts.get(key)
    }

    /// Keeps something.
    pub(super) fn keep(&mut self, key: Key, value: T) {
        self.texts.keep(key, value, KEPT);
    }
}

/// What was made of the texts that any thread met lately.
#[derive(Debug)]
pub(super) struct Shared<T> {
    secret: Secret,
    shards: [Mutex<Texts<Arc<T>>>; SHARDS],
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Shared {
            secret: Secret::default(),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }
}

impl<T> Shared<T> {
    /// As [`Recent::key`].
    pub(super) fn key(&self, parts: &[Option<&str>]) -> Key {
        self.secret.key(parts)
    }

    /// As [`Recent::get`].
    pub(super) fn get(&self, key: Key) -> Option<Arc<T>> {
        self.with(key, |texts| texts.get(key).cloned())
    }

    /// As [`Recent::keep`]: whichever thread was the last to hear a text.
    pub(super) fn keep(&self, key: Key, value: Arc<T>) {
        self.with(key, |texts| texts.keep(key, value, KEPT / SHARDS));
    }

    fn with<R>(&self, key: Key, work: impl FnOnce(&mut Texts<Arc<T>>) -> R) -> R {
        let [lowest, ..] = key.to_le_bytes();
        let shard = &self.shards[usize::from(lowest) % SHARDS];
        // A thread that panicked has not left anything half done here.
        work(&mut shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Texts and what was made of them.
#[derive(Debug)]
struct Texts<T> {
    /// Places in the list, so that the table, which is never full, is small.
    known: HashMap<Key, u32>,
    list: Vec<T>,
}

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Texts {
            known: HashMap::new(),
            list: Vec::new(),
        }
    }
}

impl<T> Texts<T> {
    fn get(&self, key: Key) -> Option<&T> {
        self.list.get(*self.known.get(&key)? as usize)
    }

    fn keep(&mut self, key: Key, value: T, most: usize) {
        if self.list.len() >= most {
            self.known.clear();
            self.list.clear();
        }
        #[expect(clippy::cast_possible_truncation, reason = "below `KEPT`")]
        self.known.insert(key, self.list.len() as u32);
        self.list.push(value);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{KEPT, Recent, Shared};

    #[test]
    fn parts_do_not_run_into_each_other() {
        let mut recent = Recent::default();
        let key = recent.key(&[Some("ab"), Some("c")]);
        assert_ne!(key, recent.key(&[Some("a"), Some("bc")]));
        assert_ne!(recent.key(&[None, Some("")]), recent.key(&[Some(""), None]));
        recent.keep(key, 7);
        assert_eq!(recent.get(key), Some(&7));
    }

    #[test]
    fn no_more_is_kept_than_said() {
        let mut recent = Recent::default();
        let shared = Shared::default();
        for number in 0..=KEPT {
            let text = number.to_string();
            recent.keep(recent.key(&[Some(&text)]), number);
            shared.keep(shared.key(&[Some(&text)]), Arc::new(number));
        }
        assert!(recent.texts.known.len() <= KEPT && recent.texts.list.len() <= KEPT);
        let in_shards = shared.shards.iter();
        let in_shards = in_shards.map(|texts| texts.lock().unwrap().list.len());
        assert!(in_shards.sum::<usize>() <= KEPT);
        let text = KEPT.to_string();
        assert_eq!(recent.get(recent.key(&[Some(&text)])), Some(&KEPT));
        let last = shared.get(shared.key(&[Some(&text)]));
        assert_eq!(last.as_deref(), Some(&KEPT));
    }
}
