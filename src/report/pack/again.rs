//! Our posts: what to do again and what to avoid, the best and the worst, as `cm-report posts` tells them.

use chrono::TimeDelta;

use super::section::{Answer, Part, Plan};
use super::told::{picked, told};
use crate::document::{Block, Document};
use crate::report::posts::{OwnPosts, PostsOptions};
use crate::report::scope::Scope;

/// Posts whose figures were read before this age still grow.
const MIN_AGE: TimeDelta = TimeDelta::days(1);
/// Posts that have a trait, and that lack it, before it is looked at.
const MIN_GROUP: u64 = 5;
/// How many of the best, and of the worst, are shown.
const TOP: usize = 5;

fn posts(plan: &Plan, top: usize) -> OwnPosts {
    let asked = &plan.options;
    OwnPosts::new(&PostsOptions {
        scope: Scope {
            min_group: MIN_GROUP,
            ..plan.scope(asked.range)
        },
        per: asked.per,
        min_age: MIN_AGE,
        top,
    })
}

/// What posts share, and what it goes with.
pub(super) fn again(plan: &Plan) -> Box<dyn Part> {
    told(posts(plan, 0), |posts, _| {
        let Some(document) = document(posts) else {
            return Answer::nothing(NONE);
        };
        // The first is what the section is called itself.
        let mut blocks = picked(document.clone(), &["What to do again, what to avoid"], &[]);
        let shared = "What posts share, beside the other posts of their channel";
        let compared = picked(
            document,
            &[shared],
            &["what goes together is not told apart"],
        );
        if !compared.is_empty() {
            blocks.push(Block::Heading(shared.to_owned()));
            blocks.extend(compared);
        }
        Answer::from(blocks)
    })
}

/// The best and the worst.
pub(super) fn best(plan: &Plan) -> Box<dyn Part> {
    told(posts(plan, TOP), |posts, _| {
        let headings = ["Best posts", "Worst posts"];
        match document(posts) {
            Some(document) => Answer::from(picked(document, &headings, &["of ours compared"])),
            None => Answer::nothing(NONE),
        }
    })
}

const NONE: &str = "no post of ours with likes, replies or reposts (\"own\": true)";

/// The report, if there is anything to judge.
fn document(posts: OwnPosts) -> Option<Document> {
    // Only a denominator that was asked for can be missing, and packs ask for none.
    let judged = posts.finish().ok().filter(|judged| judged.count() > 0);
    judged.map(|judged| judged.document())
}
