//! Report packs: what a meeting needs on a page. A pack is a list of sections, each of which answers a question from the same lines.
//!
//! `SECTIONS` is the list of what there is; a report becomes a section with one line there. Every line is given to each section of the pack.

mod again;
mod alarms;
mod answers;
mod boosts;
mod calendar;
mod change;
mod count;
mod figures;
mod loud;
mod matters;
mod ours;
mod people;
mod periods;
mod points;
mod rising;
mod section;
#[cfg(test)]
mod tests;
mod time;
mod told;

use chrono::{DateTime, TimeDelta, Utc};

use self::section::{Answer, Part, Plan};
pub use self::section::{SECTIONS, SectionKind};
use super::Desk;
use super::options::{Skipped, SummaryOptions, TooManyGroups};
use super::row::LineProblem;
use super::voice::Voices;
use crate::ads::AdSheet;
use crate::document::{Block, Document, Note, Section, long_table};
use crate::text::closest;
use crate::time::Range;

/// A pack by its sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackPlan {
    /// What stands at the top.
    pub title: String,
    /// Names of its sections, in their order.
    pub sections: Vec<String>,
    /// How far back it looks when nothing is said, as `30d`; everything when empty.
    pub since: String,
    /// Brands whose voices are held against each other, each a name or `NAME=QUERY`; clients when empty.
    pub brands: Vec<String>,
}

/// A pack that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// The meeting it is for.
    pub about: &'static str,
    title: &'static str,
    since: &'static str,
    sections: &'static [&'static str],
}

/// The page that `cm-report html` makes: the main figures and charts.
pub const PAGE: BuiltIn = BuiltIn {
    name: "page",
    about: "the main figures and charts",
    title: "Summary",
    since: "",
    sections: &[
        "key-figures",
        "volume",
        "tone",
        "channels",
        "matters",
        "topics",
        "when",
        "clients",
        "ours",
    ],
};

/// The packs there are without any configuration.
pub const PACKS: &[BuiltIn] = &[
    BuiltIn {
        name: "daily",
        about: "the daily exchange: what came in since yesterday, what is out of the ordinary, who waits and who must answer",
        title: "Daily briefing",
        since: "1d",
        sections: &[
            "in-short",
            "key-figures",
            "alerts",
            "work",
            "waiting",
            "occasions",
            "rising",
            "volume",
            "matters",
            "calendar",
        ],
    },
    BuiltIn {
        name: "editorial",
        about: "the monthly editorial meeting: what our posts did and what the best of them share, what people talk about, when, what comes",
        title: "Editorial meeting",
        since: "30d",
        sections: &[
            "in-short",
            "key-figures",
            "best",
            "again",
            "ours",
            "rising",
            "topics",
            "hashtags",
            "matters",
            "when",
            "occasions",
            "calendar",
        ],
    },
    BuiltIn {
        name: "committee",
        about: "the quarterly committee: figures against the quarter before, tone, voice, alarms, how we answered, who is for and against us",
        title: "Quarterly committee",
        since: "91d",
        sections: &[
            "in-short",
            "key-figures",
            "volume",
            "tone",
            "alerts",
            "voice",
            "channels",
            "matters",
            "clients",
            "team",
            "people",
            "ours",
        ],
    },
    BuiltIn {
        name: "strategy",
        about: "the strategy review: a year of volume, tone and reach, where they go, voice, subjects, authors",
        title: "Strategy review",
        since: "365d",
        sections: &[
            "in-short",
            "key-figures",
            "slopes",
            "volume",
            "tone",
            "voice",
            "rising",
            "topics",
            "channels",
            "clients",
            "segments",
            "people",
            "again",
            "ours",
            "when",
        ],
    },
    PAGE,
];

impl From<BuiltIn> for PackPlan {
    fn from(pack: BuiltIn) -> Self {
        PackPlan {
            title: pack.title.to_owned(),
            sections: pack
                .sections
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
            since: pack.since.to_owned(),
            brands: Vec::new(),
        }
    }
}

/// A pack that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// No section of that name.
    #[error("unknown section `{name}`{}; known: {}", closest::hint(*suggestion), section_names().join(", "))]
    Section {
        /// As written.
        name: String,
        /// The closest that there is.
        suggestion: Option<&'static str>,
    },
    /// Nothing in it.
    #[error("a pack without sections says nothing; known: {}", section_names().join(", "))]
    Empty,
}

fn section_names() -> Vec<&'static str> {
    SECTIONS.iter().map(|kind| kind.name).collect()
}

/// A pack while lines come in. Parts counted apart merge to the same.
pub struct Pack {
    plan: Plan,
    title: String,
    parts: Vec<(&'static SectionKind, Box<dyn Part>)>,
}

impl Pack {
    /// An empty pack. With `options.range.since`, figures are held against the stretch of equal length before it, which ends at `options.range.until`
    /// or `now`. `voices` are the brands of `plan.brands`, ready to be looked for.
    pub fn new(
        plan: &PackPlan,
        options: &SummaryOptions,
        desk: &Desk,
        voices: &Voices,
        now: DateTime<Utc>,
    ) -> Result<Self, PackError> {
        let kinds: Vec<&'static SectionKind> = plan
            .sections
            .iter()
            .map(|name| kind(name))
            .collect::<Result<_, _>>()?;
        if kinds.is_empty() {
            return Err(PackError::Empty);
        }
        let inside = Plan {
            options: options.clone(),
            desk: desk.clone(),
            before: before(options.range, now),
            ads: Vec::new(),
            voices: voices.clone(),
            has_figures: plan.sections.iter().any(|name| name == "key-figures"),
            now,
        };
        let parts = kinds
            .into_iter()
            .map(|kind| (kind, (kind.begin)(&inside)))
            .collect();
        Ok(Pack {
            plan: inside,
            title: plan.title.clone(),
            parts,
        })
    }

    /// Gives a line of JSON to every section.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.parts
            .iter_mut()
            .try_for_each(|(_, part)| part.add_line(line))
    }

    /// Lines that no section could make anything of.
    pub fn other_types(&self) -> u64 {
        let others = self.parts.iter().map(|(_, part)| part.other_types());
        others.min().unwrap_or(0)
    }

    /// Gives the exports of ad managers, for the sections that ask for them.
    pub fn give_ads(&mut self, ads: Vec<AdSheet>) {
        self.plan.ads = ads;
    }

    /// Adds all that another of the same plan has counted.
    pub fn merge(&mut self, other: Pack) {
        for ((_, ours), (_, theirs)) in self.parts.iter_mut().zip(other.parts) {
            ours.merge(theirs);
        }
    }

    /// The pack as a document, whose data is every figure in one long table.
    pub fn finish(self) -> Result<Document, TooManyGroups> {
        let mut sections: Vec<Section> = Vec::new();
        let mut span = None;
        let (mut told, mut posts) = (false, None);
        let mut skipped = Skipped::default();
        for (kind, part) in self.parts {
            let mut answer = part.finish(&self.plan)?;
            span = span.or(answer.span);
            posts = posts.max(answer.posts);
            skipped.undated = skipped.undated.max(answer.skipped.undated);
            skipped.timeless = skipped.timeless.max(answer.skipped.timeless);
            if answer.blocks.is_empty() && !kind.without.is_empty() {
                answer = Answer::nothing(kind.without);
            }
            let only_notes = |block: &Block| matches!(block, Block::Note(_));
            told |= !answer.blocks.iter().all(only_notes);
            if !answer.blocks.is_empty() {
                sections.push(Section {
                    heading: Some(kind.heading.to_owned()),
                    blocks: answer.blocks,
                });
            }
        }
        if span.is_none() {
            skipped.timeless = 0;
        }
        if told || posts == Some(true) {
            sections.push(Section {
                heading: Some("How to read it".to_owned()),
                blocks: skipped
                    .time_notes()
                    .map(Block::Note)
                    .chain(section::method(&self.plan))
                    .collect(),
            });
        } else if posts == Some(false) || sections.is_empty() {
            let nothing = Note::remark("no posts of the time and client asked for");
            sections = vec![Section {
                heading: None,
                blocks: vec![Block::Note(nothing)],
            }];
        }
        let mut document = Document {
            title: title(&self.title, &self.plan, span),
            sections,
            ..Document::default()
        };
        document.data = long_table(&document);
        Ok(document)
    }
}

fn kind(name: &str) -> Result<&'static SectionKind, PackError> {
    let found = SECTIONS.iter().find(|kind| kind.name == name);
    found.ok_or_else(|| PackError::Section {
        name: name.to_owned(),
        suggestion: closest::closest(name, section_names()),
    })
}

/// The stretch of equal length before a range that begins somewhere.
fn before(range: Range, now: DateTime<Utc>) -> Option<Range> {
    let since = range.since?;
    let length = range.until.unwrap_or(now) - since;
    if length <= TimeDelta::zero() {
        return None;
    }
    Some(Range {
        since: Some(since.checked_sub_signed(length)?),
        until: Some(since),
    })
}

/// The title with the days it is about: those asked for, or those of the first and the last post.
fn title(title: &str, plan: &Plan, span: Option<(i64, i64)>) -> String {
    let range = plan.options.range;
    let at = |millis: i64| DateTime::from_timestamp_millis(millis);
    let first = range.since.or_else(|| at(span?.0));
    let last = range
        .until
        .or_else(|| range.since.map(|_| plan.now))
        .map(|until| until - TimeDelta::milliseconds(1))
        .or_else(|| at(span?.1.saturating_sub(1)));
    let zone = &plan.options.zone;
    match (first.map(|at| zone.day(at)), last.map(|at| zone.day(at))) {
        (Some(first), Some(last)) if first == last => format!("{title}, {first}"),
        (Some(first), Some(last)) => format!("{title}, {first} to {last}"),
        _ => title.to_owned(),
    }
}
