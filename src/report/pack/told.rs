//! Reports that there are as commands of their own, as sections of a pack.

use std::any::Any;

use super::section::{Answer, Part, Plan};
use crate::document::{Block, Document, NoteKind};
use crate::report::options::TooManyGroups;
use crate::report::posts::OwnPosts;
use crate::report::row::LineProblem;
use crate::report::{Alerts, Authors, Team, Threads, Trends, Voice};

/// A report while lines come in.
pub(super) trait Engine: Send + 'static {
    /// Takes a line into account.
    fn read(&mut self, line: &str) -> Result<(), LineProblem>;
    /// Lines of which it knows nothing to say.
    fn others(&self) -> u64;
    /// Adds what another has read.
    fn join(&mut self, other: Self);
}

macro_rules! engines {
    ($($engine:ty: $others:expr),*) => {$(
        impl Engine for $engine {
            fn read(&mut self, line: &str) -> Result<(), LineProblem> {
                self.add_line(line)
            }

            fn others(&self) -> u64 {
                let others: fn(&$engine) -> u64 = $others;
                others(self)
            }

            fn join(&mut self, other: Self) {
                self.merge(other);
            }
        }
    )*};
}

engines!(
    Alerts: |alerts| alerts.left_out().other_types,
    Authors: Authors::other_types,
    OwnPosts: OwnPosts::other_types,
    Team: |team| team.talk.other_types,
    Threads: |threads| threads.talk.other_types,
    Trends: Trends::other_types,
    Voice: Voice::other_types
);

struct Told<E> {
    engine: E,
    tell: fn(E, &Plan) -> Answer,
}

/// A section that a report fills, and what it shows of it.
pub(super) fn told<E: Engine>(engine: E, tell: fn(E, &Plan) -> Answer) -> Box<dyn Part> {
    Box::new(Told { engine, tell })
}

impl<E: Engine> Part for Told<E> {
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.engine.read(line)
    }

    fn other_types(&self) -> u64 {
        self.engine.others()
    }

    fn merge(&mut self, other: Box<dyn Part>) {
        // Parts of one plan are of one kind in each place.
        if let Ok(other) = other.into_any().downcast::<Told<E>>() {
            self.engine.join(other.engine);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>, plan: &Plan) -> Result<Answer, TooManyGroups> {
        Ok((self.tell)(self.engine, plan))
    }
}

/// The sections of a report that have one of these headings, in this order, each under its heading when several are wanted. Of the others the warnings go with
/// them, and the remarks that hold one of some words: how a figure is to be read.
pub(super) fn picked(document: Document, headings: &[&str], remarks: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut sections = document.sections;
    for wanted in headings {
        let found = sections
            .iter()
            .position(|section| section.heading.as_deref() == Some(wanted));
        let Some(section) = found.map(|at| sections.remove(at)) else {
            continue;
        };
        if headings.len() > 1 {
            blocks.push(Block::Heading((*wanted).to_owned()));
        }
        blocks.extend(section.blocks);
    }
    if !blocks.is_empty() {
        let rest = sections.into_iter().flat_map(|section| section.blocks);
        blocks.extend(rest.filter(|block| {
            matches!(block, Block::Note(note) if note.kind == NoteKind::Warning
                || remarks.iter().any(|words| note.text.contains(words)))
        }));
    }
    blocks
}
