//! Sections over whole conversations: how the team answers, and what waits for it.

use chrono::TimeDelta;

use super::section::{Answer, Part, Plan};
use super::told::{picked, told};
use crate::document::{Block, Cell, Document, Note};
use crate::report::{Team, TeamOptions, Threads, ThreadsOptions, TooManyPosts};
use crate::time::Range;

/// Posts that a section of a pack holds, at most.
const MOST: usize = 300_000;
/// Rows of each table.
const TOP: usize = 10;
/// What waits for longer than this, and than the pack looks back, is no work any more but history.
const HISTORY: TimeDelta = TimeDelta::days(30);

/// How often and how soon we answered, and what became of it.
pub(super) fn team(_: &Plan) -> Box<dyn Part> {
    told(Team::new(MOST), |team, plan| {
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
        answer(
            team.finish(&options),
            &["By person", "What our answers go with"],
            "nobody awaits an answer among the posts of the time and client asked for",
        )
    })
}

/// Conversations, and where they turned.
pub(super) fn threads(_: &Plan) -> Box<dyn Part> {
    told(Threads::new(MOST), |threads, plan| {
        answer(
            threads.finish(&options(plan, plan.options.range)),
            &["Waiting for us, the oldest first", "Where the tone turned"],
            "no conversations of the time and client asked for",
        )
    })
}

/// What waits for us, whenever it began to.
pub(super) fn waiting(_: &Plan) -> Box<dyn Part> {
    told(Threads::new(MOST), |threads, plan| {
        let range = plan.options.range;
        let end = plan.end();
        let long_ago = end.checked_sub_signed(HISTORY);
        let looked_back = Range {
            since: range.since.and_then(|since| Some(since.min(long_ago?))),
            until: Some(end),
        };
        let heading = "Waiting for us, the oldest first";
        match threads.finish(&options(plan, looked_back)) {
            Ok(document) => {
                let count = waiting_count(&document);
                let blocks = picked(document, &[heading], &[]);
                if blocks.is_empty() {
                    return Answer::nothing("nobody waits for an answer of ours");
                }
                let mut answer = Answer::from(blocks);
                if count > TOP {
                    answer.blocks.push(Block::Note(Note::remark(format!(
                        "the {TOP} that have waited longest, of {count}; cm-report threads lists all"
                    ))));
                }
                answer
            }
            Err(too_many) => too_much(too_many),
        }
    })
}

fn options(plan: &Plan, range: Range) -> ThreadsOptions {
    ThreadsOptions {
        zone: plan.options.zone.clone(),
        range,
        clients: plan.options.clients.clone(),
        all: false,
        min_group: plan.options.min_group,
        ids: 0,
        top: TOP,
        now: plan.now,
    }
}

/// Posts that wait, of which people see the first.
fn waiting_count(document: &Document) -> usize {
    let is_waiting = |row: &&Vec<Cell>| row.first() == Some(&Cell::text("waiting"));
    document.data.rows.iter().filter(is_waiting).count()
}

/// The key figures and some of the other sections.
fn answer(made: Result<Document, TooManyPosts>, headings: &[&str], nothing: &str) -> Answer {
    let document = match made {
        Ok(document) => document,
        Err(too_many) => return too_much(too_many),
    };
    // Outcomes without a case are no news.
    let effect = Cell::text("effect");
    if document
        .data
        .rows
        .iter()
        .all(|row| row.first() == Some(&effect))
    {
        return Answer::nothing(nothing);
    }
    let mut document = document;
    let first = document.sections.remove(0);
    let mut blocks = first.blocks;
    blocks.extend(picked(document, headings, &[]));
    Answer::from(blocks)
}

fn too_much(TooManyPosts(most): TooManyPosts) -> Answer {
    Answer::from(vec![Block::Note(Note::warning(format!(
        "more than {most} posts, too many for whole conversations in a pack; cm-report team and threads take more"
    )))])
}
