//! What to do again and what to avoid: the answer of `cm-report posts` as a section.

use std::any::Any;

use chrono::TimeDelta;

use super::section::{Answer, Part, Plan};
use crate::report::options::TooManyGroups;
use crate::report::posts::{OwnPosts, PostsOptions};
use crate::report::row::LineProblem;
use crate::report::scope::Scope;

/// Posts whose figures were read before this age still grow.
const MIN_AGE: TimeDelta = TimeDelta::days(1);
/// Posts that have a trait, and that lack it, before it is looked at.
const MIN_GROUP: u64 = 5;
/// Parts of the report that a section shows: what is said, and the comparisons behind it.
const SHOWN: usize = 2;

struct Again(OwnPosts);

pub(super) fn begin(plan: &Plan) -> Box<dyn Part> {
    let asked = &plan.options;
    Box::new(Again(OwnPosts::new(&PostsOptions {
        scope: Scope {
            zone: asked.zone.clone(),
            range: asked.range,
            clients: asked.clients.clone(),
            now: plan.now,
            ids: 0,
            min_group: MIN_GROUP,
        },
        per: asked.per,
        min_age: MIN_AGE,
        top: 0,
    })))
}

impl Part for Again {
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.0.add_line(line)
    }

    fn merge(&mut self, other: Box<dyn Part>) {
        // Parts of one plan are of one kind in each place.
        if let Ok(other) = other.into_any().downcast::<Again>() {
            self.0.merge(other.0);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>, _: &Plan) -> Result<Answer, TooManyGroups> {
        // Only a denominator that was asked for can be missing, and packs ask for none.
        let Ok(judged) = self.0.finish() else {
            return Ok(Answer::default());
        };
        let sections = judged.document().sections.into_iter().take(SHOWN);
        let headed = sections.filter(|section| section.heading.is_some());
        Ok(Answer {
            blocks: headed.flat_map(|section| section.blocks).collect(),
            span: None,
        })
    }
}
