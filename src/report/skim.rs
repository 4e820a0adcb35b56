//! A reader for ordinary lines: finds the few fields of a [`Row`] and steps over the rest without looking at each byte.
//!
//! It reads valid JSON only, and every [`Row`] it gives is the one `serde_json` would give (a property test holds it to that); on anything out
//! of the ordinary, valid or not, it gives up and the caller asks `serde_json`.

use super::row::{AuthorRow, LabelsRow, MetricsRow, Row};
use super::skimmer::Skimmer;

/// The row of a line, or `None` when the line needs a careful reader.
pub(super) fn skim(line: &str) -> Option<Row<'_>> {
    let mut skimmer = Skimmer::new(line);
    let mut row = Row::default();
    let mut seen = Seen(0);
    skimmer.space();
    skimmer.object(|json, key| json.row_field(&mut row, &mut seen, key))?;
    skimmer.space();
    skimmer.is_at_end().then_some(row)
}

/// Fields met so far: a name that comes twice is the careful reader's to refuse.
struct Seen(u32);

impl Seen {
    fn first(&mut self, field: u32) -> Option<()> {
        let bit = 1 << field;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new.then_some(())
    }
}

impl<'a> Skimmer<'a> {
    fn row_field(&mut self, row: &mut Row<'a>, seen: &mut Seen, key: &[u8]) -> Option<()> {
        match key {
            b"type" => {
                seen.first(0)?;
                row.record_type = self.word()?;
            }
            b"text" => {
                seen.first(1)?;
                row.has_text = self.peek()? != b'n';
                self.skip(0)?;
            }
            b"source" => {
                seen.first(2)?;
                row.source = self.word()?;
            }
            b"instance" => {
                seen.first(3)?;
                row.instance = self.word()?;
            }
            b"kind" => {
                seen.first(4)?;
                row.kind = self.word()?;
            }
            b"client" => {
                seen.first(5)?;
                row.client = self.word()?;
            }
            b"query" => {
                seen.first(6)?;
                row.query = self.word()?;
            }
            b"published_at" => {
                seen.first(7)?;
                row.published_at = self.word()?;
            }
            b"own" => {
                seen.first(8)?;
                row.own = self.flag()?;
            }
            b"hashtags" => {
                seen.first(9)?;
                self.words(&mut row.hashtags)?;
            }
            _ => return self.part_field(row, seen, key),
        }
        Some(())
    }

    /// The fields that are objects themselves.
    fn part_field(&mut self, row: &mut Row<'a>, seen: &mut Seen, key: &[u8]) -> Option<()> {
        match key {
            b"author" => {
                seen.first(10)?;
                let (author, mut seen) = (&mut row.author, Seen(0));
                self.object_or_null(|json, key| json.author_field(author, &mut seen, key))?;
            }
            b"metrics" => {
                seen.first(11)?;
                let (metrics, mut seen) = (&mut row.metrics, Seen(0));
                self.object_or_null(|json, key| json.metrics_field(metrics, &mut seen, key))?;
            }
            b"labels" => {
                seen.first(12)?;
                let (labels, mut seen) = (&mut row.labels, Seen(0));
                self.object_or_null(|json, key| json.labels_field(labels, &mut seen, key))?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn author_field(
        &mut self,
        author: &mut AuthorRow<'a>,
        seen: &mut Seen,
        key: &[u8],
    ) -> Option<()> {
        match key {
            b"id" => {
                seen.first(0)?;
                author.id = self.word()?;
            }
            b"handle" => {
                seen.first(1)?;
                author.handle = self.word()?;
            }
            b"name" => {
                seen.first(2)?;
                author.name = self.word()?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn metrics_field(
        &mut self,
        metrics: &mut MetricsRow,
        seen: &mut Seen,
        key: &[u8],
    ) -> Option<()> {
        match key {
            b"like_count" => {
                seen.first(0)?;
                metrics.like_count = self.count()?;
            }
            b"reply_count" => {
                seen.first(1)?;
                metrics.reply_count = self.count()?;
            }
            b"repost_count" => {
                seen.first(2)?;
                metrics.repost_count = self.count()?;
            }
            b"view_count" => {
                seen.first(3)?;
                metrics.view_count = self.count()?;
            }
            b"impression_count" => {
                seen.first(4)?;
                metrics.impression_count = self.count()?;
            }
            b"reach_count" => {
                seen.first(5)?;
                metrics.reach_count = self.count()?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn labels_field(
        &mut self,
        labels: &mut LabelsRow<'a>,
        seen: &mut Seen,
        key: &[u8],
    ) -> Option<()> {
        match key {
            b"lang" => {
                seen.first(0)?;
                labels.lang = self.word()?;
            }
            b"sentiment" => {
                seen.first(1)?;
                labels.sentiment = self.word()?;
            }
            b"sentiment_score" => {
                seen.first(2)?;
                labels.sentiment_score = self.number()?;
            }
            b"intent" => {
                seen.first(3)?;
                labels.intent = self.word()?;
            }
            b"department" => {
                seen.first(4)?;
                labels.department = self.word()?;
            }
            b"level" => {
                seen.first(5)?;
                labels.level = self.word()?;
            }
            b"stance" => {
                seen.first(6)?;
                labels.stance = self.word()?;
            }
            b"urgency" => {
                seen.first(7)?;
                labels.urgency = self.number()?;
            }
            b"topics" => {
                seen.first(8)?;
                self.words(&mut labels.topics)?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }
}
