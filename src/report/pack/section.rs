//! The sections there are, and what a section must be able to do.

use std::any::Any;

use chrono::{DateTime, Utc};

use super::answers::{TeamPart, ThreadsPart};
use super::periods::{Counted, Periods};
use super::{again, boosts, figures, matters, ours, points, time};
use crate::ads::AdSheet;
use crate::document::{Block, Note};
use crate::report::Desk;
use crate::report::dimension::Dimension;
use crate::report::options::{SummaryOptions, TooManyGroups};
use crate::report::row::LineProblem;
use crate::time::Range;

/// A section that packs may have.
pub struct SectionKind {
    /// What a pack calls it.
    pub name: &'static str,
    /// The question it answers, which stands above it.
    pub heading: &'static str,
    pub(super) begin: fn(&Plan) -> Box<dyn Part>,
}

/// What every section knows of the pack it is in.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The zone, the range and the clients asked for.
    pub(super) options: SummaryOptions,
    /// When and how soon the team answers.
    pub(super) desk: Desk,
    /// The stretch that figures are held against.
    pub(super) before: Option<Range>,
    /// Exports of ad managers, given to the pack that is finished.
    pub(super) ads: Vec<AdSheet>,
    /// The present.
    pub(super) now: DateTime<Utc>,
}

/// What a section says.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) blocks: Vec<Block>,
    /// First and last moment of what it counted, in milliseconds since 1970.
    pub(super) span: Option<(i64, i64)>,
}

/// A section while lines come in.
pub(super) trait Part: Send {
    /// Counts a line.
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem>;
    /// Adds what another of its kind has counted.
    fn merge(&mut self, other: Box<dyn Part>);
    /// For [`Part::merge`]: itself, to be recognised.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
    /// What it says.
    fn finish(self: Box<Self>, plan: &Plan) -> Result<Answer, TooManyGroups>;
}

/// A section over counts: by what posts are grouped, whether it looks at the stretch before, and what is said of the groups.
fn counted(
    plan: &Plan,
    by: &[Dimension],
    compared: bool,
    say: fn(&Plan, &Counted) -> Vec<Block>,
) -> Box<dyn Part> {
    Box::new(Periods::new(plan, by, compared, say))
}

/// Every section, by the names that `[pack.NAME] sections` knows.
pub static SECTIONS: &[SectionKind] = &[
    SectionKind {
        name: "in-short",
        heading: "In short",
        begin: |plan| counted(plan, points::BY, true, points::say),
    },
    SectionKind {
        name: "key-figures",
        heading: "How much?",
        begin: |plan| counted(plan, &[Dimension::Day, Dimension::Own], true, figures::say),
    },
    SectionKind {
        name: "work",
        heading: "What needs us now?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Department, Dimension::Own],
                false,
                matters::work,
            )
        },
    },
    SectionKind {
        name: "volume",
        heading: "When was it said, and in what tone?",
        begin: |plan| {
            counted(
                plan,
                &[time::grain(plan), Dimension::Own],
                false,
                time::volume,
            )
        },
    },
    SectionKind {
        name: "tone",
        heading: "How is the tone?",
        begin: |plan| {
            counted(
                plan,
                &[time::grain(plan), Dimension::Own],
                false,
                time::tone,
            )
        },
    },
    SectionKind {
        name: "channels",
        heading: "Where are we spoken of?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Source, Dimension::Day, Dimension::Own],
                true,
                matters::channels,
            )
        },
    },
    SectionKind {
        name: "matters",
        heading: "What do people want?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Intent, Dimension::Day, Dimension::Own],
                true,
                matters::intents,
            )
        },
    },
    SectionKind {
        name: "topics",
        heading: "What do they talk about?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Topic, Dimension::Day, Dimension::Own],
                true,
                matters::topics,
            )
        },
    },
    SectionKind {
        name: "hashtags",
        heading: "Which hashtags do they use?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Hashtag, Dimension::Own],
                false,
                matters::topics,
            )
        },
    },
    SectionKind {
        name: "when",
        heading: "When is the public there?",
        begin: |plan| {
            let by = [Dimension::Weekday, Dimension::HourOfDay, Dimension::Own];
            counted(plan, &by, false, time::when)
        },
    },
    SectionKind {
        name: "clients",
        heading: "Which client needs attention?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Client, Dimension::Day, Dimension::Own],
                true,
                matters::clients,
            )
        },
    },
    SectionKind {
        name: "ours",
        heading: "What did our own posts do?",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Source, Dimension::Day, Dimension::Own],
                true,
                ours::say,
            )
        },
    },
    SectionKind {
        name: "again",
        heading: "What to do again, what to avoid?",
        begin: again::begin,
    },
    SectionKind {
        name: "boosts",
        heading: "What did the money bring?",
        begin: boosts::begin,
    },
    SectionKind {
        name: "team",
        heading: "How do we answer?",
        begin: TeamPart::begin,
    },
    SectionKind {
        name: "threads",
        heading: "What waits for us in conversations?",
        begin: ThreadsPart::begin,
    },
];

/// How the figures of a pack are to be read.
pub(super) fn method(plan: &Plan) -> Vec<Block> {
    let mut notes = vec![
        "mentions are posts that are not ours; tone is over the mentions that have labels, and a classifier makes mistakes",
    ];
    if plan.before.is_some() {
        notes.push("against the stretch of equal length before; up and down are said only where the 95 % interval of the change leaves out no change; in a table, with a correction for its number of rows");
    }
    let note = |text: &&str| Block::Note(Note::remark(*text));
    notes.iter().map(note).collect()
}
