//! What is done to labelled lines once they are in order: copies are told from firsts, doubts get a second opinion.

use std::io;

use super::second::Second;
use crate::classify::{Marked, Memory};
use crate::jsonl::Stage;

/// The lines in their order.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    memory: Option<Memory>,
    pub(super) second: Option<Second>,
    sketch: Vec<u32>,
    lines: Vec<u8>,
    /// Where the lines in doubt are, without their line breaks.
    doubtful: Vec<(usize, usize)>,
    /// Posts that say what another one said before.
    pub(super) copies: u64,
}

impl Ordered {
    /// Remembers so many messages to tell copies, none for 0, and asks for opinions if there is somebody to ask.
    pub(super) fn new(remembered: usize, second: Option<Second>) -> Self {
        Ordered {
            memory: (remembered > 0).then(|| Memory::new(remembered)),
            second,
            ..Ordered::default()
        }
    }

    /// Whether copies are looked for.
    pub(super) fn groups(&self) -> bool {
        self.memory.is_some()
    }

    /// Appends a line to those that are ready.
    fn take(&mut self, marked: &Marked<'_>) {
        let first = match &mut self.memory {
            Some(memory) if !marked.id.is_empty() => {
                marked.sketch(&mut self.sketch);
                memory.first_of(&self.sketch, marked.id)
            }
            _ => None,
        };
        self.copies += u64::from(first.is_some());
        let start = self.lines.len();
        marked.write(first, &mut self.lines);
        if marked.doubtful {
            self.doubtful.push((start, self.lines.len() - 1));
        }
    }
}

impl Stage for Ordered {
    fn pass(
        &mut self,
        made: &[u8],
        give: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.memory.is_none() && self.second.is_none() {
            return give(made);
        }
        let mut rest = made;
        self.lines.clear();
        self.doubtful.clear();
        while let Some(marked) = Marked::next(&mut rest) {
            self.take(&marked);
        }
        match &mut self.second {
            Some(second) if !self.doubtful.is_empty() => {
                second.pass(&self.lines, &self.doubtful, give)
            }
            _ => give(&self.lines),
        }
    }
}
