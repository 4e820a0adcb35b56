//! Sections over whole conversations: how the team answers, and what waits for it.

use std::any::Any;

use super::section::{Answer, Part, Plan};
use crate::document::{Block, Document, Note};
use crate::report::options::TooManyGroups;
use crate::report::row::LineProblem;
use crate::report::{Team, TeamOptions, Threads, ThreadsOptions, TooManyPosts};

/// Posts that a section of a pack holds, at most.
const MOST: usize = 300_000;
/// Rows of each table.
const TOP: usize = 10;

/// How often and how soon we answered, and what became of it.
pub(super) struct TeamPart(Team);

/// What waits for us, and where conversations turned.
pub(super) struct ThreadsPart(Threads);

impl TeamPart {
    pub(super) fn begin(_: &Plan) -> Box<dyn Part> {
        Box::new(TeamPart(Team::new(MOST)))
    }
}

impl ThreadsPart {
    pub(super) fn begin(_: &Plan) -> Box<dyn Part> {
        Box::new(ThreadsPart(Threads::new(MOST)))
    }
}

impl Part for TeamPart {
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.0.add_line(line)
    }

    fn merge(&mut self, other: Box<dyn Part>) {
        if let Ok(other) = other.into_any().downcast::<TeamPart>() {
            self.0.merge(other.0);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>, plan: &Plan) -> Result<Answer, TooManyGroups> {
        let options = TeamOptions {
            zone: plan.options.zone.clone(),
            range: plan.options.range,
            clients: plan.options.clients.clone(),
            desk: plan.desk.clone(),
            all: false,
            min_group: plan.options.min_group,
            ids: 0,
            now: plan.now,
        };
        Ok(answer(
            self.0.finish(&options),
            &["By person", "What our answers go with"],
        ))
    }
}

impl Part for ThreadsPart {
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.0.add_line(line)
    }

    fn merge(&mut self, other: Box<dyn Part>) {
        if let Ok(other) = other.into_any().downcast::<ThreadsPart>() {
            self.0.merge(other.0);
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>, plan: &Plan) -> Result<Answer, TooManyGroups> {
        let options = ThreadsOptions {
            zone: plan.options.zone.clone(),
            range: plan.options.range,
            clients: plan.options.clients.clone(),
            all: false,
            min_group: plan.options.min_group,
            ids: 0,
            top: TOP,
            now: plan.now,
        };
        Ok(answer(
            self.0.finish(&options),
            &["Waiting for us, the oldest first", "Where the tone turned"],
        ))
    }
}

/// The key figures and some of the other sections; nothing when there is nothing to tell.
fn answer(made: Result<Document, TooManyPosts>, headings: &[&str]) -> Answer {
    let document = match made {
        Ok(document) => document,
        Err(TooManyPosts(most)) => {
            let text = format!(
                "more than {most} posts, too many for whole conversations in a pack; cm-report team and threads take more"
            );
            return Answer {
                blocks: vec![Block::Note(Note::warning(text))],
                span: None,
            };
        }
    };
    if document.data.rows.iter().all(|row| {
        // Outcomes without a case are no news.
        row.first() == Some(&crate::document::Cell::text("effect"))
    }) {
        return Answer::default();
    }
    let told = document.sections.into_iter().filter(|section| {
        let heading = section.heading.as_deref();
        heading.is_none_or(|heading| headings.contains(&heading))
    });
    Answer {
        blocks: told.flat_map(|section| section.blocks).collect(),
        span: None,
    }
}
