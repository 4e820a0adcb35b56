//! What is done to labelled lines once they are in order: copies are told from firsts and take over what was said of their topics, doubts get a
//! second opinion. A line of which more is known then is labelled again.

use std::io;
use std::sync::Arc;

use hashbrown::HashMap;

use super::second::Second;
use crate::classify::{Corrections, Later, LineLabeler, Marked, Memory};
use crate::jsonl::Stage;

/// The lines in their order.
#[derive(Default)]
pub(super) struct Ordered {
    memory: Option<Memory>,
    pub(super) second: Option<Second>,
    /// What was said of topics, if anything was.
    topics: Option<Topics>,
    /// Labels lines again.
    again: Option<LineLabeler<'static>>,
    sketch: Vec<u32>,
    lines: Vec<u8>,
    doubts: Vec<Doubt>,
    /// Posts that say what another one said before.
    pub(super) copies: u64,
}

/// A line in doubt.
pub(super) struct Doubt {
    /// Where it is among the lines, without its line break.
    pub(super) line: (usize, usize),
    /// As it was read.
    source: String,
    /// Id of the post it is a copy of, as JSON.
    first: Option<String>,
    pub(super) later: Later,
}

/// What was said of the topics of a post holds for its copies too.
struct Topics {
    corrections: Arc<Corrections>,
    /// By the id of the first post of a group.
    of_groups: HashMap<String, Vec<(String, bool, String)>>,
}

impl Topics {
    /// What was said of the topics of the posts that this one is a copy of; nothing if somebody spoke of this one itself.
    fn of_copy(&mut self, id: &str, first: Option<&str>) -> Vec<(String, bool, String)> {
        let named = |id: &str| serde_json::from_str::<String>(id).unwrap_or_default();
        let own = self.corrections.topics(&named(id));
        let group = named(first.unwrap_or(id));
        if !own.is_empty() {
            self.of_groups.insert(group, own);
            return Vec::new();
        }
        match self.of_groups.get(&group) {
            Some(said) if first.is_some() => said.clone(),
            _ => Vec::new(),
        }
    }
}

impl Ordered {
    /// Remembers so many messages to tell copies, none for 0, and asks for opinions if there is somebody to ask.
    pub(super) fn new(
        remembered: usize,
        second: Option<Second>,
        corrections: Option<&Arc<Corrections>>,
    ) -> Self {
        let topics = corrections
            .filter(|corrections| remembered > 0 && !corrections.topic_names().is_empty())
            .map(|corrections| Topics {
                corrections: Arc::clone(corrections),
                of_groups: HashMap::new(),
            });
        Ordered {
            memory: (remembered > 0).then(|| Memory::new(remembered)),
            second,
            topics,
            ..Ordered::default()
        }
    }

    /// The same with somebody who labels lines again; its lines must be marked.
    pub(super) fn with(self, again: LineLabeler<'static>) -> Self {
        Ordered {
            again: Some(again),
            ..self
        }
    }

    /// Whether copies are looked for.
    pub(super) fn groups(&self) -> bool {
        self.memory.is_some()
    }

    /// Whether every line must be kept as it was read.
    pub(super) fn keeps(&self) -> bool {
        self.topics.is_some()
    }

    /// Appends a line to those that are ready.
    fn take(&mut self, marked: &Marked<'_>) {
        let first = match &mut self.memory {
            Some(memory) if !marked.id.is_empty() => {
                marked.sketch(&mut self.sketch);
                memory.first_of(&self.sketch, marked.meaning, marked.id)
            }
            _ => None,
        };
        self.copies += u64::from(first.is_some());
        let mut later = Later::default();
        if let Some(topics) = &mut self.topics
            && !marked.id.is_empty()
        {
            later.topics = topics.of_copy(marked.id, first);
        }
        let start = self.lines.len();
        let labelled = !later.topics.is_empty()
            && label_again(
                self.again.as_mut(),
                marked.source,
                &later,
                first,
                &mut self.lines,
            );
        if !labelled {
            marked.write(first, &mut self.lines);
        }
        if marked.doubtful {
            self.doubts.push(Doubt {
                line: (start, self.lines.len() - 1),
                source: marked.source.to_owned(),
                first: first.map(str::to_owned),
                later,
            });
        }
    }
}

impl Doubt {
    /// Appends the line with what is known of it now; whether it could be labelled again.
    pub(super) fn label(
        &self,
        again: Option<&mut LineLabeler<'static>>,
        out: &mut Vec<u8>,
    ) -> bool {
        label_again(again, &self.source, &self.later, self.first.as_deref(), out)
    }
}

/// Appends a line that was labelled again, with the id of the post it is a copy of; nothing if it cannot be.
fn label_again(
    again: Option<&mut LineLabeler<'static>>,
    source: &str,
    later: &Later,
    first: Option<&str>,
    out: &mut Vec<u8>,
) -> bool {
    let mut made = Vec::new();
    let labelled = again.is_some_and(|again| again.again(source, later, &mut made).is_ok());
    match Marked::next(&mut made.as_slice()) {
        Some(marked) if labelled => {
            marked.write(first, out);
            true
        }
        _ => false,
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
        self.doubts.clear();
        while let Some(marked) = Marked::next(&mut rest) {
            self.take(&marked);
        }
        match &mut self.second {
            Some(second) if !self.doubts.is_empty() => {
                second.pass(&self.lines, &mut self.doubts, self.again.as_mut(), give)
            }
            _ => give(&self.lines),
        }
    }
}
