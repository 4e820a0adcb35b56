//! Cuts the inputs into blocks of whole lines.

use std::collections::VecDeque;
use std::io::{self, Read};

use memchr::{memchr, memrchr};

use super::input::Input;

/// How much is asked of the system at once: large enough that locks and system calls do not count, small enough for a second-level cache.
const CHUNK: usize = 256 * 1024;

/// Whole lines of one input, or what stands for them.
pub(super) struct Block {
    /// Place among all blocks, from 0.
    pub(super) number: u64,
    /// Which input, from 0.
    pub(super) input: usize,
    pub(super) content: Content,
}

pub(super) enum Content {
    /// The first bytes of the buffer, as many as said: whole lines, the last of an input perhaps without its newline.
    Lines(usize),
    /// One line longer than `max_line`, passed over.
    TooLong,
    /// The input cannot be read further.
    Broken(io::Error),
}

/// The inputs, one after the other.
pub(super) struct Feeder {
    waiting: VecDeque<Input>,
    reading: Option<Reading>,
    opened: usize,
    number: u64,
    max_line: usize,
}

impl Feeder {
    pub(super) fn new(inputs: Vec<Input>, max_line: usize) -> Self {
        Feeder {
            waiting: inputs.into(),
            reading: None,
            opened: 0,
            number: 0,
            max_line,
        }
    }

    /// The next block, its lines in `buffer`; nothing when all inputs are at their end. Waits while nothing has arrived.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> Option<Block> {
        loop {
            let reading = match &mut self.reading {
                Some(reading) => reading,
                None => {
                    let input = self.waiting.pop_front()?;
                    self.opened += 1;
                    self.reading.insert(Reading::of(input))
                }
            };
            if let Some(content) = reading.next(buffer, self.max_line) {
                self.number += 1;
                return Some(Block {
                    number: self.number - 1,
                    input: self.opened - 1,
                    content,
                });
            }
            self.reading = None;
        }
    }
}

/// One input being read.
struct Reading {
    bytes: io::Result<Box<dyn Read + Send>>,
    /// What was read beyond the last whole line.
    carry: Vec<u8>,
    /// Inside a line that is too long.
    passing_over: bool,
    ended: bool,
}

impl Reading {
    fn of(input: Input) -> Self {
        Reading {
            bytes: input.decompressed(),
            carry: Vec::new(),
            passing_over: false,
            ended: false,
        }
    }

    fn next(&mut self, buffer: &mut Vec<u8>, max_line: usize) -> Option<Content> {
        if self.ended {
            return None;
        }
        let mut filled = self.carry.len();
        make_room(buffer, filled);
        buffer[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        loop {
            make_room(buffer, filled);
            let fresh = match self.read(&mut buffer[filled..]) {
                Ok(0) => {
                    self.ended = true;
                    return (filled > 0).then_some(Content::Lines(filled));
                }
                Ok(read) => filled..filled + read,
                Err(error) => {
                    self.ended = true;
                    return Some(Content::Broken(error));
                }
            };
            filled = fresh.end;
            if self.passing_over {
                let end_of_line =
                    memchr(b'\n', &buffer[..filled]).map_or(filled, |newline| newline + 1);
                self.passing_over = !buffer[..end_of_line].ends_with(b"\n");
                buffer.copy_within(end_of_line..filled, 0);
                filled -= end_of_line;
                if let Some(newline) = memrchr(b'\n', &buffer[..filled]) {
                    return Some(self.cut(buffer, newline + 1, filled));
                }
            } else if let Some(newline) = memrchr(b'\n', &buffer[fresh.clone()]) {
                return Some(self.cut(buffer, fresh.start + newline + 1, filled));
            }
            if filled > max_line {
                self.passing_over = true;
                return Some(Content::TooLong);
            }
        }
    }

    fn cut(&mut self, buffer: &[u8], end: usize, filled: usize) -> Content {
        self.carry.extend_from_slice(&buffer[end..filled]);
        Content::Lines(end)
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let reader = match &mut self.bytes {
            Ok(reader) => reader,
            Err(error) => return Err(io::Error::new(error.kind(), error.to_string())),
        };
        loop {
            match reader.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

fn make_room(buffer: &mut Vec<u8>, filled: usize) {
    if buffer.len() < filled + CHUNK {
        buffer.resize(filled + CHUNK, 0);
    }
}
