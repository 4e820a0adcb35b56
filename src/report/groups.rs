//! A map from a group's keys to what is counted of it. Looking up a known group allocates nothing.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::dimension::Key;

/// Something that is counted of a group.
pub(super) trait Tally: Default {
    /// Adds all of another.
    fn merge(&mut self, other: Self);
}

/// Groups by their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups<T> {
    table: HashTable<usize>,
    entries: Vec<Entry<T>>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    hash: u64,
    key: Box<[u8]>,
    tally: T,
}

impl<T: Tally> Groups<T> {
    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The tally of a group, new if need be and if there are fewer than `most`.
    pub(super) fn entry_within(&mut self, key: &[u8], most: usize) -> Option<&mut T> {
        let may_add = self.entries.len() < most;
        let index = self.index(key, may_add)?;
        self.entries.get_mut(index).map(|entry| &mut entry.tally)
    }

    /// The tally of a group, new if need be.
    pub(super) fn entry(&mut self, key: &[u8]) -> &mut T {
        let index = self.index(key, true).unwrap_or(0);
        &mut self.entries[index].tally
    }

    fn index(&mut self, key: &[u8], may_add: bool) -> Option<usize> {
        let hash = xxh3_64(key);
        let entries = &mut self.entries;
        let known = self
            .table
            .find(hash, |&index| {
                entries.get(index).is_some_and(|entry| *entry.key == *key)
            })
            .copied();
        if known.is_some() || !may_add {
            return known;
        }
        let index = entries.len();
        entries.push(Entry {
            hash,
            key: key.into(),
            tally: T::default(),
        });
        self.table.insert_unique(hash, index, |&index| {
            entries.get(index).map_or(0, |entry| entry.hash)
        });
        Some(index)
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, other: Self) {
        for entry in other.entries {
            self.entry(&entry.key).merge(entry.tally);
        }
    }

    /// Groups with their keys, in the order of the keys.
    pub(super) fn into_sorted(self) -> Vec<(Vec<Key>, T)> {
        let mut groups: Vec<(Vec<Key>, T)> = self
            .entries
            .into_iter()
            .map(|entry| (decode(&entry.key), entry.tally))
            .collect();
        groups.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        groups
    }
}

/// Appends a key to the bytes that stand for a group.
pub(super) fn encode(bytes: &mut Vec<u8>, key: &Key) {
    let (tag, number) = match key {
        Key::Absent => return bytes.push(0),
        Key::Text(text) => return encode_text(bytes, Some(text)),
        Key::Hour(start, offset) => {
            bytes.push(2);
            bytes.extend_from_slice(&start.to_le_bytes());
            return bytes.extend_from_slice(&offset.to_le_bytes());
        }
        Key::Day(number) => (3, *number),
        Key::Week(number) => (4, *number),
        Key::Month(number) => (5, *number),
        Key::Quarter(number) => (6, *number),
        Key::Year(number) => (7, *number),
        Key::Weekday(number) => (8, *number),
        Key::Number(number) => (9, *number),
        Key::Flag(flag) => (10, i64::from(*flag)),
    };
    bytes.push(tag);
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// Appends a word, or its absence.
pub(super) fn encode_text(bytes: &mut Vec<u8>, text: Option<&str>) {
    let Some(text) = text else {
        return bytes.push(0);
    };
    bytes.push(1);
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn decode(mut bytes: &[u8]) -> Vec<Key> {
    let mut keys = Vec::new();
    while let Some((key, rest)) = decode_one(bytes) {
        keys.push(key);
        bytes = rest;
    }
    keys
}

fn decode_one(bytes: &[u8]) -> Option<(Key, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    if *tag == 0 {
        return Some((Key::Absent, rest));
    }
    let (number, rest) = rest.split_first_chunk::<8>()?;
    let number = i64::from_le_bytes(*number);
    let key = match tag {
        1 => {
            let (text, rest) = rest.split_at_checked(usize::try_from(number).ok()?)?;
            return Some((Key::Text(String::from_utf8_lossy(text).into_owned()), rest));
        }
        2 => {
            let (offset, rest) = rest.split_first_chunk::<4>()?;
            return Some((Key::Hour(number, i32::from_le_bytes(*offset)), rest));
        }
        3 => Key::Day(number),
        4 => Key::Week(number),
        5 => Key::Month(number),
        6 => Key::Quarter(number),
        7 => Key::Year(number),
        8 => Key::Weekday(number),
        9 => Key::Number(number),
        _ => Key::Flag(number != 0),
    };
    Some((key, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Tally for u64 {
        fn merge(&mut self, other: Self) {
            *self += other;
        }
    }

    fn bytes(keys: &[Key]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for key in keys {
            encode(&mut bytes, key);
        }
        bytes
    }

    #[test]
    fn groups_come_back_sorted_with_their_keys() {
        let all = [
            vec![Key::Hour(-3600, 3600), Key::Text("é".into())],
            vec![Key::Day(-4), Key::Flag(true)],
            vec![Key::Day(20_000), Key::Text(String::new())],
            vec![Key::Day(20_000), Key::Text("a".into())],
            vec![Key::Day(20_000), Key::Absent],
            vec![Key::Absent, Key::Weekday(6)],
        ];
        let (mut one, mut two) = (Groups::<u64>::default(), Groups::<u64>::default());
        for keys in all.iter().rev() {
            *one.entry(&bytes(keys)) += 1;
            *two.entry(&bytes(keys)) += 2;
        }
        one.merge(two);
        let sorted = one.into_sorted();
        assert!(sorted.iter().all(|(_, tally)| *tally == 3));
        assert_eq!(
            sorted.into_iter().map(|(keys, _)| keys).collect::<Vec<_>>(),
            all
        );
    }
}
