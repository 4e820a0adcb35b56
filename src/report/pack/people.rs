//! Who speaks of us, as `cm-report authors` tells it: whom to react to, who is for and against us, how close they are.

use chrono::TimeDelta;

use super::section::{Answer, Part, Plan};
use super::told::{picked, told};
use crate::document::{Block, Note};
use crate::report::{Authors, AuthorsOptions};
use crate::time::Range;

/// Authors, and occasions of each kind, that are named.
const TOP: usize = 5;
/// Occasions are looked for in the time asked for, but at least a day and at most so far back.
const OCCASIONS: TimeDelta = TimeDelta::days(31);

fn authors(plan: &Plan, range: Range) -> Authors {
    let recent = plan.length().unwrap_or(OCCASIONS);
    Authors::new(&AuthorsOptions {
        scope: plan.scope(range),
        recent: recent.clamp(TimeDelta::days(1), OCCASIONS),
        top: TOP,
    })
}

fn of(authors: Authors, headings: &[&str], nothing: &str) -> Answer {
    match picked(authors.document(), headings, &[]) {
        blocks if blocks.is_empty() => Answer::nothing(nothing),
        blocks => Answer::from(blocks),
    }
}

/// Whom to react to. A first post is only known as such beside all that came before.
pub(super) fn occasions(plan: &Plan) -> Box<dyn Part> {
    let all = Range {
        since: None,
        until: Some(plan.end()),
    };
    told(authors(plan, all), |authors, _| {
        let nothing = "no thanks without an answer, no first post, nobody back, no anniversary";
        of(authors, &["Occasions to react"], nothing)
    })
}

/// Who is heard, who is for us, who is against us.
pub(super) fn people(plan: &Plan) -> Box<dyn Part> {
    told(authors(plan, plan.options.range), |authors, _| {
        let headings = ["The most influential", "Ambassadors", "Detractors"];
        let remarks = ["influence: ", "ambassadors and detractors: "];
        let mut blocks = picked(authors.document(), &headings, &remarks);
        if blocks.is_empty() {
            return Answer::nothing("no posts of others with an author");
        }
        let stands = |block: &Block| matches!(block, Block::Heading(heading) if heading != "The most influential");
        if !blocks.iter().any(stands) {
            blocks.push(Block::Note(Note::remark(
                "nobody is for or against us more often than chance",
            )));
        }
        Answer::from(blocks)
    })
}

/// How recent, how frequent, how much answered: champions, newcomers, those at risk.
pub(super) fn segments(plan: &Plan) -> Box<dyn Part> {
    told(authors(plan, plan.options.range), |authors, _| {
        let headings = ["Segments, by recency, frequency and engagement"];
        of(authors, &headings, "no posts of others with an author")
    })
}
