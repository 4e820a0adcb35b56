//! Who speaks of us: influence, segments, ambassadors and detractors, and occasions to react.
//!
//! Memory is bounded by `MAX_AUTHORS` and `MAX_POSTS`; what goes over is counted and said. What several readers gathered merges to the same, as long as
//! nothing goes over.

mod charts;
mod judged;
mod merge;
mod occasion;
mod person;
mod segment;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::TimeDelta;

pub use occasion::OccasionKind;
pub use segment::Segment;

use self::judged::Judged;
use self::occasion::Seen;
use self::person::{Person, Window, short};
use super::read::PostRow;
use super::row::LineProblem;
use super::scope::{Passed, Scope};
use crate::document::Document;
use crate::stats::seed_of;

/// Most authors that are held, some 500 bytes each, and more with `--ids`.
const MAX_AUTHORS: usize = 200_000;
/// Most posts and replies that are remembered, some 100 bytes each, to count a post read twice once and to know who answered whom.
const MAX_POSTS: usize = 1_000_000;

/// What is asked of authors.
#[derive(Clone, Debug)]
pub struct AuthorsOptions {
    /// Of which posts.
    pub scope: Scope,
    /// Occasions are looked for in this time before the end of the period, and anniversaries in as much after it.
    pub recent: TimeDelta,
    /// How many authors and occasions of each kind are shown to people.
    pub top: usize,
}

impl AuthorsOptions {
    /// The end of the period asked about.
    fn end(&self) -> i64 {
        self.scope
            .range
            .until
            .unwrap_or(self.scope.now)
            .timestamp_millis()
    }

    fn window(&self) -> Window {
        let until = self.end();
        Window {
            since: until.saturating_sub(self.recent.num_milliseconds()),
            until,
        }
    }
}

/// A post that was counted.
#[derive(Clone, Copy, Debug)]
struct Note {
    author: usize,
    engagement: u32,
    reach: u32,
    is_question: bool,
    /// Negative, neutral or positive, as 0 to 2; for a post that two readers have both counted.
    tone: Option<u8>,
}

/// A reply whose parent is looked for at the end.
#[derive(Clone, Debug)]
struct Reply {
    author: usize,
    /// The reply itself, if it has an id.
    own: Option<u64>,
    parent: u64,
    /// When and which, if it is of the days looked at.
    recent: Option<(i64, String)>,
}

/// Authors on the way to the report.
#[derive(Clone, Debug)]
pub struct Authors {
    options: AuthorsOptions,
    people: Vec<Person>,
    by_name: HashMap<(String, String), usize>,
    notes: HashMap<u64, Note>,
    replies: Vec<Reply>,
    thanks: Vec<Seen>,
    /// The earliest post.
    begins: Option<i64>,
    passed: Passed,
    nameless: u64,
    over: u64,
}

impl Authors {
    /// Before the first line.
    pub fn new(options: &AuthorsOptions) -> Self {
        Authors {
            options: options.clone(),
            people: Vec::new(),
            by_name: HashMap::new(),
            notes: HashMap::new(),
            replies: Vec::new(),
            thanks: Vec::new(),
            begins: None,
            passed: Passed::default(),
            nameless: 0,
            over: 0,
        }
    }

    /// Takes a line into account.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        if let Some((row, at)) = self.options.scope.read(line, &mut self.passed)? {
            self.add(&row, at);
        }
        Ok(())
    }

    fn add(&mut self, row: &PostRow<'_>, at: Option<i64>) {
        let Some(identity) = row.author.identity() else {
            self.nameless += 1;
            return;
        };
        let Some(author) = self.place(row, identity) else {
            self.over += 1;
            return;
        };
        let is_new = self.count_figures(row, author);
        if !is_new {
            return;
        }
        self.begins = [self.begins, at].into_iter().flatten().min();
        let (window, ids) = (self.options.window(), self.options.scope.ids);
        if let Some(person) = self.people.get_mut(author) {
            person.add(row, at, window, ids);
        }
        let recent = at.filter(|at| window.contains(*at));
        let id = || row.id.as_deref().map(short).unwrap_or_default();
        if let Some(parent) = row.in_reply_to_id.as_deref() {
            if self.replies.len() < MAX_POSTS {
                self.replies.push(Reply {
                    author,
                    own: row.id.as_deref().map(|id| seed_of(id, 0)),
                    parent: seed_of(parent, 0),
                    recent: recent.map(|at| (at, id())),
                });
            } else {
                self.over += 1;
            }
        }
        let thanks = row.labels.stance.as_deref() == Some("thank")
            || row.labels.intent.as_deref() == Some("praise");
        if let Some(at) = recent.filter(|_| thanks && self.thanks.len() < MAX_POSTS) {
            self.thanks.push(Seen {
                author,
                at,
                id: id(),
            });
        }
    }

    /// The place of an author among all; nothing when there are too many.
    fn place(&mut self, row: &PostRow<'_>, identity: &str) -> Option<usize> {
        let source = row.source.as_deref().unwrap_or_default();
        let key = (short(source), short(identity));
        if let Some(known) = self.by_name.get(&key) {
            return Some(*known);
        }
        if self.people.len() >= MAX_AUTHORS {
            return None;
        }
        let place = self.people.len();
        self.people.push(Person::new(row));
        self.by_name.insert(key, place);
        Some(place)
    }

    /// Adds what a post received; of a post read several times the most. Whether it is read for the first time.
    fn count_figures(&mut self, row: &PostRow<'_>, author: usize) -> bool {
        let small = |count: Option<u64>| u32::try_from(count.unwrap_or(0)).unwrap_or(u32::MAX);
        let (engagement, reach) = (
            small(row.metrics.engagement()),
            small(row.metrics.reach_count),
        );
        let known = row.id.as_deref().map(|id| seed_of(id, 0));
        let (mut more, mut farther, mut is_new) = (engagement, reach, true);
        let has_room = self.notes.len() < MAX_POSTS;
        match known.and_then(|known| self.notes.get_mut(&known)) {
            Some(note) => {
                more = engagement.saturating_sub(note.engagement);
                farther = reach.saturating_sub(note.reach);
                note.engagement = note.engagement.max(engagement);
                note.reach = note.reach.max(reach);
                is_new = false;
            }
            None if has_room => {
                if let Some(known) = known {
                    let is_question = row.labels.intent.as_deref() == Some("question");
                    self.notes.insert(
                        known,
                        Note {
                            author,
                            engagement,
                            reach,
                            is_question,
                            tone: tone_of(row),
                        },
                    );
                }
            }
            None => self.over += 1,
        }
        if let Some(person) = self.people.get_mut(author) {
            person.engagement += u64::from(more);
            person.reach += u64::from(farther);
        }
        is_new
    }

    /// Lines that are no posts.
    pub fn other_types(&self) -> u64 {
        self.passed.other_types
    }

    /// As a report.
    pub fn document(self) -> Document {
        tell::document(&Judged::of(self))
    }
}

fn tone_of(row: &PostRow<'_>) -> Option<u8> {
    match row.labels.sentiment.as_deref()? {
        "negative" => Some(0),
        "positive" => Some(2),
        _ => Some(1),
    }
}
