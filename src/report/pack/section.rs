//! The sections there are, and what a section must be able to do.

use std::any::Any;

use chrono::{DateTime, TimeDelta, Utc};

use super::periods::{Counted, Periods};
use super::{
    again, alarms, answers, boosts, calendar, figures, loud, matters, ours, people, points, rising,
    time,
};
use crate::ads::AdSheet;
use crate::document::{Block, Cell, Note};
use crate::report::Desk;
use crate::report::dimension::Dimension;
use crate::report::options::{Skipped, SummaryOptions, TooManyGroups};
use crate::report::row::LineProblem;
use crate::report::scope::Scope;
use crate::report::voice::Voices;
use crate::time::Range;

/// A section that packs may have.
pub struct SectionKind {
    /// What a pack calls it.
    pub name: &'static str,
    /// The question it answers, which stands above it.
    pub heading: &'static str,
    /// What is said of a section of counts that has none; empty for a section that is left out then.
    pub(super) without: &'static str,
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
    /// Whether the key figures are told in another section.
    pub(super) has_figures: bool,
    /// The brands whose voices are held against each other.
    pub(super) voices: Voices,
    /// The present.
    pub(super) now: DateTime<Utc>,
}

impl Plan {
    /// Where the time asked for ends.
    pub(super) fn end(&self) -> DateTime<Utc> {
        self.options.range.until.unwrap_or(self.now)
    }

    /// How long it is; nothing when it has no beginning.
    pub(super) fn length(&self) -> Option<TimeDelta> {
        Some(self.end() - self.options.range.since?)
    }

    /// The posts of the clients asked for, in a stretch of time.
    pub(super) fn scope(&self, range: Range) -> Scope {
        Scope {
            zone: self.options.zone.clone(),
            range,
            clients: self.options.clients.clone(),
            now: self.now,
            ids: 0,
            min_group: self.options.min_group,
        }
    }

    /// An instant as people of the zone see it.
    pub(super) fn time(&self, at: DateTime<Utc>) -> Cell {
        let offset = self.options.zone.offset_seconds(at);
        Cell::Time { at, offset }
    }
}

/// What a section says.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) blocks: Vec<Block>,
    /// First and last moment of what it counted, in milliseconds since 1970.
    pub(super) span: Option<(i64, i64)>,
    /// Whether there were posts in the time asked for, if it looks at nothing else.
    pub(super) posts: Option<bool>,
    /// What its counts leave out.
    pub(super) skipped: Skipped,
}

impl From<Vec<Block>> for Answer {
    fn from(blocks: Vec<Block>) -> Self {
        Answer {
            blocks,
            ..Answer::default()
        }
    }
}

impl Answer {
    /// Nothing to tell, and why.
    pub(super) fn nothing(why: &str) -> Self {
        Answer {
            blocks: vec![Block::Note(Note::remark(why))],
            ..Answer::default()
        }
    }
}

/// A section while lines come in.
pub(super) trait Part: Send {
    /// Counts a line.
    fn add_line(&mut self, line: &str) -> Result<(), LineProblem>;
    /// How many of the lines it could make nothing of, whatever the time and the client asked for.
    fn other_types(&self) -> u64;
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
        without: "no mentions",
        begin: |plan| counted(plan, points::BY, true, points::say),
    },
    SectionKind {
        name: "key-figures",
        heading: "How much?",
        without: "no posts",
        begin: |plan| counted(plan, &[Dimension::Day, Dimension::Own], true, figures::say),
    },
    SectionKind {
        name: "alerts",
        heading: "What is out of the ordinary?",
        without: "",
        begin: alarms::alerts,
    },
    SectionKind {
        name: "work",
        heading: "What needs us now?",
        without: "no post has a level or an urgency; cm-classify adds them",
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
        name: "waiting",
        heading: "Who waits for an answer?",
        without: "",
        begin: answers::waiting,
    },
    SectionKind {
        name: "occasions",
        heading: "Whom to react to?",
        without: "",
        begin: people::occasions,
    },
    SectionKind {
        name: "volume",
        heading: "When was it said, and in what tone?",
        without: "too short a time for a line",
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
        without: "no post has labels; cm-classify adds them",
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
        without: "no post has a source",
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
        without: "no post has an intent; cm-classify adds it",
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
        without: "no post has a topic; [topic.NAME] in cm.toml names them for cm-classify",
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
        without: "no hashtags",
        begin: |plan| {
            counted(
                plan,
                &[Dimension::Hashtag, Dimension::Own],
                false,
                matters::hashtags,
            )
        },
    },
    SectionKind {
        name: "rising",
        heading: "What is on the rise?",
        without: "",
        begin: rising::rising,
    },
    SectionKind {
        name: "slopes",
        heading: "Where is it going?",
        without: "",
        begin: rising::slopes,
    },
    SectionKind {
        name: "when",
        heading: "When is the public there?",
        without: "no mentions",
        begin: |plan| {
            let by = [Dimension::Weekday, Dimension::HourOfDay, Dimension::Own];
            counted(plan, &by, false, time::when)
        },
    },
    SectionKind {
        name: "clients",
        heading: "Which client needs attention?",
        without: "",
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
        name: "people",
        heading: "Who is heard, who is for us, who is against us?",
        without: "",
        begin: people::people,
    },
    SectionKind {
        name: "segments",
        heading: "How close are they to us?",
        without: "",
        begin: people::segments,
    },
    SectionKind {
        name: "voice",
        heading: "How loud are we beside others?",
        without: "",
        begin: loud::voice,
    },
    SectionKind {
        name: "ours",
        heading: "What did our own posts do?",
        without: "no posts of ours (\"own\": true)",
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
        name: "best",
        heading: "Which posts did best, which worst?",
        without: "",
        begin: again::best,
    },
    SectionKind {
        name: "again",
        heading: "What to do again, what to avoid?",
        without: "",
        begin: again::again,
    },
    SectionKind {
        name: "calendar",
        heading: "What is coming up?",
        without: "",
        begin: calendar::calendar,
    },
    SectionKind {
        name: "boosts",
        heading: "What did the money bring?",
        without: "no ads; --ads gives the exports of the ad managers",
        begin: boosts::begin,
    },
    SectionKind {
        name: "team",
        heading: "How do we answer?",
        without: "",
        begin: answers::team,
    },
    SectionKind {
        name: "threads",
        heading: "What waits for us in conversations?",
        without: "",
        begin: answers::threads,
    },
];

/// How the figures of a pack are to be read.
pub(super) fn method(plan: &Plan) -> Vec<Block> {
    let mut notes = vec![
        "mentions are posts that are not ours; their tone is that of the labelled ones, and a classifier makes mistakes",
    ];
    if plan.before.is_some() {
        notes.push("changes are against the stretch of the same length before; \"up\" and \"down\" are said only where the 95 % interval of the change does not hold \"no change\"; in a table, corrected for its number of rows");
    }
    let note = |text: &&str| Block::Note(Note::remark(*text));
    notes.iter().map(note).collect()
}
