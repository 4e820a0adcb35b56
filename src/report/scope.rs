//! Which lines a question is asked of: posts of the clients and the time asked for.

use chrono::{DateTime, Utc};

use super::read::{PostRow, Record};
use super::row::LineProblem;
use crate::document::{Cell, Note};
use crate::time::{Range, Zone};

/// What is asked of every question that looks at single posts.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Where the clock hangs that days and hours are read from.
    pub zone: Zone,
    /// Only posts published in it.
    pub range: Range,
    /// Only posts of these clients; all when empty.
    pub clients: Vec<String>,
    /// The present.
    pub now: DateTime<Utc>,
    /// How many ids of posts are given behind a figure; 0 for none.
    pub ids: usize,
    /// Groups of fewer posts or people are not shown.
    pub min_group: u64,
}

/// Lines that were not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Records that are no posts, buckets among them.
    pub other_types: u64,
    /// Posts without a time, when a time was asked for.
    pub undated: u64,
    /// Posts of another time or client.
    pub not_asked: u64,
}

/// A post that a question is asked of, and when it was published, in milliseconds since 1970.
pub(super) type Asked<'a> = (Box<PostRow<'a>>, Option<i64>);

impl Scope {
    /// The post of a line and when it was published, in milliseconds since 1970, if the question is asked of it.
    pub(super) fn read<'a>(
        &self,
        line: &'a str,
        passed: &mut Passed,
    ) -> Result<Option<Asked<'a>>, LineProblem> {
        let Record::Post(post) = Record::read(line)? else {
            passed.other_types += 1;
            return Ok(None);
        };
        let at = post.published_millis()?;
        let of_client = |client: &str| self.clients.iter().any(|asked| asked == client);
        if !self.clients.is_empty() && !post.client.as_deref().is_some_and(of_client) {
            passed.not_asked += 1;
            return Ok(None);
        }
        match at {
            _ if self.range.is_open() => {}
            None => {
                passed.undated += 1;
                return Ok(None);
            }
            Some(at) if !self.range.contains_millis(at) => {
                passed.not_asked += 1;
                return Ok(None);
            }
            Some(_) => {}
        }
        Ok(Some((post, at)))
    }

    /// An instant as people of the zone see it.
    pub(super) fn time(&self, millis: i64) -> Cell {
        Cell::some(DateTime::from_timestamp_millis(millis), |at| Cell::Time {
            at,
            offset: self.zone.offset_seconds(at),
        })
    }

    /// The first of some ids, as many as were asked for.
    pub(super) fn ids<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Cell {
        let ids: Vec<&str> = ids.filter(|id| !id.is_empty()).take(self.ids).collect();
        Cell::text(ids.join(" "))
    }
}

impl Passed {
    /// Adds what another has passed over.
    pub(super) fn merge(&mut self, other: Passed) {
        self.other_types += other.other_types;
        self.undated += other.undated;
        self.not_asked += other.not_asked;
    }

    /// What the reader must know of it.
    pub(super) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.undated > 0 {
            notes.push(Note::warning(format!(
                "{} without published_at left out",
                posts(self.undated)
            )));
        }
        notes
    }
}

/// A count of posts in words.
pub(super) fn posts(count: u64) -> String {
    match count {
        1 => "1 post".to_owned(),
        count => format!("{count} posts"),
    }
}
