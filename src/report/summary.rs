//! The summary: posts and buckets in, in any order and in any number of parts; groups out.

mod buckets;

use std::collections::BTreeSet;

use super::aggregate::{Aggregate, Brief, raise};
use super::author_key::{self, AuthorKey};
use super::blocks::{self, Cut};
use super::dimension::{Dimension, Key, URGENT};
use super::groups::{Groups, Tally, encode, encode_text};
use super::latest::Held;
use super::options::{Skipped, SummaryOptions, TooManyGroups};
use super::read;
use super::row::{LineProblem, Row, RowReader, type_of};
use super::uncounted::{Blind, Uncounted};
use super::wall::Wall;
use crate::record::Str;
use crate::stats::Distinct;
use crate::time::epoch_millis;

/// The dimensions that the page of key figures breaks down by.
pub(super) const BREAKDOWNS: [Dimension; 4] = [
    Dimension::Source,
    Dimension::Lang,
    Dimension::Intent,
    Dimension::Department,
];

/// Counts while lines come in. Parts counted apart, over any lines in any order, merge to the same.
#[derive(Clone, Debug)]
pub struct Summary {
    options: SummaryOptions,
    reader: RowReader,
    wall: Wall,
    groups: Groups<Aggregate>,
    /// Posts by each of [`BREAKDOWNS`], when nothing else is asked for.
    breakdowns: [Groups<Brief>; BREAKDOWNS.len()],
    days: Groups<Brief>,
    /// What is said of us, for the page of key figures: posts that are not our own.
    mentions: Aggregate,
    skipped: Skipped,
    uncounted: Uncounted,
    /// How the period is cut when it is compared.
    cut: Option<Cut>,
    /// The counts of the period before.
    previous: Option<Box<Summary>>,
    /// Groups beyond the most that are allowed were met.
    too_many: bool,
    /// Authors of posts were counted, not only those of buckets.
    with_posts: bool,
    /// Names of the keys that the authors of buckets were hashed with.
    author_keys: BTreeSet<Option<String>>,
    /// The group of the post at hand; kept to spare an allocation.
    scratch: Vec<u8>,
}

/// The groups of a summary, in the order of their keys.
#[derive(Clone, Debug)]
pub struct Groupings {
    pub(super) options: SummaryOptions,
    pub(super) rows: Vec<(Vec<Key>, Aggregate)>,
    pub(super) breakdowns: [Vec<(Vec<Key>, Brief)>; BREAKDOWNS.len()],
    pub(super) days: Vec<(Vec<Key>, Brief)>,
    pub(super) mentions: Aggregate,
    pub(super) cut: Option<Cut>,
    /// Authors were hashed with different keys, so that they cannot be counted.
    pub(super) keys_differ: bool,
    /// The period before, when it is compared with.
    pub(super) previous: Option<Box<Groupings>>,
    /// Posts that are in no row because their group is too small.
    pub(super) suppressed: u64,
    /// What was asked of buckets that are not counted by it.
    pub(super) blind: Vec<Blind>,
    /// What the buckets are counted by.
    pub(super) counted_by: Vec<&'static str>,
    /// Posts of ours that buckets do not tell from mentions.
    pub(super) mixed: u64,
    /// Rows of 0 that were left out because they would be too many.
    pub(super) gaps_left_out: bool,
    /// What was left out.
    pub skipped: Skipped,
}

impl Summary {
    /// An empty count.
    pub fn new(options: &SummaryOptions) -> Self {
        let mut summary = Summary::plain(options);
        if let Some((period, range)) = options
            .compare
            .and_then(|period| Some((period, blocks::before(period)?)))
        {
            summary.cut = Cut::of(period);
            let mut previous = Summary::plain(&SummaryOptions {
                range,
                compare: None,
                gaps: false,
                min_group: 0,
                ..options.clone()
            });
            previous.cut = Cut::of(range);
            summary.previous = Some(Box::new(previous));
        }
        summary
    }

    fn plain(options: &SummaryOptions) -> Self {
        Summary {
            options: options.clone(),
            reader: RowReader::default(),
            wall: Wall::new(options.zone.clone()),
            groups: Groups::default(),
            breakdowns: std::array::from_fn(|_| Groups::default()),
            days: Groups::default(),
            mentions: Aggregate::default(),
            skipped: Skipped::default(),
            uncounted: Uncounted::default(),
            cut: None,
            previous: None,
            too_many: false,
            with_posts: false,
            author_keys: BTreeSet::new(),
            scratch: Vec::new(),
        }
    }

    /// Counts a line of JSON: a post, a bucket, or another record, which is only counted as left out.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        let mut row = Row::default();
        if let Err(problem) = self.reader.read(line, &mut row) {
            return self.add_unlike_post(line, problem);
        }
        if row.is_post() {
            return self.add_post(&row);
        }
        match row.record_type.as_deref() {
            Some("bucket") => self.add_bucket_line(line),
            _ => self.skip_other(),
        }
    }

    /// Counts a line, unless it is a post with an id: that one is to be held back until the last of it is known, and then counted.
    pub fn add_or_hold(&mut self, line: &str) -> Result<Option<Held>, LineProblem> {
        let mut row = Row::default();
        if let Err(problem) = self.reader.read(line, &mut row) {
            return self.add_unlike_post(line, problem).map(|()| None);
        }
        let Some(id) = row.id.as_deref().filter(|_| row.is_post()) else {
            return self.add_line(line).map(|()| None);
        };
        // What cannot be counted later is a bad line now.
        read::published(row.published_at.as_deref())?;
        let seen_at = row.metrics_at.as_deref().or(row.fetched_at.as_deref());
        Ok(Some(Held::new(id, seen_at.and_then(epoch_millis))))
    }

    /// A line whose fields are not those of a post may well be another record.
    fn add_unlike_post(&mut self, line: &str, problem: LineProblem) -> Result<(), LineProblem> {
        match type_of(line).as_deref() {
            None | Some("post" | "") => Err(problem),
            Some("bucket") => self.add_bucket_line(line),
            Some(_) => self.skip_other(),
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "the end of a match of fallible arms"
    )]
    fn skip_other(&mut self) -> Result<(), LineProblem> {
        raise(&mut self.skipped.other_types);
        Ok(())
    }

    /// What was left out so far.
    pub(super) fn skipped(&self) -> Skipped {
        self.skipped
    }

    /// Counts a post.
    pub fn add_post(&mut self, row: &Row<'_>) -> Result<(), LineProblem> {
        let millis = read::published(row.published_at.as_deref())?;
        if let Some(previous) = self.previous_of(millis) {
            return previous.add_post(row);
        }
        if !self.asked_for(row.client.as_deref(), millis) {
            return Ok(());
        }
        self.skipped.timeless += u64::from(millis.is_none());
        let many = self
            .options
            .by
            .iter()
            .find(|dimension| dimension.has_many());
        let words = match many {
            None => Vec::new(),
            Some(Dimension::Topic) => different(&row.labels.topics, str::to_owned),
            Some(_) => different(&row.hashtags, str::to_lowercase),
        };
        if words.is_empty() {
            self.count_post(row, millis, None);
        }
        for word in &words {
            self.count_post(row, millis, Some(word));
        }
        Ok(())
    }

    /// The count of the period before, if an instant lies in it.
    fn previous_of(&mut self, millis: Option<i64>) -> Option<&mut Summary> {
        let previous = self.previous.as_deref_mut()?;
        let inside = previous.options.range.contains_millis(millis?);
        inside.then_some(previous)
    }

    fn asked_for(&mut self, client: Option<&str>, millis: Option<i64>) -> bool {
        let clients = &self.options.clients;
        if !clients.is_empty()
            && !client.is_some_and(|client| clients.iter().any(|asked| asked == client))
        {
            raise(&mut self.skipped.not_asked);
            return false;
        }
        if self.options.range.is_open() {
            return true;
        }
        match millis {
            None => raise(&mut self.skipped.undated),
            Some(millis) if !self.options.range.contains_millis(millis) => {
                raise(&mut self.skipped.not_asked);
            }
            Some(_) => return true,
        }
        false
    }

    /// Counts a post in one group; `word` is the topic or hashtag it counts for.
    fn count_post(&mut self, row: &Row<'_>, millis: Option<i64>, word: Option<&str>) {
        self.scratch.clear();
        let local = millis.map(|millis| self.wall.local(millis));
        let labels = &row.labels;
        for &dimension in &self.options.by {
            let key = match dimension {
                _ if dimension.is_time() => local.map(|local| dimension.time_key(local)),
                Dimension::Own => Some(Key::Flag(row.own.unwrap_or_default())),
                Dimension::Urgent => labels.urgency.map(|urgency| Key::Flag(urgency >= URGENT)),
                Dimension::Level => labels
                    .level
                    .as_deref()
                    .map(|level| dimension.word_key(level)),
                _ => {
                    let word = if dimension.has_many() {
                        word
                    } else {
                        dimension.word(row)
                    };
                    encode_text(&mut self.scratch, word);
                    continue;
                }
            };
            encode(&mut self.scratch, &key.unwrap_or(Key::Absent));
        }
        let block = self
            .cut
            .zip(millis)
            .and_then(|(cut, millis)| cut.block(millis));
        let Some(group) = self
            .groups
            .entry_within(&self.scratch, self.options.max_groups)
        else {
            self.too_many = true;
            return;
        };
        let identity = row.author.identity();
        let author =
            identity.map(|identity| author_key::hash(self.options.author_key.as_ref(), identity));
        match block {
            Some(block) => group.add_in_block(row, millis, author, block),
            None => group.add(row, millis, author),
        }
        if let (1.., Some(id)) = (self.options.ids, &row.id) {
            group.ids.add(id, self.options.ids);
        }
        self.with_posts |= author.is_some();
        if self.options.by.is_empty() && row.own != Some(true) {
            self.mentions.add(row, millis, author);
            self.count_breakdowns(row, millis);
        }
    }

    /// Counts a mention for the tables beside the key figures.
    fn count_breakdowns(&mut self, row: &Row<'_>, millis: Option<i64>) {
        let sentiment = row.labels.sentiment.as_deref();
        let brief = Brief {
            posts: 1,
            labelled: u64::from(sentiment.is_some()),
            negative: u64::from(sentiment == Some("negative")),
        };
        for (dimension, groups) in BREAKDOWNS.iter().zip(&mut self.breakdowns) {
            self.scratch.clear();
            encode_text(&mut self.scratch, dimension.word(row));
            Tally::merge(groups.entry(&self.scratch), brief);
        }
        if let Some(millis) = millis {
            self.scratch.clear();
            encode(
                &mut self.scratch,
                &Dimension::Day.time_key(self.wall.local(millis)),
            );
            Tally::merge(self.days.entry(&self.scratch), brief);
        }
    }

    /// Adds all that another has counted, with the same options.
    pub fn merge(&mut self, other: Summary) {
        self.too_many |= other.too_many;
        self.with_posts |= other.with_posts;
        self.author_keys.extend(other.author_keys);
        self.uncounted.merge(&other.uncounted);
        if let (Some(ours), Some(theirs)) = (&mut self.previous, other.previous) {
            ours.merge(*theirs);
        }
        self.groups.merge(other.groups);
        for (ours, theirs) in self.breakdowns.iter_mut().zip(other.breakdowns) {
            ours.merge(theirs);
        }
        self.days.merge(other.days);
        Tally::merge(&mut self.mentions, other.mentions);
        for (ours, theirs) in [
            (&mut self.skipped.other_types, other.skipped.other_types),
            (&mut self.skipped.undated, other.skipped.undated),
            (&mut self.skipped.timeless, other.skipped.timeless),
            (&mut self.skipped.not_asked, other.skipped.not_asked),
        ] {
            *ours = ours.saturating_add(theirs);
        }
    }

    /// The groups, in the order of their keys.
    pub fn finish(self) -> Result<Groupings, TooManyGroups> {
        if self.too_many || self.groups.len() > self.options.max_groups {
            return Err(TooManyGroups(self.options.max_groups));
        }
        let previous = self.previous.map(|previous| previous.finish());
        let mut author_keys = self.author_keys;
        if self.with_posts {
            let key = self.options.author_key.as_ref();
            author_keys.insert(key.map(AuthorKey::name));
        }
        let keys_differ = author_keys.len() > 1;
        let mut groupings = Groupings {
            rows: self.groups.into_sorted(),
            breakdowns: self.breakdowns.map(Groups::into_sorted),
            days: self.days.into_sorted(),
            mentions: self.mentions,
            cut: self.cut,
            keys_differ,
            previous: previous.transpose()?.map(Box::new),
            suppressed: 0,
            blind: Vec::new(),
            counted_by: self.uncounted.counted_by(),
            mixed: self.uncounted.mixed,
            gaps_left_out: false,
            skipped: self.skipped,
            options: self.options,
        };
        if keys_differ {
            groupings.forget_authors();
        }
        groupings.blind = self.uncounted.blind(&groupings);
        groupings.arrange();
        Ok(groupings)
    }
}

impl Groupings {
    /// Hashes of different keys say nothing of how many authors there are.
    fn forget_authors(&mut self) {
        let rows = self.rows.iter_mut().map(|(_, group)| group);
        for group in rows.chain([&mut self.mentions]) {
            group.authors = Distinct::default();
        }
    }
}

/// Each word once, so that a post that repeats a tag counts once.
fn different(words: &[Str<'_>], fold: impl Fn(&str) -> String) -> Vec<String> {
    let mut words: Vec<String> = words.iter().map(|word| fold(word)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod asked_tests;
#[cfg(test)]
mod bucket_tests;
#[cfg(test)]
mod tests;
