//! The messages that later ones may be copies of.

use super::meaning::{Facts, Meaning};
use super::sketch::resemblance;
use super::wording::mix;

/// From this share of common shingles on, two texts are copies.
pub(super) const ALIKE: f32 = 0.5;
/// A message is looked up by its smallest hashes, and by all of them together, so that equal texts meet even when their parts are everybody's. Of two
/// texts that share seven of ten shingles, one of the smallest four is in common in 99 of 100 cases.
const SMALLEST: usize = 4;
const KEYS: usize = SMALLEST + 1;
/// Slots for each message: two for each key, so that few keys are overwritten while their message is remembered.
const SLOTS: usize = 2 * KEYS;
/// Bits of a slot that say which message; the others tell keys apart.
const PLACE_BITS: u32 = 20;
/// The bits of a slot that say which message.
const PLACES: u32 = (1 << PLACE_BITS) - 1;

/// Bytes of a hash that are kept to compare it with: two texts seldom share one of 24 bits by chance.
const HASH_BYTES: usize = 3;

/// A message that begins a group.
#[derive(Clone, Debug)]
struct First {
    /// The hashes of the sketch, then the id.
    bytes: Box<[u8]>,
    hashes: u8,
    meaning: Meaning,
}

impl First {
    fn new(packed: &[u8], meaning: Meaning, id: &str) -> Self {
        First {
            bytes: [packed, id.as_bytes()].concat().into(),
            hashes: u8::try_from(packed.len() / HASH_BYTES).unwrap_or(u8::MAX),
            meaning,
        }
    }

    fn parts(&self) -> (&[u8], &[u8]) {
        let hashes = usize::from(self.hashes) * HASH_BYTES;
        self.bytes.split_at_checked(hashes).unwrap_or_default()
    }

    fn sketch(&self) -> &[u8] {
        self.parts().0
    }

    fn id(&self) -> &str {
        std::str::from_utf8(self.parts().1).unwrap_or_default()
    }
}

/// The upper bytes of hashes that are in order: they are in order too.
fn pack(sketch: &[u32], packed: &mut Vec<u8>) {
    packed.clear();
    for hash in sketch {
        let [upper @ .., _] = hash.to_be_bytes();
        packed.extend_from_slice(&upper);
    }
}

/// The last messages that were no copies: a ring of them, and a table of their keys in which newer ones overwrite older ones.
#[derive(Debug)]
pub struct Memory {
    firsts: Vec<First>,
    /// Place of the next message in the ring.
    next: usize,
    most: usize,
    table: Vec<u32>,
    packed: Vec<u8>,
}

/// All hashes together, then the smallest; other ones for other facts, so that of a thousand messages that differ in a number each is found.
pub(super) fn keys(sketch: &[u32], facts: Facts) -> impl Iterator<Item = u32> {
    let all = sketch.iter().fold(0_u64, |all, value| {
        all.wrapping_mul(31).wrapping_add(u64::from(*value))
    });
    let all = mix(all);
    #[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
    let plain = std::iter::once(all as u32).chain(sketch.iter().copied().take(SMALLEST));
    plain.map(move |key| key ^ facts.hash())
}

impl Memory {
    /// More messages cannot be remembered.
    pub const MOST: usize = (1 << PLACE_BITS) - 1;

    /// Remembers the last `most` messages that were no copies, about 200 bytes each.
    pub fn new(most: usize) -> Self {
        let most = most.clamp(1, Memory::MOST);
        Memory {
            firsts: Vec::new(),
            next: 0,
            most,
            table: vec![0; (most * SLOTS).next_power_of_two()],
            packed: Vec::new(),
        }
    }

    /// The id of the message that this one is a copy of; if there is none, this one is remembered. Ids are compared as they are given.
    pub fn first_of(&mut self, sketch: &[u32], meaning: Meaning, id: &str) -> Option<&str> {
        if sketch.is_empty() {
            return None;
        }
        pack(sketch, &mut self.packed);
        let mut best: Option<(usize, f32)> = None;
        for key in keys(sketch, meaning.facts()) {
            let Some(place) = self.place_of(key) else {
                continue;
            };
            if best.is_some_and(|(known, _)| known == place) {
                continue;
            }
            let Some(first) = self.firsts.get(place) else {
                continue;
            };
            // The same words mean the same, whatever emoji are around them.
            let same = first.sketch() == self.packed && first.meaning.facts() == meaning.facts();
            if !same && !first.meaning.agrees(meaning) {
                continue;
            }
            let (known, _) = first.sketch().as_chunks::<HASH_BYTES>();
            let (asked, _) = self.packed.as_chunks::<HASH_BYTES>();
            let alike = resemblance(known, asked);
            if alike >= ALIKE && best.is_none_or(|(_, most)| alike > most) {
                best = Some((place, alike));
            }
        }
        let Some((place, _)) = best else {
            self.remember(sketch, meaning, id);
            return None;
        };
        for key in keys(sketch, meaning.facts()) {
            self.point(key, place);
        }
        let first = self.firsts.get(place)?;
        Some(first.id()).filter(|first| *first != id)
    }

    fn remember(&mut self, sketch: &[u32], meaning: Meaning, id: &str) {
        let first = First::new(&self.packed, meaning, id);
        let place = self.next;
        match self.firsts.get_mut(place) {
            Some(oldest) => *oldest = first,
            None => self.firsts.push(first),
        }
        self.next = if place + 1 == self.most { 0 } else { place + 1 };
        for key in keys(sketch, meaning.facts()) {
            self.point(key, place);
        }
    }

    /// The first of a key's two slots, and what tells it from others in the same slot. The smallest hashes are small numbers, so they are spread again.
    fn slot(&self, key: u32) -> (usize, u32) {
        let spread = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = (spread >> 32) as usize & (self.table.len() - 2);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the lower half is what is wanted"
        )]
        let mark = spread as u32 & !PLACES;
        (slot, mark)
    }

    /// The newer of two keys that share a place comes first.
    fn point(&mut self, key: u32, place: usize) {
        let (slot, mark) = self.slot(key);
        #[expect(clippy::cast_possible_truncation, reason = "places are below 2^20")]
        let new = mark | (place as u32 + 1);
        if let Some([newer, older]) = self.table.get_mut(slot..slot + 2) {
            if *newer & !PLACES != mark {
                *older = *newer;
            }
            *newer = new;
        }
    }

    fn place_of(&self, key: u32) -> Option<usize> {
        let (slot, mark) = self.slot(key);
        let pair = self.table.get(slot..slot + 2)?;
        let found = pair
            .iter()
            .find(|found| *found & PLACES > 0 && *found & !PLACES == mark)?;
        Some((found & PLACES) as usize - 1)
    }
}
