//! What the money brought: the answer of `cm-report boosts` as a section; without exports of ad managers there is none.

use std::any::Any;

use chrono::TimeDelta;

use super::section::{Answer, Part, Plan};
use crate::document::{Block, NoteKind};
use crate::report::boosts::{Boosts, BoostsOptions};
use crate::report::options::TooManyGroups;
use crate::report::row::LineProblem;
use crate::report::scope::Scope;

/// Posts whose figures were read before this age still grow.
const MIN_AGE: TimeDelta = TimeDelta::days(1);

struct Money(Boosts);

pub(super) fn begin(plan: &Plan) -> Box<dyn Part> {
    let asked = &plan.options;
    Box::new(Money(Boosts::new(&BoostsOptions {
        scope: Scope {
            zone: asked.zone.clone(),
            range: asked.range,
            clients: asked.clients.clone(),
            now: plan.now,
            ids: 0,
            min_group: 0,
        },
        before: plan.before,
        by_campaign: false,
        per: asked.per,
        min_age: MIN_AGE,
        posts_include_paid: false,
    })))
}

impl Part for Money {
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.0.add_line(line)
    }

    fn other_types(&self) -> u64 {
        self.0.other_types()
    }

    fn merge(&mut self, other: Box<dyn Part>) {
        // Parts of one plan are of one kind in each place.
        if let Ok(other) = other.into_any().downcast::<Money>() {
            self.0.merge(other.0);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>, plan: &Plan) -> Result<Answer, TooManyGroups> {
        if plan.ads.is_empty() {
            return Ok(Answer::default());
        }
        // Only a denominator that was asked for can be missing, and packs ask for none.
        let Ok(boosted) = self.0.finish(&plan.ads) else {
            return Ok(Answer::default());
        };
        let sections = boosted.document().sections.into_iter();
        let blocks = sections.flat_map(|section| section.blocks);
        // A pack has its notes at its end; what must be known with the figures stays with them.
        let is_kept = |block: &Block| match block {
            Block::Note(note) => note.kind == NoteKind::Warning,
            _ => true,
        };
        Ok(Answer {
            blocks: blocks.filter(is_kept).collect(),
            ..Answer::default()
        })
    }
}
