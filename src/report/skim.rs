//! A reader for ordinary lines: finds the few fields of a [`Row`] and steps over the rest without looking at each byte.
//!
//! It reads valid JSON only, and every [`Row`] it gives is the one `serde_json` would give (a property test holds it to that); on anything out
//! of the ordinary, valid or not, it gives up and the caller asks `serde_json`.

use super::row::Row;
use super::skimmer::Skimmer;

/// Where a key stands: in the line itself, or in one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Line,
    Part(Part),
}

/// The fields that are objects themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Author,
    Metrics,
    Labels,
}

impl Part {
    /// Its bit among the fields that may come once.
    pub(super) fn bit(self) -> u64 {
        1 << (61 + self as u32)
    }
}

pub(super) fn part_of(key: &[u8]) -> Option<Part> {
    match key {
        b"author" => Some(Part::Author),
        b"metrics" => Some(Part::Metrics),
        b"labels" => Some(Part::Labels),
        _ => None,
    }
}

/// Declares the values that are read: the key, where it stands, and how its value comes into the row.
macro_rules! slots {
    ($($slot:ident = $place:pat, $key:literal, |$json:ident, $row:ident| $read:expr;)+) => {
        /// What is done with a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Slot { $($slot,)+ Skipped }

        /// What is done with the value of a key.
        pub(super) fn slot_of(place: Place, key: &[u8]) -> Slot {
            match (place, key) {
                $(($place, $key) => Slot::$slot,)+
                _ => Slot::Skipped,
            }
        }

        impl<'a> Skimmer<'a> {
            /// Reads the value of a slot into the row.
            #[inline]
            pub(super) fn value(&mut self, row: &mut Row<'a>, slot: Slot) -> Option<()> {
                match slot {
                    $(Slot::$slot => { let ($json, $row) = (&mut *self, &mut *row); $read })+
                    Slot::Skipped => self.skip(0)?,
                }
                Some(())
            }
        }
    };
}

slots! {
    RecordType = Place::Line, b"type", |json, row| row.record_type = json.word()?;
    Text = Place::Line, b"text", |json, row| {
        row.has_text = json.peek()? != b'n';
        json.skip(0)?;
    };
    Id = Place::Line, b"id", |json, row| row.id = json.word()?;
    Source = Place::Line, b"source", |json, row| row.source = json.word()?;
    Instance = Place::Line, b"instance", |json, row| row.instance = json.word()?;
    Kind = Place::Line, b"kind", |json, row| row.kind = json.word()?;
    Client = Place::Line, b"client", |json, row| row.client = json.word()?;
    Query = Place::Line, b"query", |json, row| row.query = json.word()?;
    PublishedAt = Place::Line, b"published_at", |json, row| row.published_at = json.word()?;
    FetchedAt = Place::Line, b"fetched_at", |json, row| row.fetched_at = json.word()?;
    MetricsAt = Place::Line, b"metrics_at", |json, row| row.metrics_at = json.word()?;
    Own = Place::Line, b"own", |json, row| row.own = json.flag()?;
    Hashtags = Place::Line, b"hashtags", |json, row| json.words(&mut row.hashtags)?;
    AuthorId = Place::Part(Part::Author), b"id", |json, row| row.author.id = json.word()?;
    AuthorHandle = Place::Part(Part::Author), b"handle", |json, row| row.author.handle = json.word()?;
    AuthorName = Place::Part(Part::Author), b"name", |json, row| row.author.name = json.word()?;
    Followers = Place::Part(Part::Author), b"followers_count", |json, row| row.author.followers_count = json.count()?;
    Likes = Place::Part(Part::Metrics), b"like_count", |json, row| row.metrics.like_count = json.count()?;
    Replies = Place::Part(Part::Metrics), b"reply_count", |json, row| row.metrics.reply_count = json.count()?;
    Reposts = Place::Part(Part::Metrics), b"repost_count", |json, row| row.metrics.repost_count = json.count()?;
    Views = Place::Part(Part::Metrics), b"view_count", |json, row| row.metrics.view_count = json.count()?;
    Impressions = Place::Part(Part::Metrics), b"impression_count", |json, row| row.metrics.impression_count = json.count()?;
    Reach = Place::Part(Part::Metrics), b"reach_count", |json, row| row.metrics.reach_count = json.count()?;
    Lang = Place::Part(Part::Labels), b"lang", |json, row| row.labels.lang = json.word()?;
    Sentiment = Place::Part(Part::Labels), b"sentiment", |json, row| row.labels.sentiment = json.word()?;
    SentimentScore = Place::Part(Part::Labels), b"sentiment_score", |json, row| row.labels.sentiment_score = json.number()?;
    Intent = Place::Part(Part::Labels), b"intent", |json, row| row.labels.intent = json.word()?;
    Department = Place::Part(Part::Labels), b"department", |json, row| row.labels.department = json.word()?;
    Level = Place::Part(Part::Labels), b"level", |json, row| row.labels.level = json.word()?;
    Stance = Place::Part(Part::Labels), b"stance", |json, row| row.labels.stance = json.word()?;
    Urgency = Place::Part(Part::Labels), b"urgency", |json, row| row.labels.urgency = json.number()?;
    Topics = Place::Part(Part::Labels), b"topics", |json, row| json.words(&mut row.labels.topics)?;
}

impl Slot {
    /// Its bit among the fields that may come once; what is skipped may come as often as it likes.
    pub(super) fn bit(self) -> u64 {
        match self {
            Slot::Skipped => 0,
            slot => 1 << slot as u32,
        }
    }
}

/// Reads a line into an empty row; `None` when the line needs a careful reader, and the row is not to be used.
pub(super) fn skim<'a>(line: &'a str, row: &mut Row<'a>) -> Option<()> {
    let mut json = Skimmer::new(line);
    let mut seen = 0;
    json.space();
    json.object(|json, key| match part_of(key) {
        Some(part) => {
            first(&mut seen, part.bit())?;
            json.object_or_null(|json, key| {
                json.field(row, &mut seen, slot_of(Place::Part(part), key))
            })
        }
        None => json.field(row, &mut seen, slot_of(Place::Line, key)),
    })?;
    json.space();
    json.is_at_end().then_some(())
}

impl<'a> Skimmer<'a> {
    fn field(&mut self, row: &mut Row<'a>, seen: &mut u64, slot: Slot) -> Option<()> {
        first(seen, slot.bit())?;
        self.value(row, slot)
    }
}

/// A name that comes twice is the careful reader's to refuse.
fn first(seen: &mut u64, bit: u64) -> Option<()> {
    let new = *seen & bit == 0;
    *seen |= bit;
    new.then_some(())
}
