//! A post read many times counts once, with the last of what was read: every post is held back until the end, by its id.
//!
//! Exact, whatever the order of the lines. Posts are held in memory up to a budget; beyond it they go to temporary files by the hash of their id, one
//! of which is read back at a time.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use xxhash_rust::xxh3::xxh3_128;

/// Temporary files, once there are any.
const FILES: usize = 64;
/// Bytes that an entry takes besides its line, about.
const OVERHEAD: usize = 64;

/// A post that is held back: the hash of its id, and when it was last read in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    id: u128,
    stamp: i64,
}

impl Held {
    pub(super) fn new(id: &str, stamp: Option<i64>) -> Self {
        Held {
            id: xxh3_128(id.as_bytes()),
            stamp: stamp.unwrap_or(i64::MIN),
        }
    }

    /// Appends the post and its line, for [`Latest::take`].
    pub fn write(self, line: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.id.to_le_bytes());
        out.extend_from_slice(&self.stamp.to_le_bytes());
        out.extend_from_slice(&(line.len() as u64).to_le_bytes());
        out.extend_from_slice(line.as_bytes());
    }
}

/// The last of every post. Of two with the same time, or without, the one that comes later is the last.
#[derive(Debug)]
pub struct Latest {
    posts: HashMap<u128, (i64, Box<[u8]>)>,
    bytes: usize,
    budget: usize,
    files: Vec<BufWriter<File>>,
    make: fn() -> io::Result<File>,
    /// Lines that repeat a post, as far as they were met in memory.
    pub repeated: u64,
}

impl Latest {
    /// Holds `budget` bytes in memory; `make` makes a temporary file that goes away when it is closed.
    pub fn new(budget: usize, make: fn() -> io::Result<File>) -> Self {
        Latest {
            posts: HashMap::new(),
            bytes: 0,
            budget,
            files: Vec::new(),
            make,
            repeated: 0,
        }
    }

    /// Takes what [`Held::write`] wrote, any number of times.
    pub fn take(&mut self, mut made: &[u8]) -> io::Result<()> {
        while let Some((held, line, rest)) = split(made) {
            self.keep(held, line);
            made = rest;
        }
        if self.bytes > self.budget {
            self.spill()?;
        }
        Ok(())
    }

    fn keep(&mut self, held: Held, line: &[u8]) {
        match self.posts.entry(held.id) {
            Entry::Vacant(vacant) => {
                self.bytes += line.len() + OVERHEAD;
                vacant.insert((held.stamp, line.into()));
            }
            Entry::Occupied(mut known) => {
                self.repeated += 1;
                let (stamp, kept) = known.get_mut();
                if held.stamp >= *stamp {
                    self.bytes = (self.bytes + line.len()).saturating_sub(kept.len());
                    (*stamp, *kept) = (held.stamp, line.into());
                }
            }
        }
    }

    /// Writes all posts to the files. A post may come into its file more than once; later ones stand further back.
    fn spill(&mut self) -> io::Result<()> {
        while self.files.len() < FILES {
            self.files.push(BufWriter::new((self.make)()?));
        }
        let mut frame = Vec::new();
        for (id, (stamp, line)) in self.posts.drain() {
            frame.clear();
            if let Ok(line) = std::str::from_utf8(&line) {
                Held { id, stamp }.write(line, &mut frame);
            }
            let place = usize::try_from(id % FILES as u128).unwrap_or(0);
            if let Some(file) = self.files.get_mut(place) {
                file.write_all(&frame)?;
            }
        }
        self.bytes = 0;
        Ok(())
    }

    /// Gives the last line of every post, in no order.
    pub fn give(mut self, mut each: impl FnMut(&str)) -> io::Result<()> {
        if !self.files.is_empty() {
            self.spill()?;
        }
        for file in std::mem::take(&mut self.files) {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let mut rest = bytes.as_slice();
            while let Some((held, line, after)) = split(rest) {
                self.keep(held, line);
                rest = after;
            }
            self.give_all(&mut each);
        }
        self.give_all(&mut each);
        Ok(())
    }

    fn give_all(&mut self, each: &mut impl FnMut(&str)) {
        for (_, (_, line)) in self.posts.drain() {
            if let Ok(line) = std::str::from_utf8(&line) {
                each(line);
            }
        }
    }
}

fn split(made: &[u8]) -> Option<(Held, &[u8], &[u8])> {
    let (id, rest) = made.split_first_chunk::<16>()?;
    let (stamp, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (line, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let held = Held {
        id: u128::from_le_bytes(*id),
        stamp: i64::from_le_bytes(*stamp),
    };
    Some((held, line, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::proptest;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn the_last_of_every_post_is_given_whatever_the_budget(posts in vec((0_u8..20, 0_i64..4), 0..200), budget in 0_usize..4_000) {
            let mut latest = Latest::new(budget, tempfile::tempfile);
            let mut truth: BTreeMap<String, (i64, String)> = BTreeMap::new();
            for (number, (id, stamp)) in posts.iter().enumerate() {
                let (id, line) = (format!("x:{id}"), format!("{id} {number}"));
                let mut made = Vec::new();
                Held::new(&id, Some(*stamp)).write(&line, &mut made);
                latest.take(&made).unwrap();
                let last = truth.entry(id).or_insert((*stamp, line.clone()));
                if *stamp >= last.0 {
                    *last = (*stamp, line);
                }
            }
            let mut given = Vec::new();
            latest.give(|line| given.push(line.to_owned())).unwrap();
            given.sort();
            let mut expected: Vec<String> = truth.into_values().map(|(_, line)| line).collect();
            expected.sort();
            assert_eq!(given, expected);
        }
    }
}
